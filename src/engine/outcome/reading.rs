//! Looking into a run: slots by what they mean, row by row.

use super::Figure;
use crate::engine::exact::Run;
use crate::model::{Label, Model, Read, StepAttribute, StepId};
use crate::plan::{Action, Party, Place, Plan, Slot};
use crate::time::Date;

/// A deal, its plan and what running it left behind.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub model: &'a Model,
    pub plan: &'a Plan,
    pub run: &'a Run,
}

impl Reading<'_> {
    /// Rows that were run, closing first.
    pub fn rows(&self) -> std::ops::Range<usize> {
        0..self.run.rows.len()
    }

    /// Rows that were run after closing.
    pub fn periods(&self) -> std::ops::Range<usize> {
        1..self.run.rows.len().max(1)
    }

    pub fn date(&self, row: usize) -> Date {
        self.plan.dates.get(row).copied().unwrap_or(self.model.deal.grid.closing())
    }

    /// The payment date of a row: its own date where nothing is paid.
    pub fn payment(&self, row: usize) -> Date {
        self.plan.payments.get(row).copied().unwrap_or(self.date(row))
    }

    /// The row whose period contains a date: closing for anything up to it; `None` after the last row that was run.
    pub fn row_of(&self, date: Date) -> Option<usize> {
        self.rows().find(|&row| date <= self.date(row))
    }

    pub fn slot(&self, row: usize, slot: Slot) -> Option<Figure> {
        let of = self.plan.slots.get(slot.index())?.of.clone();
        self.run.value(row, slot).map(|value| Figure::new(value, of))
    }

    /// The value of a name, where it is kept and available.
    pub fn read(&self, row: usize, read: Read) -> Option<Figure> {
        self.slot(row, *self.plan.directory.get(&read)?)
    }

    pub fn is_set(&self, row: usize, slot: Slot) -> bool {
        self.run.value(row, slot) == Some(1)
    }

    /// Set in this row and not in the one before.
    pub fn turns_on(&self, row: usize, slot: Slot) -> bool {
        self.is_set(row, slot) && !row.checked_sub(1).is_some_and(|before| self.is_set(before, slot))
    }

    /// Set in the row before and not in this one.
    pub fn turns_off(&self, row: usize, slot: Slot) -> bool {
        !self.is_set(row, slot) && row.checked_sub(1).is_some_and(|before| self.is_set(before, slot))
    }

    /// The step an operation belongs to.
    pub fn step_of(&self, operation: usize) -> Option<StepId> {
        let Action::Pay(pay) = &self.plan.operations.get(operation)?.action else { return None };
        self.plan.directory.iter().find_map(|(read, slot)| match read {
            Read::Step(id, StepAttribute::Paid) if *slot == pay.paid => Some(*id),
            _ => None,
        })
    }

    /// Who holds, sends or receives cash, in words.
    pub fn holder(&self, place: Place) -> String {
        let model = self.model;
        let of = |label: Option<&Label>| label.map_or_else(String::new, |label| label.name.clone());
        match place {
            Place::Account(index) => {
                self.plan.accounts.get(index as usize).map_or_else(String::new, |(name, _)| name.clone())
            }
            Place::Outside(Party::Named(index)) => of(model.parties.get(index as usize).map(|it| &it.label)),
            Place::Outside(Party::Lenders(index)) => {
                format!("lenders of {}", of(model.tranches.get(index as usize).map(|it| &it.label)))
            }
            Place::Outside(Party::FeeTaker(index)) => of(model.fees.get(index as usize).map(|it| &it.label)),
            Place::Outside(Party::Customers) => "customers".into(),
            Place::Outside(Party::Suppliers) => "suppliers".into(),
            Place::Outside(Party::Vendors(index)) => {
                format!("sellers of {}", of(model.assets.get(index as usize).map(|it| &it.label)))
            }
            Place::Outside(Party::Buyers(index)) => {
                format!("buyers in {}", of(model.liquidations.get(index as usize).map(|it| &it.label)))
            }
            Place::Outside(Party::SaleAgents(index)) => {
                format!("agents of {}", of(model.liquidations.get(index as usize).map(|it| &it.label)))
            }
            Place::Outside(Party::Bank) => "bank".into(),
        }
    }
}
