//! The reference deal, eight paths a register, eight registers side by side. In floats without rounding, or to the cent:
//! whole cents in floats, factors to twelve decimals.

use super::lanes::{Mask, Vector};

pub const PERIODS: usize = 60;
/// Paths that go through the periods together.
pub const BLOCK: usize = 64;
const GROUPS: usize = BLOCK / 8;

const REVENUE: f64 = 1_518_400.0;
const MARKET: f64 = 30_000_000.0;
const COINS: f64 = 6_000_000.0;
const INSTALMENT: f64 = 375_000.0;
const FEE: f64 = 10_000.0;
const FEE_RATE: f64 = 0.000_416_666_667;
const MEZZ_RATE: f64 = 0.010_833_333_333;

/// What is the same on every path.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    rent: f64,
    value: f64,
    costs: f64,
    rate: f64,
    discount: f64,
}

/// Every period, in whole cents or in dollars.
pub fn periods(cents: bool) -> Vec<Period> {
    let factor = |x: f64| if cents { (x * 1e12).round() / 1e12 } else { x };
    let (mut rent, mut value, mut growth, mut discount) = (1.0, 1.0, 1.0, 1.0);
    let period = |month: usize| {
        if month > 1 {
            rent = factor(rent * 0.981576529874);
            growth = factor(growth * 1.002466269772);
        }
        value = factor(value * 0.964738135793);
        discount = factor(discount * 0.990600397943);
        if month == 24 {
            rent = factor(rent * 0.90);
            value = factor(value * 0.75);
        }
        let base = (0.043 - 0.0002 * (month - 1) as f64).max(0.03);
        let opex = 120_000.0 * growth;
        let costs = if cents { 5_840_000.0 + (opex * 100.0).round() } else { 58_400.0 + opex };
        Period { rent, value, costs, rate: factor((base + 0.045) / 12.0), discount }
    };
    (1..=PERIODS).map(period).collect()
}

/// What is left of a path. Money in dollars; months count from one, zero is never.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Summary {
    pub breach: f64,
    pub default: f64,
    pub least_cover: f64,
    pub most_loan_to_value: f64,
    pub senior_claim: f64,
    pub senior_received: f64,
    pub mezz_claim: f64,
    pub mezz_received: f64,
    pub equity: f64,
    pub equity_npv: f64,
}

/// Eight paths under way.
#[derive(Clone, Copy)]
struct Lane<const CENTS: bool> {
    senior: Vector,
    mezz: Vector,
    reserve: Vector,
    arrears: Vector,
    late: Vector,
    /// Cash flow and debt service of the two periods before.
    flows: [Vector; 2],
    services: [Vector; 2],
    missed: Mask,
    alive: Mask,
    breach: Vector,
    default: Vector,
    least_cover: Vector,
    most_loan_to_value: Vector,
    senior_claim: Vector,
    senior_received: Vector,
    mezz_claim: Vector,
    mezz_received: Vector,
    equity: Vector,
    equity_npv: Vector,
}

impl<const CENTS: bool> Lane<CENTS> {
    const UNIT: f64 = if CENTS { 100.0 } else { 1.0 };

    #[inline(always)]
    fn money(dollars: f64) -> Vector {
        Vector::of(dollars * Self::UNIT)
    }

    /// To the cent; for what is never negative.
    #[inline(always)]
    fn rounded(x: Vector) -> Vector {
        if CENTS { x.near() } else { x }
    }

    /// To twelve decimals.
    #[inline(always)]
    fn factor(x: Vector) -> Vector {
        if CENTS { (x * Vector::of(1e12)).near() / Vector::of(1e12) } else { x }
    }

    /// a × b + c, the product rounded.
    #[inline(always)]
    fn plus(a: Vector, b: Vector, c: Vector) -> Vector {
        if CENTS { c + (a * b).near() } else { a.times_plus(b, c) }
    }

    /// Dollars times a factor of the period and one of the path.
    #[inline(always)]
    fn moved(dollars: f64, factor: f64, path: Vector) -> Vector {
        if CENTS {
            (Self::money(dollars) * Self::factor(Vector::of(factor) * path)).near()
        } else {
            Vector::of(dollars * factor) * path
        }
    }

