//! What is wanted where the cursor is, as far as the words before it say.

use super::super::session::Session;
use super::super::value::meaning;
use crate::library::label;
use crate::model::Type;
use crate::syntax::ast::BlockKind;
use crate::syntax::tokens::{Class, Token, tokens};
use crate::syntax::words::block_kind;

#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    Nothing,
    /// The beginning of an entry: an expression or a block.
    Start,
    /// The beginning of a line in a block.
    Labels(BlockKind),
    /// A value, of this kind where one is known.
    Value(Option<Type>),
    Date,
    Scenario,
    /// Anything that is declared.
    Names,
    /// What a shock may change.
    Targets,
    /// `expect` or `given`
    Expectation,
}

/// Where the word under the cursor begins, and what is wanted there.
pub fn place(session: &Session, text: &str) -> (usize, Place) {
    let found = tokens(text);
    let start = word_start(text);
    let before: Vec<&Token> = found.iter().filter(|token| token.bytes.end <= start).collect();
    if found.iter().any(|it| matches!(it.class, Class::Comment | Class::Text) && it.bytes.contains(&start)) {
        return (start, Place::Nothing);
    }
    let word = |index: usize| before.get(index).and_then(|token| text.get(token.bytes.clone())).unwrap_or("");
    let kind = before.first().filter(|it| it.class == Class::Keyword).and_then(|_| block_kind(word(0)));
    let place = match (before.last(), kind) {
        (None, _) => Place::Start,
        (Some(last), Some(kind)) => in_block(session, text, &before, last, kind, start),
        (Some(_), None) => in_expression(session, text, &before),
    };
    (start, place)
}

/// Blocks in which `on` and `to` name something, and no date.
const NAMES: &[BlockKind] = &[
    BlockKind::Waterfall,
    BlockKind::Order,
    BlockKind::Contract,
    BlockKind::Scenario,
    BlockKind::Account,
    BlockKind::Process,
    BlockKind::Enforcement,
];

fn word_start(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    text.len() - text.chars().rev().take_while(|c| is_part(*c)).map(char::len_utf8).sum::<usize>()
}

fn in_block(session: &Session, text: &str, before: &[&Token], last: &Token, kind: BlockKind, start: usize) -> Place {
    let said = text.get(last.bytes.clone()).unwrap_or("");
    let line_start = text.get(..start).and_then(|text| text.rfind(['\n', '{'])).map_or(0, |at| at + 1);
    let is_open = before.iter().any(|it| text.get(it.bytes.clone()) == Some("{"));
    let own: Vec<&&Token> = before.iter().filter(|it| it.bytes.start >= line_start).collect();
    if said == "under" || (kind == BlockKind::Scenario && matches!(own.last().map(|it| it.class), Some(Class::Colon))) {
        return Place::Scenario;
    }
    if is_open && own.is_empty() {
        return match kind {
            BlockKind::Test => Place::Expectation,
            BlockKind::Shock => Place::Targets,
            kind => Place::Labels(kind),
        };
    }
    let is_paid_from = said == "from" && matches!(kind, BlockKind::Waterfall | BlockKind::Order);
    if is_paid_from || (matches!(said, "on" | "with" | "without" | "to") && NAMES.contains(&kind)) {
        return Place::Names;
    }
    let colon = own.iter().position(|it| it.class == Class::Colon);
    if matches!(said, "on" | "until" | "from") && colon.is_some() && kind != BlockKind::Account {
        return Place::Date;
    }
    let after = colon.map_or(0, |at| at + 1);
    let after: Vec<&Token> = own.iter().skip(after).map(|it| **it).collect();
    if !after.is_empty() {
        return match in_expression(session, text, &after) {
            // Phrases are words and names beside each other.
            Place::Nothing if last.class == Class::Name => Place::Value(None),
            place => place,
        };
    }
    // Right after `label:`, the example of the label says what is wanted.
    let head: Vec<&str> = own.iter().take(colon.unwrap_or(0)).filter_map(|it| text.get(it.bytes.clone())).collect();
    let words = head.join(" ");
    let known = label::of(kind).iter().find(|it| words == it.words || words.starts_with(&format!("{} ", it.words)));
    known.map_or(Place::Value(None), |it| wanted(session, it.example))
}

/// The kind of the value in an example: `limit: USD 150M` wants money.
fn wanted(session: &Session, example: &str) -> Place {
    let phrase = example.split_once(':').map_or("", |(_, phrase)| phrase.trim());
    let value = phrase.split([',']).next().unwrap_or("").split(" at ").next().unwrap_or("");
    let value = value.split(" on ").next().unwrap_or("").trim();
    match meaning(session, value) {
        Ok(meaning) if meaning.expr.of == Type::Date => Place::Date,
        Ok(meaning) => Place::Value(Some(meaning.expr.of)),
        Err(_) => Place::Value(None),
    }
}

/// After an operator that joins like with like, what is on its left says the kind.
fn in_expression(session: &Session, text: &str, before: &[&Token]) -> Place {
    let said = |token: &Token| text.get(token.bytes.clone()).unwrap_or("").to_owned();
    let Some(last) = before.last() else { return Place::Value(None) };
    match (last.class, said(last).as_str()) {
        (Class::Sign, "+" | "-" | "<" | "<=" | ">" | ">=" | "=" | "!=") => {
            let left = left_of(text, before);
            match left.map(|left| meaning(session, left)) {
                Some(Ok(meaning)) => Place::Value(Some(meaning.expr.of)),
                // The beginning of a computed line, or something wrong that will be told.
                _ => Place::Value(None),
            }
        }
        (Class::Reserved, "not") => Place::Value(Some(Type::Boolean)),
        (Class::Reserved, "on" | "until") => Place::Date,
        (Class::Reserved, "under") => Place::Scenario,
        (Class::Name | Class::Number | Class::Close, _) => Place::Nothing,
        _ => Place::Value(None),
    }
}

/// The operand before the last operator: back to an open bracket, a comma, or a word that joins conditions.
fn left_of<'t>(text: &'t str, before: &[&Token]) -> Option<&'t str> {
    let (operator, operands) = before.split_last()?;
    let is_sum = matches!(text.get(operator.bytes.clone()), Some("+" | "-"));
    let mut depth = 0usize;
    let mut start = operator.bytes.start;
    for token in operands.iter().rev() {
        let said = text.get(token.bytes.clone()).unwrap_or("");
        match token.class {
            Class::Close => depth += 1,
            Class::Open if depth == 0 => break,
            Class::Open => depth -= 1,
            Class::Comma | Class::Colon if depth == 0 => break,
            Class::Name if depth == 0 && matches!(said, "expect" | "given" | "measure") => break,
            Class::Reserved if depth == 0 && matches!(said, "and" | "or" | "not" | "if" | "then" | "else" | "when") => {
                break;
            }
            Class::Sign if depth == 0 && is_sum && !matches!(said, "+" | "-" | "*" | "/") => break,
            _ => {}
        }
        start = token.bytes.start;
    }
    text.get(start..operator.bytes.start).map(str::trim).filter(|left| !left.is_empty())
}
