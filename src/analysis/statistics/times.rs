//! When something first happens: paths by row.

use super::Mask;
use super::design::{Block, Counter, Design, merge_counts};
use serde::{Deserialize, Serialize};

/// Paths by the row in which something first happens on them; NaN for never.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Times {
    hits: Vec<u64>,
    /// Pairs on whose paths it happens in one row, by that row.
    same: Vec<u64>,
    /// Pairs on whose paths it happens at all, by the later row.
    later: Vec<u64>,
    scrambles: Vec<Vec<u64>>,
}

impl Times {
    pub fn new(rows: usize) -> Times {
        Times { hits: vec![0; rows], same: vec![0; rows], later: vec![0; rows], scrambles: Vec::new() }
    }

    pub fn add(&mut self, rows: &[f64], block: &Block) {
        let known = Mask::of(rows, |row| !row.is_nan());
        known.lanes().for_each(|lane| self.hits[rows[lane] as usize] += 1);
        match block.design {
            Design::Independent => {}
            Design::Pairs => {
                let pairs = rows.as_chunks().0.iter();
                for [one, other] in pairs.filter(|[one, other]| !one.is_nan() && !other.is_nan()) {
                    self.later[one.max(*other) as usize] += 1;
                    self.same[*one as usize] += u64::from(one == other);
                }
            }
            Design::Scrambles(count) => {
                self.scrambles.resize(count, vec![0; self.hits.len()]);
                let of = &mut self.scrambles[block.scramble()];
                known.lanes().for_each(|lane| of[rows[lane] as usize] += 1);
            }
        }
    }

    pub fn merge(&mut self, other: &Times) {
        merge_counts(&mut self.hits, &other.hits);
        merge_counts(&mut self.same, &other.same);
        merge_counts(&mut self.later, &other.later);
        self.scrambles.resize(self.scrambles.len().max(other.scrambles.len()), Vec::new());
        self.scrambles.iter_mut().zip(&other.scrambles).for_each(|(into, from)| merge_counts(into, from));
    }

    /// Whether it counts by the same rows.
    pub fn is_like(&self, other: &Times) -> bool {
        let lengths = |it: &Times| [it.hits.len(), it.same.len(), it.later.len()];
        lengths(self) == lengths(other)
    }

    /// First happening in this row.
    pub fn at(&self, row: usize) -> Counter {
        let of = |counts: &Vec<u64>| counts.get(row).copied().unwrap_or(0);
        Counter { hits: of(&self.hits), pairs: of(&self.same), scrambles: self.scrambles.iter().map(of).collect() }
    }

    /// Having happened by this row.
    pub fn by(&self, row: usize) -> Counter {
        let of = |counts: &Vec<u64>| counts.iter().take(row + 1).sum();
        Counter { hits: of(&self.hits), pairs: of(&self.later), scrambles: self.scrambles.iter().map(of).collect() }
    }

    pub fn ever(&self) -> Counter {
        self.by(self.hits.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_as_masks_do() {
        let rows: Vec<f64> = (0..64).map(|it| if it % 3 == 0 { f64::NAN } else { f64::from(it % 4) }).collect();
        for design in [Design::Independent, Design::Pairs, Design::Scrambles(2)] {
            let block = Block { design, first: 0, lanes: 64 };
            let mut times = Times::new(5);
            times.add(&rows, &block);
            for row in 0..5 {
                let (mut at, mut by) = (Counter::default(), Counter::default());
                at.add(&Mask::from_fn(64, |lane| rows[lane] == row as f64), &block);
                by.add(&Mask::from_fn(64, |lane| rows[lane] <= row as f64), &block);
                assert_eq!((times.at(row), times.by(row)), (at, by), "{design:?} {row}");
            }
            assert_eq!(times.ever(), times.by(4));
        }
    }
}
