//! Where each random number stands: by path, row and number within the row.

use super::Draws;
use super::elementary::{cos_sin_of_turn, ln};
use super::philox::Key;
use super::strip::{STRIP, Strip};

/// The numbers of a seed.
#[derive(Debug, Clone)]
pub struct Stream {
    key: Key,
    antithetic: bool,
}

/// What a number is drawn for: the upper bits of the last word of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The normals of two neighbouring processes.
    Normals = 0,
    /// How many jumps, and how large.
    Jump = 1,
    /// Where in history a block begins; which regime comes next.
    Choice = 2,
    /// The mixing variable of a Student-t copula.
    Mixing = 3,
}

impl Purpose {
    fn number(self, index: usize) -> u32 {
        (self as u32) << 24 | (index as u32 & 0x00FF_FFFF)
    }
}

impl Stream {
    pub fn new(draws: &Draws) -> Stream {
        Stream { key: Key::new(draws.seed), antithetic: draws.antithetic }
    }

    /// Which stream of numbers a path reads, and 1 where it reads it mirrored.
    #[inline(always)]
    fn source(&self, path: u64) -> (u64, u64) {
        let paired = u64::from(self.antithetic);
        (path >> paired, path & paired)
    }

    /// Two standard normals a path, by Box and Muller (1958).
    #[inline(always)]
    pub fn normals(&self, first: u64, row: u32, pair: usize, even: &mut Strip, odd: &mut Strip) {
        let number = Purpose::Normals.number(pair);
        for lane in 0..STRIP {
            let (path, mirrored) = self.source(first.wrapping_add(lane as u64));
            let (u, turn) = self.key.uniforms(path, row, number);
            let radius = (-2.0 * ln(u)).sqrt();
            let radius = f64::from_bits(radius.to_bits() ^ mirrored << 63);
            let (cos, sin) = cos_sin_of_turn(turn);
            even.0[lane] = radius * cos;
            odd.0[lane] = radius * sin;
        }
    }
}
