//! Forced sales and enforcement.

use super::{AccountId, AssetId, DrawDestination, Expr, Label, LiquidationId, StepId, TrancheId, WaterfallId};
use crate::time::Duration;

#[derive(Debug, Clone, PartialEq)]
pub struct Liquidation {
    pub label: Label,
    pub of: AssetId,
    /// The value line read: the index in the asset's own list.
    pub value: usize,
    /// Units each month; `None` sells everything at once, on the day the sale starts.
    pub plan: Option<Expr>,
    pub impact: Impact,
    /// Units the market takes in a month.
    pub depth: Option<Expr>,
    /// Share of used depth that comes back each month: a rate per month, 100% when not stated.
    pub refill: Option<Expr>,
    /// Share of the depth able to host the hardware.
    pub buyers: Option<Expr>,
    /// A rate; compounds by its own calendar unit.
    pub drift: Option<Expr>,
    /// Money per unit per month on units held at the start of the month.
    pub carry: Option<Expr>,
    /// Share of gross proceeds.
    pub costs: Option<Expr>,
    /// Floor of the price of a unit.
    pub scrap: Option<Expr>,
    /// Other forms the report shows beside the stated one.
    pub range: Vec<(String, Impact)>,
    /// Outside an enforcement: where net proceeds go.
    pub proceeds: Option<DrawDestination>,
}

/// How price falls with the quantity sold. `average` is over the lot.
#[derive(Debug, Clone, PartialEq)]
pub enum Impact {
    None,
    /// A fixed discount.
    Flat(Expr),
    /// p(q) = P (1 − βq/D): the average loses βQ/2D.
    Linear(Expr),
    /// Discount α √(Q/V), V units a month.
    SquareRoot {
        alpha: Expr,
        volume: Expr,
    },
    /// p(q) = P e^(−kq/D)
    Exponential(Expr),
    /// The discount as computed.
    Formula(Expr),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Enforcement {
    pub label: Label,
    pub starts: EnforcementStart,
    pub standstill: Duration,
    /// The waterfall that runs until acceleration, and the steps struck from it.
    pub meanwhile: Option<(WaterfallId, Vec<StepId>)>,
    /// Liquidations, each with the time between acceleration and its start.
    pub sells: Vec<(LiquidationId, Duration)>,
    /// Months by which the grid is extended.
    pub wind_down_months: u32,
    /// Accounts whose cash joins the estate.
    pub apply: Vec<AccountId>,
    /// A rate for discounted recovery; compounds by its own calendar unit.
    pub discount: Option<Expr>,
    pub order: Vec<StepId>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum EnforcementStart {
    EventOfDefault(Vec<TrancheId>),
    When(Expr),
}
