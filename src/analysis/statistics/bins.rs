//! Values by bin, from the page of the least to the page of the greatest.
//!
//! A path adds to a bin of each figure and of each row of a fan, anywhere in it. What was added of late is counted in two
//! bytes a bin, so that the bins of all of them stay near the processor; now and then it goes over to the totals. Nobody
//! sees the difference.

use super::cell::{PAGES, ZERO, from_order, key, key_at, order, place, rest, sum, whole_key};
use super::mask::MOST_LANES;
use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::WIDTH;
use std::fmt::{self, Debug, Formatter};

/// What a bin knows of its values.
pub trait Total: Copy + Default + PartialEq + Debug {
    /// Whether it wants to know what they come to.
    const SUMS: bool;

    fn gain(&mut self, count: u64, sum: i128);

    /// Stays at the largest where a damaged file would take it beyond.
    fn merge(&mut self, other: &Self);
}

/// 2^`BITS` bins a page. Which there are depends on the set of values alone.
#[derive(Clone)]
pub struct Bins<T, const BITS: u32> {
    /// Number of the first bin.
    first: i64,
    totals: Vec<T>,
    /// Of late; before the bins [`SPARE`] more.
    counts: Vec<u16>,
    /// Of late, the same way: see [`rest`]. Empty where no total wants a sum.
    rests: Vec<u64>,
    /// Paths added of late: no count is larger.
    paths: usize,
    /// The number of the bin that had most of those before.
    common: i64,
}

/// Of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub known: u64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    pub const NONE: Spread = Spread { known: 0, least: f64::INFINITY, most: f64::NEG_INFINITY };

    /// Of these.
    pub fn of(values: &[f64]) -> Spread {
        dispatch(Extremes { values })
    }
}

/// Paths between two transfers: counts stay below 2^16, sums of as many rests below 2^64.
const MOST_PATHS: usize = u16::MAX as usize;

/// What paths without a value add to, then those at zero, then those in the common bin: eight each, in turns, since a
/// count that was written a moment ago is slow to read.
const SPARE: usize = 3 * WIDTH;
const ZEROS: usize = WIDTH;
const COMMON: usize = 2 * WIDTH;

/// No bin has this number.
const NOWHERE: i64 = i64::MAX;

/// Bins that are looked at together.
const NEIGHBOURS: usize = 64;

impl<T: Total, const BITS: u32> Bins<T, BITS> {
    pub fn new() -> Bins<T, BITS> {
        Bins { first: 0, totals: Vec::new(), counts: vec![0; SPARE], rests: Vec::new(), paths: 0, common: NOWHERE }
    }

    pub fn is_empty(&self) -> bool {
        self.totals.is_empty()
    }

    /// Whether there can be such a bin.
    pub fn has(page: usize, bin: usize) -> bool {
        page < PAGES && bin < 1 << BITS
    }

    /// Each value to its bin; how many there are.
    pub fn add(&mut self, values: &[f64]) -> u64 {
        values.chunks(MOST_LANES).map(|block| self.add_block(block)).sum()
    }

    fn add_block(&mut self, values: &[f64]) -> u64 {
        let mut at = [0; MOST_LANES];
        let mut find = |bins: &Self| {
            let (first, bins, common) = (bins.first, bins.totals.len() as u64, bins.common);
            dispatch(Find::<BITS> { values, first, bins, common, at: &mut at })
        };
        let mut found = find(self);
        if found.beyond {
            let Spread { least, most, .. } = Spread::of(values);
            self.reach(key::<BITS>(least), key::<BITS>(most));
            found = find(self);
        }
        if found.beyond {
            // The last bin has all that is too large.
            values.iter().filter(|value| !value.is_nan()).for_each(|&value| self.add_equal(value, 1));
            return found.known;
        }
        self.make_room(values.len());
        for (&value, &at) in values.iter().zip(&at) {
            let count = &mut self.counts[at as usize];
            *count = count.wrapping_add(1);
            if T::SUMS {
                let sum = &mut self.rests[at as usize];
                *sum = sum.wrapping_add(rest::<BITS>(value));
            }
        }
        found.known
    }

