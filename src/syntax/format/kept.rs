//! The parts of a text that are left as they are: where something is wrong, nobody can tell what a space means.

use std::ops::Range;

use super::lexeme::Lexeme;
use super::lines::Lines;
use crate::source::Span;
use crate::syntax::layout::Entry;

/// Bytes of whole lines, in order: every item with a mistake in it, and what belongs to no item.
pub fn kept(
    lines: &Lines,
    lexemes: &[Lexeme],
    entries: &[Entry],
    mistakes: impl Iterator<Item = Span>,
) -> Vec<Range<usize>> {
    let items: Vec<Range<usize>> = entries.iter().map(|entry| lines.whole(&extent(lexemes, entry))).collect();
    let mut wrong: Vec<Range<usize>> = mistakes.map(|place| place.start as usize..place.end as usize).collect();
    wrong.extend(unread(lines.text, lexemes));
    wrong.extend(homeless(lexemes, entries));
    wrong.extend(entries.iter().filter(|entry| !entry.readable).map(|entry| extent(lexemes, entry)));
    let mut wrong: Vec<Range<usize>> = wrong.iter().map(|bytes| lines.whole(bytes)).collect();
    // An item that shares a line with a mistake is part of it.
    let mut of_items: Vec<Range<usize>> = Vec::new();
    wrong.sort_unstable_by_key(|bytes| bytes.start);
    let mut from = 0;
    for item in &items {
        while wrong.get(from).is_some_and(|bytes| bytes.end < item.start) {
            from += 1;
        }
        if wrong[from..].iter().take_while(|bytes| bytes.start <= item.end).any(|bytes| bytes.end >= item.start) {
            of_items.push(item.clone());
        }
    }
    wrong.extend(of_items);
    merged(wrong, &items)
}

/// Neighbours with no whole item between them are one part.
fn merged(mut parts: Vec<Range<usize>>, items: &[Range<usize>]) -> Vec<Range<usize>> {
    parts.sort_unstable_by_key(|bytes| (bytes.start, bytes.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if !stands_between(items, last.end, part.start) => last.end = last.end.max(part.end),
            _ => merged.push(part),
        }
    }
    merged
}

fn stands_between(items: &[Range<usize>], after: usize, before: usize) -> bool {
    let first = items.partition_point(|item| item.start <= after);
    items.get(first).is_some_and(|item| item.end < before)
}

/// From the first token of an item to the last one that is its own.
fn extent(lexemes: &[Lexeme], entry: &Entry) -> Range<usize> {
    let end = entry.braces.as_ref().map_or(entry.end, |braces| braces.end);
    let last = lexemes.partition_point(|it| it.bytes.start < end);
    let last = lexemes[..last].iter().rev().find(|it| !it.is_comment());
    entry.start..last.map_or(entry.end, |it| it.bytes.end).max(entry.start)
}

/// What the scanner took for nothing: refused characters, markers of a merge, comments of other languages.
fn unread(text: &str, lexemes: &[Lexeme]) -> Vec<Range<usize>> {
    let starts = std::iter::once(0).chain(lexemes.iter().map(|it| it.bytes.end));
    let ends = lexemes.iter().map(|it| it.bytes.start).chain([text.len()]);
    let gaps = starts.zip(ends).filter(|(start, end)| start < end);
    let strange = |c: char| !matches!(c, ' ' | '\n' | '\r');
    gaps.filter_map(|(start, end)| {
        let gap = &text[start..end];
        gap.find(strange).map(|first| start + first..start + gap.rfind(strange).unwrap_or(first))
    })
    .collect()
}

/// Tokens that belong to no item, such as a `}` too many.
fn homeless(lexemes: &[Lexeme], entries: &[Entry]) -> Vec<Range<usize>> {
    let home = |it: &Lexeme| {
        let next = entries.partition_point(|entry| entry.start <= it.bytes.start);
        let entry = next.checked_sub(1).and_then(|last| entries.get(last));
        entry.is_some_and(|entry| extent(lexemes, entry).end >= it.bytes.end)
    };
    lexemes.iter().filter(|it| !it.is_comment() && !home(it)).map(|it| it.bytes.clone()).collect()
}
