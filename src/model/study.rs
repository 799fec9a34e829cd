//! Studies: questions that take many runs.

use super::{CovenantId, Expr, InputId, Label, ScenarioId, TestInput, TrancheId, Type};
use crate::source::Span;

#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    pub label: Label,
    /// One answer a scenario; `base` where the file names none.
    pub under: Vec<ScenarioId>,
    pub given: Vec<TestInput>,
    /// Figures of a whole run that the study collects, in the order of the text.
    pub measures: Vec<Measure>,
    pub asks: Question,
}

/// A figure of a whole run: an expression, read on the last row that was run.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub expr: Expr,
    /// In the words of the file: `min(DSCR.value)`.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    Simulate(Simulate),
    /// Every combination of one to three axes.
    Sweep(Vec<Axis>),
    Solve(Solve),
    /// The smallest joint move that breaches.
    Reverse(Reverse),
    /// Each lever on its own, from low to high.
    Tornado(Vec<Bracket>),
}

impl Question {
    /// Everything it moves, in the order of the text.
    pub fn levers(&self) -> Vec<&Lever> {
        match self {
            Question::Simulate(_) => Vec::new(),
            Question::Sweep(axes) => axes.iter().map(|axis| &axis.lever).collect(),
            Question::Solve(solve) => vec![&solve.by.lever],
            Question::Reverse(reverse) => reverse.levers.iter().map(|it| &it.by.lever).collect(),
            Question::Tornado(brackets) => brackets.iter().map(|bracket| &bracket.lever).collect(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Simulate {
    pub paths: u64,
    pub seed: u64,
    /// Paths in pairs, the second with every draw mirrored.
    pub antithetic: bool,
    pub numbers: Numbers,
    /// Stop early, once the standard error of a measure is this small.
    pub stop: Option<StandardError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// Philox4x32-10, a stream a path.
    Random,
    /// Owen-scrambled Sobol sequence.
    Sobol,
}

#[derive(Debug, Clone, PartialEq)]
pub struct StandardError {
    /// Index in the study's measures.
    pub measure: usize,
    /// At the scale of the measure; of a condition, whose mean is a share, at twelve decimals.
    pub at_most: i128,
}

/// A number of the deal that a study moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    pub what: LeverTarget,
    /// As users write it: `utilization`, `Rubin.rent`, `Senior.coupon`.
    pub name: String,
    pub of: Type,
    /// What the file says.
    pub stated: i128,
    pub place: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeverTarget {
    Input(InputId),
    /// The constant written at this place of the text.
    Constant(Span),
}

/// The values of a lever, in the order in which they are tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    pub lever: Lever,
    pub values: Vec<i128>,
}

/// A lever between two values.
#[derive(Debug, Clone, PartialEq)]
pub struct Bracket {
    pub lever: Lever,
    pub from: i128,
    pub to: i128,
}

/// The value of a lever at which a measure meets a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Solve {
    pub by: Bracket,
    /// The study's first measure against this, at the measure's scale.
    pub target: i128,
    /// On the lever, in its own scale.
    pub tolerance: i128,
    pub most_iterations: u32,
}

/// Levers that move together, each by its own unit, until something happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Reverse {
    pub levers: Vec<Move>,
    pub until: Happening,
}

/// A lever and the size of one step: `rent by 10%` counts the distance in tens of percent.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    pub by: Bracket,
    pub unit: i128,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// A level of a covenant, any level when `None`, of any covenant when there is none.
    Breach { covenant: Option<CovenantId>, level: Option<usize> },
    /// Of a tranche; of any when `None`.
    EventOfDefault { of: Option<TrancheId> },
}
