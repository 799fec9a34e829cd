//! What the lints stand on: the deal, its tree, and a number of runs, looked at and not kept.

use std::collections::BTreeSet;

use super::seen::{LevelSeen, Seen};
use crate::analysis::{Limits, rerun};
use crate::compile::{Case, compile};
use crate::diagnostic::Diagnostic;
use crate::engine::exact::{Run, run};
use crate::engine::outcome::{Asked, Figure, Outcome, Reading};
use crate::model::{InputId, Model, Read, ScenarioId, StepAttribute, StepId, TestInput};
use crate::plan::Plan;
use crate::source::{SourceId, Sources};
use crate::syntax::ast::File;

/// Operations that all runs may take together: those of the scenarios as stated, with and without their shocks, and
/// those at the bounds of the inputs.
const MOST_STATED: u64 = 50_000_000;
const MOST_AT_BOUNDS: u64 = 20_000_000;
/// Up to so many inputs every corner of their bounds is tried; beyond, each input alone and all together.
const CORNERS: usize = 6;

/// A deal to be linted.
pub struct Ground<'a> {
    pub model: &'a Model,
    pub file: &'a File,
    pub sources: &'a Sources,
    /// The file that was named: names in another may be meant for another deal.
    pub source: SourceId,
    pub base: Stated,
    pub outcome: Outcome,
    pub seen: Seen,
    /// Scenarios whose run is that of the base, and shocks without which a scenario runs as with them.
    pub idle: BTreeSet<ScenarioId>,
    pub idle_shocks: Vec<(ScenarioId, usize)>,
    pub chancy: Chancy,
}

/// What may still be run.
struct Budget {
    left: u64,
    /// In one run.
    operations: u64,
}

/// The base case as the file states it; the default rates of the tranches that state one are observed.
pub struct Stated {
    pub plan: Plan,
    pub run: Run,
}

impl<'a> Ground<'a> {
    /// Runs the base, every scenario, and each of them at the bounds of the inputs, as far as operations allow. What
    /// keeps the base from running is the answer.
    pub fn new(
        model: &'a Model,
        file: &'a File,
        sources: &'a Sources,
        source: SourceId,
        limits: &Limits,
    ) -> Result<Ground<'a>, Diagnostic> {
        let observe = model.tranches.iter().filter_map(|tranche| tranche.default_rate.as_ref()).collect();
        let (plan, run) = rerun(model, &Case { observe, ..Case::of(ScenarioId(0)) }, limits)?;
        let outcome = Outcome::read(model, &plan, &run, &Asked::default());
        let chancy = chancy(model)?;
        let base = Stated { plan, run };
        let mut ground = Ground {
            model,
            file,
            sources,
            source,
            base,
            outcome,
            seen: Seen::default(),
            idle: BTreeSet::new(),
            idle_shocks: Vec::new(),
            chancy,
        };
        ground.look_at_scenarios(limits.operations);
        ground.look_at_bounds(limits.operations);
        Ok(ground)
    }

    fn look_at_scenarios(&mut self, operations: u64) {
        let mut budget = Budget { left: MOST_STATED, operations };
        for index in 0..self.model.scenarios.len() {
            let scenario = ScenarioId(index as u32);
            let Some((plan, run)) = self.ran(&Case::of(scenario), &mut budget) else { continue };
            self.seen.add(self.model, &plan, &run, scenario, Vec::new());
            if index > 0 && same((&self.base.plan, &self.base.run), (&plan, &run)) {
                self.idle.insert(scenario);
                continue;
            }
            // Each shock of the scenario left out.
            for shock in 0..self.model.scenarios[index].shocks.len() {
                let case = Case { without_shocks: vec![shock], ..Case::of(scenario) };
                if let Some((other, rest)) = self.ran(&case, &mut budget)
                    && same((&plan, &run), (&other, &rest))
                {
                    self.idle_shocks.push((scenario, shock));
                }
            }
        }
    }

    fn look_at_bounds(&mut self, operations: u64) {
        let mut budget = Budget { left: MOST_AT_BOUNDS, operations };
        for setting in settings(self.model) {
            for index in 0..self.model.scenarios.len() {
                let scenario = ScenarioId(index as u32);
                let case = Case { inputs: setting.clone(), ..Case::of(scenario) };
                if let Some((plan, run)) = self.ran(&case, &mut budget) {
                    self.seen.add(self.model, &plan, &run, scenario, setting.clone());
                }
            }
        }
    }

    /// A case that the budget still allows; one that cannot be run to its end is counted.
    fn ran(&mut self, case: &Case, budget: &mut Budget) -> Option<(Plan, Run)> {
        if budget.left == 0 {
            return None;
        }
        let plan = compile(self.model.under(case.scenario), case).ok()?;
        let Some(left) = budget.left.checked_sub(plan.cost()) else {
            budget.left = 0;
            return None;
        };
        budget.left = left;
        match run(&plan, budget.operations) {
            Ok(run) => Some((plan, run)),
            Err(_) => {
                self.seen.stopped += 1;
                None
            }
        }
    }

    pub fn base(&self) -> Reading<'_> {
        Reading { model: self.model.under(ScenarioId(0)), plan: &self.base.plan, run: &self.base.run }
    }

    pub fn level(&self, covenant: usize, level: usize) -> Option<&LevelSeen> {
        self.seen.levels.get(&(covenant, level))
    }

    pub fn has_moved(&self, step: StepId) -> bool {
        self.seen.moved.contains(&step)
    }

    /// `36 runs: 4 scenarios, each as stated and at 8 settings of \`utilization\` within its bounds`
    pub fn tried(&self) -> String {
        let runs = self.seen.runs;
        let scenarios = match self.model.scenarios.len() {
            1 => "the base case".to_owned(),
            many => format!("the base case and {} scenario{}", many - 1, if many == 2 { "" } else { "s" }),
        };
        let bounded: Vec<String> = bounded(self.model)
            .iter()
            .map(|(id, ..)| format!("`{}`", self.model.inputs[id.index()].label.name))
            .collect();
        let bounds = match bounded.as_slice() {
            [] => String::new(),
            names => format!(", as stated and at the bounds of {}", names.join(", ")),
        };
        let stopped = match self.seen.stopped {
            0 => String::new(),
            some => format!("; {some} more could not be run to the end"),
        };
        format!("{runs} run{}: {scenarios}{bounds}{stopped}", if runs == 1 { "" } else { "s" })
    }

    /// `scenario \`Squeeze\` with \`utilization = 0%\``
    pub fn world(&self, (scenario, given): &(ScenarioId, Vec<TestInput>)) -> String {
        let name = crate::analysis::about::scenario_name(self.model, *scenario);
        let given: Vec<String> = given
            .iter()
            .map(|it| {
                let input = &self.model.inputs[it.input.index()];
                format!("{} = {}", input.label.name, Figure::new(it.value, input.of.clone()).literal())
            })
            .collect();
        match given.as_slice() {
            [] => format!("scenario `{name}`"),
            given => format!("scenario `{name}` with `{}`", given.join(", ")),
        }
    }
}

