//! The scanner: tokens with their places, and a copy of the text in which comments and refused characters are blank.
//!
//! It runs before the grammar and needs no stack, so every limit on shape is counted here or in the layout. Bytes keep
//! their places: what is blanked is overwritten by spaces.

use std::ops::Range;

use super::characters;
use super::codes::*;
use super::limits;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name, number, date or anything else without spaces.
    Word,
    /// A run of operator characters.
    Sign,
    Text,
    Cite,
    Comma,
    Colon,
    Semicolon,
    OpenParenthesis,
    CloseParenthesis,
    OpenBrace,
    CloseBrace,
    /// A `##` line.
    Doc,
    Newline,
    /// A character with no meaning of its own.
    Other,
}

#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// Whether the token begins its line, in column 0.
    pub column_zero: bool,
}

pub struct Scan {
    /// The text with comments blanked; same length as the text.
    pub clean: String,
    pub tokens: Vec<Token>,
    /// The `#` comments, each to the end of its line; `##` lines are tokens.
    pub comments: Vec<Range<usize>>,
    pub diagnostics: Vec<Diagnostic>,
}

pub fn scan(source: SourceId, text: &str) -> Scan {
    let mut scanner = Scanner {
        source,
        text,
        bytes: text.as_bytes(),
        clean: text.as_bytes().to_vec(),
        at: 0,
        line_start: 0,
        depth: 0,
        tokens: Vec::new(),
        comments: Vec::new(),
        diagnostics: Vec::new(),
    };
    if text.len() > limits::FILE_BYTES {
        let place = scanner.span(0, 0);
        let message = format!("this file has {} bytes; the limit is {}", text.len(), limits::FILE_BYTES);
        scanner.diagnostics.push(
            Diagnostic::error(FILE_LIMIT, place, message).help("keep long tables in CSV files that a curve reads"),
        );
    } else {
        scanner.run();
    }
    let clean = String::from_utf8(scanner.clean).unwrap_or_default();
    Scan { clean, tokens: scanner.tokens, comments: scanner.comments, diagnostics: scanner.diagnostics }
}

struct Scanner<'a> {
    source: SourceId,
    text: &'a str,
    bytes: &'a [u8],
    clean: Vec<u8>,
    at: usize,
    line_start: usize,
    depth: usize,
    tokens: Vec<Token>,
    comments: Vec<Range<usize>>,
    diagnostics: Vec<Diagnostic>,
}

