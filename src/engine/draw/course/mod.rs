//! How each process moves from row to row, in lanes.

mod bootstrap;
mod hazard;
mod jump;
mod linear;
mod regime;
mod whole;

pub use whole::ONE;

use super::Failure;
use super::stream::{Need, Stream};
use super::strip::Strip;
use crate::plan::Law;
use bootstrap::Bootstrap;
use hazard::Hazard;
use jump::Jumps;
use linear::Linear;
use regime::Regimes;

/// A law, ready to be drawn from.
#[derive(Debug, Clone)]
pub enum Course {
    Linear(Linear, Option<Jumps>),
    Jumps(Jumps),
    Bootstrap(Bootstrap),
    Regimes(Regimes),
    Default(Hazard),
}

/// Where a process stands on some neighbouring paths.
#[derive(Debug, Clone)]
pub struct State {
    /// The logarithm of a factor, the factor itself, an amount, or a sum of normals.
    pub at: Strip,
    /// The hidden regime, or where in history a block began.
    pub hidden: Strip,
    /// What the driver is: a whole number at its scale.
    pub value: Strip,
    /// Room for an exponential that is half done.
    rest: Strip,
}

impl State {
    pub const START: State = State { at: Strip::ZERO, hidden: Strip::ZERO, value: Strip::ZERO, rest: Strip::ZERO };
}

/// Rows of the plan in years, and how many of them are periods.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    pub years: &'a [f64],
    pub periods: usize,
}

impl Course {
    pub fn new(process: usize, law: &Law, calendar: Calendar) -> Result<Course, Failure> {
        Ok(match law {
            Law::Motion { drift, volatility } => Course::Linear(Linear::motion(*drift, *volatility, calendar), None),
            Law::Reversion { speed, volatility } => {
                Course::Linear(Linear::reversion(*speed, *volatility, calendar), None)
            }
            Law::Added { speed, volatility, .. } => Course::Linear(Linear::added(*speed, *volatility, calendar), None),
            Law::JumpDiffusion { drift, volatility, jump } => {
                Course::Linear(Linear::motion(*drift, *volatility, calendar), Some(Jumps::new(process, jump)?))
            }
            Law::Jumps(jump) => Course::Jumps(Jumps::new(process, jump)?),
            Law::Bootstrap { changes, block } => Course::Bootstrap(Bootstrap::new(process, changes, *block)),
            Law::Regimes(regimes) => Course::Regimes(Regimes::new(process, regimes, calendar)),
            Law::Default { by_row } => Course::Default(Hazard::new(by_row, calendar)),
        })
    }

    pub fn draws_normals(&self) -> bool {
        match self {
            Course::Linear(..) | Course::Regimes(_) | Course::Default(_) => true,
            Course::Jumps(_) | Course::Bootstrap(_) => false,
        }
    }

    /// What it draws beside normals.
    pub fn needs(&self, rows: usize) -> Vec<Need> {
        let needs: Vec<Option<Need>> = match self {
            Course::Linear(_, Some(jumps)) | Course::Jumps(jumps) => (0..rows).map(|row| jumps.need(row)).collect(),
            Course::Bootstrap(bootstrap) => (0..rows).map(|row| bootstrap.need(row)).collect(),
            Course::Regimes(regimes) => (0..rows).map(|row| regimes.need(row)).collect(),
            Course::Linear(_, None) | Course::Default(_) => Vec::new(),
        };
        needs.into_iter().flatten().collect()
    }

    /// From the row before to this one, by the row's normals.
    #[inline(always)]
    pub fn step(&self, first: u64, row: usize, stream: &Stream, normal: &Strip, state: &mut State) {
        match self {
            Course::Linear(linear, jumps) => {
                linear.step(row, normal, &mut state.at);
                if let Some(jumps) = jumps {
                    jumps.step(first, row, stream, &mut state.at);
                }
                linear.round(state);
            }
            Course::Jumps(jumps) => {
                jumps.step(first, row, stream, &mut state.at);
                whole::factors(state);
            }
            Course::Bootstrap(bootstrap) => bootstrap.step(first, row, stream, state),
            Course::Regimes(regimes) => regimes.step(first, row, stream, normal, state),
            Course::Default(hazard) => hazard.step(row, normal, &mut state.at),
        }
    }

    /// After the last row, of a default: its row.
    #[inline(always)]
    pub fn settle(&self, state: &mut State) {
        if let Course::Default(hazard) = self {
            hazard.settle(state);
        }
    }
}
