//! Questions that take one run or many: the answer of a scenario, the tests of a file, where a number comes from, what
//! lenders would recover today, how far a number may
//! move, what a file leaves to defaults.

mod about;
mod drive;
mod enforced;
mod explicit;
mod levers;
pub mod parallel;
mod reverse;
#[cfg(test)]
pub mod sample;
pub mod simulate;
mod solve;
mod standing;
pub mod statistics;
pub mod suite;
mod sweep;
mod tornado;
mod unfinished;
pub mod why;

pub use about::{About, LeverName, MeasureName};
pub use drive::{Driven, Limits, drive, rerun};
pub use enforced::{enforced_today, range};
pub use explicit::{Explicit, Silent, explicit};
pub use reverse::{Alone, Happens, MovedLever, Reached, Reversal, Reversed, reverse};
pub use solve::{Gap, Jump, Root, Solution, Solved, Tried, solve};
pub use standing::{FirstBreach, FirstDefault, Standing};
pub use sweep::{Grid, GridPoint, Sweep, SweptAxis, sweep};
pub use tornado::{Bar, Blown, Chart, LeverRange, Tornado, tornado};
pub use unfinished::unfinished;
