//! The answers to studies: as tables, as charts, as JSON.

mod labels;
mod reversal;
mod simulation;
mod solution;
mod sweep;
mod tornado;

use super::chart::Chart;
use super::json::to_json;
use super::table::Table;
use crate::analysis::simulate::Simulation;
use crate::analysis::{Reversal, Solution, Sweep, Tornado};
use serde::Serialize;

pub use simulation::{REPORTS, Report, USUAL};

/// What came of one study.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    Simulation(Box<Simulation>),
    Sweep(Box<Sweep>),
    Solution(Box<Solution>),
    Reversal(Box<Reversal>),
    Tornado(Box<Tornado>),
}

/// The tables of a solve.
pub fn solved(solution: &Solution) -> Vec<Table> {
    solution::tables(solution)
}

/// What is shown of an answer: tables, and the charts that stand below them on a terminal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    pub tables: Vec<Table>,
    pub charts: Vec<Chart>,
    /// On a terminal the charts say it all, and the tables are for other formats.
    pub pictures: bool,
}

impl Answer {
    pub fn study(&self) -> &str {
        match self {
            Answer::Simulation(it) => &it.study,
            Answer::Sweep(it) => &it.about.study,
            Answer::Solution(it) => &it.about.study,
            Answer::Reversal(it) => &it.about.study,
            Answer::Tornado(it) => &it.about.study,
        }
    }

    /// In the order of the reports, which only a simulation has several of.
    pub fn shown(&self, reports: &[&Report]) -> Vec<Shown> {
        let one = |tables, charts| vec![Shown { tables, charts, pictures: false }];
        match self {
            Answer::Simulation(it) => reports.iter().map(|report| report.show(it)).collect(),
            Answer::Sweep(it) => one(sweep::tables(it), sweep::charts(it)),
            Answer::Solution(it) => one(solution::tables(it), Vec::new()),
            Answer::Reversal(it) => one(reversal::tables(it), Vec::new()),
            Answer::Tornado(it) => one(tornado::tables(it), tornado::charts(it)),
        }
    }

    /// Every picture there is of it, for a folder.
    pub fn charts(&self) -> Vec<Chart> {
        match self {
            Answer::Simulation(it) => simulation::charts(it),
            Answer::Sweep(it) => sweep::charts(it),
            Answer::Solution(_) | Answer::Reversal(_) => Vec::new(),
            Answer::Tornado(it) => tornado::charts(it),
        }
    }
}

/// One answer, or several of them.
pub fn json(answers: &[Answer]) -> String {
    match answers {
        [one] => to_json(one),
        several => to_json(&several),
    }
}

#[cfg(test)]
mod tests;
