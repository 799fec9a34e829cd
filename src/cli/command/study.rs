//! `deal study`: the studies of a file. What every command that asks for many runs shares stands here too.

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use super::{Exit, Terminal, report_problems};
use crate::analysis::simulate;
use crate::cli::arguments::{Manner, Study};
use crate::cli::files;
use crate::cli::inquiry::{Inquiry, Prepared, Which, prepare, work};
use crate::cli::session::Answer as Problems;
use crate::cli::watch::{PathsOut, Watch};
use crate::diagnostic::Diagnostic;
use crate::model::Question;
use crate::report::chart;
use crate::report::format::Format;
use crate::report::outcome;
use crate::report::studies::{Answer, Report, Shown, USUAL, json};
use crate::source::Sources;

pub fn run(study: Study, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let inquiry = Inquiry { which: Which::Named(study.names), set: study.set };
    ended(answer(&study.file, root, &inquiry, &study.manner, None, terminal))
}

pub(super) fn ended(result: Result<Exit, Exit>) -> Exit {
    match result {
        Ok(exit) | Err(exit) => exit,
    }
}

/// Runs every study of the inquiry and shows what came of it.
pub(super) fn answer(
    file: &Path,
    root: Option<&Path>,
    inquiry: &Inquiry,
    manner: &Manner,
    paths_out: Option<&Path>,
    terminal: &mut Terminal,
) -> Result<Exit, Exit> {
    places(manner, terminal)?;
    let mut sources = Sources::new();
    let prepared = ready(file, root, inquiry, manner, &mut sources, terminal)?;
    let mut answers = Vec::new();
    let mut partial = false;
    for study in &prepared.studies {
        let unit = if matches!(study.asks, Question::Simulate(_)) { "paths" } else { "runs" };
        let paths = paths_out.map(PathsOut::create).transpose().map_err(|message| refuse(&message, terminal))?;
        let watch = Watch::new(unit, manner.quiet, paths);
        let found = work(&prepared, study, &how(manner, &prepared, &watch));
        let found = found.map_err(|problem| fail(problem, &watch, file, manner, &sources, terminal))?;
        partial |= is_partial(&found) || watch.interrupted();
        let told = watch.finish().map_err(|message| refuse(&message, terminal))?;
        if let Some(told) = told {
            terminal.complain(&format!("{told}\n"));
        }
        answers.push(found);
        if partial {
            break;
        }
    }
    show(&answers, manner, terminal)?;
    if partial {
        terminal.complain("interrupted: what is printed is what was done by then\n");
        return Ok(Exit::Interrupted);
    }
    Ok(Exit::Done)
}

/// Whether everything can be written where it shall be, before hours of work.
pub(super) fn places(manner: &Manner, terminal: &mut Terminal) -> Result<(), Exit> {
    let outcome = manner.outcome.as_deref().map_or(Ok(()), |path| files::Unfinished::create(path).map(drop));
    let chart = manner.chart.as_deref().map_or(Ok(()), files::folder);
    outcome.and(chart).map_err(|message| refuse(&message, terminal))
}

/// The deal and its studies, or the end of the command.
pub(super) fn ready(
    file: &Path,
    root: Option<&Path>,
    inquiry: &Inquiry,
    manner: &Manner,
    sources: &mut Sources,
    terminal: &mut Terminal,
) -> Result<Prepared, Exit> {
    let (mut problems, prepared) = prepare(root, file, inquiry, manner.lock.required, sources);
    if prepared.is_none() {
        invalid(&problems, file, manner, sources, terminal)?;
    }
    report_problems(&mut problems, sources, terminal)?;
    prepared.ok_or(Exit::Invalid)
}