    #[inline(always)]
    fn start() -> Lane<CENTS> {
        let zero = Vector::of(0.0);
        Lane {
            senior: Self::money(18e6),
            mezz: Self::money(6e6),
            reserve: Self::money(3e6),
            arrears: zero,
            late: zero,
            flows: [zero; 2],
            services: [zero; 2],
            missed: 0,
            alive: 0xFF,
            breach: zero,
            default: zero,
            least_cover: Vector::of(99.0),
            most_loan_to_value: zero,
            senior_claim: zero,
            senior_received: zero,
            mezz_claim: zero,
            mezz_received: zero,
            equity: zero,
            equity_npv: zero,
        }
    }

    #[inline(always)]
    fn step(&mut self, period: &Period, month: usize, x: Vector, b: Vector) {
        let zero = Vector::of(0.0);
        let (rate, discount) = (Vector::of(period.rate), Vector::of(period.discount));
        let instalment = Self::money(INSTALMENT);
        let revenue = Self::moved(REVENUE, period.rent, x);
        let market = Self::moved(MARKET, period.value, x);
        let coins = Self::rounded(Self::money(COINS) * b);
        let assets = market + coins;
        let fee = Self::plus(self.senior, Vector::of(FEE_RATE), Self::money(FEE));
        let interest = Self::rounded(self.senior * rate);
        let junior = Self::rounded(self.mezz * Vector::of(MEZZ_RATE));
        let service = interest + junior + self.senior.min(instalment);
        let operating = revenue - Vector::of(period.costs);
        let mut cash = (operating.max(zero) - fee).max(zero);

        let due = interest + self.arrears;
        let own = cash.min(due);
        let drawn = self.reserve.min(due - own);
        let arrears = due - own - drawn;
        let mut reserve = self.reserve - drawn;
        cash = cash - own;

        let own = cash.min(junior);
        let mut mezz = self.mezz + (junior - own);
        cash = cash - own;

        let due = self.senior.min(instalment + self.late);
        let own = cash.min(due);
        let drawn = reserve.min(due - own);
        let late = due - own - drawn;
        let mut senior = self.senior - (own + drawn);
        reserve = reserve - drawn;
        cash = cash - own;

        let tolerance = if CENTS { zero } else { Vector::of(0.005) };
        let missed = tolerance.below(arrears + late);
        let liquidated = missed & self.missed & self.alive;
        self.missed = missed;

        let target = Vector::of(6.0) * Self::plus(senior, rate, senior.min(instalment));
        let gap = target - reserve;
        let moved = cash.min(gap.max(zero)) + gap.min(zero);
        reserve = reserve + moved;
        cash = cash - moved;

        let flow = operating - fee;
        let flows = flow + (self.flows[0] + self.flows[1]);
        let services = service + (self.services[0] + self.services[1]);
        self.flows = [flow, self.flows[0]];
        self.services = [service, self.services[0]];
        let debt = senior + mezz;
        let tested = zero.below(services) & self.alive;
        self.least_cover = Vector::select(tested, self.least_cover.min(flows / services), self.least_cover);
        self.most_loan_to_value =
            Vector::select(self.alive, self.most_loan_to_value.max(debt / assets), self.most_loan_to_value);
        // Exactly, where cents are exact: 1.20 and 0.80 are no floats.
        let fails = if CENTS {
            (flows * Vector::of(5.0)).below(services * Vector::of(6.0))
                | (assets * Vector::of(4.0)).below(debt * Vector::of(5.0))
        } else {
            flows.below(services * Vector::of(1.2)) | (assets * Vector::of(0.8)).below(debt)
        };
        let trap = zero.below(debt) & fails;
        let first = trap & self.alive & self.breach.equals(zero);
        self.breach = Vector::select(first, Vector::of(month as f64), self.breach);

        let swept = Vector::select(trap, cash.min(senior), zero);
        cash = cash - swept;
        senior = senior - swept;
        let half = Self::rounded(cash * Vector::of(0.5));
        let swept = Vector::select(trap, cash, half).min(mezz);
        cash = cash - swept;
        mezz = mezz - swept;
        let rest = Vector::select(self.alive, cash, zero);
        self.equity = self.equity + rest;
        self.equity_npv = Self::plus(rest, discount, self.equity_npv);
        (self.senior, self.mezz, self.reserve) = (senior, mezz, reserve);
        (self.arrears, self.late) = (arrears, late);

        let ended = if month == PERIODS { self.alive } else { liquidated };
        if ended != 0 {
            self.settle(ended, liquidated, month, [market, coins, x, discount]);
        }
    }

