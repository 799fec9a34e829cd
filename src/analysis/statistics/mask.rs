//! Which paths of a block: one bit a path.

use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::{Chunk, WIDTH};

/// Most paths in a block.
pub const MOST_LANES: usize = 256;

const WORD: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mask([u64; MOST_LANES / WORD]);

impl Mask {
    pub fn from_fn(lanes: usize, holds: impl Fn(usize) -> bool) -> Mask {
        let mut mask = Mask::default();
        for lane in 0..lanes.min(MOST_LANES) {
            mask.0[lane / WORD] |= u64::from(holds(lane)) << (lane % WORD);
        }
        mask
    }

    /// The first `lanes` paths of a column for which something holds.
    pub fn of(column: &[Chunk], lanes: usize, holds: impl Fn(f64) -> bool) -> Mask {
        let column = &column[..column.len().min(MOST_LANES / WIDTH)];
        Mask(dispatch(Test { column, holds })).and(&Mask::first(lanes))
    }

    /// The first so many.
    fn first(lanes: usize) -> Mask {
        let mut mask = Mask::default();
        for (index, word) in mask.0.iter_mut().enumerate() {
            let left = lanes.saturating_sub(index * WORD);
            *word = if left >= WORD { u64::MAX } else { (1u64 << left) - 1 };
        }
        mask
    }

    pub fn has(&self, lane: usize) -> bool {
        self.0[lane / WORD] >> (lane % WORD) & 1 == 1
    }

    pub fn and(&self, other: &Mask) -> Mask {
        Mask(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    pub fn or(&self, other: &Mask) -> Mask {
        Mask(std::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    pub fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Pairs of neighbours that are both in it.
    pub fn pairs(&self) -> u64 {
        self.0.iter().map(|word| u64::from((word & (word >> 1) & EVEN).count_ones())).sum()
    }

    /// Each path in the place of its neighbour.
    pub fn swapped(&self) -> Mask {
        Mask(self.0.map(|word| ((word & EVEN) << 1) | ((word >> 1) & EVEN)))
    }
}

/// One bit a path, in words.
struct Test<'a, F> {
    column: &'a [Chunk],
    holds: F,
}

impl<F: Fn(f64) -> bool> Kernel for Test<'_, F> {
    type Output = [u64; MOST_LANES / WORD];

    #[inline(always)]
    fn run(self) -> [u64; MOST_LANES / WORD] {
        let mut words = [0; MOST_LANES / WORD];
        for (word, chunks) in words.iter_mut().zip(self.column.chunks(WORD / WIDTH)) {
            // A bit of its own for each path, side by side in the lanes; joined once a word.
            let mut bits = [0u64; WIDTH];
            for (index, chunk) in chunks.iter().enumerate() {
                for lane in 0..WIDTH {
                    let bit = 1u64 << (index * WIDTH + lane);
                    bits[lane] |= if (self.holds)(chunk.0[lane]) { bit } else { 0 };
                }
            }
            *word = bits.iter().fold(0, |word, bits| word | bits);
        }
        words
    }
}

const EVEN: u64 = 0x5555_5555_5555_5555;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_paths() {
        let mask = Mask::from_fn(200, |lane| lane % 3 == 0);
        assert_eq!((mask.count(), mask.has(198), mask.has(199)), (67, true, false));
        let column: Vec<Chunk> =
            (0..25).map(|chunk| Chunk(std::array::from_fn(|lane| (chunk * 8 + lane) as f64))).collect();
        assert_eq!(Mask::of(&column, 200, |value| (value as usize).is_multiple_of(3)), mask);
        assert_eq!(Mask::of(&column, 100, |_| true).count(), 100);
        assert_eq!(Mask::from_fn(8, |lane| lane < 3).pairs(), 1);
        assert_eq!(Mask::from_fn(8, |lane| lane == 2).swapped(), Mask::from_fn(8, |lane| lane == 3));
        assert_eq!(mask.and(&Mask::from_fn(200, |lane| lane % 2 == 0)).count(), 34);
    }
}
