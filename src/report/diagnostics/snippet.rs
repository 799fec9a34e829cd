//! Draws a few lines of a file with marks under them.
//!
//! The drawing itself is miette's. It cannot be given a file as it is: it panics on a label far to the right, lets
//! escape sequences through and prints whole lines of a megabyte. So each window handed to it is at most a handful of
//! lines, clipped around their marks and made visible, and a mark never leaves its line.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

use crate::diagnostic::sanitize::{deceives, sanitize_line, visible};
use crate::source::Source;

/// Columns of a line that are shown.
const WIDTH: usize = 160;
/// Columns kept before the first mark of a line that has to be cut.
const LEAD: usize = 60;
/// Characters of a word on a mark.
const LABEL: usize = 200;

/// Something to point at: bytes of one source, and a word on it.
#[derive(Debug, Clone)]
pub struct Mark {
    pub start: u32,
    pub end: u32,
    pub text: String,
    pub primary: bool,
}

/// The lines that hold the marks, drawn without header or footer; `None` when there is nothing to draw.
pub fn draw(source: &Source, marks: &[Mark], colour: bool) -> Option<String> {
    let window = Window::around(source, marks)?;
    let mut theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles: ThemeStyles::none() };
    if colour {
        theme.styles = ThemeStyles::ansi();
    }
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_urls(false)
        .with_wrap_lines(false)
        .with_context_lines(0)
        .without_syntax_highlighting();
    let mut drawn = String::new();
    handler.render_report(&mut drawn, &window).ok()?;
    // miette's own heading and frame go: the caller writes the message and the place.
    let body: Vec<&str> = drawn
        .lines()
        .skip_while(|line| !line.contains('╭'))
        .skip(1)
        .take_while(|line| !line.contains('╰') || line.contains('·') || line.contains('│'))
        .map(str::trim_end)
        .collect();
    match body.is_empty() {
        true => None,
        false => Some(body.join("\n") + "\n"),
    }
}

/// Consecutive lines of a source, clipped and made visible, with marks in the clipped text.
#[derive(Debug)]
struct Window {
    text: String,
    /// The number of its first line, counted from 0.
    first_line: usize,
    labels: Vec<LabeledSpan>,
}

impl Window {
    fn around(source: &Source, marks: &[Mark]) -> Option<Window> {
        let lines: Vec<u32> = marks.iter().map(|mark| source.position(mark.start).line).collect();
        let (first, last) = (*lines.iter().min()?, *lines.iter().max()?);
        let mut window = Window { text: String::new(), first_line: first as usize - 1, labels: Vec::new() };
        for line in first..=last {
            let here: Vec<&Mark> =
                marks.iter().zip(&lines).filter(|(_, of)| **of == line).map(|(mark, _)| mark).collect();
            window.push_line(source, line, &here);
            window.text.push('\n');
        }
        Some(window)
    }

    fn push_line(&mut self, source: &Source, line: u32, marks: &[&Mark]) {
        let range = source.line_range(line);
        let text = source.line_text(line);
        let from = marks.iter().map(|mark| mark.start).min().unwrap_or(range.start).clamp(range.start, range.end);
        let clip = clip(text, (from - range.start) as usize);
        if clip.start > 0 {
            self.text.push('…');
        }
        let shown_from = self.text.len();
        // Where each shown byte of the line stands in the window, so that marks can follow.
        let mut places: Vec<(u32, usize)> = Vec::new();
        for (byte, c) in text.get(clip.clone()).unwrap_or("").char_indices() {
            places.push((range.start + (clip.start + byte) as u32, self.text.len()));
            match c {
                '\t' => self.text.push_str("    "),
                c if deceives(c) => self.text.push_str(&visible(c)),
                c => self.text.push(c),
            }
        }
        let shown_to = self.text.len();
        if clip.end < text.len() {
            self.text.push('…');
        }
        let place = |offset: u32| {
            let index = places.partition_point(|(byte, _)| *byte < offset);
            places.get(index).map_or(shown_to, |(_, place)| *place).max(shown_from)
        };
        for mark in marks {
            let start = place(mark.start);
            let end = place(mark.end.min(range.end)).max(start);
            let text = shortened(&sanitize_line(&mark.text));
            let text = (!text.is_empty()).then_some(text);
            let span = SourceSpan::new(start.into(), end - start);
            self.labels.push(match mark.primary {
                true => LabeledSpan::new_primary_with_span(text, span),
                false => LabeledSpan::new_with_span(text, span),
            });
        }
    }
}

