//! Each period, for each account and each loan: in = out + change, to the cent.

use super::{Failure, Machine, Reason};
use crate::plan::Place;

impl Machine<'_> {
    /// Checks the row just run against the cash that was posted in it.
    pub(super) fn conserve(&self, first_posting: usize) -> Result<(), Failure> {
        let fail = |account: &str, difference: i128| Failure {
            reason: Reason::Conservation { account: account.to_owned(), difference },
            row: self.row,
            operation: self.plan.operations.len(),
            place: crate::source::Span::default(),
            operands: Vec::new(),
        };
        let mut net = vec![0i128; self.plan.accounts.len()];
        for posting in &self.postings[first_posting..] {
            if let Place::Account(account) = posting.from {
                net[account as usize] -= posting.amount;
            }
            if let Place::Account(account) = posting.to {
                net[account as usize] += posting.amount;
            }
        }
        for ((name, balance), net) in self.plan.accounts.iter().zip(net) {
            let closing = self.get(*balance);
            let opening = self.opening(*balance);
            if closing - opening != net {
                return Err(fail(name, closing - opening - net));
            }
            if closing < 0 {
                return Err(fail(name, closing));
            }
        }
        for loan in &self.plan.loans {
            let moved = self.get(loan.drawn) + self.get(loan.capitalized)
                - self.get(loan.principal_paid)
                - self.get(loan.retired);
            let change = self.get(loan.balance) - self.opening(loan.balance);
            if change != moved || self.get(loan.balance) < 0 {
                return Err(fail(&loan.name, change - moved));
            }
        }
        Ok(())
    }

    fn opening(&self, slot: crate::plan::Slot) -> i128 {
        match self.rows.last() {
            Some(row) => row[slot.index()],
            None => match self.plan.slots[slot.index()].held {
                crate::plan::Held::State(initial) => initial,
                _ => 0,
            },
        }
    }
}
