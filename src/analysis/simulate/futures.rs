//! From what was counted to what is said of one scenario.

use super::result::{
    BreachDate, CovenantFutures, DefaultDate, Ended, FanDate, Futures, JointDefault, LevelFutures, MeasureFutures,
    PartyFutures, TrancheFutures,
};
use super::state::{Happened, LevelState, State, TrancheState, years_of};
use super::watch::{Watch, WatchedCovenant, WatchedLevel};
use super::years;
use crate::analysis::statistics::{
    Counter, Paths, Quantile, Sample, Share, Summary, Times, chance, ratio, ratio_type, summary_of_times,
};
use crate::engine::outcome::Figure;
use crate::model::{Measure, Model, ScenarioId, Type};
use crate::plan::{Held, Plan};
use crate::quantity::sums::mean;
use crate::quantity::{CalendarUnit, Rounding, Unit, fraction, power_of_ten};

/// One scenario, ready to be told.
pub struct Teller<'a> {
    pub model: &'a Model,
    pub plan: &'a Plan,
    pub watch: &'a Watch,
    pub paths: Paths,
}

/// The bands of a fan: 5%, 25%, 50%, 75%, 95%.
const BANDS: [u32; 5] = [5, 25, 50, 75, 95];

impl Teller<'_> {
    pub fn tell(&self, name: &str, scenario: ScenarioId, state: &State, ended: Ended, measures: &[String]) -> Futures {
        let losses: Vec<_> = std::iter::once(&state.loss)
            .chain(state.tranches.iter().map(|it| &it.loss))
            .map(|it| &it.moments)
            .collect();
        Futures {
            scenario: name.to_owned(),
            shocks: self.shocks(scenario),
            paths: self.paths.done,
            ended,
            exact_paths: state.exact_paths,
            breach: self.chance(&state.breach.times.ever()),
            default: self.chance(&state.event_of_default.times.ever()),
            acceleration: self.watch.acceleration.map(|_| self.chance(&state.acceleration.times.ever())),
            first_breach: self.when(&state.breach),
            covenants: self.covenants(state),
            tranches: self.tranches(state),
            loss: self.summary(&state.loss, &self.money()),
            parties: self.parties(state),
            measures: self.measures(state, measures),
            joint: self.joint(state),
            attribution: state.shares.attribution(self.model, self.watch, &losses),
        }
    }

    fn shocks(&self, scenario: ScenarioId) -> Vec<String> {
        let shocks = self.model.scenarios.get(scenario.index()).map_or(&[][..], |it| &it.shocks);
        shocks.iter().filter_map(|id| Some(self.model.shocks.get(id.index())?.label.name.clone())).collect()
    }

    fn chance(&self, counter: &Counter) -> crate::analysis::statistics::Chance {
        chance(&counter.clustered(&self.paths))
    }

    fn summary(&self, sample: &Sample, of: &Type) -> Summary {
        sample.summary(&self.paths, of)
    }

    /// In years from closing.
    fn when(&self, it: &Happened) -> Summary {
        summary_of_times(&it.times, &it.years, &years_of(self.watch), &self.paths, &years::unit())
    }

    fn money(&self) -> Type {
        Type::Quantity(Unit::money(self.model.deal.currency))
    }

    fn covenants(&self, state: &State) -> Vec<CovenantFutures> {
        let fans = self.watch.covenants.iter().zip(&state.fans);
        fans.map(|(watched, fan)| {
            let covenant = &self.model.covenants[watched.covenant];
            let of = match &covenant.measure {
                Measure::Quotient { of, .. } => of.clone(),
                Measure::Value(value) => value.of.clone(),
                Measure::Undisclosed => ratio_type(),
            };
            let levels = self.watch.levels.iter().zip(&state.levels).filter(|(it, _)| it.covenant == watched.covenant);
            let shares = BANDS.map(|part| Share { part, whole: 100 });
            let dates = fan.iter().zip(&watched.rows).filter(|(tally, _)| tally.count() > 0);
            let quantiles = |values: Vec<Option<i128>>| -> Vec<Quantile> {
                let all = BANDS.iter().zip(values);
                all.filter_map(|(&part, value)| {
                    Some(Quantile { share: ratio(part.into(), 100)?, value: Figure::new(value?, of.clone()) })
                })
                .collect()
            };
            CovenantFutures {
                covenant: covenant.label.name.clone(),
                clause: covenant.label.clause.clone(),
                unit: Figure::unit(&of),
                levels: levels.map(|(level, counted)| self.level(watched, level, counted)).collect(),
                fan: dates
                    .map(|(tally, &row)| FanDate {
                        date: self.plan.dates[row],
                        available: tally.count(),
                        quantiles: quantiles(tally.quantiles(&shares)),
                    })
                    .collect(),
            }
        })
        .collect()
    }

    fn level(&self, covenant: &WatchedCovenant, watched: &WatchedLevel, counted: &LevelState) -> LevelFutures {
        let level = &self.model.covenants[watched.covenant].levels[watched.level];
        let slots = &self.plan.events.levels;
        let slots = slots.iter().find(|it| it.covenant == watched.covenant && it.level == watched.level);
        let threshold = slots.and_then(|it| it.threshold).map(|slot| &self.plan.slots[slot.index()]);
        let dates = covenant.rows.iter().filter(|&&row| counted.tested[row] > 0);
        LevelFutures {
            level: level.text.clone(),
            clause: level.clause.clone(),
            threshold: threshold.and_then(|it| match it.held {
                Held::Constant(value) => Some(Figure::new(value, it.of.clone())),
                _ => None,
            }),
            ever: self.chance(&counted.first.times.ever()),
            first: self.when(&counted.first),
            by_date: dates
                .map(|&row| BreachDate {
                    date: self.plan.dates[row],
                    tested: counted.tested[row],
                    fails: self.chance(&counted.fails[row]),
                    first: self.chance(&counted.first.times.at(row)),
                    by: self.chance(&counted.first.times.by(row)),
                })
                .collect(),
        }
    }

    fn tranches(&self, state: &State) -> Vec<TrancheFutures> {
        let discounted = self.model.enforcement.as_ref().is_some_and(|it| it.discount.is_some());
        let all = self.model.tranches.iter().zip(&state.tranches);
        all.map(|(tranche, it)| {
            let money = self.money();
            let lgd = |loss: &Sample| ratio(loss.moments.sum(), it.exposure.moments.sum());
            TrancheFutures {
                tranche: tranche.label.name.clone(),
                clause: tranche.label.clause.clone(),
                default: self.chance(&it.default.times.ever()),
                event_of_default: self.chance(&it.event_of_default.ever()),
                payment_default: self.chance(&it.payment_default.ever()),
                maturity_default: self.chance(&it.maturity_default.ever()),
                accelerated: self.chance(&it.accelerated),
                loses: self.chance(&it.loses),
                default_by_date: self.by_date(&it.default.times),
                first_default: self.when(&it.default),
                loss: self.summary(&it.loss, &money),
                loss_discounted: discounted.then(|| self.summary(&it.loss_discounted, &money)),
                exposure: self.summary(&it.exposure, &money),
                lgd: lgd(&it.loss),
                lgd_discounted: lgd(&it.loss_discounted).filter(|_| discounted),
                severity: self.summary(&it.severity, &ratio_type()),
                received: self.summary(&it.received, &money),
                outstanding: self.summary(&it.outstanding, &money),
                weighted_average_life: self.summary(&it.life, &years::unit()),
                internal_rate_of_return: self.summary(&it.rate, &rate()),
                without_a_rate: it.no_rate.clone(),
                implied_spread: self.implied_spread(it),
            }
        })
        .collect()
    }

    /// EL over what is outstanding times years, in the mean over paths: sums do as well, the paths being the same.
    fn implied_spread(&self, it: &TrancheState) -> Option<Figure> {
        let outstanding = it.outstanding_by_time.sum();
        let value = fraction(
            &[it.loss.moments.sum(), i128::from(years::PARTS), power_of_ten(rate().scale())],
            &[outstanding, i128::from(self.watch.step)],
            Rounding::HalfUp,
        )?;
        Some(Figure::new(value, rate()))
    }

    fn by_date(&self, times: &Times) -> Vec<DefaultDate> {
        (0..self.watch.rows())
            .filter(|&row| times.at(row).hits > 0)
            .map(|row| DefaultDate {
                date: self.plan.dates[row],
                first: self.chance(&times.at(row)),
                by: self.chance(&times.by(row)),
            })
            .collect()
    }

    fn parties(&self, state: &State) -> Vec<PartyFutures> {
        let all = self.watch.processes.iter().zip(&state.parties);
        all.filter_map(|(process, times)| {
            Some(PartyFutures {
                party: self.model.parties.get(process.party?)?.label.name.clone(),
                default: self.chance(&times.ever()),
                default_by_date: self.by_date(times),
            })
        })
        .collect()
    }

    fn measures(&self, state: &State, texts: &[String]) -> Vec<MeasureFutures> {
        let all = texts.iter().zip(&state.measures).zip(&self.plan.observed);
        all.map(|((text, sample), slot)| {
            let of = &self.plan.slots[slot.index()].of;
            MeasureFutures { measure: text.clone(), unit: Figure::unit(of), summary: self.summary(sample, of) }
        })
        .collect()
    }

    fn joint(&self, state: &State) -> Vec<JointDefault> {
        let tranches = self.model.tranches.iter().zip(&state.tranches);
        let mut who: Vec<(String, Counter)> =
            tranches.map(|(it, counted)| (it.label.name.clone(), counted.default.times.ever())).collect();
        let parties = self.watch.processes.iter().zip(&state.parties);
        who.extend(parties.filter_map(|(process, times)| {
            Some((self.model.parties.get(process.party?)?.label.name.clone(), times.ever()))
        }));
        let mut told = Vec::new();
        for (of, row) in state.joint.iter().enumerate() {
            for (given, joint) in row.iter().enumerate().filter(|(given, _)| *given != of) {
                let (of, (given, defaults)) = (&who[of].0, &who[given]);
                told.push(JointDefault {
                    of: of.clone(),
                    given: given.clone(),
                    both: self.chance(&joint.both),
                    conditional: (defaults.hits > 0).then(|| chance(&joint.clustered(defaults, &self.paths))),
                });
            }
        }
        told
    }
}

fn rate() -> Type {
    Type::Quantity(Unit::rate(CalendarUnit::Year))
}

/// The standard error of a measure so far, at its own scale.
pub fn error_so_far(samples: &[&State], measure: usize, paths: &Paths) -> Option<i128> {
    let mut moments = crate::analysis::statistics::Moments::default();
    samples.iter().filter_map(|it| it.measures.get(measure)).for_each(|it| moments.merge(&it.moments));
    // A mean that is not available has no error to go by.
    mean(moments.count, moments.sum())?;
    moments.standard_error(paths)
}
