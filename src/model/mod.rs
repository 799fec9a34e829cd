//! The checked deal: names resolved, units known, nothing optional that has been proven present.
//!
//! Later stages read it without checking again. Everything is in tables by kind, addressed by small ids; an id is
//! the index of the thing in its table, in the order of the text.

mod allowance;
mod amendment;
mod assumption;
mod attribute;
mod blocks;
mod citation;
mod collateral;
mod constant;
mod covenant;
mod debt;
mod enforcement;
mod expression;
mod naming;
mod paper;
mod process;
mod scenario;
mod study;
mod terms;
mod types;
mod waterfall;

pub use allowance::Allowance;
pub use amendment::{Alternative, Amendment, Waiver};
pub use assumption::Unstated;
pub use attribute::{
    AccountAttribute, AssetAttribute, ContractAttribute, CovenantAttribute, FeeAttribute, LiquidationAttribute, Moment,
    PartyAttribute, PeriodAttribute, StepAttribute, TrancheAttribute,
};
pub use blocks::{
    Account, Between, Currency, Curve, CurvePath, Deal, Fee, FeeAmount, Input, Line, Party, Source, State, Unpaid,
};
pub use citation::{Citation, Clause};
pub use collateral::{Asset, AssetCost, Contract, Depreciation, OnPayerDefault, Sale, Step as ValueStep, ValueLine};
pub use constant::{fold, fold_with};
pub use covenant::{
    Consequence, Covenant, Cure, CureKind, Deadline, Level, LevelTest, Measure, TestDates, TestPosition, Until,
};
pub use debt::{
    Amortization, Draw, DrawDestination, PaymentDefault, Prepayments, RateSetting, SecuredBy, Tranche, UnpaidInterest,
};
pub use enforcement::{Enforcement, EnforcementStart, Impact, Liquidation};
pub use expression::{Argument, Arithmetic, Comparison, Dated, Expr, ExprKind, Fold, Read, Window};
pub use paper::{Paper, Section, WORDS as CITED_WORDS};
pub use process::{Arrival, Copula, Correlation, Follows, Hazard, Jump, Pair, Parameter, Process, Regime, Trigger};
pub use scenario::{
    Change, CureGrant, Expectation, Quantifier, Scenario, Shock, ShockEntry, ShockTarget, Test, TestInput,
};
pub use study::{
    Axis, Bracket, Happening, Lever, LeverTarget, Measure as StudyMeasure, Move, Numbers, Question, Reverse, Simulate,
    Solve, StandardError, Study,
};
pub use types::{Duration, Type};
pub use waterfall::{Payee, PayeeKind, Sharing, Step, StepAction, Waterfall, WaterfallDates};

use crate::source::{SourceId, Span};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl $name {
            pub fn index(self) -> usize { self.0 as usize }
        }
    )*};
}

ids! {
    /// A computed line.
    LineId,
    /// A named number a scenario may change.
    InputId,
    CurveId,
    AssetId,
    ContractId,
    PartyId,
    AccountId,
    FeeId,
    TrancheId,
    StateId,
    WaterfallId,
    /// A waterfall step, numbered over all waterfalls and enforcement orders of the deal.
    StepId,
    CovenantId,
    LiquidationId,
    ShockId,
    ScenarioId,
    AmendmentId,
    ProcessId,
    StudyId,
}

/// A name as users see it, its title, where it is declared and the clause it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub name: String,
    pub title: Option<String>,
    /// `TS 7.1`, joined by `, ` when a block cites several.
    pub clause: Option<String>,
    pub place: Span,
}

/// The whole checked deal.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub deal: Deal,
    pub sources: Vec<Source>,
    /// The texts it was read from: the deal, what it imports, its files of values. Papers are not among them.
    pub texts: Vec<SourceId>,
    /// What a paper may stand behind, in the order of the text, a block before its lines.
    pub clauses: Vec<Clause>,
    pub inputs: Vec<Input>,
    pub curves: Vec<Curve>,
    pub assets: Vec<Asset>,
    pub contracts: Vec<Contract>,
    /// `Sponsor` is always party 0.
    pub parties: Vec<Party>,
    pub accounts: Vec<Account>,
    pub fees: Vec<Fee>,
    pub tranches: Vec<Tranche>,
    pub states: Vec<State>,
    /// In the order in which they run on one date.
    pub waterfalls: Vec<Waterfall>,
    /// Every step of every waterfall and enforcement order.
    pub steps: Vec<Step>,
    pub covenants: Vec<Covenant>,
    pub liquidations: Vec<Liquidation>,
    pub enforcement: Option<Enforcement>,
    pub lines: Vec<Line>,
    pub shocks: Vec<Shock>,
    /// `base` is always scenario 0.
    pub scenarios: Vec<Scenario>,
    pub tests: Vec<Test>,
    pub processes: Vec<Process>,
    pub correlations: Vec<Correlation>,
    pub studies: Vec<Study>,
    pub amendments: Vec<Amendment>,
    /// The deal without the amendments that some scenario strikes: [`Model::under`] finds the right one.
    pub alternatives: Vec<Alternative>,
    /// What the file left to a default, in words, for the report.
    pub assumed: Vec<String>,
    /// Those of them that a term or a word in the file could say.
    pub unstated: Vec<Unstated>,
    /// Terms that are `TBD`: a deal with any of them checks and does not run.
    pub holes: Vec<Hole>,
    /// What lints are told to leave alone.
    pub allowances: Vec<Allowance>,
}

/// A `TBD` term: where, and what cannot run because of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    pub place: Span,
    pub blocks: String,
}
