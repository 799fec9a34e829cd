//! The values of a row over paths, for the bands of a fan: counted in bins, kept as they are only while few.

use super::bins::{self, Total};
use super::cell::{bounds, sort, whole};
use super::column::{Column, copy};
use super::distribution::{Share, keep};
use crate::engine::lanes::{Chunk, WIDTH};
use crate::quantity::{Rounding, fraction};
use serde::{Deserialize, Serialize};

/// Bins have a width of 2^-8 of their value at most: 0.4%.
const BITS: u32 = 8;

/// Paths by bin.
type Bins = bins::Bins<u64, BITS>;

/// Values that all the tallies of a study may keep as they are.
const MOST_EXACT: usize = 1 << 22;

/// Values that one of so many tallies may keep.
pub fn room(tallies: usize) -> usize {
    (MOST_EXACT / tallies.max(1)).clamp(64, 4_096)
}

impl Total for u64 {
    const SUMS: bool = false;

    fn gain(&mut self, count: u64, _: i128) {
        *self += count;
    }

    fn merge(&mut self, other: &u64) {
        *self = self.saturating_add(*other);
    }
}

/// Paths without a value (NaN) are left out. It depends on the set of values and on the room alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    room: usize,
    count: u64,
    exact: Vec<f64>,
    bins: Bins,
}

impl Tally {
    pub fn new(room: usize) -> Tally {
        Tally { room, count: 0, exact: Vec::new(), bins: Bins::new() }
    }

    pub fn add(&mut self, values: &[f64]) {
        if self.bins.is_empty() {
            let before = self.exact.len();
            keep(&mut self.exact, values);
            self.count += (self.exact.len() - before) as u64;
            self.coarsen();
        } else {
            self.count += self.bins.add(values);
        }
    }

    /// The first `lanes` paths of what the engine answers.
    pub fn add_answers(&mut self, answers: &[Chunk], lanes: usize, buffer: &mut Column) {
        if self.bins.is_empty() || !lanes.is_multiple_of(WIDTH) {
            copy(buffer, answers, lanes);
            self.add(buffer);
        } else {
            self.count += self.bins.add_chunks(&answers[..lanes / WIDTH]);
        }
    }

    fn coarsen(&mut self) {
        if self.exact.len() > self.room || (!self.bins.is_empty() && !self.exact.is_empty()) {
            self.bins.add(&std::mem::take(&mut self.exact));
        }
    }

    pub fn merge(&mut self, other: &Tally) {
        self.count = self.count.saturating_add(other.count);
        self.exact.extend_from_slice(&other.exact);
        self.bins.merge(&other.bins);
        self.coarsen();
    }

    /// Puts what is kept in order, so that equal sets are equal.
    pub fn settle(&mut self) {
        sort(&mut self.exact);
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// Nearest rank; within a bin, values are taken to lie evenly. Shares ascend.
    pub fn quantiles(&self, shares: &[Share]) -> Vec<Option<i128>> {
        let rank = |share: &Share| {
            (u128::from(self.count) * u128::from(share.part)).div_ceil(u128::from(share.whole)).max(1) as u64
        };
        if self.bins.is_empty() {
            let mut values = self.exact.clone();
            sort(&mut values);
            let at = |rank: u64| values.get(usize::try_from(rank - 1).ok()?).map(|&value| whole(value));
            return shares.iter().map(|share| at(rank(share))).collect();
        }
        let (mut bins, mut below) = (self.bins.each().peekable(), 0);
        let mut find = |rank: u64| {
            while let Some((.., count)) = bins.next_if(|(.., count)| below + count < rank) {
                below += count;
            }
            let &(page, bin, count) = bins.peek()?;
            let (low, high) = bounds(page, bin, BITS);
            let into = i128::from(2 * (rank - below) - 1);
            let above = fraction(&[high - low, into], &[2, i128::from(count)], Rounding::HalfUp)?;
            Some(low + above)
        };
        shares.iter().map(|share| find(rank(share))).collect()
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    room: usize,
    values: String,
    /// Page, bin, count.
    bins: Vec<(usize, usize, u64)>,
}

impl Serialize for Tally {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut values = self.exact.clone();
        sort(&mut values);
        let words: Vec<String> = values.into_iter().map(|value| whole(value).to_string()).collect();
        Stored { room: self.room, values: words.join(" "), bins: self.bins.each().collect() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tally {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Tally, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let mut it = Tally::new(stored.room);
        for word in stored.values.split_whitespace() {
            let value: i128 =
                word.parse().map_err(|_| serde::de::Error::custom(format!("`{word}` is not a whole number")))?;
            it.exact.push(value as f64);
            it.count += 1;
        }
        for (page, bin, count) in stored.bins {
            if !Bins::has(page, bin) {
                return Err(serde::de::Error::custom(format!("there is no bin {page}, {bin}")));
            }
            it.bins.at(page, bin).merge(&count);
            it.count = it.count.saturating_add(count);
        }
        it.coarsen();
        Ok(it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(values: &[f64], room: usize) -> Tally {
        let mut it = Tally::new(room);
        values.chunks(128).for_each(|values| it.add(values));
        it
    }

    #[test]
    fn quantiles_are_near_and_the_parts_never_show() {
        // Between 0.5x and 2.5x, at twelve decimals.
        let values: Vec<f64> =
            (0..20_000u64).map(|it| ((it.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 23) as f64) + 5e11).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let shares = [5, 25, 50, 75, 95].map(|part| Share { part, whole: 100 });
        for room in [64, 4_096, 100_000] {
            let whole = all(&values, room);
            for (share, near) in shares.iter().zip(whole.quantiles(&shares)) {
                let exact = sorted[share.part as usize * 200 - 1] as i128;
                let near = near.expect("values");
                let allowed = if room == 100_000 { 0 } else { exact / 256 };
                assert!((near - exact).abs() <= allowed, "{share:?}: {near} for {exact}");
            }
            for at in [0, 50, 5_000] {
                let mut left = all(&values[..at], room);
                left.merge(&all(&values[at..], room));
                assert_eq!(left.quantiles(&shares), whole.quantiles(&shares));
                assert_eq!(left.count(), 20_000);
                let text = serde_json::to_string(&left).expect("it serialises");
                let back: Tally = serde_json::from_str(&text).expect("it reads back");
                assert_eq!(back.quantiles(&shares), whole.quantiles(&shares));
            }
        }
    }

    #[test]
    fn answers_count_as_values_do() {
        let value = |path: usize| if path.is_multiple_of(9) { f64::NAN } else { (path * path % 977) as f64 * 1e6 };
        let answers: Vec<Chunk> =
            (0..32).map(|chunk| Chunk(std::array::from_fn(|lane| value(chunk * WIDTH + lane)))).collect();
        let values: Vec<f64> = (0..256).map(value).collect();
        let (mut one, mut other, mut buffer) = (Tally::new(300), Tally::new(300), Column::new());
        for lanes in [256, 200, 256, 131, 8, 0, 256] {
            one.add_answers(&answers, lanes, &mut buffer);
            other.add(&values[..lanes]);
            assert_eq!(one, other, "{lanes}");
        }
        assert!(!one.bins.is_empty());
    }

    #[test]
    fn many_tallies_share_the_room() {
        assert_eq!((room(0), room(120), room(10_000), room(1_000_000)), (4_096, 4_096, 419, 64));
    }
}
