//! What continuous integration gets besides what is printed: a summary for people, outputs for later steps.

use std::path::Path;

use super::arguments::SummaryFile;
use super::environment;
use super::exit::Exit;
use super::files::append;
use super::terminal::Terminal;
use crate::report::findings::{Findings, Level, format::markdown::summary};
use crate::report::table::Table;

/// A name and a value for the steps that follow: `("breached", "true")`.
pub type Output = (&'static str, String);

/// Appends both where they are wanted. The exit is the command's own, or worse when one cannot be written.
pub fn deliver(
    findings: &Findings,
    tables: &[Table],
    own: Vec<Output>,
    to: &SummaryFile,
    exit: Exit,
    terminal: &mut Terminal,
) -> Exit {
    deliver_text(summary(findings, tables), findings, own, to, exit, terminal)
}

/// The same with a summary of the command's own.
pub fn deliver_text(
    summary: String,
    findings: &Findings,
    own: Vec<Output>,
    to: &SummaryFile,
    exit: Exit,
    terminal: &mut Terminal,
) -> Exit {
    let step = environment::step_summary();
    let mut exit = exit;
    if let Some(path) = to.file.as_deref().or(step.as_deref()) {
        exit = put(path, Ok(summary), exit, terminal);
    }
    if let Some(path) = environment::step_output() {
        exit = put(&path, outputs(findings, &own, exit), exit, terminal);
    }
    exit
}

fn put(path: &Path, text: Result<String, String>, exit: Exit, terminal: &mut Terminal) -> Exit {
    match text.and_then(|text| append(path, &text)) {
        Ok(()) => exit,
        Err(message) => {
            terminal.complain(&format!("error: {message}\n"));
            exit.worse(Exit::Usage)
        }
    }
}

/// `name=value`, a line each, as a GitHub workflow reads them.
fn outputs(findings: &Findings, own: &[Output], exit: Exit) -> Result<String, String> {
    let count = |level: Level| findings.count(level).to_string();
    let common = [
        ("exit-code", exit.code().to_string()),
        ("valid", (!matches!(exit, Exit::Invalid | Exit::Usage | Exit::Limit | Exit::Bug)).to_string()),
        ("errors", count(Level::Error)),
        ("warnings", count(Level::Warning)),
    ];
    let mut text = String::new();
    for (name, value) in common.iter().chain(own) {
        // A line feed would begin another output.
        if value.contains(['\n', '\r']) {
            return Err(format!("cannot hand `{}` to later steps: its name has a line break", value.escape_debug()));
        }
        text.push_str(&format!("{name}={value}\n"));
    }
    Ok(text)
}