/// Inputs between two bounds.
fn bounded(model: &Model) -> Vec<(InputId, i128, i128)> {
    let inputs = model.inputs.iter().enumerate();
    inputs.filter_map(|(index, input)| Some((InputId(index as u32), input.low?, input.high?))).collect()
}

/// Inputs at their bounds: every corner where there are few, else each alone and all together.
fn settings(model: &Model) -> Vec<Vec<TestInput>> {
    let bounded = bounded(model);
    let at = |&(input, low, high): &(InputId, i128, i128), top: bool| TestInput {
        input,
        value: if top { high } else { low },
    };
    let all = |top: bool| bounded.iter().map(|it| at(it, top)).collect::<Vec<_>>();
    match bounded.len() {
        0 => Vec::new(),
        few if few <= CORNERS => (0..1usize << few)
            .map(|corner| bounded.iter().enumerate().map(|(bit, it)| at(it, corner >> bit & 1 == 1)).collect())
            .collect(),
        _ => {
            let alone = bounded.iter().flat_map(|it| [vec![at(it, false)], vec![at(it, true)]]);
            [all(false), all(true)].into_iter().chain(alone).collect()
        }
    }
}

/// Whether two runs show the same in every figure that both have; inputs apart, which nothing may read.
fn same((plan, run): (&Plan, &Run), (other_plan, other): (&Plan, &Run)) -> bool {
    run.rows.len() == other.rows.len()
        && plan.directory.iter().filter(|(read, _)| !matches!(read, Read::Input(_))).all(|(read, slot)| {
            let Some(own) = other_plan.directory.get(read) else { return true };
            (0..run.rows.len()).all(|row| run.value(row, *slot) == other.value(row, *own))
        })
}

/// What some process of the deal may move: of that nothing is said here, a simulation tells.
#[derive(Debug, Default)]
pub struct Chancy {
    /// By covenant and level.
    pub levels: BTreeSet<(usize, usize)>,
    pub steps: BTreeSet<StepId>,
}

fn chancy(model: &Model) -> Result<Chancy, Diagnostic> {
    let mut found = Chancy::default();
    if model.processes.is_empty() {
        return Ok(found);
    }
    let plan = compile(model, &Case { random: true, ..Case::of(ScenarioId(0)) })?;
    for driver in &plan.drivers {
        let reached = plan.reached(driver.slot);
        let levels = plan.events.levels.iter().filter(|it| reached[it.failed.index()]);
        found.levels.extend(levels.map(|it| (it.covenant, it.level)));
        found.steps.extend(plan.directory.iter().filter_map(|(read, slot)| match read {
            Read::Step(id, StepAttribute::Paid) if reached[slot.index()] => Some(*id),
            _ => None,
        }));
    }
    Ok(found)
}
