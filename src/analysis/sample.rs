//! A small deal for tests: five yearly payments out of revenue that falls by 30% a year.

use crate::model::*;
use crate::quantity::{CalendarUnit, Unit, power_of_ten};
use crate::source::Span;
use crate::time::{Calendar, Date, Frequency, Grid, MonthEnd, Roll};

pub fn date(text: &str) -> Date {
    Date::from_iso(text).expect("a date")
}

fn usd() -> Type {
    Type::Quantity(Unit::money(Currency::from_code("USD").expect("a currency")))
}

fn ratio() -> Type {
    Type::Quantity(Unit::ratio())
}

fn expr(of: Type, kind: ExprKind) -> Expr {
    Expr { kind, of, place: Span::default() }
}

fn constant(of: Type, value: i128) -> Expr {
    expr(of, ExprKind::Constant(value))
}

pub fn money(dollars: i128) -> Expr {
    constant(usd(), dollars * 100)
}

/// A ratio in hundredths.
pub fn hundredths(value: i128) -> Expr {
    constant(ratio(), value * power_of_ten(10))
}

pub fn read(of: Type, read: Read) -> Expr {
    expr(of, ExprKind::Read(read))
}

pub fn money_of(name: Read) -> Expr {
    read(usd(), name)
}

pub fn ratio_of(name: Read) -> Expr {
    read(ratio(), name)
}

fn label(name: &str, clause: Option<&str>) -> Label {
    Label { name: name.into(), title: None, clause: clause.map(str::to_string), place: Span::default() }
}

fn scenario(name: &str, shocks: Vec<ShockId>) -> Scenario {
    Scenario {
        label: label(name, None),
        shocks,
        inputs: Vec::new(),
        cures: Vec::new(),
        without: Vec::new(),
        without_waterfalls: Vec::new(),
        without_covenants: Vec::new(),
        without_amendments: Vec::new(),
    }
}

fn step(name: &str, action: StepAction, support: bool, when: Option<Expr>) -> Step {
    Step {
        label: label(&format!("Payments.{name}"), Some("TS 5.1")),
        text: name.into(),
        from: Some(AccountId(0)),
        support: if support { vec![DrawDestination::Account(AccountId(1))] } else { Vec::new() },
        action,
        limit: None,
        yearly_limit: None,
        when,
    }
}

fn pay(kind: PayeeKind) -> StepAction {
    let payee = Payee { kind, unpaid: Unpaid::Carry, text: String::new() };
    StepAction::Pay { payees: vec![payee], sharing: Sharing::InOrder }
}

fn account(name: &str, receives: Vec<Expr>) -> Account {
    Account {
        label: label(name, None),
        receives,
        target: None,
        releases: None,
        interest: None,
        at_end: Some(DrawDestination::Party(PartyId(0))),
        opening: None,
    }
}

fn level(text: &str, hundredths: i128, consequences: Vec<Consequence>) -> Level {
    Level {
        text: text.into(),
        clause: None,
        place: Span::default(),
        test: LevelTest::Below(self::hundredths(hundredths)),
        in_a_row: 1,
        consequences,
        cure: None,
    }
}

