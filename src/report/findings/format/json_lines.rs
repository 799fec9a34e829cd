//! A JSON object a line, for programs that read as they go: `docs/schema/json-lines.json` describes each.
//!
//! The last line counts what came before: a reader that does not see it has not seen all.

use serde::Serialize;

use super::json::{At, Entry, at, entry};
use crate::report::findings::{Findings, Level, Tested};
use crate::report::json::to_json_line;

/// Raised when a field changes its meaning or goes; a new field does not raise it.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Line<'a> {
    Finding(Entry<'a>),
    Test {
        title: &'a str,
        under: &'a str,
        passed: bool,
        place: At<'a>,
    },
    End {
        format_version: u32,
        command: &'a str,
        files: usize,
        tests: usize,
        passed: usize,
        errors: usize,
        warnings: usize,
        notes: usize,
    },
}

pub fn print(findings: &Findings) -> String {
    let mut text: String = findings.all().map(|finding| to_json_line(&Line::Finding(entry(finding)))).collect();
    text.extend(findings.tests().map(test));
    text.push_str(&to_json_line(&Line::End {
        format_version: FORMAT_VERSION,
        command: findings.command,
        files: findings.files.len(),
        tests: findings.tests().count(),
        passed: findings.tests().filter(|test| test.passed()).count(),
        errors: findings.count(Level::Error),
        warnings: findings.count(Level::Warning),
        notes: findings.count(Level::Note),
    }));
    text
}

fn test(test: &Tested) -> String {
    let Tested { title, under, place, .. } = test;
    to_json_line(&Line::Test { title, under, passed: test.passed(), place: at(place) })
}
