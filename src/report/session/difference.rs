//! What differs between two runs of a deal: first breaches, worst values, events, recoveries, the day debt is repaid.

use crate::engine::outcome::{CovenantOutcome, Event, EventKind, Figure, Outcome, Reading, Status, as_level};
use crate::model::{CovenantId, LevelTest, Read, TrancheAttribute, TrancheId};
use crate::quantity::decimal::percent;
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table};
use crate::time::Date;

/// One run, read.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    pub it: Reading<'a>,
    pub outcome: &'a Outcome,
}

/// A row for each figure that is not the same on both sides.
pub fn table(before: Side, after: Side) -> Table {
    let mut table = Table::new("what-if", "")
        .column(Column::left("What differs").key())
        .column(Column::right("Before"))
        .column(Column::right("With it"))
        .column(Column::left("Clause"));
    for (a, b) in measures(before).into_iter().zip(measures(after)) {
        if a.cell != b.cell {
            table.row(vec![Cell::text(a.what), a.cell, b.cell, cell::text(&a.clause)]);
        }
    }
    cell::without_empty_columns(table)
}

/// A figure that a reader of the deal looks at.
struct Measure {
    what: String,
    cell: Cell,
    clause: Option<String>,
}

/// The same figures in the same order, whatever the run.
fn measures(side: Side) -> Vec<Measure> {
    let mut found = Vec::new();
    for (index, covenant) in side.outcome.covenants.iter().enumerate() {
        covenant_measures(side, index, covenant, &mut found);
    }
    let first = |kind: EventKind| side.outcome.events.iter().find(|event| event.kind == kind);
    for (kind, what) in [
        (EventKind::StateEntered, "first state entered"),
        (EventKind::MissedPayment, "first missed payment"),
        (EventKind::PaymentDefault, "payment default"),
        (EventKind::EventOfDefault, "event of default"),
        (EventKind::Acceleration, "acceleration"),
    ] {
        let told = |event: &Event| format!("{} {}", event.date, event.of);
        found.push(Measure { what: what.into(), cell: said(first(kind).map(told)), clause: None });
    }
    for (index, recovery) in side.outcome.recoveries.iter().enumerate() {
        let name = &recovery.tranche;
        let clause = recovery.clause.clone();
        let id = TrancheId(index as u32);
        let balance = |row: usize| side.it.read(row, Read::Tranche(id, TrancheAttribute::Balance));
        let owed = side.it.rows().rev().find(|row| balance(*row).is_some_and(|it| it.value > 0));
        let repaid = match owed {
            Some(row) if row == side.it.run.last() => "not repaid".to_owned(),
            Some(row) => side.it.date(row + 1).to_string(),
            None => "never drawn".to_owned(),
        };
        let mut push =
            |what: &str, cell| found.push(Measure { what: format!("{name} {what}"), cell, clause: clause.clone() });
        push("recovery", recovery.nominal.as_ref().map_or(Cell::NotAvailable, |it| Cell::text(percent(it.value, 2))));
        push("outstanding at the end", in_words(recovery.outstanding.as_ref()));
        push("repaid on", Cell::text(repaid));
        push("interest paid", total(&side, Read::Tranche(id, TrancheAttribute::InterestPaid)));
    }
    found
}

fn covenant_measures(side: Side, index: usize, covenant: &CovenantOutcome, found: &mut Vec<Measure>) {
    let name = &covenant.name;
    let own = side.it.model.covenants.get(CovenantId(index as u32).index());
    let levels = own.map_or(&[][..], |covenant| covenant.levels.as_slice());
    let hint = levels.first().map_or("", |level| level.text.as_str());
    let above = levels.first().is_some_and(|level| matches!(level.test, LevelTest::Above(_)));
    let values = || covenant.tests.iter().filter_map(|test| Some((test.value.as_ref()?, test.date)));
    let worst: Option<(&Figure, Date)> = match above {
        true => values().max_by_key(|(it, on)| (it.value, std::cmp::Reverse(*on))),
        false => values().min_by_key(|(it, on)| (it.value, *on)),
    };
    let clause = covenant.clause.clone();
    let mut push = |what: String, cell| found.push(Measure { what, cell, clause: clause.clone() });
    let word = if above { "highest" } else { "lowest" };
    push(format!("{name} {word}"), worst.map_or(Cell::NotAvailable, |(it, _)| Cell::text(as_level(it, hint))));
    for level in levels {
        let failed = || {
            covenant.tests.iter().filter(|test| {
                test.levels.iter().any(|it| it.level == level.text && it.failed() && it.in_the_end() != Status::Cured)
            })
        };
        push(format!("{name} first {}", level.text), said(failed().next().map(|test| test.date.to_string())));
        push(format!("{name} tests {}", level.text), Cell::count(failed().count()));
    }
}

fn said(text: Option<String>) -> Cell {
    Cell::text(text.unwrap_or_else(|| "never".into()))
}

/// A flow over the whole run.
fn total(side: &Side, read: Read) -> Cell {
    let mut sum: Option<Figure> = None;
    for figure in side.it.rows().filter_map(|row| side.it.read(row, read)) {
        sum = Some(match sum {
            Some(sum) => Figure::new(sum.value.saturating_add(figure.value), sum.of),
            None => figure,
        });
    }
    in_words(sum.as_ref())
}

/// Money in a column of many kinds carries its currency.
fn in_words(figure: Option<&Figure>) -> Cell {
    figure.map_or(Cell::Empty, |it| Cell::text(it.words()))
}
