//! The lines of a block, read against the labels of its kind.

use std::rc::Rc;

use super::checker::Checker;
use super::codes;
use super::phrase::{Cursor, word_of};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::library::Label;
use crate::library::label::{self, Operand};
use crate::source::Span;
use crate::syntax::ast::{Block, BlockKind, Body, Element, Expr, Labelled, Line, Name, Preposition};

/// One line of a block whose label is known.
pub(crate) struct Term<'a> {
    pub(crate) label: &'static Label,
    /// `book` of `depreciation book:`
    pub(crate) name: Option<&'a Name>,
    /// `1.35x` of `below 1.35x:`
    pub(crate) value: Option<&'a Expr>,
    pub(crate) line: &'a Labelled,
}

/// A block and its lines.
pub(crate) struct Terms<'a> {
    pub(crate) block: &'a Block,
    pub(crate) list: Vec<Term<'a>>,
    /// Nested blocks: orders and tables.
    pub(crate) nested: Vec<&'a Block>,
    /// Lines `when CONDITION:` of covenants.
    pub(crate) conditions: Vec<&'a Labelled>,
    /// Lines `A with B:` of correlations.
    pub(crate) pairs: Vec<&'a Labelled>,
    /// Labels that a line was most likely meant to have.
    misspelt: Vec<&'static str>,
}

impl<'a> Terms<'a> {
    /// The line with this label.
    pub(crate) fn get(&self, words: &str) -> Option<&Term<'a>> {
        self.list.iter().find(|term| term.label.words == words)
    }

    /// Every line with this label, in order.
    pub(crate) fn all(&self, words: &'static str) -> impl Iterator<Item = &Term<'a>> {
        self.list.iter().filter(move |term| term.label.words == words)
    }

    /// One whole line with this label, as the reference shows it.
    pub(crate) fn example(&self, words: &str) -> &'static str {
        label::of(self.block.kind).iter().find(|label| label.words == words).map_or("", |label| label.example)
    }

    /// Where the block is named, or where it begins.
    pub(crate) fn place(&self) -> Span {
        self.block.handle.as_ref().map_or(self.block.kind_span, |handle| handle.span)
    }

    pub(crate) fn name(&self) -> &'a str {
        self.block.handle.as_ref().map_or("", |handle| handle.text.as_str())
    }
}