impl Scanner<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span { source: self.source, start: start as u32, end: end as u32 }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn blank(&mut self, start: usize, end: usize) {
        self.clean[start..end].fill(b' ');
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.tokens.push(Token { kind, start, end, column_zero: start == self.line_start });
        self.at = end;
    }

    /// The end of the line that holds `from`, without its line end.
    fn line_end(&self, from: usize) -> usize {
        self.bytes[from..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(self.bytes.len(), |n| from + n)
    }

    fn run(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.blank(0, 3);
            self.at = 3;
            self.line_start = 3;
        }
        while self.at < self.bytes.len() {
            if self.at == self.line_start && self.merge_marker() {
                continue;
            }
            if !self.step() {
                self.blank(self.at, self.bytes.len());
                return;
            }
        }
    }

    /// Reads one token; false stops the scan.
    fn step(&mut self) -> bool {
        let start = self.at;
        match self.bytes[start] {
            b' ' => self.at += 1,
            b'\r' => {
                let length = if self.peek(1) == b'\n' { 2 } else { 1 };
                self.newline(length);
            }
            b'\n' => self.newline(1),
            b'#' => self.comment(),
            b'/' if self.peek(1) == b'/' || self.peek(1) == b'*' => self.foreign_comment(),
            b'"' => self.text_token(start, start + 1, '"'),
            b'[' => self.cite(),
            b']' => {
                self.stray_bracket("]");
                self.blank(start, start + 1);
                self.at += 1;
            }
            b',' => self.push(Kind::Comma, start, start + 1),
            b':' => self.push(Kind::Colon, start, start + 1),
            b';' => self.push(Kind::Semicolon, start, start + 1),
            b'(' => return self.open(Kind::OpenParenthesis),
            b'{' => return self.open(Kind::OpenBrace),
            b')' => self.close(Kind::CloseParenthesis),
            b'}' => self.close(Kind::CloseBrace),
            byte if is_sign(byte) => {
                let length = self.bytes[start..].iter().take_while(|byte| is_sign(**byte)).count();
                self.push(Kind::Sign, start, start + length);
            }
            byte if is_word(byte) || matches!(byte, b'%' | b'$') => self.word(),
            byte if byte.is_ascii_graphic() => self.push(Kind::Other, start, start + 1),
            _ => self.unusual(),
        }
        true
    }

    fn newline(&mut self, length: usize) {
        let start = self.at;
        self.push(Kind::Newline, start, start + length);
        self.line_start = self.at;
    }

    fn merge_marker(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let marker =
            ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].into_iter().find(|marker| rest.starts_with(marker.as_bytes()));
        let Some(marker) = marker else { return false };
        if rest.get(7).is_some_and(|byte| !byte.is_ascii_whitespace()) {
            return false;
        }
        let (start, end) = (self.at, self.line_end(self.at));
        let message = format!("`{marker}` is left over from a merge");
        self.diagnostics.push(
            Diagnostic::error(MERGE_MARKER, self.span(start, start + 7), message)
                .help("keep one of the two versions and delete the marker lines"),
        );
        self.blank(start, end);
        self.at = end;
        true
    }

    fn comment(&mut self) {
        let (start, end) = (self.at, self.line_end(self.at));
        self.refuse_within(start, end);
        self.blank(start, end);
        if self.text[start..end].starts_with("##") {
            self.push(Kind::Doc, start, end);
        } else {
            self.comments.push(start..end);
        }
        self.at = end;
    }

    fn foreign_comment(&mut self) {
        let start = self.at;
        let mut end = self.line_end(start);
        let block = self.peek(1) == b'*';
        if block {
            // Newlines inside are kept, so that what follows keeps its line.
            end = self.text[start..].find("*/").map_or(end, |n| start + n + 2);
        }
        let opening = if block { "/*" } else { "//" };
        self.diagnostics.push(
            Diagnostic::error(
                FOREIGN_COMMENT,
                self.span(start, start + 2),
                format!("`{opening}` does not start a comment"),
            )
            .help("comments start with `#` and end with the line"),
        );
        self.blank(start, end);
        self.at = end;
    }

    /// A quoted text from `start`, its content from `content`, to `closing`, a line end, or nothing.
    fn text_token(&mut self, start: usize, content: usize, closing: char) {
        let line_end = self.line_end(start);
        match self.text[content..line_end].find(closing) {
            Some(length) => {
                let end = content + length + closing.len_utf8();
                self.refuse_within(content, content + length);
                self.push(Kind::Text, start, end);
            }
            None => {
                self.diagnostics.push(
                    Diagnostic::error(UNTERMINATED_TEXT, self.span(start, content), "this text is never closed")
                        .label("the quote opens here")
                        .help("close it with `\"` on the same line"),
                );
                let kept = self.text[content..line_end].trim_end();
                let kept = kept.strip_suffix('{').map_or(kept, str::trim_end);
                self.push(Kind::Text, start, content + kept.len());
            }
        }
    }

    fn cite(&mut self) {
        let start = self.at;
        let rest = &self.text[start + 1..];
        let stop = rest.find(['[', ']', '{', '}', '"', '#', '=']).unwrap_or(rest.len());
        if rest[stop..].starts_with(']') {
            let end = start + 1 + stop;
            self.refuse_within(start, end);
            self.push(Kind::Cite, start, end + 1);
            return;
        }
        self.diagnostics.push(
            Diagnostic::error(UNCLOSED_BRACKET, self.span(start, start + 1), "this `[` is never closed")
                .label("the citation opens here")
                .help("close the citation with `]`, as in `[TS 4.2]`"),
        );
        let line = &self.text[start..self.line_end(start)];
        let end = start + line.find(['{', '}', '#']).unwrap_or(line.len());
        let end = start + self.text[start..end].trim_end().len();
        self.push(Kind::Cite, start, end.max(start + 1));
    }

    fn open(&mut self, kind: Kind) -> bool {
        let start = self.at;
        self.depth += 1;
        if self.depth > limits::NESTING {
            self.diagnostics.push(super::layout::nesting_error(self.span(start, start + 1)));
            return false;
        }
        self.push(kind, start, start + 1);
        true
    }

    fn close(&mut self, kind: Kind) {
        let start = self.at;
        self.depth = self.depth.saturating_sub(1);
        self.push(kind, start, start + 1);
    }

    fn stray_bracket(&mut self, bracket: &str) {
        let place = self.span(self.at, self.at + 1);
        self.diagnostics.push(stray_bracket(place, bracket));
    }

    fn word(&mut self) {
        let start = self.at;
        let digits_before = |bytes: &[u8], at: usize| at > start && bytes[at - 1].is_ascii_digit();
        let mut end = start + 1;
        while end < self.bytes.len() {
            let byte = self.bytes[end];
            let next_is_digit = self.bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            let joins = is_word(byte)
                || matches!(byte, b'%' | b'$')
                || (matches!(byte, b'-' | b'/' | b'+' | b'*') && !self.bytes[end..].starts_with(b"//"))
                || (matches!(byte, b',' | b':') && next_is_digit && digits_before(self.bytes, end));
            if !joins {
                break;
            }
            end += 1;
        }
        self.push(Kind::Word, start, end);
    }

    /// A tab, a control character or anything beyond ASCII.
    fn unusual(&mut self) {
        let start = self.at;
        let Some(character) = self.text[start..].chars().next() else { return };
        let end = start + character.len_utf8();
        let Some((what, mut help)) = characters::objection(character, false) else {
            self.push(Kind::Word, start, end);
            return;
        };
        // The letters of a word are one mistake.
        let letters = |c: char| !c.is_ascii() && characters::within_word(c);
        let run = self.text[start..].find(|c| !letters(c)).map_or(self.text.len(), |length| start + length).max(end);
        if let (true, Some(plain)) = (run > end, characters::plain(&self.text[start..run])) {
            help = format!("write `{plain}`");
        }
        let message = format!("{what} cannot stand here");
        self.diagnostics
            .push(Diagnostic::error(BAD_CHARACTER, self.span(start, run), message).help(super::reader::brief(help)));
        let closing = match character {
            '\u{201c}' | '\u{201d}' => Some('\u{201d}'),
            '\u{201e}' => Some('\u{201c}'),
            '\u{ab}' => Some('\u{bb}'),
            _ => None,
        };
        match closing {
            Some(closing) if self.text[end..self.line_end(end)].contains(closing) => {
                self.text_token(start, end, closing);
                // The grammar reads straight quotes only.
                let text_end = self.at;
                self.clean[start..end].fill(b' ');
                self.clean[end - 1] = b'"';
                self.clean[text_end - closing.len_utf8()..text_end].fill(b' ');
                self.clean[text_end - closing.len_utf8()] = b'"';
            }
            _ if characters::within_word(character) => {
                self.clean[start..run].fill(b'_');
                self.push(Kind::Word, start, run);
            }
            _ => {
                self.blank(start, end);
                // The same character again and again is one mistake.
                self.at = end;
                while self.text[self.at..].starts_with(character) {
                    self.blank(self.at, self.at + character.len_utf8());
                    self.at += character.len_utf8();
                }
            }
        }
    }

    /// Reports what may not even stand in quoted text and comments.
    fn refuse_within(&mut self, start: usize, end: usize) {
        for (offset, character) in self.text[start..end].char_indices() {
            if matches!(character, ' '..='~' | '\n' | '\r') {
                continue;
            }
            if let Some((what, help)) = characters::objection(character, true) {
                let place = self.span(start + offset, start + offset + character.len_utf8());
                let message = format!("{what} cannot stand here");
                self.diagnostics.push(Diagnostic::error(BAD_CHARACTER, place, message).help(help));
                return;
            }
        }
    }
}

pub fn stray_bracket(place: Span, bracket: &str) -> Diagnostic {
    Diagnostic::error(STRAY_BRACKET, place, format!("this `{bracket}` closes nothing")).help("delete it")
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'=' | b'<' | b'>' | b'!' | b'&' | b'|' | b'+' | b'-' | b'*' | b'/' | b'^' | b'~')
}
