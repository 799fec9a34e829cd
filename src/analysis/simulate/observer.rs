//! Whoever watches a simulation: told how far it is, asked whether to stop, given each path's figures.

use crate::engine::outcome::Figure;
use crate::model::Type;

/// Nothing here may change a result: only how many paths there are, by [`Observer::stop`].
pub trait Observer: Sync {
    /// Paths done of all that may be done, over every scenario; by any thread, one after the other.
    fn progress(&self, _done: u64, _of: u64) {}

    /// Asked every few thousand paths, after the first ones; the result is then that of the paths done so far.
    fn stop(&self) -> bool {
        false
    }

    /// Whether [`Observer::paths`] is to be called.
    fn wants_paths(&self) -> bool {
        false
    }

    /// Figures of consecutive paths, in the order of the paths; an error ends the simulation with it.
    fn paths(&self, _paths: &PathFigures) -> Result<(), String> {
        Ok(())
    }
}

/// Nobody watches.
pub struct Unwatched;

impl Observer for Unwatched {}

/// One column of the figures of each path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathColumn {
    /// `Senior.loss`, `DSCR below 1.35x`, `min(DSCR.value)`
    pub name: String,
    pub of: Type,
}

/// Figures of consecutive paths of one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct PathFigures {
    pub scenario: String,
    pub columns: Vec<PathColumn>,
    /// Number of the first path; the first of all is 0.
    pub first: u64,
    /// By column, then by path; `None` is n/a: no breach, no default, a ratio over zero.
    pub values: Vec<Vec<Option<i128>>>,
}

impl PathFigures {
    pub fn len(&self) -> usize {
        self.values.first().map_or(0, Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn figure(&self, column: usize, path: usize) -> Option<Figure> {
        let value = (*self.values.get(column)?.get(path)?)?;
        Some(Figure::new(value, self.columns.get(column)?.of.clone()))
    }
}
