//! What is to be run: a scenario, inputs set by hand, expressions to observe.

use crate::model::{Expr, Impact, LiquidationId, ScenarioId, TestInput};
use std::collections::BTreeMap;

/// One run of a deal.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    pub scenario: ScenarioId,
    /// Inputs that win over the scenario's own.
    pub inputs: Vec<TestInput>,
    /// Expressions evaluated on every row's closing values.
    pub observe: Vec<&'a Expr>,
    /// Price-impact forms that replace the stated ones.
    pub impacts: BTreeMap<LiquidationId, Impact>,
    /// Accelerate at this row's close, balances as they are: recovery if enforced today.
    pub enforced_at: Option<usize>,
    /// Shocks of the scenario to leave out, by their place in it.
    pub without_shocks: Vec<usize>,
}

impl Case<'_> {
    /// The scenario as the file states it.
    pub fn of(scenario: ScenarioId) -> Case<'static> {
        Case {
            scenario,
            inputs: Vec::new(),
            observe: Vec::new(),
            impacts: BTreeMap::new(),
            enforced_at: None,
            without_shocks: Vec::new(),
        }
    }
}
