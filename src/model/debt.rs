//! Tranches of debt.

use super::{AccountId, AssetId, Expr, Label, PartyId};
use crate::time::{Date, DayCount};

#[derive(Debug, Clone, PartialEq)]
pub struct Tranche {
    pub label: Label,
    pub limit: Expr,
    pub draws: Vec<Draw>,
    pub proceeds: DrawDestination,
    /// A rate per year.
    pub coupon: Expr,
    pub setting: RateSetting,
    pub day_count: DayCount,
    /// Accrual runs between payment dates as rolled, instead of unadjusted period ends.
    pub adjusted: bool,
    /// Interest is added to the balance each period instead of falling due.
    pub capitalizes: bool,
    pub upfront_fee: Option<Expr>,
    pub undrawn_fee: Option<Expr>,
    /// Advance rate: the balance may not be drawn above this share of the value (`80% of Fleet.cost`), checked at each draw.
    pub advance: Option<Expr>,
    pub amortization: Amortization,
    pub prepayments: Prepayments,
    pub maturity: Date,
    pub unpaid_interest: UnpaidInterest,
    pub payment_default: PaymentDefault,
    pub default_rate: Option<Expr>,
    pub secured_by: Vec<SecuredBy>,
    pub borrower: Option<PartyId>,
    /// Already outstanding when the deal starts (`opening:`).
    pub opening: Option<Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecuredBy {
    Asset(AssetId),
    Account(AccountId),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    pub amount: Expr,
    pub on: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawDestination {
    Account(AccountId),
    Party(PartyId),
}

/// When a floating coupon is fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateSetting {
    /// On the close of the period before.
    InAdvance,
    /// On the period's own close; fixed coupons too.
    InArrears,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Amortization {
    None,
    /// Equal parts of what has been drawn, one each period, from the period that contains `from`.
    EqualPrincipal {
        instalments: u32,
        from: Date,
    },
    /// Annuity instalments at the coupon in force.
    LevelPayment {
        instalments: u32,
        from: Date,
    },
    /// Share of the amount drawn falling due on each date.
    Table(Vec<(Date, i128)>),
    /// Money each period, until the balance is paid.
    PerPeriod {
        amount: Expr,
        from: Option<Date>,
    },
}

/// Which instalments a prepayment shortens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prepayments {
    /// The next ones first.
    InOrder,
    /// The last ones first.
    Inverse,
    ProRata,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnpaidInterest {
    /// Stays due, as arrears.
    Arrears,
    /// Is added to the balance where the waterfall leaves it.
    Capitalizes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentDefault {
    /// Unpaid this many days after the payment date.
    AfterDays(i64),
    /// Something unpaid on this many payment dates in a row.
    AfterPaymentDates(u32),
    Never,
}
