//! A part of a long simulation, run elsewhere and merged later.

use super::codes::{NO_SUCH_SHARD, NOT_ONE_SIMULATION};
use super::result::Ended;
use super::state::State;
use crate::diagnostic::Diagnostic;
use crate::model::{Model, Simulate, Study};
use crate::source::hash_of;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Part `number` of `of`, counted from 1: a run of consecutive chunks of paths in each scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    pub number: u32,
    pub of: u32,
}

/// What a part of a simulation leaves behind: everything that the others do not know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShardState {
    pub format: String,
    pub format_version: u32,
    pub shard: Shard,
    /// SHA-256 of all that the paths depend on: the deal as read, the study, the version of the program.
    pub fingerprint: String,
    /// SHA-256 of what follows.
    pub digest: String,
    pub scenarios: Vec<ShardScenario>,
}

/// One scenario's paths of a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShardScenario {
    pub scenario: String,
    pub ended: Ended,
    pub state: State,
}

const FORMAT: &str = "simulation-shard";
const FORMAT_VERSION: u32 = 1;

impl Shard {
    /// Its paths: whole chunks, as evenly as they go.
    pub fn paths(&self, paths: u64, chunk: u64) -> Range<u64> {
        let chunks = u128::from(paths.div_ceil(chunk.max(1)));
        let of = u128::from(self.of.max(1));
        let edge = |number: u32| {
            let chunks = u64::try_from(chunks * u128::from(number) / of).unwrap_or(u64::MAX);
            chunks.saturating_mul(chunk).min(paths)
        };
        edge(self.number.saturating_sub(1))..edge(self.number)
    }

    pub fn check(&self, study: &Study, asks: &Simulate) -> Result<(), Diagnostic> {
        let error = |message: String| Diagnostic::error(NO_SUCH_SHARD, study.label.place, message);
        if self.number == 0 || self.number > self.of {
            return Err(error(format!("there is no part {} of {}", self.number, self.of))
                .help("parts are counted from 1: `1/4`, `2/4`, `3/4`, `4/4`"));
        }
        if asks.stop.is_some() {
            return Err(error(
                "a part of a simulation cannot stop at a standard error: it knows its own paths only".into(),
            )
            .help("leave the standard error out, or run the study in one piece"));
        }
        Ok(())
    }
}

impl ShardState {
    pub fn new(shard: Shard, fingerprint: String, scenarios: Vec<ShardScenario>) -> ShardState {
        let digest = digest(&scenarios);
        ShardState { format: FORMAT.into(), format_version: FORMAT_VERSION, shard, fingerprint, digest, scenarios }
    }
}

/// Of what a study and a deal are, whoever reads them.
pub fn fingerprint(model: &Model, study: &Study) -> String {
    hash_of(format!("{}\n{model:?}\n{study:?}", env!("CARGO_PKG_VERSION")).as_bytes())
}

fn digest(scenarios: &[ShardScenario]) -> String {
    hash_of(format!("{scenarios:?}").as_bytes())
}

/// Every part once, all of this study, all complete.
pub fn check_parts(model: &Model, study: &Study, parts: &[ShardState]) -> Result<(), Diagnostic> {
    let error =
        |message: String, help: &str| Err(Diagnostic::error(NOT_ONE_SIMULATION, study.label.place, message).help(help));
    let Some(first) = parts.first() else {
        return error("there is no part to merge".into(), "name the files that `--shard-out` wrote");
    };
    let ours = fingerprint(model, study);
    for part in parts {
        let Shard { number, of } = part.shard;
        if part.format != FORMAT || part.format_version != FORMAT_VERSION {
            return error(
                format!(
                    "a part has the format `{}` {}, not `{FORMAT}` {FORMAT_VERSION}",
                    part.format, part.format_version
                ),
                "run the part again with this version",
            );
        }
        if part.fingerprint != ours {
            return error(
                format!("part {number} of {of} is of another deal, study, seed or version"),
                "all parts are run on the same files, with the same study and the same version",
            );
        }
        if part.digest != digest(&part.scenarios) {
            return error(format!("part {number} of {of} is damaged"), "run that part again");
        }
        if of != first.shard.of {
            return error(
                format!("one part is of {}, another of {of}", first.shard.of),
                "merge the parts of one division",
            );
        }
        if part.scenarios.len() < study.under.len().max(1)
            || part.scenarios.iter().any(|it| it.ended != Ended::Complete)
        {
            return error(format!("part {number} of {of} was stopped before its end"), "run that part again");
        }
    }
    for number in 1..=first.shard.of {
        match parts.iter().filter(|part| part.shard.number == number).count() {
            1 => {}
            0 => return error(format!("part {number} of {} is missing", first.shard.of), "merge all parts at once"),
            _ => return error(format!("part {number} of {} is there twice", first.shard.of), "give each part once"),
        }
    }
    Ok(())
}

/// A part with the right names on it and something else inside.
pub fn not_of_this_deal(study: &Study) -> Diagnostic {
    Diagnostic::error(NOT_ONE_SIMULATION, study.label.place, "a part does not hold the figures of this deal")
        .help("run that part again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_every_path_once() {
        for paths in [0, 1, 2_048, 2_049, 100_000, 1_000_000] {
            for of in [1, 2, 3, 7, 100] {
                let mut next = 0;
                for number in 1..=of {
                    let part = Shard { number, of }.paths(paths, 2_048);
                    assert_eq!(part.start, next);
                    assert!(part.end == paths || part.end.is_multiple_of(2_048));
                    next = part.end;
                }
                assert_eq!(next, paths, "{of} parts of {paths}");
            }
        }
    }
}
