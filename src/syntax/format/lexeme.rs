//! What a text is made of besides white space: the scanner's tokens and the comments, in one row.

use std::borrow::Cow;
use std::ops::Range;

use super::lines::Lines;
use crate::syntax::phrases::folded;
use crate::syntax::scanner::{Kind, Scan, Token};
use crate::syntax::words::is_reserved;

/// A token or a comment, and what the text says about its place.
#[derive(Debug, Clone)]
pub struct Lexeme<'a> {
    pub text: Cow<'a, str>,
    /// None for a `#` comment.
    pub kind: Option<Kind>,
    pub bytes: Range<usize>,
    /// Whether white space stands before it.
    pub spaced: bool,
    /// From 0.
    pub line: usize,
    /// Where it ends: a citation may run over several lines.
    pub last_line: usize,
    /// In characters, from 0.
    pub column: usize,
}

impl Lexeme<'_> {
    /// A `##` line that stands after something is only a comment, and looks like one.
    pub fn is_comment(&self) -> bool {
        matches!(self.kind, None | Some(Kind::Doc))
    }

    pub fn is(&self, kind: Kind) -> bool {
        self.kind == Some(kind)
    }
}

pub fn lexemes<'a>(text: &'a str, lines: &Lines, scan: &Scan) -> Vec<Lexeme<'a>> {
    let mut found: Vec<Lexeme> = Vec::with_capacity(scan.tokens.len());
    let mut end = 0;
    let mut add = |kind: Option<Kind>, bytes: Range<usize>| {
        let line = lines.line(bytes.start);
        let written = &text[bytes.clone()];
        found.push(Lexeme {
            text: match kind {
                Some(Kind::Cite) => one_line(written),
                Some(Kind::Doc) | None => Cow::Borrowed(written.trim_end_matches(' ')),
                Some(_) => Cow::Borrowed(written),
            },
            kind,
            spaced: bytes.start > end,
            line,
            last_line: if kind == Some(Kind::Cite) { lines.line(bytes.end - 1) } else { line },
            column: text[lines.start(line)..bytes.start].chars().count(),
            bytes: bytes.clone(),
        });
        end = bytes.end;
    };
    let mut comments = scan.comments.iter().peekable();
    for token in scan.tokens.iter().filter(|token| token.kind != Kind::Newline) {
        while let Some(comment) = comments.next_if(|comment| comment.start < token.start) {
            add(None, comment.clone());
        }
        parts(text, token).for_each(|(kind, bytes)| add(Some(kind), bytes));
    }
    comments.for_each(|comment| add(None, comment.clone()));
    found
}

/// The scanner takes a comma between digits for a part of its number, as in the wrong `1,000`; in `max(f0,1)` it is a
/// comma.
fn parts(text: &str, token: &Token) -> impl Iterator<Item = (Kind, Range<usize>)> {
    let written = &text[token.start..token.end];
    let named = token.kind == Kind::Word && written.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let mut parts = Vec::new();
    let mut start = token.start;
    for (at, _) in written.match_indices(',').filter(|_| named) {
        parts.push((token.kind, start..token.start + at));
        start = token.start + at + 1;
        parts.push((Kind::Comma, start - 1..start));
    }
    parts.push((token.kind, start..token.end));
    parts.into_iter()
}

/// A citation with its white space folded, as the tree has it.
fn one_line(cite: &str) -> Cow<'_, str> {
    let inner = cite.trim_start_matches('[').trim_end_matches(']');
    let plain = folded(inner);
    if plain == inner { Cow::Borrowed(cite) } else { Cow::Owned(format!("[{plain}]")) }
}

/// Whether a space stands between two neighbours on a line. Where white space may mean something, it is as the author
/// has it.
pub fn space_between(before: Option<&Lexeme>, left: &Lexeme, right: &Lexeme) -> bool {
    match (left.kind, right.kind) {
        (_, Some(Kind::Comma | Kind::Colon | Kind::CloseParenthesis)) | (Some(Kind::OpenParenthesis), _) => false,
        (Some(Kind::Comma | Kind::Colon | Kind::Cite), _) | (_, Some(Kind::Cite)) => true,
        (Some(Kind::Sign), _) if is_prefix(before, left) => false,
        // `max(` calls, `not (` does not.
        (Some(Kind::Word), Some(Kind::OpenParenthesis)) => right.spaced || is_reserved(&left.text),
        _ => right.spaced,
    }
}

/// `-` before a value, with nothing on its left to subtract from.
fn is_prefix(before: Option<&Lexeme>, sign: &Lexeme) -> bool {
    let alone =
        before.is_none_or(|it| matches!(it.kind, Some(Kind::Sign | Kind::Comma | Kind::Colon | Kind::OpenParenthesis)));
    alone && sign.text == "-"
}
