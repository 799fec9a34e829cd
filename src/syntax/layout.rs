//! The layout: which bytes make a logical line, and which lines a block holds.
//!
//! A line ends where it ends, unless a parenthesis is open or it stops after a comma or an operator. Braces nest lines.
//! A mistake here (a missing brace, an open parenthesis) never costs more than the line or block it is in.

use super::codes::*;
use super::limits;
use super::reader::brief;
use super::scanner::{Kind, Scan, Token, stray_bracket};
use super::words;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// One logical line, and the lines in braces after it.
#[derive(Debug)]
pub struct Entry {
    pub start: usize,
    pub end: usize,
    pub doc: Option<String>,
    pub braces: Option<Braces>,
    /// False when a limit forbids handing the line to the grammar.
    pub readable: bool,
    /// Whether the line has a `:` of its own.
    pub has_colon: bool,
}

#[derive(Debug)]
pub struct Braces {
    /// After the closing brace.
    pub end: usize,
    pub entries: Vec<Entry>,
}

pub fn nesting_error(place: Span) -> Diagnostic {
    let message = format!("this is nested more than {} deep", limits::NESTING);
    Diagnostic::error(NESTING_LIMIT, place, message).help("give the inner parts names of their own")
}

pub fn lay_out(source: SourceId, text: &str, scan: &mut Scan) -> Vec<Entry> {
    let tokens = std::mem::take(&mut scan.tokens);
    let mut layout = Layout {
        source,
        text,
        tokens: &tokens,
        frames: Vec::new(),
        entries: Vec::new(),
        line: None,
        parentheses: Vec::new(),
        doc: Vec::new(),
        blocks: 0,
        adrift: false,
        skipped: false,
        diagnostics: Vec::new(),
    };
    layout.run();
    let Layout { entries, diagnostics, .. } = layout;
    scan.diagnostics.extend(diagnostics);
    scan.tokens = tokens;
    entries
}

/// An open brace: the block line before it and the entries around it.
struct Frame {
    head: Entry,
    /// None when the brace was forgotten.
    open: Option<Span>,
    outer: Vec<Entry>,
}

