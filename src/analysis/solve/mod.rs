//! Solve: the values of a lever at which a measure meets a target.

mod search;

use super::about::{About, LeverName, MeasureName};
use super::levers::{Levers, Trial, refuse_idle, threads};
use super::simulate::Manner;
use super::standing::Standing;
use crate::check::codes::SOMETHING_MISSING;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::Figure;
use crate::model::{Model, Solve, Study, StudyMeasure, Type};
use search::{Crossing, Found, Kind, Terms, search};
use serde::Serialize;

/// The answer of a solve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Solution {
    pub format: &'static str,
    /// Raised when a field changes its meaning or goes; a new field does not raise it.
    pub format_version: u32,
    #[serde(flatten)]
    pub about: About,
    pub lever: LeverName,
    pub from: Figure,
    pub to: Figure,
    pub measure: MeasureName,
    pub target: Figure,
    pub tolerance: Figure,
    pub most_iterations: u32,
    /// Whose recoveries each standing lists.
    pub tranches: Vec<String>,
    pub answers: Vec<Solved>,
}

/// What was found under one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Solved {
    pub scenario: String,
    /// The measure with the lever as stated, and at both ends of the bracket.
    pub stated: Option<Figure>,
    pub at_from: Option<Figure>,
    pub at_to: Option<Figure>,
    /// In ascending order of the lever. Empty: the target is not met in the bracket, and `nearest` says how close.
    pub roots: Vec<Root>,
    /// Where the measure leaps over the target without meeting it.
    pub jumps: Vec<Jump>,
    /// Where there is no value to compare: the measure is n/a, or the run stops.
    pub gaps: Vec<Gap>,
    /// The closest it came, where there is no root.
    pub nearest: Option<Tried>,
    /// Rounds in which every bracket was refined.
    pub iterations: u32,
    /// Runs of the deal.
    pub evaluations: u32,
}

/// A value of the lever, and the measure there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tried {
    pub value: Figure,
    pub measure: Figure,
    /// Measure less target.
    pub residual: Figure,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Root {
    #[serde(flatten)]
    pub at: Tried,
    /// The lever values between which the target is crossed; where it is met exactly, over how far.
    pub from: Figure,
    pub to: Figure,
    /// The target is met exactly all the way between two values further apart than the tolerance.
    pub flat: bool,
    /// The bracket came down to the tolerance within the iterations allowed.
    pub converged: bool,
    /// Everything else at the root.
    pub standing: Standing,
}

/// The measure goes from one side of the target to the other within the tolerance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Jump {
    pub before: Tried,
    pub after: Tried,
}

/// A stretch of the bracket without a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    pub from: Figure,
    pub to: Figure,
    /// `the measure is n/a`, or why the run stops.
    pub why: String,
}

/// Looks for every value of the lever at which the study's first measure meets the target.
pub fn solve(model: &Model, study: &Study, asked: &Solve, manner: &Manner) -> Result<Solution, Diagnostic> {
    let lever = &asked.by.lever;
    let threads = threads(manner);
    let benches = Levers::under_each(model, study, &[lever], manner.limits, &threads)?;
    refuse_idle(&benches, &[lever])?;
    let measure = first_measure(study)?;
    let asking = Asking { lever: &lever.of, measure: &measure.expr.of, target: asked.target };
    Ok(Solution {
        format: "solution",
        format_version: 1,
        about: About::of(model, study, &manner.limits.inputs),
        lever: LeverName::of(lever),
        from: asking.of_lever(asked.by.from),
        to: asking.of_lever(asked.by.to),
        measure: MeasureName::of(measure),
        target: asking.of_measure(asked.target),
        tolerance: asking.of_lever(asked.tolerance.max(1)),
        most_iterations: asked.most_iterations,
        tranches: benches.first().map(Levers::tranches).unwrap_or_default(),
        answers: benches.iter().map(|bench| solved(bench, &asking, asked)).collect(),
    })
}

fn first_measure(study: &Study) -> Result<&StudyMeasure, Diagnostic> {
    study.measures.first().ok_or_else(|| {
        let message = format!("study `{}` solves for nothing", study.label.name);
        Diagnostic::error(SOMETHING_MISSING, study.label.place, message).help("say which measure shall meet what")
    })
}

/// The kinds of the numbers in question.
struct Asking<'a> {
    lever: &'a Type,
    measure: &'a Type,
    target: i128,
}

