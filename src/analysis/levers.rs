//! A deal with some of its numbers at hand: set to any values, what comes of each setting.

use super::about::{scenario_name, scenarios};
use super::standing::{FirstBreach, FirstDefault, Standing};
use crate::compile::{Case, compile};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::diagnose;
use crate::engine::exact::{Run, run_path};
use crate::engine::gauge::{Gauge, Kept};
use crate::engine::outcome::Figure;
use crate::model::{Lever, LeverTarget, Model, Read, ScenarioId, Study, TestInput, TrancheAttribute, TrancheId, Type};
use crate::plan::{Path, Plan, Slot};
use crate::quantity::Unit;
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A lever that reaches nothing a study looks at.
pub const MOVES_NOTHING: Code = Code("E6031");

/// One deal under one scenario, its levers, and what is looked at.
pub struct Levers<'a> {
    model: &'a Model,
    case: Case<'a>,
    operations: u64,
    /// With every lever that can be a driver as one, the others at their neutral values.
    plan: Plan,
    kept: Kept,
    levels: Vec<Watched>,
    measures: Vec<Type>,
    tranches: Vec<String>,
}

/// A level of a covenant, by its place in the model, in the order of the gauges.
struct Watched {
    covenant: usize,
    level: usize,
}

/// What came of one setting: figures by gauge, or why there are none.
pub type Trial = Result<Vec<Option<i128>>, String>;

/// The first row in which something happened, and what: index in the levels or in the tranches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct First {
    pub row: i128,
    pub index: usize,
}

impl<'a> Levers<'a> {
    /// `levers` in the order in which settings give their values.
    pub fn new(
        model: &'a Model,
        study: &'a Study,
        scenario: ScenarioId,
        levers: &[&Lever],
        operations: u64,
    ) -> Result<Levers<'a>, Diagnostic> {
        let model = model.under(scenario);
        let case = Case {
            inputs: study.given.clone(),
            observe: study.measures.iter().map(|it| &it.expr).collect(),
            levers: levers.iter().map(|lever| (*lever).clone()).collect(),
            ..Case::of(scenario)
        };
        let plan = compile(model, &case)?;
        let mut levels: Vec<Watched> =
            plan.events.levels.iter().map(|it| Watched { covenant: it.covenant, level: it.level }).collect();
        levels.sort_by_key(|it| (it.covenant, it.level));
        let mut it = Levers {
            model,
            case,
            operations,
            kept: Kept::default(),
            levels,
            measures: study.measures.iter().map(|it| it.expr.of.clone()).collect(),
            tranches: model.tranches.iter().map(|it| it.label.name.clone()).collect(),
            plan,
        };
        it.kept = it.keep(&it.plan);
        Ok(it)
    }

    /// One for each scenario of the study, in its order.
    pub fn under_each(
        model: &'a Model,
        study: &'a Study,
        levers: &[&Lever],
        operations: u64,
    ) -> Result<Vec<Levers<'a>>, Diagnostic> {
        let scenarios = scenarios(study).into_iter();
        scenarios.map(|scenario| Levers::new(model, study, scenario, levers, operations)).collect()
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
        let seen = |slot: &Slot| reached[slot.index()];
        self.plan.taken.contains(&lever) || self.kept.gauges.iter().filter_map(Gauge::slot).any(|slot| seen(&slot))
    }

    /// What comes of each setting, in their order.
    pub fn try_all(&self, settings: &[Vec<i128>]) -> Vec<Trial> {
        let (taken, free): (Vec<usize>, Vec<usize>) =
            (0..self.case.levers.len()).partition(|lever| self.plan.taken.contains(lever));
        if taken.is_empty() {
            return settings.iter().map(|setting| self.run(&self.plan, &self.kept, setting)).collect();
        }
        // A plan for each combination of the values that plans are made of.
        let mut alike: BTreeMap<Vec<i128>, Vec<usize>> = BTreeMap::new();
        for (index, setting) in settings.iter().enumerate() {
            alike.entry(taken.iter().map(|&lever| setting[lever]).collect()).or_default().push(index);
        }
        let mut trials: Vec<Trial> = vec![Err(String::new()); settings.len()];
        for (_, members) in alike {
            let Some(&first) = members.first() else { continue };
            match compile(self.model, &self.fixed(&taken, &settings[first])) {
                Ok(plan) => {
                    let kept = self.keep(&plan);
                    for member in members {
                        let setting: Vec<i128> = free.iter().map(|&lever| settings[member][lever]).collect();
                        trials[member] = self.run(&plan, &kept, &setting);
                    }
                }
                Err(refused) => members.into_iter().for_each(|it| trials[it] = Err(refused.message.clone())),
            }
        }
        trials
    }

    /// One setting by the exact engine, with everything it left behind.
    pub fn rerun(&self, setting: &[i128]) -> Result<(Plan, Run), Diagnostic> {
        let every: Vec<usize> = (0..self.case.levers.len()).collect();
        let plan = compile(self.model, &self.fixed(&every, setting))?;
        let run = run_path(&plan, &Path::default(), self.operations)
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

    fn run(&self, plan: &Plan, kept: &Kept, setting: &[i128]) -> Trial {
        let path = Path { values: setting.iter().map(|&value| vec![value]).collect() };
        let run =
            run_path(plan, &path, self.operations).map_err(|failure| diagnose(&failure, self.model, plan).message)?;
        Ok(kept.gauges.iter().map(|gauge| gauge.read(&run)).collect())
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
    Err(Diagnostic::error(MOVES_NOTHING, lever.place, message).help(help))
}