/// Figures by hand: revenue 21,024,000 falling by 30%, costs 4,161,576, a loan of 30M at 9% in five equal parts.
pub fn deal() -> Model {
    let closing = date("2025-12-31");
    let (first, last) = (date("2026-12-31"), date("2030-12-31"));
    let grid = Grid::build(closing, Frequency::Year, first, last, MonthEnd::Keep).expect("a grid");
    let payments = std::iter::once(closing).chain(grid.ends().iter().copied()).collect();
    let revenue = [2_102_400_000, 1_471_680_000, 1_030_176_000, 721_123_200, 504_786_240];
    let rows = std::iter::once((closing, 0)).chain(grid.ends().iter().copied().zip(revenue)).collect();
    let stable = Shock {
        label: label("Crash", Some("MD 2")),
        entries: vec![ShockEntry {
            target: ShockTarget::Curve(CurveId(0)),
            change: Change::Times(hundredths(50)),
            from: Some(date("2028-01-01")),
            over_months: None,
            until: None,
            text: "revenue: times 50% from 2028-01-01".into(),
            place: Span { source: Default::default(), start: 7, end: 9 },
        }],
    };
    let loan = TrancheId(0);
    let of_loan = |attribute| Read::Tranche(loan, attribute);
    let line = |name: &str, value: Expr| Line { label: label(name, None), value, first: None, running: false };
    let until = Until::Passed;
    Model {
        deal: Deal {
            label: label("Rent deflation", None),
            currency: Currency::from_code("USD").expect("a currency"),
            rounding: Default::default(),
            grid,
            months_per_period: 12,
            payments,
            tail: Vec::new(),
            calendar: Calendar::none(),
            roll: Roll::default(),
            month_end: MonthEnd::Keep,
            opening: Vec::new(),
        },
        sources: Vec::new(),
        inputs: Vec::new(),
        curves: vec![Curve {
            label: label("revenue", None),
            of: usd(),
            path: CurvePath::Table { rows, between: Between::Step, hold_after: true },
            floor: None,
        }],
        assets: vec![Asset {
            label: label("Fleet", None),
            units: constant(ratio(), 1000 * power_of_ten(12)),
            cost: AssetCost::Total(money(40_000_000)),
            in_service: closing,
            power: None,
            hosting: None,
            cooling: None,
            values: vec![ValueLine {
                label: label("book", None),
                depreciation: Depreciation::ByAge { rows: vec![(0, power_of_ten(12)), (72, 0)], linear: true },
                floor: None,
                steps: Vec::new(),
            }],
            sold: None,
        }],
        contracts: Vec::new(),
        parties: vec![Party { label: label("Sponsor", None), rating: None }],
        accounts: vec![account("Cash", vec![money_of(Read::Curve(CurveId(0)))]), account("Trap", Vec::new())],
        fees: Vec::new(),
        tranches: vec![Tranche {
            label: label("Loan", Some("TS 3.1")),
            limit: money(30_000_000),
            draws: vec![Draw { amount: money(30_000_000), on: closing }],
            proceeds: DrawDestination::Party(PartyId(0)),
            coupon: constant(Type::Quantity(Unit::rate(CalendarUnit::Year)), 9 * power_of_ten(10)),
            setting: RateSetting::InArrears,
            day_count: crate::time::DayCount::from_name("30/360").expect("a day count"),
            adjusted: false,
            capitalizes: false,
            upfront_fee: None,
            undrawn_fee: None,
            advance: None,
            amortization: Amortization::EqualPrincipal { instalments: 5, from: first },
            prepayments: Prepayments::InOrder,
            maturity: last,
            unpaid_interest: UnpaidInterest::Arrears,
            payment_default: PaymentDefault::Never,
            default_rate: None,
            secured_by: Vec::new(),
            borrower: None,
            opening: None,
        }],
        states: vec![State { label: label("lockup", None) }],
        waterfalls: vec![Waterfall {
            label: label("Payments", Some("TS 5.1")),
            from: AccountId(0),
            dates: WaterfallDates::EachPayment,
            steps: (0..5).map(StepId).collect(),
        }],
        steps: vec![
            step("opex", pay(PayeeKind::Line(LineId(0))), false, None),
            step("interest", pay(PayeeKind::Interest(loan)), true, None),
            step("principal", pay(PayeeKind::ScheduledPrincipal(loan)), true, None),
            step(
                "trap",
                StepAction::Remaining(DrawDestination::Account(AccountId(1))),
                false,
                Some(read(Type::Boolean, Read::State(StateId(0)))),
            ),
            step("rest", StepAction::Remaining(DrawDestination::Party(PartyId(0))), false, None),
        ],
        covenants: vec![Covenant {
            label: label("DSCR", Some("TS 7.1")),
            measure: Measure::Quotient {
                numerator: money_of(Read::Line(LineId(1))),
                denominator: money_of(of_loan(TrancheAttribute::DebtService)),
                factor: (1, 1),
                of: ratio(),
            },
            dates: TestDates { tested: vec![false, true, true, true, true, true], text: "each period".into() },
            waivers: Vec::new(),
            position: TestPosition::BeforeWaterfall(WaterfallId(0)),
            levels: vec![
                level("below 1.35x", 135, vec![Consequence::Enter { state: StateId(0), until }]),
                level("below 1.25x", 125, vec![Consequence::EventOfDefault { of: vec![loan] }]),
            ],
            fail_when_not_available: false,
        }],
        liquidations: Vec::new(),
        enforcement: None,
        lines: vec![
            line("opex", money(4_161_576)),
            line(
                "CFADS",
                expr(
                    usd(),
                    ExprKind::Arithmetic(
                        Arithmetic::Subtract,
                        Box::new(money_of(Read::Curve(CurveId(0)))),
                        Box::new(money_of(Read::Line(LineId(0)))),
                    ),
                ),
            ),
        ],
        shocks: vec![stable],
        scenarios: vec![scenario("base", Vec::new()), scenario("Half", vec![ShockId(0)])],
        tests: Vec::new(),
        amendments: Vec::new(),
        alternatives: Vec::new(),
        assumed: vec!["nobody cures".into()],
        holes: Vec::new(),
    }
}
