//! Simulation: a deal over many paths of its random drivers, and what that says of breaches, defaults and losses.

mod observer;
mod result;
mod run;
mod shard;

pub use observer::{Observer, PathColumn, PathFigures, Unwatched};
pub use result::{
    Attribution, BreachDate, CorrelationStated, CovenantFutures, DefaultDate, DepthStated, Drawn, DriverShare, Ended,
    FanDate, Futures, JointDefault, LevelFutures, MeasureFutures, NoRate, PartyFutures, ProcessStated, Simulation,
    TrancheFutures,
};
pub use run::{Manner, merge, run_shard, simulate};
pub use shard::{Shard, ShardState};
