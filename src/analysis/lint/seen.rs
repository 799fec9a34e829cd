//! What a number of runs have shown, without the runs.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::exact::Run;
use crate::engine::outcome::{Figure, Reading};
use crate::model::{LevelTest, Model, Read, ScenarioId, StepAttribute, StepId, TestInput};
use crate::plan::{Plan, Slot};
use crate::time::Date;

/// A scenario, and inputs set otherwise.
pub type World = (ScenarioId, Vec<TestInput>);

#[derive(Debug, Default)]
pub struct Seen {
    pub runs: usize,
    /// Runs that could not be carried to their end.
    pub stopped: usize,
    /// By covenant and level.
    pub levels: BTreeMap<(usize, usize), LevelSeen>,
    /// Steps that moved cash somewhere.
    pub moved: BTreeSet<StepId>,
}

/// One level over all runs.
#[derive(Debug, Default)]
pub struct LevelSeen {
    pub tests: usize,
    pub failed: usize,
    /// The test that came nearest to failing, in figures of the measure.
    pub nearest: Option<Near>,
    /// Whether the measure on any test date was not what it was in the base.
    pub stirred: bool,
    /// Its value on each row of the base.
    base: Vec<Option<i128>>,
}

/// A test of a level: how far from failing, at what value, when and where.
#[derive(Debug, Clone)]
pub struct Near {
    pub room: i128,
    pub value: Figure,
    pub on: Date,
    pub world: World,
}

impl Seen {
    /// The first run is that of the base as stated.
    pub fn add(&mut self, model: &Model, plan: &Plan, run: &Run, scenario: ScenarioId, given: Vec<TestInput>) {
        let model = model.under(scenario);
        let it = Reading { model, plan, run };
        let world = (scenario, given);
        self.runs += 1;
        for slots in &plan.events.levels {
            let Some(level) = model.covenants.get(slots.covenant).and_then(|it| it.levels.get(slots.level)) else {
                continue;
            };
            let value = plan.events.covenants.iter().find(|it| it.covenant == slots.covenant).map(|it| it.value);
            let seen = self.levels.entry((slots.covenant, slots.level)).or_default();
            seen.stir(&it, value, slots.failed);
            for row in it.periods() {
                let Some(failed) = run.value(row, slots.failed) else { continue };
                seen.tests += 1;
                seen.failed += usize::from(failed == 1);
                let read = |slot: Option<Slot>| slot.and_then(|slot| it.slot(row, slot));
                let (Some(value), Some(threshold)) = (read(value), read(slots.threshold)) else { continue };
                let room = match level.test {
                    LevelTest::Below(_) => value.value - threshold.value,
                    LevelTest::Above(_) | LevelTest::When(_) => threshold.value - value.value,
                };
                let comparable = value.of.scale() == threshold.of.scale();
                if comparable && seen.nearest.as_ref().is_none_or(|near| room < near.room) {
                    seen.nearest = Some(Near { room, value, on: it.date(row), world: world.clone() });
                }
            }
        }
        let moved = plan.directory.iter().filter_map(|(read, slot)| match read {
            Read::Step(id, StepAttribute::Paid) => {
                it.rows().any(|row| run.value(row, *slot).is_some_and(|it| it != 0)).then_some(*id)
            }
            _ => None,
        });
        self.moved.extend(moved);
    }
}

impl LevelSeen {
    fn stir(&mut self, it: &Reading, value: Option<Slot>, failed: Slot) {
        // A condition is its own measure.
        let looked_at = value.unwrap_or(failed);
        let values: Vec<Option<i128>> = it.rows().map(|row| it.run.value(row, looked_at)).collect();
        if self.tests == 0 && self.base.is_empty() {
            self.base = values;
        } else {
            self.stirred |= self.base != values;
        }
    }
}
