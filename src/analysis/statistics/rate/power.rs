//! Powers of the discount factor of a step: one for each length of gap.

use super::{Flows, Grid, SIDE};
use crate::engine::lanes::{Chunk, WIDTH};

/// Gaps of different lengths that need no memory of their own.
const FEW: usize = 4;

/// Room for them.
pub struct Powers {
    few: [Flows; FEW],
    many: Vec<Flows>,
}

impl Powers {
    #[inline(always)]
    pub fn of(grid: &Grid) -> Powers {
        let lengths = grid.distinct.len();
        let many = if lengths > FEW { vec![[Chunk::ZERO; SIDE]; lengths] } else { Vec::new() };
        Powers { few: [[Chunk::ZERO; SIDE]; FEW], many }
    }

    /// Of these discount factors, by [`Grid::which`].
    #[inline(always)]
    pub fn raise(&mut self, grid: &Grid, v: &Flows) -> &[Flows] {
        let powers = if self.many.is_empty() { &mut self.few[..] } else { &mut self.many[..] };
        for (powers, &gap) in powers.iter_mut().zip(&grid.distinct) {
            for side in 0..SIDE {
                powers[side] = power(&v[side], gap);
            }
        }
        powers
    }
}

/// v^exponent by squaring.
#[inline(always)]
fn power(v: &Chunk, exponent: u32) -> Chunk {
    let (mut result, mut square, mut left) = ([1.0; WIDTH], v.0, exponent);
    while left > 0 {
        for lane in 0..WIDTH {
            result[lane] *= if left & 1 == 1 { square[lane] } else { 1.0 };
        }
        for it in &mut square {
            *it *= *it;
        }
        left >>= 1;
    }
    Chunk(result)
}
