//! A compliance certificate: the definition as written, the figures, the level, the headroom, the cure.

use super::{View, cell};
use crate::engine::outcome::{CovenantOutcome, CovenantTest};
use crate::model::{Covenant, Measure};
use crate::report::table::{Cell, Column, Table};

/// For the last test date that is wanted of each covenant.
pub fn make(view: &View) -> Vec<Table> {
    let mut tables = Vec::new();
    for (covenant, outcome) in view.it.model.covenants.iter().zip(&view.outcome.covenants) {
        if let Some(test) = outcome.tests.iter().rev().find(|test| view.shows(test.date)) {
            tables.push(one(view, covenant, outcome, test));
        }
    }
    tables
}

fn one(view: &View, covenant: &Covenant, outcome: &CovenantOutcome, test: &CovenantTest) -> Table {
    let title = outcome.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
    let clause = outcome.clause.as_ref().map(|clause| format!(" [{clause}]")).unwrap_or_default();
    let hint = covenant.levels.first().map_or("", |level| level.text.as_str());
    let mut table = Table::new(
        format!("certificate-{}", outcome.name.to_lowercase()),
        format!("Compliance certificate, {}: {}{title}{clause}", test.date, outcome.name),
    )
    .column(Column::left("Term"))
    .column(Column::right("Figure").digits(4))
    .column(Column::right("Amount").digits(2))
    .column(Column::left("As written"));
    let (above, below) = definition(view, covenant);
    table.row(vec![Cell::text("Tested"), cell::date(test.date), Cell::Empty, Cell::text(&*covenant.dates.text)]);
    if test.numerator.is_some() || test.denominator.is_some() {
        table.row(vec![Cell::text("Numerator"), Cell::Empty, cell::figure(&test.numerator), Cell::text(above.clone())]);
        table.row(vec![
            Cell::text("Denominator"),
            Cell::Empty,
            cell::figure(&test.denominator),
            Cell::text(below.clone()),
        ]);
    }
    let whole = if below.is_empty() { above } else { format!("{above} / {below}") };
    table.row(vec![Cell::text("Value"), cell::measured(&test.value, hint), Cell::Empty, Cell::text(whole)]);
    for level in &test.levels {
        let cited = level.clause.as_ref().map(|clause| format!(" [{clause}]")).unwrap_or_default();
        table.row(vec![
            Cell::text("Level"),
            cell::measured(&level.threshold, &level.level),
            Cell::Empty,
            Cell::text(format!("{}{cited}", level.level)),
        ]);
        table.row(vec![
            Cell::text("Headroom"),
            cell::measured(&level.headroom, &level.level),
            cell::optional(&level.headroom_money),
        ]);
        let until = level.until.map(|date| format!("until {date}")).unwrap_or_default();
        table.row(vec![Cell::text("Result"), cell::status(level.status), Cell::Empty, Cell::text(until)]);
        if level.curable.is_some() {
            table.row(vec![Cell::text("Curable for"), Cell::Empty, cell::optional(&level.curable)]);
        }
    }
    if let Some(why) = &test.why {
        table.row(vec![Cell::text("Result"), cell::status(test.status), Cell::Empty, Cell::text(&**why)]);
    }
    table.note(format!("{}, scenario {}", view.outcome.deal, view.outcome.scenario));
    table.note("Signed for the borrower: ____________________ Date: ____________");
    table
}

/// Numerator and denominator in the words of the file.
fn definition(view: &View, covenant: &Covenant) -> (String, String) {
    match &covenant.measure {
        Measure::Quotient { numerator, denominator, .. } => (view.text(numerator.place), view.text(denominator.place)),
        Measure::Value(value) => (view.text(value.place), String::new()),
        Measure::Undisclosed => ("undisclosed".into(), String::new()),
    }
}
