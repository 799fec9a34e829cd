//! `allow`: which lint is meant, and where it is told to be silent.

use std::collections::BTreeMap;

use super::codes;
use super::phrase::element_span;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::library::lint::LINTS;
use crate::model::Allowance;
use crate::source::{Sources, Span};
use crate::syntax::ast::{Allow, Block, Body, File, Item, Line, Name};

/// What may be named after `of`, and where it is.
type Places = BTreeMap<String, Span>;

/// Mistakes after which nothing is suggested any more: they are counted and not shown.
const SUGGESTED: usize = 100;

/// Every `allow` of a deal, as its author wrote it: amendments change none.
pub(super) fn allowances(file: &File, sources: &Sources) -> (Vec<Allowance>, Vec<Diagnostic>) {
    let mut reading = Reading { sources, found: Vec::new(), problems: Vec::new() };
    let places = if file.allows.is_empty() { Places::new() } else { reading.of_file(file) };
    for allow in &file.allows {
        let source = allow.span.source;
        let whole = Span { source, start: 0, end: sources.text(source).len() as u32 };
        reading.read(allow, whole, &places, "block or line of the deal");
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
    fn block(&mut self, block: &Block) {
        if !block.allows.is_empty() {
            let places = self.of_lines(lines(block), "").collect();
            for allow in &block.allows {
                self.read(allow, block.span, &places, "line of this block");
            }
        }
        for line in lines(block) {
            if let Line::Nested(nested) = line {
                self.block(nested);
            }
        }
    }

    /// What an `allow` outside all blocks may name: `Senior`, `Payments.trap`, `CFADS`.
    fn of_file(&self, file: &File) -> Places {
        let mut places = Places::new();
        for item in &file.items {
            match item {
                Item::Computed(line) => {
                    places.insert(line.name.text.clone(), line.span);
                }
                Item::Block(block) => {
                    let handle = block.handle.as_ref().map(|handle| handle.text.clone());
                    let name = handle.unwrap_or_else(|| self.text(block.kind_span));
                    places.extend(self.of_lines(lines(block), &format!("{name}.")));
                    places.insert(name, block.span);
                }
            }
        }
        places
    }

    /// Lines by what stands before their colon.
    fn of_lines<'l>(&'l self, lines: &'l [Line], before: &'l str) -> impl Iterator<Item = (String, Span)> + 'l {
        lines.iter().filter_map(move |line| match line {
            Line::Labelled(line) => {
                let start = line.head.first().map_or(line.head_span, element_span).start;
                Some((format!("{before}{}", self.text(line.head_span)), Span { start, ..line.span }))
            }
            _ => None,
        })
    }

    /// Without an `of` it holds for `whole`.
    fn read(&mut self, allow: &Allow, whole: Span, places: &Places, what: &str) {
        let lint = LINTS.iter().find(|lint| lint.name == allow.lint.text);
        if lint.is_none() {
            let help = self.suggested(&allow.lint, LINTS.iter().map(|lint| lint.name));
            let help = help.unwrap_or_else(|| "`deal lint --help` names them all".to_owned());
            let message = format!("there is no lint called `{}`", allow.lint.text);
            self.problems.push(Diagnostic::error(codes::UNKNOWN_WORD, allow.lint.span, message).help(help));
        }
        let within = match &allow.of {
            None => Some(whole),
            Some(of) => self.named(of, places, what),
        };
        if let (Some(lint), Some(within)) = (lint, within) {
            let reason = allow.reason.text.clone();
            self.found.push(Allowance { lint: lint.name, reason, place: allow.span, within });
        }
    }

    fn named(&mut self, of: &Name, places: &Places, what: &str) -> Option<Span> {
        let found = places.get(&of.text).copied();
        if found.is_none() {
            let help = self.suggested(of, places.keys().map(String::as_str)).unwrap_or_else(|| {
                "write what stands before its colon, as in `of below 1.10x`, or leave out `of`".to_owned()
            });
            let message = format!("there is no {what} called `{}`", of.text);
            self.problems.push(Diagnostic::error(codes::UNKNOWN_NAME, of.span, message).help(help));
        }
        found
    }

    fn suggested<'n>(&self, written: &Name, names: impl Iterator<Item = &'n str>) -> Option<String> {
        let near = if self.problems.len() < SUGGESTED { nearest(&written.text, names) } else { None };
        near.map(|near| format!("did you mean `{near}`?"))
    }

    fn text(&self, place: Span) -> String {
        self.sources.slice(place).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn lines(block: &Block) -> &[Line] {
    match &block.body {
        Body::Lines(lines) => lines,
        Body::Phrase(_) | Body::None => &[],
    }
}
