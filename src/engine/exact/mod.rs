//! One run in decimals: each operation rounded to the scale of its kind, cash conserved every period.

mod arithmetic;
mod cash;
mod conservation;
mod instalment;
mod level;
mod sale;
mod single;

pub(super) use single::Single;

use super::Stop;
use crate::plan::{Action, Held, NOT_AVAILABLE, Operation, Path, Place, Plan, Slot};
use crate::source::Span;
use std::collections::BTreeMap;

/// What a run leaves behind: every slot in every row, every movement of cash.
#[derive(Debug, Clone)]
pub struct Run {
    /// Row 0 is closing.
    pub rows: Vec<Vec<i128>>,
    pub postings: Vec<Posting>,
    pub operations: u64,
}

impl Run {
    pub fn value(&self, row: usize, slot: Slot) -> Option<i128> {
        self.rows.get(row).map(|row| row[slot.index()]).filter(|&value| value != NOT_AVAILABLE)
    }

    /// The last row that was run.
    pub fn last(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }
}

/// Cash that changed hands, and the operation that moved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    pub row: usize,
    pub operation: usize,
    pub from: Place,
    pub to: Place,
    /// Minor units of the deal's currency: never negative.
    pub amount: i128,
}

/// Why a run stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub reason: Reason,
    pub row: usize,
    pub operation: usize,
    pub place: Span,
    /// What the operation read, with the values it met.
    pub operands: Vec<(Slot, i128)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A number outgrew what a value can hold.
    Overflow,
    /// A value that is not available reached cash.
    NotAvailable(Slot),
    /// A negative amount reached cash.
    Negative(Slot),
    /// A ratio that must be positive (1 + growth) is not.
    NotPositive(Slot),
    /// A term of the deal does not hold.
    Broken(&'static str),
    /// Money in is not money out plus change in balance: our mistake.
    Conservation { account: String, difference: i128 },
    /// More operations than a run may take.
    Limit(u64),
    /// Somebody asked it to stop.
    Stopped,
}

/// Runs the plan to its end, every driver at its neutral value.
pub fn run(plan: &Plan, limit: u64) -> Result<Run, Failure> {
    run_path(plan, &Path::default(), limit)
}

/// Runs the plan to its end on one path.
pub fn run_path(plan: &Plan, path: &Path, limit: u64) -> Result<Run, Failure> {
    run_until(plan, path, limit, Stop::default())
}

/// The same, for somebody who may stop it.
pub fn run_until(plan: &Plan, path: &Path, limit: u64, stop: Stop) -> Result<Run, Failure> {
    let mut machine = Machine::new(plan, path);
    for row in 0..plan.rows() {
        if row > plan.periods && !machine.goes_on() {
            break;
        }
        if stop.asked() {
            let place = plan.operations.first().map(|it| it.place).unwrap_or_default();
            return Err(Failure { reason: Reason::Stopped, row, operation: 0, place, operands: Vec::new() });
        }
        machine.period(row, limit)?;
    }
    Ok(Run { rows: machine.rows, postings: machine.postings, operations: machine.executed })
}

/// The state of a run.
struct Machine<'a> {
    plan: &'a Plan,
    row: usize,
    now: Vec<i128>,
    rows: Vec<Vec<i128>>,
    postings: Vec<Posting>,
    executed: u64,
    /// The start of every row: constants and zeros.
    blank: Vec<i128>,
    states: Vec<(usize, i128)>,
    columns: Vec<(usize, &'a [i128])>,
    path: &'a Path,
    /// Powers already worked out: base, exponent, per.
    powers: BTreeMap<(i128, i64, u32), i128>,
}

type Step<T> = Result<T, Reason>;

