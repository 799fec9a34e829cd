//! How paths hang together: which of them say something only as a group.

use super::Mask;
use crate::quantity::sums::Clustered;
use serde::{Deserialize, Serialize};

/// What the draws of a path have to do with those of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// Nothing.
    Independent,
    /// Path 2k + 1 mirrors path 2k.
    Pairs,
    /// Spans of paths belong to so many scrambles of one sequence in turn; only scrambles are independent.
    Scrambles(usize),
}

/// Consecutive paths of one scramble in a design of scrambles.
pub const SPAN: u64 = 128;

/// Neighbouring paths that are counted at once: they begin at an even number, and never span two scrambles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub design: Design,
    pub first: u64,
    pub lanes: usize,
}

impl Block {
    /// The scramble of all its paths.
    pub fn scramble(&self) -> usize {
        match self.design {
            Design::Scrambles(count) => ((self.first / SPAN) % count.max(1) as u64) as usize,
            Design::Independent | Design::Pairs => 0,
        }
    }
}

/// How many paths there are, and how they group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paths {
    pub design: Design,
    pub done: u64,
}

impl Paths {
    /// Paths in one scramble.
    fn in_scramble(&self, scramble: usize, count: usize) -> u64 {
        let (spans, rest) = (self.done / SPAN, self.done % SPAN);
        let (count, scramble) = (count.max(1) as u64, scramble as u64);
        let whole = spans / count + u64::from(scramble < spans % count);
        whole * SPAN + if scramble == spans % count { rest } else { 0 }
    }
}

/// How often something happens, group by group where groups matter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counter {
    pub hits: u64,
    /// Pairs in which it happens on both paths.
    pub pairs: u64,
    /// By scramble.
    pub scrambles: Vec<u64>,
}

impl Counter {
    pub fn add(&mut self, mask: &Mask, block: &Block) {
        self.add_hits(mask.count(), block, || mask.pairs());
    }

    /// On so many paths of a block, and on both of so many pairs, where these matter.
    pub fn add_hits(&mut self, hits: u64, block: &Block, pairs: impl FnOnce() -> u64) {
        self.hits += hits;
        match block.design {
            Design::Independent => {}
            Design::Pairs => self.pairs += pairs(),
            Design::Scrambles(count) => {
                self.scrambles.resize(count, 0);
                self.scrambles[block.scramble()] += hits;
            }
        }
    }

    pub fn merge(&mut self, other: &Counter) {
        self.hits = self.hits.saturating_add(other.hits);
        self.pairs = self.pairs.saturating_add(other.pairs);
        merge_counts(&mut self.scrambles, &other.scrambles);
    }

    fn scramble(&self, scramble: usize) -> u64 {
        self.scrambles.get(scramble).copied().unwrap_or(0)
    }

    /// As values of 0 and 1 on all paths.
    pub fn clustered(&self, paths: &Paths) -> Clustered {
        let mut it = Clustered { count: paths.done, sum: i128::from(self.hits), ..Clustered::default() };
        let hits = i128::from(self.hits);
        match paths.design {
            Design::Independent => {
                it.clusters = paths.done;
                it.squares.add(hits, 1);
                it.crossed.add(hits, 1);
                it.sizes.add(i128::from(paths.done), 1);
            }
            Design::Pairs => {
                it.clusters = paths.done / 2;
                it.squares.add(hits + 2 * i128::from(self.pairs), 1);
                it.crossed.add(hits, 2);
                it.sizes.add(i128::from(it.clusters), 4);
            }
            Design::Scrambles(count) => {
                for scramble in 0..count {
                    let (size, sum) = (paths.in_scramble(scramble, count), self.scramble(scramble));
                    cluster(&mut it, size, i128::from(sum));
                }
            }
        }
        it
    }
}

/// Something among the paths on which something else happens.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Joint {
    pub both: Counter,
    /// Over the pairs: times the first happens on one path and the condition on the other.
    pub across: u64,
}

impl Joint {
    pub fn add(&mut self, of: &Mask, given: &Mask, block: &Block) {
        let both = of.and(given);
        self.both.add(&both, block);
        if block.design == Design::Pairs {
            self.across += both.and(&given.swapped()).count();
        }
    }

