//! Each tranche in full: a line a figure, with its standard error.

use super::super::labels::{self, chance, counted, error_of, figure};
use super::over;
use crate::analysis::simulate::{Futures, Simulation, TrancheFutures};
use crate::analysis::statistics::{Chance, Summary};
use crate::engine::outcome::Figure;
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table};

pub fn tables(simulation: &Simulation) -> Vec<Table> {
    let mut tables = Vec::new();
    for futures in &simulation.scenarios {
        tables.extend(futures.tranches.iter().map(|tranche| one(simulation, futures, tranche)));
    }
    tables
}

fn one(simulation: &Simulation, futures: &Futures, tranche: &TrancheFutures) -> Table {
    let clause = tranche.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
    let title = format!("{}{clause}: {}", tranche.tranche, over(simulation, futures));
    let mut table = Table::new("simulation-tranche", title)
        .column(Column::left("Figure").key())
        .column(Column::right("Value"))
        .column(Column::right("Standard error"))
        .column(Column::right("Paths"));
    for (words, it) in [
        ("PD: event of default", &tranche.default),
        ("payment default", &tranche.payment_default),
        ("maturity default", &tranche.maturity_default),
        ("accelerated", &tranche.accelerated),
        ("ends with a loss", &tranche.loses),
    ] {
        table.row(happens(words, it));
    }
    table.row(mean("EL: loss", &tranche.loss));
    if let Some(discounted) = &tranche.loss_discounted {
        table.row(mean("EL, received discounted", discounted));
    }
    table.row(alone("LGD: loss over exposure", tranche.lgd.as_ref()));
    if tranche.lgd_discounted.is_some() {
        table.row(alone("LGD, received discounted", tranche.lgd_discounted.as_ref()));
    }
    for (words, it) in [
        ("exposure at default", &tranche.exposure),
        ("severity, path by path", &tranche.severity),
        ("received on the claim", &tranche.received),
        ("outstanding at the end", &tranche.outstanding),
        ("years to the event of default", &tranche.first_default),
        ("WAL (years)", &tranche.weighted_average_life),
        ("IRR", &tranche.internal_rate_of_return),
    ] {
        table.row(mean(words, it));
    }
    table.row(alone("spread that pays for EL", tranche.implied_spread.as_ref()));
    let without = &tranche.without_a_rate;
    if without.none > 0 {
        table.note(format!(
            "no rate of return on {} paths: nothing makes their flows worth nothing",
            labels::count(without.none)
        ));
    }
    if without.several > 0 {
        table.note(format!(
            "several rates of return on {} paths, which the mean leaves out",
            labels::count(without.several)
        ));
    }
    table
}

fn happens(words: &str, it: &Chance) -> Vec<Cell> {
    vec![Cell::text(words), chance(it), error_of(it), counted(it.count)]
}

/// Over the paths on which there is such a figure.
fn mean(words: &str, it: &Summary) -> Vec<Cell> {
    let error = it.standard_error.as_ref().map_or(Cell::Empty, cell::of);
    vec![Cell::text(words), figure(it.mean.as_ref()), error, counted(it.available)]
}

fn alone(words: &str, it: Option<&Figure>) -> Vec<Cell> {
    vec![Cell::text(words), cell::percent(&it.cloned())]
}
