//! One operation on its own: what the batch engine asks of this one where floats would not be exact.

use super::{Machine, Reason};
use crate::plan::{NOT_AVAILABLE, Path, Plan, Slot};

/// Powers worth remembering.
const MOST_POWERS: usize = 100_000;

static NEUTRAL: Path = Path { values: Vec::new() };

/// A machine that runs single operations on values that it is given.
pub struct Single<'a> {
    machine: Machine<'a>,
}

impl<'a> Single<'a> {
    pub fn new(plan: &'a Plan) -> Single<'a> {
        let mut machine = Machine::new(plan, &NEUTRAL);
        machine.now = machine.blank.clone();
        Single { machine }
    }

    /// Sets what the next operation reads.
    pub fn set(&mut self, slot: Slot, value: i128) {
        self.machine.set(slot, value);
    }

    /// What the last operation wrote, if it is available.
    pub fn get(&self, slot: Slot) -> Option<i128> {
        Some(self.machine.get(slot)).filter(|&value| value != NOT_AVAILABLE)
    }

    /// Runs an operation in a row, whatever guards it. Nothing that reads other rows.
    pub fn run(&mut self, operation: usize, row: usize) -> Result<(), Reason> {
        let plan = self.machine.plan;
        self.machine.row = row;
        self.machine.postings.clear();
        if self.machine.powers.len() > MOST_POWERS {
            self.machine.powers.clear();
        }
        plan.operations.get(operation).map_or(Ok(()), |it| self.machine.execute(operation, it))
    }
}

impl std::fmt::Debug for Single<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Single").field("row", &self.machine.row).finish_non_exhaustive()
    }
}
