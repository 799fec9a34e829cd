//! Which paths of a block: one bit a path.

use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::WIDTH;

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

    /// The paths on which something holds of a figure.
    pub fn of(figure: &[f64], holds: impl Fn(f64) -> bool) -> Mask {
        Mask(dispatch(Test { figure: &figure[..figure.len().min(MOST_LANES)], holds }))
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

    /// The paths in it, ascending.
    pub fn lanes(&self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(word, bits)| {
            // Without the lowest of its bits.
            let next = |bits: &u64| Some(bits & bits.wrapping_sub(1));
            std::iter::successors(Some(bits), next)
                .take(bits.count_ones() as usize)
                .map(move |bits| word * WORD + bits.trailing_zeros() as usize)
        })
    }

    pub fn is_empty(&self) -> bool {
        *self == Mask::default()
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
    figure: &'a [f64],
    holds: F,
}

impl<F: Fn(f64) -> bool> Kernel for Test<'_, F> {
    type Output = [u64; MOST_LANES / WORD];

    #[inline(always)]
    fn run(self) -> [u64; MOST_LANES / WORD] {
        let mut words = [0; MOST_LANES / WORD];
        for (word, values) in words.iter_mut().zip(self.figure.chunks(WORD)) {
            let (whole, rest) = values.as_chunks::<WIDTH>();
            // The compiler packs no bits out of comparisons: each of eight lanes gathers its own.
            let mut bits = [0; WIDTH];
            for (chunk, values) in whole.iter().enumerate() {
                for lane in 0..WIDTH {
                    bits[lane] |= u64::from((self.holds)(values[lane])) << (chunk * WIDTH + lane);
                }
            }
            *word = bits.into_iter().fold(0, |word, bits| word | bits);
            for (lane, &value) in rest.iter().enumerate() {
                *word |= u64::from((self.holds)(value)) << (whole.len() * WIDTH + lane);
            }
        }
        words
    }
}

/// On how many paths there is a flag, and on how many it is 1: without a mask, as nobody asks which.
pub fn truths(flags: &[f64]) -> (u64, u64) {
    dispatch(Truths { flags })
}

struct Truths<'a> {
    flags: &'a [f64],
}

impl Kernel for Truths<'_> {
    type Output = (u64, u64);

    #[inline(always)]
    fn run(self) -> (u64, u64) {
        let (mut known, mut holds) = (0u64, 0u64);
        for &flag in self.flags {
            known = known.wrapping_add(u64::from(!flag.is_nan()));
            holds = holds.wrapping_add(u64::from(flag == 1.0));
        }
        (known, holds)
    }
}

const EVEN: u64 = 0x5555_5555_5555_5555;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_counted() {
        let flags: Vec<f64> = (0..29).map(|lane| [0.0, 1.0, f64::NAN, 1.0, 1.0][lane % 5]).collect();
        assert_eq!(truths(&flags), (23, 17));
        assert_eq!(truths(&[]), (0, 0));
    }

    #[test]
    fn bits_are_paths() {
        let mask = Mask::from_fn(200, |lane| lane % 3 == 0);
        assert_eq!((mask.count(), mask.has(198), mask.has(199)), (67, true, false));
        let figure: Vec<f64> = (0..200).map(f64::from).collect();
        assert_eq!(Mask::of(&figure, |value| (value as usize).is_multiple_of(3)), mask);
        assert_eq!(Mask::of(&figure[..100], |_| true).count(), 100);
        assert!(mask.lanes().eq((0..200).step_by(3)) && !mask.is_empty());
        assert_eq!(Mask::from_fn(8, |lane| lane < 3).pairs(), 1);
        assert_eq!(Mask::from_fn(8, |lane| lane == 2).swapped(), Mask::from_fn(8, |lane| lane == 3));
        assert_eq!(mask.and(&Mask::from_fn(200, |lane| lane % 2 == 0)).count(), 34);
    }
}
