//! What is run on every block: a plan, and what a study keeps of it.

use crate::engine::exact::Failure;
use crate::engine::gauge::Kept;
use crate::plan::Plan;

/// A plan made ready for blocks of paths. Shared by all threads.
#[derive(Debug, Clone)]
pub struct Program {
    pub(super) plan: Plan,
    pub(super) kept: Kept,
    /// Operations that one path may take.
    pub(super) limit: u64,
}

impl Program {
    /// Fails where the deal fails on every path, whatever is drawn.
    pub fn new(plan: &Plan, kept: &Kept, limit: u64) -> Result<Program, Failure> {
        Ok(Program { plan: plan.clone(), kept: kept.clone(), limit })
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}
