//! What was typed, piece by piece: items with their names, or one term of a block.

use std::ops::Range;

use crate::source::SourceId;
use crate::syntax::ast::{Block, BlockKind, Item};
use crate::syntax::parse;
use crate::syntax::tokens::{Class, tokens};
use crate::syntax::words::BLOCK_KINDS;

/// What was typed, once it was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// Written by the session for what is tried: `what-if`, not `typed`.
    pub tried: bool,
}

impl Piece {
    pub fn typed(text: impl Into<String>) -> Piece {
        Piece { text: text.into(), tried: false }
    }
}

/// `Senior.coupon: 14%`: one term of a block, typed by itself.
pub struct Term<'a> {
    pub owner: &'a str,
    pub label: &'a str,
    /// As it stands in the block: `coupon: 14%`.
    pub line: &'a str,
    /// Where the line begins in what was typed.
    pub start: usize,
}

impl Term<'_> {
    pub fn of(typed: &str) -> Option<Term<'_>> {
        let tokens = tokens(typed);
        let first = tokens.first().filter(|it| it.class == Class::Name)?;
        let colon = tokens.iter().find(|it| it.class == Class::Colon)?;
        let words = tokens.iter().take_while(|it| it.bytes.start < colon.bytes.start);
        if words.into_iter().any(|it| matches!(it.class, Class::Sign | Class::Open | Class::Close | Class::Text)) {
            return None;
        }
        let (owner, _) = typed.get(first.bytes.clone())?.split_once('.')?;
        let start = first.bytes.start + owner.len() + 1;
        let label = typed.get(start..colon.bytes.start)?;
        Some(Term { owner, label, line: typed.get(start..)?.trim_end(), start })
    }
}

/// Whether a text is one term of a block.
pub fn is_term(typed: &str) -> bool {
    Term::of(typed).is_some()
}

/// `Senior.coupon`, where a text is one term of a block.
pub fn term_name(typed: &str) -> Option<String> {
    Term::of(typed).map(|term| format!("{}.{}", term.owner, folded(term.label)))
}

/// Every item of a text: what it is called with its kind (`tranche Senior`, `CFADS`), and its words without comments.
pub fn parts(text: &str) -> Vec<(String, String)> {
    let (file, _) = parse(SourceId::default(), text);
    let part = |item: &Item| {
        let written = text.get(span_of(item)).unwrap_or("");
        let words = tokens(written).into_iter().filter(|token| token.class != Class::Comment);
        let words: Vec<&str> = words.filter_map(|token| written.get(token.bytes)).collect();
        (called(item), words.join(" "))
    };
    file.items.iter().map(part).collect()
}

/// What an item is called, with its kind.
pub fn called(item: &Item) -> String {
    match item {
        Item::Computed(line) => line.name.text.clone(),
        Item::Block(block) => {
            let keyword = BLOCK_KINDS.iter().find(|(_, kind)| *kind == block.kind).map_or("", |(keyword, _)| keyword);
            match (&block.handle, &block.title) {
                (Some(handle), _) => format!("{keyword} {}", handle.text),
                (None, Some(title)) if block.kind != BlockKind::Deal => format!("{keyword} \"{}\"", title.text),
                (None, _) => keyword.to_owned(),
            }
        }
    }
}

/// What two items share that cannot stand beside each other: the name without the kind.
pub fn identity(called: &str) -> &str {
    match called.split_once(' ') {
        Some(("enforcement", _)) => "enforcement",
        Some((_, name)) => name,
        None => called,
    }
}

/// Items of a text, each with the bytes from the end of the one before to its own end, comments among them.
pub fn items(typed: &str) -> Vec<(Item, Range<usize>)> {
    let (file, _) = parse(SourceId::default(), typed);
    let mut start = 0;
    let mut found = Vec::new();
    for item in file.items {
        let end = span_of(&item).end.max(start);
        let lead = typed[start..end].len() - typed[start..end].trim_start().len();
        // What stands behind it on its line belongs to it.
        let line_end = typed[end..].find('\n').map_or(typed.len(), |at| end + at);
        let end = if typed[end..line_end].trim_start().starts_with('#') { line_end } else { end };
        found.push((item, start + lead..end));
        start = end;
    }
    found
}

pub fn span_of(item: &Item) -> Range<usize> {
    let span = match item {
        Item::Block(block) => block.span,
        Item::Computed(line) => line.span,
    };
    span.start as usize..span.end as usize
}

/// What a block is called; one that stands alone by its keyword.
pub fn owner(block: &Block) -> &str {
    match (&block.handle, block.kind) {
        (Some(handle), _) => &handle.text,
        (None, BlockKind::Deal) => "deal",
        (None, _) => "",
    }
}

/// A block that has no name: there may be several.
pub fn is_nameless(called: &str) -> bool {
    matches!(called, "" | "test" | "study" | "correlation" | "import")
}

/// Words with single spaces.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
