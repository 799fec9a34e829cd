//! What is to be run: a scenario, inputs set by hand, expressions to observe.

use crate::model::{Expr, Impact, InputId, Lever, LiquidationId, Model, ScenarioId, TestInput};
use crate::source::Span;
use std::collections::BTreeMap;

/// One run of a deal, or of many paths of it.
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
    /// Numbers that each path sets: drivers of the plan, in this order before those of the processes.
    pub levers: Vec<Lever>,
    /// Whether the processes of the deal move what they are on.
    pub random: bool,
    /// Shocks of the scenario to leave out, by their place in it.
    pub without_shocks: Vec<usize>,
    /// Constants of the text that the run states otherwise, by their place.
    pub constants: Vec<(Span, i128)>,
}

impl Case<'_> {
    /// What an input is worth: the caller's value, else the scenario's, else the file's.
    pub fn input_value(&self, model: &Model, id: InputId) -> i128 {
        let set = |list: &[TestInput]| list.iter().rev().find(|it| it.input == id).map(|it| it.value);
        let scenario = &model.scenarios[self.scenario.index()];
        set(&self.inputs).or_else(|| set(&scenario.inputs)).unwrap_or(model.inputs[id.index()].value)
    }

    /// What a constant at this place of the text is worth: the caller's value, else the text's.
    pub fn constant(&self, place: Span, written: i128) -> i128 {
        self.constants.iter().rev().find(|(at, _)| *at == place).map_or(written, |(_, value)| *value)
    }

    /// The scenario as the file states it.
    pub fn of(scenario: ScenarioId) -> Case<'static> {
        Case {
            scenario,
            inputs: Vec::new(),
            observe: Vec::new(),
            impacts: BTreeMap::new(),
            enforced_at: None,
            levers: Vec::new(),
            random: false,
            without_shocks: Vec::new(),
            constants: Vec::new(),
        }
    }
}
