//! `deal merge`: the parts of a simulation, joined.

use std::path::Path;

use super::study::{ended, fail, places, ready, refuse, show};
use super::{Exit, Terminal};
use crate::analysis::simulate::{ShardState, merge};
use crate::cli::arguments::Merge;
use crate::cli::shard::ShardFile;
use crate::cli::watch::Watch;
use crate::model::Question;
use crate::report::studies::Answer;
use crate::source::Sources;

pub fn run(merge: Merge, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    ended(attempt(&merge, root, terminal))
}

fn attempt(asked: &Merge, root: Option<&Path>, terminal: &mut Terminal) -> Result<Exit, Exit> {
    places(&asked.manner, terminal)?;
    let parts: Vec<ShardFile> = asked
        .shards
        .iter()
        .map(|path| ShardFile::read(path))
        .collect::<Result<_, _>>()
        .map_err(|message| refuse(&message, terminal))?;
    let Some(first) = parts.first() else { return Err(Exit::Usage) };
    if let Some(other) = parts.iter().position(|part| !part.asks_the_same(first)) {
        let shown = |index: usize| asked.shards.get(index).map_or(String::new(), |path| path.display().to_string());
        let message = format!("`{}` and `{}` are parts of different questions", shown(0), shown(other));
        return Err(refuse(&message, terminal));
    }
    let mut sources = Sources::new();
    let prepared = ready(&asked.file, root, &first.inquiry(), &asked.manner, &mut sources, terminal)?;
    let Some((study, simulated)) = prepared.studies.iter().find_map(|study| match &study.asks {
        Question::Simulate(simulated) => Some((study, simulated)),
        _ => None,
    }) else {
        return Err(refuse("these parts are of a study that does not simulate", terminal));
    };
    let states: Vec<ShardState> = parts.into_iter().map(|part| part.state).collect();
    let merged = merge(&prepared.model, study, simulated, &prepared.limits, &states);
    let merged = merged.map_err(|problem| {
        let watch = Watch::new("paths", true, None);
        fail(problem, &watch, &asked.file, &asked.manner, &sources, terminal)
    })?;
    show(&[Answer::Simulation(Box::new(merged))], &asked.manner, terminal)?;
    Ok(Exit::Done)
}
