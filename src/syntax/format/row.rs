//! The rows of a text: what stands on a line of its own, before anything is put into columns or cut to length.

use std::borrow::Cow;
use std::ops::Range;

use super::lexeme::{Lexeme, space_between};
use super::lines::Lines;
use super::{INDENT, WIDTH};
use crate::syntax::layout::{Braces, Entry};
use crate::syntax::scanner::Kind;

#[derive(Debug)]
pub enum Row<'a> {
    Blank,
    /// Lines that are left as they are.
    Kept(&'a str),
    Comment {
        depth: usize,
        text: &'a str,
        under: bool,
    },
    Line(Line<'a>),
}

/// A logical line: `head: value`, `head = value`, the first or last line of a block, an expectation.
#[derive(Debug, Default)]
pub struct Line<'a> {
    /// Blocks around it.
    pub depth: usize,
    /// Which of its neighbours it lines up with; None with none.
    pub class: Option<Class<'a>>,
    pub head: String,
    pub value: Vec<Piece<'a>>,
    pub comment: Option<Cow<'a, str>>,
    /// Whether a block opens or closes here: what is before it and after it are apart.
    pub brace: bool,
}

/// Lines of one class that follow each other have their values in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class<'a> {
    /// `day count: act/360`
    Term,
    /// `depreciation book: …`: its label is longer by a name.
    Named,
    /// `2026-12-31: 4.30% per year`, `RentPath with Hashprice: 60%`
    Entry,
    /// `scenario Squeeze: base with Rubin`
    Item(&'a str),
    /// `CFADS = revenue - opex`
    Computed,
    /// `unit EH = 1_000_000 TH`
    Unit(&'a str),
}

impl Class<'_> {
    /// A longer head stands out of the column: the others would be far from their values.
    pub fn longest_head(self) -> usize {
        match self {
            Class::Computed | Class::Unit(_) => 32,
            Class::Term | Class::Named | Class::Entry | Class::Item(_) => 28,
        }
    }

    /// Before all others in their order.
    pub const FIRST: Class<'static> = Class::Term;

    pub fn mark(self) -> &'static str {
        match self {
            Class::Computed | Class::Unit(_) => "=",
            Class::Term | Class::Named | Class::Entry | Class::Item(_) => ":",
        }
    }
}

/// A word of a value, and the comments that stand within it.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    pub text: Cow<'a, str>,
    pub kind: Kind,
    /// Whether a space stands before it.
    pub spaced: bool,
    /// Parentheses open after it.
    pub depth: usize,
    /// Comments on lines of their own before it.
    pub above: Vec<Cow<'a, str>>,
    /// The comment that ends its line, with more of the value to come.
    pub comment: Option<Cow<'a, str>>,
}

/// Walks the items with the lexemes beside them.
pub struct Rows<'a> {
    pub lines: &'a Lines<'a>,
    pub lexemes: &'a [Lexeme<'a>],
    /// Words that make a label together with a name of the author's.
    pub named: &'a [&'a str],
    pub at: usize,
    /// Last line of what was read so far; None where a blank line would be the first of its block.
    pub before: Option<usize>,
    pub rows: Vec<Row<'a>>,
}

impl<'a> Rows<'a> {
    pub fn file(&mut self, entries: &[Entry], kept: &[Range<usize>]) {
        let mut kept = kept.iter().peekable();
        for entry in entries {
            while let Some(part) = kept.next_if(|part| part.start <= entry.start) {
                self.keep(part);
            }
            if self.lexemes.get(self.at).is_some_and(|next| next.bytes.start <= entry.start) {
                self.entry(entry, 0);
            }
        }
        kept.for_each(|part| self.keep(part));
        self.comments(self.lines.text.len(), 0);
    }

    fn keep(&mut self, part: &Range<usize>) {
        self.comments(part.start, 0);
        self.blank_before(self.lines.line(part.start));
        self.rows.push(Row::Kept(&self.lines.text[part.clone()]));
        self.before = Some(self.lines.line(part.end));
        self.at += self.lexemes[self.at..].partition_point(|it| it.bytes.start < part.end);
    }

    fn blank_before(&mut self, line: usize) {
        if self.before.is_some_and(|before| line > before + 1) {
            self.rows.push(Row::Blank);
        }
    }

    /// The comments up to a byte, each on its own line.
    fn comments(&mut self, end: usize, depth: usize) {
        while let Some(next) = self.lexemes.get(self.at).filter(|it| it.bytes.start < end) {
            if !next.is_comment() {
                break;
            }
            self.blank_before(next.line);
            let under = self.continues_a_comment();
            self.rows.push(Row::Comment { depth, text: plain(next), under });
            self.before = Some(next.line);
            self.at += 1;
        }
    }

    /// A comment right below the one that ends the line above goes on with it.
    fn continues_a_comment(&self) -> bool {
        let (Some(next), Some(last)) = (self.lexemes.get(self.at), self.at.checked_sub(1)) else { return false };
        let above = &self.lexemes[last];
        let below = next.kind.is_none() && above.kind.is_none() && above.line + 1 == next.line;
        let trails = match self.rows.last() {
            Some(Row::Line(line)) => line.comment.is_some(),
            Some(Row::Comment { under, .. }) => *under,
            _ => false,
        };
        below && trails && above.column == next.column
    }

