//! A figure over many paths, in the words of a report.

use crate::engine::outcome::Figure;
use serde::Serialize;

/// How often something happens.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chance {
    /// Paths on which it happens.
    pub count: u64,
    pub of: u64,
    /// count / of
    pub share: Figure,
    /// Of the share; `None` where nothing can be said: fewer than two groups of paths.
    pub standard_error: Option<Figure>,
}

/// The distribution of a figure: everything at the figure's own scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Paths on which the figure is available; the rest of this is about them.
    pub available: u64,
    pub not_available: u64,
    pub mean: Option<Figure>,
    /// Of the mean.
    pub standard_error: Option<Figure>,
    pub standard_deviation: Option<Figure>,
    pub least: Option<Figure>,
    pub most: Option<Figure>,
    /// Ascending; empty when no path has a value.
    pub quantiles: Vec<Quantile>,
    /// Mean of the lowest values, for figures where low is bad.
    pub lowest: Vec<Shortfall>,
    /// Mean of the highest values: expected shortfall of a loss.
    pub highest: Vec<Shortfall>,
    pub histogram: Vec<Bin>,
    /// Quantiles are values that occurred; otherwise they are right to 0.1% of the value.
    pub exact: bool,
}

/// The least value that at least this share of the paths does not exceed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quantile {
    pub share: Figure,
    pub value: Figure,
}

/// Mean over the worst 1 − `level` of the paths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shortfall {
    pub level: Figure,
    pub value: Figure,
}

/// Paths with a value from `from` up to, and in the last bin including, `to`; one value where the two are the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bin {
    pub from: Figure,
    pub to: Figure,
    pub count: u64,
}
