//! Tornado: each lever from low to high on its own, ordered by what it moves.

use super::about::{About, LeverName, MeasureName};
use super::levers::{Levers, Trial, threads};
use super::simulate::Manner;
use super::standing::Standing;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::Figure;
use crate::model::{Bracket, Lever, Model, Study};
use serde::Serialize;

/// The answer of a tornado.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tornado {
    pub format: &'static str,
    /// Raised when a field changes its meaning or goes; a new field does not raise it.
    pub format_version: u32,
    #[serde(flatten)]
    pub about: About,
    /// Whose recoveries each standing lists.
    pub tranches: Vec<String>,
    pub measures: Vec<MeasureName>,
    pub levers: Vec<LeverRange>,
    pub answers: Vec<Blown>,
}

/// A lever and its ends.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeverRange {
    #[serde(flatten)]
    pub lever: LeverName,
    pub low: Figure,
    pub high: Figure,
}

/// What was found under one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Blown {
    pub scenario: String,
    /// With every lever as the scenario has it.
    pub stated: Standing,
    /// One a measure, in the order of the study.
    pub charts: Vec<Chart>,
}

/// The bars of one measure, the widest first; of two as wide, in the order of the study.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    pub measure: String,
    pub stated: Option<Figure>,
    pub bars: Vec<Bar>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    pub lever: String,
    pub low: Figure,
    pub high: Figure,
    pub at_low: Option<Figure>,
    pub at_high: Option<Figure>,
    /// Between the least and the most of both ends and the stated value; `None` where an end has no value.
    pub swing: Option<Figure>,
    /// Neither end differs from the stated value.
    pub idle: bool,
    /// Why an end has no value, where the run stopped.
    pub stopped: Option<String>,
}

/// Moves each lever to its ends, the others as stated.
pub fn tornado(model: &Model, study: &Study, brackets: &[Bracket], manner: &Manner) -> Result<Tornado, Diagnostic> {
    let levers: Vec<&Lever> = brackets.iter().map(|bracket| &bracket.lever).collect();
    let threads = threads(manner);
    let benches = Levers::under_each(model, study, &levers, manner.limits, &threads)?;
    Ok(Tornado {
        format: "tornado",
        format_version: 1,
        about: About::of(model, study, &manner.limits.inputs),
        tranches: benches.first().map(Levers::tranches).unwrap_or_default(),
        measures: MeasureName::all(study),
        levers: brackets.iter().map(LeverRange::of).collect(),
        answers: benches.iter().map(|bench| blown(bench, study, brackets)).collect(),
    })
}

impl LeverRange {
    fn of(bracket: &Bracket) -> LeverRange {
        let figure = |value| Figure::new(value, bracket.lever.of.clone());
        let (low, high) = ends(bracket);
        LeverRange { lever: LeverName::of(&bracket.lever), low: figure(low), high: figure(high) }
    }
}

/// The lower end first, whichever way the bracket is written.
fn ends(bracket: &Bracket) -> (i128, i128) {
    (bracket.from.min(bracket.to), bracket.from.max(bracket.to))
}

fn blown(bench: &Levers, study: &Study, brackets: &[Bracket]) -> Blown {
    let stated = bench.stated();
    let with = |lever: usize, value: i128| {
        let mut setting = stated.clone();
        setting[lever] = value;
        setting
    };
    // As stated first, then low and high of each lever.
    let ends = brackets.iter().map(ends).enumerate();
    let ends = ends.flat_map(|(lever, (low, high))| [with(lever, low), with(lever, high)]);
    let settings: Vec<Vec<i128>> = std::iter::once(stated.clone()).chain(ends).collect();
    let trials = bench.try_all(&settings);
    let charts = (0..study.measures.len()).map(|measure| chart(bench, study, brackets, &trials, measure));
    Blown { scenario: bench.scenario(), stated: bench.standing(&trials[0]), charts: charts.collect() }
}

fn chart(bench: &Levers, study: &Study, brackets: &[Bracket], trials: &[Trial], measure: usize) -> Chart {
    let of = &study.measures[measure].expr.of;
    let figure = |value: i128| Figure::new(value, of.clone());
    let stated = bench.measure(&trials[0], measure);
    let bars = brackets.iter().zip(trials[1..].chunks(2)).map(|(bracket, pair)| {
        let at = [bench.measure(&pair[0], measure), bench.measure(&pair[1], measure)];
        let (low, high) = ends(bracket);
        let all = [at[0], at[1], stated.or(at[0])];
        let swing = || {
            Some(
                all.iter()
                    .copied()
                    .collect::<Option<Vec<i128>>>()?
                    .into_iter()
                    .fold((i128::MAX, i128::MIN), |(a, b), it| (a.min(it), b.max(it))),
            )
        };
        Bar {
            lever: bracket.lever.name.clone(),
            low: Figure::new(low, bracket.lever.of.clone()),
            high: Figure::new(high, bracket.lever.of.clone()),
            at_low: at[0].map(figure),
            at_high: at[1].map(figure),
            swing: swing().map(|(least, most)| figure(most - least)),
            idle: at.iter().all(|it| *it == stated) && pair.iter().all(Result::is_ok),
            stopped: pair.iter().find_map(|trial| trial.as_ref().err().cloned()),
        }
    });
    let mut bars: Vec<Bar> = bars.collect();
    // A bar without a swing comes first: what it hides is worse than any width.
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.swing.as_ref().map_or(i128::MAX, |it| it.value)));
    Chart { measure: study.measures[measure].text.clone(), stated: stated.map(figure), bars }
}
