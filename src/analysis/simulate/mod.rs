//! Simulation: a deal over many paths of its random drivers, and what that says of breaches, defaults and losses.
//!
//! Each scenario is compiled once; its paths are drawn and run in blocks, block by block on as many threads as there
//! are. What is remembered of them merges exactly, so no result depends on who ran which path.

#![expect(clippy::float_arithmetic, reason = "figures of paths are whole numbers in floats, and rates of return")]

mod attribution;
pub mod codes;
mod figures;
mod futures;
mod law;
mod observer;
mod paths;
mod result;
mod run;
mod shard;
mod state;
mod stated;
mod streams;
mod watch;
pub(super) mod years;

pub use observer::{Observer, PathColumn, PathFigures, Unwatched};
pub use result::{
    Attribution, BreachDate, CorrelationStated, CovenantFutures, DefaultDate, DepthStated, Drawn, DriverShare, Ended,
    FanDate, Futures, JointDefault, LevelFutures, MeasureFutures, NoRate, PartyFutures, ProcessStated, Simulation,
    TrancheFutures,
};
pub use run::{Manner, merge, run_shard, simulate};
pub use shard::{Shard, ShardScenario, ShardState};

#[cfg(test)]
mod tests;
