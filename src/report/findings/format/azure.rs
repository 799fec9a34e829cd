//! Logging commands of Azure Pipelines: each becomes an issue of the build.
//!
//! Escapes as the agent undoes them: `%`, CR and LF everywhere, `;` and `]` in properties too. It knows errors and
//! warnings only: a note is a line of the log.

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
    let (place, rule) = (&finding.place, finding.rule.id);
    if finding.level == Level::Note {
        return format!("note[{rule}] {}: {}", property(&place.to_string()), data(&finding.text()));
    }
    let mut properties = format!("type={};sourcepath={}", finding.level.word(), property(&place.path));
    if let Some(region) = place.region {
        properties.push_str(&format!(";linenumber={};columnnumber={}", region.start.line, region.start.column));
    }
    format!("##vso[task.logissue {properties};code={rule}]{}", data(&finding.text()))
}

fn data(text: &str) -> String {
    sanitize(text).replace('%', "%AZP25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod escapes {
    use super::*;

    #[test]
    fn nothing_foreign_ends_a_property_or_a_line() {
        assert_eq!(property("a;b]c%\n##vso[x]"), "a%3Bb%5Dc%AZP25%0A##vso[x%5D");
    }
}
