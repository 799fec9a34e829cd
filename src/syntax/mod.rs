//! Text to tree: the only place that knows the parser generator.

pub mod ast;
mod characters;
pub mod codes;
mod expressions;
pub mod format;
mod grammar;
mod items;
mod layout;
pub mod limits;
mod lines;
mod literals;
mod phrases;
mod print;
mod reader;
mod scanner;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod walk;
pub mod words;

pub use print::print;

use std::collections::BTreeMap;

use pest::Parser;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};
use grammar::{Grammar, Rule};
use items::Items;
use reader::Reader;

/// Everything that can be read in a text, and everything wrong with how it is written, in the order of the text.
pub fn parse(source: SourceId, text: &str) -> (ast::File, Vec<Diagnostic>) {
    let mut scan = scanner::scan(source, text);
    let stopped = !scan.diagnostics.is_empty();
    let entries = layout::lay_out(source, text, &mut scan);
    let mut diagnostics = scan.diagnostics;
    if entries.is_empty() && !stopped && diagnostics.is_empty() {
        diagnostics.push(empty_file(source));
    }
    let mut reported: Vec<u32> = diagnostics.iter().map(|diagnostic| diagnostic.place.start).collect();
    reported.sort_unstable();
    let mut items = Items { source, clean: &scan.clean, diagnostics, allows: Vec::new(), reported };
    let read = entries.into_iter().filter_map(|entry| items.item(entry)).collect();
    let Items { mut diagnostics, allows, .. } = items;
    diagnostics.sort_by_key(|diagnostic| (diagnostic.place.start, diagnostic.place.end));
    after_a_limit(&mut diagnostics);
    count_characters(&mut diagnostics);
    (ast::File { items: read, allows }, diagnostics)
}

/// One expression by itself, as in `--set NAME=VALUE`.
pub fn parse_expression(source: SourceId, text: &str) -> Result<ast::Expr, Vec<Diagnostic>> {
    let mut scan = scanner::scan(source, text);
    if let Some(first) = scan.tokens.first_mut() {
        // White space before it means nothing here.
        first.column_zero = true;
    }
    let entries = layout::lay_out(source, text, &mut scan);
    if !scan.diagnostics.is_empty() {
        return Err(scan.diagnostics);
    }
    let mut reader = Reader { source, base: 0, diagnostics: Vec::new() };
    let whole = Span { source, start: 0, end: text.len() as u32 };
    let value = match entries.as_slice() {
        [entry] if entry.braces.is_none() => {
            reader.base = entry.start;
            lone_expression(&mut reader, scan.clean.get(entry.start..entry.end).unwrap_or_default())
        }
        _ => {
            reader.error(codes::MISSING_VALUE, whole, "expected one value", "write a value, as in `USD 5M` or `80%`");
            None
        }
    };
    match value {
        Some(value) if reader.diagnostics.is_empty() => Ok(value),
        _ => Err(reader.diagnostics),
    }
}

fn lone_expression(reader: &mut Reader, line: &str) -> Option<ast::Expr> {
    let pairs = match Grammar::parse(Rule::value_line, line) {
        Ok(pairs) => pairs,
        Err(error) => {
            items::unreadable(reader, line, &error);
            return None;
        }
    };
    let mut value = None;
    for part in pairs.flat_map(|pair| pair.into_inner()) {
        match part.as_rule() {
            Rule::expression => value = Some(expressions::expression(reader, part)),
            Rule::leftover => items::leftover(reader, &part),
            _ => {}
        }
    }
    if let Some(value) = &value {
        expressions::no_glue(reader, value);
    }
    value
}

/// Where a limit stopped the reading, nothing else can be said.
fn after_a_limit(diagnostics: &mut Vec<Diagnostic>) {
    let limits = [codes::NESTING_LIMIT, codes::FILE_LIMIT, codes::BLOCK_LIMIT];
    if diagnostics.iter().any(|diagnostic| limits.contains(&diagnostic.code)) {
        diagnostics.retain(|diagnostic| limits.contains(&diagnostic.code));
    }
}

/// A character that came with pasted text comes often: it is shown once and counted.
fn count_characters(diagnostics: &mut Vec<Diagnostic>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    diagnostics.retain(|diagnostic| {
        let count = counts.entry(diagnostic.message.clone()).or_default();
        *count += 1;
        diagnostic.code != codes::BAD_CHARACTER || *count == 1
    });
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.code == codes::BAD_CHARACTER) {
        let count = counts.get(&diagnostic.message).copied().unwrap_or(1);
        if let (Some(help), true) = (&mut diagnostic.help, count > 1) {
            help.push_str(&format!("; it stands in {count} places"));
        }
    }
}

fn empty_file(source: SourceId) -> Diagnostic {
    let place = Span { source, start: 0, end: 0 };
    Diagnostic::error(codes::EMPTY_FILE, place, "there is no deal in this file")
        .help("start with `deal \"Title\" {`, then its terms, one a line")
}
