//! `deal check`: everything that is wrong with files, in one go.

use std::path::Path;

use super::{Exit, Terminal, ask, examined, refuse_beside, verdict};
use crate::cli::arguments::{Check, Deny};
use crate::cli::delivery::deliver;
use crate::cli::session::Question;
use crate::diagnostic::{Severity, sort};
use crate::report::diagnostics::human;
use crate::report::findings::{Findings, format::Form};
use crate::report::format::Format;
use crate::source::Sources;

pub fn run(check: Check, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    // Tables have a place beside words only.
    let words = ["human", "plain"].contains(&check.format.as_str());
    if check.cost && !words {
        return refuse_beside(&check.format, "--cost", terminal);
    }
    let mut sources = Sources::new();
    let mut findings = Findings::new("check");
    let mut diagnostics = Vec::new();
    let mut tables = Vec::new();
    let mut exit = Exit::Done;
    let question = Question::Check { cost: check.cost };
    for file in &check.files {
        let mut answer = ask(root, file, &question, check.lock, &mut sources);
        if check.deny == Some(Deny::Warnings) {
            answer.diagnostics.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Error);
        }
        exit = exit.worse(verdict(&answer.diagnostics, answer.unreadable));
        sort(&mut answer.diagnostics);
        findings.add(examined(&mut answer, &sources), &answer.base);
        diagnostics.extend(answer.diagnostics);
        tables.extend(answer.tables);
        if let Some(refusal) = answer.refusal {
            terminal.complain(&format!("error: {refusal}\n"));
            exit = exit.worse(Exit::Usage);
        }
    }
    sort(&mut diagnostics);
    match Form::find(&check.format) {
        Some(form) => terminal.print(&(form.print)(&findings)),
        None => terminal.print_err(&human(&diagnostics, &sources, terminal.colour_err())),
    }
    if let (false, Some(format)) = (tables.is_empty(), Format::find(&check.format)) {
        terminal.print(&(format.print)(&tables, terminal.look()));
    }
    if exit == Exit::Done && check.format == "human" {
        let count = check.files.len();
        terminal.print(&format!("checked {count} file{}\n", if count == 1 { "" } else { "s" }));
    }
    deliver(&findings, &tables, Vec::new(), &check.summary, exit, terminal)
}