/// An outcome that was asked for is there whatever happens: it says at least what was wrong.
fn invalid(
    problems: &Problems,
    file: &Path,
    manner: &Manner,
    sources: &Sources,
    terminal: &mut Terminal,
) -> Result<(), Exit> {
    let Some(path) = &manner.outcome else { return Ok(()) };
    let deal = file.display().to_string();
    let text = outcome::invalid(&deal, &problems.diagnostics, problems.refusal.as_deref(), sources);
    files::write(path, &text).map_err(|message| refuse(&message, terminal))
}

pub(super) fn how<'a>(manner: &Manner, prepared: &'a Prepared, watch: &'a Watch) -> simulate::Manner<'a> {
    let machine = || thread::available_parallelism().map_or(1, usize::from);
    let threads = manner.threads.map_or_else(machine, |threads| threads as usize);
    simulate::Manner { limits: &prepared.limits, threads, observer: watch }
}

/// Work that came to nothing: because the paths could not be written, else for a reason of the deal's.
pub(super) fn fail(
    problem: Diagnostic,
    watch: &Watch,
    file: &Path,
    manner: &Manner,
    sources: &Sources,
    terminal: &mut Terminal,
) -> Exit {
    if let Some(message) = watch.lost() {
        return refuse(&message, terminal);
    }
    let mut problems = Problems { diagnostics: vec![problem], ..Problems::default() };
    let written = invalid(&problems, file, manner, sources, terminal);
    match written.and_then(|()| report_problems(&mut problems, sources, terminal)) {
        Ok(()) => Exit::Invalid,
        Err(exit) => exit,
    }
}

pub(super) fn refuse(message: &str, terminal: &mut Terminal) -> Exit {
    terminal.complain(&format!("error: {message}\n"));
    Exit::Usage
}

fn is_partial(answer: &Answer) -> bool {
    match answer {
        Answer::Simulation(it) => it.partial,
        Answer::Sweep(it) => it.partial,
        Answer::Reversal(it) => it.partial,
        Answer::Solution(_) | Answer::Tornado(_) => false,
    }
}

/// As files first, so that a reader who leaves early loses none; then as text.
pub(super) fn show(answers: &[Answer], manner: &Manner, terminal: &mut Terminal) -> Result<(), Exit> {
    if let Some(path) = &manner.outcome {
        files::write(path, &json(answers)).map_err(|message| refuse(&message, terminal))?;
    }
    if let Some(folder) = &manner.chart {
        draw(answers, folder).map_err(|message| refuse(&message, terminal))?;
    }
    let reports: Vec<&Report> = match manner.reports.is_empty() {
        true => Report::find(USUAL).into_iter().collect(),
        false => manner.reports.iter().filter_map(|name| Report::find(name)).collect(),
    };
    let shown: Vec<Shown> = answers.iter().flat_map(|answer| answer.shown(&reports)).collect();
    let Some(format) = Format::find(&manner.format) else { return Ok(()) };
    let look = terminal.look();
    if format.name != "human" {
        let tables: Vec<_> = shown.into_iter().flat_map(|it| it.tables).collect();
        terminal.print(&(format.print)(&tables, look));
        return Ok(());
    }
    let mut parts = Vec::new();
    for it in &shown {
        if !it.pictures || it.charts.is_empty() {
            parts.push((format.print)(&it.tables, look));
        }
        parts.extend(it.charts.iter().map(|chart| chart::print(chart, look)));
    }
    terminal.print(&parts.join("\n"));
    Ok(())
}

/// `risk-fan-dscr.svg`: a file a chart, each with a name of its own.
fn draw(answers: &[Answer], folder: &Path) -> Result<(), String> {
    let mut taken = BTreeSet::new();
    for answer in answers {
        for picture in answer.charts() {
            let name = chart::file_name(&[answer.study(), &picture.name]);
            let numbered = (2..).map(|number: u32| format!("{name}-{number}"));
            let Some(free) = std::iter::once(name.clone()).chain(numbered).find(|it| !taken.contains(it)) else {
                continue;
            };
            files::write(&folder.join(format!("{free}.svg")), &chart::svg(&picture))?;
            taken.insert(free);
        }
    }
    Ok(())
}
