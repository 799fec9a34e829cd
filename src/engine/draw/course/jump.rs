//! Jumps: how many by the inverse of their distribution, how large by one normal for all of a row.

use super::whole::ONE;
use crate::engine::draw::Failure;
use crate::engine::draw::elementary::{exp, ln};
use crate::engine::draw::normal::score;
use crate::engine::draw::stream::{Need, Purpose, Stream};
use crate::engine::draw::strip::{STRIP, Strip};
use crate::plan::RandomJump;

/// Jumps expected in one row, at most: e to minus this is still a float.
pub const MOST_EXPECTED: i128 = 500_000_000_000_000;

/// The logarithm of a jump to nothing: no motion comes back from it.
const TO_NOTHING: f64 = -10_000.0;

#[derive(Debug, Clone)]
pub struct Jumps {
    process: usize,
    once: bool,
    /// By row: the probability of no jump, of at most one, and so on until it is 1.
    cumulative: Vec<Vec<f64>>,
    /// Logarithm of the size in the middle, and its standard deviation.
    size: f64,
    spread: f64,
}

impl Jumps {
    pub fn new(process: usize, jump: &RandomJump) -> Result<Jumps, Failure> {
        if let Some(row) = jump.expected.iter().position(|&expected| expected > MOST_EXPECTED) {
            return Err(Failure::Jumps { process, row });
        }
        let by_row = |&expected: &i128| match expected as f64 / ONE {
            none if none <= 0.0 => Vec::new(),
            probability if jump.once => vec![1.0 - probability],
            mean => poisson(mean),
        };
        let size = jump.size as f64 / ONE;
        Ok(Jumps {
            process,
            once: jump.once,
            cumulative: jump.expected.iter().map(by_row).collect(),
            size: if size > 0.0 { ln(size) } else { TO_NOTHING },
            spread: jump.spread as f64 / ONE,
        })
    }

    pub fn need(&self, row: usize) -> Option<Need> {
        let some = self.cumulative.get(row).is_some_and(|it| !it.is_empty());
        some.then_some(Need { purpose: Purpose::Jump, process: self.process, row, weighty: self.once })
    }

    /// n jumps add n ln size + √n spread z: the sum of n normals is one normal.
    #[inline(always)]
    pub fn step(&self, first: u64, row: usize, stream: &Stream, at: &mut Strip) {
        let Some(need) = self.need(row) else { return };
        let (mut count, mut size) = (Strip::ZERO, Strip::ZERO);
        stream.uniforms(first, need, &mut count, &mut size);
        let mut jumps = Strip::ZERO;
        for &probability in &self.cumulative[row] {
            for lane in 0..STRIP {
                jumps.0[lane] += if count.0[lane] > probability { 1.0 } else { 0.0 };
            }
        }
        for lane in 0..STRIP {
            let (n, z) = (jumps.0[lane], score(size.0[lane]));
            at.0[lane] += n.mul_add(self.size, n.sqrt() * self.spread * z);
        }
    }
}

/// Cumulative probabilities of a Poisson distribution, until what is left is nothing a uniform could fall into.
fn poisson(mean: f64) -> Vec<f64> {
    let mut cumulative = Vec::new();
    let (mut term, mut sum, mut n) = (exp(-mean), 0.0, 0.0);
    loop {
        sum += term;
        if sum >= 1.0 - f64::EPSILON / 2.0 || (n > mean && term < 1e-18) {
            return cumulative;
        }
        cumulative.push(sum);
        n += 1.0;
        term *= mean / n;
    }
}
