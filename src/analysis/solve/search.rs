//! Where a function of whole numbers is zero: an even scan of the bracket, then every change of sign refined together.
//!
//! A round looks at six points of each bracket: the secant's guess and its neighbours, where a smooth function has its
//! root, and the middle, so that a bracket is at most half as wide after each round whatever the function does.
//! Changes of sign, edges of stretches without a value, edges of stretches of zeros, and dips towards zero between two
//! points of the scan are all followed.

use crate::quantity::{Rounding, compare_products, multiply_divide};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Parts into which the bracket is cut by the scan.
const SCAN: i128 = 32;
/// A change this many times steeper than the scan's own is a jump.
const STEEP: i128 = 1_000;
/// Dips that are followed, the lowest first.
const MOST_DIPS: usize = 8;

/// The value at each point, or why there is none.
pub type Evaluate<'a> = dyn FnMut(&[i128]) -> Vec<Result<i128, String>> + 'a;

/// What is known of the function once the search has ended.
#[derive(Debug)]
pub struct Found {
    /// Every point that was looked at.
    pub seen: BTreeMap<i128, Result<i128, String>>,
    /// In ascending order.
    pub crossings: Vec<Crossing>,
    /// First and last point of each stretch without a value.
    pub gaps: Vec<(i128, i128)>,
    pub rounds: u32,
}

/// Where the function reaches zero, or goes over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    pub from: i128,
    pub to: i128,
    /// The point in between that comes closest.
    pub at: i128,
    pub kind: Kind,
    /// The bracket is down to the tolerance.
    pub converged: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Root,
    /// Zero all the way.
    Flat,
    /// From one side to the other without a value near zero.
    Jump,
}

/// How to search.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub low: i128,
    pub high: i128,
    /// A bracket is not refined below this width: at least one.
    pub tolerance: i128,
    pub most_rounds: u32,
}

/// Searches the bracket.
pub fn search(terms: Terms, evaluate: &mut Evaluate) -> Found {
    let terms = Terms { tolerance: terms.tolerance.max(1), ..terms };
    let mut it = Search { terms, evaluate, seen: BTreeMap::new() };
    it.look(&scan(terms));
    let mut dips = it.dips();
    let mut rounds = 0;
    while rounds < terms.most_rounds {
        let mut wanted: Vec<i128> = it.brackets().into_iter().flat_map(|bracket| it.guesses(bracket)).collect();
        wanted.extend(it.edges().into_iter().flat_map(even));
        wanted.extend(it.beside_zeros());
        dips.retain_mut(|dip| it.narrow(dip));
        wanted.extend(dips.iter().flat_map(|dip| dip.points()));
        wanted.retain(|point| !it.seen.contains_key(point));
        if wanted.is_empty() {
            break;
        }
        it.look(&wanted);
        rounds += 1;
    }
    // The secant of the last bracket costs little and comes much closer than the tolerance asks.
    let mut last: Vec<i128> = it.changes().into_iter().flat_map(|bracket| it.guesses(bracket)).collect();
    last.retain(|point| !it.seen.contains_key(point));
    it.look(&last);
    Found { crossings: it.crossings(), gaps: it.gaps(), rounds, seen: it.seen }
}

/// Evenly spaced, both ends included.
fn scan(terms: Terms) -> Vec<i128> {
    let width = terms.high - terms.low;
    let mut points: Vec<i128> = (0..=SCAN).map(|part| terms.low + width * part / SCAN).collect();
    points.dedup();
    points
}

/// Eight points that cut a bracket into nine, fewer where it is narrow.
fn even((a, b): (i128, i128)) -> Vec<i128> {
    (1..=8).map(|part| a + (b - a) * part / 9).filter(|&it| it > a && it < b).collect()
}

/// Three neighbours of which the middle one is closest to zero, none of them beyond it.
#[derive(Debug, Clone, Copy)]
struct Dip {
    low: i128,
    middle: i128,
    high: i128,
}

