//! From a study to its answer.

use super::{Observer, Shard, ShardState, Simulation};
use crate::analysis::Limits;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Model, Simulate, Study};

/// With what, and watched by whom.
pub struct Manner<'a> {
    pub limits: &'a Limits,
    /// No result depends on it.
    pub threads: usize,
    pub observer: &'a dyn Observer,
}

/// Every path of every scenario of the study.
pub fn simulate(_: &Model, study: &Study, _: &Simulate, _: &Manner) -> Result<Simulation, Diagnostic> {
    Err(Diagnostic::error(Code("E7020"), study.label.place, "under way"))
}

/// One part of it, to be merged with the others.
pub fn run_shard(_: &Model, study: &Study, _: &Simulate, _: Shard, _: &Manner) -> Result<ShardState, Diagnostic> {
    Err(Diagnostic::error(Code("E7020"), study.label.place, "under way"))
}

/// All parts together: byte for byte what [`simulate`] says.
pub fn merge(_: &Model, study: &Study, _: &Simulate, _: &Limits, _: &[ShardState]) -> Result<Simulation, Diagnostic> {
    Err(Diagnostic::error(Code("E7020"), study.label.place, "under way"))
}
