//! `deal check`: everything that is wrong with files, in one go.

use std::path::{Path, PathBuf};

use super::{Exit, Terminal, ask, examined, refuse_beside, verdict};
use crate::cli::arguments::{Check, Deny, LockFile, SummaryFile};
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
    let question = Question::Check { cost: check.cost };
    let Check { files, deny, format, summary, lock, .. } = check;
    let it = Examination { command: "check", did: "checked", files, question, deny, format, summary, lock };
    examine(it, root, terminal)
}

/// Files to be read for what is wrong with them.
pub struct Examination {
    pub command: &'static str,
    /// What was done to them, in the past.
    pub did: &'static str,
    pub files: Vec<PathBuf>,
    pub question: Question,
    pub deny: Option<Deny>,
    pub format: String,
    pub summary: SummaryFile,
    pub lock: LockFile,
}

pub fn examine(it: Examination, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let mut sources = Sources::new();
    let mut findings = Findings::new(it.command);
    let mut diagnostics = Vec::new();
    let mut tables = Vec::new();
    let mut exit = Exit::Done;
    for file in &it.files {
        let mut answer = ask(root, file, &it.question, it.lock, &mut sources);
        if it.deny == Some(Deny::Warnings) {
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
    match Form::find(&it.format) {
        Some(form) => terminal.print(&(form.print)(&findings)),
        None => terminal.print_err(&human(&diagnostics, &sources, terminal.colour_err())),
    }
    if let (false, Some(format)) = (tables.is_empty(), Format::find(&it.format)) {
        terminal.print(&(format.print)(&tables, terminal.look()));
    }
    if exit == Exit::Done && it.format == "human" {
        let count = it.files.len();
        terminal.print(&format!("{} {count} file{}\n", it.did, if count == 1 { "" } else { "s" }));
    }
    deliver(&findings, &tables, Vec::new(), &it.summary, exit, terminal)
}
