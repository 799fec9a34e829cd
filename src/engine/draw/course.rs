//! How a process moves from row to row, in lanes.

use super::elementary::{exp, nearest};
use super::strip::{STRIP, Strip};
use crate::plan::Law;

/// Whole numbers at twelve decimals.
const ONE: f64 = 1e12;
/// A factor is at most 9,000 and at least 10⁻¹²: what a float holds exactly, and never nothing.
pub const LARGEST: f64 = 9e15;
pub const SMALLEST: f64 = 1.0;

/// Linear in the normals: the state keeps a part of itself, is pushed and stirred, by row.
#[derive(Debug, Clone)]
pub struct Linear {
    rows: Vec<Move>,
    /// The state is an amount in units of the driver's scale rather than the logarithm of a factor.
    amount: bool,
}

#[derive(Debug, Clone, Copy)]
struct Move {
    keep: f64,
    push: f64,
    stir: f64,
}

impl Linear {
    pub fn new(law: &Law, years: &[f64]) -> Option<Linear> {
        let real = |value: i128| value as f64 / ONE;
        let rows = match *law {
            Law::Motion { drift, volatility } => {
                let (drift, volatility) = (real(drift), real(volatility));
                let step = |&time: &f64| Move {
                    keep: 1.0,
                    push: (drift - volatility * volatility / 2.0) * time,
                    stir: volatility * time.sqrt(),
                };
                years.iter().map(step).collect()
            }
            Law::Reversion { speed, volatility } => reverting(real(speed), real(volatility), years, true),
            Law::Added { speed, volatility, .. } => reverting(real(speed), volatility as f64, years, false),
            _ => return None,
        };
        Some(Linear { rows, amount: matches!(law, Law::Added { .. }) })
    }

    #[inline(always)]
    pub fn step(&self, row: usize, normal: &Strip, state: &mut Strip, value: &mut Strip) {
        let Move { keep, push, stir } = self.rows[row];
        for lane in 0..STRIP {
            state.0[lane] = normal.0[lane].mul_add(stir, state.0[lane].mul_add(keep, push));
        }
        if self.amount {
            for lane in 0..STRIP {
                value.0[lane] = amount(state.0[lane]);
            }
        } else {
            for lane in 0..STRIP {
                value.0[lane] = factor(state.0[lane]);
            }
        }
    }
}

/// Ornstein and Uhlenbeck from zero, exactly: over a time t it keeps e^(−speed t) and adds a normal of variance
/// volatility² (1 − e^(−2 speed t)) / (2 speed). As the logarithm of a factor of mean one, less half its variance.
fn reverting(speed: f64, volatility: f64, years: &[f64], centred: bool) -> Vec<Move> {
    let mut variance = 0.0;
    let step = |&time: &f64| {
        let keep = exp(-(speed * time).min(700.0));
        let added =
            volatility * volatility * if speed * time < 1e-9 { time } else { (1.0 - keep * keep) / (2.0 * speed) };
        let before = variance;
        variance = keep * keep * variance + added;
        let push = if centred { (keep * before - variance) / 2.0 } else { 0.0 };
        Move { keep, push, stir: added.sqrt() }
    };
    years.iter().map(step).collect()
}

/// A factor as a whole number at twelve decimals.
#[inline(always)]
pub fn factor(log: f64) -> f64 {
    let log = if log < -30.0 { -30.0 } else { log };
    let log = if log > 10.0 { 10.0 } else { log };
    let whole = nearest(exp(log) * ONE);
    let whole = if whole < SMALLEST { SMALLEST } else { whole };
    if whole > LARGEST { LARGEST } else { whole }
}

/// An amount as a whole number of its units, halves away from zero.
#[inline(always)]
pub fn amount(units: f64) -> f64 {
    let size = nearest(units.abs());
    let size = if size > LARGEST { LARGEST } else { size };
    size.copysign(units)
}
