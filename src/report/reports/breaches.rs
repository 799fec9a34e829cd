//! The timeline: what happened, in date order.

use super::{View, cell};
use crate::engine::outcome::{Event, EventKind};
use crate::report::table::{Cell, Column, Table, Tone};

pub fn make(view: &View) -> Vec<Table> {
    let shown: Vec<&Event> = view.outcome.events.iter().filter(|event| view.shows(event.date)).collect();
    let mut table = timeline(&shown);
    table.title = format!("What happened, scenario {}", view.outcome.scenario);
    table.note("amount: headroom of a breach, what a payment was short, money of a cure, net proceeds of a sale");
    vec![cell::without_empty_columns(table)]
}

/// A row an event.
pub fn timeline(events: &[&Event]) -> Table {
    let mut table = Table::new("breaches", "")
        .column(Column::left("Date").key())
        .column(Column::left("Event"))
        .column(Column::left("Of"))
        .column(Column::left("What"))
        .column(Column::left("Clause"))
        .column(Column::right("Amount").digits(0));
    for event in events {
        table.row(vec![
            cell::date(event.date),
            Cell::Mark(event.kind.words().into(), tone(event.kind)),
            Cell::text(&*event.of),
            Cell::text(&*event.text),
            cell::text(&event.clause),
            cell::optional(&event.amount),
        ]);
    }
    table
}

fn tone(kind: EventKind) -> Tone {
    match kind {
        EventKind::LevelPassed | EventKind::StateLeft | EventKind::Cured => Tone::Good,
        EventKind::Shock | EventKind::Sale | EventKind::WindDownEnded => Tone::Quiet,
        EventKind::StateEntered | EventKind::CureCommitted | EventKind::LevelFailed => Tone::Warning,
        EventKind::DeadlineExpired
        | EventKind::MissedPayment
        | EventKind::PaymentDefault
        | EventKind::MaturityDefault
        | EventKind::EventOfDefault
        | EventKind::EnforcementStarted
        | EventKind::Acceleration => Tone::Bad,
    }
}
