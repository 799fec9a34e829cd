//! Diagnostics as people and programs read them.

mod human;
mod json;
mod snippet;

pub use human::human;
pub use json::json;

/// More than this helps nobody: the rest is counted.
pub const SHOWN: usize = 100;
