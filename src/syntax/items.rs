//! Items: each logical line of the layout goes through the grammar and becomes a block or a line.

use pest::Parser;
use pest::error::InputLocation;

use super::ast::{Allow, Block, BlockKind, Body, Computed, Element, Item, Line, Phrase, Text};
use super::codes::*;
use super::expressions;
use super::grammar::{Grammar, Pair, Rule};
use super::layout::{Braces, Entry};
use super::lines;
use super::phrases;
use super::reader::{Reader, brief};
use super::words;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::source::{SourceId, Span};

/// The text being read and what was found wrong with it so far.
pub struct Items<'a> {
    pub source: SourceId,
    pub clean: &'a str,
    pub diagnostics: Vec<Diagnostic>,
    /// What is allowed outside all blocks.
    pub allows: Vec<Allow>,
    /// Places the scanner and the layout have already complained about, in order.
    pub reported: Vec<u32>,
}

impl Items<'_> {
    /// One thing in column 0.
    pub fn item(&mut self, entry: Entry) -> Option<Item> {
        if !entry.readable && entry.braces.is_none() {
            return None;
        }
        if let Some(entry) = self.foreign_declaration(&entry) {
            return entry.and_then(|entry| self.item(entry));
        }
        if entry.braces.is_none() && self.computed_with_colon(&entry) {
            return self.colon_for_equals(entry);
        }
        let rule = if entry.braces.is_some() { Rule::block_line } else { Rule::item_line };
        let Entry { start, end, doc, braces, readable, .. } = entry;
        let head =
            if readable { self.read(rule, start, end, |reader, pair| one_item(reader, pair, doc)) } else { None };
        match head.flatten() {
            Some(Head::Computed(computed)) => Some(Item::Computed(*computed)),
            Some(Head::Allow(allow)) => {
                self.allows.push(allow);
                None
            }
            Some(Head::Block(mut block)) => {
                if let Some(home) = words::nested_home(block.kind) {
                    let help = format!("put it {home}");
                    self.error(MISPLACED_BLOCK, block.kind_span, "this block does not stand alone", help);
                }
                self.fill(&mut block, braces);
                Some(Item::Block(*block))
            }
            None => {
                // Mistakes inside are still worth telling.
                self.lines(braces.into_iter().flat_map(|braces| braces.entries).collect());
                None
            }
        }
    }

    fn error(
        &mut self,
        code: crate::diagnostic::Code,
        place: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics.push(Diagnostic::error(code, place, brief(message.into())).help(brief(help.into())));
    }

    /// Runs the grammar over bytes `start..end` and lowers what it found.
    fn read<T>(
        &mut self,
        rule: Rule,
        start: usize,
        end: usize,
        lower: impl FnOnce(&mut Reader, Pair) -> T,
    ) -> Option<T> {
        let line = self.clean.get(start..end)?;
        let mut reader = Reader { source: self.source, base: start, diagnostics: Vec::new() };
        let result = match Grammar::parse(rule, line) {
            Ok(mut pairs) => pairs.next().map(|pair| lower(&mut reader, pair)),
            Err(error) => {
                unreadable(&mut reader, line, &error);
                None
            }
        };
        if !self.already_reported(start, end) {
            self.diagnostics.extend(without_echoes(reader.diagnostics));
        }
        result
    }

    /// A line with a broken character or bracket says no more: what the grammar makes of it would only confuse.
    fn already_reported(&self, start: usize, end: usize) -> bool {
        let first = self.reported.partition_point(|place| (*place as usize) < start);
        self.reported.get(first).is_some_and(|place| *place as usize <= end)
    }

    fn fill(&mut self, block: &mut Block, braces: Option<Braces>) {
        let Some(braces) = braces else { return };
        if let Body::Phrase(phrase) = &block.body
            && !phrase.clauses.is_empty()
        {
            let place = phrase.span;
            self.error(
                MISPLACED_BRACE,
                place,
                "a block has a `:` or a `{`, not both",
                "delete the `:` and what follows it",
            );
        }
        block.span.end = braces.end as u32;
        let (lines, allows) = self.lines(braces.entries);
        block.body = Body::Lines(lines);
        block.allows = allows;
    }

    fn lines(&mut self, entries: Vec<Entry>) -> (Vec<Line>, Vec<Allow>) {
        let (mut lines, mut allows) = (Vec::new(), Vec::new());
        for inner in entries.into_iter().filter_map(|entry| self.line(entry)) {
            match inner {
                Inner::Line(line) => lines.push(*line),
                Inner::Allow(allow) => allows.push(allow),
            }
        }
        (lines, allows)
    }

    fn line(&mut self, entry: Entry) -> Option<Inner> {
        if entry.braces.is_some() {
            return self.nested(entry).map(Inner::line);
        }
        let Entry { start, end, doc, readable, has_colon, .. } = entry;
        if !readable {
            return None;
        }
        if !has_colon && self.lacks_colon(start, end) {
            return None;
        }
        self.read(Rule::body_line, start, end, |reader, pair| one_line(reader, pair, doc)).flatten()
    }

    /// Reports a term without its colon.
    fn lacks_colon(&mut self, start: usize, end: usize) -> bool {
        let Some(line) = self.clean.get(start..end) else { return false };
        let first = line.split([' ', '\n']).next().unwrap_or_default();
        if matches!(first, "expect" | "given" | "allow") {
            return false;
        }
        let label = label_words(line);
        let rest = line[label.len()..].trim_start();
        let equals = rest.strip_prefix('=').filter(|rest| !rest.starts_with('='));
        if equals.is_some() && !label.contains(' ') && !label.is_empty() {
            return false;
        }
        if self.already_reported(start, end) {
            return true;
        }
        if let Some(value) = equals {
            let at = start + line.len() - rest.len();
            let place = Span { source: self.source, start: at as u32, end: at as u32 + 1 };
            let help = format!("write `{label}: {}`", value.trim());
            self.error(EQUALS_FOR_COLON, place, "a term is stated with `:`, not `=`", help);
            return true;
        }
        if !line.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            return false;
        }
        if self.block_without_braces(start, line) {
            return true;
        }
        let end_of_label = start + first_words(line).len();
        let place = Span { source: self.source, start: end_of_label as u32, end: end_of_label as u32 };
        let label = first_words(line);
        let value = line[label.len()..].trim();
        let help = if value.is_empty() {
            format!("write `{label}: ` and what the paper says")
        } else {
            format!("write `{label}: {value}`")
        };
        self.error(MISSING_COLON, place, "expected `:` after the label", help);
        true
    }

    /// `state lockup` inside a block: a block in one line, where none stands.
    fn block_without_braces(&mut self, start: usize, line: &str) -> bool {
        let Some((keyword, rest)) = line.split_once(' ') else { return false };
        let handle = rest.split_once(" \"").map_or(rest, |(handle, _)| handle).trim();
        let is_block = words::block_kind(keyword).is_some_and(|kind| words::nested_home(kind).is_none());
        if !is_block || handle.contains(' ') {
            return false;
        }
        let place = Span { source: self.source, start: start as u32, end: (start + keyword.len()) as u32 };
        self.error(
            MISPLACED_BLOCK,
            place,
            format!("`{keyword}` blocks do not stand inside other blocks"),
            "move it out, so that it starts at the left edge",
        );
        true
    }

    fn nested(&mut self, entry: Entry) -> Option<Line> {
        let Entry { start, end, doc, braces, readable, .. } = entry;
        let head = if readable {
            self.read(Rule::block_line, start, end, |reader, pair| one_item(reader, pair, doc))
        } else {
            None
        };
        match head.flatten() {
            Some(Head::Block(mut block)) => {
                if words::nested_home(block.kind).is_none() {
                    let keyword = self
                        .clean
                        .get(start..end)
                        .and_then(|line| line.split(' ').next())
                        .unwrap_or_default()
                        .to_owned();
                    let message = format!("`{keyword}` blocks do not stand inside other blocks");
                    self.error(
                        MISPLACED_BLOCK,
                        block.kind_span,
                        message,
                        "move it out, so that it starts at the left edge",
                    );
                }
                self.fill(&mut block, braces);
                Some(Line::Nested(*block))
            }
            _ => {
                self.lines(braces.into_iter().flat_map(|braces| braces.entries).collect());
                None
            }
        }
    }

    /// `let x = 3`, `fn f(x)` and `for t in`: reported; what can still be read is given back.
    fn foreign_declaration(&mut self, entry: &Entry) -> Option<Option<Entry>> {
        let line = self.clean.get(entry.start..entry.end)?;
        let (word, rest) = line.split_once(' ')?;
        let place = Span { source: self.source, start: entry.start as u32, end: (entry.start + word.len()) as u32 };
        match word {
            "let" | "var" | "const" | "val" | "set" if line.contains('=') => {
                let help = format!("write `{}`", rest.trim());
                self.error(FOREIGN_DECLARATION, place, format!("`{word}` does not start a line"), help);
                let start = entry.end - rest.trim_start().len();
                Some(Some(Entry { start, end: entry.end, doc: entry.doc.clone(), braces: None, ..*entry }))
            }
            "for" | "while" | "loop" | "repeat" => {
                let help = "there are no loops: a computed line, as in `x = a + b`, holds in every period";
                self.error(FOREIGN_DECLARATION, place, format!("`{word}` does not start a line"), help);
                Some(None)
            }
            "fn" | "def" | "function" | "func" | "macro" => {
                let help = "there are no functions to declare: write a computed line, as in `x = a + b`";
                self.error(FOREIGN_DECLARATION, place, format!("`{word}` does not start a line"), help);
                Some(None)
            }
            _ => None,
        }
    }

    /// `CFADS: revenue - opex` in column 0.
    fn computed_with_colon(&self, entry: &Entry) -> bool {
        let Some(line) = self.clean.get(entry.start..entry.end) else { return false };
        let label = label_words(line);
        entry.has_colon
            && !label.contains(' ')
            && words::block_kind(label).is_none()
            && line[label.len()..].trim_start().starts_with(':')
            && !label.is_empty()
    }

    fn colon_for_equals(&mut self, entry: Entry) -> Option<Item> {
        let line = self.clean.get(entry.start..entry.end)?;
        let label = label_words(line).to_owned();
        let at = entry.start + line.find(':')?;
        let value = line[line.find(':')? + 1..].trim();
        let place = Span { source: self.source, start: at as u32, end: at as u32 + 1 };
        let help = format!("write `{label} = {value}`, or put the term inside its block");
        if !self.already_reported(entry.start, entry.end) {
            self.error(COLON_FOR_EQUALS, place, "outside a block a line computes, with `=`", help);
        }
        None
    }
}

