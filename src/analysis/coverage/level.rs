//! What a level of a covenant may do: pass, fail, bring about what follows, be cured or not.

use super::{Kind, Sought, sought};
use crate::engine::outcome::Reading;
use crate::model::{Consequence, Covenant, Level, Measure, Model, TrancheId, Until};
use crate::plan::{LevelSlots, Slot};

/// Where a level is found in a run: covenant and level.
type Place = (usize, usize);

pub fn points(model: &Model) -> Vec<Sought> {
    let mut points = Vec::new();
    for kind in [Kind::Level, Kind::Consequence, Kind::Cure] {
        for (index, covenant) in model.covenants.iter().enumerate() {
            if covenant.measure == Measure::Undisclosed {
                continue;
            }
            for (number, level) in covenant.levels.iter().enumerate() {
                let of = Of { model, covenant, level, place: (index, number) };
                points.extend(match kind {
                    Kind::Level => of.tests(),
                    Kind::Consequence => of.consequences(),
                    _ => of.cures(),
                });
            }
        }
    }
    points
}

/// A level, to be looked at from each side.
struct Of<'a> {
    model: &'a Model,
    covenant: &'a Covenant,
    level: &'a Level,
    place: Place,
}

impl Of<'_> {
    fn point(&self, kind: Kind, does: impl Into<String>, is_seen: impl Fn(&Reading) -> bool + 'static) -> Sought {
        let name = format!("{} {}", self.covenant.label.name, self.level.text);
        let clause = self.level.clause.clone().or_else(|| self.covenant.label.clause.clone());
        let place = match (kind, &self.level.cure) {
            (Kind::Cure, Some(cure)) => cure.place,
            _ => self.level.place,
        };
        sought(kind, name, does, (place, clause), is_seen)
    }

    fn tests(&self) -> Vec<Sought> {
        let place = self.place;
        let says = move |answer: i128| {
            move |it: &Reading| {
                slots(it, place)
                    .is_some_and(|slots| it.periods().any(|row| it.run.value(row, slots.failed) == Some(answer)))
            }
        };
        vec![self.point(Kind::Level, "passes", says(0)), self.point(Kind::Level, "fails", says(1))]
    }

    fn cures(&self) -> Vec<Sought> {
        if self.level.cure.is_none() {
            return Vec::new();
        }
        let place = self.place;
        vec![
            self.point(Kind::Cure, "is cured", move |it| ever(it, place, |slots| slots.cured)),
            self.point(Kind::Cure, "is not cured in time", move |it| ever(it, place, |slots| slots.expired)),
        ]
    }

    fn consequences(&self) -> Vec<Sought> {
        let mut points = Vec::new();
        let mut holds = 0;
        for consequence in &self.level.consequences {
            match consequence {
                Consequence::Enter { until, .. }
                | Consequence::StopDraws { until, .. }
                | Consequence::ChangeMargin { until, .. } => {
                    points.extend(self.held(consequence, holds, *until));
                    holds += 1;
                }
                Consequence::EventOfDefault { .. } | Consequence::Accelerate => {
                    let (place, curable) = (self.place, self.level.cure.is_some());
                    points.push(self.point(Kind::Consequence, self.words(consequence), move |it| match curable {
                        true => ever(it, place, |slots| slots.expired),
                        false => ever(it, place, |slots| Some(slots.failed)),
                    }));
                }
                Consequence::RequirePrepayment { within, otherwise, .. }
                | Consequence::RequireTopUp { within, otherwise, .. } => {
                    let place = self.place;
                    let failed = move |it: &Reading| ever(it, place, |slots| Some(slots.failed));
                    points.push(self.point(Kind::Consequence, self.words(consequence), failed));
                    if within.is_some() {
                        let met = move |it: &Reading| ever(it, place, |slots| slots.cured);
                        points.push(self.point(
                            Kind::Consequence,
                            format!("{} that is met in time", self.words(consequence)),
                            met,
                        ));
                    }
                    for other in otherwise {
                        let does = format!("{} once that is late", self.words(other));
                        let late = move |it: &Reading| ever(it, place, |slots| slots.expired);
                        points.push(self.point(Kind::Consequence, does, late));
                    }
                }
            }
        }
        points
    }

    /// Held while the level fails, and let go unless it is for good.
    fn held(&self, consequence: &Consequence, number: usize, until: Until) -> Vec<Sought> {
        let place = self.place;
        let words = self.words(consequence);
        let hold = move |it: &Reading| slots(it, place).and_then(|slots| slots.holds.get(number).copied());
        let on = move |it: &Reading| hold(it).is_some_and(|slot| it.rows().any(|row| it.is_set(row, slot)));
        let off = move |it: &Reading| hold(it).is_some_and(|slot| it.rows().any(|row| it.turns_off(row, slot)));
        let mut points = vec![self.point(Kind::Consequence, &*words, on)];
        if until != Until::Permanent {
            points.push(self.point(Kind::Consequence, format!("{words}, and lets it go"), off));
        }
        points
    }

    fn words(&self, consequence: &Consequence) -> String {
        let named = |of: &[TrancheId]| {
            let names: Vec<&str> = of.iter().map(|id| self.model.tranches[id.index()].label.name.as_str()).collect();
            match names.len() == self.model.tranches.len() {
                true => String::new(),
                false => format!(" of {}", names.join(", ")),
            }
        };
        let tranche = |id: &TrancheId| self.model.tranches[id.index()].label.name.as_str();
        match consequence {
            Consequence::Enter { state, .. } => format!("enters {}", self.model.states[state.index()].label.name),
            Consequence::EventOfDefault { of } => format!("declares event of default{}", named(of)),
            Consequence::Accelerate => "accelerates".to_owned(),
            Consequence::RequirePrepayment { of, .. } => format!("requires prepayment of {}", tranche(of)),
            Consequence::RequireTopUp { account, .. } => {
                format!("requires top-up of {}", self.model.accounts[account.index()].label.name)
            }
            Consequence::StopDraws { of, .. } => format!("stops draws{}", named(of)),
            Consequence::ChangeMargin { of, .. } => format!("raises margin of {}", tranche(of)),
        }
    }
}

fn slots<'a>(it: &Reading<'a>, (covenant, level): Place) -> Option<&'a LevelSlots> {
    it.plan.events.levels.iter().find(|slots| (slots.covenant, slots.level) == (covenant, level))
}

/// Whether a flag of the level was set in some period.
fn ever(it: &Reading, place: Place, which: impl Fn(&LevelSlots) -> Option<Slot>) -> bool {
    let slot = slots(it, place).and_then(which);
    slot.is_some_and(|slot| it.periods().any(|row| it.is_set(row, slot)))
}