    /// So many times the same value.
    pub fn add_equal(&mut self, value: f64, count: u64) {
        let key = key::<BITS>(value);
        self.reach(key, key);
        let mut left = count;
        while left > 0 {
            let now = left.min(MOST_PATHS as u64);
            self.make_room(now as usize);
            let at = (key - self.first) as usize + SPARE;
            self.counts[at] += now as u16;
            if T::SUMS {
                self.rests[at] += now * rest::<BITS>(value);
            }
            left -= now;
        }
    }

    /// For the counts of so many paths more.
    fn make_room(&mut self, paths: usize) {
        if self.paths + paths > MOST_PATHS {
            self.transfer();
        }
        self.paths += paths;
    }

    /// The total of a bin by its place, of those that there can be.
    pub fn at(&mut self, page: usize, bin: usize) -> &mut T {
        self.numbered(key_at::<BITS>(page, bin))
    }

    fn numbered(&mut self, key: i64) -> &mut T {
        self.reach(key, key);
        &mut self.totals[(key - self.first) as usize]
    }

    /// Makes room for the pages of two bins and all between them.
    fn reach(&mut self, least: i64, most: i64) {
        let page = |key: i64| key >> BITS << BITS;
        let (mut first, mut end) = (page(least), page(most) + (1 << BITS));
        let until = self.first + self.totals.len() as i64;
        if !self.is_empty() {
            if self.first <= first && end <= until {
                return;
            }
            (first, end) = (first.min(self.first), end.max(until));
        }
        self.transfer();
        let bins = (end - first) as usize;
        let mut totals = vec![T::default(); bins];
        if !self.is_empty() {
            let from = (self.first - first) as usize;
            totals[from..from + self.totals.len()].copy_from_slice(&self.totals);
        }
        let rests = if T::SUMS { vec![0; bins + SPARE] } else { Vec::new() };
        *self = Bins { first, totals, counts: vec![0; bins + SPARE], rests, paths: 0, common: self.common };
    }

    /// Adds what came of late to the totals: to a few neighbours at a time, as most have nothing new.
    fn transfer(&mut self) {
        let (zero, common) = (self.index_of(ZERO), self.index_of(self.common));
        let (mut most, mut most_common) = (0, self.common);
        for from in (0..self.totals.len()).step_by(NEIGHBOURS) {
            let bins = from..(from + NEIGHBOURS).min(self.totals.len());
            let late = bins.start + SPARE..bins.end + SPARE;
            let is_special = bins.contains(&zero) || bins.contains(&common);
            if is_special || self.counts[late.clone()] != [0; NEIGHBOURS][..bins.len()] {
                for index in bins {
                    self.totals[index] = self.total(index);
                    let key = self.first + index as i64;
                    let count = self.late(index).0;
                    if count > most && key != ZERO {
                        (most, most_common) = (count, key);
                    }
                }
                self.counts[late.clone()].fill(0);
                if T::SUMS {
                    self.rests[late].fill(0);
                }
            }
        }
        self.counts[..SPARE].fill(0);
        if T::SUMS && !self.is_empty() {
            self.rests[..SPARE].fill(0);
        }
        self.paths = 0;
        self.common = most_common;
    }

    /// Beyond all of them for one that there is not.
    fn index_of(&self, key: i64) -> usize {
        key.checked_sub(self.first).and_then(|index| usize::try_from(index).ok()).unwrap_or(usize::MAX)
    }

    /// What came of late to a bin, but for zeros: how many, and the sum of their rests.
    fn late(&self, index: usize) -> (u64, u64) {
        let at = index + SPARE;
        let rest = |at: usize| if T::SUMS { self.rests[at] } else { 0 };
        let (mut count, mut rests) = (u64::from(self.counts[at]), rest(at));
        if self.first + index as i64 == self.common {
            count += self.counts[COMMON..SPARE].iter().map(|&count| u64::from(count)).sum::<u64>();
            rests += (COMMON..SPARE).map(rest).sum::<u64>();
        }
        (count, rests)
    }