/// The words a line begins with, up to the first thing that is not a word.
fn label_words(line: &str) -> &str {
    let end =
        line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | '-' | '.'))).unwrap_or(line.len());
    line[..end].trim_end()
}

/// The words of a label whose colon is missing: the first, and those after it up to the first value.
fn first_words(line: &str) -> &str {
    let mut end = 0;
    for word in line.split(' ') {
        let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if end > 0 && (!plain || words::is_reserved(word)) {
            break;
        }
        end += word.len() + 1;
        if !plain {
            break;
        }
    }
    let words = line[..end.saturating_sub(1).min(line.len())].trim_end();
    // Nothing but words: the first is the likeliest label.
    if words.len() == line.len() { words.split(' ').next().unwrap_or_default() } else { words }
}

/// The first thing that does not fit makes what follows it look wrong too.
fn without_echoes(diagnostics: Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
    let mut lost = false;
    diagnostics.into_iter().filter(move |diagnostic| {
        let echo = lost && matches!(diagnostic.code, MISSING_VALUE | UNEXPECTED | CROWDED_OPERATOR);
        lost |= matches!(diagnostic.code, MISSING_VALUE | UNEXPECTED | CROWDED_OPERATOR);
        !echo
    })
}

enum Head {
    Block(Box<Block>),
    Computed(Box<Computed>),
    Allow(Allow),
}

