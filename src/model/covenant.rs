//! Covenants: what is measured, when, against which levels, and what follows.

use super::{AccountId, Expr, Label, LineId, PartyId, StateId, StepId, TrancheId, Waiver, WaterfallId};
use crate::time::{Date, Duration};

#[derive(Debug, Clone, PartialEq)]
pub struct Covenant {
    pub label: Label,
    pub measure: Measure,
    pub dates: TestDates,
    /// Test dates on which nothing follows.
    pub waivers: Vec<Waiver>,
    pub position: TestPosition,
    pub levels: Vec<Level>,
    /// `fail when n/a`
    pub fail_when_not_available: bool,
}

/// What is tested: a quotient is kept in two parts so that levels compare by cross-multiplication.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// `A / B`; the fraction is what the units leave over (1/1 unless months met years).
    Quotient {
        numerator: Expr,
        denominator: Expr,
        factor: (i128, i128),
        of: super::Type,
    },
    Value(Expr),
    /// `undisclosed`: never tested, and the report says so.
    Undisclosed,
}

/// On which period ends the covenant is tested.
#[derive(Debug, Clone, PartialEq)]
pub struct TestDates {
    /// One flag a period, closing first (always false there): resolved from `each quarter end from …`.
    pub tested: Vec<bool>,
    /// As written.
    pub text: String,
}

/// Where in the period the test stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestPosition {
    /// `before Payments`: moment 5.
    BeforeWaterfall(WaterfallId),
    /// `before Payments.trap`: at running values.
    BeforeStep(StepId),
    /// Moment 7, closing values.
    Close,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// `below 1.35x`, as written.
    pub text: String,
    pub clause: Option<String>,
    pub place: crate::source::Span,
    pub test: LevelTest,
    /// Tests in a row that must fail.
    pub in_a_row: u32,
    pub consequences: Vec<Consequence>,
    pub cure: Option<Cure>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum LevelTest {
    Below(Expr),
    Above(Expr),
    When(Expr),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Consequence {
    Enter {
        state: StateId,
        until: Until,
    },
    /// Of these tranches: all of them when the file does not say.
    EventOfDefault {
        of: Vec<TrancheId>,
    },
    Accelerate,
    /// Creates a due; `otherwise` follows when it is still unpaid at the deadline.
    RequirePrepayment {
        of: TrancheId,
        to: Expr,
        within: Option<Deadline>,
        otherwise: Vec<Consequence>,
    },
    RequireTopUp {
        account: AccountId,
        amount: Expr,
        within: Option<Deadline>,
        otherwise: Vec<Consequence>,
    },
    StopDraws {
        of: Vec<TrancheId>,
        until: Until,
    },
    ChangeMargin {
        of: TrancheId,
        by: Expr,
        until: Until,
    },
}

/// How a level lets go of what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Passed,
    Passes(u32),
    Date(Date),
    Permanent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    pub within: Duration,
}

/// `cure 1.10x: equity from Sponsor counted as CFADS within 30 days at most 3 times`
#[derive(Debug, Clone, PartialEq)]
pub struct Cure {
    pub kind: CureKind,
    pub from: PartyId,
    pub within: Duration,
    pub at_most: Option<u32>,
    pub place: crate::source::Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum CureKind {
    /// Cash to an account, counted as this line in every window that holds the tested period.
    Equity { counted_as: LineId, to: AccountId },
    /// Pays down a tranche.
    Prepayment { of: TrancheId },
}