    /// A bin's total with what came of late.
    fn total(&self, index: usize) -> T {
        let mut total = self.totals[index];
        let key = self.first + index as i64;
        let (count, rests) = self.late(index);
        if count > 0 {
            total.gain(count, if T::SUMS { sum::<BITS>(key, count, rests) } else { 0 });
        }
        if key == ZERO {
            total.gain(self.counts[ZEROS..COMMON].iter().map(|&count| u64::from(count)).sum(), 0);
        }
        total
    }

    pub fn merge(&mut self, other: &Bins<T, BITS>) {
        if !other.is_empty() {
            self.reach(other.first, other.first + other.totals.len() as i64 - 1);
            let from = (other.first - self.first) as usize;
            other.indices().for_each(|index| self.totals[from + index].merge(&other.total(index)));
        }
    }

    /// Of the bins in which there may be something.
    fn indices(&self) -> impl Iterator<Item = usize> + '_ {
        let special = [self.index_of(ZERO), self.index_of(self.common)];
        let late = self.counts[SPARE..].iter();
        let has = move |(index, (total, late)): &(usize, (&T, &u16))| {
            **late > 0 || **total != T::default() || special.contains(index)
        };
        self.totals.iter().zip(late).enumerate().filter(has).map(|(index, _)| index)
    }

    /// Page, bin and what is in it, ascending; without those in which nothing is.
    pub fn each(&self) -> impl Iterator<Item = (usize, usize, T)> + '_ {
        let totals = self.indices().map(|index| (index, self.total(index)));
        totals.filter(|(_, total)| *total != T::default()).map(|(index, total)| {
            let (page, bin) = place::<BITS>(self.first + index as i64);
            (page, bin, total)
        })
    }
}

impl<T: Total, const BITS: u32> PartialEq for Bins<T, BITS> {
    fn eq(&self, other: &Bins<T, BITS>) -> bool {
        self.each().eq(other.each())
    }
}

/// What is in it: thousands of empty bins say nothing.
impl<T: Total, const BITS: u32> Debug for Bins<T, BITS> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.each()).finish()
    }
}

/// Where the values of a block fall: the bins come after the [`SPARE`] ones.
struct Find<'a, const BITS: u32> {
    values: &'a [f64],
    /// The number of the first bin.
    first: i64,
    /// How many bins there are.
    bins: u64,
    common: i64,
    at: &'a mut [u32; MOST_LANES],
}

struct Found {
    /// Paths with a value.
    known: u64,
    /// Some of them are in no bin that there is: then what was found means nothing.
    beyond: bool,
}

impl<const BITS: u32> Kernel for Find<'_, BITS> {
    type Output = Found;

    #[inline(always)]
    fn run(self) -> Found {
        let at = &mut self.at[..self.values.len()];
        let common = self.common.wrapping_sub(self.first) as u64;
        let at_zero = ZERO.wrapping_sub(self.first) as u64;
        let (mut known, mut furthest) = (0u64, 0u64);
        // Numbered by a range: `enumerate` would look for an overflow at each step.
        for ((at, &value), lane) in at.iter_mut().zip(self.values).zip(0..MOST_LANES) {
            let (is_none, is_zero) = (value.is_nan(), value == 0.0);
            let index = whole_key::<BITS>(value).wrapping_sub(self.first) as u64;
            let index = if is_zero { at_zero } else { index };
            let reached = if is_none { 0 } else { index };
            furthest = if reached > furthest { reached } else { furthest };
            known = known.wrapping_add(u64::from(!is_none));
            let spare = (lane % WIDTH) as u64;
            let place = if index == common { spare | COMMON as u64 } else { index.wrapping_add(SPARE as u64) };
            let place = if is_zero { spare | ZEROS as u64 } else { place };
            *at = if is_none { spare } else { place } as u32;
        }
        Found { known, beyond: furthest >= self.bins && known > 0 }
    }
}

/// All bits, or none.
#[inline(always)]
fn mask(holds: bool) -> u64 {
    0u64.wrapping_sub(u64::from(holds))
}

/// The least and the greatest of some values.
struct Extremes<'a> {
    values: &'a [f64],
}

impl Kernel for Extremes<'_> {
    type Output = Spread;

    #[inline(always)]
    fn run(self) -> Spread {
        spread(self.values)
    }
}

