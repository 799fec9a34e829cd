//! The commands: one file each.

use std::path::Path;

use super::arguments::LockFile;
use super::exit::Exit;
use super::files::Project;
use super::session::{Answer, Question, answer, refused};
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, codes::Family, sort};
use crate::report::diagnostics::human;
use crate::report::findings::{Examined, Finding, Findings, Rule, format::Form};
use crate::source::Sources;

pub mod asked;
pub mod check;
pub mod completions;
pub mod coverage;
pub mod diff;
pub mod explain;
pub mod fmt;
pub mod lint;
pub mod lock;
pub mod man;
pub mod merge;
pub mod new;
pub mod repl;
pub mod run;
pub mod schema;
pub mod simulate;
pub mod study;
pub mod test;
pub mod why;

/// Puts the question to a file; a file that cannot be had is told at once.
fn ask(root: Option<&Path>, file: &Path, question: &Question, lock: LockFile, sources: &mut Sources) -> Answer {
    match Project::open(root, file) {
        Ok(project) => {
            Answer { base: project.base, ..answer(&project.files, &project.path, question, lock.required, sources) }
        }
        Err(message) => refused(&file.display().to_string(), question, message),
    }
}

/// All that an answer has to tell, for the formats of findings.
fn examined(answer: &mut Answer, sources: &Sources) -> Examined {
    let mut findings: Vec<Finding> = answer.diagnostics.iter().map(|it| Finding::of(it, sources)).collect();
    let refused = answer.refusal.as_deref().zip(Rule::find("no-answer"));
    findings.extend(refused.map(|(words, rule)| Finding::of_file(*rule, &answer.path, words)));
    findings.append(&mut answer.findings);
    Examined { path: answer.path.clone(), findings, tests: std::mem::take(&mut answer.tested) }
}

/// Prints what is wrong; then says how the command ends on account of it, if it does.
fn report_problems(answer: &mut Answer, sources: &Sources, terminal: &mut Terminal) -> Result<(), Exit> {
    sort(&mut answer.diagnostics);
    terminal.print_err(&human(&answer.diagnostics, sources, terminal.colour_err()));
    problems(answer, terminal)
}

/// The same beside tables that are read aloud.
fn read_problems_aloud(answer: &mut Answer, sources: &Sources, terminal: &mut Terminal) -> Result<(), Exit> {
    sort(&mut answer.diagnostics);
    if let (false, Some(plain)) = (answer.diagnostics.is_empty(), Form::find("plain")) {
        let mut told = Findings::default();
        let findings = answer.diagnostics.iter().map(|it| Finding::of(it, sources)).collect();
        told.add(Examined { path: answer.path.clone(), findings, ..Examined::default() }, &answer.base);
        terminal.print_err(&(plain.print)(&told));
    }
    problems(answer, terminal)
}

/// Says what was wrong with the question, and how the command ends on account of the answer, if it does.
fn problems(answer: &Answer, terminal: &mut Terminal) -> Result<(), Exit> {
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

/// A format that has no room for what an option asks for.
fn refuse_beside(format: &str, option: &str, terminal: &mut Terminal) -> Exit {
    terminal.complain(&format!(
        "error: `--format {format}` prints what was found and no tables; leave out `{option}`, or the format\n"
    ));
    Exit::Usage
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
