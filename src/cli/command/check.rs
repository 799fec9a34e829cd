//! `deal check`: everything that is wrong with files, in one go.

use std::path::Path;

use super::{Exit, Terminal, ask, verdict};
use crate::cli::arguments::{Check, Deny, DiagnosticFormat};
use crate::cli::session::Question;
use crate::diagnostic::sort;
use crate::report::diagnostics::{human, json};
use crate::report::format::Format;
use crate::source::Sources;

pub fn run(check: Check, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let mut tables = Vec::new();
    let mut exit = Exit::Done;
    let question = Question::Check { cost: check.cost };
    for file in &check.files {
        let answer = ask(root, file, &question, &mut sources);
        exit = exit.worse(verdict(&answer.diagnostics, answer.unreadable));
        diagnostics.extend(answer.diagnostics);
        tables.extend(answer.tables);
        if let Some(refusal) = answer.refusal {
            terminal.complain(&format!("error: {refusal}\n"));
            exit = exit.worse(Exit::Usage);
        }
    }
    sort(&mut diagnostics);
    if check.deny == Some(Deny::Warnings) && !diagnostics.is_empty() {
        exit = exit.worse(Exit::Invalid);
    }
    match check.format {
        DiagnosticFormat::Json => terminal.print(&json(&diagnostics, &sources)),
        DiagnosticFormat::Human => {
            terminal.print_err(&human(&diagnostics, &sources, terminal.colour_err()));
            if let (false, Some(format)) = (tables.is_empty(), Format::find("human")) {
                terminal.print(&(format.print)(&tables, terminal.look()));
            }
            if exit == Exit::Done {
                let count = check.files.len();
                terminal.print(&format!("checked {count} file{}\n", if count == 1 { "" } else { "s" }));
            }
        }
    }
    exit
}
