//! Statistics that merge exactly: what is said of a set of paths never depends on who ran which of them.

mod summary;

pub use summary::{Bin, Chance, Quantile, Shortfall, Summary};
