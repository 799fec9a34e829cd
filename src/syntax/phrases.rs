//! Phrases: clauses of words, expressions and modifiers.

use super::ast::{Cite, Clause, Element, Expr, ExprKind, Modifier, Phrase, Preposition};
use super::codes::*;
use super::expressions;
use super::grammar::{Pair, Rule};
use super::reader::Reader;
use super::words;
use crate::source::Span;

/// A phrase and the citations in it.
pub fn phrase(reader: &mut Reader, pair: Pair, cites: &mut Vec<Cite>) -> Phrase {
    let span = reader.span(&pair);
    let mut clauses = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::clause => clauses.push(clause(reader, part, cites)),
            _ => {
                let place = reader.span(&part);
                let comma = Span { start: place.start.saturating_sub(1), end: place.start, ..place };
                reader.error(
                    EMPTY_PHRASE,
                    comma,
                    "nothing follows this comma",
                    "write another item, or delete the comma",
                );
            }
        }
    }
    Phrase { clauses, span }
}

fn clause(reader: &mut Reader, pair: Pair, cites: &mut Vec<Cite>) -> Clause {
    let span = reader.span(&pair);
    let mut elements = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::cite => cites.push(cite(reader, &part)),
            _ => elements.push(element(reader, part)),
        }
    }
    check_elements(reader, &elements);
    check_numbers(reader, &elements);
    Clause { elements, span }
}

pub fn element(reader: &mut Reader, pair: Pair) -> Element {
    match pair.as_rule() {
        Rule::modifier => Element::Modifier(modifier(reader, pair)),
        Rule::expression => Element::Expr(expressions::expression(reader, pair)),
        _ => {
            let place = reader.span(&pair);
            expressions::unexpected(reader, &pair);
            Element::Expr(expressions::bad(place))
        }
    }
}

/// A preposition has an operand, except `pro rata`, and `then` or `else` before another preposition.
pub fn check_elements(reader: &mut Reader, elements: &[Element]) {
    for (index, element) in elements.iter().enumerate() {
        let Element::Modifier(modifier) = element else { continue };
        let leads = matches!(modifier.preposition, Preposition::Then | Preposition::Else)
            && matches!(elements.get(index + 1), Some(Element::Modifier(_)));
        if modifier.operand.is_none() && modifier.preposition != Preposition::ProRata && !leads {
            let place = modifier.preposition_span;
            let after = Span { start: place.end, ..place };
            let word = written(modifier.preposition);
            reader.error(
                MISSING_VALUE,
                after,
                format!("expected something after `{word}`"),
                format!("`{word}` is a word of the language and introduces something: write what, or delete it"),
            );
        }
    }
}

/// `1 000`: digits are not grouped by spaces.
fn check_numbers(reader: &mut Reader, elements: &[Element]) {
    for pair in elements.windows(2) {
        let [Element::Expr(left), Element::Expr(right)] = pair else { continue };
        if matches!(left.kind, ExprKind::Number(_))
            && matches!(right.kind, ExprKind::Number(_) | ExprKind::Quantity(..))
        {
            let place = left.span.to(right.span);
            reader.error(
                UNEXPECTED,
                place,
                "two numbers stand side by side",
                "group digits by `_`, as in `1_000`, or join two values with an operator or `, `",
            );
        }
    }
}

fn written(preposition: Preposition) -> &'static str {
    words::PREPOSITIONS.iter().find(|(_, known)| *known == preposition).map_or("", |(text, _)| text)
}

fn modifier(reader: &mut Reader, pair: Pair) -> Modifier {
    let span = reader.span(&pair);
    let mut preposition = Preposition::ProRata;
    let mut preposition_span = span;
    let mut operand: Option<Expr> = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::expression => operand = Some(expressions::expression(reader, part)),
            _ => {
                preposition_span = reader.span(&part);
                let text = folded(part.as_str());
                preposition = words::preposition(&text).unwrap_or(preposition);
            }
        }
    }
    Modifier { preposition, preposition_span, operand, span }
}

/// White space folded to single spaces.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn cite(reader: &Reader, pair: &Pair) -> Cite {
    let inner = pair.as_str().trim_start_matches('[').trim_end_matches(']');
    Cite { text: folded(inner), span: reader.span(pair) }
}
