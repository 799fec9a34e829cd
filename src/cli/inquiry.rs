//! From a deal and a question that takes many runs to its answer.

use std::path::Path;

use super::arguments::Assignment;
use super::files::Project;
use super::session::{Answer, Stop, assigned, load, unknown};
use super::study_text::SOURCE;
use crate::analysis::lock::{Strictness, verify};
use crate::analysis::simulate::{Manner, simulate};
use crate::analysis::{Limits, reverse, solve, sweep, tornado, unfinished};
use crate::check::unsound_draws;
use crate::diagnostic::Diagnostic;
use crate::model::{LeverTarget, Model, Question, Study, TestInput};
use crate::report::{outcome, studies};
use crate::source::Sources;

/// Which studies, and what is set by hand in each.
#[derive(Debug, Clone, Default)]
pub struct Inquiry {
    pub which: Which,
    /// Only for studies of the file: a text says its own.
    pub set: Vec<Assignment>,
}

#[derive(Debug, Clone)]
pub enum Which {
    /// Those of the file with these names; all of them without a name.
    Named(Vec<String>),
    /// The text of one `study` block.
    Asked(String),
}

impl Default for Which {
    fn default() -> Which {
        Which::Named(Vec::new())
    }
}

/// A deal with the studies to run.
pub struct Prepared {
    pub model: Model,
    pub studies: Vec<Study>,
    pub limits: Limits,
}

/// Reads and checks everything; what is wrong is in the answer, and then nothing is prepared.
pub fn prepare(
    root: Option<&Path>,
    file: &Path,
    inquiry: &Inquiry,
    locked: bool,
    sources: &mut Sources,
) -> (Answer, Option<Prepared>) {
    let mut answer = Answer::default();
    let project = match Project::open(root, file) {
        Ok(project) => project,
        Err(message) => return (Answer { refusal: Some(message), ..answer }, None),
    };
    let Some(source) = load(&project.files, &project.path, sources, &mut answer) else { return (answer, None) };
    let (mut model, problems) = match &inquiry.which {
        Which::Named(_) => crate::read_source(source, sources, &project.files),
        Which::Asked(text) => {
            let study = sources.add(SOURCE, text.as_str());
            let (mut model, problems) = crate::read_with_study(source, study, sources, &project.files);
            // What is asked is no part of the deal.
            model.iter_mut().for_each(|model| model.texts.retain(|text| *text != study));
            (model, problems)
        }
    };
    answer.diagnostics = problems;
    let inputs = outcome::hashes(sources);
    if let (true, Some(read)) = (locked, &model) {
        answer.diagnostics.extend(verify(read, &project.path, sources, &project.files, Strictness::Refuse));
        model = model.filter(|_| !answer.diagnostics.iter().any(Diagnostic::is_error));
    }
    let Some(model) = model else { return (answer, None) };
    match chosen(&model, inquiry) {
        Ok(studies) => {
            let limits = Limits { inputs, ..Limits::default() };
            (answer, Some(Prepared { model, studies, limits }))
        }
        Err(Stop::Refused(words)) => (Answer { refusal: Some(words), ..answer }, None),
        Err(Stop::Invalid(problems)) => {
            answer.diagnostics.extend(problems);
            (answer, None)
        }
    }
}

fn chosen(model: &Model, inquiry: &Inquiry) -> Result<Vec<Study>, Stop> {
    if !model.holes.is_empty() {
        return Err(Stop::Invalid(unfinished(model, Diagnostic::error)));
    }
    let mut studies = match &inquiry.which {
        Which::Asked(_) => model.studies.last().cloned().into_iter().collect(),
        Which::Named(names) if names.is_empty() => model.studies.clone(),
        Which::Named(names) => names.iter().map(|name| named(model, name)).collect::<Result<Vec<Study>, Stop>>()?,
    };
    if studies.is_empty() {
        return Err(Stop::Refused(
            "the file has no `study`; write one, or ask with `deal simulate`, `sweep`, `solve`, `reverse` or `tornado`"
                .into(),
        ));
    }
    for assignment in &inquiry.set {
        let input = assigned(model, &assignment.name, &assignment.value)?;
        for study in &mut studies {
            give(study, &input, assignment)?;
        }
    }
    if !inquiry.set.is_empty() {
        let simulations = studies.iter().filter(|study| matches!(study.asks, Question::Simulate(_)));
        let worlds = simulations.flat_map(|study| study.under.iter().map(move |scenario| (study, *scenario)));
        let problems: Vec<Diagnostic> =
            worlds.flat_map(|(study, scenario)| unsound_draws(model, scenario, &study.given)).collect();
        if !problems.is_empty() {
            return Err(Stop::Invalid(problems));
        }
    }
    Ok(studies)
}

fn named(model: &Model, name: &str) -> Result<Study, Stop> {
    let names = model.studies.iter().map(|it| it.label.name.as_str());
    match model.studies.iter().find(|it| it.label.name == name) {
        Some(study) => Ok(study.clone()),
        None if model.studies.is_empty() => {
            Err(Stop::Refused(format!("no study `{name}`: the file has no `study` block")))
        }
        None => Err(Stop::Refused(unknown("study", name, names))),
    }
}

/// A value set by hand wins over the study's own, but cannot hold what the study moves.
fn give(study: &mut Study, input: &TestInput, assignment: &Assignment) -> Result<(), Stop> {
    let moves = study.asks.levers().iter().any(|lever| lever.what == LeverTarget::Input(input.input));
    if moves {
        let (name, study) = (&assignment.name, &study.label.name);
        return Err(Stop::Refused(format!("`--set {name}=…`: study `{study}` moves `{name}`, so it cannot be held")));
    }
    study.given.retain(|known| known.input != input.input);
    study.given.push(input.clone());
    Ok(())
}

/// Answers one study.
pub fn work(prepared: &Prepared, study: &Study, manner: &Manner) -> Result<studies::Answer, Diagnostic> {
    let model = &prepared.model;
    Ok(match &study.asks {
        Question::Simulate(asked) => studies::Answer::Simulation(Box::new(simulate(model, study, asked, manner)?)),
        Question::Sweep(axes) => studies::Answer::Sweep(Box::new(sweep(model, study, axes, manner)?)),
        Question::Solve(asked) => studies::Answer::Solution(Box::new(solve(model, study, asked, manner)?)),
        Question::Reverse(asked) => studies::Answer::Reversal(Box::new(reverse(model, study, asked, manner)?)),
        Question::Tornado(brackets) => studies::Answer::Tornado(Box::new(tornado(model, study, brackets, manner)?)),
    })
}
