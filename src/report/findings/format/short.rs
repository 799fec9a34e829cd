//! `path:line:col: error[E1001]: message`

use std::fmt::Write;

use crate::diagnostic::sanitize::sanitize_line;
use crate::report::findings::Findings;

pub fn print(findings: &Findings) -> String {
    let mut text = String::new();
    for finding in findings.all() {
        let (level, rule) = (finding.level.word(), finding.rule.id);
        let line = format!("{}: {level}[{rule}]: {}", finding.place, finding.line());
        let _ = writeln!(text, "{}", sanitize_line(&line));
    }
    text
}
