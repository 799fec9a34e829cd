//! Many paths at once: the plan's operations over blocks of lanes, cent for cent what the exact engine gives.

mod answers;
mod program;
mod worker;

pub use answers::Answers;
pub use program::Program;
pub use worker::Worker;

/// Paths in a block.
pub const LANES: usize = 128;
