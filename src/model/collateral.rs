//! Collateral: assets with their value lines, contracts on them.

use super::{Argument, AssetId, Expr, Label, LiquidationId, PartyId};
use crate::time::{Date, Duration};

#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    pub label: Label,
    /// A count: GPUs, coins, machines.
    pub units: Expr,
    pub cost: AssetCost,
    pub in_service: Date,
    pub power: Option<Expr>,
    pub hosting: Option<Expr>,
    pub cooling: Option<String>,
    /// In the order of the text.
    pub values: Vec<ValueLine>,
    pub sold: Option<Sale>,
}

/// The cost of all units.
#[derive(Debug, Clone, PartialEq)]
pub enum AssetCost {
    Total(Expr),
    PerUnit(Expr),
    /// An asset with no stated cost: coins already held.
    None,
}

/// `sold: on DATE by Sale`
#[derive(Debug, Clone, PartialEq)]
pub struct Sale {
    pub on: Date,
    pub by: LiquidationId,
}

/// `depreciation NAME: METHOD` or `value NAME: PRICE per UNIT`.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueLine {
    pub label: Label,
    pub depreciation: Depreciation,
    pub floor: Option<Expr>,
    /// `falls 35% on 2026-10-01`
    pub steps: Vec<Step>,
}

/// A dated fall, as a ratio of the value.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub on: Date,
    pub falls: Expr,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Depreciation {
    /// A method of the library's table with its arguments, in the entry's own order.
    Method { method: &'static str, arguments: Vec<Option<Argument>> },
    /// Share of cost left by age in months; linear between rows when `linear`.
    ByAge { rows: Vec<(u32, i128)>, linear: bool },
    /// A price for each unit, whatever its path.
    Price(Expr),
    /// A value for all units as computed.
    Total(Expr),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    pub label: Label,
    pub on: AssetId,
    pub payer: PartyId,
    pub units: Expr,
    pub price: Expr,
    pub from: Date,
    pub until: Date,
    /// Periods between billing and receipt.
    pub billing_lag: Option<Duration>,
    /// Price after expiry (`renews at`), to the end of the grid.
    pub renews_at: Option<Expr>,
    pub on_default: OnPayerDefault,
}

#[derive(Debug, Clone, PartialEq)]
pub enum OnPayerDefault {
    /// The contract ends: its units fall free.
    Void,
    /// Let again at a price, after this many months without income.
    Relet { at: Expr, after_months: u32 },
}