/// What stands on a line in braces.
enum Inner {
    Line(Box<Line>),
    Allow(Allow),
}

impl Inner {
    fn line(line: Line) -> Inner {
        Inner::Line(Box::new(line))
    }
}

fn one_item(reader: &mut Reader, pair: Pair, doc: Option<String>) -> Option<Head> {
    let mut head = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::computed => head = Some(Head::Computed(Box::new(lines::computed(reader, part, doc.clone())))),
            Rule::allow => head = lines::allow(reader, part).map(Head::Allow),
            Rule::block => head = block(reader, part, doc.clone()).map(Box::new).map(Head::Block),
            Rule::leftover => leftover(reader, &part),
            _ => {}
        }
    }
    head
}

fn one_line(reader: &mut Reader, pair: Pair, doc: Option<String>) -> Option<Inner> {
    let mut inner = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::expectation => inner = Some(Inner::line(Line::Expectation(lines::expectation(reader, part)))),
            Rule::allow => inner = lines::allow(reader, part).map(Inner::Allow),
            Rule::computed => inner = Some(Inner::line(Line::Computed(lines::computed(reader, part, doc.clone())))),
            Rule::term => inner = Some(Inner::line(Line::Labelled(lines::term(reader, part, doc.clone())))),
            Rule::leftover => leftover(reader, &part),
            _ => {}
        }
    }
    inner
}

