//! JUnit XML: a suite a file, a case a test, and a case for whatever else was found.
//!
//! Written to the schema of the Jenkins xUnit plugin (`junit-10.xsd`), the strictest that readers share. No times and
//! no host: the same deal gives the same bytes.

use std::fmt::Write;

use crate::diagnostic::sanitize::sanitize;
use crate::report::findings::{Examined, Finding, Findings, Level, Tested};

pub fn print(findings: &Findings) -> String {
    let suites: Vec<Suite> = findings.files.iter().map(|file| suite(file, findings.command)).collect();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        text,
        "<testsuites name=\"deal {}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        findings.command,
        suites.iter().map(|suite| suite.cases.len()).sum::<usize>(),
        suites.iter().map(Suite::failures).sum::<usize>(),
        suites.iter().map(Suite::errors).sum::<usize>(),
    );
    suites.iter().for_each(|suite| suite.write(&mut text));
    text.push_str("</testsuites>\n");
    text
}

struct Suite<'a> {
    path: &'a str,
    cases: Vec<Case<'a>>,
}

struct Case<'a> {
    name: String,
    findings: Vec<&'a Finding>,
    /// Not run to its end, which is another thing than a failure.
    stopped: bool,
}

fn suite<'a>(file: &'a Examined, command: &str) -> Suite<'a> {
    let mut cases: Vec<Case> = file.tests.iter().map(of_test).collect();
    cases.extend(file.findings.iter().map(of_finding));
    if cases.is_empty() {
        cases.push(Case { name: command.to_owned(), findings: Vec::new(), stopped: false });
    }
    Suite { path: &file.path, cases }
}

fn of_test(test: &Tested) -> Case<'_> {
    Case {
        name: format!("{} (under {})", test.title, test.under),
        findings: test.findings.iter().collect(),
        stopped: test.stopped,
    }
}

fn of_finding(finding: &Finding) -> Case<'_> {
    Case { name: format!("{}: {}", finding.rule.id, finding.subject), findings: vec![finding], stopped: false }
}

impl Case<'_> {
    fn errs(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }

    fn write(&self, text: &mut String, path: &str) {
        let open = format!("<testcase name=\"{}\" classname=\"{}\"", escaped(&self.name), escaped(path));
        if self.findings.is_empty() {
            let _ = writeln!(text, "    {open}/>");
            return;
        }
        let _ = writeln!(text, "    {open}>");
        for finding in &self.findings {
            let said = escaped(&format!("{}: {}", finding.place, finding.text()));
            let element = if self.stopped { "error" } else { "failure" };
            let _ = match finding.level {
                Level::Error => writeln!(
                    text,
                    "      <{element} type=\"{}\" message=\"{}\">{said}</{element}>",
                    escaped(finding.rule.id),
                    escaped(&finding.line()),
                ),
                Level::Warning | Level::Note => {
                    writeln!(text, "      <system-out>{}: {said}</system-out>", finding.level.word())
                }
            };
        }
        text.push_str("    </testcase>\n");
    }
}

impl Suite<'_> {
    fn failures(&self) -> usize {
        self.cases.iter().filter(|case| case.errs() && !case.stopped).count()
    }

    fn errors(&self) -> usize {
        self.cases.iter().filter(|case| case.errs() && case.stopped).count()
    }

    fn write(&self, text: &mut String) {
        let (failures, errors) = (self.failures(), self.errors());
        let path = escaped(self.path);
        let _ = writeln!(
            text,
            "  <testsuite name=\"{path}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\">",
            self.cases.len(),
        );
        self.cases.iter().for_each(|case| case.write(text, self.path));
        text.push_str("  </testsuite>\n");
    }
}

/// Text for an element or an attribute. What XML 1.0 cannot hold at all is written out.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in sanitize(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' => safe.push_str("&#10;"),
            '\t' => safe.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => safe.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod escapes {
    use super::*;

    #[test]
    fn nothing_foreign_ends_an_attribute_or_breaks_the_document() {
        assert_eq!(escaped("a\"<b>&\u{1b}\n\u{ffff}"), "a&quot;&lt;b&gt;&amp;\\u{1b}&#10;\\u{ffff}");
    }
}
