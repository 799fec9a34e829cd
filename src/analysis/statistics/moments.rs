//! Sums of a figure over paths: its mean, its spread, and how well the mean is known.

use super::design::{Block, Counter, Design, Paths, cluster};
use super::sums::{add_products, total};
use crate::quantity::sums::{Clustered, Products, mean, standard_deviation};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Everything that a mean and its error need, exactly; a path without a value (NaN) adds nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Moments {
    pub count: u64,
    sum: Whole,
    squares: Products,
    /// Over pairs with a value: how many, the square of the sum, sum times values, values squared.
    pairs: u64,
    pair_squares: Products,
    pair_crossed: Whole,
    pair_sizes: u64,
    /// By scramble: values, sum.
    scrambles: Vec<(u64, Whole)>,
}

/// A whole number as a decimal string in JSON, whose own numbers hold 64 bits at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Whole(pub i128);

impl Whole {
    /// Stays at the largest where a damaged file would take it beyond.
    pub fn add(&mut self, value: i128) {
        self.0 = self.0.saturating_add(value);
    }
}

impl Serialize for Whole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Whole, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Whole).map_err(|_| serde::de::Error::custom(format!("`{text}` is not a whole number")))
    }
}

impl Moments {
    pub fn add(&mut self, values: &[f64], block: &Block) {
        let (count, sum) = total(values);
        self.count += count;
        self.sum.0 += sum;
        if count > 0 {
            add_products(&mut self.squares, values, values);
        }
        match block.design {
            Design::Independent => {}
            Design::Pairs => values.as_chunks().0.iter().for_each(|pair| self.add_pair(pair)),
            Design::Scrambles(scrambles) => {
                self.scrambles.resize(scrambles, (0, Whole(0)));
                let of = &mut self.scrambles[block.scramble()];
                *of = (of.0 + count, Whole(of.1.0 + sum));
            }
        }
    }

