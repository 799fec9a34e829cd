//! Questions that take one run or several: the answer of a scenario, the tests of a file, where a number comes from,
//! what lenders would recover today, what a file leaves to defaults.

mod drive;
mod enforced;
mod explicit;
pub mod parallel;
#[cfg(test)]
pub mod sample;
pub mod simulate;
pub mod statistics;
pub mod suite;
pub mod why;

pub use drive::{Driven, Limits, drive, rerun};
pub use enforced::{enforced_today, range};
pub use explicit::{Explicit, Silent, explicit};
