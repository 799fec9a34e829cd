//! What the signs of flows, and of their sums, say of their roots.

use super::{Flows, PATHS};
use crate::engine::dispatch::Kernel;
use crate::engine::lanes::WIDTH;

/// What the signs of the flows of eight paths say.
#[derive(Debug, Clone, Copy)]
pub struct Signs {
    /// None, one, or two for more.
    pub changes: [f64; WIDTH],
    /// Of the first flow that is not zero: below nothing when money goes out first.
    pub first: [f64; WIDTH],
}

impl Signs {
    pub const NONE: Signs = Signs { changes: [0.0; WIDTH], first: [0.0; WIDTH] };

    /// Of one chunk after the other: the compiler sees through eight lanes, not through four times eight.
    #[inline(always)]
    pub fn of(flows: &[Flows], side: usize) -> Signs {
        let mut first = [0.0; WIDTH];
        for row in flows {
            for (first, &flow) in first.iter_mut().zip(&row[side].0) {
                *first = if *first == 0.0 { flow } else { *first };
            }
            if !first.contains(&0.0) {
                break;
            }
        }
        // Seen from the first flow: the least so far, and whether one of its kind came after one of the other.
        let (mut least, mut again) = ([0.0; WIDTH], [0.0; WIDTH]);
        for row in flows {
            for lane in 0..WIDTH {
                let flow = f64::from_bits(row[side].0[lane].to_bits() ^ (first[lane].to_bits() & SIGN));
                least[lane] = if flow < least[lane] { flow } else { least[lane] };
                again[lane] = if (flow > 0.0) & (least[lane] < 0.0) { 1.0 } else { again[lane] };
            }
        }
        let mut changes = again;
        for lane in 0..WIDTH {
            changes[lane] += if least[lane] < 0.0 { 1.0 } else { 0.0 };
        }
        Signs { changes, first }
    }
}

const SIGN: u64 = 1 << 63;

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