    /// Of values that come in numbers, of paths or scrambles that are independent: by value, then by scramble.
    pub fn counted<'a>(values: impl Iterator<Item = (i128, &'a Counter)>) -> Moments {
        let mut it = Moments::default();
        for (value, counter) in values {
            let times = |count: u64| i128::from(count) * value;
            it.count += counter.hits;
            it.sum.0 += times(counter.hits);
            it.squares.add(times(counter.hits), value);
            it.scrambles.resize(counter.scrambles.len(), (0, Whole(0)));
            for (into, &count) in it.scrambles.iter_mut().zip(&counter.scrambles) {
                *into = (into.0 + count, Whole(into.1.0 + times(count)));
            }
        }
        it
    }

    fn add_pair(&mut self, pair: &[f64; 2]) {
        let known = pair.iter().filter(|value| !value.is_nan());
        let (size, sum) = known.fold((0u64, 0i128), |(size, sum), &value| (size + 1, sum + value as i128));
        if size > 0 {
            self.pairs += 1;
            self.pair_squares.add(sum, sum);
            self.pair_crossed.0 += sum * i128::from(size);
            self.pair_sizes += size * size;
        }
    }

    pub fn merge(&mut self, other: &Moments) {
        self.count = self.count.saturating_add(other.count);
        self.sum.add(other.sum.0);
        self.squares.merge(&other.squares);
        self.pairs = self.pairs.saturating_add(other.pairs);
        self.pair_squares.merge(&other.pair_squares);
        self.pair_crossed.add(other.pair_crossed.0);
        self.pair_sizes = self.pair_sizes.saturating_add(other.pair_sizes);
        self.scrambles.resize(self.scrambles.len().max(other.scrambles.len()), (0, Whole(0)));
        for (into, from) in self.scrambles.iter_mut().zip(&other.scrambles) {
            into.0 = into.0.saturating_add(from.0);
            into.1.add(from.1.0);
        }
    }

    pub fn sum(&self) -> i128 {
        self.sum.0
    }

    pub fn mean(&self) -> Option<i128> {
        mean(self.count, self.sum.0)
    }

    pub fn standard_deviation(&self) -> Option<i128> {
        standard_deviation(self.count, self.sum.0, &self.squares, 1)
    }

    /// Of the mean; `None` with fewer than two independent groups.
    pub fn standard_error(&self, paths: &Paths) -> Option<i128> {
        self.clustered(paths).standard_error(1)
    }

    fn clustered(&self, paths: &Paths) -> Clustered {
        let mut it = Clustered { count: self.count, sum: self.sum.0, ..Clustered::default() };
        match paths.design {
            Design::Independent => {
                it.clusters = self.count;
                it.squares = self.squares;
                it.crossed = Products::of(self.sum.0);
                it.sizes = Products::of(i128::from(self.count));
            }
            Design::Pairs => {
                it.clusters = self.pairs;
                it.squares = self.pair_squares;
                it.crossed = Products::of(self.pair_crossed.0);
                it.sizes = Products::of(i128::from(self.pair_sizes));
            }
            Design::Scrambles(_) => {
                self.scrambles.iter().for_each(|(count, sum)| cluster(&mut it, *count, sum.0));
            }
        }
        it
    }

    /// N Σx² − (Σx)²
    pub fn spread(&self) -> f64 {
        crate::quantity::sums::covariance(self.count, self.sum.0, self.sum.0, &self.squares)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], design: Design) -> (Moments, Paths) {
        let mut it = Moments::default();
        for (index, values) in values.chunks(4).enumerate() {
            it.add(values, &Block { design, first: index as u64 * 4, lanes: values.len() });
        }
        (it, Paths { design, done: values.len() as u64 })
    }

    /// Rows by how many paths they come on say what each path's own value would have said.
    #[test]
    fn values_that_are_counted_are_values_that_are_added() {
        let at = [3, 70, 1_000_000_000_000];
        for design in [Design::Independent, Design::Scrambles(3)] {
            let (mut added, mut times) = (Moments::default(), crate::analysis::statistics::Times::new(at.len()));
            for block in 0..7u64 {
                let rows: Vec<f64> =
                    (0..128).map(|it| if (it + block) % 4 == 3 { f64::NAN } else { (it * block % 3) as f64 }).collect();
                let values: Vec<f64> =
                    rows.iter().map(|row| if row.is_nan() { *row } else { at[*row as usize] as f64 }).collect();
                let block = Block { design, first: block * 128, lanes: 128 };
                times.add(&rows, &block);
                added.add(&values, &block);
            }
            let counters: Vec<Counter> = (0..at.len()).map(|row| times.at(row)).collect();
            assert_eq!(Moments::counted(at.into_iter().zip(&counters)), added);
        }
    }

    /// The figures of [`crate::quantity::sums`], at a scale of seven decimals.
    #[test]
    fn errors_follow_the_design() {
        let values = [2.0, 9.0, 4.0, 7.0, 4.0, 5.0, 4.0, 5.0].map(|value| value * 1e7);
        let (it, paths) = of(&values, Design::Independent);
        assert_eq!((it.mean(), it.standard_error(&paths)), (Some(50_000_000), Some(7_559_289)));
        assert_eq!(it.standard_deviation(), Some(21_380_899));
        let (it, paths) = of(&values, Design::Pairs);
        assert_eq!(it.standard_error(&paths), Some(2_886_751));
    }

    #[test]
    fn a_path_without_a_value_adds_nothing() {
        let (with, paths) = of(&[1.0, f64::NAN, 5.0, 9.0], Design::Independent);
        let (without, _) = of(&[1.0, 5.0, 9.0], Design::Independent);
        assert_eq!(with, without);
        assert_eq!(with.standard_error(&paths), without.standard_error(&paths));
    }

    #[test]
    fn merging_is_adding() {
        let values: Vec<f64> = (0..96).map(|it| f64::from(it * it % 101) - 50.0).collect();
        for design in [Design::Independent, Design::Pairs, Design::Scrambles(2)] {
            let (whole, _) = of(&values, design);
            let (mut left, _) = of(&values[..40], design);
            let (right, _) = of(&values[40..], design);
            left.merge(&right);
            assert_eq!(left, whole, "{design:?}");
        }
    }
}
