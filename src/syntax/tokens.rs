//! What a text is made of, for those who colour it, complete it, or wait for the rest of it.

use std::ops::Range;

use super::scanner::{Kind, scan};
use super::words;
use crate::source::SourceId;

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The kind of a block, where it begins a line in column 0: `tranche`.
    Keyword,
    /// A preposition or another word that can never be a name.
    Reserved,
    /// A name, or a word of a phrase.
    Name,
    Number,
    Sign,
    /// `"…"`
    Text,
    /// `[TS 4.2]`
    Cite,
    Comment,
    Colon,
    Comma,
    Open,
    Close,
    /// What has no meaning of its own.
    Other,
}

/// A stretch of text and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub class: Class,
    pub bytes: Range<usize>,
}

/// The tokens of a text in its order, comments among them; white space is what lies between.
pub fn tokens(text: &str) -> Vec<Token> {
    let scan = scan(SourceId::default(), text);
    let mut found: Vec<Token> = scan.comments.iter().map(|bytes| token(Class::Comment, bytes.clone())).collect();
    for it in scan.tokens.iter().filter(|it| it.kind != Kind::Newline) {
        let class = match it.kind {
            Kind::Word => word(text.get(it.start..it.end).unwrap_or(""), it.column_zero),
            Kind::Sign => Class::Sign,
            Kind::Text => Class::Text,
            Kind::Cite => Class::Cite,
            Kind::Comma => Class::Comma,
            Kind::Colon => Class::Colon,
            Kind::Doc => Class::Comment,
            Kind::OpenParenthesis | Kind::OpenBrace => Class::Open,
            Kind::CloseParenthesis | Kind::CloseBrace => Class::Close,
            Kind::Semicolon | Kind::Newline | Kind::Other => Class::Other,
        };
        found.push(token(class, it.start..it.end));
    }
    found.sort_by_key(|it| it.bytes.start);
    found
}

fn token(class: Class, bytes: Range<usize>) -> Token {
    Token { class, bytes }
}

fn word(text: &str, column_zero: bool) -> Class {
    match text {
        _ if column_zero && words::block_kind(text).is_some() => Class::Keyword,
        _ if words::is_reserved(text) => Class::Reserved,
        _ if text.starts_with(|c: char| c.is_ascii_digit()) => Class::Number,
        _ => Class::Name,
    }
}

/// Whether a text waits for more: something is open, or its last line ends with a comma or an operator.
pub fn is_open(text: &str) -> bool {
    let scan = scan(SourceId::default(), text);
    let mut depth = 0usize;
    let mut last = None;
    let mut says_something = false;
    for it in scan.tokens.iter().filter(|it| it.kind != Kind::Newline) {
        match it.kind {
            Kind::OpenParenthesis | Kind::OpenBrace => depth += 1,
            Kind::CloseParenthesis | Kind::CloseBrace => depth = depth.saturating_sub(1),
            _ => {}
        }
        says_something |= it.kind != Kind::Doc;
        last = Some(it);
    }
    let Some(last) = last else { return false };
    let before = text.get(..last.start).unwrap_or("");
    let goes_on = match last.kind {
        Kind::Comma => true,
        Kind::Sign => before.ends_with(' '),
        Kind::Word => matches!(text.get(last.start..last.end), Some("and" | "or")),
        _ => false,
    };
    depth > 0 || goes_on || !says_something
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_waits_while_something_is_open() {
        for open in ["max(1,", "tranche A {", "tranche A {\n  limit: USD 1", "1 +", "a and", "## what it is", "x = (1"]
        {
            assert!(is_open(open), "{open}");
        }
        for whole in ["", "# note", "1 + 2", "tranche A {\n}", "a-", "f(1)", "}", "## what\nx = 1"] {
            assert!(!is_open(whole), "{whole}");
        }
    }

    #[test]
    fn every_word_has_its_class() {
        let text = "input u: 80% from \"x\" [TS 1] # note";
        let said: Vec<(Class, &str)> = tokens(text).into_iter().map(|it| (it.class, &text[it.bytes])).collect();
        let expected = [
            (Class::Keyword, "input"),
            (Class::Name, "u"),
            (Class::Colon, ":"),
            (Class::Number, "80%"),
            (Class::Reserved, "from"),
            (Class::Text, "\"x\""),
            (Class::Cite, "[TS 1]"),
            (Class::Comment, "# note"),
        ];
        assert_eq!(said, expected);
    }
}
