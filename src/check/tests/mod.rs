//! Small deals, and what the checker says about them.

mod chance;
mod constructs;
mod findings;
mod studies;

use crate::model::Model;
use crate::source::{MemoryFiles, Sources};

/// The model of a text, and what is wrong with it, one finding a line: `line:column CODE message | help`.
pub(super) fn checked(text: &str, files: &MemoryFiles) -> (Option<Model>, Vec<String>) {
    let mut sources = Sources::new();
    let source = sources.add("test.deal", text);
    let (model, findings) = crate::read_source(source, &mut sources, files);
    let lines = findings.iter().map(|finding| {
        let position = sources.position(finding.place);
        let help = finding.help.as_ref().map_or(String::new(), |help| format!(" | {help}"));
        let path = match sources.path(finding.place.source) {
            "test.deal" => String::new(),
            other => format!("{other}:"),
        };
        format!("{path}{}:{} {} {}{help}", position.line, position.column, finding.code.0, finding.message)
    });
    let lines = lines.collect();
    (model, lines)
}
