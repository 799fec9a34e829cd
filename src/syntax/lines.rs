//! Lines inside braces: terms, expectations and computed lines.

use super::ast::{
    Allow, Computed, Element, Expectation, ExpectationKind, Expr, ExprKind, Labelled, Name, Phrase, Text,
};
use super::codes::*;
use super::expressions;
use super::grammar::{Pair, Rule};
use super::phrases;
use super::reader::Reader;
use super::words;
use crate::source::Span;

/// `head: phrase`
pub fn term(reader: &mut Reader, pair: Pair, doc: Option<String>) -> Labelled {
    let span = reader.span(&pair);
    let mut head = Vec::new();
    let mut head_span = span;
    let mut cites = Vec::new();
    let mut phrase = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::head => {
                head_span = reader.span(&part);
                head = head_elements(reader, part);
            }
            _ => phrase = Some(phrases::phrase(reader, part, &mut cites)),
        }
    }
    let phrase = phrase.filter(says_something).unwrap_or_else(|| {
        let end = Span { start: span.end, ..span };
        reader.error(
            EMPTY_PHRASE,
            end,
            "nothing follows this `:`",
            "write what the paper says, or `TBD` if it is not known yet",
        );
        Phrase { clauses: Vec::new(), span: end }
    });
    Labelled { head, head_span, phrase, cites, doc, span }
}

fn says_something(phrase: &Phrase) -> bool {
    phrase.clauses.iter().any(|clause| !clause.elements.is_empty())
}

fn head_elements(reader: &mut Reader, pair: Pair) -> Vec<Element> {
    let mut elements = Vec::new();
    for part in pair.into_inner() {
        if part.as_rule() == Rule::label {
            elements.extend(part.into_inner().map(|word| label_word(reader, &word)));
        } else {
            elements.push(phrases::element(reader, part));
        }
    }
    elements
}

/// In a label even a preposition is only a word: `in service`, `secured by`.
fn label_word(reader: &Reader, pair: &Pair) -> Element {
    let name = reader.name(pair);
    let span = name.span;
    Element::Expr(Expr { kind: ExprKind::Path(vec![name]), span })
}

/// `expect …`, `given …`
pub fn expectation(reader: &mut Reader, pair: Pair) -> Expectation {
    let span = reader.span(&pair);
    let mut keyword = ExpectationKind::Expect;
    let mut phrase = None;
    let mut cites = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::expect_word if part.as_str() == "given" => keyword = ExpectationKind::Given,
            Rule::expect_word => {}
            _ => phrase = Some(phrases::phrase(reader, part, &mut cites)),
        }
    }
    if let Some(cite) = cites.first() {
        reader.error(
            MISPLACED_CITE,
            cite.span,
            "an expectation has no citation",
            "cite the paper where the term is stated",
        );
    }
    let phrase = phrase.unwrap_or_else(|| {
        let end = Span { start: span.end, ..span };
        reader.error(EMPTY_PHRASE, end, "nothing is expected here", "write what must hold, as in `expect no breach`");
        Phrase { clauses: Vec::new(), span: end }
    });
    Expectation { keyword, phrase, span }
}

/// `allow LINT of TERM because "reason"`: nothing without its reason.
pub fn allow(reader: &mut Reader, pair: Pair) -> Option<Allow> {
    let span = reader.span(&pair);
    let (mut lint, mut of, mut reason) = (None, None, None);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::lint => lint = Some(reader.name(&part)),
            Rule::allowed => of = Some(Name { text: phrases::folded(part.as_str()), span: reader.span(&part) }),
            Rule::missing => {
                let place = reader.span(&part);
                let help = "write which term or block, as in `of below 1.10x`, or leave out `of`";
                reader.error(MISSING_VALUE, place, "nothing follows this `of`", help);
            }
            Rule::cite => {
                let place = reader.span(&part);
                reader.error(MISPLACED_CITE, place, "an `allow` has no citation", "name the clause in the reason");
            }
            Rule::reason => reason = part.into_inner().next().map(|text| quoted_text(reader, &text)),
            _ => {}
        }
    }
    let after = |place: Span| Span { start: place.end, ..place };
    let Some(lint) = lint else {
        let help = "write which lint, as in `allow never-fails because \"it is a backstop\"`";
        reader.error(MISSING_VALUE, after(span), "this `allow` does not say what it allows", help);
        return None;
    };
    match reason.filter(|reason| !reason.text.trim().is_empty()) {
        Some(reason) => Some(Allow { lint, of, reason, span }),
        None => {
            let message = format!("`allow {}` gives no reason", lint.text);
            let help = "say why in quotes: `because \"it is a backstop\"`";
            reader.error(MISSING_VALUE, after(span), message, help);
            None
        }
    }
}

fn quoted_text(reader: &Reader, pair: &Pair) -> Text {
    Text { text: expressions::quoted(pair.as_str()).to_owned(), span: reader.span(pair) }
}

/// `NAME = expr, first expr`
pub fn computed(reader: &mut Reader, pair: Pair, doc: Option<String>) -> Computed {
    let span = reader.span(&pair);
    let mut name = super::ast::Name { text: String::new(), span };
    let mut value = expressions::bad(span);
    let mut first = None;
    let mut cites = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => {
                name = reader.name(&part);
                check_name(reader, &name.text, name.span);
            }
            Rule::expression => value = expressions::expression(reader, part),
            Rule::missing => missing_after(reader, "=", &part),
            Rule::first_value => first = first_value(reader, part),
            Rule::cite => cites.push(phrases::cite(reader, &part)),
            _ => {}
        }
    }
    expressions::no_glue(reader, &value);
    Computed { name, value, first, cites, doc, span }
}

fn missing_after(reader: &mut Reader, sign: &str, pair: &Pair) {
    let place = reader.span(pair);
    reader.error(
        MISSING_VALUE,
        place,
        format!("expected a value after `{sign}`"),
        format!("write a value after `{sign}`"),
    );
}

fn first_value(reader: &mut Reader, pair: Pair) -> Option<Expr> {
    let part = pair.into_inner().next()?;
    if part.as_rule() == Rule::missing {
        missing_after(reader, "first", &part);
        return None;
    }
    Some(expressions::expression(reader, part))
}

/// Names have no hyphens or slashes and are no reserved words.
pub fn check_name(reader: &mut Reader, text: &str, place: Span) {
    if words::is_reserved(text) {
        reader.error(RESERVED_WORD, place, format!("`{text}` is a reserved word"), "choose another name");
    } else if let Some(sign) = text.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_') {
        let replaced = text.replace(sign, "_");
        reader.error(BAD_NAME, place, format!("a name cannot contain `{sign}`"), format!("write `{replaced}`"));
    }
}
