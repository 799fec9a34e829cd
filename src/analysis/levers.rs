//! A deal with some of its numbers at hand: set to any values, what comes of each setting.

use super::Limits;
use super::about::{scenario_name, scenarios};
use super::parallel::{Threads, Tools};
use super::simulate::Manner;
use super::standing::{FirstBreach, FirstDefault, Standing};
use crate::check::codes::LEVER;
use crate::compile::{Case, compile};
use crate::diagnostic::Diagnostic;
use crate::engine::batch::{LANES, Program, Worker};
use crate::engine::exact::{Run, run_until};
use crate::engine::gauge::{Gauge, Kept};
use crate::engine::lanes::WIDTH;
use crate::engine::outcome::Figure;
use crate::engine::{Stop, diagnose};
use crate::model::{Lever, LeverTarget, Model, Read, Study, TestInput, TrancheAttribute, TrancheId, Type};
use crate::plan::{Path, Plan};
use crate::quantity::Unit;
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One deal under one scenario, its levers, and what is looked at.
pub struct Levers<'a> {
    model: &'a Model,
    case: Case<'a>,
    operations: u64,
    stop: Stop,
    threads: &'a Threads,
    /// Every lever as a driver.
    plan: Plan,
    /// The plan ready for blocks of settings; `None` where some lever asks for a plan of its own for each value.
    program: Option<Result<Program, String>>,
    levels: Vec<Watched>,
    measures: Vec<Type>,
    tranches: Vec<String>,
}

/// A level of a covenant, by its place in the model, in the order of the gauges.
struct Watched {
    covenant: usize,
    level: usize,
}

/// As few settings as the exact engine runs sooner than a block of lanes takes.
const FEW: usize = 6;
/// Operations of a run beyond which a block of runs takes longer than anybody waits.
const LARGE: u64 = 500_000;
/// Settings between two looks at whoever watches.
const PIECE: usize = 16 * LANES;
/// Floats hold whole numbers up to here exactly.
const EXACT: i128 = 1 << 53;

/// What came of one setting: figures by gauge, or why there are none.
pub type Trial = Result<Vec<Option<i128>>, String>;

/// The first row in which something happened, and what: index in the levels or in the tranches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct First {
    pub row: i128,
    pub index: usize,
}

