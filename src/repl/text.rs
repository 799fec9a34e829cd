//! The deal as text: the file, with what was typed in its place.

use std::ops::Range;

use crate::source::{SourceId, Sources, Span};
use crate::syntax::ast::{Block, BlockKind, Body, Item, Line};
use crate::syntax::parse;
use crate::syntax::tokens::{Class, tokens};
use crate::syntax::words::BLOCK_KINDS;

/// A text made of stretches of the file and of what was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Composed {
    pub text: String,
    /// By where they begin in the text.
    stretches: Vec<Stretch>,
}

/// Where a stretch of the text comes from, up to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    start: usize,
    /// The piece typed, by its number; the file where `None`.
    piece: Option<usize>,
    /// Where in that the stretch begins.
    from: usize,
}

/// What was typed, once it was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
}

impl Composed {
    /// The file, and every piece in its place, one after the other.
    pub fn new(file: &str, pieces: &[Piece]) -> Result<Composed, String> {
        let whole = Stretch { start: 0, piece: None, from: 0 };
        let mut composed = Composed { text: file.to_owned(), stretches: vec![whole] };
        for (number, piece) in pieces.iter().enumerate() {
            composed.add(number, &piece.text)?;
        }
        Ok(composed)
    }

    /// Items take the place of those of the same name, a term that of the same label; what is new stands at the end.
    fn add(&mut self, number: usize, typed: &str) -> Result<(), String> {
        if let Some(term) = Term::of(typed) {
            return self.set_term(number, &term);
        }
        for (item, bytes) in items(typed) {
            let known = self.items().into_iter().find(|(known, _)| same(known, &item));
            let kept = &typed[bytes.clone()];
            match known {
                Some((_, place)) => {
                    let new = kept.trim_end();
                    self.splice(place, new, (number, bytes.start));
                }
                None => self.append(kept.trim_end(), (number, bytes.start), matches!(item, Item::Computed(_))),
            }
        }
        Ok(())
    }

    /// `Senior.coupon: 14%` becomes a line of the block `Senior`.
    fn set_term(&mut self, number: usize, term: &Term) -> Result<(), String> {
        let Some((block, place)) = self.items().into_iter().find_map(|(item, place)| match item {
            Item::Block(block) if owner(&block) == term.owner => Some((block, place)),
            _ => None,
        }) else {
            return Err(format!("no block is called `{}`; type a whole block, or `:list` what there is", term.owner));
        };
        let Body::Lines(lines) = &block.body else {
            return Err(format!("`{}` has no lines of its own; type the block again", term.owner));
        };
        let known = lines.iter().find_map(|line| match line {
            Line::Labelled(line) => {
                let head = &self.text[line.head_span.start as usize..line.head_span.end as usize];
                (folded(head) == folded(term.label)).then_some(line.span)
            }
            _ => None,
        });
        let from = (number, term.start);
        match known {
            Some(span) => self.splice(span.start as usize..span.end as usize, term.line, from),
            None => {
                let brace = self.text[..place.end].rfind('}').unwrap_or(place.end);
                let line_start = self.text[..brace].rfind('\n').map_or(0, |at| at + 1);
                let alone = self.text[line_start..brace].trim().is_empty();
                let at = if alone { line_start } else { brace };
                let (before, after) = if alone { ("  ", "\n") } else { ("\n  ", "\n") };
                self.splice(at..at, &format!("{before}{}{after}", term.line), from);
            }
        }
        Ok(())
    }

    fn append(&mut self, new: &str, from: (usize, usize), is_line: bool) {
        let end = self.text.len();
        let mut gap = String::new();
        if !self.text.is_empty() {
            if !self.text.ends_with('\n') {
                gap.push('\n');
            }
            let beside = is_line && self.items().last().is_some_and(|(item, _)| matches!(item, Item::Computed(_)));
            if !beside && !self.text.trim_end_matches(' ').ends_with("\n\n") {
                gap.push('\n');
            }
        }
        self.splice(end..end, &format!("{gap}{new}\n"), (from.0, from.1));
        // The gap is nobody's: the piece begins after it.
        if let Some(stretch) = self.stretches.iter_mut().rev().find(|it| it.piece == Some(from.0)) {
            stretch.start += gap.len();
        }
    }

    fn items(&self) -> Vec<(Item, Range<usize>)> {
        let (file, _) = parse(SourceId::default(), &self.text);
        file.items
            .into_iter()
            .map(|item| {
                let place = span_of(&item);
                (item, place)
            })
            .collect()
    }

    fn splice(&mut self, place: Range<usize>, new: &str, (piece, from): (usize, usize)) {
        let after = self.origin(place.end);
        self.text.replace_range(place.clone(), new);
        let end = place.start + new.len();
        let mut stretches: Vec<Stretch> =
            self.stretches.iter().copied().filter(|stretch| stretch.start < place.start).collect();
        stretches.push(Stretch { start: place.start, piece: Some(piece), from });
        stretches.push(Stretch { start: end, piece: after.0, from: after.1 });
        for stretch in self.stretches.iter().filter(|stretch| stretch.start > place.end) {
            stretches.push(Stretch { start: stretch.start - place.len() + new.len(), ..*stretch });
        }
        self.stretches = stretches;
    }

