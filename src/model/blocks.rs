//! The deal's own terms and the small blocks: sources, inputs, curves, parties, accounts, fees, states, lines.

use super::{AccountId, Expr, Label, Paper, Type};
pub use crate::quantity::Currency;
use crate::quantity::Rounding;
use crate::time::{Date, Grid};

#[derive(Debug, Clone, PartialEq)]
pub struct Deal {
    pub label: Label,
    pub currency: Currency,
    pub rounding: Rounding,
    /// Closing and the period ends.
    pub grid: Grid,
    /// Months in one period: 1, 3, 6 or 12.
    pub months_per_period: u32,
    /// The payment date of each period, closing first (closing's own date there), rolled; the same length as the grid's ends plus one.
    pub payments: Vec<Date>,
    /// Period ends of the wind-down tail, after the last period; empty without an enforcement.
    pub tail: Vec<Date>,
    pub calendar: crate::time::Calendar,
    pub month_end: crate::time::MonthEnd,
}

/// A paper document that citations point to.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub label: Label,
    pub dated: Option<Date>,
    /// What the file names as its text, if it names any.
    pub paper: Option<Paper>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub label: Label,
    pub of: Type,
    pub value: i128,
    pub low: Option<i128>,
    pub high: Option<i128>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    pub label: Label,
    pub of: Type,
    pub path: CurvePath,
    pub floor: Option<Expr>,
}

/// How a curve runs through time. Shocks act on its output, before its floor.
#[derive(Debug, Clone, PartialEq)]
pub enum CurvePath {
    /// Dated rows, at the scale of the type.
    Table { rows: Vec<(Date, i128)>, between: Between, hold_after: bool },
    /// `starts V on D`, then compounding: the rate is per the calendar unit of its own type, negative when it falls.
    Growth { start: Expr, on: Date, rate: Expr },
    /// `= formula` of other names.
    Formula(Expr),
}

/// What holds between two dates of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    Step,
    Linear,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    pub label: Label,
    pub rating: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub label: Label,
    /// Flows that reach it at *collect*.
    pub receives: Vec<Expr>,
    pub target: Option<Expr>,
    /// `releases: to A when C`: all cash goes to A at *collect* while the condition holds.
    pub releases: Option<(AccountId, Option<Expr>)>,
    /// Interest earned on the opening balance, per year.
    pub interest: Option<Expr>,
    /// Where what is left at the end goes: `None` keeps it.
    pub at_end: Option<super::DrawDestination>,
    /// Opening balance of a deal already running, or a first funding by the Sponsor at closing.
    pub opening: Option<Expr>,
}

/// What happens to a due that stays unpaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpaid {
    Carry,
    Lapse,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Fee {
    pub label: Label,
    pub amount: FeeAmount,
    pub cap: Option<Expr>,
    pub unpaid: Unpaid,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FeeAmount {
    /// Money per month or year, times the months of the period.
    PerTime(Expr),
    /// Money for the period as computed.
    Amount(Expr),
}

/// A flag that covenant levels hold.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub label: Label,
}

/// `NAME = expr, first expr`
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub label: Label,
    pub value: Expr,
    pub first: Option<Expr>,
    /// Reads something that moves or comes after *accrue*, so whatever reads the line computes it anew.
    pub running: bool,
}
