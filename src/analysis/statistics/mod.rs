//! Statistics that merge exactly: what is said of a set of paths never depends on who ran which of them.
//!
//! Sums, counts and bins are whole numbers throughout; a float takes part only where a real number is meant: a rate of
//! return, a logarithm, a regression.

#![expect(clippy::float_arithmetic, reason = "rates of return and regressions are real numbers")]

mod bins;
mod cell;
mod column;
mod design;
mod distribution;
mod fall;
mod mask;
mod moments;
mod rate;
mod regression;
mod sample;
mod spread;
mod summary;
mod sums;
mod tally;
mod times;

pub use column::{Column, blank, copy, follow, join};
pub use design::{Block, Counter, Design, Joint, Paths, SPAN};
pub use distribution::{Cell, Distribution, Share, mean_of_highest, mean_of_lowest, quantile};
pub use mask::{MOST_LANES, Mask, truths};
pub use moments::{Moments, Whole};
pub use rate::{Flows, Grid, Return, SIDE, rate_of};
pub use regression::coefficients;
pub use sample::{Sample, chance, ratio, ratio_type, summary_of_times};
pub use summary::{Bin, Chance, Quantile, Shortfall, Summary};
pub use sums::{add_products, total};
pub use tally::{Tally, room};
pub use times::Times;
