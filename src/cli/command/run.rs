//! `deal run`: what happens, as tables.

use std::path::Path;

use super::{Exit, Terminal, ask, report_problems};
use crate::cli::arguments::Run;
use crate::cli::files::write;
use crate::cli::session::{Question, World};
use crate::report::format::Format;
use crate::source::Sources;

pub fn run(run: Run, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    match attempt(run, root, terminal) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn attempt(run: Run, root: Option<&Path>, terminal: &mut Terminal) -> Result<Exit, Exit> {
    let question = Question::Run {
        world: World { under: run.scenario.under, set: run.scenario.set },
        all: run.all,
        from: run.from,
        to: run.to,
        reports: run.reports,
        outcome: run.outcome.is_some(),
    };
    let mut sources = Sources::new();
    let mut answer = ask(root, &run.file, &question, &mut sources);
    // Written whatever happens: also when the deal is invalid or the question wrong.
    if let (Some(path), Some(outcome)) = (&run.outcome, &answer.outcome) {
        write(path, outcome).map_err(|message| {
            terminal.complain(&format!("error: {message}\n"));
            Exit::Usage
        })?;
    }
    report_problems(&mut answer, &sources, terminal)?;
    if let Some(format) = Format::find(&run.format) {
        terminal.print(&(format.print)(&answer.tables, terminal.look()));
    }
    match run.fail_on.iter().any(|event| answer.happened.contains(event)) {
        true => Ok(Exit::Happened),
        false => Ok(Exit::Done),
    }
}
