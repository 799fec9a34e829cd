//! Motion under a hidden regime: a Markov chain in continuous time, seen at the ends of the rows.
//!
//! The regime at the beginning of a row holds for all of it. Which one comes next has the probabilities of e^(Q t), Q
//! being the rates of leaving (Norris, "Markov Chains", 1997, section 2.1).

use super::linear::growth;
use super::whole::{ONE, factors};
use super::{Calendar, State};
use crate::engine::draw::stream::{Need, Purpose, Stream};
use crate::engine::draw::strip::{STRIP, Strip};
use crate::plan::RandomRegime;

#[derive(Debug, Clone)]
pub struct Regimes {
    process: usize,
    /// By row, then by regime.
    rows: Vec<Vec<Regime>>,
}

#[derive(Debug, Clone)]
struct Regime {
    push: f64,
    stir: f64,
    /// Probability that the next one is the first, is among the first two, and so on, without the last.
    next: Vec<f64>,
}

impl Regimes {
    pub fn new(process: usize, regimes: &[RandomRegime], calendar: Calendar) -> Regimes {
        let row = |&time: &f64| {
            let changes = transitions(regimes, time);
            let regime = |(it, changes): (&RandomRegime, &Vec<f64>)| {
                let volatility = it.volatility as f64 / ONE;
                Regime {
                    push: growth(it.drift as f64 / ONE, volatility) * time,
                    stir: volatility * time.sqrt(),
                    next: cumulative(changes),
                }
            };
            regimes.iter().zip(&changes).map(regime).collect()
        };
        Regimes { process, rows: calendar.years.iter().map(row).collect() }
    }

    pub fn need(&self, row: usize) -> Option<Need> {
        let choice = row > 0 && self.rows.get(row).is_some_and(|regimes| regimes.len() > 1);
        choice.then_some(Need { purpose: Purpose::Choice, process: self.process, row, weighty: false })
    }

    #[inline(always)]
    pub fn step(&self, first: u64, row: usize, stream: &Stream, normal: &Strip, state: &mut State) {
        let (mut push, mut stir) = (Strip::ZERO, Strip::ZERO);
        for (index, regime) in self.rows[row].iter().enumerate() {
            for lane in 0..STRIP {
                let holds = state.hidden.0[lane] == index as f64;
                push.0[lane] = if holds { regime.push } else { push.0[lane] };
                stir.0[lane] = if holds { regime.stir } else { stir.0[lane] };
            }
        }
        for lane in 0..STRIP {
            state.at.0[lane] = normal.0[lane].mul_add(stir.0[lane], state.at.0[lane] + push.0[lane]);
        }
        factors(state);
        if let Some(need) = self.need(row) {
            let (mut choice, mut unused, mut next) = (Strip::ZERO, Strip::ZERO, Strip::ZERO);
            stream.uniforms(first, need, &mut choice, &mut unused);
            for (index, regime) in self.rows[row].iter().enumerate() {
                for &probability in &regime.next {
                    for lane in 0..STRIP {
                        let further = state.hidden.0[lane] == index as f64 && choice.0[lane] > probability;
                        next.0[lane] += if further { 1.0 } else { 0.0 };
                    }
                }
            }
            state.hidden = next;
        }
    }
}

fn cumulative(probabilities: &[f64]) -> Vec<f64> {
    let sums = probabilities.iter().scan(0.0, |sum, &probability| {
        *sum += probability;
        Some(*sum)
    });
    sums.take(probabilities.len().saturating_sub(1)).collect()
}

/// e^(Q t) by uniformization (Jensen 1953): Q = rate (P − 1) with P a matrix of probabilities, so that halving the
/// time until the rate is small, summing a series of positive terms and squaring loses nothing to cancellation.
fn transitions(regimes: &[RandomRegime], time: f64) -> Vec<Vec<f64>> {
    let size = regimes.len();
    let mut rates = vec![vec![0.0; size]; size];
    for (from, regime) in regimes.iter().enumerate() {
        for &(to, rate) in regime.leaves.iter().filter(|(to, _)| *to != from && *to < size) {
            rates[from][to] += rate as f64 / ONE * time;
        }
    }
    let fastest = rates.iter().map(|row| row.iter().sum::<f64>()).fold(0.0, f64::max);
    let mut halvings = 0;
    while fastest / f64::from(1 << halvings) > 0.5 && halvings < 30 {
        halvings += 1;
    }
    let fastest = fastest / f64::from(1 << halvings);
    let mut step = rates;
    for (from, row) in step.iter_mut().enumerate() {
        row.iter_mut().for_each(|rate| *rate /= f64::from(1 << halvings));
        row[from] = fastest - row.iter().sum::<f64>();
    }
    let mut term: Vec<Vec<f64>> = (0..size).map(|at| (0..size).map(|it| f64::from(it == at)).collect()).collect();
    let mut sum = term.clone();
    for n in 1..24 {
        term = product(&term, &step);
        term.iter_mut().flatten().for_each(|it| *it /= f64::from(n));
        sum.iter_mut().flatten().zip(term.iter().flatten()).for_each(|(sum, term)| *sum += term);
    }
    normalize(&mut sum);
    for _ in 0..halvings {
        sum = product(&sum, &sum);
        normalize(&mut sum);
    }
    sum
}

fn product(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let cell = |row: &Vec<f64>, column: usize| row.iter().zip(b).map(|(it, row)| it * row[column]).sum();
    a.iter().map(|row| (0..b.len()).map(|column| cell(row, column)).collect()).collect()
}

/// Probabilities that sum to one, which also divides by e^rate.
fn normalize(matrix: &mut [Vec<f64>]) {
    for row in matrix {
        let sum: f64 = row.iter().sum();
        row.iter_mut().for_each(|it| *it /= sum);
    }
}
