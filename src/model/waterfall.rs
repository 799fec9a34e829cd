//! Waterfalls: who is paid from an account, in which order.

use super::{
    AccountId, AssetId, DrawDestination, Expr, FeeId, Label, LineId, LiquidationId, PartyId, StepId, TrancheId, Unpaid,
};

#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    pub label: Label,
    pub from: AccountId,
    pub dates: WaterfallDates,
    pub steps: Vec<StepId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaterfallDates {
    EachPayment,
    EachDraw,
    Closing,
}

/// One step; its label's name is `Payments.trap`.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub label: Label,
    /// As the file writes it, for reports: `pay interest on Senior else from Trap`.
    pub text: String,
    /// The waterfall's account; the estate of the enforcement is `None`.
    pub from: Option<AccountId>,
    /// `else from`, in their order.
    pub support: Vec<DrawDestination>,
    pub action: StepAction,
    /// `up to`: most that this step pays in the period.
    pub limit: Option<Expr>,
    /// `up to X in each year`
    pub yearly_limit: Option<Expr>,
    pub when: Option<Expr>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum StepAction {
    /// Dues in order or pro rata.
    Pay { payees: Vec<Payee>, sharing: Sharing },
    /// `pay remaining to Sponsor`, `move remaining to Trap`
    Remaining(DrawDestination),
    /// `move USD 1M to Trap`: as much of the amount as there is.
    Move { amount: Expr, to: AccountId },
    /// `top up DSRA to DSRA.target`
    TopUp { account: AccountId, target: Expr },
    /// `release DSRA to DSRA.target`: what the account holds above the target comes back to the waterfall.
    Release { account: AccountId, target: Expr },
    /// `keep remaining`
    Keep,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Payee {
    pub kind: PayeeKind,
    /// For amounts only: what happens to what stays unpaid.
    pub unpaid: Unpaid,
    /// As written, for reports.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq)]
pub enum PayeeKind {
    Interest(TrancheId),
    /// Scheduled, arrears, and the balance at maturity.
    ScheduledPrincipal(TrancheId),
    /// Interest and scheduled principal of earlier periods only.
    Arrears(TrancheId),
    /// Any principal: a sweep, up to the balance.
    Principal(TrancheId),
    MandatoryPrepayment(TrancheId),
    UpfrontFee(TrancheId),
    UndrawnFee(TrancheId),
    Claim(TrancheId),
    Fee(FeeId),
    /// A computed line.
    Line(LineId),
    /// Any other amount of money.
    Amount(Expr, PartyId),
    Purchase(AssetId),
    SaleCosts(LiquidationId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    InOrder,
    ProRataByDue,
    ProRataByBalance,
}
