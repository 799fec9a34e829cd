//! `deal run`: what happens, as tables, or as findings.

use std::path::Path;

use super::{Exit, Terminal, ask, examined, problems, read_problems_aloud, refuse_beside, report_problems};
use crate::cli::arguments::{Happening, Run};
use crate::cli::delivery::{Output, deliver};
use crate::cli::files::write;
use crate::cli::session::{Answer, Question, World};
use crate::report::findings::{Findings, format::Form};
use crate::report::format::Format;
use crate::source::Sources;

pub fn run(run: Run, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    if let (None, Some(option)) = (Format::find(&run.format), of_reports(&run)) {
        return refuse_beside(&run.format, option, terminal);
    }
    let question = Question::Run {
        world: World { under: run.scenario.under, set: run.scenario.set },
        all: run.all,
        from: run.from,
        to: run.to,
        reports: run.reports,
        outcome: run.outcome.is_some(),
    };
    let mut sources = Sources::new();
    let mut answer = ask(root, &run.file, &question, run.lock, &mut sources);
    // Written whatever happens: also when the deal is invalid or the question wrong.
    let written = match (&run.outcome, &answer.outcome) {
        (Some(path), Some(outcome)) => write(path, outcome).map_err(|message| {
            terminal.complain(&format!("error: {message}\n"));
            Exit::Usage
        }),
        _ => Ok(()),
    };
    let mut findings = Findings::new("run");
    findings.add(examined(&mut answer, &sources), &answer.base);
    findings.raise(&run.fail_on.iter().map(|event| event.rule()).collect());
    let told = match (Format::find(&run.format), Form::find(&run.format)) {
        (Some(format), _) => {
            let tell = if format.name == "plain" { read_problems_aloud } else { report_problems };
            tell(&mut answer, &sources, terminal)
                .map(|()| terminal.print(&(format.print)(&answer.tables, terminal.look())))
        }
        (None, form) => {
            if let Some(form) = form {
                terminal.print(&(form.print)(&findings));
            }
            problems(&answer, terminal)
        }
    };
    let mut exit = match told {
        Err(exit) => exit,
        Ok(()) if run.fail_on.iter().any(|event| answer.happened.contains(event)) => Exit::Happened,
        Ok(()) => Exit::Done,
    };
    let outcome = run.outcome.as_deref().filter(|_| written.is_ok());
    if let Err(worse) = written {
        exit = exit.worse(worse);
    }
    deliver(&findings, &answer.tables, outputs(&answer, outcome), &run.summary, exit, terminal)
}

/// What only reports listen to.
fn of_reports(run: &Run) -> Option<&'static str> {
    let given = [(!run.reports.is_empty(), "--report"), (run.from.is_some(), "--from"), (run.to.is_some(), "--to")];
    given.into_iter().find(|(given, _)| *given).map(|(_, option)| option)
}

fn outputs(answer: &Answer, outcome: Option<&Path>) -> Vec<Output> {
    let happened: Vec<String> = answer.happened.iter().map(|event| event.word()).collect();
    let mut outputs =
        vec![("breached", answer.happened.contains(&Happening::Breach).to_string()), ("happened", happened.join(","))];
    outputs.extend(outcome.map(|path| ("outcome", path.display().to_string())));
    outputs
}