/// The bytes of a line to show so that the byte `from` is among them.
fn clip(text: &str, from: usize) -> std::ops::Range<usize> {
    let boundary = |mut byte: usize| {
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    };
    let end_of = |start: usize| {
        let rest = text.get(start..).unwrap_or("");
        rest.char_indices().nth(WIDTH).map_or(text.len(), |(byte, _)| start + byte)
    };
    match end_of(0) {
        end if end == text.len() => 0..end,
        _ => {
            let before = text.get(..boundary(from.min(text.len()))).unwrap_or("");
            let start = before.char_indices().rev().nth(LEAD - 1).map_or(0, |(byte, _)| byte);
            start..end_of(start)
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LABEL) {
        Some((byte, _)) => format!("{}…", text.get(..byte).unwrap_or("")),
        None => text.to_string(),
    }
}

impl SourceCode for Window {
    /// The whole window, whatever is asked for: it is small, and holds whole lines.
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let data = self.text.as_bytes();
        let lines = self.text.matches('\n').count();
        Ok(Box::new(MietteSpanContents::new(data, (0, data.len()).into(), self.first_line, 0, lines)))
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("snippet")
    }
}

impl std::error::Error for Window {}

impl miette::Diagnostic for Window {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn drawn(text: &str, marks: &[(u32, u32)]) -> String {
        let mut sources = Sources::new();
        let id = sources.add("a.deal", text);
        let marks: Vec<Mark> = marks
            .iter()
            .map(|(start, end)| Mark { start: *start, end: *end, text: "here".into(), primary: true })
            .collect();
        draw(sources.get(id).unwrap(), &marks, false).unwrap_or_default()
    }

    #[test]
    fn marks_stand_under_what_they_mark() {
        let expected = " 2 │ two three\n   ·     ──┬──\n   ·       ╰── here\n";
        assert_eq!(drawn("one\ntwo three\n", &[(8, 13)]), expected);
    }

    #[test]
    fn a_lone_carriage_return_is_a_line() {
        assert!(drawn("one\rtwo", &[(4, 7)]).starts_with(" 2 │ two\n"), "{}", drawn("one\rtwo", &[(4, 7)]));
    }

    #[test]
    fn a_line_of_two_megabytes_is_clipped_around_its_mark() {
        let text = "é".repeat(1_000_000);
        for start in [0, 2, 100, 1_000_000, 1_999_998, 2_000_000] {
            let picture = drawn(&text, &[(start, start + 2)]);
            assert!(picture.contains("here"), "{start}");
            assert!(picture.lines().all(|line| line.chars().count() < 240), "{start}");
        }
    }

    #[test]
    fn no_place_and_no_text_makes_it_panic() {
        let texts =
            ["", "\n", "\r\n\r\n", "a\u{1b}[2J\u{202e}b\n\tc", "日本語 é\u{200b}", "\u{0}\u{0}\n\n\n", "x\ry\rz\n"];
        for text in texts {
            for start in 0..text.len() as u32 + 3 {
                for end in start..text.len() as u32 + 3 {
                    let picture = drawn(text, &[(start, end), (0, 1)]);
                    assert!(!picture.contains(['\u{1b}', '\u{202e}', '\r', '\u{200b}']), "{picture:?}");
                }
            }
        }
        drawn("abc", &[(u32::MAX - 1, u32::MAX), (2, 1)]);
    }
}