    pub fn merge(&mut self, other: &Joint) {
        self.both.merge(&other.both);
        self.across = self.across.saturating_add(other.across);
    }

    /// As values of 0 and 1 on the paths of the condition.
    pub fn clustered(&self, given: &Counter, paths: &Paths) -> Clustered {
        let (both, on) = (i128::from(self.both.hits), i128::from(given.hits));
        let mut it = Clustered { count: given.hits, sum: both, ..Clustered::default() };
        match paths.design {
            Design::Independent => {
                it.clusters = given.hits;
                it.squares.add(both, 1);
                it.crossed.add(both, 1);
                it.sizes.add(on, 1);
            }
            Design::Pairs => {
                it.clusters = given.hits.saturating_sub(given.pairs);
                it.squares.add(both + 2 * i128::from(self.both.pairs), 1);
                it.crossed.add(both + i128::from(self.across), 1);
                it.sizes.add(on + 2 * i128::from(given.pairs), 1);
            }
            Design::Scrambles(count) => {
                for scramble in 0..count {
                    cluster(&mut it, given.scramble(scramble), i128::from(self.both.scramble(scramble)));
                }
            }
        }
        it
    }
}

/// One cluster more; an empty one says nothing.
pub fn cluster(it: &mut Clustered, size: u64, sum: i128) {
    if size > 0 {
        let count = i128::from(size);
        it.clusters += 1;
        it.squares.add(sum, sum);
        it.crossed.add(sum, count);
        it.sizes.add(count, count);
    }
}

pub fn merge_counts(into: &mut Vec<u64>, from: &[u64]) {
    into.resize(into.len().max(from.len()), 0);
    into.iter_mut().zip(from).for_each(|(into, from)| *into = into.saturating_add(*from));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every way to see the same hits gives the sums that adding cluster by cluster gives.
    #[test]
    fn counters_know_their_clusters() {
        let hit = |path: u64| (path * path + path / 3) % 7 < 3;
        for design in [Design::Independent, Design::Pairs, Design::Scrambles(3)] {
            let (mut counter, mut joint, mut given) = (Counter::default(), Joint::default(), Counter::default());
            let done = 5 * SPAN + 46;
            let of = |path: u64| path % 5 < 2;
            let mut first = 0;
            while first < done {
                let lanes = (done - first).min(SPAN) as usize;
                let block = Block { design, first, lanes };
                let mask = Mask::from_fn(lanes, |lane| hit(first + lane as u64));
                let other = Mask::from_fn(lanes, |lane| of(first + lane as u64));
                counter.add(&mask, &block);
                given.add(&other, &block);
                joint.add(&mask, &other, &block);
                first += lanes as u64;
            }
            let paths = Paths { design, done };
            let group = |path: u64| match design {
                Design::Independent => path,
                Design::Pairs => path / 2,
                Design::Scrambles(count) => path / SPAN % count as u64,
            };
            let (mut plain, mut conditional) = (Clustered::default(), Clustered::default());
            for it in 0..done {
                let members: Vec<u64> = (0..done).filter(|&path| group(path) == it).collect();
                let sum = members.iter().filter(|&&path| hit(path)).count();
                cluster(&mut plain, members.len() as u64, sum as i128);
                let on: Vec<u64> = members.into_iter().filter(|&path| of(path)).collect();
                let sum = on.iter().filter(|&&path| hit(path)).count();
                cluster(&mut conditional, on.len() as u64, sum as i128);
            }
            let counted = counter.clustered(&paths);
            assert_eq!(
                (plain.clusters, plain.squares, plain.crossed),
                (counted.clusters, counted.squares, counted.crossed)
            );
            assert_eq!(plain.sizes, counted.sizes, "{design:?}");
            let counted = joint.clustered(&given, &paths);
            assert_eq!(conditional.squares, counted.squares, "{design:?}");
            assert_eq!(conditional.crossed, counted.crossed, "{design:?}");
            assert_eq!((conditional.sizes, conditional.clusters), (counted.sizes, counted.clusters), "{design:?}");
        }
    }
}