impl<'a> Levers<'a> {
    /// One for each scenario of the study, in its order; `levers` in the order in which settings give their values.
    pub fn under_each(
        model: &'a Model,
        study: &'a Study,
        levers: &[&Lever],
        limits: &Limits,
        threads: &'a Threads,
    ) -> Result<Vec<Levers<'a>>, Diagnostic> {
        let case = |scenario| Case {
            inputs: study.given.clone(),
            observe: study.measures.iter().map(|it| &it.expr).collect(),
            levers: levers.iter().map(|lever| (*lever).clone()).collect(),
            ..Case::of(scenario)
        };
        let scenarios = scenarios(study).into_iter();
        scenarios.map(|scenario| Levers::new(model.under(scenario), case(scenario), limits, threads)).collect()
    }

    fn new(model: &'a Model, case: Case<'a>, limits: &Limits, threads: &'a Threads) -> Result<Levers<'a>, Diagnostic> {
        let plan = compile(model, &case)?;
        let mut levels: Vec<Watched> =
            plan.events.levels.iter().map(|it| Watched { covenant: it.covenant, level: it.level }).collect();
        levels.sort_by_key(|it| (it.covenant, it.level));
        let mut it = Levers {
            model,
            operations: limits.operations,
            stop: limits.stop,
            threads,
            program: None,
            levels,
            measures: case.observe.iter().map(|it| it.of.clone()).collect(),
            tranches: model.tranches.iter().map(|it| it.label.name.clone()).collect(),
            case,
            plan,
        };
        if it.plan.taken.is_empty() && !it.goes_one_by_one() {
            it.program = Some(it.ready(&it.plan));
        }
        Ok(it)
    }

    pub fn model(&self) -> &'a Model {
        self.model
    }

    pub fn scenario(&self) -> String {
        scenario_name(self.model, self.case.scenario)
    }

    /// Every lever where the scenario has it.
    pub fn stated(&self) -> Vec<i128> {
        self.plan.drivers.iter().map(|driver| driver.neutral).collect()
    }

    pub fn tranches(&self) -> Vec<String> {
        self.tranches.clone()
    }

    /// Whether moving the lever can change anything that is looked at.
    pub fn moves(&self, lever: usize) -> bool {
        let reached = self.plan.reached(self.plan.drivers[lever].slot);
        let kept = self.keep(&self.plan);
        self.plan.taken.contains(&lever) || kept.gauges.iter().filter_map(Gauge::slot).any(|it| reached[it.index()])
    }

    /// Somebody may ask to stop, and a block of so large a deal would make them wait for its end.
    fn goes_one_by_one(&self) -> bool {
        self.stop.is_watched() && self.plan.cost() > LARGE
    }

    /// What comes of each setting, in their order.
    pub fn try_all(&self, settings: &[Vec<i128>]) -> Vec<Trial> {
        if self.goes_one_by_one() {
            return settings.iter().map(|setting| self.try_one(setting)).collect();
        }
        if let Some(program) = &self.program {
            return self.run(program, settings);
        }
        let (taken, free): (Vec<usize>, Vec<usize>) =
            (0..self.case.levers.len()).partition(|lever| self.plan.taken.contains(lever));
        // A plan for each combination of the values that plans are made of.
        let mut alike: BTreeMap<Vec<i128>, Vec<usize>> = BTreeMap::new();
        for (index, setting) in settings.iter().enumerate() {
            alike.entry(taken.iter().map(|&lever| setting[lever]).collect()).or_default().push(index);
        }
        let found = self.threads.map(alike.into_values(), |members: Vec<usize>| {
            let first = members.first().map_or(&[][..], |&it| settings[it].as_slice());
            let settings: Vec<Vec<i128>> =
                members.iter().map(|&it| free.iter().map(|&lever| settings[it][lever]).collect()).collect();
            let program = match compile(self.model, &self.fixed(&taken, first)) {
                Ok(plan) => self.ready(&plan),
                Err(refused) => Err(refused.message),
            };
            (members, self.run(&program, &settings))
        });
        let mut trials: Vec<Trial> = vec![Err(String::new()); settings.len()];
        for (members, found) in found {
            members.into_iter().zip(found).for_each(|(index, trial)| trials[index] = trial);
        }
        trials
    }

    /// The same, piece by piece: whoever watches is told how far it is, and may stop it.
    pub fn try_in_turn(&self, settings: &[Vec<i128>], manner: &Manner, done: &mut usize, of: usize) -> Vec<Trial> {
        let mut trials = Vec::with_capacity(settings.len());
        for piece in settings.chunks(PIECE) {
            if manner.observer.stop() {
                break;
            }
            trials.extend(self.try_all(piece));
            *done += piece.len();
            manner.observer.progress(*done as u64, of as u64);
        }
        trials
    }

    fn ready(&self, plan: &Plan) -> Result<Program, String> {
        let refused = |failure| diagnose(&failure, self.model, plan).message;
        Program::new(plan, &self.keep(plan), self.operations).map_err(refused)
    }

    /// The settings in blocks, side by side.
    fn run(&self, program: &Result<Program, String>, settings: &[Vec<i128>]) -> Vec<Trial> {
        let program = match program {
            Ok(program) => program,
            Err(why) => return settings.iter().map(|_| Err(why.clone())).collect(),
        };
        if self.stop.asked() {
            return settings.iter().map(|_| Err("stopped".to_owned())).collect();
        }
        if settings.len() <= FEW {
            return settings.iter().map(|setting| self.exactly(program.plan(), setting)).collect();
        }
        let workers: Tools<Worker> = Tools::new();
        let blocks = settings.chunks(program.lanes());
        let trials = self.threads.map(blocks, |block: &[Vec<i128>]| {
            workers.with(|| Worker::new(program), |worker| self.block(program, worker, block))
        });
        trials.into_iter().flatten().collect()
    }

    fn block(&self, program: &Program, worker: &mut Worker, settings: &[Vec<i128>]) -> Vec<Trial> {
        let rows = program.plan().rows();
        let gauges = self.measures.len() + self.levels.len() + 2 * self.tranches.len();
        let each =
            |settings: &[Vec<i128>]| settings.iter().map(|setting| self.exactly(program.plan(), setting)).collect();
        if settings.iter().flatten().any(|value| value.abs() > EXACT) {
            return each(settings);
        }
        for (lane, setting) in settings.iter().enumerate() {
            for (driver, &value) in setting.iter().enumerate() {
                worker.drives().hold(driver, rows, lane, value as f64);
            }
        }
        // A run that stops stops its block: each setting then answers for itself.
        let Ok(answers) = worker.run(settings.len()) else { return each(settings) };
        let value = |gauge: usize, lane: usize| answers.gauge(gauge)[lane / WIDTH].0[lane % WIDTH];
        let read = |lane: usize| -> Option<Vec<Option<i128>>> {
            let values = (0..gauges).map(|gauge| value(gauge, lane));
            values
                .map(|it| (it.is_nan() || it.abs() < EXACT as f64).then(|| (!it.is_nan()).then_some(it as i128)))
                .collect()
        };
        let trial = |(lane, setting): (usize, &Vec<i128>)| match read(lane) {
            Some(figures) => Ok(figures),
            None => self.exactly(program.plan(), setting),
        };
        settings.iter().enumerate().map(trial).collect()
    }

    /// One setting by the exact engine, with everything it left behind.
    pub fn rerun(&self, setting: &[i128]) -> Result<(Plan, Run), Diagnostic> {
        let every: Vec<usize> = (0..self.case.levers.len()).collect();
        let plan = compile(self.model, &self.fixed(&every, setting))?;
        let run = run_until(&plan, &Path::default(), self.operations, self.stop)
            .map_err(|failure| diagnose(&failure, self.model, &plan))?;
        Ok((plan, run))
    }

    /// The case with some levers at the values of a setting, and the others as drivers.
    fn fixed(&self, levers: &[usize], setting: &[i128]) -> Case<'a> {
        let mut case = self.case.clone();
        for &index in levers {
            let value = setting[index];
            match self.case.levers[index].what {
                LeverTarget::Input(input) => case.inputs.push(TestInput { input, value }),
                LeverTarget::Constant(place) => case.constants.push((place, value)),
            }
        }
        let fixed: BTreeSet<usize> = levers.iter().copied().collect();
        let levers = self.case.levers.iter().enumerate().filter(|(index, _)| !fixed.contains(index));
        case.levers = levers.map(|(_, lever)| lever.clone()).collect();
        case
    }

    fn try_one(&self, setting: &[i128]) -> Trial {
        if self.stop.asked() {
            return Err("stopped".to_owned());
        }
        match self.plan.taken.is_empty() {
            true => self.exactly(&self.plan, setting),
            false => {
                let (plan, run) = self.rerun(setting).map_err(|problem| problem.message)?;
                Ok(self.keep(&plan).gauges.iter().map(|gauge| gauge.read(&run)).collect())
            }
        }
    }

    fn exactly(&self, plan: &Plan, setting: &[i128]) -> Trial {
        let path = Path { values: setting.iter().map(|&value| vec![value]).collect() };
        let run = run_until(plan, &path, self.operations, self.stop)
            .map_err(|failure| diagnose(&failure, self.model, plan).message)?;
        Ok(self.keep(plan).gauges.iter().map(|gauge| gauge.read(&run)).collect())
    }

    /// What is kept of a run: measures, levels, defaults, recoveries.
    fn keep(&self, plan: &Plan) -> Kept {
        let measures = plan.observed.iter().map(|slot| Gauge::Last(*slot));
        let failed = |it: &Watched| {
            let mut levels = plan.events.levels.iter();
            levels.find(|slots| (slots.covenant, slots.level) == (it.covenant, it.level)).map(|it| it.failed)
        };
        let levels = self.levels.iter().filter_map(failed).map(Gauge::First);
        let defaults = plan.events.tranches.iter().map(|it| Gauge::First(it.in_default));
        let recovery = |index: usize| Read::Tranche(TrancheId(index as u32), TrancheAttribute::Recovery);
        let recoveries = (0..self.tranches.len()).filter_map(|it| plan.directory.get(&recovery(it)).copied());
        Kept {
            gauges: measures.chain(levels).chain(defaults).chain(recoveries.map(Gauge::Last)).collect(),
            profiles: Vec::new(),
        }
    }
}

