//! One screen or two: breaches, tranches, joint defaults, measures, drivers, and where the numbers came from.

use super::super::labels::{self, chance, error_of, figure, heading, quantile, shortfall};
use super::{drivers, joint, over, provenance};
use crate::analysis::simulate::{Futures, Simulation};
use crate::analysis::statistics::{Chance, Summary};
use crate::engine::outcome::Figure;
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table};

pub fn tables(simulation: &Simulation) -> Vec<Table> {
    let mut tables = Vec::new();
    for futures in &simulation.scenarios {
        tables.push(risks(simulation, futures));
        if !futures.tranches.is_empty() {
            tables.push(tranches(futures));
        }
        tables.extend(joint::table(futures));
        tables.extend(measures(futures));
        tables.extend(drivers::of_all(futures));
    }
    if let Some(last) = tables.last_mut() {
        for note in provenance(simulation) {
            last.note(note);
        }
        labels::assumed(last, &simulation.assumed);
    }
    tables
}

/// What may happen, how likely it is, and when it comes first.
fn risks(simulation: &Simulation, futures: &Futures) -> Table {
    let given = labels::with(&simulation.given);
    let title = format!("{}, study {}{given}: {}", simulation.deal, simulation.study, over(simulation, futures));
    let mut table = Table::new("simulation-risks", title)
        .column(Column::left("What may happen").key())
        .column(Column::left("Clause"))
        .column(Column::right("Chance").digits(2))
        .column(Column::right("Standard error").digits(2))
        .column(Column::right("Paths"))
        .column(Column::right("Median of first (years)").digits(2))
        .column(Column::left("Most often first on"));
    let mut row = |what: String, clause: &Option<String>, it: &Chance, first: Option<&Summary>, peak: Option<Cell>| {
        let middle = first.and_then(|first| quantile(first, 50));
        table.row(vec![
            Cell::text(what),
            cell::text(clause),
            chance(it),
            error_of(it),
            labels::counted(it.count),
            middle.map_or(Cell::Empty, cell::of),
            peak.unwrap_or(Cell::Empty),
        ]);
    };
    row("any breach".into(), &None, &futures.breach, Some(&futures.first_breach), None);
    for covenant in &futures.covenants {
        for level in &covenant.levels {
            let clause = level.clause.clone().or_else(|| covenant.clause.clone());
            let peak = level.by_date.iter().filter(|it| it.first.count > 0);
            // Of two dates as frequent, the earlier.
            let peak = peak.max_by_key(|it| (it.first.count, std::cmp::Reverse(it.date))).map(|it| cell::date(it.date));
            row(format!("{} {}", covenant.covenant, level.level), &clause, &level.ever, Some(&level.first), peak);
        }
    }
    row("any event of default".into(), &None, &futures.default, None, None);
    for tranche in &futures.tranches {
        let peak = tranche.default_by_date.iter().filter(|it| it.first.count > 0);
        let peak = peak.max_by_key(|it| (it.first.count, std::cmp::Reverse(it.date))).map(|it| cell::date(it.date));
        let what = format!("event of default of {}", tranche.tranche);
        row(what, &tranche.clause, &tranche.default, Some(&tranche.first_default), peak);
    }
    if let Some(acceleration) = &futures.acceleration {
        row("acceleration".into(), &None, acceleration, None, None);
    }
    for party in &futures.parties {
        let peak = party.default_by_date.iter().filter(|it| it.first.count > 0);
        let peak = peak.max_by_key(|it| (it.first.count, std::cmp::Reverse(it.date))).map(|it| cell::date(it.date));
        row(format!("default of {}", party.party), &None, &party.default, None, peak);
    }
    if futures.exact_paths > 0 {
        let paths = labels::count(futures.exact_paths);
        table.note(format!(
            "{paths} paths outgrew the fast engine and were run by the exact one: same figures, more time"
        ));
    }
    cell::without_empty_columns(table)
}

/// A row a tranche: the figures that price it.
fn tranches(futures: &Futures) -> Table {
    let mut table = Table::new("simulation-tranches", "What each tranche may lose")
        .column(Column::left("Tranche").key())
        .column(Column::right("PD").digits(2))
        .column(Column::right("EL").digits(0))
        .column(Column::right("Standard error").digits(0))
        .column(Column::right("LGD").digits(1))
        .column(Column::right("95%").digits(0))
        .column(Column::right("99%").digits(0))
        .column(Column::right("ES 99%").digits(0))
        .column(Column::right("WAL").digits(2))
        .column(Column::right("IRR").digits(2))
        .column(Column::right("Spread").digits(2));
    let loss = |name: &str, pd: Cell, loss: &Summary| {
        vec![
            Cell::text(name),
            pd,
            figure(loss.mean.as_ref()),
            loss.standard_error.as_ref().map_or(Cell::Empty, cell::of),
            Cell::Empty,
            figure(quantile(loss, 95)),
            figure(quantile(loss, 99)),
            figure(shortfall(&loss.highest, 99)),
        ]
    };
    for tranche in &futures.tranches {
        let mut row = loss(&tranche.tranche, chance(&tranche.default), &tranche.loss);
        if let Some(cell) = row.get_mut(4) {
            *cell = cell::percent(&tranche.lgd);
        }
        row.push(figure(tranche.weighted_average_life.mean.as_ref()));
        row.push(figure(tranche.internal_rate_of_return.mean.as_ref()));
        row.push(figure(tranche.implied_spread.as_ref()));
        table.row(row);
    }
    if futures.tranches.len() > 1 {
        table.row(loss("all together", chance(&futures.default), &futures.loss));
    }
    table.note("PD: share of paths with an event of default; EL: mean loss; LGD: loss over exposure on those paths");
    table.note("95%, 99%: the loss that so many paths do not exceed; ES: mean loss beyond it");
    table.note("WAL in years, IRR: means over the paths that have one; spread: on what is outstanding, pays for EL");
    table
}

fn measures(futures: &Futures) -> Option<Table> {
    let mut table = Table::new("simulation-measures", "What was measured")
        .column(Column::left("Measure").key())
        .column(Column::right("Mean"))
        .column(Column::right("Standard error"))
        .column(Column::right("5%"))
        .column(Column::right("50%"))
        .column(Column::right("95%"))
        .column(Column::right("n/a on"));
    for measure in &futures.measures {
        let summary = &measure.summary;
        let any: Option<&Figure> = summary.mean.as_ref();
        table.row(vec![
            Cell::text(heading(&measure.measure, &measure.unit, any)),
            figure(summary.mean.as_ref()),
            summary.standard_error.as_ref().map_or(Cell::Empty, cell::of),
            figure(quantile(summary, 5)),
            figure(quantile(summary, 50)),
            figure(quantile(summary, 95)),
            if summary.not_available > 0 { labels::counted(summary.not_available) } else { Cell::Empty },
        ]);
    }
    (!futures.measures.is_empty()).then(|| cell::without_empty_columns(table))
}
