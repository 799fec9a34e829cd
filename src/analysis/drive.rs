//! From a deal and a case to its answer: compile, run, read.

use crate::compile::{Case, compile};
use crate::diagnostic::Diagnostic;
use crate::engine::exact::{Run, run_until};
use crate::engine::outcome::{Asked, InputHash, Outcome};
use crate::engine::{Stop, diagnose};
use crate::model::Model;
use crate::plan::{Path, Plan};

/// Operations that one run may take, unless the caller says otherwise.
pub const MOST_OPERATIONS: u64 = 50_000_000;

/// How far a run may go, and what it was fed, for the record.
#[derive(Debug, Clone)]
pub struct Limits {
    pub operations: u64,
    pub inputs: Vec<InputHash>,
    pub stop: Stop,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { operations: MOST_OPERATIONS, inputs: Vec::new(), stop: Stop::default() }
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
    let model = model.under(case.scenario);
    let (plan, run) = rerun(model, case, limits)?;
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
pub fn rerun(model: &Model, case: &Case, limits: &Limits) -> Result<(Plan, Run), Diagnostic> {
    let model = model.under(case.scenario);
    let plan = compile(model, case)?;
    let run = run_until(&plan, &Path::default(), limits.operations, limits.stop);
    let run = run.map_err(|failure| diagnose(&failure, model, &plan))?;
    Ok((plan, run))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample;
    use crate::engine::outcome::{EventKind, Status};
    use crate::model::ScenarioId;

    fn base() -> Driven {
        drive(&sample::deal(), &Case::of(ScenarioId(0)), &Limits::default()).expect("it runs")
    }

    /// CFADS over debt service: 16,862,424 / 8.7M, 10,555,224 / 8.16M, 6,140,184 / 7.62M (by hand).
    #[test]
    fn a_covenant_says_when_it_breaks_and_by_how_much() {
        let outcome = base().outcome;
        let tests = &outcome.covenants[0].tests;
        let values: Vec<String> = tests.iter().take(3).filter_map(|test| Some(test.value.as_ref()?.words())).collect();
        assert_eq!(values, ["1.9382", "1.2935", "0.8058"]);
        let first = &outcome.breaches[0];
        assert_eq!((first.date, first.level.as_str()), (sample::date("2027-12-31"), "below 1.35x"));
        assert_eq!(first.headroom_money.as_ref().map(|it| it.plain()), Some("-460776.00".into()));
        assert_eq!(first.clause.as_deref(), Some("TS 7.1"));
        assert_eq!(outcome.breaches[1].status, Status::Breached);
        assert!(outcome.is_breached() && outcome.valid);
    }

    #[test]
    fn events_come_in_the_order_of_the_period() {
        let outcome = base().outcome;
        let told: Vec<(String, EventKind)> = outcome.events.iter().map(|it| (it.date.to_string(), it.kind)).collect();
        let at = |date: &str, kind| told.iter().position(|it| *it == (date.to_string(), kind));
        let breach = at("2027-12-31", EventKind::LevelFailed).expect("a breach");
        let lockup = at("2027-12-31", EventKind::StateEntered).expect("a lock-up");
        let default = at("2028-12-31", EventKind::EventOfDefault).expect("a default");
        let missed = at("2029-12-31", EventKind::MissedPayment).expect("a missed payment");
        assert!(breach < lockup && lockup < default && default < missed, "{told:?}");
    }

    #[test]
    fn the_outcome_is_json_without_numbers_that_could_round() {
        let outcome = base().outcome;
        let json: serde_json::Value = serde_json::to_value(&outcome).expect("our own structs serialise");
        assert_eq!(json["covenants"][0]["tests"][2]["value"], "0.805798425197");
        assert_eq!(json["breaches"][0]["date"], "2027-12-31");
        assert_eq!(json["missed_payments"][0]["tranche"], "Loan");
        assert_eq!(json["conservation"]["balances"], true);
    }

    #[test]
    fn too_many_operations_are_told_in_words() {
        let limits = Limits { operations: 10, ..Limits::default() };
        let refused = drive(&sample::deal(), &Case::of(ScenarioId(0)), &limits).expect_err("it stops");
        assert_eq!(refused.code.0, "E7010");
        assert!(refused.message.contains("more than 10 operations"), "{}", refused.message);
    }
}
