//! What is run on every block: a plan made ready for it, and what a study keeps of each path.

use super::LANES;
use super::code::Code;
use super::emit::emit;
use super::kept::kept as values_kept;
use super::native::{Asked, Writing, Written};
use super::trace::trace;
use crate::engine::exact::Failure;
use crate::engine::gauge::Kept;
use crate::plan::Plan;
use std::sync::Arc;

/// Bytes that a block's columns may fill: a second-level cache or two.
const FILLED: usize = 1 << 21;

/// A plan made ready for blocks of paths. Shared by all threads.
#[derive(Debug, Clone)]
pub struct Program {
    pub(super) plan: Plan,
    pub(super) kept: Kept,
    /// Operations that one path may take.
    pub(super) limit: u64,
    /// Absent where every path is left to the exact engine.
    pub(super) code: Option<Code>,
    /// The same in machine code, once somebody has asked for it.
    writing: Arc<Writing>,
}

impl Program {
    pub fn new(plan: &Plan, kept: &Kept, limit: u64) -> Result<Program, Failure> {
        let code = if plan.cost() > limit { None } else { compiled(plan, kept) };
        Ok(Program { plan: plan.clone(), kept: kept.clone(), limit, code, writing: Arc::default() })
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Paths that a block had best have: what each instruction costs once is shared by more of them, as long as their
    /// columns stay near.
    pub fn lanes(&self) -> usize {
        let columns = self.code.as_ref().map_or(0, |code| code.columns + code.masks / 8);
        let drives = self.plan.drivers.len() * self.plan.rows();
        let answers = self.kept.gauges.len() + self.kept.profiles.len() * self.plan.rows();
        let filled = (columns + drives + answers) * size_of::<f64>();
        if filled * LANES <= FILLED { LANES } else { LANES / 2 }
    }

    /// The program in machine code, written when it is first asked for.
    pub(super) fn written(&self) -> Asked<'_> {
        self.writing.ask(|| self.code.as_ref().and_then(|code| Written::new(code, &self.plan)))
    }

    /// How many instructions a block runs through.
    pub fn instructions(&self) -> usize {
        self.code.as_ref().map_or(0, |code| code.instructions.len())
    }
}

fn compiled(plan: &Plan, kept: &Kept) -> Option<Code> {
    let mut trace = trace(plan)?;
    let values = values_kept(&mut trace, kept, plan.rows())?;
    Some(emit(&trace, &values))
}
