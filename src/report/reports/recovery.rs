//! What each tranche recovers: in this run, under other price impacts, and if enforced on each date.

use super::{View, cell, summary};
use crate::engine::outcome::Recovery;
use crate::report::table::{Cell, Column, Table};

pub fn make(view: &View) -> Vec<Table> {
    let mut tables = vec![stated(view)];
    if !view.outcome.range.is_empty() {
        tables.push(range(view));
    }
    if !view.outcome.enforced_today.is_empty() {
        tables.push(enforced_today(view));
    }
    tables
}

fn stated(view: &View) -> Table {
    let mut table = Table::new("recovery", format!("Recovery, scenario {}", view.outcome.scenario))
        .column(Column::left("Tranche"))
        .column(Column::right("Claim").digits(0))
        .column(Column::right("Received").digits(0))
        .column(Column::right("Nominal").digits(2))
        .column(Column::right("Discounted").digits(2))
        .column(Column::right("In cash").digits(2))
        .column(Column::left("Remark"));
    for recovery in &view.outcome.recoveries {
        table.row(vec![
            Cell::text(&*recovery.tranche),
            cell::optional(&recovery.claim),
            cell::optional(&recovery.received),
            cell::percent(&recovery.nominal),
            cell::percent(&recovery.discounted),
            cell::percent(&recovery.cash),
            summary::remark(recovery),
        ]);
    }
    cell::without_empty_columns(table)
}

/// One row a form, one column a tranche.
fn range(view: &View) -> Table {
    let mut table = Table::new("recovery-range", "Nominal recovery by form of price impact")
        .column(Column::left("Sale"))
        .column(Column::left("Impact"));
    for recovery in &view.outcome.recoveries {
        table = table.column(Column::right(&*recovery.tranche).digits(2));
    }
    let row = |sale: &str, impact: &str, recoveries: &[Recovery]| {
        let mut cells = vec![Cell::text(sale), Cell::text(impact)];
        cells.extend(recoveries.iter().map(|it| cell::percent(&it.nominal)));
        cells
    };
    table.row(row("", "as stated", &view.outcome.recoveries));
    for entry in &view.outcome.range {
        table.row(row(&entry.liquidation, &entry.impact, &entry.recoveries));
    }
    table.note("depth is the least known input: read the range, not one number");
    table
}

fn enforced_today(view: &View) -> Table {
    let mut table = Table::new("enforced-today", "Recovery if enforced at the close of the date")
        .column(Column::left("Date").key());
    for recovery in &view.outcome.recoveries {
        table = table
            .column(Column::right(format!("{} claim", recovery.tranche)).digits(0))
            .column(Column::right(format!("{} nominal", recovery.tranche)))
            .column(Column::right(format!("{} discounted", recovery.tranche)));
    }
    for today in view.outcome.enforced_today.iter().filter(|today| view.shows(today.date)) {
        let mut cells = vec![cell::date(today.date)];
        for recovery in &today.recoveries {
            cells.extend([
                cell::optional(&recovery.claim),
                cell::percent(&recovery.nominal),
                cell::percent(&recovery.discounted),
            ]);
        }
        table.row(cells);
    }
    table.note("same lags and sale plan, balances as they stand, no later shock, no operating cash");
    table
}