struct Layout<'a> {
    source: SourceId,
    text: &'a str,
    tokens: &'a [Token],
    frames: Vec<Frame>,
    /// Of the innermost open brace, or of the file.
    entries: Vec<Entry>,
    /// First token of the line being collected.
    line: Option<usize>,
    parentheses: Vec<Span>,
    doc: Vec<String>,
    blocks: usize,
    /// Within a run of indented lines outside all braces, which has been reported.
    adrift: bool,
    /// Whether the line being collected belongs to no block and is not read.
    skipped: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Layout<'_> {
    fn span(&self, token: Token) -> Span {
        Span { source: self.source, start: token.start as u32, end: token.end as u32 }
    }

    fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| &self.text[token.start..token.end])
    }

    fn kind(&self, index: usize) -> Option<Kind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    fn run(&mut self) {
        for index in 0..self.tokens.len() {
            let token = self.tokens[index];
            match token.kind {
                Kind::Newline => self.newline(index),
                Kind::Doc => self.doc_line(token),
                Kind::Semicolon => self.semicolon(index),
                Kind::OpenBrace => self.open_brace(index),
                Kind::CloseBrace => self.close_brace(index),
                _ => self.inner(index),
            }
            if self.blocks > limits::BLOCKS {
                let message = format!("this file has more than {} blocks and computed lines", limits::BLOCKS);
                let place = self.span(token);
                self.diagnostics.push(Diagnostic::error(BLOCK_LIMIT, place, message).help("split it into files"));
                break;
            }
        }
        self.finish_line(self.tokens.len());
        while let Some(open) = self.frames.last().map(|frame| frame.open) {
            self.unclosed_brace(open, None);
            self.pop(self.text.len());
        }
    }

    /// A token inside a line.
    fn inner(&mut self, index: usize) {
        let token = self.tokens[index];
        if self.line.is_none() {
            self.begin_line(index);
        }
        match token.kind {
            Kind::OpenParenthesis => self.parentheses.push(self.span(token)),
            Kind::CloseParenthesis if self.parentheses.pop().is_none() => {
                self.diagnostics.push(stray_bracket(self.span(token), ")"));
            }
            _ => {}
        }
    }

    fn begin_line(&mut self, index: usize) {
        let token = self.tokens[index];
        self.skipped = false;
        if token.column_zero {
            self.adrift = false;
        }
        let starts_line = index == 0 || matches!(self.kind(index - 1), Some(Kind::Newline | Kind::Doc));
        if token.column_zero && !self.frames.is_empty() && self.starts_item(index) {
            while let Some(open) = self.frames.last().map(|frame| frame.open) {
                self.unclosed_brace(open, Some(self.span(token)));
                self.pop(token.start);
            }
        } else if !token.column_zero && starts_line && self.frames.is_empty() {
            self.indented_item(index);
        } else if !starts_line && self.kind(index - 1) == Some(Kind::CloseBrace) {
            let place = self.span(token);
            self.diagnostics.push(
                Diagnostic::error(MISPLACED_BRACE, place, "nothing follows a `}` on its line")
                    .help("start a new line after `}`"),
            );
        }
        self.line = Some(index);
    }

    /// Whether a line in column 0 can only be a new item: a block keyword, or `NAME =`.
    fn starts_item(&self, index: usize) -> bool {
        if self.kind(index) != Some(Kind::Word) {
            return false;
        }
        let kind = words::block_kind(self.word(index));
        match self.kind(index + 1) {
            Some(Kind::Colon) => false,
            Some(Kind::Sign) => self.word(index + 1) == "=",
            _ => kind.is_some_and(|kind| words::nested_home(kind).is_none()),
        }
    }

    /// A line outside all braces that does not start in column 0: part of a block whose `{` was forgotten, of one that
    /// was closed too early, or an item with spaces before it. A run of such lines is one mistake.
    fn indented_item(&mut self, index: usize) {
        if self.forgotten_brace() {
            return;
        }
        let already = std::mem::replace(&mut self.adrift, true);
        let item = self.starts_item(index);
        self.skipped = !item;
        if already && !item {
            return;
        }
        let place = self.span(self.tokens[index]);
        let diagnostic = if item {
            Diagnostic::error(INDENTED_ITEM, place, "a block or computed line starts at the left edge")
                .help("delete the spaces before it")
        } else {
            Diagnostic::error(INDENTED_ITEM, place, "this line is in no block")
                .help("move the `}` above it below it, or start it at the left edge")
        };
        self.diagnostics.push(diagnostic);
    }

    /// Takes the last line for the head of a block without its `{`, if it can be one.
    fn forgotten_brace(&mut self) -> bool {
        if !self.entries.last().is_some_and(|entry| self.wants_braces(entry)) {
            return false;
        }
        let Some(mut head) = self.entries.pop() else { return false };
        let line = self.text[head.start..head.end].trim_end_matches(':').trim_end();
        head.end = head.start + line.len();
        let place = Span { source: self.source, start: head.end as u32, end: head.end as u32 };
        self.diagnostics.push(
            Diagnostic::error(MISSING_OPEN_BRACE, place, "expected `{` at the end of this line")
                .help(brief(format!("write `{line} {{`"))),
        );
        self.push(head, None);
        true
    }

    /// Whether the entry is the first line of a block without a body.
    fn wants_braces(&self, entry: &Entry) -> bool {
        let line = &self.text[entry.start..entry.end];
        entry.braces.is_none() && (!entry.has_colon || line.ends_with(':')) && !line.contains('=')
    }

    fn newline(&mut self, index: usize) {
        if self.line.is_some() {
            if !self.continues(index) {
                self.finish_line(index);
            }
        } else if index > 0 && self.kind(index - 1) == Some(Kind::Newline) {
            self.doc.clear();
        }
    }

    /// Whether the line that reaches this newline goes on after it.
    fn continues(&self, newline: usize) -> bool {
        let last = self.tokens[newline - 1];
        if last.kind == Kind::Newline && !self.parentheses.is_empty() {
            // The newline before it has asked about the same line.
            return true;
        }
        let asks = !self.parentheses.is_empty()
            || last.kind == Kind::Comma
            || (last.kind == Kind::Sign && self.text[..last.start].ends_with(' '))
            || matches!(self.word(newline - 1), "and" | "or");
        asks && self.next_line_fits(newline)
    }

    /// A line in column 0, with its own `:` or brace, or that begins `NAME =` starts anew whatever came before.
    fn next_line_fits(&self, newline: usize) -> bool {
        let mut index = newline + 1;
        while matches!(self.kind(index), Some(Kind::Newline | Kind::Doc)) {
            index += 1;
        }
        let Some(first) = self.tokens.get(index) else { return false };
        let assigns = self.word(index + 1) == "=" && !matches!(self.word(newline - 1), "and" | "or");
        if assigns || (first.column_zero && first.kind != Kind::CloseParenthesis) {
            return false;
        }
        self.tokens[index..]
            .iter()
            .take_while(|token| token.kind != Kind::Newline)
            .all(|token| !matches!(token.kind, Kind::Colon | Kind::OpenBrace | Kind::CloseBrace))
    }

    fn doc_line(&mut self, token: Token) {
        if self.line.is_none() {
            let words = &self.text[token.start + 2..token.end];
            self.doc.push(words.strip_prefix(' ').unwrap_or(words).trim_end().to_owned());
        }
    }

    fn semicolon(&mut self, index: usize) {
        let place = self.span(self.tokens[index]);
        self.diagnostics.push(
            Diagnostic::error(SEMICOLON, place, "`;` does not end a line").help("delete it: a line ends where it ends"),
        );
        self.finish_line(index);
    }

    fn open_brace(&mut self, index: usize) {
        let place = self.span(self.tokens[index]);
        let head = match self.take_line(index) {
            Some(head) => Some(head),
            None if self.entries.last().is_some_and(|entry| self.wants_braces(entry)) => {
                self.diagnostics.push(
                    Diagnostic::error(MISPLACED_BRACE, place, "`{` stands on the line of its block")
                        .help("put it at the end of the line above"),
                );
                self.entries.pop()
            }
            None => None,
        };
        let head = head.unwrap_or_else(|| {
            self.diagnostics.push(
                Diagnostic::error(MISPLACED_BRACE, place, "this `{` belongs to no block")
                    .help("say which kind of block it opens, as in `tranche A {`"),
            );
            let start = self.tokens[index].start;
            Entry { start, end: start, doc: None, braces: None, readable: false, has_colon: false }
        });
        self.push(head, Some(place));
    }

    fn close_brace(&mut self, index: usize) {
        let unused = self.line;
        self.finish_line(index);
        if self.frames.is_empty() && std::mem::take(&mut self.adrift) {
            // The end of a block that was closed too early.
        } else if self.frames.is_empty() {
            let place = self.span(self.tokens[index]);
            let help = match unused.filter(|first| words::block_kind(self.word(*first)).is_some()) {
                Some(first) => {
                    format!("open the block with `{{`, as in `{} {} {{`", self.word(first), self.word(first + 1))
                }
                None => "delete it".to_owned(),
            };
            self.diagnostics.push(Diagnostic::error(STRAY_CLOSE_BRACE, place, "this `}` closes nothing").help(help));
        } else {
            self.pop(self.tokens[index].end);
        }
    }

    fn push(&mut self, head: Entry, open: Option<Span>) {
        let outer = std::mem::take(&mut self.entries);
        self.frames.push(Frame { head, open, outer });
        self.blocks += 1;
        self.doc.clear();
    }

    fn pop(&mut self, end: usize) {
        if let Some(Frame { mut head, outer, .. }) = self.frames.pop() {
            let entries = std::mem::replace(&mut self.entries, outer);
            head.braces = Some(Braces { end, entries });
            self.entries.push(head);
        }
        self.doc.clear();
    }

    fn unclosed_brace(&mut self, open: Option<Span>, next: Option<Span>) {
        let Some(place) = open else { return };
        let mut diagnostic = Diagnostic::error(MISSING_CLOSE_BRACE, place, "this `{` is never closed")
            .label("the block opens here")
            .help("close the block with `}` on a line of its own");
        if let Some(next) = next {
            diagnostic = diagnostic.related(next, "the next one starts here");
        }
        self.diagnostics.push(diagnostic);
    }

    fn finish_line(&mut self, end: usize) {
        if let Some(entry) = self.take_line(end) {
            if self.frames.is_empty() {
                self.blocks += 1;
            }
            self.entries.push(entry);
        }
    }

    /// The line collected so far, up to the token `end`.
    fn take_line(&mut self, end: usize) -> Option<Entry> {
        let first = self.line.take()?;
        if let Some(place) = self.parentheses.pop() {
            self.diagnostics
                .push(Diagnostic::error(UNCLOSED_BRACKET, place, "this `(` is never closed").help("close it with `)`"));
            self.parentheses.clear();
        }
        let tokens = self.tokens[first..end].trim_newlines();
        let last = tokens.last()?;
        let doc = std::mem::take(&mut self.doc);
        let problem = self.too_deep(tokens).or_else(|| self.too_long(tokens));
        let readable = problem.is_none() && !self.skipped;
        self.diagnostics.extend(problem);
        Some(Entry {
            start: tokens[0].start,
            end: last.end,
            doc: (!doc.is_empty()).then(|| doc.join("\n")),
            braces: None,
            readable,
            has_colon: tokens.iter().any(|token| token.kind == Kind::Colon),
        })
    }

    /// Prefixes, `if` and `% of` nest like brackets.
    fn too_deep(&self, tokens: &[Token]) -> Option<Diagnostic> {
        let (mut brackets, mut prefixes, mut kept) = (self.frames.len(), 0, 0);
        let mut before = "";
        for token in tokens {
            let word = &self.text[token.start..token.end];
            match token.kind {
                Kind::OpenParenthesis => {
                    brackets += 1;
                    kept += std::mem::take(&mut prefixes);
                }
                Kind::CloseParenthesis => brackets = brackets.saturating_sub(1),
                Kind::Word if word == "if" || (word == "of" && before.ends_with(['%', 's'])) => kept += 1,
                _ if prefix_depth(word) > 0 => prefixes += prefix_depth(word),
                _ => prefixes = 0,
            }
            if brackets + prefixes + kept > limits::NESTING {
                return Some(nesting_error(self.span(*token)));
            }
            before = word;
        }
        None
    }

    fn too_long(&self, tokens: &[Token]) -> Option<Diagnostic> {
        let operators = tokens
            .iter()
            .filter(|token| token.kind == Kind::Sign || matches!(&self.text[token.start..token.end], "and" | "or"));
        let beyond = operators.clone().nth(limits::OPERATORS)?;
        let message = format!("this line has more than {} operators", limits::OPERATORS);
        Some(
            Diagnostic::error(OPERATOR_LIMIT, self.span(*beyond), message)
                .help("split it into lines with names of their own"),
        )
    }
}

fn prefix_depth(word: &str) -> usize {
    match word {
        "not" | "prior" => 1,
        _ if word.bytes().all(|byte| byte == b'-') => word.len(),
        _ => 0,
    }
}

trait TrimNewlines {
    fn trim_newlines(&self) -> &Self;
}

impl TrimNewlines for [Token] {
    /// Without the line ends and comments at the end.
    fn trim_newlines(&self) -> &[Token] {
        let kept = self.iter().rposition(|token| !matches!(token.kind, Kind::Newline | Kind::Doc));
        &self[..kept.map_or(0, |last| last + 1)]
    }
}
