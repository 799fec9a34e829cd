//! What the signs of flows, and of their sums, say of their roots.

use super::{Flows, PATHS};
use crate::engine::dispatch::Kernel;
use crate::engine::lanes::WIDTH;

/// What the signs of the flows of eight paths say.
#[derive(Debug, Clone, Copy)]
pub struct Signs {
    pub changes: [f64; WIDTH],
    /// Of the first flow that is not zero: below nothing when money goes out first.
    pub first: [f64; WIDTH],
}

impl Signs {
    pub const NONE: Signs = Signs { changes: [0.0; WIDTH], first: [0.0; WIDTH] };

    /// Of one chunk after the other: the compiler sees through eight lanes, not through four times eight.
    #[inline(always)]
    pub fn of(flows: &[Flows], side: usize) -> Signs {
        let (mut signs, mut last) = (Signs::NONE, [0.0; WIDTH]);
        for row in flows {
            let mut sign = row[side].0;
            for it in &mut sign {
                let out = if *it < 0.0 { -1.0 } else { 0.0 };
                *it = if *it > 0.0 { 1.0 } else { out };
            }
            for lane in 0..WIDTH {
                signs.changes[lane] += if sign[lane] * last[lane] < 0.0 { 1.0 } else { 0.0 };
            }
            for (first, &sign) in signs.first.iter_mut().zip(&sign) {
                *first = if *first == 0.0 { sign } else { *first };
            }
            for (last, &sign) in last.iter_mut().zip(&sign) {
                *last = if sign == 0.0 { *last } else { sign };
            }
        }
        signs
    }
}

/// The paths whose flows are worth nothing at one discount factor alone: the changes of sign of their sums from the first
/// row on are no fewer than the roots below 1, those from the last row back no fewer than the roots above, and differ from
/// them by an even number. (Descartes' rule for p(v)/(1 − v); Norstrom 1972, A sufficient condition for a unique
/// nonnegative internal rate of return.)
pub struct OneRoot<'a> {
    pub flows: &'a [Flows],
}

impl Kernel for OneRoot<'_> {
    type Output = [bool; PATHS];

    #[inline(always)]
    fn run(self) -> [bool; PATHS] {
        let mut one = [false; PATHS];
        for (side, one) in one.as_chunks_mut::<WIDTH>().0.iter_mut().enumerate() {
            let (below, total) = sums(self.flows.iter(), side);
            let (above, _) = sums(self.flows.iter().rev(), side);
            for lane in 0..WIDTH {
                one[lane] = (below[lane] + above[lane] == 1.0) & (total[lane] != 0.0);
            }
        }
        one
    }
}

/// How often the sums of the flows so far change sign, and the last sum.
#[inline(always)]
fn sums<'a>(flows: impl Iterator<Item = &'a Flows>, side: usize) -> ([f64; WIDTH], [f64; WIDTH]) {
    let (mut changes, mut sum, mut last) = ([0.0; WIDTH], [0.0; WIDTH], [0.0; WIDTH]);
    for row in flows {
        for lane in 0..WIDTH {
            sum[lane] += row[side].0[lane];
            changes[lane] += if sum[lane] * last[lane] < 0.0 { 1.0 } else { 0.0 };
            last[lane] = if sum[lane] == 0.0 { last[lane] } else { sum[lane] };
        }
    }
    (changes, sum)
}
