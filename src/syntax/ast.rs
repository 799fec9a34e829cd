//! The syntax tree: what a `.deal` file says, before anything is looked up.
//!
//! Plain data with a place in the source. The shape is regular: a file is blocks and computed lines, a block is
//! lines, a line is a head and a phrase, a phrase is clauses, a clause is expressions and modifiers. Which words are
//! verbs, labels or names is decided by the checker, never here.

use crate::source::Span;

/// Everything written in one file, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    pub items: Vec<Item>,
    /// Those outside all blocks.
    pub allows: Vec<Allow>,
}

/// One thing that starts in column 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Block(Block),
    Computed(Computed),
}

/// A word as the author wrote it, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// `[TS 4.2(b)]`: the source's handle and the section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// `TS 4.2(b)`, white space folded to single spaces.
    pub text: String,
    pub span: Span,
}

/// `kind handle? "title"? modifier* cite* (: phrase | { line* })?`
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub kind: BlockKind,
    pub kind_span: Span,
    pub handle: Option<Name>,
    pub title: Option<Text>,
    /// What stands between the title and the body: `on Fleet`, `from Uses on each draw date`, `under Collapse`.
    pub head: Vec<Element>,
    pub cites: Vec<Cite>,
    /// The `##` lines just above.
    pub doc: Option<String>,
    pub body: Body,
    /// Those among its lines: they say nothing about the deal, so they are not among them here.
    pub allows: Vec<Allow>,
    pub span: Span,
}

/// `allow never-fails of below 1.10x because "the paper sets it as a backstop"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    pub lint: Name,
    /// The words after `of`, white space folded.
    pub of: Option<Name>,
    pub reason: Text,
    pub span: Span,
}

/// What a block holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    None,
    /// `input u: 80% from 0% to 100%`
    Phrase(Phrase),
    Lines(Vec<Line>),
}

/// A quoted string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub span: Span,
}

/// `NAME = expr, first expr`
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    pub name: Name,
    pub value: Expr,
    pub first: Option<Expr>,
    pub cites: Vec<Cite>,
    pub doc: Option<String>,
    pub span: Span,
}

/// One line inside braces.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// `head: phrase`: a term, a step, a level or an entry; the kind of block says which.
    Labelled(Labelled),
    /// `expect …` or `given …`
    Expectation(Expectation),
    /// `order { … }`
    Nested(Block),
    /// `NAME = expr` inside a block.
    Computed(Computed),
}

/// `day count: act/360 [TS 3.1]`
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// What stands before the colon, as elements: `[day, count]`, `[below, 1.35x]`, `[Fleet.market]`.
    pub head: Vec<Element>,
    pub head_span: Span,
    pub phrase: Phrase,
    pub cites: Vec<Cite>,
    pub doc: Option<String>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    pub keyword: ExpectationKind,
    pub phrase: Phrase,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectationKind {
    Expect,
    Given,
}

/// `clause, clause, …`
#[derive(Debug, Clone, PartialEq)]
pub struct Phrase {
    pub clauses: Vec<Clause>,
    pub span: Span,
}

/// Words, expressions and modifiers, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    pub elements: Vec<Element>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Element {
    /// A single word is a one-name `Path` here: whether it is a word or a reference is the label's business.
    Expr(Expr),
    Modifier(Modifier),
}

/// A preposition and its operand: `up to 50% of remaining`; `pro rata` has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Modifier {
    pub preposition: Preposition,
    pub preposition_span: Span,
    pub operand: Option<Expr>,
    pub span: Span,
}

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

/// A number exactly as written, underscores and magnitude letter resolved: `110M` is `110000000`, scale kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Whole number of `10^-scale`.
    pub mantissa: i128,
    pub scale: u32,
}

/// `GPU-hour`, `GPU per month` (after a first `per` has been read): words joined by `per`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitText {
    /// The unit counted, absent in `USD 3` and in `5% per year`.
    pub over: Option<Name>,
    /// The units after each `per`.
    pub per: Vec<Name>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `0.8`, `5`
    Number(Number),
    /// `75%`, `13% per year`: the number is in percent; no `per` leaves ratio or rate to the neighbours.
    Percent(Number, UnitText),
    /// `450 bps`
    BasisPoints(Number, UnitText),
    /// `1.25x`
    Multiple(Number),
    /// `USD 2.60 per GPU-hour`
    Money(Name, Number, UnitText),
    /// `5_734 GPU`, `41 kW per rack`, `18 months`, `2 passes`: a number and unit words.
    Quantity(Number, UnitText),
    /// `10 business days`
    BusinessDays(Number),
    /// `2026-12-31`
    Date(Date),
    Text(String),
    Boolean(bool),
    /// `TBD`
    ToBeDetermined,
    /// `undisclosed`
    Undisclosed,
    /// `Senior.balance`, `revenue`
    Path(Vec<Name>),
    /// `sum(CFADS, last 3 months)`
    Call(Name, Vec<Expr>),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Prior(Box<Expr>),
    Binary(Operator, Span, Box<Expr>, Box<Expr>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `18% of revenue`
    Share(Box<Expr>, Box<Expr>),
    /// `last 3 months or fewer`, `next 6 months`: only as an argument.
    Window(Direction, Box<Expr>, bool),
    /// `each quarter end`, `each payment date`: the words after `each`.
    Each(Vec<Name>),
    /// A wrong form that has already been reported; it fits everywhere and says nothing more.
    Bad,
}

/// A civil date that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: i16,
    pub month: i8,
    pub day: i8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Last,
    Next,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Closed: these words introduce an operand and can never be names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Preposition {
    From,
    To,
    On,
    Of,
    At,
    By,
    In,
    For,
    Over,
    With,
    Without,
    Within,
    Until,
    When,
    Before,
    After,
    Under,
    Then,
    Else,
    UpTo,
    AtMost,
    ElseFrom,
    CountedAs,
    /// `pro rata`: a flag, no operand.
    ProRata,
}

/// Kinds of block are closed: a word that is not one of these does not start a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    Deal,
    Source,
    Import,
    Input,
    Curve,
    Unit,
    Asset,
    Contract,
    Party,
    Account,
    Fee,
    Tranche,
    State,
    Waterfall,
    Covenant,
    Liquidation,
    Enforcement,
    /// Only inside `enforcement`.
    Order,
    /// Rows by date, age or number, inside a block: `table amortization { 12: 40% }`.
    Table,
    Amendment,
    Shock,
    Scenario,
    Test,
    Process,
    Correlation,
    Study,
}
