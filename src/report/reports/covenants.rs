//! Every test date of every covenant.

use super::{View, cell};
use crate::engine::outcome::{CovenantOutcome, CovenantTest};
use crate::report::table::{Cell, Column, Table};

pub fn make(view: &View) -> Vec<Table> {
    view.outcome.covenants.iter().map(|covenant| one(view, covenant)).collect()
}

fn one(view: &View, covenant: &CovenantOutcome) -> Table {
    let title = [
        Some(covenant.name.clone()),
        covenant.title.clone(),
        covenant.clause.as_ref().map(|clause| format!("[{clause}]")),
    ];
    let title = title.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let levels: Vec<String> = covenant
        .tests
        .iter()
        .max_by_key(|test| test.levels.len())
        .map_or_else(Vec::new, |test| test.levels.iter().map(|level| level.level.clone()).collect());
    let hint = levels.first().cloned().unwrap_or_default();
    let digits = if hint.contains('%') { 2 } else { 4 };
    let mut table = Table::new(format!("covenant-{}", covenant.name.to_lowercase()), title)
        .column(Column::left("Date").key())
        .column(Column::right("Numerator").digits(0))
        .column(Column::right("Denominator").digits(0))
        .column(Column::right("Value").digits(digits))
        .column(Column::left("Result"));
    for level in &levels {
        table = table.column(Column::right(format!("Headroom, {level}")).digits(0));
    }
    let shown = || covenant.tests.iter().filter(|test| view.shows(test.date));
    if shown().any(|test| !remark(test).is_empty()) {
        table = table.column(Column::left("Remark"));
    }
    for test in shown() {
        let mut row = vec![
            cell::date(test.date),
            cell::optional(&test.numerator),
            cell::optional(&test.denominator),
            cell::measured(&test.value, &hint),
            cell::status(test.status),
        ];
        row.extend((0..levels.len()).map(|index| headroom(test, index)));
        row.push(Cell::text(remark(test)));
        table.row(row);
    }
    table
}

/// In money where there is money, else as the measure itself.
fn headroom(test: &CovenantTest, index: usize) -> Cell {
    match test.levels.get(index) {
        None => Cell::Empty,
        Some(level) if level.headroom_money.is_some() => cell::optional(&level.headroom_money),
        Some(level) => {
            level.headroom.as_ref().map_or(Cell::Empty, |it| cell::measured(&Some(it.clone()), &level.level))
        }
    }
}

fn remark(test: &CovenantTest) -> String {
    let mut parts = Vec::new();
    for level in &test.levels {
        if let Some(until) = level.until {
            parts.push(format!("until {until}"));
        }
        if let Some(curable) = &level.curable {
            parts.push(format!("curable for {}", curable.words()));
        }
        if let Some(settled) = level.settled {
            parts.push(format!("{} on {}", if settled.cured { "cured" } else { "expired" }, settled.on));
        }
    }
    parts.extend(test.why.clone());
    parts.join("; ")
}
