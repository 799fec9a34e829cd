//! From a study to its answer: compile, draw, run in rounds of chunks, tell.

use super::codes::NOT_TAKEN;
use super::figures::Sight;
use super::futures::{Teller, error_so_far};
use super::paths::Columns;
use super::result::{Drawn, Ended, Futures, Simulation};
use super::shard::{Shard, ShardScenario, ShardState, check_parts, fingerprint, not_of_this_deal};
use super::state::{Desk, State};
use super::streams::{Streams, design};
use super::watch::{Observed, Watch};
use super::{Observer, PathFigures, stated};
use crate::analysis::Limits;
use crate::analysis::about::{About, scenario_name, scenarios};
use crate::analysis::parallel::{Threads, Tools};
use crate::analysis::statistics::{Block, Design, MOST_LANES, Paths, SPAN};
use crate::compile::{Case, compile};
use crate::diagnostic::Diagnostic;
use crate::engine::batch::{LANES, Program, Worker};
use crate::engine::diagnose;
use crate::engine::exact::{Failure, run_path};
use crate::model::{Model, Numbers, ScenarioId, Simulate, Study};
use crate::plan::Plan;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// With what, and watched by whom.
pub struct Manner<'a> {
    pub limits: &'a Limits,
    /// No result depends on it.
    pub threads: usize,
    pub observer: &'a dyn Observer,
}

/// Every path of every scenario of the study.
pub fn simulate(model: &Model, study: &Study, asks: &Simulate, manner: &Manner) -> Result<Simulation, Diagnostic> {
    simulate_in_blocks(model, study, asks, manner, LANES)
}

/// In blocks of so many paths: no result depends on it.
pub fn simulate_in_blocks(
    model: &Model,
    study: &Study,
    asks: &Simulate,
    manner: &Manner,
    block: usize,
) -> Result<Simulation, Diagnostic> {
    let parts = vec![run(model, study, asks, Shard { number: 1, of: 1 }, (manner, block))?];
    tell(model, study, asks, manner.limits, parts)
}

/// One part of it, to be merged with the others.
pub fn run_shard(
    model: &Model,
    study: &Study,
    asks: &Simulate,
    shard: Shard,
    manner: &Manner,
) -> Result<ShardState, Diagnostic> {
    shard.check(study, asks)?;
    let scenarios = run(model, study, asks, shard, (manner, LANES))?;
    Ok(ShardState::new(shard, fingerprint(model, study), scenarios))
}

/// All parts together: byte for byte what [`simulate`] says.
pub fn merge(
    model: &Model,
    study: &Study,
    asks: &Simulate,
    limits: &Limits,
    parts: &[ShardState],
) -> Result<Simulation, Diagnostic> {
    check_parts(model, study, parts)?;
    let scenarios: Vec<Vec<ShardScenario>> = parts.iter().map(|it| it.scenarios.clone()).collect();
    tell(model, study, asks, limits, scenarios)
}

/// One scenario, ready to run.
struct Prepared<'a> {
    model: &'a Model,
    scenario: ScenarioId,
    plan: Plan,
    sight: Sight,
    streams: Streams,
    columns: Columns,
}

/// What a thread works with.
struct Hand<'a> {
    worker: Worker<'a>,
    desk: Desk,
    state: State,
}

/// Chunks between two looks at the standard error, and whose figures wait for their turn to be told.
const ROUND: u64 = 8;

/// Paths in a chunk: fewer where each takes long. Whatever is decided between chunks depends on the deal alone.
fn chunk_of(plan: &Plan) -> u64 {
    let (most, work) = (16 * SPAN, 1u64 << 28);
    let mut chunk = most;
    while chunk > SPAN && chunk.saturating_mul(plan.cost()) > work {
        chunk /= 2;
    }
    chunk
}

fn prepare<'a>(
    model: &'a Model,
    study: &Study,
    asks: &Simulate,
    scenario: ScenarioId,
) -> Result<Prepared<'a>, Diagnostic> {
    let model = model.under(scenario);
    let observed = Observed::of(model);
    let measures = study.measures.iter().map(|it| &it.expr);
    let case = Case {
        inputs: study.given.clone(),
        observe: measures.chain(observed.all()).collect(),
        random: true,
        ..Case::of(scenario)
    };
    let plan = compile(model, &case)?;
    let watch = Watch::new(model, &plan, study.measures.len());
    let texts: Vec<&str> = study.measures.iter().map(|it| it.text.as_str()).collect();
    let columns = Columns::new(model, &plan, &watch, &texts);
    let streams = Streams::new(model, &plan, asks)?;
    Ok(Prepared { model, scenario, plan, sight: Sight::new(watch), streams, columns })
}

