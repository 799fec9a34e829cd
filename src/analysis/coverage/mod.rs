//! What the tests of a file put to work: which steps paid, which levels failed, what followed, who was cured, what an
//! enforcement sold and paid.
//!
//! A *point* is one thing that a clause may do. The runs are those of the tests, looked at slot by slot: a point that
//! no run reached is a clause whose effect nobody has written down.

mod enforcement;
mod level;
mod paper;
mod step;

pub use paper::{OpenSection, PaperCovered, Uncited};

use std::collections::BTreeMap;

use super::Limits;
use super::suite::{World, run_worlds, world};
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::Reading;
use crate::model::{Expectation, Model, ScenarioId, Test};
use crate::source::Span;

/// Every point of a deal, in the order of the kinds and of the text.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    pub deal: String,
    pub tests: usize,
    pub points: Vec<Point>,
    /// Beside the points: what the paper has and the deal does not, and the other way round.
    pub papers: Vec<PaperCovered>,
    pub uncited: Vec<Uncited>,
    /// Why a test could not be run: what it would have reached is missing here.
    pub stopped: Vec<Diagnostic>,
}

/// One thing that a clause may do.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub kind: Kind,
    /// `Payments.trap`, `DSCR below 1.35x`
    pub name: String,
    /// What it does: `pays`, `falls short`, `enters lockup`.
    pub does: String,
    pub place: Span,
    pub clause: Option<String>,
    /// The first test that saw it.
    pub by: Option<String>,
}

/// What a point is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Step,
    Level,
    Consequence,
    Cure,
    Enforcement,
    Scenario,
}

impl Kind {
    /// With what a point of the kind is, for the reference.
    pub const ALL: &'static [(Kind, &'static str, &'static str)] = &[
        (Kind::Step, "step", "a waterfall step pays; falls short of what is due; is held back by its condition"),
        (Kind::Level, "level", "a level of a covenant passes; fails"),
        (Kind::Consequence, "consequence", "what a level brings about happens; what it holds is let go"),
        (Kind::Cure, "cure", "a cure arrives; its time passes without one"),
        (
            Kind::Enforcement,
            "enforcement",
            "it starts; accelerates; each sale sells; each step of its order pays, falls short; each tranche gets its claim, loses money",
        ),
        (Kind::Scenario, "scenario", "a test runs it"),
    ];

    pub fn word(self) -> &'static str {
        Kind::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, word, _)| word)
    }

    pub fn plural(self) -> String {
        format!("{}s", self.word())
    }
}

impl Coverage {
    pub fn reached(&self) -> usize {
        self.points.iter().filter(|point| point.by.is_some()).count()
    }

    /// Points of a kind: how many were reached, and of how many.
    pub fn of(&self, kind: Kind) -> (usize, usize) {
        let points = || self.points.iter().filter(|point| point.kind == kind);
        (points().filter(|point| point.by.is_some()).count(), points().count())
    }

    pub fn missed(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| point.by.is_none())
    }
}

/// A point before it is looked for, and how to see it in a run.
struct Sought {
    point: Point,
    is_seen: Box<dyn Fn(&Reading) -> bool>,
}

fn sought(
    kind: Kind,
    name: impl Into<String>,
    does: impl Into<String>,
    at: (Span, Option<String>),
    is_seen: impl Fn(&Reading) -> bool + 'static,
) -> Sought {
    let (place, clause) = at;
    let point = Point { kind, name: name.into(), does: does.into(), place, clause, by: None };
    Sought { point, is_seen: Box::new(is_seen) }
}

/// Runs the tests of the deal and looks for each of its points.
pub fn coverage(model: &Model, limits: &Limits) -> Coverage {
    let worlds = run_worlds(model, limits);
    let by = first_tests(model);
    let mut sought = step::points(model);
    sought.extend(level::points(model));
    sought.extend(enforcement::points(model));
    let mut stopped = Vec::new();
    // Worlds in the order of the tests that first ask for them, so that the first to see a point is named.
    let mut ordered: Vec<_> = worlds.iter().map(|(world, ran)| (by.get(world), world, ran)).collect();
    ordered.sort_by_key(|(by, ..)| by.map(|(index, _)| *index));
    for (by, world, ran) in ordered {
        let Some((_, title)) = by else { continue };
        match &ran.answer {
            Ok((plan, run, _)) => {
                let it = Reading { model: model.under(world.0), plan, run };
                for sought in sought.iter_mut().filter(|it| it.point.by.is_none()) {
                    if (sought.is_seen)(&it) {
                        sought.point.by = Some((*title).to_owned());
                    }
                }
            }
            Err(problem) => stopped.push(problem.clone()),
        }
    }
    let mut points: Vec<Point> = sought.into_iter().map(|it| it.point).collect();
    points.extend(scenarios(model, &by));
    Coverage {
        deal: model.deal.label.title.clone().unwrap_or_else(|| model.deal.label.name.clone()),
        tests: model.tests.len(),
        points,
        papers: paper::papers(model),
        uncited: paper::uncited(model),
        stopped,
    }
}

/// The first test that asks for each world, by its place among the tests.
fn first_tests(model: &Model) -> BTreeMap<World, (usize, &str)> {
    let mut first: BTreeMap<World, (usize, &str)> = BTreeMap::new();
    for (index, test) in model.tests.iter().enumerate() {
        for scenario in scenarios_of(test) {
            first.entry(world(test, scenario)).or_insert((index, test.title.as_str()));
        }
    }
    first
}

/// Its own, and those its expectations compare with.
fn scenarios_of(test: &Test) -> Vec<ScenarioId> {
    let compared = test.expectations.iter().flat_map(|(expectation, ..)| match expectation {
        Expectation::Condition { left, right, .. } => vec![left.under, right.under],
        _ => Vec::new(),
    });
    std::iter::once(test.under).chain(compared.flatten()).collect()
}

/// The base has no clause of its own.
fn scenarios(model: &Model, by: &BTreeMap<World, (usize, &str)>) -> Vec<Point> {
    let stated = model.scenarios.iter().enumerate().skip(1);
    let points = stated.map(|(index, scenario)| {
        let tests = by.iter().filter(|((id, _), _)| id.index() == index).map(|(_, first)| first);
        Point {
            kind: Kind::Scenario,
            name: scenario.label.name.clone(),
            does: "is run".into(),
            place: scenario.label.place,
            clause: scenario.label.clause.clone(),
            by: tests.min().map(|(_, title)| (*title).to_owned()),
        }
    });
    points.collect()
}
