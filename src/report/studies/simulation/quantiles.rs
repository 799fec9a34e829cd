//! Distributions as figures: quantiles, expected shortfalls, the bins of histograms, fans by date.

use super::super::labels::{self, counted, figure, heading};
use super::over;
use crate::analysis::simulate::{Futures, Simulation};
use crate::analysis::statistics::Summary;
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table};

/// Everything that has a distribution, with its name.
pub fn distributions(futures: &Futures) -> Vec<(String, &Summary)> {
    let mut list: Vec<(String, &Summary)> = Vec::new();
    for measure in &futures.measures {
        let name = heading(&measure.measure, &measure.unit, measure.summary.mean.as_ref());
        list.push((name, &measure.summary));
    }
    for tranche in &futures.tranches {
        let name = &tranche.tranche;
        list.push((format!("loss of {name}"), &tranche.loss));
        list.push((format!("IRR of {name}"), &tranche.internal_rate_of_return));
        list.push((format!("WAL of {name} (years)"), &tranche.weighted_average_life));
    }
    if futures.tranches.len() > 1 {
        list.push(("loss of all tranches".into(), &futures.loss));
    }
    list.push(("first breach (years)".into(), &futures.first_breach));
    list
}

pub fn tables(simulation: &Simulation) -> Vec<Table> {
    let mut tables = Vec::new();
    for futures in &simulation.scenarios {
        for (name, summary) in distributions(futures) {
            if summary.available > 0 {
                tables.push(one(simulation, futures, &name, summary));
            }
        }
    }
    tables
}

fn one(simulation: &Simulation, futures: &Futures, name: &str, summary: &Summary) -> Table {
    let title = format!("{name}: {}", over(simulation, futures));
    let mut table = Table::new("simulation-quantiles", title)
        .column(Column::left("Figure").key())
        .column(Column::right("Value"))
        .column(Column::right("Standard error"));
    let mut row = |words: String, cell: Cell, error: Cell| table.row(vec![Cell::text(words), cell, error]);
    let error = summary.standard_error.as_ref().map_or(Cell::Empty, cell::of);
    row("mean".into(), figure(summary.mean.as_ref()), error);
    row("standard deviation".into(), figure(summary.standard_deviation.as_ref()), Cell::Empty);
    row("least".into(), figure(summary.least.as_ref()), Cell::Empty);
    for quantile in &summary.quantiles {
        row(format!("quantile {}", quantile.share.literal()), cell::of(&quantile.value), Cell::Empty);
    }
    row("most".into(), figure(summary.most.as_ref()), Cell::Empty);
    for shortfall in &summary.lowest {
        row(
            format!("mean of the lowest beyond {}", shortfall.level.literal()),
            cell::of(&shortfall.value),
            Cell::Empty,
        );
    }
    for shortfall in &summary.highest {
        row(format!("expected shortfall {}", shortfall.level.literal()), cell::of(&shortfall.value), Cell::Empty);
    }
    table.note(format!(
        "{} paths have this figure, {} do not",
        labels::count(summary.available),
        labels::count(summary.not_available)
    ));
    if !summary.exact {
        table.note("quantiles are right to 0.1% of the value");
    }
    cell::without_empty_columns(table)
}

/// The bins, for formats that draw nothing.
pub fn histograms(simulation: &Simulation) -> Vec<Table> {
    let mut tables = Vec::new();
    for futures in &simulation.scenarios {
        for (name, summary) in distributions(futures).into_iter().filter(|(_, it)| !it.histogram.is_empty()) {
            let title = format!("{name}: {}", over(simulation, futures));
            let mut table = Table::new("simulation-histogram", title)
                .column(Column::right("From"))
                .column(Column::right("To"))
                .column(Column::right("Paths"));
            for bin in &summary.histogram {
                table.row(vec![cell::of(&bin.from), cell::of(&bin.to), counted(bin.count)]);
            }
            tables.push(table);
        }
    }
    tables
}

/// Quantiles of each covenant's value by test date.
pub fn fans(simulation: &Simulation) -> Vec<Table> {
    let mut tables = Vec::new();
    for futures in &simulation.scenarios {
        for covenant in futures.covenants.iter().filter(|it| !it.fan.is_empty()) {
            let level = covenant.levels.first().map_or("", |it| it.level.as_str());
            let title = format!("{} by date: {}", covenant.covenant, over(simulation, futures));
            let mut table =
                Table::new("simulation-fan", title).column(Column::left("Date").key()).column(Column::right("Paths"));
            let shares = covenant.fan.iter().find(|it| !it.quantiles.is_empty());
            for quantile in shares.iter().flat_map(|it| &it.quantiles) {
                table = table.column(Column::right(quantile.share.literal()));
            }
            for date in &covenant.fan {
                let mut row = vec![cell::date(date.date), counted(date.available)];
                row.extend(date.quantiles.iter().map(|it| cell::measured(&Some(it.value.clone()), level)));
                table.row(row);
            }
            tables.push(table);
        }
    }
    tables
}