/// The paths of one part, scenario by scenario; fewer scenarios when stopped from outside.
fn run(
    model: &Model,
    study: &Study,
    asks: &Simulate,
    shard: Shard,
    (manner, block): (&Manner, usize),
) -> Result<Vec<ShardScenario>, Diagnostic> {
    let threads = Threads::new(manner.threads);
    let mut told = Vec::new();
    let mut done = 0;
    let under = scenarios(study);
    for &scenario in &under {
        let prepared = prepare(model, study, asks, scenario)?;
        let paths = shard.paths(asks.paths, chunk_of(&prepared.plan));
        let progress = Progress { done: Mutex::new(done), of: (paths.end - paths.start) * under.len() as u64 };
        done += paths.end - paths.start;
        let (state, ended) = prepared.run(study, asks, paths, &threads, (manner, block), &progress)?;
        told.push(ShardScenario { scenario: scenario_name(model, scenario), ended, state });
        if ended == Ended::Interrupted {
            break;
        }
    }
    Ok(told)
}

/// Paths done, of all scenarios.
struct Progress {
    done: Mutex<u64>,
    of: u64,
}

impl Progress {
    /// So many more; whoever watches is told one thing at a time.
    fn add(&self, paths: u64, observer: &dyn Observer) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        *done += paths;
        observer.progress(*done, self.of);
    }
}

impl Prepared<'_> {
    fn run(
        &self,
        study: &Study,
        asks: &Simulate,
        paths: Range<u64>,
        threads: &Threads,
        (manner, block): (&Manner, usize),
        progress: &Progress,
    ) -> Result<(State, Ended), Diagnostic> {
        let program = Program::new(&self.plan, &self.sight.watch.kept, manner.limits.operations)
            .map_err(|failure| diagnose(&failure, self.model, &self.plan))?;
        let mut hands: Tools<Hand> = Tools::new();
        let chunk = chunk_of(&self.plan);
        // Without a reason to wait for each other, threads do not.
        let round = if asks.stop.is_some() || manner.observer.wants_paths() { ROUND * chunk } else { u64::MAX };
        let failed = AtomicBool::new(false);
        let mut from = paths.start;
        let mut ended = Ended::Complete;
        while from < paths.end {
            let until = from.saturating_add(round).min(paths.end);
            let chunks = (from..until).step_by(chunk as usize).map(|first| first..(first + chunk).min(until));
            let stops = || failed.load(Ordering::Relaxed) || manner.observer.stop();
            let wanted = chunks.take_while(|chunk| chunk.start == paths.start || !stops());
            let make = || self.hand(&program, asks, paths.end - paths.start);
            let parts = threads.map(wanted, |chunk| {
                let done = chunk.end - chunk.start;
                let rows = hands.with(make, |hand| self.chunk(hand, chunk, (manner, block)));
                failed.fetch_or(rows.is_err(), Ordering::Relaxed);
                progress.add(done, manner.observer);
                rows.map(|rows| (done, rows))
            });
            for part in parts {
                let (done, rows) = part.map_err(|stopped| self.diagnose(&stopped, manner))?;
                from += done;
                if let Some(rows) = rows {
                    let refused = |why: String| Diagnostic::error(NOT_TAKEN, study.label.place, why);
                    manner.observer.paths(&rows).map_err(refused)?;
                }
            }
            if from < until {
                ended = Ended::Interrupted;
                break;
            }
            if from < paths.end && self.is_precise(asks, hands.each(), from - paths.start) {
                ended = Ended::Precise;
                break;
            }
        }
        let states = hands.into_all().into_iter().map(|Hand { mut state, worker, .. }| {
            state.exact_paths = worker.exact_lanes();
            state
        });
        let merged = states.reduce(|mut all, state| {
            all.merge(&state);
            all
        });
        let mut state = merged.unwrap_or_else(|| State::new(&self.sight.watch));
        state.settle(&self.sight.watch, self.streams.design);
        Ok((state, ended))
    }

    /// One of those who share so many paths, or perhaps fewer.
    fn hand<'p>(&self, program: &'p Program, asks: &Simulate, paths: u64) -> Hand<'p> {
        let worker = if asks.stop.is_some() { Worker::new(program) } else { Worker::among(program, paths) };
        Hand { worker, desk: Desk::default(), state: State::new(&self.sight.watch) }
    }

    /// Runs a chunk block by block; gives the figures of its paths if anybody wants them.
    fn chunk(
        &self,
        hand: &mut Hand,
        paths: Range<u64>,
        (manner, block): (&Manner, usize),
    ) -> Result<Option<PathFigures>, Stopped> {
        let Hand { worker, desk, state } = hand;
        let most = (block.min(worker.lanes()) / 8 * 8).clamp(8, MOST_LANES) as u64;
        let mut rows =
            manner.observer.wants_paths().then(|| self.columns.empty(self.model, self.scenario, paths.start));
        let mut first = paths.start;
        while first < paths.end {
            let most = match self.streams.design {
                // Blocks end where spans do.
                Design::Scrambles(_) => most.min(SPAN - first % SPAN),
                Design::Independent | Design::Pairs => most,
            };
            let lanes = most.min(paths.end - first) as usize;
            let of = Block { design: self.streams.design, first, lanes };
            self.streams.fill(first, lanes, worker.drives());
            let answers = worker.run(lanes).map_err(|failure| Stopped { failure, first, lanes })?;
            desk.figures.read(&self.sight, answers, lanes);
            state.add(&self.sight, answers, desk, &of);
            desk.figures.read_drives(&self.sight, worker.drives());
            state.add_drives(&self.sight, desk, &of);
            if let Some(rows) = &mut rows {
                self.columns.append(rows, &self.sight.watch, &self.plan, &desk.figures);
            }
            first += lanes as u64;
        }
        Ok(rows)
    }

    fn is_precise(&self, asks: &Simulate, hands: &mut [Hand], done: u64) -> bool {
        let Some(stop) = &asks.stop else { return false };
        let states: Vec<&State> = hands.iter().map(|hand| &hand.state).collect();
        let paths = Paths { design: self.streams.design, done };
        error_so_far(&states, stop.measure, &paths).is_some_and(|error| error <= stop.at_most)
    }

    /// The failure as users are told of it, with the path on which it happens.
    fn diagnose(&self, stopped: &Stopped, manner: &Manner) -> Diagnostic {
        let mut paths = stopped.first..stopped.first + stopped.lanes as u64;
        let limit = manner.limits.operations;
        let found = paths.find_map(|path| Some((path, run_path(&self.plan, &self.streams.path(path), limit).err()?)));
        let (path, failure) = found.unwrap_or((stopped.first, stopped.failure.clone()));
        let mut told = diagnose(&failure, self.model, &self.plan);
        told.message = format!("{}, on path {path} of the simulation", told.message);
        told
    }
}

