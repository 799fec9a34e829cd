//! What is linear in the normals: motion and reversion, each exactly as it would be at the ends of the rows.

use super::whole::{ONE, amount, factors};
use super::{Calendar, State};
use crate::engine::draw::elementary::exp;
use crate::engine::draw::strip::{STRIP, Strip};

/// The state keeps a part of itself, is pushed and stirred, by row.
#[derive(Debug, Clone)]
pub struct Linear {
    rows: Vec<Move>,
    /// The state is an amount in units of the driver's scale, not the logarithm of a factor.
    added: bool,
}

#[derive(Debug, Clone, Copy)]
struct Move {
    keep: f64,
    push: f64,
    stir: f64,
}

impl Linear {
    /// Geometric Brownian motion: over a time t the logarithm grows by (drift − volatility²/2) t + volatility √t z.
    pub fn motion(drift: i128, volatility: i128, calendar: Calendar) -> Linear {
        let (drift, volatility) = (drift as f64 / ONE, volatility as f64 / ONE);
        let step =
            |&time: &f64| Move { keep: 1.0, push: growth(drift, volatility) * time, stir: volatility * time.sqrt() };
        Linear { rows: calendar.years.iter().map(step).collect(), added: false }
    }

    /// The logarithm of a factor of mean one: a reversion less half its variance.
    pub fn reversion(speed: i128, volatility: i128, calendar: Calendar) -> Linear {
        let mut variance = 0.0;
        let centred = |(keep, added): (f64, f64)| {
            let before = variance;
            variance = keep * keep * variance + added;
            Move { keep, push: (keep * before - variance) / 2.0, stir: added.sqrt() }
        };
        let rows = reverting(speed as f64 / ONE, volatility as f64 / ONE, calendar).map(centred).collect();
        Linear { rows, added: false }
    }

    /// An amount that comes back to nothing; `volatility` is in its units.
    pub fn added(speed: i128, volatility: i128, calendar: Calendar) -> Linear {
        let step = |(keep, added): (f64, f64)| Move { keep, push: 0.0, stir: added.sqrt() };
        Linear { rows: reverting(speed as f64 / ONE, volatility as f64, calendar).map(step).collect(), added: true }
    }

    #[inline(always)]
    pub fn step(&self, row: usize, normal: &Strip, at: &mut Strip) {
        let Move { keep, push, stir } = self.rows[row];
        // A motion keeps all: a sum is less to do than a product.
        if keep == 1.0 {
            for lane in 0..STRIP {
                at.0[lane] = normal.0[lane].mul_add(stir, at.0[lane] + push);
            }
            return;
        }
        for lane in 0..STRIP {
            at.0[lane] = normal.0[lane].mul_add(stir, at.0[lane].mul_add(keep, push));
        }
    }

    #[inline(always)]
    pub fn round(&self, state: &mut State) {
        if self.added {
            for lane in 0..STRIP {
                state.value.0[lane] = amount(state.at.0[lane]);
            }
        } else {
            factors(state);
        }
    }
}

/// How fast the logarithm grows so that its exponential grows at the drift.
pub fn growth(drift: f64, volatility: f64) -> f64 {
    drift - volatility * volatility / 2.0
}

/// Ornstein and Uhlenbeck (1930) from zero: over a time t it keeps e^(−speed t) and adds a normal of variance
/// volatility² (1 − e^(−2 speed t)) / (2 speed). By row, what it keeps and that variance.
fn reverting(speed: f64, volatility: f64, calendar: Calendar) -> impl Iterator<Item = (f64, f64)> {
    calendar.years.iter().map(move |&time| {
        let decay = (speed * time).min(700.0);
        let keep = exp(-decay);
        // Below this the series 1 − e^(−2d) = 2d (1 − d + …) says as much, and nothing cancels.
        let part = if decay < 1e-6 { time * (1.0 - decay) } else { (1.0 - keep * keep) / (2.0 * speed) };
        (keep, volatility * volatility * part)
    })
}
