//! Diagnostics as people and programs read them.

mod human;
mod snippet;

pub use human::human;

/// More than this helps nobody: the rest is counted.
pub const SHOWN: usize = 100;
