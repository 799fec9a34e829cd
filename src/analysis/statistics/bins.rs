//! Values by bin, from the page of the least to the page of the greatest.
//!
//! A path adds to a bin of each figure and of each row of a fan, anywhere in it. What was added of late is counted in two
//! bytes a bin, so that the bins of all of them stay near the processor; now and then it goes over to the totals. Nobody
//! sees the difference.

use super::cell::{self, PAGES, ZERO, key, key_at, place, sum};
use super::fall::{COMMON, Find, SPARE, ZEROS};
use super::mask::MOST_LANES;
use super::spread::Spread;
use crate::engine::dispatch::dispatch;
use crate::engine::lanes::{Chunk, WIDTH};
use std::borrow::Borrow;
use std::fmt::{self, Debug, Formatter};
use std::ops::Range;

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
    /// In the bin of zero, which most figures have far from all others: of the bins themselves it is none.
    zeros: T,
    /// Of late; before the bins [`SPARE`] more.
    counts: Vec<u16>,
    /// Of late, the same way: see [`cell::rest`]. Empty where no total wants a sum.
    rests: Vec<u64>,
    /// Paths added of late: no count is larger.
    paths: usize,
    /// The number of the bin that had most of those before.
    common: i64,
}

/// Paths between two transfers: counts stay below 2^16, sums of as many rests below 2^64.
const MOST_PATHS: usize = u16::MAX as usize;

/// No bin has this number.
const NOWHERE: i64 = i64::MAX;

/// Bins that are looked at together.
const NEIGHBOURS: usize = 64;

impl<T: Total, const BITS: u32> Bins<T, BITS> {
    pub fn new() -> Bins<T, BITS> {
        Bins::from(0, Vec::new(), T::default(), NOWHERE)
    }

    /// With nothing of late.
    fn from(first: i64, totals: Vec<T>, zeros: T, common: i64) -> Bins<T, BITS> {
        let slots = totals.len() + SPARE;
        let rests = if T::SUMS { vec![0; slots] } else { Vec::new() };
        Bins { first, totals, zeros, counts: vec![0; slots], rests, paths: 0, common }
    }

    pub fn is_empty(&self) -> bool {
        self.totals.is_empty() && self.all_zeros() == T::default()
    }

    /// Whether there can be such a bin.
    pub fn has(page: usize, bin: usize) -> bool {
        page < PAGES && bin < 1 << BITS
    }

    /// Each value to its bin; how many there are.
    pub fn add(&mut self, values: &[f64]) -> u64 {
        let blocks = values.chunks(MOST_LANES).map(|block| {
            let (whole, rest) = block.as_chunks();
            self.add_block(whole, rest)
        });
        blocks.sum()
    }

    /// Values as they come from the engine, of a block at most.
    pub fn add_chunks(&mut self, values: &[Chunk]) -> u64 {
        self.add_block(values, &[])
    }

    fn add_block<V: Borrow<[f64; WIDTH]>>(&mut self, whole: &[V], rest: &[f64]) -> u64 {
        self.make_room(whole.len() * WIDTH + rest.len());
        let mut at = [0; MOST_LANES];
        let mut find = |bins: &Self| {
            let (first, common) = (bins.first, bins.common);
            dispatch(Find::<V, BITS> { whole, rest, first, common, at: &mut at })
        };
        let mut found = find(self);
        let values = || whole.iter().flat_map(|chunk| chunk.borrow()).chain(rest).copied();
        if found.furthest >= self.totals.len() as u64 {
            let others: Vec<f64> = values().filter(|value| *value != 0.0).collect();
            let Spread { known, least, most } = Spread::of(&others);
            if known > 0 {
                self.reach(key::<BITS>(least), key::<BITS>(most));
                found = find(self);
                if found.furthest >= self.totals.len() as u64 {
                    // The last bin has all that is too large.
                    values().filter(|value| !value.is_nan()).for_each(|value| self.add_equal(value, 1));
                    return found.known;
                }
            }
        }
        let (at, _) = at.as_chunks::<WIDTH>();
        for (values, at) in whole.iter().zip(at) {
            self.add_chunk(values.borrow(), at);
        }
        if let Some(at) = at.get(whole.len()) {
            rest.iter().zip(at).for_each(|(&value, &at)| self.add_one(value, at));
        }
        found.known
    }

