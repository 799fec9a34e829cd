//! Whole deals as text, drawn from a seed: always valid, and spelled in as many ways as a property needs.

mod random;
mod spelling;

pub use random::Random;
pub use spelling::Spelling;

/// What a generated deal is, before it is written down. Money in whole dollars, shares in percent.
#[derive(Debug, Clone)]
pub struct Deal {
    /// Closing is the last day of this year.
    pub year: i64,
    pub months: i64,
    pub periods: i64,
    /// Revenue at closing and at each period's end.
    pub revenue: Vec<i64>,
    /// Floating rate, in basis points, on the same dates.
    pub rates: Vec<i64>,
    pub units: i64,
    pub unit_cost: i64,
    pub market_falls: i64,
    pub fixed_cost: i64,
    pub cost_share: i64,
    pub fee: i64,
    pub tranches: Vec<Tranche>,
    pub reserve_months: Option<i64>,
    pub shared_interest: bool,
    pub junior_after_trap: bool,
    pub sweep: i64,
    /// Percent: 135 is 1.35x.
    pub cover: i64,
    pub default_cover: Option<i64>,
    pub early: bool,
    pub until: &'static str,
    pub ceiling: i64,
    pub ceiling_consequence: usize,
    pub advance: Option<i64>,
    pub enforcement: bool,
    pub crash: i64,
    pub crash_over: bool,
    pub crash_in: i64,
}

/// One class of debt.
#[derive(Debug, Clone)]
pub struct Tranche {
    pub name: &'static str,
    pub first: i64,
    /// Amount and period of a second draw.
    pub second: Option<(i64, i64)>,
    /// Basis points: a fixed coupon, or a margin over the floating rate.
    pub coupon: i64,
    pub floats: Option<&'static str>,
    pub day_count: &'static str,
    pub amortization: usize,
    pub prepayments: &'static str,
    pub capitalizes: bool,
    pub payment_default: &'static str,
    pub default_margin: Option<i64>,
    pub upfront: Option<i64>,
    pub undrawn: Option<i64>,
}

const NAMES: [&str; 3] = ["Senior", "Mezz", "Junior"];

impl Deal {
    pub fn draw(seed: u64) -> Deal {
        let mut dice = Random::new(seed);
        let months = dice.pick(&[1, 1, 1, 3, 12]);
        let periods = match months {
            1 => dice.between(6, 24),
            3 => dice.between(4, 12),
            _ => dice.between(3, 8),
        };
        let cost = dice.between(10, 60) * 1_000_000;
        let units = dice.between(5, 60) * 100;
        let unit_cost = cost / units;
        let yearly = cost * dice.between(15, 55) / 100;
        let falls = dice.between(0, 25);
        let mut now = yearly * months / 12;
        let revenue = (0..=periods)
            .map(|_| {
                let noise = dice.between(-8, 8) - falls * months / 12;
                now = (now + now * noise / 100).max(0);
                now
            })
            .collect();
        let rates = (0..=periods).map(|_| dice.between(200, 600)).collect();
        let count = dice.between(1, 3);
        let mut left = cost * dice.between(50, 95) / 100;
        let tranches = (0..count)
            .map(|index| {
                let amount = if index + 1 == count { left } else { left * dice.between(50, 80) / 100 };
                left -= amount;
                Tranche::draw(&mut dice, NAMES[index as usize], amount, periods)
            })
            .collect();
        let default_cover = dice.chance(60).then(|| dice.between(60, 110));
        Deal {
            year: dice.between(2020, 2030),
            months,
            periods,
            revenue,
            rates,
            units,
            unit_cost,
            market_falls: dice.between(10, 60),
            fixed_cost: yearly * months / 12 * dice.between(0, 20) / 100,
            cost_share: dice.between(0, 35),
            fee: dice.between(0, 20) * 1_000,
            tranches,
            reserve_months: dice.chance(60).then(|| months * dice.between(1, 3)),
            shared_interest: dice.chance(40),
            junior_after_trap: dice.chance(50),
            sweep: dice.pick(&[0, 25, 50, 100]),
            cover: dice.between(100, 180),
            default_cover,
            early: dice.chance(60),
            until: dice.pick(&["passed", "2 passes", "3 passes", "permanently"]),
            ceiling: dice.between(70, 120),
            ceiling_consequence: dice.between(0, 2) as usize,
            advance: dice.chance(40).then(|| dice.between(70, 110)),
            enforcement: dice.chance(60),
            crash: dice.between(20, 90),
            crash_over: dice.chance(50),
            crash_in: dice.between(1, periods),
        }
    }

    /// The text in its plainest spelling.
    pub fn text(&self) -> String {
        self.spell(&Spelling::default())
    }
}

impl Tranche {
    fn draw(dice: &mut Random, name: &'static str, amount: i64, periods: i64) -> Tranche {
        let second = dice.chance(40).then(|| (amount / 4, dice.between(1, periods - 1)));
        let first = amount - second.map_or(0, |it| it.0);
        Tranche {
            name,
            first,
            second,
            coupon: dice.between(100, 1_400),
            floats: dice.chance(40).then(|| dice.pick(&["in advance", "in arrears"])),
            day_count: dice.pick(&["30/360", "30/360", "act/360", "act/365"]),
            amortization: dice.between(0, 4) as usize,
            prepayments: dice.pick(&["in order of maturity", "in inverse order of maturity", "pro rata"]),
            capitalizes: dice.chance(30),
            payment_default: dice.pick(&["never", "after 5 days", "after 2 payment dates in a row"]),
            default_margin: dice.chance(40).then(|| dice.between(100, 400)),
            upfront: dice.chance(30).then(|| dice.between(25, 200)),
            undrawn: dice.chance(30).then(|| dice.between(25, 100)),
        }
    }
}
