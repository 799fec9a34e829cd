//! The commands: one file each.

use std::path::Path;

use super::exit::Exit;
use super::files::Project;
use super::session::{Answer, Question, answer, refused};
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, codes::Family, sort};
use crate::report::diagnostics::human;
use crate::source::Sources;

pub mod asked;
pub mod check;
pub mod completions;
pub mod explain;
pub mod man;
pub mod merge;
pub mod new;
pub mod run;
pub mod schema;
pub mod simulate;
pub mod study;
pub mod test;
pub mod why;

/// Puts the question to a file; a file that cannot be had is told at once.
fn ask(root: Option<&Path>, file: &Path, question: &Question, sources: &mut Sources) -> Answer {
    match Project::open(root, file) {
        Ok(project) => answer(&project.files, &project.path, question, sources),
        Err(message) => refused(&file.display().to_string(), question, message),
    }
}

/// Prints what is wrong; then says how the command ends on account of it, if it does.
fn report_problems(answer: &mut Answer, sources: &Sources, terminal: &mut Terminal) -> Result<(), Exit> {
    sort(&mut answer.diagnostics);
    terminal.print_err(&human(&answer.diagnostics, sources, terminal.colour_err()));
    let exit = verdict(&answer.diagnostics, answer.unreadable);
    if let Some(refusal) = &answer.refusal {
        terminal.complain(&format!("error: {refusal}\n"));
        return Err(exit.worse(Exit::Usage));
    }
    match exit {
        Exit::Done => Ok(()),
        exit => Err(exit),
    }
}

/// How a command ends when this is all that can be said about a file.
fn verdict(diagnostics: &[Diagnostic], unreadable: bool) -> Exit {
    let mut families = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).map(|error| error.code.family());
    match families.next() {
        None => Exit::Done,
        Some(_) if unreadable => Exit::Usage,
        Some(first) if first == Family::Limits || families.any(|family| family == Family::Limits) => Exit::Limit,
        Some(_) => Exit::Invalid,
    }
}
