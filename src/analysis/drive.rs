//! From a deal and a case to its answer: compile, run, read.

use crate::compile::{Case, compile};
use crate::diagnostic::Diagnostic;
use crate::engine::diagnose;
use crate::engine::exact::{Run, run};
use crate::engine::outcome::{Asked, InputHash, Outcome};
use crate::model::Model;
use crate::plan::Plan;

/// Operations that one run may take, unless the caller says otherwise.
pub const MOST_OPERATIONS: u64 = 50_000_000;

/// How far a run may go, and what it was fed, for the record.
#[derive(Debug, Clone)]
pub struct Limits {
    pub operations: u64,
    pub inputs: Vec<InputHash>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { operations: MOST_OPERATIONS, inputs: Vec::new() }
    }
}

/// One case, answered: what was run, what it left behind, what it says.
#[derive(Debug, Clone)]
pub struct Driven {
    pub plan: Plan,
    pub run: Run,
    pub outcome: Outcome,
}

/// Compiles the case, runs it and reads its outcome, with the range of its recoveries.
pub fn drive(model: &Model, case: &Case, limits: &Limits) -> Result<Driven, Diagnostic> {
    let (plan, run) = rerun(model, case, limits.operations)?;
    let asked = Asked {
        scenario: Some(case.scenario),
        given: case.inputs.clone(),
        most_operations: limits.operations,
        inputs: limits.inputs.clone(),
    };
    let mut outcome = Outcome::read(model, &plan, &run, &asked);
    outcome.range = super::range(model, case, &outcome, limits)?;
    Ok(Driven { plan, run, outcome })
}

/// Compiles and runs a case, nothing more.
pub fn rerun(model: &Model, case: &Case, operations: u64) -> Result<(Plan, Run), Diagnostic> {
    let plan = compile(model, case)?;
    let run = run(&plan, operations).map_err(|failure| diagnose(&failure, model, &plan))?;
    Ok((plan, run))
}
