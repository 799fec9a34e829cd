//! Diagnostics for programs: `docs/schema/diagnostics.json` describes this shape.

use serde::Serialize;

use super::SHOWN;
use crate::diagnostic::Diagnostic;
use crate::report::json::to_json;
use crate::source::{Sources, Span};

/// Raised when a field changes its meaning or goes; a new field does not raise it.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    format_version: u32,
    errors: usize,
    warnings: usize,
    /// How many were found and are not listed.
    not_listed: usize,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    place: Place<'a>,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    note: &'a str,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    /// Lines and columns count from 1, columns in characters; the end is just past the last character.
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

/// All of them in the order given, up to the number that is shown.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    to_json(&Document {
        format: "diagnostics",
        format_version: FORMAT_VERSION,
        errors,
        warnings: diagnostics.len() - errors,
        not_listed: diagnostics.len().saturating_sub(SHOWN),
        diagnostics: diagnostics.iter().take(SHOWN).map(|diagnostic| entry(diagnostic, sources)).collect(),
    })
}

fn entry<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Entry<'a> {
    let related =
        diagnostic.related.iter().map(|(span, note)| Related { note, place: place(*span, sources) }).collect();
    Entry {
        code: diagnostic.code.0,
        severity: diagnostic.severity.word(),
        message: &diagnostic.message,
        label: &diagnostic.label,
        place: place(diagnostic.place, sources),
        related,
        help: diagnostic.help.as_deref(),
    }
}

fn place(span: Span, sources: &Sources) -> Place<'_> {
    let start = sources.position(span);
    let end = sources.position(Span { start: span.end.max(span.start), ..span });
    let path = sources.path(span.source);
    Place { path, line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::SourceId;

    #[test]
    fn json_keeps_every_character_and_stays_valid() {
        let mut sources = Sources::new();
        sources.add("a.deal", "é\nx");
        let place = Span { source: SourceId(0), start: 3, end: 4 };
        let diagnostic = Diagnostic::error(Code("E0001"), place, "bad \u{1b}\u{202e}").related(place, "here");
        let text = json(&[diagnostic], &sources);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["format_version"], 1);
        assert_eq!(value["errors"], 1);
        assert_eq!(value["diagnostics"][0]["message"], "bad \u{1b}\u{202e}");
        assert_eq!(value["diagnostics"][0]["place"]["line"], 2);
        assert_eq!(value["diagnostics"][0]["place"]["end_column"], 2);
        assert!(text.is_ascii());
    }
}
