//! What a slot can make a difference to.

use super::{Action, Operation, Plan, Slot};

impl Plan {
    /// By slot: whether another value of `from` may change it in some row. Errs on the side of yes.
    pub fn reached(&self, from: Slot) -> Vec<bool> {
        let mut reached = vec![false; self.slots.len()];
        reached[from.index()] = true;
        loop {
            let before = reached.iter().filter(|it| **it).count();
            for operation in &self.operations {
                if operation.reads().any(|slot| reached[slot.index()]) {
                    operation.action.outputs().into_iter().for_each(|slot| reached[slot.index()] = true);
                }
            }
            // It decides whether the tail is run at all.
            if [self.winding, self.waiting].into_iter().flatten().any(|slot| reached[slot.index()]) {
                return vec![true; reached.len()];
            }
            if reached.iter().filter(|it| **it).count() == before {
                return reached;
            }
        }
    }
}

impl Operation {
    /// Everything that decides what it writes.
    fn reads(&self) -> impl Iterator<Item = Slot> {
        let dates = match &self.action {
            Action::Test(test) => Some(test.active),
            _ => None,
        };
        self.action.inputs().into_iter().chain(self.guard).chain(dates)
    }
}