    /// Sells everything and pays what is owed.
    #[inline(always)]
    fn settle(&mut self, ended: Mask, liquidated: Mask, month: usize, [market, coins, x, discount]: [Vector; 4]) {
        let one = Vector::of(1.0);
        let forced = (Self::factor(Vector::of(0.25) / x) + Vector::of(0.05)).min(Vector::of(0.80));
        let haircut = Vector::select(liquidated, forced, Vector::of(0.10));
        let coins_haircut = Vector::select(liquidated, Vector::of(0.05), Vector::of(0.0));
        let gross = Self::rounded(market * (one - haircut)) + Self::rounded(coins * (one - coins_haircut));
        let net = gross - Self::rounded(Vector::of(0.02) * gross) + self.reserve;
        let claim = self.senior + self.arrears;
        let senior = net.min(claim);
        let mezz = (net - senior).min(self.mezz);
        let rest = net - senior - mezz;
        let (equity, npv) = (self.equity + rest, Self::plus(rest, discount, self.equity_npv));
        let set = |kept: &mut Vector, value: Vector| *kept = Vector::select(ended, value, *kept);
        set(&mut self.senior_claim, claim);
        set(&mut self.senior_received, senior);
        set(&mut self.mezz_claim, self.mezz);
        set(&mut self.mezz_received, mezz);
        set(&mut self.equity, equity);
        set(&mut self.equity_npv, npv);
        self.default = Vector::select(liquidated, Vector::of(month as f64), self.default);
        self.alive &= !ended;
    }

    fn summaries(&self) -> [Summary; 8] {
        let dollars = |it: Vector| it.to_array().map(|it| it / Self::UNIT);
        let (breach, default) = (self.breach.to_array(), self.default.to_array());
        let (least_cover, most_loan_to_value) = (self.least_cover.to_array(), self.most_loan_to_value.to_array());
        let (senior_claim, senior_received) = (dollars(self.senior_claim), dollars(self.senior_received));
        let (mezz_claim, mezz_received) = (dollars(self.mezz_claim), dollars(self.mezz_received));
        let (equity, equity_npv) = (dollars(self.equity), dollars(self.equity_npv));
        std::array::from_fn(|it| Summary {
            breach: breach[it],
            default: default[it],
            least_cover: least_cover[it],
            most_loan_to_value: most_loan_to_value[it],
            senior_claim: senior_claim[it],
            senior_received: senior_received[it],
            mezz_claim: mezz_claim[it],
            mezz_received: mezz_received[it],
            equity: equity[it],
            equity_npv: equity_npv[it],
        })
    }
}

/// A block of paths. Factors of rent and coins, a row of [`BLOCK`] a period.
pub fn run_block<const CENTS: bool>(periods: &[Period], x: &[f64], b: &[f64], told: &mut [Summary; BLOCK]) {
    let mut lanes = [Lane::<CENTS>::start(); GROUPS];
    for (index, (period, (x, b))) in periods.iter().zip(x.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK))).enumerate() {
        for (group, lane) in lanes.iter_mut().enumerate() {
            lane.step(period, index + 1, Vector::load(&x[group * 8..]), Vector::load(&b[group * 8..]));
        }
    }
    for (told, lane) in told.chunks_exact_mut(8).zip(&lanes) {
        told.copy_from_slice(&lane.summaries());
    }
}
