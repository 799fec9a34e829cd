//! `allow`: which lint is meant, and where it is told to be silent.

use super::codes;
use super::phrase::element_span;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::library::lint::LINTS;
use crate::model::Allowance;
use crate::source::{Sources, Span};
use crate::syntax::ast::{Allow, Block, Body, File, Item, Line, Name};

/// Every `allow` of a deal, as its author wrote it: amendments change none.
pub(super) fn allowances(file: &File, sources: &Sources) -> (Vec<Allowance>, Vec<Diagnostic>) {
    let mut reading = Reading { sources, found: Vec::new(), problems: Vec::new() };
    for allow in &file.allows {
        reading.outside(allow, file);
    }
    for item in &file.items {
        if let Item::Block(block) = item {
            reading.block(block);
        }
    }
    (reading.found, reading.problems)
}

struct Reading<'a> {
    sources: &'a Sources,
    found: Vec<Allowance>,
    problems: Vec<Diagnostic>,
}

impl Reading<'_> {
    /// Of its file, or of the block or line that it names.
    fn outside(&mut self, allow: &Allow, file: &File) {
        let source = allow.span.source;
        let whole = Span { source, start: 0, end: self.sources.text(source).len() as u32 };
        let within = match &allow.of {
            None => Some(whole),
            Some(of) => {
                let named: Vec<(String, Span)> = file.items.iter().flat_map(|item| self.places(item)).collect();
                self.named(of, &named, "block or line of the deal")
            }
        };
        self.keep(allow, within);
    }

    fn block(&mut self, block: &Block) {
        let lines: &[Line] = match &block.body {
            Body::Lines(lines) => lines,
            Body::Phrase(_) | Body::None => &[],
        };
        for allow in &block.allows {
            let within = match &allow.of {
                None => Some(block.span),
                Some(of) => self.named(of, &self.terms(lines), "line of this block"),
            };
            self.keep(allow, within);
        }
        for line in lines {
            if let Line::Nested(nested) = line {
                self.block(nested);
            }
        }
    }

    /// What an `allow` outside all blocks may name: `Senior`, `Payments.trap`, `CFADS`.
    fn places(&self, item: &Item) -> Vec<(String, Span)> {
        match item {
            Item::Computed(line) => vec![(line.name.text.clone(), line.span)],
            Item::Block(block) => {
                let name = block.handle.as_ref().map_or_else(|| self.text(block.kind_span), |it| it.text.clone());
                let inner = match &block.body {
                    Body::Lines(lines) => self.terms(lines),
                    Body::Phrase(_) | Body::None => Vec::new(),
                };
                let inner = inner.into_iter().map(|(label, span)| (format!("{name}.{label}"), span));
                [(name.clone(), block.span)].into_iter().chain(inner).collect()
            }
        }
    }

    /// Lines by what stands before their colon.
    fn terms(&self, lines: &[Line]) -> Vec<(String, Span)> {
        let labelled = lines.iter().filter_map(|line| match line {
            Line::Labelled(line) => {
                let from = line.head.first().map_or(line.head_span, element_span);
                Some((self.text(line.head_span), Span { start: from.start, ..line.span }))
            }
            _ => None,
        });
        labelled.collect()
    }

    fn named(&mut self, of: &Name, places: &[(String, Span)], what: &str) -> Option<Span> {
        let found = places.iter().find(|(name, _)| *name == of.text);
        if found.is_none() {
            let names = || places.iter().map(|(name, _)| name.as_str());
            let help = match nearest(&of.text, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write what stands before its colon, as in `of below 1.10x`, or leave out `of`".to_string(),
            };
            let message = format!("there is no {what} called `{}`", of.text);
            self.problems.push(Diagnostic::error(codes::UNKNOWN_NAME, of.span, message).help(help));
        }
        found.map(|(_, span)| *span)
    }

    fn keep(&mut self, allow: &Allow, within: Option<Span>) {
        let Some(lint) = LINTS.iter().find(|lint| lint.name == allow.lint.text) else {
            let help = match nearest(&allow.lint.text, LINTS.iter().map(|lint| lint.name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`deal lint --help` names them all".to_string(),
            };
            let message = format!("there is no lint called `{}`", allow.lint.text);
            self.problems.push(Diagnostic::error(codes::UNKNOWN_WORD, allow.lint.span, message).help(help));
            return;
        };
        let Some(within) = within else { return };
        let reason = allow.reason.text.clone();
        self.found.push(Allowance { lint: lint.name, reason, place: allow.span, within });
    }

    fn text(&self, place: Span) -> String {
        self.sources.slice(place).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