impl Dip {
    fn points(&self) -> Vec<i128> {
        let four =
            |a: i128, b: i128| (1..=4).map(move |part| a + (b - a) * part / 5).filter(move |&it| it > a && it < b);
        four(self.low, self.middle).chain(four(self.middle, self.high)).collect()
    }
}

struct Search<'a, 'b> {
    terms: Terms,
    evaluate: &'a mut Evaluate<'b>,
    seen: BTreeMap<i128, Result<i128, String>>,
}

impl Search<'_, '_> {
    fn look(&mut self, points: &[i128]) {
        let mut points = points.to_vec();
        points.sort_unstable();
        points.dedup();
        let values = (self.evaluate)(&points);
        self.seen.extend(points.into_iter().zip(values));
    }

    fn value(&self, point: i128) -> Option<i128> {
        self.seen.get(&point)?.as_ref().ok().copied()
    }

    /// Neighbours among the points seen, with their values.
    fn pairs(&self) -> impl Iterator<Item = ((i128, Option<i128>), (i128, Option<i128>))> {
        let points = || self.seen.iter().map(|(&point, value)| (point, value.as_ref().ok().copied()));
        points().zip(points().skip(1))
    }

    /// Two roots closer than this are one: rounding makes a function tremble around its root.
    fn apart(&self) -> i128 {
        self.terms.tolerance.max((self.terms.high - self.terms.low) / 1_000_000)
    }

    /// Neighbours on two sides of zero, without those that follow the one before too closely.
    fn changes(&self) -> Vec<(i128, i128)> {
        let changes = self.pairs().filter(|((_, a), (_, b))| match (a, b) {
            (Some(a), Some(b)) => a.signum() * b.signum() < 0,
            _ => false,
        });
        changes.map(|((a, _), (b, _))| (a, b)).collect()
    }

    /// Changes of sign that are worth another round.
    fn brackets(&self) -> Vec<(i128, i128)> {
        let mut kept: Vec<(i128, i128)> = Vec::new();
        let mut last: Option<i128> = None;
        for (a, b) in self.changes() {
            // A tremble goes with the bracket before it.
            let follows = last.is_some_and(|last| a - last < self.apart() && b - a < self.apart());
            last = Some(b);
            if !follows && b - a > 1 && (b - a > self.terms.tolerance || self.is_steep((a, b), 16)) {
                kept.push((a, b));
            }
        }
        kept
    }

    /// Whether the change over a pair is `times` what the change over the scan's own pair around it lets expect.
    fn is_steep(&self, (a, b): (i128, i128), times: i128) -> bool {
        let width = self.terms.high - self.terms.low;
        let part = |point: i128, up: i128| ((point - self.terms.low) * SCAN + up).div_euclid(width.max(1));
        let at = |part: i128| self.terms.low + width * part.clamp(0, SCAN) / SCAN;
        let (low, high) = (at(part(a, 0)).min(a), at(part(b, width - 1)).max(b));
        let change = |x: i128, y: i128| match (self.value(x), self.value(y)) {
            (Some(x), Some(y)) => (x - y).abs().max(x.abs()).max(y.abs()),
            _ => i128::MAX >> 1,
        };
        let (Some(x), Some(y)) = (self.value(a), self.value(b)) else { return false };
        // Within a millionth of the largest value, a leap is not worth the name.
        let largest = self.seen.values().filter_map(|it| it.as_ref().ok()).map(|it| it.abs()).max().unwrap_or(0);
        let leap = (x - y).abs() - largest / 1_000_000;
        leap > 0 && compare_products(&[leap, high - low], &[times, change(low, high), b - a]) == Ordering::Greater
    }

    /// The secant's guess with neighbours at two distances, and the middle.
    fn guesses(&self, (a, b): (i128, i128)) -> Vec<i128> {
        let width = b - a;
        let (x, y) = (self.value(a).unwrap_or(0).abs(), self.value(b).unwrap_or(0).abs());
        let guess = a + multiply_divide(width, x, 1, (x + y).max(1), Rounding::HalfUp).unwrap_or(width / 2);
        let (near, far) = ((width >> 10).max(1), (width >> 5).max(2));
        let points = [guess - far, guess - near, guess, guess + near, guess + far, a + width / 2];
        points.into_iter().filter(|&it| it > a && it < b).collect()
    }

