//! In which bins the values of a block fall, eight at a time.

use super::cell::whole_key;
use super::mask::MOST_LANES;
use crate::engine::dispatch::Kernel;
use crate::engine::lanes::WIDTH;
use std::borrow::Borrow;

/// What paths without a value add to, then those at zero, then those in the common bin: eight each, in turns, since a
/// count that was written a moment ago is slow to read.
pub const SPARE: usize = 3 * WIDTH;
pub const ZEROS: usize = WIDTH;
pub const COMMON: usize = 2 * WIDTH;

/// Where the values of a block fall: the bins come after the [`SPARE`] ones.
pub struct Find<'a, V, const BITS: u32> {
    pub whole: &'a [V],
    /// Less than a chunk.
    pub rest: &'a [f64],
    /// The number of the first bin.
    pub first: i64,
    pub common: i64,
    pub at: &'a mut [u32; MOST_LANES],
}

pub struct Found {
    /// Paths with a value.
    pub known: u64,
    /// Index of the furthest bin, zeros apart: where there is none such, what was found means nothing.
    pub furthest: u64,
}

impl<V: Borrow<[f64; WIDTH]>, const BITS: u32> Kernel for Find<'_, V, BITS> {
    type Output = Found;

    #[inline(always)]
    fn run(self) -> Found {
        let place = Place { first: self.first, common: self.common.wrapping_sub(self.first) as u64 };
        let (mut known, mut furthest) = ([0; WIDTH], [0; WIDTH]);
        let (at, _) = self.at.as_chunks_mut();
        for (at, values) in at.iter_mut().zip(self.whole) {
            place.find::<BITS>(values.borrow(), at, &mut known, &mut furthest);
        }
        if let Some(at) = at.get_mut(self.whole.len()) {
            let mut values = [f64::NAN; WIDTH];
            values.iter_mut().zip(self.rest).for_each(|(value, &rest)| *value = rest);
            place.find::<BITS>(&values, at, &mut known, &mut furthest);
        }
        let known = known.iter().fold(0u64, |sum, &known| sum.wrapping_add(known));
        let furthest = furthest.iter().fold(0, |most, &index| if index > most { index } else { most });
        Found { known, furthest }
    }
}

/// Where bins are counted from.
struct Place {
    first: i64,
    /// The index of the common bin.
    common: u64,
}

impl Place {
    /// What is found goes into arrays that are nobody's field: those stay in registers.
    #[inline(always)]
    fn find<const BITS: u32>(
        &self,
        values: &[f64; WIDTH],
        at: &mut [u32; WIDTH],
        known: &mut [u64; WIDTH],
        furthest: &mut [u64; WIDTH],
    ) {
        for lane in 0..WIDTH {
            let value = values[lane];
            let (is_none, is_zero) = (value.is_nan(), value == 0.0);
            let index = whole_key::<BITS>(value).wrapping_sub(self.first) as u64;
            let reached = if is_none | is_zero { 0 } else { index };
            furthest[lane] = if reached > furthest[lane] { reached } else { furthest[lane] };
            known[lane] = known[lane].wrapping_add(u64::from(!is_none));
            let place = if index == self.common { COMMON + lane } else { (index as usize).wrapping_add(SPARE) };
            let place = if is_zero { ZEROS + lane } else { place };
            at[lane] = if is_none { lane } else { place } as u32;
        }
    }
}
