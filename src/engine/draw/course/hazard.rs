//! Default: one normal a path against the probability of default by each row.
//!
//! Li, "On default correlation: a copula function approach", Journal of Fixed Income 9 (2000). A low normal is an
//! early default. The normal is where the process's own walk ends, over its standard deviation, so that a default
//! that is correlated with a price comes when that price has fallen.

use super::{Calendar, State};
use crate::engine::draw::normal::score;
use crate::engine::draw::strip::{STRIP, Strip};
use crate::plan::NEVER;

#[derive(Debug, Clone)]
pub struct Hazard {
    /// By row: √(its time / all the time), over the periods; a wind-down has no part in it.
    weights: Vec<f64>,
    /// By row: the normal score of the probability of default by its end.
    scores: Vec<f64>,
}

impl Hazard {
    pub fn new(by_row: &[i128], calendar: Calendar) -> Hazard {
        let periods = calendar.years.get(..=calendar.periods).unwrap_or(calendar.years);
        let whole: f64 = periods.iter().sum();
        let weight = |&time: &f64| if whole > 0.0 { (time / whole).sqrt() } else { 0.0 };
        let at = |&probability: &i128| match probability as f64 / 1e12 {
            none if none <= 0.0 => f64::NEG_INFINITY,
            sure if sure >= 1.0 => f64::INFINITY,
            probability => score(probability),
        };
        let weights = periods.iter().map(weight).chain(std::iter::repeat(0.0)).take(calendar.years.len()).collect();
        Hazard { weights, scores: by_row.iter().map(at).collect() }
    }

    #[inline(always)]
    pub fn step(&self, row: usize, normal: &Strip, at: &mut Strip) {
        let weight = self.weights[row];
        for lane in 0..STRIP {
            at.0[lane] = normal.0[lane].mul_add(weight, at.0[lane]);
        }
    }

    /// The first row by whose end a default has at least the probability of a normal this low.
    #[inline(always)]
    pub fn settle(&self, state: &mut State) {
        let mut row = Strip::ZERO;
        for &score in &self.scores {
            for lane in 0..STRIP {
                row.0[lane] += if state.at.0[lane] > score { 1.0 } else { 0.0 };
            }
        }
        let rows = self.scores.len() as f64;
        for lane in 0..STRIP {
            state.value.0[lane] = if row.0[lane] < rows { row.0[lane] } else { NEVER as f64 };
        }
    }
}