/// In whole numbers in the order of the floats: see [`order`].
#[inline(always)]
fn spread(values: &[f64]) -> Spread {
    let (mut known, mut least, mut most) = (0u64, i64::MAX, i64::MIN);
    for &value in values {
        let (none, order) = (mask(value.is_nan()) as i64, order(value));
        known = known.wrapping_add(none.wrapping_add(1) as u64);
        least = least.min((order & !none) | (i64::MAX & none));
        most = most.max((order & !none) | (i64::MIN & none));
    }
    match known {
        0 => Spread::NONE,
        known => Spread { known, least: from_order(least), most: from_order(most) },
    }
}

#[cfg(test)]
mod tests {
    use super::super::distribution::Cell;
    use super::*;
    use std::collections::BTreeMap;

    /// Of any size and sign, some zero, some n/a.
    fn figure(index: u64) -> f64 {
        let word = index.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let size = ((word >> 12) as f64 / 2f64.powi((word % 45) as i32)).floor();
        match word % 11 {
            0 => f64::NAN,
            1 => 0.0,
            2..5 => -size,
            _ => size,
        }
    }

    /// More values than go into the small counts, one by one the slow way.
    #[test]
    fn bins_hold_what_each_value_adds() {
        let mut bins = Bins::<Cell, 10>::new();
        let mut expected = BTreeMap::<(usize, usize), Cell>::new();
        for block in 0..400u64 {
            let lanes = if block % 7 == 0 { 101 } else { 256 };
            // The first blocks are narrow: the bins have to move later on.
            let value = |lane: u64| if block < 100 { 1e9 + (lane * block) as f64 } else { figure(block * 256 + lane) };
            let values: Vec<f64> = (0..lanes).map(value).collect();
            let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
            assert_eq!(bins.add(&values), known.len() as u64);
            let spread = Spread::of(&values);
            assert_eq!(spread.least, known.iter().copied().fold(f64::INFINITY, f64::min));
            assert_eq!(spread.most, known.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            for value in known {
                let cell = expected.entry(place::<10>(key::<10>(value))).or_default();
                cell.gain(1, value as i128);
            }
        }
        let found: Vec<_> = bins.each().collect();
        assert_eq!(found, expected.into_iter().map(|((page, bin), cell)| (page, bin, cell)).collect::<Vec<_>>());
        let mut merged = Bins::new();
        merged.merge(&bins);
        assert_eq!(merged, bins);
    }

    /// Most paths end in one bin, later in another; some are beyond what a bin is made for.
    #[test]
    fn a_common_bin_is_a_bin_like_others() {
        let mut bins = Bins::<Cell, 10>::new();
        let mut expected = BTreeMap::<(usize, usize), Cell>::new();
        for block in 0..1_200u64 {
            let usual = if block < 700 { 1e12 } else { 3e9 };
            let value = |lane: u64| match (block * 256 + lane) % 5 {
                0 => figure(block * 256 + lane),
                1 if block % 300 == 7 => 2f64.powi(127),
                more => usual + more as f64,
            };
            let values: Vec<f64> = (0..256).map(value).collect();
            bins.add(&values);
            for &value in values.iter().filter(|value| !value.is_nan()) {
                let cell = expected.entry(place::<10>(key::<10>(value))).or_default();
                cell.merge(&Cell { count: 1, sum: value as i128 });
            }
            if block % 400 == 399 {
                let found: Vec<_> = bins.each().collect();
                let expected = expected.iter().map(|(&(page, bin), &cell)| (page, bin, cell));
                assert_eq!(found, expected.collect::<Vec<_>>());
            }
        }
        assert_eq!(bins.common, key::<10>(3e9));
    }

    #[test]
    fn a_bin_takes_as_many_as_there_are() {
        let mut bins = Bins::<Cell, 10>::new();
        let largest = 9_007_199_254_740_991.0; // 2^53 - 1
        let column: Vec<f64> = (0..256).map(|_| largest).collect();
        for _ in 0..1_000 {
            bins.add(&column);
        }
        let all: Vec<Cell> = bins.each().map(|(_, _, cell)| cell).collect();
        assert_eq!(all, [Cell { count: 256_000, sum: 256_000 * largest as i128 }]);
    }
}