/// What is left of a line after all that could be read.
pub fn leftover(reader: &mut Reader, pair: &Pair) {
    let text = pair.as_str();
    let lead = text.len() - text.trim_start().len();
    if text[lead..].starts_with(',') {
        let place = reader.span(pair);
        let start = place.start + lead as u32;
        reader.error(
            UNEXPECTED,
            Span { start, end: start + 1, ..place },
            "a computed line has one value",
            "only `, first` and a first value may follow it",
        );
    } else {
        expressions::unexpected(reader, pair);
    }
}

/// A line the grammar could not follow.
pub fn unreadable(reader: &mut Reader, line: &str, error: &pest::error::Error<Rule>) {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let rest = line.get(at..).unwrap_or_default();
    let lead = rest.len() - rest.trim_start().len();
    let word = rest.trim_start().split([' ', '\n', '\r']).next().unwrap_or_default();
    if word.is_empty() {
        let place = reader.place(line.len(), line.len());
        reader.error(UNREADABLE_LINE, place, "this line ends too early", "write a value after its last word");
        return;
    }
    let place = reader.place(at + lead, at + lead + word.len());
    reader.error(
        UNREADABLE_LINE,
        place,
        format!("`{word}` does not fit here"),
        "a line is `label: value` in a block, or `NAME = value`",
    );
}

fn block(reader: &mut Reader, pair: Pair, doc: Option<String>) -> Option<Block> {
    let span = reader.span(&pair);
    let mut parts = pair.into_inner().peekable();
    let keyword = parts.next()?;
    let kind_span = reader.span(&keyword);
    let kind = kind(reader, keyword.as_str(), kind_span)?;
    let mut block = Block {
        kind,
        kind_span,
        handle: None,
        title: None,
        head: Vec::new(),
        cites: Vec::new(),
        doc,
        body: Body::None,
        allows: Vec::new(),
        span,
    };
    let mut mark = None;
    for part in parts {
        match part.as_rule() {
            Rule::handle => {
                let name = reader.name(&part);
                lines::check_name(reader, &name.text, name.span);
                block.handle = Some(name);
            }
            Rule::text => {
                let text = expressions::quoted(part.as_str()).to_owned();
                block.title = Some(Text { text, span: reader.span(&part) });
            }
            Rule::block_head => block.head = part.into_inner().map(|part| phrases::element(reader, part)).collect(),
            Rule::cite => block.cites.push(phrases::cite(reader, &part)),
            Rule::body_mark => mark = Some((part.as_str().to_owned(), reader.span(&part))),
            Rule::phrase => block.body = Body::Phrase(phrases::phrase(reader, part, &mut block.cites)),
            _ => {}
        }
    }
    phrases::check_elements(reader, &block.head);
    check_head(reader, &block.head);
    check_mark(reader, &mut block, mark);
    Some(block)
}

/// The kind meant; an unknown one is read as the known one it resembles.
fn kind(reader: &mut Reader, word: &str, place: Span) -> Option<BlockKind> {
    if let Some(kind) = words::block_kind(word) {
        return Some(kind);
    }
    let near = nearest(word, words::BLOCK_KINDS.iter().map(|(keyword, _)| *keyword));
    let help = match near {
        Some(keyword) => format!("write `{keyword}`"),
        None => "a line at the left edge is a block, as in `tranche A {`, or computes, as in `x = a + b`".to_owned(),
    };
    reader.error(UNKNOWN_BLOCK, place, format!("there is no kind of block named `{word}`"), help);
    words::block_kind(near?)
}

/// After its title a block has prepositions only.
fn check_head(reader: &mut Reader, head: &[Element]) {
    if let Some(Element::Expr(value)) = head.first() {
        let before = Span { end: value.span.start, ..value.span };
        reader.error(
            MISSING_OPEN_BRACE,
            before,
            "expected `{` here",
            "a block's terms stand between `{` and `}`, one a line",
        );
    }
}

fn check_mark(reader: &mut Reader, block: &mut Block, mark: Option<(String, Span)>) {
    let Some((sign, place)) = mark else { return };
    if sign == "=" && block.kind != BlockKind::Unit {
        reader.error(
            EQUALS_FOR_COLON,
            place,
            "a block is stated with `:`, not `=`",
            "write `:` for what the paper says",
        );
    }
    if !matches!(block.body, Body::Phrase(_)) {
        let after = Span { start: place.end, ..place };
        reader.error(
            EMPTY_PHRASE,
            after,
            format!("nothing follows this `{sign}`"),
            "write what the paper says, or `TBD` if it is not known yet",
        );
        block.body = Body::Phrase(Phrase { clauses: Vec::new(), span: after });
    }
}
