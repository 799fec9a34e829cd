//! Each step of each waterfall on each payment date: due, paid, unpaid.

use super::{View, cell};
use crate::engine::outcome::Figure;
use crate::model::{Read, StepAttribute, StepId};
use crate::report::table::{Cell, Column, Table};

pub fn make(view: &View) -> Vec<Table> {
    let model = view.it.model;
    let mut tables: Vec<Table> = Vec::new();
    for waterfall in &model.waterfalls {
        let from = model.accounts.get(waterfall.from.index()).map_or("", |account| account.label.name.as_str());
        let title = format!("{} from {from}", waterfall.label.name);
        tables.push(one(view, &waterfall.label.name, &title, &waterfall.steps));
    }
    if let Some(enforcement) = &model.enforcement {
        tables.push(one(
            view,
            &enforcement.label.name,
            &format!("{}, order of the estate", enforcement.label.name),
            &enforcement.order,
        ));
    }
    tables.retain(|table| !table.rows.is_empty());
    tables
}

fn one(view: &View, name: &str, title: &str, steps: &[StepId]) -> Table {
    let mut table = Table::new(format!("waterfall-{}", name.to_lowercase()), title)
        .column(Column::left("Date").key())
        .column(Column::left("Step").key())
        .column(Column::right("Due").digits(0))
        .column(Column::right("Paid").digits(0))
        .column(Column::right("of it support").digits(0))
        .column(Column::right("Unpaid").digits(0))
        .column(Column::left("Clause"));
    for row in view.rows() {
        for &id in steps {
            let Some(step) = view.it.model.steps.get(id.index()) else { continue };
            let read = |attribute| view.it.read(row, Read::Step(id, attribute));
            let (due, paid) = (read(StepAttribute::Due), read(StepAttribute::Paid));
            let moved = |figure: &Option<Figure>| figure.as_ref().is_some_and(|it| it.value != 0);
            if !moved(&due) && !moved(&paid) {
                continue;
            }
            table.row(vec![
                cell::date(view.it.payment(row)),
                Cell::text(step.label.name.strip_prefix(&format!("{name}.")).unwrap_or(&step.label.name)),
                cell::optional(&due),
                cell::optional(&paid),
                cell::unless_zero(&read(StepAttribute::Support)),
                cell::unless_zero(&read(StepAttribute::Unpaid)),
                cell::text(&step.label.clause),
            ]);
        }
    }
    table.note("steps with nothing due and nothing paid are left out");
    table
}
