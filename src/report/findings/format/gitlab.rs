//! A code quality report of GitLab: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use serde::Serialize;

use crate::report::findings::{Finding, Findings, Level};
use crate::report::json::to_json;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

pub fn print(findings: &Findings) -> String {
    to_json(&findings.all().map(issue).collect::<Vec<_>>())
}

fn issue(finding: &Finding) -> Issue<'_> {
    Issue {
        description: finding.line(),
        check_name: finding.rule.id,
        fingerprint: &finding.fingerprint,
        severity: match finding.level {
            Level::Error => "major",
            Level::Warning => "minor",
            Level::Note => "info",
        },
        location: Location { path: &finding.place.path, lines: Lines { begin: finding.place.line() } },
    }
}