impl Asking<'_> {
    fn of_lever(&self, value: i128) -> Figure {
        Figure::new(value, self.lever.clone())
    }

    fn of_measure(&self, value: i128) -> Figure {
        Figure::new(value, self.measure.clone())
    }

    /// A point of the search: the lever and the measure less the target.
    fn tried(&self, found: &Found, value: i128) -> Option<Tried> {
        let residual = *found.seen.get(&value)?.as_ref().ok()?;
        Some(Tried {
            value: self.of_lever(value),
            measure: self.of_measure(residual + self.target),
            residual: self.of_measure(residual),
        })
    }
}

fn solved(bench: &Levers, asking: &Asking, asked: &Solve) -> Solved {
    let residual = |trial: &Trial| match (trial, bench.measure(trial, 0)) {
        (Err(why), _) => Err(why.clone()),
        (Ok(_), None) => Err("the measure is n/a".to_owned()),
        (Ok(_), Some(value)) => Ok(value - asking.target),
    };
    let mut evaluations = 1;
    let mut evaluate = |points: &[i128]| {
        evaluations += points.len() as u32;
        let settings: Vec<Vec<i128>> = points.iter().map(|&point| vec![point]).collect();
        bench.try_all(&settings).iter().map(residual).collect()
    };
    let (low, high) = (asked.by.from.min(asked.by.to), asked.by.from.max(asked.by.to));
    let terms = Terms { low, high, tolerance: asked.tolerance, most_rounds: asked.most_iterations };
    let found = search(terms, &mut evaluate);
    let at = |value: i128| asking.tried(&found, value);
    let (leaps, crossed): (Vec<Crossing>, Vec<Crossing>) =
        found.crossings.iter().copied().partition(|it| it.kind == Kind::Jump);
    let settings: Vec<Vec<i128>> = crossed.iter().map(|it| vec![it.at]).collect();
    let there = bench.try_all(&settings);
    evaluations += there.len() as u32;
    let root = |(it, trial): (&Crossing, &Trial)| {
        Some(Root {
            at: at(it.at)?,
            from: asking.of_lever(it.from),
            to: asking.of_lever(it.to),
            flat: it.kind == Kind::Flat,
            converged: it.converged,
            standing: bench.standing(trial),
        })
    };
    let roots: Vec<Root> = crossed.iter().zip(&there).filter_map(root).collect();
    let gap = |&(from, to): &(i128, i128)| Gap {
        from: asking.of_lever(from),
        to: asking.of_lever(to),
        why: found.seen.get(&from).and_then(|it| it.as_ref().err().cloned()).unwrap_or_default(),
    };
    let closest = found.seen.iter().filter_map(|(&point, value)| Some((value.as_ref().ok()?.abs(), point))).min();
    let stated = bench.try_all(&[bench.stated()]);
    Solved {
        scenario: bench.scenario(),
        stated: stated.first().and_then(|it| bench.measure(it, 0)).map(|it| asking.of_measure(it)),
        at_from: at(asked.by.from).map(|it| it.measure),
        at_to: at(asked.by.to).map(|it| it.measure),
        jumps: leaps.iter().filter_map(|it| Some(Jump { before: at(it.from)?, after: at(it.to)? })).collect(),
        gaps: found.gaps.iter().map(gap).collect(),
        nearest: if roots.is_empty() { closest.and_then(|(_, point)| at(point)) } else { None },
        roots,
        iterations: found.rounds,
        evaluations,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{self, lever, read_with};
    use crate::model::{Bracket, Question};

    const RATE: i128 = 1_000_000_000_000;

    fn percent(value: i128) -> i128 {
        value * RATE / 100
    }

    fn deflation(measure: &str) -> Model {
        let test = format!("\ntest \"measures\" {{\n  expect {measure} = {measure}\n}}\n");
        read_with("rent-deflation.deal", &test)
    }

    /// The measures of the last test of the deal.
    fn last_measure(model: &Model, asks: Question) -> Study {
        let mut study = sample::study(model, asks);
        study.measures = study.measures.split_off(study.measures.len() - 1);
        study
    }

    /// By the arithmetic in the file's head: cover of year t is (21,024,000 (1 − d)^(t−1) − 4,161,576) over the debt
    /// service of the year; the fifth year's is the least. It is 1.25 at a fall of 12.4775% a year.
    #[test]
    fn the_breakeven_decline_of_rent_deflation() {
        let model = deflation("min(DSCR.value)");
        let by = Bracket { lever: lever(&model, "decline"), from: 0, to: percent(60) };
        let asked = Solve { by, target: 5 * RATE / 4, tolerance: 1_000_000, most_iterations: 100 };
        let study = last_measure(&model, Question::Solve(asked.clone()));
        let solution = solve(&model, &study, &asked, &sample::alone()).expect("it runs");
        let answer = &solution.answers[0];
        println!("{answer:#?}");
        assert_eq!(answer.roots.len(), 1);
    }
}
