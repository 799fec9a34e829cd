//! Words put into a text where a tree says they belong; the layout puts them in order afterwards.

use crate::source::{SourceId, Span};
use crate::syntax::ast::{Block, Body, File, Item, Line};

/// What may be added to a text without changing what it says: a default, written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    pub place: Place,
    pub words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A line of its own after the other terms of a block, given by the block's place.
    TermOf(Span),
    /// On the same line, after what stands here.
    After(Span),
}

impl Place {
    pub fn span(self) -> Span {
        match self {
            Place::TermOf(span) | Place::After(span) => span,
        }
    }
}

/// The text with the insertions that belong to it.
pub fn insert(source: SourceId, text: &str, insertions: &[Insertion]) -> String {
    let (file, _) = crate::syntax::parse(source, text);
    let mut pieces: Vec<(usize, String)> = Vec::new();
    for it in insertions.iter().filter(|it| it.place.span().source == source) {
        match it.place {
            Place::After(span) => pieces.push((span.end as usize, format!(" {}", it.words))),
            Place::TermOf(span) => {
                let block = blocks(&file).into_iter().find(|block| block.span == span);
                pieces.extend(block.map(|block| as_term(text, block, &it.words)));
            }
        }
    }
    // Terms of a block that had none share its braces.
    let mut bodies: Vec<(usize, String)> = Vec::new();
    for (at, words) in pieces {
        match bodies.iter_mut().find(|(known, _)| *known == at) {
            Some((_, before)) => match before.strip_suffix(CLOSED).zip(words.strip_prefix(OPENED)) {
                Some((head, tail)) => *before = format!("{head}\n{tail}"),
                None => before.push_str(&words),
            },
            None => bodies.push((at, words)),
        }
    }
    bodies.sort_by_key(|(at, _)| *at);
    let mut written = String::with_capacity(text.len() + 256);
    let mut end = 0;
    for (at, words) in bodies {
        written.push_str(&text[end..at]);
        written.push_str(&words);
        end = at;
    }
    written.push_str(&text[end..]);
    written
}

const OPENED: &str = " {\n";
const CLOSED: &str = "\n}";

/// Where a new term goes, and what is written there.
fn as_term(text: &str, block: &Block, words: &str) -> (usize, String) {
    let end = block.span.end as usize;
    let Body::Lines(lines) = &block.body else {
        return (end, format!("{OPENED}  {words}{CLOSED}"));
    };
    let brace = end - 1;
    let last = lines.iter().rev().find_map(|line| match line {
        Line::Labelled(line) => Some(line.span.end as usize),
        _ => None,
    });
    match last {
        None => (brace, format!("\n  {words}\n")),
        Some(last) => match text[last..brace].find(['\n', '\r']) {
            Some(line_end) => (last + line_end, format!("\n  {words}")),
            None => (last, format!("\n  {words}\n")),
        },
    }
}

fn blocks(file: &File) -> Vec<&Block> {
    let mut found: Vec<&Block> = Vec::new();
    let mut open: Vec<&Block> = Vec::new();
    open.extend(file.items.iter().filter_map(|item| match item {
        Item::Block(block) => Some(block),
        Item::Computed(_) => None,
    }));
    while let Some(block) = open.pop() {
        found.push(block);
        if let Body::Lines(lines) = &block.body {
            open.extend(lines.iter().filter_map(|line| match line {
                Line::Nested(block) => Some(block),
                _ => None,
            }));
        }
    }
    found
}
