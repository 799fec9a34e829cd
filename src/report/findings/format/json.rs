//! Findings as one document: `docs/schema/diagnostics.json` describes this shape.

use serde::Serialize;

use crate::report::diagnostics::SHOWN;
use crate::report::findings::{Finding, Findings, Level, Place};
use crate::report::json::to_json;

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

/// A finding, as every JSON of ours writes it.
#[derive(Serialize)]
pub struct Entry<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    place: At<'a>,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    note: &'a str,
    place: At<'a>,
}

#[derive(Serialize)]
pub struct At<'a> {
    path: &'a str,
    /// Lines and columns count from 1, columns in characters; the end is just past the last character.
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

/// All of them in the order given, up to the number that is shown.
pub fn print(findings: &Findings) -> String {
    let errors = findings.count(Level::Error);
    let all = findings.all().count();
    to_json(&Document {
        format: "diagnostics",
        format_version: FORMAT_VERSION,
        errors,
        warnings: findings.count(Level::Warning),
        not_listed: all.saturating_sub(SHOWN),
        diagnostics: findings.all().take(SHOWN).map(entry).collect(),
    })
}

pub fn entry(finding: &Finding) -> Entry<'_> {
    Entry {
        code: finding.rule.id,
        severity: finding.level.word(),
        message: &finding.message,
        label: &finding.label,
        place: at(&finding.place),
        related: finding.related.iter().map(|(place, note)| Related { note, place: at(place) }).collect(),
        help: finding.help.as_deref(),
        fingerprint: &finding.fingerprint,
    }
}

/// A file as a whole is its first character.
pub fn at(place: &Place) -> At<'_> {
    let (start, end) =
        place.region.map_or(((1, 1), (1, 1)), |it| ((it.start.line, it.start.column), (it.end.line, it.end.column)));
    At { path: &place.path, line: start.0, column: start.1, end_line: end.0, end_column: end.1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};
    use crate::report::findings::Examined;
    use crate::source::{SourceId, Sources, Span};

    #[test]
    fn json_keeps_every_character_and_stays_valid() {
        let mut sources = Sources::new();
        sources.add("a.deal", "é\nx");
        let place = Span { source: SourceId(0), start: 3, end: 4 };
        let diagnostic = Diagnostic::error(Code("E0001"), place, "bad \u{1b}\u{202e}").related(place, "here");
        let mut findings = Findings::new("check");
        let examined = Examined { findings: vec![Finding::of(&diagnostic, &sources)], ..Examined::default() };
        findings.add(examined, "");
        let text = print(&findings);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["format_version"], 1);
        assert_eq!(value["errors"], 1);
        assert_eq!(value["diagnostics"][0]["message"], "bad \u{1b}\u{202e}");
        assert_eq!(value["diagnostics"][0]["place"]["line"], 2);
        assert_eq!(value["diagnostics"][0]["place"]["end_column"], 2);
        assert!(text.is_ascii());
    }
}
