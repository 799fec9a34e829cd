//! From a question to an answer: the seam between the command line and the language.

use std::collections::BTreeSet;

use super::arguments::{Assignment, Happening};
use crate::analysis::coverage::{Coverage, coverage};
use crate::analysis::lock::{Strictness, verify};
use crate::analysis::{Limits, drive, enforced_today, lint, rerun, suite::suite, unfinished, why};
use crate::check::assignment;
use crate::compile::{Case, compile};
use crate::diagnostic::{Diagnostic, files::unreadable, suggestion::nearest};
use crate::engine::outcome::{EventKind, Outcome, Reading};
use crate::library::lint::Lint;
use crate::model::{Model, ScenarioId, TestInput};
use crate::quantity::decimal::grouped;
use crate::report::findings::{self, Finding, Tested};
use crate::report::outcome;
use crate::report::reports::{self, REPORTS, Report, USUAL, View, verdicts};
use crate::report::table::{Cell, Column, Table};
use crate::source::{FileError, Files, SourceId, Sources, Span};
use crate::syntax::{limits, parse_expression};
use crate::time::Date;

/// What a command wants to know about one file.
#[derive(Debug, Clone)]
pub enum Question {
    Check {
        /// Also the operations a run would take, as a table.
        cost: bool,
    },
    Lint {
        /// Names of lints; empty means all.
        only: Vec<String>,
        skip: Vec<String>,
    },
    Run {
        world: World,
        /// The base and every scenario.
        all: bool,
        from: Option<String>,
        to: Option<String>,
        /// Names of reports; empty means the usual ones.
        reports: Vec<String>,
        /// Whether [`Answer::outcome`] is wanted.
        outcome: bool,
    },
    Test,
    Coverage,
    Why {
        world: World,
        name: String,
        date: Option<String>,
    },
}

/// The scenario and inputs to run under.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub under: Option<String>,
    pub set: Vec<Assignment>,
}

/// What came of it. Diagnostics point into the sources that were passed along.
#[derive(Debug, Default)]
pub struct Answer {
    pub diagnostics: Vec<Diagnostic>,
    pub tables: Vec<Table>,
    /// The whole outcome as JSON text, when it was asked for.
    pub outcome: Option<String>,
    pub happened: BTreeSet<Happening>,
    /// What happened, as findings; only for [`Question::Run`].
    pub findings: Vec<Finding>,
    /// The tests of the file one by one, or in a run the levels of its covenants.
    pub tested: Vec<Tested>,
    /// The path of the file from the project root, and of the root from the current folder.
    pub path: String,
    pub base: String,
    /// Only for [`Question::Test`].
    pub tests: Tally,
    /// Only for [`Question::Coverage`].
    pub coverage: Option<Coverage>,
    /// The question itself cannot be answered: an unknown scenario or report, a date that is none.
    pub refusal: Option<String>,
    /// The file named cannot be read at all, which is the caller's mistake and not the file's.
    pub unreadable: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

/// Reads the file and answers the question. Everything read joins `sources`, also when the answer is a list of errors.
/// With `locked`, a deal that differs from its lock is not asked anything; a check warns of cited sections that changed.
/// An outcome that was asked for is always there: it says at least what was wrong.
pub fn answer(files: &dyn Files, path: &str, question: &Question, locked: bool, sources: &mut Sources) -> Answer {
    let mut answer = Answer { path: path.to_owned(), ..Answer::default() };
    if let Some(source) = load(files, path, sources, &mut answer) {
        read_and_ask(source, files, question, locked, sources, &mut answer);
    }
    if matches!(question, Question::Run { outcome: true, .. }) && answer.outcome.is_none() {
        answer.outcome = Some(outcome::invalid(path, &answer.diagnostics, answer.refusal.as_deref(), sources));
    }
    answer
}

/// The answer for a file that there is no way to.
pub fn refused(path: &str, question: &Question, message: String) -> Answer {
    let wanted = matches!(question, Question::Run { outcome: true, .. });
    let outcome = wanted.then(|| outcome::invalid(path, &[], Some(&message), &Sources::new()));
    Answer { refusal: Some(message), outcome, path: path.to_owned(), ..Answer::default() }
}

fn read_and_ask(
    source: SourceId,
    files: &dyn Files,
    question: &Question,
    locked: bool,
    sources: &mut Sources,
    answer: &mut Answer,
) {
    let (model, problems) = crate::read_source(source, sources, files);
    answer.diagnostics = problems;
    let Some(model) = model else { return };
    let limits = Limits { inputs: outcome::hashes(sources), ..Limits::default() };
    if locked || matches!(question, Question::Check { .. } | Question::Lint { .. }) {
        let how = if locked { Strictness::Refuse } else { Strictness::Warn };
        answer.diagnostics.extend(verify(&model, &answer.path, sources, files, how));
        if answer.diagnostics.iter().any(Diagnostic::is_error) {
            return;
        }
    }
    let asked = match question {
        Question::Check { cost } => check(&model, *cost, answer),
        _ if !model.holes.is_empty() => Err(Stop::Invalid(unfinished(&model, Diagnostic::error))),
        Question::Lint { only, skip } => {
            let wanted = |it: &Lint| {
                let named = |names: &[String]| names.iter().any(|name| name == it.name);
                (only.is_empty() || named(only)) && !named(skip)
            };
            lint(&model, source, &wanted, &limits, sources, files)
                .map(|found| answer.diagnostics.extend(found))
                .map_err(Stop::from)
        }
        Question::Run { .. } => run(&model, question, &limits, sources, answer),
        Question::Coverage => {
            cover(&model, &limits, sources, answer);
            Ok(())
        }
        Question::Test => test(&model, &limits, sources, answer),
        Question::Why { world, name, date } => {
            explain(&model, world, (name, date.as_deref()), &limits, sources, answer)
        }
    };
    match asked {
        Ok(()) => {}
        Err(Stop::Refused(words)) => answer.refusal = Some(words),
        Err(Stop::Invalid(problems)) => answer.diagnostics.extend(problems),
    }
}

/// Why a question has no answer.
pub(super) enum Stop {
    /// The caller's mistake.
    Refused(String),
    /// The file's.
    Invalid(Vec<Diagnostic>),
}

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Stop {
        Stop::Invalid(vec![diagnostic])
    }
}

