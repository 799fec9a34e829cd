//! The deal as text: the file, with what was typed in its place.

use std::ops::Range;

use super::entry::{Piece, Term, called, folded, identity, is_nameless, items, owner, span_of};
use crate::source::SourceId;
use crate::syntax::ast::{Block, Body, Item, Line};
use crate::syntax::parse;

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

/// An item of the text while it is put together: what it is called, and where it stands.
struct Placed {
    called: String,
    owner: String,
    is_line: bool,
    place: Range<usize>,
}

impl Placed {
    fn new(item: &Item, place: &Range<usize>) -> Placed {
        let owner = match item {
            Item::Block(block) => owner(block).to_owned(),
            Item::Computed(_) => String::new(),
        };
        Placed { called: called(item), owner, is_line: matches!(item, Item::Computed(_)), place: place.clone() }
    }

    fn gives_way_to(&self, new: &Placed) -> bool {
        !is_nameless(&new.called) && identity(&self.called) == identity(&new.called)
    }
}

impl Composed {
    /// The file, and every piece in its place, one after the other.
    pub fn new(file: &str, pieces: &[Piece]) -> Result<Composed, String> {
        let whole = Stretch { start: 0, piece: None, from: 0 };
        let mut composed = Composed { text: file.to_owned(), stretches: vec![whole] };
        if pieces.is_empty() {
            return Ok(composed);
        }
        let mut placed: Vec<Placed> = composed.items().iter().map(|(item, place)| Placed::new(item, place)).collect();
        for (number, piece) in pieces.iter().enumerate() {
            match Term::of(&piece.text) {
                Some(term) => composed.set_term(number, &term, &mut placed)?,
                None => composed.add(number, &piece.text, &mut placed),
            }
        }
        Ok(composed)
    }

    /// Items take the place of those of the same name; what is new stands at the end.
    fn add(&mut self, number: usize, typed: &str, placed: &mut Vec<Placed>) {
        for (item, bytes) in items(typed) {
            let kept = typed.get(bytes.clone()).unwrap_or("").trim_end();
            // Where the item begins and ends in what is kept.
            let own = span_of(&item);
            let (start, end) = (own.start.saturating_sub(bytes.start), own.end.saturating_sub(bytes.start));
            let mut new = Placed::new(&item, &own);
            match placed.iter().position(|known| known.gives_way_to(&new)) {
                Some(index) => {
                    let place = placed[index].place.clone();
                    self.replace(place.clone(), kept, (number, bytes.start), placed);
                    new.place = place.start + start..place.start + end;
                    placed[index] = new;
                }
                None => {
                    // Lines stand together, blocks apart.
                    let beside = new.is_line && placed.last().is_some_and(|last| last.is_line);
                    let at = self.append(kept, (number, bytes.start), beside);
                    new.place = at + start..at + end;
                    placed.push(new);
                }
            }
        }
    }

    /// `Senior.coupon: 14%` becomes a line of the block `Senior`.
    fn set_term(&mut self, number: usize, term: &Term, placed: &mut [Placed]) -> Result<(), String> {
        let Some(index) = placed.iter().position(|known| known.owner == term.owner) else {
            return Err(format!("no block is called `{}`; type a whole block, or `:list` what there is", term.owner));
        };
        let whole = placed[index].place.clone();
        let block = self.text.get(whole.clone()).unwrap_or("");
        let lines = match parse(SourceId::default(), block).0.items.pop() {
            Some(Item::Block(Block { body: Body::Lines(lines), .. })) => lines,
            _ => return Err(format!("`{}` has no lines of its own; type it again", term.owner)),
        };
        let known = lines.iter().find_map(|line| match line {
            Line::Labelled(line) => {
                let head = block.get(line.head_span.start as usize..line.head_span.end as usize).unwrap_or("");
                (folded(head) == folded(term.label)).then_some(line.span)
            }
            _ => None,
        });
        let (place, new) = match known {
            Some(span) => (span.start as usize..span.end as usize, term.line.to_owned()),
            None => {
                let brace = block.rfind('}').unwrap_or(block.len());
                let line_start = block.get(..brace).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
                let alone = block.get(line_start..brace).is_some_and(|before| before.trim().is_empty());
                let at = if alone { line_start } else { brace };
                (at..at, format!("{}{}\n", if alone { "  " } else { "\n  " }, term.line))
            }
        };
        let grown = whole.len() - place.len() + new.len();
        self.replace(whole.start + place.start..whole.start + place.end, &new, (number, term.start), placed);
        placed[index].place = whole.start..whole.start + grown;
        Ok(())
    }

    /// A splice that the items behind it follow.
    fn replace(&mut self, place: Range<usize>, new: &str, from: (usize, usize), placed: &mut [Placed]) {
        for known in placed.iter_mut().filter(|known| known.place.start >= place.end && known.place.start > place.start)
        {
            let moved = |at: usize| at - place.len() + new.len();
            known.place = moved(known.place.start)..moved(known.place.end);
        }
        self.splice(place, new, from);
    }

    /// Where the new text begins.
    fn append(&mut self, new: &str, (piece, from): (usize, usize), beside: bool) -> usize {
        let end = self.text.len();
        let mut gap = String::new();
        if !self.text.is_empty() {
            if !self.text.ends_with('\n') {
                gap.push('\n');
            }
            if !beside && !self.text.trim_end_matches(' ').ends_with("\n\n") {
                gap.push('\n');
            }
        }
        self.splice(end..end, &format!("{gap}{new}\n"), (piece, from));
        // The gap is nobody's: the piece begins after it.
        if let Some(stretch) = self.stretches.iter_mut().rev().find(|it| it.piece == Some(piece)) {
            stretch.start += gap.len();
        }
        end + gap.len()
    }

    fn items(&self) -> Vec<(Item, Range<usize>)> {
        let (file, _) = parse(SourceId::default(), &self.text);
        let placed = |item| {
            let place = span_of(&item);
            (item, place)
        };
        file.items.into_iter().map(placed).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "a = 1\n\ntranche T {\n  limit: USD 1\n  coupon: 5%\n}\nb = a\n";

    fn with(typed: &[&str]) -> String {
        let pieces: Vec<Piece> = typed.iter().map(|text| Piece::typed(*text)).collect();
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
        let none = Composed::new(FILE, &[Piece::typed("U.coupon: 6%")]);
        assert!(none.expect_err("no such block").starts_with("no block is called `U`"));
    }

    #[test]
    fn places_lead_back_to_where_they_were_written() {
        let pieces = [Piece::typed("a = 22"), Piece::typed("# note\nc = 3")];
        let composed = Composed::new(FILE, &pieces).expect("it fits");
        let at = |text: &str| composed.text.find(text).expect("it stands there");
        assert_eq!(composed.origin(at("22")), (Some(0), 4));
        assert_eq!(composed.origin(at("limit")), (None, FILE.find("limit").expect("it stands there")));
        assert_eq!(composed.origin(at("c = 3")), (Some(1), 7));
    }
}
