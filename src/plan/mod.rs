//! The plan: straight-line code for one period, run once per period.
//!
//! A plan is data. Slots are named whole numbers, one set a period; operations fill them in order. There are no
//! jumps: a condition is a select or a guard, a state is a slot holding 0 or 1. Cash changes hands only through the
//! cash verbs, each carrying the place in the text that moved it.

mod builder;
mod driver;
mod operation;
mod reach;
mod walk;

pub use builder::{Builder, scaled};
pub use driver::{
    Dependence, Driver, DriverSource, Law, NEVER, Path, Random, RandomJump, RandomRegime, RandomTrigger, Randomness,
};
pub use operation::{
    Accrual, Action, CompareQuotient, FoldKind, ForcedSale, Held, Hold, ImpactForm, Instalment, LevelTest, LotPrice,
    Operation, Party, Pay, PaySource, Payment, Place, ProjectedDraw, ProjectedInstalment, Projection, RemedyKind,
    SaleTerms, Sharing, Slot, SlotInfo, Tested, Until,
};

use crate::model::Read;
use crate::quantity::Rounding;
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The value of a slot that is not available: a ratio over zero, a window longer than history.
pub const NOT_AVAILABLE: i128 = i128::MIN;

/// A deal under one scenario, ready to run.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub slots: Vec<SlotInfo>,
    pub operations: Vec<Operation>,
    /// The closing date, the period ends, the ends of the wind-down tail: one a row.
    pub dates: Vec<Date>,
    /// The payment date of each row, as rolled.
    pub payments: Vec<Date>,
    /// Number of regular periods: rows `1..=periods`; the tail follows.
    pub periods: usize,
    /// Set once an acceleration has happened: the tail runs only then.
    pub winding: Option<Slot>,
    /// Set when a started enforcement still waits for its acceleration.
    pub waiting: Option<Slot>,
    pub rounding: Rounding,
    /// Balance slot of each account, the estate last when there is one.
    pub accounts: Vec<(String, Slot)>,
    /// Debt that must roll: opening + in - out = closing.
    pub loans: Vec<Loan>,
    /// Where each readable name is kept.
    pub directory: BTreeMap<Read, Slot>,
    /// Slots of covenant levels, defaults and other dated events, for the outcome.
    pub events: Events,
    /// What differs from path to path.
    pub drivers: Vec<Driver>,
    /// Levers, by their place in the case, whose neutral value is part of the plan: another value asks for another plan.
    pub taken: BTreeSet<usize>,
    pub randomness: Randomness,
    /// Slots of the expressions the caller asked to observe, in their order.
    pub observed: Vec<Slot>,
}

/// A tranche's roll-forward.
#[derive(Debug, Clone)]
pub struct Loan {
    pub name: String,
    pub balance: Slot,
    pub drawn: Slot,
    pub capitalized: Slot,
    /// Principal paid outside enforcement.
    pub principal_paid: Slot,
    /// Principal retired by payments on the claim.
    pub retired: Slot,
}

/// Which slots say that something happened.
#[derive(Debug, Clone, Default)]
pub struct Events {
    pub levels: Vec<LevelSlots>,
    pub covenants: Vec<CovenantSlots>,
    pub tranches: Vec<TrancheSlots>,
    pub enforcement_started: Option<Slot>,
    pub accelerated: Option<Slot>,
    /// Acceleration in this period.
    pub acceleration: Option<Slot>,
}

/// One covenant: whether it is tested in the period, and its value.
#[derive(Debug, Clone)]
pub struct CovenantSlots {
    /// Index in the model's table.
    pub covenant: usize,
    pub tested: Slot,
    pub value: Slot,
    pub numerator: Option<Slot>,
    pub denominator: Option<Slot>,
}

/// One level of one covenant.
#[derive(Debug, Clone)]
pub struct LevelSlots {
    pub covenant: usize,
    pub level: usize,
    /// 1 failed, 0 passed, not available when not tested.
    pub failed: Slot,
    pub threshold: Option<Slot>,
    /// Waiting for a deadline.
    pub pending: Option<Slot>,
    /// Pending because a party has committed to cure.
    pub committed: Option<Slot>,
    /// Cured in this period.
    pub cured: Option<Slot>,
    /// The deadline passed without cure in this period.
    pub expired: Option<Slot>,
    /// Money that would cure.
    pub cure_amount: Option<Slot>,
    /// Row in which the deadline settles, as a constant column by row.
    pub deadline: Option<Slot>,
    pub holds: Vec<Slot>,
}

/// One tranche's defaults.
#[derive(Debug, Clone)]
pub struct TrancheSlots {
    pub payment_default: Slot,
    pub maturity_default: Slot,
    pub in_default: Slot,
    /// Missed on this period's payment date.
    pub missed: Slot,
    pub claim_at_acceleration: Slot,
    pub received_total: Slot,
    pub received_pv: Slot,
}

impl Plan {
    /// Rows in the longest run: closing, periods, tail.
    pub fn rows(&self) -> usize {
        self.dates.len()
    }

    /// Most operations a run can execute: known before anything runs.
    pub fn cost(&self) -> u64 {
        self.operations.len() as u64 * self.rows() as u64
    }
}