fn check(model: &Model, cost: bool, answer: &mut Answer) -> Result<(), Stop> {
    answer.diagnostics.extend(unfinished(model, Diagnostic::warning));
    if !cost {
        return Ok(());
    }
    let mut table = Table::new("cost", "Operations of a run, before it runs")
        .column(Column::left("Scenario").key())
        .column(Column::right("Operations a period"))
        .column(Column::right("Periods"))
        .column(Column::right("At most"));
    let count = |number: u64| Cell::Number { mantissa: i128::from(number), scale: 0 };
    for (index, scenario) in model.scenarios.iter().enumerate() {
        let plan = compile(model, &Case::of(ScenarioId(index as u32)))?;
        let periods = plan.rows() as u64;
        table.row(vec![
            Cell::Text(scenario.label.name.clone()),
            count(plan.operations.len() as u64),
            count(periods),
            count(plan.cost()),
        ]);
    }
    let most = grouped(i128::from(Limits::default().operations), 0, 0, Default::default());
    table.note(format!("a run may take {most} operations"));
    answer.tables.push(table);
    Ok(())
}

/// The case a world describes.
fn case_of(model: &Model, world: &World) -> Result<Case<'static>, Stop> {
    let mut case = Case::of(match &world.under {
        None => ScenarioId(0),
        Some(name) => scenario(model, name)?,
    });
    for Assignment { name, value } in &world.set {
        case.inputs.push(assigned(model, name, value)?);
    }
    Ok(case)
}

fn scenario(model: &Model, name: &str) -> Result<ScenarioId, Stop> {
    let names = || model.scenarios.iter().map(|it| it.label.name.as_str());
    match names().position(|it| it == name) {
        Some(index) => Ok(ScenarioId(index as u32)),
        None => Err(Stop::Refused(unknown("scenario", name, names()))),
    }
}

pub(super) fn unknown<'a>(what: &str, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(name, names.clone()) {
        Some(near) => format!("no {what} `{name}`; did you mean `{near}`?"),
        None => {
            let known: Vec<String> = names.map(|name| format!("`{name}`")).collect();
            format!("no {what} `{name}`; there {} {}", if known.len() == 1 { "is" } else { "are" }, known.join(", "))
        }
    }
}

/// The value of `--set` is read as an expression of the language, in a text of its own.
pub(super) fn assigned(model: &Model, name: &str, value: &str) -> Result<TestInput, Stop> {
    let mut sources = Sources::new();
    let source = sources.add("--set", value);
    let refuse = |problems: Vec<Diagnostic>| {
        let words = |it: &Diagnostic| match &it.help {
            Some(help) => format!("{}; {help}", it.message),
            None => it.message.clone(),
        };
        let all: Vec<String> = problems.iter().map(words).collect();
        Stop::Refused(format!("`--set {name}={value}`: {}", all.join("; ")))
    };
    let expr = parse_expression(source, value).map_err(refuse)?;
    let place = Span { source, start: 0, end: value.len() as u32 };
    assignment(model, name, place, &expr).map_err(refuse)
}

fn date(text: &str) -> Result<Date, Stop> {
    Date::from_iso(text).ok_or_else(|| Stop::Refused(format!("`{text}` is no date; write it as 2026-12-31")))
}

