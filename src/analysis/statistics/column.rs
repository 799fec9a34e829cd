//! One figure of each path of a block.

use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::{Chunk, WIDTH};

/// A number a path: a whole one at the scale of what it is, NaN for n/a. Reused from block to block.
///
/// In one piece rather than in chunks: a plain loop over it is what a compiler turns into wide registers, sums included.
pub type Column = Vec<f64>;

/// The first `lanes` paths of what the engine answers.
pub fn copy(into: &mut Column, from: &[Chunk], lanes: usize) {
    let chunks = lanes.div_ceil(WIDTH);
    into.resize(chunks * WIDTH, 0.0);
    dispatch(Copy { into, from: &from[..chunks] });
    into.truncate(lanes);
}

/// n/a on every path.
pub fn blank(column: &mut Column, lanes: usize) {
    column.clear();
    column.resize(lanes, f64::NAN);
}

/// A figure that follows from others of the same paths.
pub fn follow<const N: usize>(into: &mut Column, from: [&[f64]; N], lanes: usize, how: impl Fn([f64; N]) -> f64) {
    into.resize(lanes, 0.0);
    dispatch(Follow { into, from: from.map(|it| &it[..lanes]), how });
}

/// Joins another figure of the same paths to one.
pub fn join(own: &mut Column, other: &[f64], how: impl Fn(f64, f64) -> f64) {
    dispatch(Join { own, other, how });
}

struct Copy<'a> {
    into: &'a mut [f64],
    from: &'a [Chunk],
}

impl Kernel for Copy<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.into.as_chunks_mut().0.iter_mut().zip(self.from).for_each(|(into, from)| *into = from.0);
    }
}

struct Join<'a, F> {
    own: &'a mut [f64],
    other: &'a [f64],
    how: F,
}

impl<F: Fn(f64, f64) -> f64> Kernel for Join<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.own.iter_mut().zip(self.other).for_each(|(own, &other)| *own = (self.how)(*own, other));
    }
}

struct Follow<'a, const N: usize, F> {
    into: &'a mut [f64],
    from: [&'a [f64]; N],
    how: F,
}

impl<const N: usize, F: Fn([f64; N]) -> f64> Kernel for Follow<'_, N, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let from = self.from.map(|it| &it[..self.into.len()]);
        for (lane, into) in self.into.iter_mut().enumerate() {
            *into = (self.how)(from.map(|it| it[lane]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_as_many_numbers_as_there_are_paths() {
        let answers: Vec<Chunk> = (0..4).map(|chunk| Chunk([f64::from(chunk); WIDTH])).collect();
        let (mut column, mut other) = (Column::new(), Column::new());
        copy(&mut column, &answers, 19);
        assert_eq!((column.len(), column[15], column[18]), (19, 1.0, 2.0));
        copy(&mut column, &answers, 8);
        assert_eq!(column, [0.0; 8]);
        follow(&mut other, [&[1.0, 2.0, 3.0], &[10.0, f64::NAN, 30.0, 40.0]], 3, |[one, ten]| one + ten);
        assert_eq!((other[0], other[2], other[1].is_nan()), (11.0, 33.0, true));
        join(&mut other, &[1.0, 5.0, 1.0], f64::min);
        assert_eq!(other, [1.0, 5.0, 1.0]);
        blank(&mut other, 9);
        assert!(other.len() == 9 && other.iter().all(|it| it.is_nan()));
    }
}
