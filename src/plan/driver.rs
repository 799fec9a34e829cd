//! What differs from path to path: slots whose values come from outside the plan.

use super::Slot;
use crate::model::Type;

/// One slot that each path fills anew. On the run without paths it holds its neutral value on every row.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    pub slot: Slot,
    pub of: Type,
    pub neutral: i128,
    pub source: DriverSource,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriverSource {
    /// Index in the case's levers: one value a path, the same on every row.
    Lever(usize),
    /// Index in the plan's processes: the factor, amount or default row it draws.
    Process(usize),
}

/// The values of the drivers on one path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// By driver, then by row. A driver with one value holds it on every row; one without any is neutral.
    pub values: Vec<Vec<i128>>,
}

impl Path {
    pub fn value(&self, driver: usize, row: usize) -> Option<i128> {
        let values = self.values.get(driver)?;
        values.get(row).or(if values.len() == 1 { values.first() } else { None }).copied()
    }
}

/// What the drivers of a plan are drawn from. Every number is a whole one at twelve decimals unless it says otherwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Randomness {
    pub processes: Vec<Random>,
    /// The deal's own correlation first, if it states one; then the regimes that a condition switches on.
    pub correlations: Vec<Dependence>,
    /// Years from each row's beginning to its end, by thirtieths of months over twelve: rates are per year.
    pub years: Vec<i128>,
}

/// A process, in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Random {
    pub name: String,
    pub law: Law,
}

/// How one driver moves. A factor is 1 at closing and multiplies its target; its driver's scale is 12 decimals.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    Motion {
        drift: i128,
        volatility: i128,
    },
    /// The logarithm of a factor of mean one.
    Reversion {
        speed: i128,
        volatility: i128,
    },
    /// An amount; `volatility` is in the target's own unit at `scale` decimals, and so is the driver.
    Added {
        speed: i128,
        volatility: i128,
        scale: u32,
    },
    JumpDiffusion {
        drift: i128,
        volatility: i128,
        jump: RandomJump,
    },
    Jumps(RandomJump),
    /// Factors from one period to the next, `block` periods in a row; wraps around at the end of history.
    Bootstrap {
        changes: Vec<i128>,
        block: u32,
    },
    Regimes(Vec<RandomRegime>),
    /// The driver is the row of default, [`NEVER`] without one. Cumulative probability by row.
    Default {
        by_row: Vec<i128>,
    },
}

/// The row of a default that does not come.
pub const NEVER: i128 = 1_000_000;

#[derive(Debug, Clone, PartialEq)]
pub struct RandomJump {
    /// Expected jumps in each row.
    pub expected: Vec<i128>,
    /// At most one, with `expected` as its probability.
    pub once: bool,
    pub size: i128,
    pub spread: i128,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RandomRegime {
    pub drift: i128,
    pub volatility: i128,
    /// To which regime, at what rate a year.
    pub leaves: Vec<(usize, i128)>,
}

/// How the normals of the processes hang together.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependence {
    pub name: String,
    /// Square, by process, ones on the diagonal.
    pub matrix: Vec<Vec<i128>>,
    /// Degrees of freedom of a Student-t copula; Gaussian without.
    pub student: Option<u32>,
    pub when: Option<RandomTrigger>,
}

/// A process's factor at the end of the row before, against a level.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomTrigger {
    pub process: usize,
    pub below: bool,
    pub level: i128,
}
