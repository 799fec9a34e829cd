//! Reverse: the smallest joint move of several levers that makes something happen.

mod search;

use super::about::{About, LeverName, MeasureName};
use super::levers::{First, Levers, Trial, refuse_idle, threads};
use super::simulate::Manner;
use super::standing::Standing;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::{Asked, Figure, Outcome};
use crate::model::{Happening, Lever, Model, Move, Reverse, Study, Type};
use crate::quantity::{Rounding, Unit, multiply_divide};
use search::{Edge, Room, nearest};
use serde::Serialize;

/// The answer of a reverse stress.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reversal {
    pub format: &'static str,
    /// Raised when a field changes its meaning or goes; a new field does not raise it.
    pub format_version: u32,
    #[serde(flatten)]
    pub about: About,
    pub levers: Vec<MovedLever>,
    /// In words: `a breach of DSCR below 1.25x`.
    pub until: String,
    /// How distance is counted.
    pub norm: &'static str,
    pub measures: Vec<MeasureName>,
    /// Whose recoveries each standing lists.
    pub tranches: Vec<String>,
    /// Stopped before the search had ended: something nearer may have been missed.
    pub partial: bool,
    pub answers: Vec<Reversed>,
}

/// A lever, one step of it, and how far it may go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovedLever {
    #[serde(flatten)]
    pub lever: LeverName,
    pub step: Figure,
    pub from: Figure,
    pub to: Figure,
}

/// What was found under one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reversed {
    pub scenario: String,
    /// With every lever as the scenario has it.
    pub stated: Standing,
    /// It happens already, without any move.
    pub already: bool,
    /// The smallest joint move; `None` where nothing within the bounds makes it happen.
    pub nearest: Option<Reached>,
    /// Each lever on its own, in the order of the study.
    pub alone: Vec<Alone>,
    /// Runs that could not be carried to their end: there it counts as not happening.
    pub stopped: u32,
    /// Runs of the deal.
    pub evaluations: u32,
}

/// A point at which it happens, at the edge of where it does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reached {
    /// Value of each lever.
    pub at: Vec<Figure>,
    /// How far each moved, in its own unit.
    pub moved: Vec<Figure>,
    /// The same in steps.
    pub steps: Vec<Figure>,
    /// Root of the sum of squares of the steps.
    pub distance: Figure,
    /// The largest distance on the way to it at which it does not happen.
    pub safe: Figure,
    pub happens: Happens,
    pub standing: Standing,
}

/// What happens there first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happens {
    /// In words: `DSCR below 1.25x`, `event of default of Senior`.
    pub what: String,
    pub clause: Option<String>,
    pub date: crate::time::Date,
    /// The covenant's value there, its level, and the distance between them: negative.
    pub value: Option<Figure>,
    pub threshold: Option<Figure>,
    pub headroom: Option<Figure>,
}

/// One lever moved while the others stay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alone {
    pub lever: String,
    /// Downwards and upwards, whichever is nearer; `None` where it never happens within its bounds.
    pub reached: Option<Reached>,
}

/// Looks for the smallest joint move that makes it happen.
pub fn reverse(model: &Model, study: &Study, asked: &Reverse, manner: &Manner) -> Result<Reversal, Diagnostic> {
    let levers: Vec<&Lever> = asked.levers.iter().map(|it| &it.by.lever).collect();
    let threads = threads(manner);
    let benches = Levers::under_each(model, study, &levers, manner.limits, &threads)?;
    refuse_idle(&benches, &levers)?;
    let answers: Vec<Reversed> = benches.iter().map(|bench| reversed(bench, asked, manner)).collect();
    Ok(Reversal {
        format: "reversal",
        format_version: 1,
        about: About::of(model, study, &manner.limits.inputs),
        levers: asked.levers.iter().map(MovedLever::of).collect(),
        until: until(model, asked.until),
        norm: "Euclidean, each lever counted in its own steps",
        measures: MeasureName::all(study),
        tranches: benches.first().map(Levers::tranches).unwrap_or_default(),
        partial: manner.observer.stop(),
        answers,
    })
}

impl MovedLever {
    fn of(it: &Move) -> MovedLever {
        let figure = |value| Figure::new(value, it.by.lever.of.clone());
        MovedLever {
            lever: LeverName::of(&it.by.lever),
            step: figure(it.unit),
            from: figure(it.by.from),
            to: figure(it.by.to),
        }
    }
}

/// What is looked for, in words.
fn until(model: &Model, happening: Happening) -> String {
    match happening {
        Happening::Breach { covenant: None, .. } => "a breach".into(),
        Happening::Breach { covenant: Some(id), level } => {
            let Some(covenant) = model.covenants.get(id.index()) else { return "a breach".into() };
            let level =
                level.and_then(|it| covenant.levels.get(it)).map_or(String::new(), |it| format!(" {}", it.text));
            format!("a breach of {}{level}", covenant.label.name)
        }
        Happening::EventOfDefault { of } => {
            let of = of.and_then(|it| model.tranches.get(it.index()));
            of.map_or("an event of default".into(), |it| format!("an event of default of {}", it.label.name))
        }
    }
}

/// One, as a ratio.
const ONE: i128 = 1_000_000_000_000;

/// One scenario's search, and what it has run so far.
struct Stress<'a> {
    bench: &'a Levers<'a>,
    asked: &'a Reverse,
    stated: Vec<i128>,
    evaluations: u32,
    stopped: u32,
    manner: &'a Manner<'a>,
}