    /// Where values end, and where a stretch of zeros ends that is wider than the tolerance.
    fn edges(&self) -> Vec<(i128, i128)> {
        let wide = |a: i128, b: i128| b - a > self.terms.tolerance;
        let flats: Vec<(i128, i128)> = self.zeros().into_iter().filter(|&(a, b)| wide(a, b)).collect();
        let ends_flat = |a: i128, b: i128| flats.iter().any(|&(from, to)| to == a || from == b);
        let pairs =
            self.pairs().filter(|&((a, x), (b, y))| wide(a, b) && (x.is_some() != y.is_some() || ends_flat(a, b)));
        pairs.map(|((a, _), (b, _))| (a, b)).collect()
    }

    /// First and last of each run of neighbouring zeros.
    fn zeros(&self) -> Vec<(i128, i128)> {
        self.runs(|value| *value == Ok(0))
    }

    fn gaps(&self) -> Vec<(i128, i128)> {
        self.runs(Result::is_err)
    }

    fn runs(&self, wanted: impl Fn(&Result<i128, String>) -> bool) -> Vec<(i128, i128)> {
        let mut runs: Vec<(i128, i128)> = Vec::new();
        let mut open = false;
        for (&point, value) in &self.seen {
            let is_wanted = wanted(value);
            match runs.last_mut() {
                Some(last) if open && is_wanted => last.1 = point,
                _ if is_wanted => runs.push((point, point)),
                _ => {}
            }
            open = is_wanted;
        }
        runs
    }

    /// One tolerance beside each zero: is it a root, or part of a stretch?
    fn beside_zeros(&self) -> Vec<i128> {
        let tolerance = self.terms.tolerance;
        let alone = self.zeros().into_iter().filter(|&(a, b)| b - a <= tolerance);
        let beside = alone.flat_map(|(a, b)| [a - tolerance, b + tolerance]);
        beside.filter(|&it| it >= self.terms.low && it <= self.terms.high).collect()
    }

    /// Dips between points of the scan: a function that touches zero, or crosses it twice, shows nothing else.
    fn dips(&self) -> Vec<Dip> {
        let values: Vec<(i128, Option<i128>)> =
            self.seen.iter().map(|(&point, value)| (point, value.as_ref().ok().copied())).collect();
        let triples = values.windows(3).filter_map(|three| {
            let (x, y, z) = (three[0].1?, three[1].1?, three[2].1?);
            let one_side = x.signum() == y.signum() && y.signum() == z.signum() && y != 0;
            let lowest = y.abs() <= x.abs() && y.abs() <= z.abs() && y.abs() < x.abs().max(z.abs());
            (one_side && lowest).then_some(Dip { low: three[0].0, middle: three[1].0, high: three[2].0 })
        });
        let mut dips: Vec<Dip> = triples.collect();
        dips.sort_by_key(|dip| self.value(dip.middle).map(i128::abs));
        dips.truncate(MOST_DIPS);
        dips
    }

    /// Moves a dip to the lowest point seen in it; whether it is worth another round.
    fn narrow(&self, dip: &mut Dip) -> bool {
        let inside: Vec<(i128, i128)> =
            self.seen.range(dip.low..=dip.high).filter_map(|(&it, value)| Some((it, *value.as_ref().ok()?))).collect();
        let side = self.value(dip.low).map_or(0, i128::signum);
        if inside.iter().any(|(_, value)| value.signum() != side) {
            return false;
        }
        let Some(best) = (0..inside.len()).min_by_key(|&it| inside[it].1.abs()) else { return false };
        let (before, after) = (best.saturating_sub(1), (best + 1).min(inside.len() - 1));
        dip.low = inside[before].0;
        dip.middle = inside[best].0;
        dip.high = inside[after].0;
        // One that levels off above zero has shown its lowest value well enough.
        let lowest = inside[best].1.abs();
        let falls = inside[before].1.abs().max(inside[after].1.abs()) - lowest > lowest / 1_000;
        falls && dip.high - dip.low > self.terms.tolerance
    }

