//! One figure of each path of a block, in chunks.

use super::mask::MOST_LANES;
use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::{Chunk, WIDTH};

/// Most chunks in a block.
pub const MOST_CHUNKS: usize = MOST_LANES / WIDTH;

/// A number a path: NaN for n/a, and past the last path, so that what leaves out the one leaves out the other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column(Vec<Chunk>);

impl Column {
    /// n/a on every path.
    pub fn blank(&mut self, lanes: usize) {
        self.0.clear();
        self.0.resize(lanes.div_ceil(WIDTH), Chunk::of(f64::NAN));
    }

    /// The first `lanes` paths of what the engine answers.
    pub fn copy(&mut self, from: &[Chunk], lanes: usize) {
        self.0.clear();
        self.0.extend_from_slice(&from[..lanes.div_ceil(WIDTH)]);
        self.end(lanes);
    }

    /// A figure that follows from others of the same paths.
    pub fn follow<const N: usize>(&mut self, from: [&[Chunk]; N], lanes: usize, how: impl Fn([f64; N]) -> f64) {
        self.0.resize(lanes.div_ceil(WIDTH), Chunk::ZERO);
        dispatch(Follow { into: &mut self.0, from, how });
        self.end(lanes);
    }

    /// Joins another figure of the same paths to this one.
    pub fn join(&mut self, other: &Column, how: impl Fn(f64, f64) -> f64) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            own.0 = std::array::from_fn(|lane| how(own.0[lane], other.0[lane]));
        }
    }

    fn end(&mut self, lanes: usize) {
        if !lanes.is_multiple_of(WIDTH)
            && let Some(last) = self.0.last_mut()
        {
            last.0[lanes % WIDTH..].fill(f64::NAN);
        }
    }

    pub fn chunks(&self) -> &[Chunk] {
        &self.0
    }

    pub fn get(&self, lane: usize) -> f64 {
        self.0[lane / WIDTH].0[lane % WIDTH]
    }

    pub fn set(&mut self, lane: usize, value: f64) {
        self.0[lane / WIDTH].0[lane % WIDTH] = value;
    }

    /// Path by path, with what fills the last chunk.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.0.iter().flat_map(|chunk| chunk.0)
    }
}

/// The first `lanes` paths of what the engine answers, by way of a column only where the last chunk is not full.
pub fn first<'a>(from: &'a [Chunk], lanes: usize, by_way_of: &'a mut Column) -> &'a [Chunk] {
    if lanes.is_multiple_of(WIDTH) {
        return &from[..lanes / WIDTH];
    }
    by_way_of.copy(from, lanes);
    by_way_of.chunks()
}

struct Follow<'a, const N: usize, F> {
    into: &'a mut [Chunk],
    from: [&'a [Chunk]; N],
    how: F,
}

impl<const N: usize, F: Fn([f64; N]) -> f64> Kernel for Follow<'_, N, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let from = self.from.map(|it| &it[..self.into.len()]);
        for (at, into) in self.into.iter_mut().enumerate() {
            let from = from.map(|it| it[at].0);
            into.0 = std::array::from_fn(|lane| (self.how)(from.map(|it| it[lane])));
        }
    }
}

impl FromIterator<f64> for Column {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Column {
        let mut it = Column::default();
        for (lane, value) in values.into_iter().enumerate() {
            if lane.is_multiple_of(WIDTH) {
                it.0.push(Chunk::of(f64::NAN));
            }
            it.set(lane, value);
        }
        it
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fills_the_last_chunk_is_not_available() {
        let whole: Vec<Chunk> = (0..4).map(|chunk| Chunk([f64::from(chunk); WIDTH])).collect();
        let (mut column, mut other) = (Column::default(), Column::default());
        column.copy(&whole, 19);
        assert_eq!(column.values().filter(|value| !value.is_nan()).count(), 19);
        assert_eq!((column.get(18), column.chunks().len()), (2.0, 3));
        assert!(column.get(19).is_nan());
        assert_eq!(first(&whole, 16, &mut other), &whole[..2]);
        assert_eq!(first(&whole, 12, &mut other).len(), 2);
        assert_eq!(other.values().filter(|value| value.is_nan()).count(), 4);
        column.follow([other.chunks(), &whole], 10, |[one, other]| one + 2.0 * other);
        assert_eq!((column.get(9), column.get(10).is_nan()), (3.0, true));
        column.blank(9);
        assert_eq!(column.values().filter(|value| value.is_nan()).count(), 16);
    }
}
