//! Amendments: dated overrides and waivers. The terms of a model are as amended; a scenario may run without some.

use super::{AmendmentId, Label, Model, ScenarioId};

/// `amendment First "First amendment" [A1]`
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    pub label: Label,
}

/// A test date on which nothing follows from a covenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiver {
    /// The period that ends on it; closing is 0.
    pub row: usize,
    pub by: AmendmentId,
}

/// The same deal without some of its amendments. Everything has the ids it has in the amended one.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// In ascending order.
    pub without: Vec<AmendmentId>,
    pub model: Model,
}

impl Model {
    /// The deal as a scenario has it: without the amendments that it strikes.
    pub fn under(&self, scenario: ScenarioId) -> &Model {
        let struck = self.scenarios.get(scenario.index()).map_or(&[][..], |it| it.without_amendments.as_slice());
        let found = self.alternatives.iter().find(|it| !struck.is_empty() && it.without == struck);
        found.map_or(self, |it| &it.model)
    }
}