    fn crossings(&self) -> Vec<Crossing> {
        let tolerance = self.terms.tolerance;
        let mut found: Vec<Crossing> = Vec::new();
        for (from, to) in self.zeros() {
            let kind = if to - from > tolerance { Kind::Flat } else { Kind::Root };
            found.push(Crossing { from, to, at: from, kind, converged: true });
        }
        for (a, b) in self.changes() {
            let kind = if self.is_steep((a, b), STEEP) { Kind::Jump } else { Kind::Root };
            found.push(Crossing { from: a, to: b, at: a, kind, converged: b - a <= tolerance });
        }
        found.sort_by_key(|it| it.from);
        let mut merged: Vec<Crossing> = Vec::new();
        for it in found {
            match merged.last_mut() {
                Some(last) if it.from - last.to < self.apart() && it.kind == Kind::Root && last.kind == Kind::Root => {
                    last.to = it.to;
                    last.converged &= it.converged;
                }
                _ => merged.push(it),
            }
        }
        for it in merged.iter_mut().filter(|it| it.kind == Kind::Root) {
            let inside =
                self.seen.range(it.from..=it.to).filter_map(|(&at, value)| Some((value.as_ref().ok()?.abs(), at)));
            it.at = inside.min().map_or(it.at, |(_, at)| at);
        }
        merged
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: Terms = Terms { low: 0, high: 1_000_000_000, tolerance: 1, most_rounds: 100 };

    fn searched(terms: Terms, function: impl Fn(i128) -> Option<i128>) -> Found {
        search(terms, &mut |points| points.iter().map(|&it| function(it).ok_or_else(|| "n/a".to_owned())).collect())
    }

    fn roots(found: &Found) -> Vec<i128> {
        found.crossings.iter().filter(|it| it.kind != Kind::Jump).map(|it| it.at).collect()
    }

    /// x² = 3 × 10^16 / 2 at 122,474,487.139…
    #[test]
    fn a_rising_function_has_one_root_found_in_few_rounds() {
        let found = searched(TERMS, |x| Some(x * x - 15_000_000_000_000_000));
        let [root] = found.crossings.as_slice() else { unreachable!("{:?}", found.crossings) };
        assert_eq!((root.from, root.to, root.at), (122_474_487, 122_474_488, 122_474_487));
        assert!(root.converged && root.kind == Kind::Root);
        assert!(found.rounds <= 5 && found.seen.len() < 80, "{} rounds, {} points", found.rounds, found.seen.len());
    }

    #[test]
    fn every_root_is_found() {
        let found = searched(TERMS, |x| Some((x - 100_000_001) * (x - 500_000_002) * (x - 900_000_003) / 1_000_000));
        assert_eq!(roots(&found), [100_000_001, 500_000_002, 900_000_003]);
    }

    /// Both roots lie between two neighbours of the scan, 31,250,000 apart.
    #[test]
    fn two_roots_inside_one_step_of_the_scan_show_as_a_dip() {
        let found = searched(TERMS, |x| Some((x - 400_000_000) * (x - 400_010_000)));
        assert_eq!(roots(&found), [400_000_000, 400_010_000]);
    }

    #[test]
    fn a_function_that_only_touches_zero_has_a_root() {
        let found = searched(TERMS, |x| Some((x - 123_456_789) * (x - 123_456_789)));
        assert_eq!(roots(&found), [123_456_789]);
    }

    #[test]
    fn without_a_root_the_lowest_dip_was_looked_at() {
        let found = searched(TERMS, |x| Some((x - 123_456_789) * (x - 123_456_789) + 1_000_000_000));
        assert!(found.crossings.is_empty());
        let (lowest, at) = found.seen.iter().filter_map(|(&x, it)| Some((*it.as_ref().ok()?, x))).min().unwrap();
        assert!(lowest < 1_010_000_000 && (at - 123_456_789).abs() < 3_000, "{lowest} at {at}");
    }

    #[test]
    fn a_jump_is_not_a_root() {
        let found =
            searched(TERMS, |x| Some(if x < 333_333_333 { -1_000_000 - x / 1_000 } else { 2_000_000 + x / 1_000 }));
        let [jump] = found.crossings.as_slice() else { unreachable!("{:?}", found.crossings) };
        assert_eq!((jump.kind, jump.from, jump.to), (Kind::Jump, 333_333_332, 333_333_333));
    }

    #[test]
    fn a_jump_is_told_from_a_root_even_at_a_coarse_tolerance() {
        let found =
            searched(Terms { tolerance: 1_000_000, ..TERMS }, |x| Some(if x < 333_333_333 { -5_000 } else { 7_000 }));
        let [jump] = found.crossings.as_slice() else { unreachable!("{:?}", found.crossings) };
        assert_eq!(jump.kind, Kind::Jump);
        assert!(jump.from < 333_333_333 && jump.to >= 333_333_333 && jump.to - jump.from <= 1_000);
    }

    #[test]
    fn a_stretch_of_zeros_is_told_with_its_ends() {
        let found = searched(TERMS, |x| Some((x - 200_000_000).min(0) + (x - 700_000_000).max(0)));
        let [flat] = found.crossings.as_slice() else { unreachable!("{:?}", found.crossings) };
        assert_eq!((flat.kind, flat.from, flat.to), (Kind::Flat, 200_000_000, 700_000_000));
    }

    #[test]
    fn a_part_without_values_is_told_and_roots_beside_it_are_found() {
        let gone = |x: i128| (400_000_001..=600_000_000).contains(&x);
        let found = searched(TERMS, |x| (!gone(x)).then_some(x - 399_999_990));
        assert_eq!(roots(&found), [399_999_990]);
        assert_eq!(found.gaps, [(400_000_001, 600_000_000)]);
    }

    /// The function changes sign across a part without values: that is no root.
    #[test]
    fn a_change_of_sign_across_a_gap_is_not_a_root() {
        let found = searched(TERMS, |x| (!(400_000_001..=600_000_000).contains(&x)).then_some(x - 500_000_000));
        assert!(found.crossings.is_empty(), "{:?}", found.crossings);
    }

    /// Steps of a thousand: the root is where one step ends and the next begins, and no jump.
    #[test]
    fn rounding_is_not_a_jump() {
        let found = searched(TERMS, |x| Some((x / 1_000) * 1_000 - 333_333_500));
        let [root] = found.crossings.as_slice() else { unreachable!("{:?}", found.crossings) };
        assert_eq!((root.kind, root.from, root.to), (Kind::Root, 333_333_999, 333_334_000));
    }

    #[test]
    fn a_root_at_an_end_of_the_bracket_is_a_root() {
        assert_eq!(roots(&searched(TERMS, Some)), [0]);
        assert_eq!(roots(&searched(TERMS, |x| Some(x - 1_000_000_000))), [1_000_000_000]);
    }

    #[test]
    fn rounds_end_where_they_are_limited() {
        let found = searched(Terms { most_rounds: 1, ..TERMS }, |x| Some(x * x - 15_000_000_000_000_000));
        assert_eq!(found.rounds, 1);
        assert!(!found.crossings[0].converged);
    }

    #[test]
    fn a_bracket_of_a_few_whole_numbers_is_searched_whole() {
        let found = searched(Terms { low: 0, high: 7, tolerance: 1, most_rounds: 100 }, |x| Some(x * 10 - 25));
        assert_eq!((found.crossings[0].from, found.crossings[0].to, found.crossings[0].kind), (2, 3, Kind::Root));
        assert_eq!(roots(&searched(Terms { low: 5, high: 5, tolerance: 1, most_rounds: 9 }, |x| Some(x - 5))), [5]);
    }
}
