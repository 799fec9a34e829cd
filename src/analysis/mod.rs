//! Questions that take one run or several: the answer of a scenario, the tests of a file, where a number comes from,
//! what lenders would recover today.

mod drive;
mod enforced;
pub mod parallel;
#[cfg(test)]
pub mod sample;
pub mod simulate;
pub mod statistics;
pub mod suite;
pub mod why;

pub use drive::{Driven, Limits, drive, rerun};
pub use enforced::{enforced_today, range};
