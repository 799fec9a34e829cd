//! Questions that take one run or many: the answer of a scenario, the tests of a file and what they cover, what a
//! careful reader would ask, where a number comes from, what lenders would recover today, how far a number may move,
//! what a file leaves to defaults.

mod about;
pub mod coverage;
pub mod diff;
mod drive;
mod enforced;
mod explicit;
mod levers;
mod lint;
pub mod lock;
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
pub use lint::lint;
pub use reverse::{Alone, Happens, MovedLever, Reached, Reversal, Reversed, reverse};
pub use solve::{Gap, Jump, Root, Solution, Solved, Tried, solve};
pub use standing::{FirstBreach, FirstDefault, Standing};
pub use sweep::{Grid, GridPoint, Sweep, SweptAxis, sweep};
pub use tornado::{Bar, Blown, Chart, LeverRange, Tornado, tornado};
pub use unfinished::unfinished;