/// As many threads as are asked for; the caller's own where the system refuses them.
pub fn threads(manner: &Manner) -> Threads {
    Threads::new(manner.threads)
}

/// Reading a trial.
impl Levers<'_> {
    pub fn measure(&self, trial: &Trial, index: usize) -> Option<i128> {
        trial.as_ref().ok()?.get(index).copied().flatten()
    }

    /// The first failed level, of a covenant and a level or of any.
    pub fn first_breach(&self, trial: &Trial, covenant: Option<usize>, level: Option<usize>) -> Option<First> {
        let gauges = trial.as_ref().ok()?.get(self.measures.len()..)?;
        let wanted = |it: &Watched| {
            covenant.is_none_or(|covenant| covenant == it.covenant) && level.is_none_or(|level| level == it.level)
        };
        let levels = self.levels.iter().zip(gauges).enumerate().filter(|(_, (it, _))| wanted(it));
        levels.filter_map(|(index, (_, row))| Some(First { row: (*row)?, index })).min()
    }

    pub fn first_default(&self, trial: &Trial, of: Option<usize>) -> Option<First> {
        let gauges = trial.as_ref().ok()?.get(self.measures.len() + self.levels.len()..)?;
        let tranches = gauges.iter().take(self.tranches.len()).enumerate();
        let wanted = tranches.filter(|(index, _)| of.is_none_or(|of| of == *index));
        wanted.filter_map(|(index, row)| Some(First { row: (*row)?, index })).min()
    }

    pub fn standing(&self, trial: &Trial) -> Standing {
        let measures = self.measures.iter().enumerate();
        let measures = measures.map(|(it, of)| Some(Figure::new(self.measure(trial, it)?, of.clone())));
        let ratio = Type::Quantity(Unit::ratio());
        let first_recovery = self.measures.len() + self.levels.len() + self.tranches.len();
        let recovery = |index: usize| {
            let value = trial.as_ref().ok()?.get(first_recovery + index).copied().flatten()?;
            Some(Figure::new(value, ratio.clone()))
        };
        Standing {
            measures: measures.collect(),
            first_breach: self.first_breach(trial, None, None).map(|first| self.breach_of(first)),
            event_of_default: self.first_default(trial, None).map(|first| self.default_of(first)),
            recoveries: (0..self.tranches.len()).map(recovery).collect(),
            stopped: trial.as_ref().err().cloned(),
        }
    }

    pub fn default_of(&self, first: First) -> FirstDefault {
        FirstDefault { tranche: self.tranches[first.index].clone(), date: self.date(first.row) }
    }

    pub fn breach_of(&self, first: First) -> FirstBreach {
        let watched = &self.levels[first.index];
        let covenant = &self.model.covenants[watched.covenant];
        let level = &covenant.levels[watched.level];
        FirstBreach {
            covenant: covenant.label.name.clone(),
            level: level.text.clone(),
            clause: level.clause.clone().or_else(|| covenant.label.clause.clone()),
            date: self.date(first.row),
        }
    }

    fn date(&self, row: i128) -> Date {
        let row = usize::try_from(row).unwrap_or(0);
        self.plan.dates.get(row).copied().unwrap_or(self.model.deal.grid.closing())
    }
}

/// Refuses a lever that moves nothing under any of the scenarios.
pub fn refuse_idle(benches: &[Levers], levers: &[&Lever]) -> Result<(), Diagnostic> {
    let idle = (0..levers.len()).find(|&index| !benches.iter().any(|bench| bench.moves(index)));
    let Some(lever) = idle.and_then(|index| levers.get(index)) else { return Ok(()) };
    let under: Vec<String> = benches.iter().map(|it| format!("`{}`", it.scenario())).collect();
    let message = format!("moving `{}` changes nothing under {}", lever.name, under.join(", "));
    let help =
        "name a lever that a measure, a covenant or a recovery depends on, or a scenario with the shock it is in";
    Err(Diagnostic::error(LEVER, lever.place, message).help(help))
}