/// A failure somewhere in a block.
struct Stopped {
    failure: Failure,
    first: u64,
    lanes: usize,
}

/// What all parts together say.
fn tell(
    model: &Model,
    study: &Study,
    asks: &Simulate,
    limits: &Limits,
    parts: Vec<Vec<ShardScenario>>,
) -> Result<Simulation, Diagnostic> {
    let under = scenarios(study);
    let texts: Vec<String> = study.measures.iter().map(|it| it.text.clone()).collect();
    let mut futures: Vec<Futures> = Vec::new();
    let (mut processes, mut correlations) = (Vec::new(), Vec::new());
    let mut parts: Vec<_> = parts.into_iter().map(Vec::into_iter).collect();
    for (index, &scenario) in under.iter().enumerate() {
        let prepared = prepare(model, study, asks, scenario)?;
        if index == 0 {
            processes = stated::processes(model, &prepared.plan.randomness);
            correlations = stated::correlations(model, &prepared.plan.randomness);
        }
        let like = State::new(&prepared.sight.watch);
        let mut all: Option<ShardScenario> = None;
        for part in parts.iter_mut().filter_map(Iterator::next) {
            if !like.is_like(&part.state) {
                return Err(not_of_this_deal(study));
            }
            match &mut all {
                Some(all) => {
                    all.state.merge(&part.state);
                    all.ended = part.ended;
                }
                None => all = Some(part),
            }
        }
        let Some(ShardScenario { state, ended, .. }) = all else { break };
        let paths = Paths { design: prepared.streams.design, done: state.paths };
        let teller = Teller { model: prepared.model, plan: &prepared.plan, watch: &prepared.sight.watch, paths };
        futures.push(teller.tell(&scenario_name(model, scenario), scenario, &state, ended, &texts));
    }
    let partial = futures.len() < under.len() || futures.iter().any(|it| it.ended == Ended::Interrupted);
    let about = About::of(model, study, &limits.inputs);
    Ok(Simulation {
        format: "simulation",
        format_version: 1,
        deal: about.deal,
        study: about.study,
        title: about.title,
        currency: about.currency,
        given: about.given,
        draws: drawn(asks),
        partial,
        processes,
        correlations,
        depths: stated::depths(model, &study.given),
        assumed: about.assumed,
        scenarios: futures,
        inputs: about.inputs,
    })
}

fn drawn(asks: &Simulate) -> Drawn {
    let design = design(asks);
    Drawn {
        seed: asks.seed,
        generator: match asks.numbers {
            Numbers::Random => "Philox4x32-10",
            Numbers::Sobol => "Sobol sequence, 16 Owen scrambles",
        },
        sobol: asks.numbers == Numbers::Sobol,
        antithetic: asks.antithetic,
        standard_errors: match design {
            Design::Independent => "over independent paths",
            Design::Pairs => "over pairs of a path and its mirror",
            Design::Scrambles(_) => "over independent scrambles of the sequence",
        },
        asked: asks.paths,
    }
}
