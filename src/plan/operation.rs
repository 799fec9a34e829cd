//! Slots and the operations that fill them.

use crate::model::Type;
use crate::source::Span;

/// One named whole number of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

impl Slot {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a slot means and how it starts a period.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotInfo {
    /// As users know it: `Senior.balance`; a part of an expression has none.
    pub name: Option<String>,
    pub of: Type,
    pub held: Held,
    pub place: Span,
}

/// How a slot starts each period.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    Constant(i128),
    /// Known from the calendar alone: one value a row.
    Column(Vec<i128>),
    /// Carried from the row before; this value on the closing row.
    State(i128),
    /// Zero until an operation writes it.
    Flow,
    /// Given by the path: the plan's driver with this index.
    Driver(u32),
}

/// One step of the period.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    pub action: Action,
    /// Skipped, leaving its slots as they are, unless this slot is 1.
    pub guard: Option<Slot>,
    pub place: Span,
}

/// Arithmetic, and the domain's own verbs.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    Copy {
        out: Slot,
        a: Slot,
    },
    Add {
        out: Slot,
        a: Slot,
        b: Slot,
    },
    Subtract {
        out: Slot,
        a: Slot,
        b: Slot,
    },
    Negate {
        out: Slot,
        a: Slot,
    },
    Absolute {
        out: Slot,
        a: Slot,
    },
    /// round(a × b × numerator / denominator): the scales are in the fraction.
    Multiply {
        out: Slot,
        a: Slot,
        b: Slot,
        numerator: i128,
        denominator: i128,
    },
    /// round(a × numerator / (b × denominator)); n/a over zero, and over a negative when `ratio`.
    Divide {
        out: Slot,
        a: Slot,
        b: Slot,
        numerator: i128,
        denominator: i128,
        ratio: bool,
    },
    /// round(a × numerator / denominator)
    Rescale {
        out: Slot,
        a: Slot,
        numerator: i128,
        denominator: i128,
    },
    Minimum {
        out: Slot,
        a: Slot,
        b: Slot,
    },
    Maximum {
        out: Slot,
        a: Slot,
        b: Slot,
    },
    Compare {
        out: Slot,
        how: crate::model::Comparison,
        a: Slot,
        b: Slot,
    },
    /// A quotient against a level, cross-multiplied.
    CompareQuotient(Box<CompareQuotient>),
    And {
        out: Slot,
        a: Slot,
        b: Slot,
    },
    Or {
        out: Slot,
        a: Slot,
        b: Slot,
    },
    Not {
        out: Slot,
        a: Slot,
    },
    Select {
        out: Slot,
        condition: Slot,
        yes: Slot,
        no: Slot,
    },
    /// Whether a value is available, as 0 or 1.
    Available {
        out: Slot,
        a: Slot,
    },
    /// base^(exponent/per), correctly rounded; base a ratio, exponent a count.
    Power {
        out: Slot,
        base: Slot,
        exponent: Slot,
        per: u32,
    },
    /// The value in the row before; n/a on the closing row.
    Prior {
        out: Slot,
        of: Slot,
    },
    /// A fold over the last rows, this one included; closing is never counted.
    Window {
        out: Slot,
        of: Slot,
        fold: FoldKind,
        periods: Option<u32>,
        or_fewer: bool,
    },
    /// Interest: the sum of amount × rate × days / basis, each one fraction rounded once.
    Accrue {
        out: Slot,
        terms: Vec<Accrual>,
    },
    /// Principal scheduled for the period.
    Instalment {
        out: Slot,
        instalment: Box<Instalment>,
    },
    /// Contractual payments ahead, as known today.
    Project {
        out: Slot,
        projection: Box<Projection>,
    },
    /// Cash from outside to an account, from an account to outside, or between accounts: all of the amount.
    Transfer {
        from: Place,
        from_balance: Option<Slot>,
        to: Place,
        to_balance: Option<Slot>,
        amount: Slot,
    },
    /// Smallest amount of money, not below zero, that puts a quotient at a level.
    Remedy {
        out: Slot,
        kind: RemedyKind,
        top: Slot,
        bottom: Slot,
        level: Slot,
        left: i128,
        right: i128,
    },
    /// Stops the run where a term of the deal is broken.
    Require {
        holds: Slot,
        what: &'static str,
    },
    /// A waterfall step.
    Pay(Box<Pay>),
    /// One level of a covenant.
    Test(Box<LevelTest>),
    /// What a failed level holds, and how it lets go.
    Hold(Box<Hold>),
    /// Average price of one lot sold into limited depth.
    LotPrice(Box<LotPrice>),
    /// Value of everything in a forced sale from today.
    ForcedSale(Box<ForcedSale>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    Sum,
    Average,
    Minimum,
    Maximum,
}

