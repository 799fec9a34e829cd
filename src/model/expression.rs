//! Checked expressions: typed, resolved, with every unit conversion written out as an exact fraction.

use super::{
    AccountAttribute, AccountId, AssetAttribute, AssetId, ContractAttribute, ContractId, CovenantAttribute, CovenantId,
    CurveId, FeeAttribute, FeeId, InputId, LineId, LiquidationAttribute, LiquidationId, PartyAttribute, PartyId,
    PeriodAttribute, StateId, StepAttribute, StepId, TrancheAttribute, TrancheId, Type,
};
use crate::source::Span;
use crate::time::Date;

#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub of: Type,
    pub place: Span,
}

impl Expr {
    /// The expressions it is made of, in the order of the text.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Constant(_) | ExprKind::Read(_) | ExprKind::Prior(_) | ExprKind::Projection(..) => Vec::new(),
            ExprKind::Negative(a) | ExprKind::Convert(a, _) | ExprKind::Not(a) | ExprKind::Absolute(a) => vec![a],
            ExprKind::Window(_, a, _) => vec![a],
            ExprKind::Arithmetic(_, a, b) | ExprKind::Comparison(_, a, b) => vec![a, b],
            ExprKind::And(a, b) | ExprKind::Or(a, b) => vec![a, b],
            ExprKind::If(condition, yes, no) => vec![condition, yes, no],
            ExprKind::Minimum(parts) | ExprKind::Maximum(parts) => parts.iter().collect(),
            ExprKind::Dated(dated) => dated.until.iter().map(|(_, it)| it).chain([&*dated.after]).collect(),
        }
    }

    /// Every name it reads, at any depth.
    pub fn reads(&self) -> Vec<Read> {
        match self.kind {
            ExprKind::Read(read) | ExprKind::Prior(read) => vec![read],
            _ => self.parts().into_iter().flat_map(Expr::reads).collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A whole number at the scale of the type.
    Constant(i128),
    Read(Read),
    /// `prior X`: the value at the end of the period before.
    Prior(Read),
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    Negative(Box<Expr>),
    /// The same value in another unit of the same dimensions: times this exact fraction.
    Convert(Box<Expr>, (i128, i128)),
    Comparison(Comparison, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `min`, `max`: two or more arguments of one type.
    Minimum(Vec<Expr>),
    Maximum(Vec<Expr>),
    Absolute(Box<Expr>),
    /// `sum(x, last 3 months)`: a fold of a flow or stock over a window that ends with this period.
    Window(Fold, Box<Expr>, Window),
    /// `sum(Senior.scheduled_service, next 6 months)`: contractual payments ahead, as known today.
    Projection(TrancheId, u32),
    /// `5.60% until 2031-03-25 then 10.60%`
    Dated(Dated),
}

/// Sums and products. The operands of a sum have been converted to the type of the result; a product or quotient
/// carries the exact fraction that its units leave over (1/1 unless months met years).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply {
        numerator: i128,
        denominator: i128,
    },
    /// Zero divisor, or a negative one under the same dimensions: `n/a`.
    Divide {
        numerator: i128,
        denominator: i128,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    Sum,
    Average,
    Minimum,
    Maximum,
}

/// The last `periods` periods, this one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// `None`: all periods so far (a whole-life fold, as tests write `min(DSCR.value)`).
    pub periods: Option<u32>,
    pub or_fewer: bool,
}

/// A term that changes by date: each value holds for periods ending on or before its date, the last one after.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    pub until: Vec<(Date, Expr)>,
    pub after: Box<Expr>,
}

/// An argument of a table entry (a method, a verb, a form): what the preposition introduced.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    Expr(Expr),
    Months(u32),
    Date(Date),
}

/// Everything that has a name and a value in each period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Read {
    Line(LineId),
    Input(InputId),
    Curve(CurveId),
    Asset(AssetId, AssetAttribute),
    /// The value line of an asset with this index.
    AssetValue(AssetId, u32),
    Contract(ContractId, ContractAttribute),
    Account(AccountId, AccountAttribute),
    Fee(FeeId, FeeAttribute),
    Tranche(TrancheId, TrancheAttribute),
    State(StateId),
    Step(StepId, StepAttribute),
    Covenant(CovenantId, CovenantAttribute),
    Liquidation(LiquidationId, LiquidationAttribute),
    Party(PartyId, PartyAttribute),
    Period(PeriodAttribute),
    /// `remaining` inside a waterfall step: what is left in the account the waterfall pays from.
    Remaining(AccountId),
    /// `remaining` in the order of an enforcement: what is left in the estate.
    Estate,
}