    fn entry(&mut self, entry: &Entry, depth: usize) {
        self.comments(entry.start, depth);
        let Some(first) = self.lexemes.get(self.at) else { return };
        self.blank_before(first.line);
        let from = self.at;
        self.at += self.lexemes[from..].partition_point(|it| it.bytes.start < entry.end);
        let line = &self.lexemes[from..self.at];
        match &entry.braces {
            None => {
                let mut row = self.line(line, depth);
                row.comment = self.trailing();
                self.rows.push(Row::Line(row));
            }
            Some(braces) => self.block(line, braces, depth),
        }
    }

    fn block(&mut self, head: &[Lexeme<'a>], braces: &Braces, depth: usize) {
        let mut row = Line { depth, head: written(head), ..Line::default() };
        let open = self.lexemes.get(self.at).map_or(0, |it| it.line);
        let close = braces.end - 1;
        let count = self.lexemes[self.at..].partition_point(|it| it.bytes.start < close);
        let inner = &self.lexemes[self.at + 1..self.at + count];
        let on_one_line = self.lexemes.get(self.at + count).is_some_and(|it| it.line == open);
        let plain = braces.entries.iter().all(|entry| entry.braces.is_none());
        let short = if inner.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", written(inner)) };
        let width = depth * INDENT + row.head.chars().count() + 1 + short.chars().count();
        if inner.is_empty() || on_one_line && plain && width <= WIDTH {
            row.head.push(' ');
            row.head.push_str(&short);
            self.at += count + 1;
            row.comment = self.trailing();
            self.rows.push(Row::Line(row));
            return;
        }
        row.head.push_str(" {");
        row.brace = true;
        self.at += 1;
        row.comment = self.trailing();
        self.rows.push(Row::Line(row));
        self.before = None;
        for entry in &braces.entries {
            self.entry(entry, depth + 1);
        }
        self.comments(close, depth + 1);
        self.at += 1;
        let comment = self.trailing();
        self.rows.push(Row::Line(Line { depth, head: "}".to_owned(), brace: true, comment, ..Line::default() }));
    }

    /// The comment at the end of the line that was just read.
    fn trailing(&mut self) -> Option<Cow<'a, str>> {
        let last = &self.lexemes[self.at - 1];
        self.before = Some(last.last_line);
        let next = self.lexemes.get(self.at)?;
        if !next.is_comment() || next.line != last.last_line {
            return None;
        }
        self.at += 1;
        Some(next.text.clone())
    }

    fn line(&self, line: &'a [Lexeme<'a>], depth: usize) -> Line<'a> {
        let mark = mark(line, depth);
        let head = &line[..mark.unwrap_or(0)];
        let class = mark.map(|mark| self.class(head, line[mark].is(Kind::Colon), depth));
        let value = &line[mark.map_or(0, |mark| mark + 1)..];
        Line { depth, class, head: written(head), value: pieces(value), ..Line::default() }
    }

    fn class(&self, head: &'a [Lexeme<'a>], stated: bool, depth: usize) -> Class<'a> {
        let first: &'a str = head.first().map_or("", |it| &it.text);
        match (stated, depth, head) {
            (false, _, [_]) => Class::Computed,
            (false, _, _) => Class::Unit(first),
            (true, 0, _) => Class::Item(first),
            (true, _, [_, _]) if self.named.contains(&first) => Class::Named,
            (true, _, _) if first.starts_with(|c: char| c.is_ascii_digit()) => Class::Entry,
            (true, _, _) if head.iter().any(|it| it.text == "with") => Class::Entry,
            (true, _, _) => Class::Term,
        }
    }
}

/// A comment is never written anew.
fn plain<'a>(comment: &Lexeme<'a>) -> &'a str {
    match comment.text {
        Cow::Borrowed(text) => text,
        Cow::Owned(_) => "",
    }
}

/// The `:` or `=` after the head.
fn mark(line: &[Lexeme], depth: usize) -> Option<usize> {
    let equals = |it: &Lexeme| it.is(Kind::Sign) && it.text == "=";
    let colon = line.iter().position(|it| it.is(Kind::Colon));
    let second = line.get(1).filter(|it| equals(it)).map(|_| 1);
    // In braces an `=` further on compares.
    colon.or(second).or_else(|| line.iter().position(|it| depth == 0 && equals(it)))
}

fn written(line: &[Lexeme]) -> String {
    let mut text = String::new();
    for (index, it) in line.iter().enumerate() {
        let before = index.checked_sub(2).and_then(|before| line.get(before));
        if index > 0 && space_between(before, &line[index - 1], it) {
            text.push(' ');
        }
        text.push_str(&it.text);
    }
    text
}

fn pieces<'a>(value: &[Lexeme<'a>]) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut depth, mut above) = (0usize, Vec::new());
    let mut words: Vec<&Lexeme> = Vec::new();
    for it in value {
        let Some(kind) = it.kind.filter(|_| !it.is_comment()) else {
            match pieces.last_mut().zip(words.last()) {
                Some((piece, word)) if word.last_line == it.line => piece.comment = Some(it.text.clone()),
                _ => above.push(it.text.clone()),
            }
            continue;
        };
        match kind {
            Kind::OpenParenthesis => depth += 1,
            Kind::CloseParenthesis => depth = depth.saturating_sub(1),
            _ => {}
        }
        let before = words.len().checked_sub(2).map(|before| words[before]);
        let spaced = words.last().is_some_and(|left| space_between(before, left, it));
        pieces.push(Piece {
            text: it.text.clone(),
            kind,
            spaced,
            depth,
            above: std::mem::take(&mut above),
            comment: None,
        });
        words.push(it);
    }
    pieces
}
