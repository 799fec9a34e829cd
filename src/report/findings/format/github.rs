//! Workflow commands of GitHub Actions: each becomes an annotation on the line it names.
//!
//! Written as "Workflow commands for GitHub Actions" in GitHub's documentation says; escapes as the runner undoes them:
//! `%`, CR and LF everywhere, `:` and `,` in properties too.

use std::fmt::Write;

use crate::diagnostic::sanitize::sanitize;
use crate::report::findings::{Finding, Findings, Level};

pub fn print(findings: &Findings) -> String {
    let mut text = String::new();
    for finding in findings.all() {
        let _ = writeln!(text, "{}", command(finding));
    }
    text
}

fn command(finding: &Finding) -> String {
    let word = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = format!("file={}", property(&finding.place.path));
    if let Some(region) = finding.place.region {
        properties.push_str(&format!(",line={}", region.start.line));
        // Columns count only where the place does not leave its line, and the last is part of it.
        if region.start.line == region.end.line {
            let last = region.end.column.saturating_sub(1).max(region.start.column);
            properties.push_str(&format!(",col={},endColumn={last}", region.start.column));
        } else {
            properties.push_str(&format!(",endLine={}", region.end.line));
        }
    }
    let title = [finding.rule.id, finding.rule.name].join(" ");
    format!("::{word} {properties},title={}::{}", property(title.trim()), data(&finding.text()))
}

fn data(text: &str) -> String {
    sanitize(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod escapes {
    use super::*;

    #[test]
    fn nothing_foreign_ends_a_property_or_starts_a_command() {
        assert_eq!(property("a:b,c%\n::error::x"), "a%3Ab%2Cc%25%0A%3A%3Aerror%3A%3Ax");
        assert_eq!(data("50%\r\n::set-output"), "50%25\\u{d}%0A::set-output");
    }
}
