//! A simulation: how likely each breach, what each tranche may lose, what drives it. What grows is the list of reports.

mod breaches;
mod charts;
mod drivers;
mod joint;
mod quantiles;
mod summary;
mod tranches;

use super::Shown;
use super::labels::count;
use crate::analysis::simulate::{Ended, Futures, Simulation};
use crate::report::chart::Chart;
use crate::report::table::Table;

pub use charts::charts;

/// A way of looking at a simulation. An entry is one file and one line in [`REPORTS`].
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// What `--report` takes.
    pub name: &'static str,
    pub sentence: &'static str,
    tables: fn(&Simulation) -> Vec<Table>,
    charts: fn(&Simulation) -> Vec<Chart>,
    pictures: bool,
}

/// What is printed when nothing is asked for.
pub const USUAL: &str = "summary";

pub const REPORTS: &[Report] = &[
    Report {
        name: "summary",
        sentence: "how likely each breach, each tranche's default and loss, what drives it, and the loss as a histogram",
        tables: summary::tables,
        charts: charts::loss,
        pictures: false,
    },
    Report {
        name: "breaches",
        sentence: "the chance of each level to fail, on each date and by then",
        tables: breaches::tables,
        charts: |_| Vec::new(),
        pictures: false,
    },
    Report {
        name: "tranches",
        sentence: "each tranche: default, loss, severity, life, return, each with its standard error",
        tables: tranches::tables,
        charts: |_| Vec::new(),
        pictures: false,
    },
    Report {
        name: "quantiles",
        sentence: "losses and measures by quantile, with expected shortfalls",
        tables: quantiles::tables,
        charts: |_| Vec::new(),
        pictures: false,
    },
    Report {
        name: "joint",
        sentence: "default of one given default of another",
        tables: joint::tables,
        charts: |_| Vec::new(),
        pictures: false,
    },
    Report {
        name: "drivers",
        sentence: "what losses go with, process by process",
        tables: drivers::tables,
        charts: |_| Vec::new(),
        pictures: false,
    },
    Report {
        name: "fans",
        sentence: "quantiles of each covenant's value through time, drawn on a terminal",
        tables: quantiles::fans,
        charts: charts::fans,
        pictures: true,
    },
    Report {
        name: "histograms",
        sentence: "losses and measures, drawn on a terminal",
        tables: quantiles::histograms,
        charts: charts::histograms,
        pictures: true,
    },
];

impl Report {
    pub fn find(name: &str) -> Option<&'static Report> {
        REPORTS.iter().find(|report| report.name == name)
    }

    pub(super) fn show(&self, simulation: &Simulation) -> Shown {
        Shown { tables: (self.tables)(simulation), charts: (self.charts)(simulation), pictures: self.pictures }
    }
}

/// `scenario base, 10,000 paths, seed 42`, and why there are fewer than were asked for.
fn over(simulation: &Simulation, futures: &Futures) -> String {
    let paths = match futures.ended {
        Ended::Complete => format!("{} paths", count(futures.paths)),
        Ended::Precise => {
            format!("{} paths (of {}: precise enough)", count(futures.paths), count(simulation.draws.asked))
        }
        Ended::Interrupted => {
            format!("PARTIAL: {} of {} paths, interrupted", count(futures.paths), count(simulation.draws.asked))
        }
    };
    format!("scenario {}, {paths}, seed {}", futures.scenario, simulation.draws.seed)
}

/// Where the numbers came from, and what was assumed about the world they were drawn for.
fn provenance(simulation: &Simulation) -> Vec<String> {
    let draws = &simulation.draws;
    let mirrored = if draws.antithetic { ", each path with its mirror image" } else { "" };
    let mut notes = vec![format!("draws: {}, seed {}{mirrored}", draws.generator, draws.seed)];
    notes.push(format!("standard errors: {}", draws.standard_errors));
    notes.extend(simulation.processes.iter().map(|it| format!("{} on {}: {}", it.name, it.on.join(", "), it.follows)));
    for correlation in &simulation.correlations {
        let mut pairs = Vec::new();
        for (row, name) in correlation.of.iter().enumerate() {
            for (column, other) in correlation.of.iter().enumerate().skip(row + 1) {
                let value = correlation.matrix.get(row).and_then(|row| row.get(column));
                if let Some(value) = value.filter(|value| value.value != 0) {
                    pairs.push(format!("{name} with {other} {}", value.literal()));
                }
            }
        }
        let pairs = if pairs.is_empty() { "none".to_string() } else { pairs.join(", ") };
        let when = correlation.when.as_ref().map_or(String::new(), |when| format!(", when {when}"));
        notes.push(format!("correlation {} ({}{when}): {pairs}", correlation.name, correlation.copula));
    }
    if simulation.correlations.is_empty() && simulation.processes.len() > 1 {
        notes.push("correlation: none stated, the processes are independent".into());
    }
    notes.extend(simulation.depths.iter().map(|it| format!("depth of {}: {}", it.liquidation, it.text)));
    notes
}

#[cfg(test)]
mod entries {
    use super::*;

    #[test]
    fn reports_are_found_by_name_and_named_once() {
        assert!(Report::find(USUAL).is_some());
        assert!(Report::find("nothing").is_none());
        for report in REPORTS {
            assert_eq!(REPORTS.iter().filter(|it| it.name == report.name).count(), 1, "{}", report.name);
        }
    }
}