impl<'a> Machine<'a> {
    fn new(plan: &'a Plan, path: &'a Path) -> Machine<'a> {
        let mut blank = Vec::with_capacity(plan.slots.len());
        let (mut states, mut columns) = (Vec::new(), Vec::new());
        for (index, slot) in plan.slots.iter().enumerate() {
            blank.push(match &slot.held {
                Held::Constant(value) => *value,
                Held::State(value) => {
                    states.push((index, *value));
                    0
                }
                Held::Column(values) => {
                    columns.push((index, values.as_slice()));
                    0
                }
                Held::Flow => 0,
                Held::Driver(driver) => plan.drivers[*driver as usize].neutral,
            });
        }
        Machine {
            plan,
            row: 0,
            now: Vec::new(),
            rows: Vec::with_capacity(plan.rows()),
            postings: Vec::new(),
            executed: 0,
            blank,
            states,
            columns,
            path,
            powers: BTreeMap::new(),
        }
    }

    /// Whether the tail has work: an enforcement waits or runs.
    fn goes_on(&self) -> bool {
        let is_set = |slot: Option<Slot>| slot.is_some_and(|slot| self.now[slot.index()] == 1);
        is_set(self.plan.winding) || is_set(self.plan.waiting)
    }

    fn period(&mut self, row: usize, limit: u64) -> Result<(), Failure> {
        self.row = row;
        let before = self.rows.last();
        let mut now = self.blank.clone();
        for &(index, initial) in &self.states {
            now[index] = before.map_or(initial, |before| before[index]);
        }
        for (index, values) in &self.columns {
            now[*index] = values[row];
        }
        for (index, driver) in self.plan.drivers.iter().enumerate() {
            if let Some(value) = self.path.value(index, row) {
                now[driver.slot.index()] = value;
            }
        }
        self.now = now;
        let first_posting = self.postings.len();
        let plan = self.plan;
        for (index, operation) in plan.operations.iter().enumerate() {
            if let Some(guard) = operation.guard
                && self.now[guard.index()] != 1
            {
                continue;
            }
            self.executed += 1;
            if let Err(reason) = self.execute(index, operation) {
                let operands = operation.action.inputs().into_iter().map(|slot| (slot, self.get(slot))).collect();
                return Err(Failure { reason, row, operation: index, place: operation.place, operands });
            }
        }
        if self.executed > limit {
            let place = plan.operations.first().map(|it| it.place).unwrap_or_default();
            return Err(Failure { reason: Reason::Limit(limit), row, operation: 0, place, operands: Vec::new() });
        }
        self.conserve(first_posting)?;
        self.rows.push(self.now.clone());
        Ok(())
    }

    fn get(&self, slot: Slot) -> i128 {
        self.now[slot.index()]
    }

    fn set(&mut self, slot: Slot, value: i128) {
        self.now[slot.index()] = value;
    }

    /// The value in an earlier row.
    fn history(&self, rows_back: usize, slot: Slot) -> Option<i128> {
        if rows_back == 0 {
            return Some(self.get(slot));
        }
        self.row.checked_sub(rows_back).and_then(|row| self.rows.get(row)).map(|row| row[slot.index()])
    }

    fn execute(&mut self, index: usize, operation: &Operation) -> Step<()> {
        match &operation.action {
            Action::Transfer { from, from_balance, to, to_balance, amount } => {
                self.transfer(index, (*from, *from_balance), (*to, *to_balance), *amount)
            }
            Action::Require { holds, what } => {
                if self.get(*holds) == 1 {
                    Ok(())
                } else {
                    Err(Reason::Broken(what))
                }
            }
            Action::Pay(pay) => self.pay(index, pay),
            Action::Test(test) => self.test(test),
            Action::Remedy { .. } => self.remedy(&operation.action),
            Action::Hold(hold) => {
                self.hold(hold);
                Ok(())
            }
            Action::Accrue { out, terms } => self.accrue(*out, terms),
            Action::Instalment { out, instalment } => self.instalment(*out, instalment),
            Action::Project { out, projection } => self.project(*out, projection),
            Action::LotPrice(lot) => self.lot_price(lot),
            Action::ForcedSale(sale) => self.forced_sale(sale),
            arithmetic => self.arithmetic(arithmetic),
        }
    }
}