/// What the money does to a quotient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemedyKind {
    /// Adds to the numerator: income.
    RaiseTop,
    /// Takes from the numerator: debt over value.
    LowerTop,
    /// Takes from the denominator: value over debt.
    LowerBottom,
}

/// One summand of interest.
#[derive(Debug, Clone, PartialEq)]
pub struct Accrual {
    pub amount: Slot,
    /// A rate per year, 12 decimals.
    pub rate: Slot,
    /// Day-count fraction of the period, as two columns.
    pub days: Slot,
    pub basis: Slot,
}

/// `numerator × p / (denominator × q)` against a level.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareQuotient {
    pub out: Slot,
    pub how: crate::model::Comparison,
    pub numerator: Slot,
    pub denominator: Slot,
    pub level: Slot,
    /// The level holds when numerator × left = level × denominator × right.
    pub left: i128,
    pub right: i128,
}

/// How principal falls due.
#[derive(Debug, Clone, PartialEq)]
pub enum Instalment {
    /// Part `number` (1-based; 0 for none) of `count` equal parts of `drawn`.
    Equal { drawn: Slot, number: Slot, count: u32 },
    /// Annuity principal on the balance at this period's rate with `left` instalments to come.
    Level { balance: Slot, rate: Slot, days: Slot, basis: Slot, left: Slot },
}

/// Contractual payments of the next rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    pub balance: Slot,
    /// Scheduled principal in arrears: part of the balance, not of the schedule.
    pub arrears: Slot,
    pub rate: Slot,
    pub days: Slot,
    pub basis: Slot,
    pub instalments: Vec<ProjectedInstalment>,
    /// Prepaid ahead of the next instalments.
    pub ahead: Option<Slot>,
    /// The row of maturity: nothing is scheduled after it.
    pub matures: u32,
    /// Committed draws, each earning from its own date.
    pub draws: Vec<ProjectedDraw>,
    /// Rows to look ahead.
    pub rows: u32,
    pub capitalizes: bool,
}

/// A draw to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProjectedDraw {
    pub row: u32,
    pub amount: i128,
    /// From its date to the end of its row.
    pub days: i64,
    pub basis: i64,
}

/// The part of the schedule one draw brings, or the annuity.
#[derive(Debug, Clone, PartialEq)]
pub enum ProjectedInstalment {
    /// `number` is a column.
    Equal {
        drawn: Slot,
        committed: i128,
        drawn_row: u32,
        number: Slot,
        count: u32,
    },
    Level {
        rate: Slot,
        days: Slot,
        basis: Slot,
        left: Slot,
    },
    /// Money each row, as a column.
    Amount {
        amount: Slot,
        active: Slot,
    },
    /// Share of the drawn amount, as a column of ratios.
    Share {
        drawn: Slot,
        share: Slot,
    },
}

/// Who holds cash, or sends and receives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Index in the plan's accounts.
    Account(u32),
    Outside(Party),
}

