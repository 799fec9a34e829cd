//! SARIF 2.1.0 (OASIS Standard, 2020): one run, its rules with the pages of `deal explain`, its results.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::findings::{Finding, Findings, Place, Rule};
use crate::report::json::to_json;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    automation_details: Automation,
    column_kind: &'static str,
    newline_sequences: [&'static str; 3],
    results: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Automation {
    id: String,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Described<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described<'a> {
    id: &'a str,
    short_description: Text<'a>,
    help: Help<'a>,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Help<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints<'a>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints<'a> {
    /// The only one that GitHub reads; without it the upload makes one from the lines around.
    primary_location_line_hash: &'a str,
    #[serde(rename = "deal/v1")]
    own: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Lines>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Lines {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

pub fn print(findings: &Findings) -> String {
    let rules: BTreeMap<&str, Rule> = findings.all().map(|finding| (finding.rule.id, finding.rule)).collect();
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(index, id)| (*id, index)).collect();
    let results = findings.all().map(|finding| found(finding, index.get(finding.rule.id).copied().unwrap_or(0)));
    to_json(&Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "deal",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.values().map(described).collect(),
                },
            },
            automation_details: Automation { id: category(findings) },
            column_kind: "utf16CodeUnits",
            newline_sequences: ["\r\n", "\n", "\r"],
            results: results.collect(),
        }],
    })
}

/// Keeps the findings of `check` from closing those of `run`, and one deal those of another.
fn category(findings: &Findings) -> String {
    match findings.files.as_slice() {
        [one] => format!("deal {} {}/", findings.command, one.path),
        _ => format!("deal {}/", findings.command),
    }
}

fn described(rule: &Rule) -> Described<'_> {
    let name = if rule.name.is_empty() { rule.id } else { rule.name };
    let text = if rule.text.is_empty() { rule.id } else { rule.text };
    Described { id: rule.id, short_description: Text { text: name }, help: Help { text, markdown: text } }
}

fn found(finding: &Finding, rule_index: usize) -> Found<'_> {
    let related = finding.related.iter().enumerate();
    Found {
        rule_id: finding.rule.id,
        rule_index,
        level: finding.level.word(),
        message: Message { text: unlinked(&finding.text()) },
        locations: [Location { id: None, physical_location: physical(&finding.place), message: label(&finding.label) }],
        related_locations: related
            .map(|(index, (place, note))| Location {
                id: Some(index),
                physical_location: physical(place),
                message: label(note),
            })
            .collect(),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: &finding.fingerprint,
            own: &finding.fingerprint,
        },
    }
}

fn label(text: &str) -> Option<Text<'_>> {
    (!text.is_empty()).then_some(Text { text })
}

fn physical(place: &Place) -> Physical {
    let region = place.region.map(|region| Lines {
        start_line: region.start.line,
        start_column: region.start.utf16,
        end_line: region.end.line,
        end_column: region.end.utf16,
    });
    Physical { artifact_location: Artifact { uri: uri(&place.path) }, region }
}

/// A message may hold links, `[text](0)` (section 3.11.6): foreign text makes none.
fn unlinked(text: &str) -> String {
    if !text.contains("](") {
        return text.to_owned();
    }
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// A path as a relative reference (RFC 3986): what is not unreserved or `/` is written in percent. What ships with the
/// language keeps its scheme.
fn uri(path: &str) -> String {
    let (scheme, path) = match path.strip_prefix("deal:") {
        Some(rest) => ("deal:", rest),
        None => ("", path),
    };
    let mut uri = scheme.to_owned();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod words {
    use super::*;

    #[test]
    fn paths_become_relative_references_and_messages_hold_no_links() {
        assert_eq!(uri("deals/é 1:#?.deal"), "deals/%C3%A9%201%3A%23%3F.deal");
        assert_eq!(uri("deal:shocks"), "deal:shocks");
        assert_eq!(unlinked("breached [TS 7.1]"), "breached [TS 7.1]");
        assert_eq!(unlinked("[TS 7.1](0)"), "\\[TS 7.1\\](0)");
    }
}
