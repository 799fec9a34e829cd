//! A walk of unit steps, built from its end: the first normal says where it ends, the next where it is half way.
//!
//! Caflisch and Moskowitz, "Modified Monte Carlo methods using quasi-random sequences" (1995). What decides most of a
//! path then stands in the first dimensions of a sequence, which are its best.

use super::strip::{STRIP, Strip};

/// The points of a walk in the order in which they are fixed.
#[derive(Debug, Clone)]
pub struct Bridge {
    fixes: Vec<Fix>,
}

/// A point between two that are known, or the end.
#[derive(Debug, Clone, Copy)]
struct Fix {
    at: usize,
    left: usize,
    right: usize,
    /// Weights of the known ones and of the normal.
    weights: [f64; 3],
}

impl Bridge {
    /// Over so many steps: point 0 is where it starts.
    pub fn new(steps: usize) -> Bridge {
        let mut fixes = Vec::with_capacity(steps);
        if steps > 0 {
            fixes.push(Fix { at: steps, left: 0, right: 0, weights: [0.0, 0.0, (steps as f64).sqrt()] });
        }
        // Breadth first: all halves before any quarter.
        let mut spans = std::collections::VecDeque::from([(0, steps)]);
        while let Some((left, right)) = spans.pop_front() {
            if right - left < 2 {
                continue;
            }
            let at = left + (right - left) / 2;
            let (before, after, whole) = ((at - left) as f64, (right - at) as f64, (right - left) as f64);
            let weights = [after / whole, before / whole, (before * after / whole).sqrt()];
            fixes.push(Fix { at, left, right, weights });
            spans.extend([(left, at), (at, right)]);
        }
        Bridge { fixes }
    }

    /// Normals by order of importance in, the increments of the walk out; `walk` is room for one more than these.
    #[inline(always)]
    pub fn build(&self, normals: &mut [Strip], walk: &mut [Strip]) {
        walk[0] = Strip::ZERO;
        for (fix, normal) in self.fixes.iter().zip(normals.iter()) {
            let [left, right, stir] = fix.weights;
            let (from, to) = (walk[fix.left], walk[fix.right]);
            let point = &mut walk[fix.at];
            for lane in 0..STRIP {
                let between = from.0[lane].mul_add(left, to.0[lane] * right);
                point.0[lane] = normal.0[lane].mul_add(stir, between);
            }
        }
        for (step, increment) in normals.iter_mut().enumerate() {
            for lane in 0..STRIP {
                increment.0[lane] = walk[step + 1].0[lane] - walk[step].0[lane];
            }
        }
    }
}