    /// Which piece a byte comes from (`None`: the file), and where in it.
    pub fn origin(&self, byte: usize) -> (Option<usize>, usize) {
        let index = self.stretches.partition_point(|stretch| stretch.start <= byte);
        match index.checked_sub(1).and_then(|index| self.stretches.get(index)) {
            Some(stretch) => (stretch.piece, stretch.from + (byte - stretch.start)),
            None => (None, byte),
        }
    }

    /// The bytes of the item that holds a byte.
    pub fn around(&self, byte: usize) -> Option<Range<usize>> {
        self.items().into_iter().map(|(_, place)| place).find(|place| place.contains(&byte))
    }

    /// The item of this name, and its bytes.
    pub fn item(&self, name: &str) -> Option<(Item, Range<usize>)> {
        self.items().into_iter().find(|(item, _)| match item {
            Item::Block(block) => owner(block) == name,
            Item::Computed(line) => line.name.text == name,
        })
    }
}

/// `Senior.coupon: 14%`: one term of a block, typed by itself.
struct Term<'a> {
    owner: &'a str,
    label: &'a str,
    /// As it stands in the block: `coupon: 14%`.
    line: &'a str,
    /// Where the line begins in what was typed.
    start: usize,
}

impl Term<'_> {
    fn of(typed: &str) -> Option<Term<'_>> {
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

fn called(item: &Item) -> String {
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
fn items(typed: &str) -> Vec<(Item, Range<usize>)> {
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

fn span_of(item: &Item) -> Range<usize> {
    let span = match item {
        Item::Block(block) => block.span,
        Item::Computed(line) => line.span,
    };
    span.start as usize..span.end as usize
}

/// What a block is called; one that stands alone by its keyword.
fn owner(block: &Block) -> &str {
    match (&block.handle, block.kind) {
        (Some(handle), _) => &handle.text,
        (None, BlockKind::Deal) => "deal",
        (None, _) => "",
    }
}

/// Whether one takes the place of the other.
fn same(known: &Item, new: &Item) -> bool {
    let (known, new) = (called(known), called(new));
    identity(&known) == identity(&new) && !matches!(new.as_str(), "test" | "study" | "correlation" | "import")
}

/// Words with single spaces.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Places of a composed text told as places of the file and of what was typed.
#[derive(Debug)]
pub struct Told {
    pub sources: Sources,
    whole: SourceId,
    file: SourceId,
    pieces: Vec<SourceId>,
    composed: Composed,
}

impl Told {
    /// `sources` hold the composed text as `whole`; `file` is the text as it stands on the disk.
    pub fn new(sources: &Sources, whole: SourceId, file: &str, composed: &Composed, pieces: &[Piece]) -> Told {
        let mut sources = sources.clone();
        let path = sources.path(whole).to_owned();
        let file = sources.add(path, file);
        let named = pieces.iter().enumerate().map(|(index, piece)| {
            let path = if index + 1 == pieces.len() { "typed".to_owned() } else { format!("typed {}", index + 1) };
            sources.add(path, piece.text.as_str())
        });
        let pieces = named.collect();
        Told { sources, whole, file, pieces, composed: composed.clone() }
    }

    pub fn place(&self, span: Span) -> Span {
        if span.source != self.whole {
            return span;
        }
        let (piece, start) = self.composed.origin(span.start as usize);
        let source = match piece {
            None => self.file,
            Some(piece) => self.pieces.get(piece).copied().unwrap_or(self.file),
        };
        Span { source, start: start as u32, end: start as u32 + (span.end - span.start) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "a = 1\n\ntranche T {\n  limit: USD 1\n  coupon: 5%\n}\nb = a\n";

    fn with(typed: &[&str]) -> String {
        let pieces: Vec<Piece> = typed.iter().map(|text| Piece { text: (*text).to_owned() }).collect();
        Composed::new(FILE, &pieces).expect("it fits").text
    }

    #[test]
    fn what_has_a_name_takes_its_place_and_what_is_new_stands_at_the_end() {
        assert_eq!(with(&["a = 2"]), FILE.replace("a = 1", "a = 2"));
        assert_eq!(with(&["c = 3\nd = 4"]), format!("{FILE}c = 3\nd = 4\n"));
        assert_eq!(with(&["state s"]), format!("{FILE}\nstate s\n"));
        assert_eq!(with(&["tranche T {\n  limit: USD 2\n}"]), "a = 1\n\ntranche T {\n  limit: USD 2\n}\nb = a\n");
    }

    #[test]
    fn a_term_is_set_or_added() {
        assert_eq!(with(&["T.coupon: 6%"]), FILE.replace("5%", "6%"));
        assert_eq!(with(&["T.day count: act/360"]), FILE.replace("5%\n", "5%\n  day count: act/360\n"));
        let none = Composed::new(FILE, &[Piece { text: "U.coupon: 6%".into() }]);
        assert!(none.expect_err("no such block").starts_with("no block is called `U`"));
    }

    #[test]
    fn places_lead_back_to_where_they_were_written() {
        let pieces = [Piece { text: "a = 22".into() }, Piece { text: "# note\nc = 3".into() }];
        let composed = Composed::new(FILE, &pieces).expect("it fits");
        let at = |text: &str| composed.text.find(text).expect("it stands there");
        assert_eq!(composed.origin(at("22")), (Some(0), 4));
        assert_eq!(composed.origin(at("limit")), (None, FILE.find("limit").expect("it stands there")));
        assert_eq!(composed.origin(at("c = 3")), (Some(1), 7));
    }
}
