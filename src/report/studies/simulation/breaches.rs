//! Each level of each covenant by test date: how likely it fails then, and has failed by then.

use super::super::labels::{chance, counted, error_of};
use super::over;
use crate::analysis::simulate::{CovenantFutures, Futures, LevelFutures, Simulation};
use crate::report::reports::cell;
use crate::report::table::{Column, Table};

pub fn tables(simulation: &Simulation) -> Vec<Table> {
    let mut tables = Vec::new();
    for futures in &simulation.scenarios {
        for covenant in &futures.covenants {
            tables.extend(covenant.levels.iter().map(|level| one(simulation, futures, covenant, level)));
        }
    }
    tables
}

fn one(simulation: &Simulation, futures: &Futures, covenant: &CovenantFutures, level: &LevelFutures) -> Table {
    let title = format!("{} {}: {}", covenant.covenant, level.level, over(simulation, futures));
    let mut table = Table::new("simulation-breaches", title)
        .column(Column::left("Date").key())
        .column(Column::right("Tested"))
        .column(Column::right("Fails").digits(2))
        .column(Column::right("Standard error").digits(2))
        .column(Column::right("For the first time").digits(2))
        .column(Column::right("Failed by then").digits(2))
        .column(Column::right("Standard error of that").digits(2));
    for date in &level.by_date {
        table.row(vec![
            cell::date(date.date),
            counted(date.tested),
            chance(&date.fails),
            error_of(&date.fails),
            chance(&date.first),
            chance(&date.by),
            error_of(&date.by),
        ]);
    }
    table.note("shares of all paths; tested: paths on which the level was looked at");
    table
}
