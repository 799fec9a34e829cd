//! Sweep: every combination of one to three axes, under every scenario.

use super::about::{About, LeverName, MeasureName};
use super::levers::{Levers, refuse_idle, threads};
use super::simulate::Manner;
use super::standing::Standing;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::Figure;
use crate::model::{Axis, Lever, Model, Study};
use serde::Serialize;

/// The answer of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    pub format: &'static str,
    /// Raised when a field changes its meaning or goes; a new field does not raise it.
    pub format_version: u32,
    #[serde(flatten)]
    pub about: About,
    pub axes: Vec<SweptAxis>,
    pub measures: Vec<MeasureName>,
    /// Whose recoveries each standing lists.
    pub tranches: Vec<String>,
    /// Stopped before the last point: the grids hold those that were run.
    pub partial: bool,
    pub grids: Vec<Grid>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SweptAxis {
    #[serde(flatten)]
    pub lever: LeverName,
    pub values: Vec<Figure>,
}

/// Every combination under one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grid {
    pub scenario: String,
    /// With every lever as the scenario has it.
    pub stated: Standing,
    /// The last axis moves fastest: with two axes, a row for each value of the first.
    pub points: Vec<GridPoint>,
    /// Points whose run could not be carried to its end.
    pub stopped: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GridPoint {
    /// By axis.
    pub at: Vec<Figure>,
    #[serde(flatten)]
    pub standing: Standing,
}

/// Runs every combination of the axes.
pub fn sweep(model: &Model, study: &Study, axes: &[Axis], manner: &Manner) -> Result<Sweep, Diagnostic> {
    let levers: Vec<&Lever> = axes.iter().map(|axis| &axis.lever).collect();
    let threads = threads(manner);
    let benches = Levers::under_each(model, study, &levers, manner.limits, &threads)?;
    refuse_idle(&benches, &levers)?;
    let settings = combinations(axes);
    let mut done = 0;
    let grids = benches.iter().map(|bench| {
        let stated = bench.standing(&bench.try_all(&[bench.stated()])[0]);
        let trials = bench.try_in_turn(&settings, manner, &mut done, benches.len() * settings.len());
        let points = settings.iter().zip(&trials).map(|(setting, trial)| GridPoint {
            at: setting.iter().zip(axes).map(|(&value, axis)| Figure::new(value, axis.lever.of.clone())).collect(),
            standing: bench.standing(trial),
        });
        Grid {
            scenario: bench.scenario(),
            stated,
            points: points.collect(),
            stopped: trials.iter().filter(|trial| trial.is_err()).count(),
        }
    });
    let grids: Vec<Grid> = grids.collect();
    Ok(Sweep {
        format: "sweep",
        format_version: 1,
        about: About::of(model, study, &manner.limits.inputs),
        axes: axes.iter().map(SweptAxis::of).collect(),
        measures: MeasureName::all(study),
        tranches: benches.first().map(Levers::tranches).unwrap_or_default(),
        partial: grids.iter().any(|grid| grid.points.len() < settings.len()),
        grids,
    })
}

impl SweptAxis {
    fn of(axis: &Axis) -> SweptAxis {
        let values = axis.values.iter().map(|&value| Figure::new(value, axis.lever.of.clone()));
        SweptAxis { lever: LeverName::of(&axis.lever), values: values.collect() }
    }
}

/// The last axis moves fastest.
fn combinations(axes: &[Axis]) -> Vec<Vec<i128>> {
    axes.iter().fold(vec![Vec::new()], |rows, axis| {
        let extended = rows.iter().flat_map(|row| axis.values.iter().map(|&value| [row.as_slice(), &[value]].concat()));
        extended.collect()
    })
}
