//! Whole sentences, for a screen reader: nothing is drawn, nothing depends on columns or colour.

use std::fmt::Write;

use crate::diagnostic::sanitize::sanitize_line;
use crate::report::findings::{Finding, Findings, Place, number};

pub fn print(findings: &Findings) -> String {
    let mut text = String::new();
    for finding in findings.all() {
        let _ = writeln!(text, "{}", sanitize_line(&sentences(finding)));
    }
    let files = number(findings.files.len(), "file");
    let verdict = findings.verdict().map(|verdict| format!("{verdict}, ")).unwrap_or_default();
    let _ = writeln!(text, "In {files}: {verdict}{}.", findings.counted());
    text
}

fn sentences(finding: &Finding) -> String {
    let mut text = format!("{} {}, {}. ", finding.level.word(), finding.rule.id, spoken(&finding.place));
    text.push_str(&capital(&sentence(&finding.line())));
    if !finding.label.is_empty() {
        text.push_str(&format!(" There: {}", sentence(&finding.label)));
    }
    for (place, note) in &finding.related {
        text.push_str(&format!(" See {}: {}", spoken(place), sentence(note)));
    }
    if let Some(help) = &finding.help {
        text.push_str(&format!(" Help: {}", sentence(help)));
    }
    capital(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `tower.deal, line 12, column 3`
fn spoken(place: &Place) -> String {
    match place.region {
        Some(region) => format!("{}, line {}, column {}", place.path, region.start.line, region.start.column),
        None => place.path.clone(),
    }
}

/// Ends where a sentence ends, so that a reader pauses.
fn sentence(words: &str) -> String {
    let end = if words.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{words}{end}")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