/// Everybody outside the deal's accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A party of the deal; the Sponsor is 0.
    Named(u32),
    /// The lenders of a tranche.
    Lenders(u32),
    /// Whoever is paid a fee.
    FeeTaker(u32),
    /// Customers: revenue.
    Customers,
    /// Suppliers: operating cost and other amounts.
    Suppliers,
    /// Sellers of an asset.
    Vendors(u32),
    /// Buyers in a sale.
    Buyers(u32),
    /// Brokers, storage: cost of a sale.
    SaleAgents(u32),
    /// The bank that pays interest on an account.
    Bank,
}

/// A waterfall step: dues met from an account and its supports.
#[derive(Debug, Clone, PartialEq)]
pub struct Pay {
    /// The waterfall's account first, then `else from` in order.
    pub from: Vec<PaySource>,
    pub payments: Vec<Payment>,
    pub sharing: Sharing,
    pub limit: Option<Slot>,
    pub due: Slot,
    pub paid: Slot,
    pub unpaid: Slot,
    pub support: Slot,
}

/// Where a step takes cash; a party outside pays whatever is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct PaySource {
    pub place: Place,
    pub balance: Option<Slot>,
}

/// One payee of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Payment {
    pub due: Slot,
    pub to: Place,
    pub to_balance: Option<Slot>,
    /// What was paid is taken off these.
    pub reduces: Vec<Slot>,
    /// And added to these.
    pub raises: Vec<Slot>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Sharing {
    InOrder,
    /// One weight a payee.
    ProRata(Vec<Slot>),
}

/// What a level looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Tested {
    Quotient {
        numerator: Slot,
        denominator: Slot,
        left: i128,
        right: i128,
    },
    Value(Slot),
    /// Fails when the condition holds.
    Condition(Slot),
}

#[derive(Debug, Clone, PartialEq)]
pub struct LevelTest {
    /// 1 on a test date.
    pub active: Slot,
    pub tested: Tested,
    pub threshold: Option<Slot>,
    pub below: bool,
    pub in_a_row: u32,
    pub fail_when_not_available: bool,
    /// 1 failed, 0 passed, n/a not tested.
    pub failed: Slot,
    /// Failures in a row so far.
    pub streak: Slot,
}

/// A level's hold on something: entered on failure, let go as its rule says.
#[derive(Debug, Clone, PartialEq)]
pub struct Hold {
    pub failed: Slot,
    pub hold: Slot,
    pub passes: Slot,
    pub until: Until,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Until {
    Passes(u32),
    /// A column: 1 from the date on.
    From(Slot),
    Permanent,
}

/// The terms of a sale, evaluated for the period.
#[derive(Debug, Clone, PartialEq)]
pub struct SaleTerms {
    pub impact: ImpactForm,
    /// Units a month the market takes, buyers' share applied; absent when the form does not need it.
    pub depth: Option<Slot>,
    /// Share of used depth that comes back in a month.
    pub refill: Option<Slot>,
    /// Floor of the price of a unit.
    pub scrap: Option<Slot>,
    /// Decimals of a count of units, and of a price of one.
    pub unit_scale: u32,
    pub price_scale: u32,
    pub money_scale: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ImpactForm {
    None,
    Flat(Slot),
    Linear(Slot),
    SquareRoot {
        alpha: Slot,
        volume: Slot,
    },
    Exponential(Slot),
    /// The discount as computed.
    Formula(Slot),
}

#[derive(Debug, Clone, PartialEq)]
pub struct LotPrice {
    /// Price of a unit before impact.
    pub price: Slot,
    pub lot: Slot,
    /// Depth used up before this lot.
    pub used: Slot,
    pub terms: SaleTerms,
    pub out: Slot,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ForcedSale {
    /// Value of all units today.
    pub value: Slot,
    pub units: Slot,
    /// Units a month; everything at once when absent.
    pub plan: Option<Slot>,
    /// Growth of the price a month, as a factor.
    pub drift: Option<Slot>,
    /// Money per unit per month.
    pub carry: Option<Slot>,
    /// Share of gross.
    pub costs: Option<Slot>,
    pub terms: SaleTerms,
    pub gross: Slot,
    pub net: Slot,
}
