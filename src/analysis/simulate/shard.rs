//! A part of a long simulation, run elsewhere and merged later.

/// Part `number` of `of`, counted from 1: a run of consecutive chunks of paths in each scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Shard {
    pub number: u32,
    pub of: u32,
}

/// What a part of a simulation leaves behind: everything that the others do not know.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ShardState {
    pub format: String,
    pub format_version: u32,
    pub shard: Shard,
    /// SHA-256 of all that the paths depend on: deal, inputs, study, version.
    pub fingerprint: String,
}
