//! A deal at one close: accounts, debt, states, covenants, collateral, and what happened in the period.

use crate::engine::outcome::{Figure, Outcome, Reading};
use crate::model::{AccountAttribute, AccountId, Read, StateId, TrancheAttribute, TrancheId};
use crate::report::reports::{breaches, cell};
use crate::report::table::{Cell, Column, Table, Tone};

/// Everything that stands at the close of a row.
pub fn tables(it: &Reading, outcome: &Outcome, row: usize) -> Vec<Table> {
    let all = [accounts(it, row), debt(it, row), states(it, row), covenants(it, outcome, row), collateral(it, row)];
    all.into_iter().filter(|table| !table.rows.is_empty()).map(cell::without_empty_columns).collect()
}

/// What happened in the period of a row.
pub fn events(it: &Reading, outcome: &Outcome, row: usize) -> Table {
    let own: Vec<_> = outcome.events.iter().filter(|event| it.row_of(event.date) == Some(row)).collect();
    let mut table = breaches::timeline(&own);
    table.title = String::new();
    table.notes.clear();
    cell::without_empty_columns(table)
}

fn table(name: &str, title: &str, it: &Reading, row: usize, columns: &[&str]) -> Table {
    let first = Table::new(name, format!("{title} on {}", it.date(row))).column(Column::left("Name").key());
    columns.iter().fold(first, |table, column| table.column(Column::right(*column)))
}

fn accounts(it: &Reading, row: usize) -> Table {
    let mut table = table("state-accounts", "Accounts", it, row, &["Opening", "Balance", "Target"]);
    for (index, (name, slot)) in it.plan.accounts.iter().enumerate() {
        let target = Read::Account(AccountId(index as u32), AccountAttribute::Target);
        let has_target = it.model.accounts.get(index).is_some_and(|account| account.target.is_some());
        let opening = row.checked_sub(1).and_then(|before| it.slot(before, *slot));
        table.row(vec![
            Cell::text(name.as_str()),
            cell::optional(&opening),
            cell::figure(&it.slot(row, *slot)),
            if has_target { cell::figure(&it.read(row, target)) } else { Cell::Empty },
        ]);
    }
    table
}

fn debt(it: &Reading, row: usize) -> Table {
    let columns = ["Balance", "Coupon", "Due", "Paid", "Unpaid", "In default"];
    let mut table = table("state-debt", "Debt", it, row, &columns);
    for (index, tranche) in it.model.tranches.iter().enumerate() {
        let read = |attribute| it.read(row, Read::Tranche(TrancheId(index as u32), attribute));
        let sum = |a: Option<Figure>, b: Option<Figure>| match (a, b) {
            (Some(a), Some(b)) => Some(Figure::new(a.value + b.value, a.of)),
            (a, b) => a.or(b),
        };
        let due = sum(read(TrancheAttribute::Interest), read(TrancheAttribute::Scheduled));
        let paid = sum(read(TrancheAttribute::InterestPaid), read(TrancheAttribute::PrincipalPaid));
        let defaulted = it.plan.events.tranches.get(index).is_some_and(|slots| it.is_set(row, slots.in_default));
        table.row(vec![
            Cell::text(&*tranche.label.name),
            cell::figure(&read(TrancheAttribute::Balance)),
            cell::optional(&read(TrancheAttribute::Coupon)),
            cell::optional(&due),
            cell::optional(&paid),
            cell::unless_zero(&read(TrancheAttribute::Unpaid)),
            if defaulted { Cell::Mark("yes".into(), Tone::Bad) } else { Cell::Empty },
        ]);
    }
    table
}

fn states(it: &Reading, row: usize) -> Table {
    let mut table = table("state-states", "States", it, row, &["Is"]);
    let mut add = |name: &str, on: bool| {
        let set = if on { Cell::Mark("on".into(), Tone::Warning) } else { Cell::Mark("off".into(), Tone::Quiet) };
        table.row(vec![Cell::text(name), set]);
    };
    for (index, state) in it.model.states.iter().enumerate() {
        let on = it.read(row, Read::State(StateId(index as u32))).is_some_and(|it| it.value == 1);
        add(&state.label.name, on);
    }
    let events = &it.plan.events;
    for (name, slot) in [("enforcement started", events.enforcement_started), ("accelerated", events.accelerated)] {
        if slot.is_some_and(|slot| it.is_set(row, slot)) {
            add(name, true);
        }
    }
    table
}

fn covenants(it: &Reading, outcome: &Outcome, row: usize) -> Table {
    let mut table = table("state-covenants", "Covenants", it, row, &["Value"])
        .column(Column::left("Level"))
        .column(Column::left("Result"))
        .column(Column::right("Headroom").digits(2))
        .column(Column::left("Clause"));
    for covenant in &outcome.covenants {
        let Some(test) = covenant.tests.iter().find(|test| test.row == row) else {
            let last = covenant.tests.iter().rev().find(|test| test.row < row);
            let when = last.map_or_else(|| "not tested yet".to_owned(), |test| format!("last tested on {}", test.date));
            table.row(vec![Cell::text(&*covenant.name), Cell::Empty, Cell::Empty, Cell::Mark(when, Tone::Quiet)]);
            continue;
        };
        let hint = test.levels.first().map_or("", |level| level.level.as_str());
        let value = cell::measured(&test.value, hint);
        if test.levels.is_empty() {
            table.row(vec![Cell::text(&*covenant.name), value.clone(), Cell::Empty, cell::status(test.status)]);
        }
        for (index, level) in test.levels.iter().enumerate() {
            let first = index == 0;
            let headroom = match &level.headroom_money {
                Some(_) => cell::optional(&level.headroom_money),
                None if level.headroom.is_some() => cell::measured(&level.headroom, &level.level),
                None => Cell::Empty,
            };
            table.row(vec![
                if first { Cell::text(&*covenant.name) } else { Cell::Empty },
                if first { value.clone() } else { Cell::Empty },
                Cell::text(&*level.level),
                cell::status(level.status),
                headroom,
                cell::text(&level.clause.clone().or_else(|| covenant.clause.clone())),
            ]);
        }
    }
    table
}

fn collateral(it: &Reading, row: usize) -> Table {
    let mut table = Table::new("state-collateral", format!("Collateral on {}", it.date(row)))
        .column(Column::left("Name").key())
        .column(Column::right("Value"));
    for (index, asset) in it.model.assets.iter().enumerate() {
        let id = crate::model::AssetId(index as u32);
        let values = asset.values.iter().enumerate();
        for (line, value) in values {
            let figure = it.read(row, Read::AssetValue(id, line as u32));
            table.row(vec![Cell::text(format!("{}.{}", asset.label.name, value.label.name)), cell::figure(&figure)]);
        }
        if let Some(forced) = it.read(row, Read::Asset(id, crate::model::AssetAttribute::Forced)) {
            table.row(vec![Cell::text(format!("{}.forced", asset.label.name)), cell::of(&forced)]);
        }
    }
    table
}
