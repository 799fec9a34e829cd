//! Diagnostics for a person at a terminal or reading a log.

use std::fmt::Write;

use super::SHOWN;
use super::snippet::{Mark, draw};
use crate::diagnostic::sanitize::{sanitize, sanitize_line};
use crate::diagnostic::{Diagnostic, Severity, codes::Page};
use crate::source::{SourceId, Sources, Span};

/// Marks further apart than this many lines are drawn in two pictures.
const NEAR: u32 = 3;
/// Characters of a message: enough for any we write, too few to flood a screen with a name we were sent.
const MESSAGE: usize = 2_000;
/// Characters of a word in a message.
const WORD: usize = 60;

/// All of them in the order given, then how many there were. Empty when there is nothing to say.
pub fn human(diagnostics: &[Diagnostic], sources: &Sources, colour: bool) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(SHOWN) {
        one(&mut text, diagnostic, sources, colour);
        text.push('\n');
    }
    if diagnostics.len() > SHOWN {
        let _ = writeln!(text, "and {} more\n", diagnostics.len() - SHOWN);
    }
    if let Some(summary) = summary(diagnostics) {
        let _ = writeln!(text, "{summary}");
    }
    text
}

/// `2 errors, 1 warning; \`deal explain E0001\` says more`
fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let counts: Vec<String> = [(errors, "error"), (diagnostics.len() - errors, "warning")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    let explained = diagnostics.iter().map(|diagnostic| diagnostic.code.0).find(|code| Page::find(code).is_some());
    match (counts.is_empty(), explained) {
        (true, _) => None,
        (false, None) => Some(counts.join(", ")),
        (false, Some(code)) => Some(format!("{}; `deal explain {code}` says more", counts.join(", "))),
    }
}

fn one(text: &mut String, diagnostic: &Diagnostic, sources: &Sources, colour: bool) {
    let paint = |code: &'static str| if colour { code } else { "" };
    let hue = match diagnostic.severity {
        Severity::Error => paint("\u{1b}[1;31m"),
        Severity::Warning => paint("\u{1b}[1;33m"),
    };
    let (bold, plain) = (paint("\u{1b}[1m"), paint("\u{1b}[0m"));
    let (word, code) = (diagnostic.severity.word(), diagnostic.code.0);
    let _ = writeln!(text, "{hue}{word}[{code}]{plain}{bold}: {}{plain}", shortened(&diagnostic.message, "       "));
    for picture in pictures(diagnostic, sources) {
        let arrow = if picture.primary { "-->" } else { ":::" };
        let _ = writeln!(text, "  {arrow} {}", sanitize_line(&sources.location(picture.at)));
        let source = sources.get(picture.at.source);
        match source.and_then(|source| draw(source, &picture.marks, colour)) {
            Some(drawn) => text.push_str(&drawn),
            None => {
                for mark in picture.marks.iter().filter(|mark| !mark.text.is_empty()) {
                    let _ = writeln!(text, "      {}", sanitize_line(&mark.text));
                }
            }
        }
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(text, "{bold} help{plain}: {}", shortened(help, "       "));
    }
}

/// Made safe, cut to a length, later lines indented: what we were sent never starts a line.
fn shortened(message: &str, indent: &str) -> String {
    let safe: Vec<String> = sanitize(message).split(' ').map(short_word).collect();
    let safe = safe.join(" ");
    let cut = match safe.char_indices().nth(MESSAGE) {
        Some((byte, _)) => format!("{}…", safe.get(..byte).unwrap_or("")),
        None => safe,
    };
    cut.replace('\n', &format!("\n{indent}"))
}

/// A word without end keeps its beginning; what quotes it is closed.
fn short_word(word: &str) -> String {
    match word.char_indices().nth(WORD) {
        Some((byte, _)) if word.ends_with('`') => format!("{}…`", word.get(..byte).unwrap_or("")),
        Some((byte, _)) => format!("{}…", word.get(..byte).unwrap_or("")),
        None => word.to_string(),
    }
}

/// Marks near each other in one file.
struct Picture {
    at: Span,
    primary: bool,
    marks: Vec<Mark>,
}

