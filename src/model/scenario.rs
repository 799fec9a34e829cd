//! Shocks, scenarios and the tests a file carries.

use super::{
    AmendmentId, AssetId, ContractId, CovenantId, CurveId, Expr, InputId, Label, LineId, LiquidationId, PartyId,
    ScenarioId, ShockId, StepId, TrancheId, WaterfallId,
};
use crate::source::Span;
use crate::time::Date;

#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    pub label: Label,
    pub entries: Vec<ShockEntry>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ShockEntry {
    pub target: ShockTarget,
    pub change: Change,
    /// From the first period; or from the period that contains this date.
    pub from: Option<Date>,
    /// Reached evenly over this many months; at once when `None`.
    pub over_months: Option<u32>,
    /// After this date the shock is gone.
    pub until: Option<Date>,
    pub text: String,
    pub place: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShockTarget {
    Curve(CurveId),
    /// The value line with this index.
    AssetValue(AssetId, usize),
    Input(InputId),
    Line(LineId),
    /// `MegaCloud: default on DATE`
    PartyDefault(PartyId),
    ContractPrice(ContractId),
    ContractUnits(ContractId),
    /// Terms of a liquidation.
    Depth(LiquidationId),
    Buyers(LiquidationId),
    Drift(LiquidationId),
    /// A term of a tranche.
    Coupon(TrancheId),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// `to V`: the value itself.
    To(Expr),
    /// `times 65%`: a ratio.
    Times(Expr),
    /// `by 200 bps`: added, in the target's own unit.
    By(Expr),
    Default,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    pub label: Label,
    /// Shocks in the order in which they apply, base scenario's first.
    pub shocks: Vec<ShockId>,
    pub inputs: Vec<TestInput>,
    pub cures: Vec<CureGrant>,
    /// Steps struck: `without Payments.trap`.
    pub without: Vec<StepId>,
    pub without_waterfalls: Vec<WaterfallId>,
    pub without_covenants: Vec<CovenantId>,
    /// In ascending order.
    pub without_amendments: Vec<AmendmentId>,
}

/// `Sponsor cures up to USD 20M`
#[derive(Debug, Clone, PartialEq)]
pub struct CureGrant {
    pub party: PartyId,
    pub up_to: Option<Expr>,
}

/// `given utilization = 70%`
#[derive(Debug, Clone, PartialEq)]
pub struct TestInput {
    pub input: InputId,
    pub value: i128,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    pub title: String,
    pub place: Span,
    pub under: ScenarioId,
    pub given: Vec<TestInput>,
    pub expectations: Vec<(Expectation, String, Span)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Expectation {
    /// `expect no breach`, of one covenant or of any.
    NoBreach {
        of: Option<CovenantId>,
    },
    NoEventOfDefault {
        of: Option<TrancheId>,
    },
    /// `DSCR breaches 1.35x on 2027-03-31`; `first` asks for the first breach of that level.
    Breaches {
        covenant: CovenantId,
        level: Option<usize>,
        on: Option<Date>,
        first: bool,
        negated: bool,
    },
    MissesPayment {
        tranche: TrancheId,
        on: Option<Date>,
        negated: bool,
    },
    /// A condition over the run: `Trap.balance = USD 915_408 within USD 1 on 2028-12-31`.
    Condition {
        left: Quantifier,
        comparison: super::Comparison,
        right: Quantifier,
        within: Option<i128>,
        on: Option<Date>,
    },
    /// A status word: `DSCR is pending on DATE`, `not tested`, `curable`, `cured`.
    Status {
        covenant: CovenantId,
        status: String,
        on: Date,
    },
}

/// A side of a condition: an expression, read under the test's scenario or a named one.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantifier {
    pub expr: Expr,
    pub under: Option<ScenarioId>,
}
