//! Bins in a row, from the page of the least value to the page of the greatest: one addition a value, and no search.

use super::cell::{PAGES, key, key_at, place};
use super::column::MOST_CHUNKS;
use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::{Chunk, WIDTH};
use std::fmt::{self, Debug, Formatter};

/// It is the same for the same set of values, whoever added which of them first.
#[derive(Clone, PartialEq)]
pub struct Window<C, const BITS: u32> {
    /// Number of the first bin.
    first: i64,
    /// Before the bins one more: for paths without a value, empty but while a block is added.
    bins: Vec<C>,
}

/// Of the values of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub known: u64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    pub const NONE: Spread = Spread { known: 0, least: f64::INFINITY, most: f64::NEG_INFINITY };

    fn with(self, other: Spread) -> Spread {
        Spread { known: self.known + other.known, least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}

impl<C: Copy + Default + PartialEq, const BITS: u32> Window<C, BITS> {
    pub fn new() -> Window<C, BITS> {
        Window { first: 0, bins: vec![C::default()] }
    }

    pub fn is_empty(&self) -> bool {
        self.bins.len() == 1
    }

    /// Whether there is such a bin at all.
    pub fn has(page: usize, bin: usize) -> bool {
        page < PAGES && bin < 1 << BITS
    }

    /// Each value to its bin.
    pub fn add(&mut self, values: &[Chunk], into: impl Fn(&mut C, f64)) -> Spread {
        values.chunks(MOST_CHUNKS).fold(Spread::NONE, |all, values| all.with(self.add_block(values, &into)))
    }

    fn add_block(&mut self, values: &[Chunk], into: impl Fn(&mut C, f64)) -> Spread {
        let mut at = [[0; WIDTH]; MOST_CHUNKS];
        let spread = dispatch(Find::<BITS> { values, first: self.first, at: &mut at });
        if spread.known == 0 {
            return spread;
        }
        if self.reach(key::<BITS>(spread.least), key::<BITS>(spread.most)) {
            dispatch(Find::<BITS> { values, first: self.first, at: &mut at });
        }
        for (chunk, at) in values.iter().zip(&at) {
            for lane in 0..WIDTH {
                into(&mut self.bins[at[lane] as usize], chunk.0[lane]);
            }
        }
        self.bins[0] = C::default();
        spread
    }

    /// The bin of a value.
    pub fn of(&mut self, value: f64) -> &mut C {
        self.numbered(key::<BITS>(value))
    }

    /// A bin by its place, of those that there are.
    pub fn at(&mut self, page: usize, bin: usize) -> &mut C {
        self.numbered(key_at::<BITS>(page, bin))
    }

    fn numbered(&mut self, key: i64) -> &mut C {
        self.reach(key, key);
        &mut self.bins[(key - self.first) as usize + 1]
    }

    /// Makes room for the pages of two bins and all between them; whether that moved the bins.
    fn reach(&mut self, least: i64, most: i64) -> bool {
        let page = |key: i64| key >> BITS << BITS;
        let (first, end) = (page(least), page(most) + (1 << BITS));
        let until = self.first + self.bins.len() as i64 - 1;
        if !self.is_empty() && first >= self.first && end <= until {
            return false;
        }
        let (first, end) = if self.is_empty() { (first, end) } else { (first.min(self.first), end.max(until)) };
        let mut wider = vec![C::default(); (end - first) as usize + 1];
        if !self.is_empty() {
            let from = (self.first - first) as usize + 1;
            wider[from..from + self.bins.len() - 1].copy_from_slice(&self.bins[1..]);
        }
        (self.first, self.bins) = (first, wider);
        true
    }

    pub fn merge(&mut self, other: &Window<C, BITS>, into: impl Fn(&mut C, &C)) {
        if other.is_empty() {
            return;
        }
        let bins = &other.bins[1..];
        self.reach(other.first, other.first + bins.len() as i64 - 1);
        let from = (other.first - self.first) as usize + 1;
        self.bins[from..from + bins.len()].iter_mut().zip(bins).for_each(|(own, other)| into(own, other));
    }

    /// Page, bin and what is in it, ascending; without those in which nothing is.
    pub fn each(&self) -> impl Iterator<Item = (usize, usize, C)> + '_ {
        let filled = self.bins[1..].iter().enumerate().filter(|(_, it)| **it != C::default());
        filled.map(|(index, &it)| {
            let (page, bin) = place::<BITS>(self.first + index as i64);
            (page, bin, it)
        })
    }
}

/// What is in it: thousands of empty bins say nothing.
impl<C: Copy + Default + PartialEq + Debug, const BITS: u32> Debug for Window<C, BITS> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.each()).finish()
    }
}

/// Where the values of a block fall, counted from a first bin, which is 1; 0 for n/a. Beyond the bins that there are, what
/// is found means nothing.
struct Find<'a, const BITS: u32> {
    values: &'a [Chunk],
    first: i64,
    at: &'a mut [[u32; WIDTH]; MOST_CHUNKS],
}

impl<const BITS: u32> Kernel for Find<'_, BITS> {
    type Output = Spread;

    #[inline(always)]
    fn run(self) -> Spread {
        let before = self.first.wrapping_sub(1);
        let (mut least, mut most) = ([f64::INFINITY; WIDTH], [f64::NEG_INFINITY; WIDTH]);
        let mut known = [0.0; WIDTH];
        for (chunk, at) in self.values.iter().zip(self.at) {
            let mut found = [0; WIDTH];
            for lane in 0..WIDTH {
                let value = chunk.0[lane];
                // No comparison holds for n/a.
                least[lane] = if value < least[lane] { value } else { least[lane] };
                most[lane] = if value > most[lane] { value } else { most[lane] };
                let bin = key::<BITS>(value).wrapping_sub(before) as u32;
                found[lane] = if value.is_nan() { 0 } else { bin };
                known[lane] += if value.is_nan() { 0.0 } else { 1.0 };
            }
            *at = found;
        }
        Spread {
            known: known.iter().sum::<f64>() as u64,
            least: least.into_iter().fold(f64::INFINITY, f64::min),
            most: most.into_iter().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}
