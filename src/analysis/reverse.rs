//! Reverse: the smallest joint move of several levers that makes something happen.

use super::about::{About, LeverName, MeasureName};
use super::standing::Standing;
use crate::engine::outcome::Figure;
use serde::Serialize;

/// The answer of a reverse stress.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reversal {
    pub format: &'static str,
    /// Raised when a field changes its meaning or goes; a new field does not raise it.
    pub format_version: u32,
    #[serde(flatten)]
    pub about: About,
    pub levers: Vec<MovedLever>,
    /// In words: `a breach of DSCR below 1.25x`.
    pub until: String,
    /// How distance is counted.
    pub norm: &'static str,
    pub measures: Vec<MeasureName>,
    /// Whose recoveries each standing lists.
    pub tranches: Vec<String>,
    pub answers: Vec<Reversed>,
}

/// A lever, one step of it, and how far it may go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovedLever {
    #[serde(flatten)]
    pub lever: LeverName,
    pub step: Figure,
    pub from: Figure,
    pub to: Figure,
}

/// What was found under one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reversed {
    pub scenario: String,
    /// With every lever as the scenario has it.
    pub stated: Standing,
    /// It happens already, without any move.
    pub already: bool,
    /// The smallest joint move; `None` where nothing within the bounds makes it happen.
    pub nearest: Option<Reached>,
    /// Each lever on its own, in the order of the study.
    pub alone: Vec<Alone>,
    /// Runs of the deal.
    pub evaluations: u32,
}

/// A point at which it happens, at the edge of where it does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reached {
    /// Value of each lever.
    pub at: Vec<Figure>,
    /// How far each moved, in its own unit.
    pub moved: Vec<Figure>,
    /// The same in steps.
    pub steps: Vec<Figure>,
    /// Root of the sum of squares of the steps.
    pub distance: Figure,
    /// The largest distance on the way to it at which it does not happen.
    pub safe: Figure,
    pub happens: Happens,
    pub standing: Standing,
}

/// What happens there first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happens {
    /// In words: `DSCR below 1.25x`, `event of default of Senior`.
    pub what: String,
    pub clause: Option<String>,
    pub date: crate::time::Date,
    /// The covenant's value there, its level, and the distance between them: negative.
    pub value: Option<Figure>,
    pub threshold: Option<Figure>,
    pub headroom: Option<Figure>,
}

/// One lever moved while the others stay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alone {
    pub lever: String,
    /// Downwards and upwards, whichever is nearer; `None` where it never happens within its bounds.
    pub reached: Option<Reached>,
}
