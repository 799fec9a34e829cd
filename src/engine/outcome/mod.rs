//! What a run says: which covenant breaks, when and why; what is missed; what each tranche recovers.
//!
//! Everything here is read from the slots and postings of a run, row by row: no cash flow is worked out again.

mod cash;
mod collateral;
mod covenant;
mod event;
mod figure;
mod payment;
mod reading;
mod recovery;

pub use cash::Conservation;
pub use collateral::{Collateral, CollateralDate};
pub use covenant::{CovenantOutcome, CovenantTest, LevelResult, Settled, Status};
pub use event::{Event, EventKind, as_level};
pub use figure::Figure;
pub use payment::{MissedPayment, UnpaidAtMaturity};
pub use reading::Reading;
pub use recovery::Recovery;

use super::exact::Run;
use crate::model::{Model, ScenarioId, TestInput};
use crate::plan::Plan;
use crate::time::Date;
use serde::Serialize;

/// The answer of one run. As JSON, `docs/schema/outcome.json` describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    pub format: &'static str,
    /// Raised when a field changes its meaning or goes; a new field does not raise it.
    pub format_version: u32,
    pub deal: String,
    pub scenario: String,
    pub currency: &'static str,
    /// Inputs set by hand, over the scenario's own.
    pub given: Vec<Given>,
    /// The run went to its end and every period conserved cash.
    pub valid: bool,
    pub closing: Date,
    /// The last date that was run.
    pub end: Date,
    pub covenants: Vec<CovenantOutcome>,
    /// Every level that failed on a test date, in date order.
    pub breaches: Vec<Breach>,
    pub missed_payments: Vec<MissedPayment>,
    pub unpaid_at_maturity: Vec<UnpaidAtMaturity>,
    pub events: Vec<Event>,
    pub recoveries: Vec<Recovery>,
    /// Recoveries under other forms of price impact: the depth of a market is the least known input.
    pub range: Vec<RangeEntry>,
    /// Recoveries had the lenders enforced at the close of each period; empty unless asked for.
    pub enforced_today: Vec<EnforcedToday>,
    pub collateral: Vec<Collateral>,
    pub assumed: Vec<String>,
    pub limits: Limits,
    pub inputs: Vec<InputHash>,
    pub conservation: Conservation,
}

/// `utilization = 70%`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Given {
    pub name: String,
    /// In the words of the language.
    pub value: String,
}

/// One failed level on one test date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breach {
    pub covenant: String,
    pub level: String,
    pub date: Date,
    pub value: Option<Figure>,
    pub headroom: Option<Figure>,
    pub headroom_money: Option<Figure>,
    pub clause: Option<String>,
    /// What became of it in the end.
    pub status: Status,
    pub curable: Option<Figure>,
    pub until: Option<Date>,
    pub settled: Option<Settled>,
}

/// What the tranches recover when a sale moves the price in another way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RangeEntry {
    pub liquidation: String,
    /// As the file writes it: `linear at 1`.
    pub impact: String,
    pub recoveries: Vec<Recovery>,
}

/// What the tranches would recover, enforced at the close of a period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnforcedToday {
    pub date: Date,
    pub recoveries: Vec<Recovery>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limits {
    pub operations: u64,
    pub most_operations: u64,
}

/// A file the deal was read from and the SHA-256 of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputHash {
    pub path: String,
    pub sha256: String,
}

/// What the run was asked, for the record.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub scenario: Option<ScenarioId>,
    pub given: Vec<TestInput>,
    pub most_operations: u64,
    pub inputs: Vec<InputHash>,
}

impl Outcome {
    /// Reads the answer out of a run.
    pub fn read(model: &Model, plan: &Plan, run: &Run, asked: &Asked) -> Outcome {
        let it = Reading { model, plan, run };
        let scenario = asked.scenario.unwrap_or(ScenarioId(0));
        let covenants = covenant::covenants(&it);
        let missed_payments = payment::missed(&it);
        let conservation = cash::conservation(&it);
        Outcome {
            format: "outcome",
            format_version: 1,
            deal: model.deal.label.title.clone().unwrap_or_else(|| model.deal.label.name.clone()),
            scenario: model.scenarios.get(scenario.index()).map_or_else(|| "base".into(), |it| it.label.name.clone()),
            currency: model.deal.currency.code(),
            given: asked.given.iter().filter_map(|input| given(model, input)).collect(),
            valid: conservation.balances,
            closing: model.deal.grid.closing(),
            end: it.date(run.last()),
            breaches: breaches(&covenants),
            events: event::events(&it, scenario, &covenants, &missed_payments),
            covenants,
            missed_payments,
            unpaid_at_maturity: payment::unpaid_at_maturity(&it),
            recoveries: recovery::recoveries(&it),
            range: Vec::new(),
            enforced_today: Vec::new(),
            collateral: collateral::collateral(&it),
            assumed: model.assumed.clone(),
            limits: Limits { operations: run.operations, most_operations: asked.most_operations },
            inputs: asked.inputs.clone(),
            conservation,
        }
    }

    /// A covenant was breached and neither cured nor waived.
    pub fn is_breached(&self) -> bool {
        self.breaches.iter().any(|breach| matches!(breach.status, Status::Breached | Status::Pending))
    }

    /// A tranche gets less than its claim.
    pub fn has_loss(&self) -> bool {
        self.recoveries.iter().any(Recovery::is_loss)
    }
}

fn given(model: &Model, input: &TestInput) -> Option<Given> {
    let of = model.inputs.get(input.input.index())?;
    Some(Given { name: of.label.name.clone(), value: Figure::new(input.value, of.of.clone()).literal() })
}

fn breaches(covenants: &[CovenantOutcome]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for covenant in covenants {
        for test in &covenant.tests {
            for level in test.levels.iter().filter(|level| level.failed()) {
                breaches.push(Breach {
                    covenant: covenant.name.clone(),
                    level: level.level.clone(),
                    date: test.date,
                    value: test.value.clone(),
                    headroom: level.headroom.clone(),
                    headroom_money: level.headroom_money.clone(),
                    clause: level.clause.clone().or_else(|| covenant.clause.clone()),
                    status: level.in_the_end(),
                    curable: level.curable.clone(),
                    until: level.until,
                    settled: level.settled,
                });
            }
        }
    }
    breaches.sort_by_key(|breach| breach.date);
    breaches
}
