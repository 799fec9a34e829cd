//! Who defaults when another does: a square of conditional probabilities.

use super::over;
use crate::analysis::simulate::{Futures, Simulation};
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table};

pub fn tables(simulation: &Simulation) -> Vec<Table> {
    let mut tables = Vec::new();
    for futures in &simulation.scenarios {
        let mut table = table(futures).unwrap_or_else(|| {
            let mut none = Table::new("simulation-joint", "Default of each, given the default of another");
            none.note("there is no pair: fewer than two tranches or parties can default");
            none
        });
        table.title = format!("{}: {}", table.title, over(simulation, futures));
        tables.push(table);
    }
    tables
}

/// A row for each that may have defaulted, a column for each that may then; both together below.
pub fn table(futures: &Futures) -> Option<Table> {
    let mut names: Vec<&str> = Vec::new();
    for pair in &futures.joint {
        for name in [pair.of.as_str(), pair.given.as_str()] {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    if names.len() < 2 {
        return None;
    }
    let mut table = Table::new("simulation-joint", "Default of each, given the default of another")
        .column(Column::left("Given").key());
    for name in &names {
        table = table.column(Column::right(*name).digits(1));
    }
    for given in &names {
        let mut row = vec![Cell::text(*given)];
        for of in &names {
            let pair = futures.joint.iter().find(|it| (it.of.as_str(), it.given.as_str()) == (*of, *given));
            row.push(match pair {
                None => Cell::Empty,
                Some(pair) => cell::percent(&pair.conditional.as_ref().map(|it| it.share.clone())),
            });
        }
        table.row(row);
    }
    // Each pair once.
    for (index, first) in names.iter().enumerate() {
        for second in names.iter().skip(index + 1) {
            let pair = futures.joint.iter().find(|it| (it.of.as_str(), it.given.as_str()) == (*second, *first));
            let Some(both) = pair.map(|it| &it.both) else { continue };
            let error = both.standard_error.as_ref();
            let error = error.map_or(String::new(), |it| format!(", standard error {}", percent(it.value)));
            table.note(format!("{first} and {second} both: {} of all paths{error}", percent(both.share.value)));
        }
    }
    Some(table)
}

pub fn percent(ratio: i128) -> String {
    crate::quantity::decimal::percent(ratio, 3)
}