fn run(
    model: &Model,
    question: &Question,
    limits: &Limits,
    sources: &Sources,
    answer: &mut Answer,
) -> Result<(), Stop> {
    let Question::Run { world, all, from, to, reports, outcome } = question else { return Ok(()) };
    let (from, to) = (from.as_deref().map(date).transpose()?, to.as_deref().map(date).transpose()?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(Stop::Refused("`--from` comes after `--to`: nothing lies between them".to_owned()));
    }
    let first = case_of(model, world)?;
    let reports = wanted(reports)?;
    let cases: Vec<Case> = match all {
        false => vec![first],
        true => {
            (0..model.scenarios.len()).map(|it| Case { scenario: ScenarioId(it as u32), ..first.clone() }).collect()
        }
    };
    let mut outcomes = Vec::new();
    for case in &cases {
        let mut driven = drive(model, case, limits)?;
        if *outcome || reports.iter().any(|report| report.name == "recovery") {
            driven.outcome.enforced_today = enforced_today(model, case, limits)?;
        }
        let it = Reading { model: model.under(case.scenario), plan: &driven.plan, run: &driven.run };
        let view = View { it, outcome: &driven.outcome, sources, from, to };
        answer.tables.extend(reports.iter().flat_map(|report| (report.make)(&view)));
        answer.happened.extend(happened(&driven.outcome));
        answer.findings.extend(findings::happened(it.model, &driven.outcome, sources));
        answer.tested.extend(findings::covenants(it.model, &driven.outcome, sources));
        outcomes.push(driven.outcome);
    }
    if *outcome {
        answer.outcome = Some(outcome::json(&outcomes));
    }
    Ok(())
}

fn wanted(names: &[String]) -> Result<Vec<&'static Report>, Stop> {
    let usual = [USUAL.to_string()];
    let names = if names.is_empty() { &usual[..] } else { names };
    let find = |name: &String| {
        Report::find(name).ok_or_else(|| Stop::Refused(unknown("report", name, REPORTS.iter().map(|it| it.name))))
    };
    names.iter().map(find).collect()
}

/// What a run has for `--fail-on`.
fn happened(outcome: &Outcome) -> BTreeSet<Happening> {
    let mut happened = BTreeSet::new();
    if outcome.is_breached() {
        happened.insert(Happening::Breach);
    }
    if outcome.has_loss() {
        happened.insert(Happening::Loss);
    }
    happened.extend(outcome.events.iter().filter_map(|event| match event.kind {
        EventKind::StateEntered => Some(Happening::State),
        EventKind::MissedPayment => Some(Happening::MissedPayment),
        EventKind::PaymentDefault | EventKind::MaturityDefault => Some(Happening::PaymentDefault),
        EventKind::EventOfDefault => Some(Happening::Default),
        EventKind::Acceleration => Some(Happening::Acceleration),
        _ => None,
    }));
    happened
}

fn test(model: &Model, limits: &Limits, sources: &Sources, answer: &mut Answer) -> Result<(), Stop> {
    let judged = suite(model, limits);
    answer.tests = Tally { passed: judged.passed(), failed: judged.failed() };
    answer.tables = verdicts::tables(&judged, sources);
    answer.tested = findings::tested(&judged, sources);
    answer.diagnostics.extend(judged.tests.iter().filter_map(|verdict| verdict.stopped.clone()));
    Ok(())
}

fn cover(model: &Model, limits: &Limits, sources: &Sources, answer: &mut Answer) {
    let mut coverage = coverage(model, limits);
    answer.diagnostics.append(&mut coverage.stopped);
    answer.findings = findings::uncovered(&coverage, sources);
    answer.coverage = Some(coverage);
}

fn explain(
    model: &Model,
    world: &World,
    (name, on): (&str, Option<&str>),
    limits: &Limits,
    sources: &Sources,
    answer: &mut Answer,
) -> Result<(), Stop> {
    let case = case_of(model, world)?;
    let on = on.map(date).transpose()?;
    let (plan, run) = rerun(model, &case, limits)?;
    let it = Reading { model: model.under(case.scenario), plan: &plan, run: &run };
    match why::why(&it, &case, name, on, Default::default(), limits) {
        Ok(found) => answer.tables = reports::why::tables(&found, sources),
        Err(why::Refusal::Failed(problem)) => return Err(Stop::Invalid(vec![*problem])),
        Err(refusal) => return Err(Stop::Refused(refusal.to_string())),
    }
    Ok(())
}

/// The file's text, once it has joined the sources.
pub fn load(files: &dyn Files, path: &str, sources: &mut Sources, answer: &mut Answer) -> Option<SourceId> {
    let start_of = |source| Span { source, start: 0, end: 0 };
    match files.read(path, limits::FILE_BYTES) {
        Ok(bytes) => {
            let (source, problem) = sources.add_bytes(path, bytes);
            let Some(problem) = problem else { return Some(source) };
            let end = sources.text(source).len() as u32;
            let place = Span { source, start: end, end };
            answer.diagnostics.push(unreadable(&FileError::NotText(problem), path, place));
        }
        Err(error) => {
            answer.unreadable = !matches!(error, FileError::TooLarge { .. });
            let source = sources.add(path, "");
            answer.diagnostics.push(unreadable(&error, path, start_of(source)));
        }
    }
    None
}