    /// Eight are spelt out: one instruction that writes and reads them all would wait for itself.
    #[inline(always)]
    fn add_chunk(&mut self, values: &[f64; WIDTH], at: &[u32; WIDTH]) {
        for lane in 0..WIDTH {
            self.add_one(values[lane], at[lane]);
        }
    }

    #[inline(always)]
    fn add_one(&mut self, value: f64, at: u32) {
        let count = &mut self.counts[at as usize];
        *count = count.wrapping_add(1);
        if T::SUMS {
            let sum = &mut self.rests[at as usize];
            *sum = sum.wrapping_add(cell::rest::<BITS>(value));
        }
    }

    /// So many times the same value.
    pub fn add_equal(&mut self, value: f64, count: u64) {
        let key = key::<BITS>(value);
        let mut left = count;
        while left > 0 {
            let now = left.min(MOST_PATHS as u64);
            self.make_room(now as usize);
            if key == ZERO {
                self.counts[ZEROS] += now as u16;
            } else {
                self.reach(key, key);
                let at = (key - self.first) as usize + SPARE;
                self.counts[at] += now as u16;
                if T::SUMS {
                    self.rests[at] += now * cell::rest::<BITS>(value);
                }
            }
            left -= now;
        }
    }

    /// For the counts of so many paths more. What was found before means nothing after.
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
        if key == ZERO {
            return &mut self.zeros;
        }
        self.reach(key, key);
        &mut self.totals[(key - self.first) as usize]
    }

    /// Makes room for the pages of two bins and all between them.
    fn reach(&mut self, least: i64, most: i64) {
        let page = |key: i64| key >> BITS << BITS;
        let (mut first, mut end) = (page(least), page(most) + (1 << BITS));
        let until = self.first + self.totals.len() as i64;
        if !self.totals.is_empty() {
            if self.first <= first && end <= until {
                return;
            }
            (first, end) = (first.min(self.first), end.max(until));
        }
        // Some may have room already, and be added only afterwards.
        let paths = self.paths;
        self.transfer();
        let mut totals = vec![T::default(); (end - first) as usize];
        if !self.totals.is_empty() {
            let from = (self.first - first) as usize;
            totals[from..from + self.totals.len()].copy_from_slice(&self.totals);
        }
        *self = Bins { paths, ..Bins::from(first, totals, self.zeros, self.common) };
    }

    /// Adds what came of late to the totals: to a few neighbours at a time, as most have nothing new.
    fn transfer(&mut self) {
        self.zeros = self.all_zeros();
        self.place_common();
        self.counts[..SPARE].fill(0);
        self.paths = 0;
        let mut most = 0;
        for from in (0..self.totals.len()).step_by(NEIGHBOURS) {
            let bins = from..(from + NEIGHBOURS).min(self.totals.len());
            let late = bins.start + SPARE..bins.end + SPARE;
            if self.counts[late.clone()] == [0; NEIGHBOURS][..bins.len()] {
                continue;
            }
            for index in bins {
                let (count, key) = (self.counts[index + SPARE], self.first + index as i64);
                if count > 0 {
                    let sum = self.sum(key, count.into(), self.rests_at(index + SPARE));
                    self.totals[index].gain(count.into(), sum);
                }
                if count > most {
                    (most, self.common) = (count, key);
                }
            }
            self.counts[late.clone()].fill(0);
            if T::SUMS {
                self.rests[late].fill(0);
            }
        }
    }

    /// Puts what came of late to the common bin in its place.
    fn place_common(&mut self) {
        let Some(index) = self.index_of_common() else { return };
        let (count, rests) = self.late(index);
        // No more than there are paths.
        self.counts[index + SPARE] = count as u16;
        if T::SUMS {
            self.rests[index + SPARE] = rests;
            self.rests[..SPARE].fill(0);
        }
    }

    fn index_of_common(&self) -> Option<usize> {
        let index = usize::try_from(self.common.checked_sub(self.first)?).ok()?;
        (index < self.totals.len()).then_some(index)
    }

    fn all_zeros(&self) -> T {
        let mut zeros = self.zeros;
        zeros.gain(self.counts[ZEROS..COMMON].iter().map(|&count| u64::from(count)).sum(), 0);
        zeros
    }

    fn rests_at(&self, at: usize) -> u64 {
        if T::SUMS { self.rests[at] } else { 0 }
    }

    fn sum(&self, key: i64, count: u64, rests: u64) -> i128 {
        if T::SUMS { sum::<BITS>(key, count, rests) } else { 0 }
    }

    /// What came of late to a bin: how many, and the sum of their rests.
    fn late(&self, index: usize) -> (u64, u64) {
        let (mut count, mut rests) = (u64::from(self.counts[index + SPARE]), self.rests_at(index + SPARE));
        if self.first + index as i64 == self.common {
            count += self.counts[COMMON..SPARE].iter().map(|&count| u64::from(count)).sum::<u64>();
            rests += (COMMON..SPARE).map(|at| self.rests_at(at)).sum::<u64>();
        }
        (count, rests)
    }

    /// A bin's total with what came of late.
    fn total(&self, index: usize) -> T {
        let mut total = self.totals[index];
        let (count, rests) = self.late(index);
        if count > 0 {
            total.gain(count, self.sum(self.first + index as i64, count, rests));
        }
        total
    }

    pub fn merge(&mut self, other: &Bins<T, BITS>) {
        self.zeros.merge(&other.all_zeros());
        if !other.totals.is_empty() {
            self.reach(other.first, other.first + other.totals.len() as i64 - 1);
            let from = (other.first - self.first) as usize;
            other.indices(0..other.totals.len()).for_each(|index| self.totals[from + index].merge(&other.total(index)));
        }
    }

    /// Of those bins in which there may be something.
    fn indices(&self, within: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let common = self.index_of_common();
        let has = move |&index: &usize| {
            self.counts[index + SPARE] > 0 || self.totals[index] != T::default() || common == Some(index)
        };
        within.filter(has)
    }

    /// Page, bin and what is in it, ascending; without those in which nothing is.
    pub fn each(&self) -> impl Iterator<Item = (usize, usize, T)> + '_ {
        let (bins, zero) = (self.totals.len(), usize::try_from(ZERO - self.first).unwrap_or(0));
        let those = move |within| self.indices(within).map(|index| (self.first + index as i64, self.total(index)));
        let (below, above) = (those(0..zero.min(bins)), those(zero.min(bins)..bins));
        let all = below.chain([(ZERO, self.all_zeros())]).chain(above);
        all.filter(|(_, total)| *total != T::default()).map(|(key, total)| {
            let (page, bin) = place::<BITS>(key);
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

    /// Most paths end in one bin, later in another.
    #[test]
    fn a_common_bin_is_a_bin_like_others() {
        let mut bins = Bins::<Cell, 10>::new();
        let mut expected = BTreeMap::<(usize, usize), Cell>::new();
        for block in 0..1_200u64 {
            let usual = if block < 700 { 1e12 } else { 3e9 };
            let value = |lane: u64| match (block * 256 + lane) % 5 {
                0 => figure(block * 256 + lane),
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
    fn the_last_bin_has_all_that_is_too_large() {
        let mut bins = Bins::<u64, 8>::new();
        assert_eq!(bins.add(&[2f64.powi(140), 7.0, f64::NAN, -2f64.powi(130), 0.0, 2f64.powi(127)]), 5);
        assert_eq!(bins.each().map(|(_, _, count)| count).collect::<Vec<_>>(), [1, 1, 1, 1, 1]);
        bins.add_equal(2f64.powi(131), 100_000);
        assert_eq!(bins.each().last(), Some((PAGES - 1, 255, 100_001)));
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
