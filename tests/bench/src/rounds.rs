//! Cases that take turns: what slows the machine for a while slows all of them.

use crate::clock;

/// At least this much processor time a turn.
const TURN: f64 = 0.004;

pub struct Case<'a> {
    pub name: String,
    /// Path-periods of one call.
    size: f64,
    work: Box<dyn FnMut() + 'a>,
    /// Nanoseconds a path-period, by round.
    times: Vec<f64>,
}

impl<'a> Case<'a> {
    pub fn new(name: impl Into<String>, paths: usize, periods: usize, work: impl FnMut() + 'a) -> Case<'a> {
        Case { name: name.into(), size: (paths * periods) as f64, work: Box::new(work), times: Vec::new() }
    }

    /// Median nanoseconds a path-period.
    pub fn median(&self) -> f64 {
        clock::middle(self.times.clone())
    }

    pub fn least(&self) -> f64 {
        self.times.iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn turn(&mut self) -> f64 {
        // All threads: a case may start some, and nothing else runs meanwhile.
        let (start, mut calls) = (clock::process(), 0.0);
        loop {
            (self.work)();
            calls += 1.0;
            let spent = clock::process() - start;
            if spent >= TURN {
                return spent * 1e9 / (calls * self.size);
            }
        }
    }
}

/// One turn each to warm up, then a turn each in every round.
pub fn alternate(cases: &mut [Case], rounds: usize) {
    cases.iter_mut().for_each(|case| {
        case.turn();
    });
    for _ in 0..rounds {
        cases.iter_mut().for_each(|case| {
            let time = case.turn();
            case.times.push(time);
        });
    }
}