/// One picture with the primary place first, then the others by file and line.
fn pictures(diagnostic: &Diagnostic, sources: &Sources) -> Vec<Picture> {
    let primary = (diagnostic.place, diagnostic.label.as_str(), true);
    let mut places = vec![primary];
    places.extend(diagnostic.related.iter().take(16).map(|(place, note)| (*place, note.as_str(), false)));
    places.sort_by_key(|(place, _, _)| *place);

    let mut pictures: Vec<Picture> = Vec::new();
    let mut last: Option<(SourceId, u32)> = None;
    for (place, text, primary) in places {
        let line = sources.position(place).line;
        let near = last.is_some_and(|(source, above)| source == place.source && line - above <= NEAR);
        let mark = Mark { start: place.start, end: place.end, text: text.to_string(), primary };
        match pictures.last_mut() {
            Some(picture) if near => {
                if primary {
                    (picture.at, picture.primary) = (place, true);
                }
                picture.marks.push(mark);
            }
            _ => pictures.push(Picture { at: place, primary, marks: vec![mark] }),
        }
        last = Some((place.source, line));
    }
    pictures.sort_by_key(|picture| !picture.primary);
    pictures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn at(sources: &Sources, path: &str, words: &str) -> Span {
        let source = sources.find(path).unwrap();
        let start = sources.text(source).find(words).unwrap() as u32;
        Span { source, start, end: start + words.len() as u32 }
    }

    #[test]
    fn an_error_shows_its_place_what_else_is_involved_and_what_to_do() {
        let mut sources = Sources::new();
        sources.add("deals/a.deal", "tranche Senior {\n  coupon: 5,25%\n}\n");
        sources.add("deals/b.deal", "account Cash\n");
        let diagnostic =
            Diagnostic::error(Code("E0001"), at(&sources, "deals/a.deal", "5,25%"), "`5,25%` is not a number")
                .label("a comma here")
                .related(at(&sources, "deals/a.deal", "Senior"), "in this tranche")
                .related(at(&sources, "deals/b.deal", "Cash"), "and this account")
                .help("write `5.25%`");
        let expected = "\
error[E0001]: `5,25%` is not a number
  --> deals/a.deal:2:11
 1 │ tranche Senior {
   ·         ───┬──
   ·            ╰── in this tranche
 2 │   coupon: 5,25%
   ·           ──┬──
   ·             ╰── a comma here
  ::: deals/b.deal:1:9
 1 │ account Cash
   ·         ──┬─
   ·           ╰── and this account
 help: write `5.25%`

1 error; `deal explain E0001` says more
";
        assert_eq!(human(&[diagnostic], &sources, false), expected);
    }

    #[test]
    fn colour_only_when_asked_and_nothing_foreign_gets_through() {
        let mut sources = Sources::new();
        sources.add("a\u{1b}[31m.deal", "x\u{1b}[2J");
        let place = Span { source: SourceId(0), start: 0, end: 1 };
        let diagnostic =
            Diagnostic::warning(Code("E0001"), place, "`\u{1b}]8;;x`").label("\u{202e}").help("a\r\n::error::b");
        let plain = human(std::slice::from_ref(&diagnostic), &sources, false);
        assert!(!plain.contains(['\u{1b}', '\u{202e}', '\r']), "{plain:?}");
        assert!(plain.lines().all(|line| !line.starts_with("::")));
        assert!(human(&[diagnostic], &sources, true).starts_with("\u{1b}[1;33mwarning"));
    }

    #[test]
    fn a_hundred_are_shown_and_the_rest_counted() {
        let mut sources = Sources::new();
        sources.add("a.deal", "x\n".repeat(10_000));
        let diagnostics: Vec<Diagnostic> = (0..10_000)
            .map(|line| {
                Diagnostic::error(Code("E0999"), Span { source: SourceId(0), start: line * 2, end: line * 2 + 1 }, "no")
            })
            .collect();
        let text = human(&diagnostics, &sources, false);
        assert_eq!(text.matches("error[E0999]").count(), 100);
        assert!(text.ends_with("and 9900 more\n\n10000 errors\n"));
    }
}