fn reversed(bench: &Levers, asked: &Reverse, manner: &Manner) -> Reversed {
    let stated = bench.stated();
    let before = bench.try_all(std::slice::from_ref(&stated));
    let mut it = Stress { bench, asked, stated, evaluations: 1, stopped: 0, manner };
    let already = before.first().is_some_and(|trial| it.first(trial).is_some());
    let every: Vec<usize> = (0..asked.levers.len()).collect();
    let joint = if already { None } else { it.reach(&every) };
    let alone = asked.levers.iter().enumerate().map(|(lever, moved)| Alone {
        lever: moved.by.lever.name.clone(),
        reached: match (&joint, already) {
            // One lever is its own joint move; where all together reach nothing, so does each.
            (Some(_), false) if asked.levers.len() > 1 => it.reach(&[lever]),
            (joint, _) => joint.clone(),
        },
    });
    let alone = alone.collect();
    Reversed {
        scenario: bench.scenario(),
        stated: before.first().map(|trial| bench.standing(trial)).unwrap_or_default(),
        already,
        nearest: joint,
        alone,
        evaluations: it.evaluations,
        stopped: it.stopped,
    }
}

impl Stress<'_> {
    fn first(&self, trial: &Trial) -> Option<First> {
        match self.asked.until {
            Happening::Breach { covenant, level } => {
                self.bench.first_breach(trial, covenant.map(|it| it.index()), level)
            }
            Happening::EventOfDefault { of } => self.bench.first_default(trial, of.map(|it| it.index())),
        }
    }

    /// Moves some levers, the others stay.
    fn reach(&mut self, levers: &[usize]) -> Option<Reached> {
        let moves: Vec<&Move> = levers.iter().map(|&it| &self.asked.levers[it]).collect();
        let origin: Vec<i128> = levers.iter().map(|&it| self.stated[it]).collect();
        // A bracket that begins where the file has the lever begins where the scenario has it.
        let from = |it: &Move, at: i128| if it.by.from == it.by.lever.stated { at } else { it.by.from };
        let ends = || moves.iter().zip(&origin).map(|(it, &at)| [from(it, at), it.by.to, at]);
        let room = Room {
            step: moves.iter().map(|it| it.unit.abs().max(1)).collect(),
            low: ends().map(|it| it[0].min(it[1]).min(it[2])).collect(),
            high: ends().map(|it| it[0].max(it[1]).max(it[2])).collect(),
            origin,
        };
        let edge = nearest(&room, &mut |points| {
            // Whoever watches has seen enough: nothing happens any more, and the search is soon over.
            if self.manner.observer.stop() {
                return vec![false; points.len()];
            }
            let settings: Vec<Vec<i128>> = points.iter().map(|point| self.setting(levers, point)).collect();
            let trials = self.bench.try_all(&settings);
            self.evaluations += trials.len() as u32;
            self.stopped += trials.iter().filter(|it| it.is_err()).count() as u32;
            trials.iter().map(|trial| self.first(trial).is_some()).collect()
        })?;
        self.reached(levers, &edge)
    }

    fn setting(&self, levers: &[usize], point: &[i128]) -> Vec<i128> {
        let mut setting = self.stated.clone();
        levers.iter().zip(point).for_each(|(&lever, &value)| setting[lever] = value);
        setting
    }

    fn reached(&mut self, levers: &[usize], edge: &Edge) -> Option<Reached> {
        let setting = self.setting(levers, &edge.at);
        let trials = self.bench.try_all(std::slice::from_ref(&setting));
        self.evaluations += 1;
        let trial = trials.first()?;
        let ratio = |value| Figure::new(value, Type::Quantity(Unit::ratio()));
        let levers = self.asked.levers.iter().enumerate();
        let of = |it: usize, value: i128| Figure::new(value, self.asked.levers[it].by.lever.of.clone());
        let in_steps = |(it, moved): (usize, &Move)| {
            let by = setting[it] - self.stated[it];
            ratio(multiply_divide(by, ONE, 1, moved.unit.abs().max(1), Rounding::HalfUp).unwrap_or(0))
        };
        Some(Reached {
            at: setting.iter().enumerate().map(|(it, &value)| of(it, value)).collect(),
            moved: setting.iter().zip(&self.stated).enumerate().map(|(it, (to, from))| of(it, to - from)).collect(),
            steps: levers.map(in_steps).collect(),
            distance: ratio(edge.distance),
            safe: ratio(edge.safe),
            happens: self.happens(&setting, self.first(trial)?)?,
            standing: self.bench.standing(trial),
        })
    }

    /// What happens first, with the figures of its test.
    fn happens(&self, setting: &[i128], first: First) -> Option<Happens> {
        if let Happening::EventOfDefault { .. } = self.asked.until {
            let default = self.bench.default_of(first);
            let what = format!("event of default of {}", default.tranche);
            return Some(Happens {
                what,
                clause: None,
                date: default.date,
                value: None,
                threshold: None,
                headroom: None,
            });
        }
        let breach = self.bench.breach_of(first);
        let (plan, run) = self.bench.rerun(setting).ok()?;
        let outcome = Outcome::read(self.bench.model(), &plan, &run, &Asked::default());
        let covenant = outcome.covenants.iter().find(|it| it.name == breach.covenant)?;
        let test = covenant.tests.iter().find(|it| it.date == breach.date)?;
        let level = test.levels.iter().find(|it| it.level == breach.level)?;
        Some(Happens {
            what: format!("{} {}", breach.covenant, breach.level),
            clause: breach.clause,
            date: breach.date,
            value: test.value.clone(),
            threshold: level.threshold.clone(),
            headroom: level.headroom.clone(),
        })
    }
}