impl<'a> Checker<'a> {
    /// Reads the lines of a block that has labels.
    pub(crate) fn read_terms(&mut self, block: &'a Block) -> Rc<Terms<'a>> {
        self.check_shape(block);
        let mut terms = Terms {
            block,
            list: Vec::new(),
            nested: Vec::new(),
            conditions: Vec::new(),
            pairs: Vec::new(),
            misspelt: Vec::new(),
        };
        let labels = label::of(block.kind);
        let lines: &[Line] = match &block.body {
            Body::Lines(lines) => lines,
            Body::Phrase(_) | Body::None => &[],
        };
        for line in lines {
            match line {
                Line::Labelled(line) => self.read_term(labels, line, &mut terms),
                Line::Nested(nested) => {
                    self.check_nested(block, nested);
                    terms.nested.push(nested);
                }
                Line::Computed(computed) => {
                    let message = format!("`{} = …` stands inside a block", computed.name.text);
                    self.report(
                        Diagnostic::error(codes::UNKNOWN_LABEL, computed.name.span, message)
                            .help("a computed line starts in column 0; inside a block a line states a term with `:`"),
                    );
                }
                Line::Expectation(expectation) => {
                    self.report(
                        Diagnostic::error(
                            codes::UNKNOWN_LABEL,
                            expectation.span,
                            "an expectation stands outside a test",
                        )
                        .help("write it inside `test \"…\" { }`"),
                    );
                }
            }
        }
        self.report_missing(labels, &terms);
        Rc::new(terms)
    }

    /// A block with labels has lines, and a head only where its kind says so.
    fn check_shape(&mut self, block: &'a Block) {
        let kind = self.text(block.kind_span);
        if let Body::Phrase(phrase) = &block.body {
            let message = format!("a `{kind}` has lines, not one phrase");
            let help = format!("write `{kind} NAME {{`, its lines, and `}}`");
            self.report(Diagnostic::error(codes::BLOCK_HEAD, phrase.span, message).help(help));
        }
        let reads_head = matches!(
            block.kind,
            BlockKind::Contract
                | BlockKind::Liquidation
                | BlockKind::Source
                | BlockKind::Enforcement
                | BlockKind::Amendment
                | BlockKind::Process
        );
        if !reads_head {
            self.finish(&mut Cursor::new(&block.head, block.span), &format!("this `{kind}`"));
        }
    }

    /// Tables and orders stand only where they are read.
    fn check_nested(&mut self, block: &'a Block, nested: &'a Block) {
        let fits = match nested.kind {
            BlockKind::Table => matches!(block.kind, BlockKind::Curve | BlockKind::Asset | BlockKind::Tranche),
            BlockKind::Order => block.kind == BlockKind::Enforcement,
            _ => false,
        };
        if fits {
            return;
        }
        let (kind, inner) = (self.text(block.kind_span), self.text(nested.kind_span));
        let message = format!("{} `{kind}` holds no `{inner}`", article(&kind));
        let help = match nested.kind {
            BlockKind::Table => "tables stand in a `curve`, an `asset` or a `tranche`",
            BlockKind::Order => "an order stands in an `enforcement`",
            _ => "blocks stand in column 0",
        };
        self.report(Diagnostic::error(codes::LEFT_OVER, nested.kind_span, message).help(help));
    }

    fn read_term(&mut self, labels: &'static [Label], line: &'a Labelled, terms: &mut Terms<'a>) {
        if self.is_condition(line) {
            terms.conditions.push(line);
            return;
        }
        if terms.block.kind == BlockKind::Correlation && is_pair(line) {
            terms.pairs.push(line);
            return;
        }
        let found = labels.iter().find_map(|label| {
            let (name, value) = head_fits(label, &line.head)?;
            Some((label, name, value))
        });
        let Some((label, name, value)) = found else {
            self.report_unknown_label(labels, line, terms);
            return;
        };
        if !label.repeats
            && let Some(first) = terms.get(label.words)
        {
            let message = format!("`{}` is stated twice", label.words);
            let diagnostic = Diagnostic::error(codes::LABEL_TWICE, line.head_span, message)
                .related(first.line.head_span, "first stated here");
            self.report(diagnostic.help("keep one; a term that changes by date is written `A until DATE then B`"));
            return;
        }
        terms.list.push(Term { label, name, value, line });
    }

    fn is_condition(&self, line: &Labelled) -> bool {
        matches!(line.head.first(), Some(Element::Modifier(modifier)) if modifier.preposition == Preposition::When)
    }

    fn report_unknown_label(&mut self, labels: &'static [Label], line: &'a Labelled, terms: &mut Terms<'a>) {
        let written = self.text(line.head_span);
        let kind = self.text(terms.block.kind_span);
        if let Some(known) = labels.iter().find(|label| label.words == written && label.operand != Operand::None) {
            let message =
                format!("`{written}` needs a {}", if known.operand == Operand::Name { "name" } else { "level" });
            let help = format!("write `{}`", known.example);
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, line.head_span, message).help(help));
            return;
        }
        let article = article(&kind);
        let message = format!("{article} `{kind}` has no `{written}`");
        let diagnostic = Diagnostic::error(codes::UNKNOWN_LABEL, line.head_span, message);
        let words: Vec<&str> = written.split(' ').collect();
        let near = labels.iter().find(|label| {
            let count = label.words.split(' ').count();
            let same_shape = count == words.len() || label.operand != Operand::None && count < words.len();
            let beginning = words.get(..count).unwrap_or(&words).join(" ");
            same_shape && nearest(&beginning, [label.words]).is_some()
        });
        let near = near.map(|label| label.words).or_else(|| nearest(&written, labels.iter().map(|label| label.words)));
        let help = match near {
            Some(near) => {
                terms.misspelt.push(near);
                format!("did you mean `{near}`?")
            }
            None => {
                let known: Vec<String> = labels.iter().map(|label| format!("`{}`", label.words)).collect();
                format!("its labels are {}", known.join(", "))
            }
        };
        self.report(diagnostic.help(help));
    }

    fn report_missing(&mut self, labels: &'static [Label], terms: &Terms<'a>) {
        let stated = |words: &'static str| terms.get(words).is_some() || terms.misspelt.contains(&words);
        let missing: Vec<&Label> = labels.iter().filter(|label| label.required && !stated(label.words)).collect();
        if missing.is_empty() {
            return;
        }
        let words: Vec<String> = missing.iter().map(|label| format!("`{}`", label.words)).collect();
        let kind = self.text(terms.block.kind_span);
        let subject = match &terms.block.handle {
            Some(handle) => format!("{kind} `{}`", handle.text),
            None => format!("`{kind}`"),
        };
        let examples: Vec<String> = missing.iter().map(|label| format!("`{}`", label.example)).collect();
        self.report(
            Diagnostic::error(
                codes::LABEL_MISSING,
                terms.block.kind_span,
                format!("{subject} does not state its {}", list(&words)),
            )
            .help(format!("add {}", examples.join(", "))),
        );
    }
}

/// `RentPath with Coin:`
fn is_pair(line: &Labelled) -> bool {
    matches!(line.head.as_slice(), [_, with, _] if word_of(with).is_some_and(|word| word.text == "with"))
}

/// `a`, `a and b`, `a, b and c`
pub(crate) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `a tranche`, `an asset`
pub(crate) fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) && !word.starts_with("unit") { "an" } else { "a" }
}

/// Whether a head is this label; what stands after its words.
fn head_fits<'a>(label: &Label, head: &'a [Element]) -> Option<(Option<&'a Name>, Option<&'a Expr>)> {
    let count = label.words.split(' ').count();
    let (words, rest) = (head.get(..count)?, head.get(count..)?);
    let same = |(wanted, element): (&str, &Element)| word_of(element).is_some_and(|name| name.text == wanted);
    if !label.words.split(' ').zip(words).all(same) {
        return None;
    }
    match (label.operand, rest) {
        (Operand::None, []) => Some((None, None)),
        (Operand::Name, [element]) => Some((Some(word_of(element)?), None)),
        // `below 1.35x for 2 tests`: what follows the value is the covenant's to read.
        (Operand::Value, [Element::Expr(value)] | [Element::Expr(value), Element::Modifier(_)]) => {
            Some((None, Some(value)))
        }
        _ => None,
    }
}
