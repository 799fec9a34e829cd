//! Many paths at once: the plan's operations over blocks of lanes, cent for cent what the exact engine gives.

#![expect(clippy::float_arithmetic, reason = "whole numbers of each kind's scale, held in floats and bounded")]

mod action;
mod alone;
mod answers;
mod bounds;
mod code;
mod demand;
mod emit;
mod fold;
mod graph;
mod kept;
mod kernel;
mod listing;
mod logic;
mod native;
mod order;
mod overflow;
mod program;
mod rounding;
mod run;
mod sale;
mod trace;
mod worker;

pub use answers::Answers;
pub use program::Program;
pub use worker::Worker;

/// Paths that a block has room for; see [`Program::lanes`].
pub const LANES: usize = 256;
