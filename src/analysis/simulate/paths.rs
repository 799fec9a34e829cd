//! The figures of each path, for whoever wants them one by one.

use super::figures::Figures;
use super::observer::{PathColumn, PathFigures};
use super::watch::{Draws, Watch};
use super::years;
use crate::analysis::about::scenario_name;
use crate::analysis::statistics::{Column, ratio_type};
use crate::model::{Model, ScenarioId, Type};
use crate::plan::Plan;
use crate::quantity::{CalendarUnit, Unit};

/// The columns of a scenario's paths.
#[derive(Debug, Clone)]
pub struct Columns(Vec<PathColumn>);

impl Columns {
    pub fn new(model: &Model, plan: &Plan, watch: &Watch, measures: &[&str]) -> Columns {
        let money = Type::Quantity(Unit::money(model.deal.currency));
        let mut all = Vec::new();
        let mut add = |name: String, of: &Type| all.push(PathColumn { name, of: of.clone() });
        for level in &watch.levels {
            let covenant = &model.covenants[level.covenant];
            add(format!("{} {}", covenant.label.name, covenant.levels[level.level].text), &Type::Date);
        }
        for tranche in &model.tranches {
            let name = &tranche.label.name;
            add(format!("{name}.default"), &Type::Date);
            for figure in ["claim", "received", "loss", "outstanding"] {
                add(format!("{name}.{figure}"), &money);
            }
            add(format!("{name}.average_life"), &years::unit());
            add(format!("{name}.return"), &Type::Quantity(Unit::rate(CalendarUnit::Year)));
        }
        for (text, slot) in measures.iter().zip(&plan.observed) {
            add((*text).to_owned(), &plan.slots[slot.index()].of);
        }
        for process in &watch.processes {
            let name = &model.processes[process.process].label.name;
            match &process.draws {
                Draws::Default => add(format!("{name} default"), &Type::Date),
                Draws::Amount { of, .. } => add(format!("{name} at end"), of),
                Draws::Factor => add(format!("{name} at end"), &ratio_type()),
            }
        }
        Columns(all)
    }

    pub fn empty(&self, model: &Model, scenario: ScenarioId, first: u64) -> PathFigures {
        PathFigures {
            scenario: scenario_name(model, scenario),
            columns: self.0.clone(),
            first,
            values: vec![Vec::new(); self.0.len()],
        }
    }

    /// In the order of the columns.
    pub fn append(&self, rows: &mut PathFigures, watch: &Watch, plan: &Plan, figures: &Figures) {
        let mut columns = rows.values.iter_mut();
        let dates = |row: f64| plan.dates.get(row as usize).map(|date| i128::from(date.day_number()));
        let mut add = |column: &Column, is_row: bool| {
            let value = |&value: &f64| {
                if value.is_nan() {
                    None
                } else if is_row {
                    dates(value)
                } else {
                    Some(value as i128)
                }
            };
            if let Some(into) = columns.next() {
                into.extend(column.iter().map(value));
            }
        };
        figures.first_failed.iter().for_each(|column| add(column, true));
        for it in &figures.tranches {
            add(&it.default, true);
            for column in [&it.claim, &it.received, &it.loss, &it.outstanding, &it.life, &it.rate] {
                add(column, false);
            }
        }
        figures.measures.iter().for_each(|column| add(column, false));
        for (index, process) in watch.processes.iter().enumerate() {
            match process.draws {
                Draws::Default => add(&figures.party_default[index], true),
                Draws::Amount { .. } | Draws::Factor => add(&figures.at_end[index], false),
            }
        }
    }
}
