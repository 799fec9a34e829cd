//! What losses go with: each process on paths with a loss and on all, and its part of the variance.

use super::over;
use crate::analysis::simulate::{Attribution, Futures, Simulation};
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table};

pub fn tables(simulation: &Simulation) -> Vec<Table> {
    let mut tables = Vec::new();
    for futures in &simulation.scenarios {
        for attribution in &futures.attribution {
            let mut table = one(attribution);
            table.title = format!("{}: {}", table.title, over(simulation, futures));
            tables.push(table);
        }
    }
    tables
}

/// Of all tranches together, where anything is lost at all.
pub fn of_all(futures: &Futures) -> Option<Table> {
    futures.attribution.iter().find(|it| it.tranche.is_none() && !it.drivers.is_empty()).map(one)
}

fn one(attribution: &Attribution) -> Table {
    let of = attribution.tranche.as_ref().map_or(String::new(), |tranche| format!(" of {tranche}"));
    let mut table = Table::new("simulation-drivers", format!("What losses{of} go with"))
        .column(Column::left("Process").key())
        .column(Column::left("Its"))
        .column(Column::right("Mean"))
        .column(Column::right("Mean with a loss"))
        .column(Column::right("Mean at default"))
        .column(Column::right("Correlation with loss").digits(2))
        .column(Column::right("Explains alone").digits(1))
        .column(Column::right("Share").digits(1));
    for driver in &attribution.drivers {
        table.row(vec![
            Cell::text(&*driver.process),
            Cell::text(driver.of),
            cell::optional(&driver.mean),
            cell::optional(&driver.mean_with_loss),
            cell::optional(&driver.mean_at_default),
            cell::optional(&driver.correlation),
            unless_absent(&driver.alone),
            unless_absent(&driver.share),
        ]);
    }
    if let Some(explained) = &attribution.explained {
        let explained = crate::quantity::decimal::percent(explained.value, 1);
        table.note(format!("a straight line through all of them explains {explained} of the variance of loss"));
    }
    cell::without_empty_columns(table)
}

fn unless_absent(figure: &Option<crate::engine::outcome::Figure>) -> Cell {
    if figure.is_some() { cell::percent(figure) } else { Cell::Empty }
}
