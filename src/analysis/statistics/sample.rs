//! A figure over paths: its sums and its distribution, side by side.

use super::design::{Block, Paths};
use super::distribution::{Cell, Distribution, Share, mean_of_highest, mean_of_lowest, quantile};
use super::summary::{Bin, Chance, Quantile, Shortfall, Summary};
use super::{Moments, Times};
use crate::engine::outcome::Figure;
use crate::model::Type;
use crate::quantity::sums::Clustered;
use crate::quantity::{Rounding, Unit, divide, power_of_ten};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sample {
    pub moments: Moments,
    pub distribution: Distribution,
}

/// 5%, 25%, 50%, 75%, 95%, 99%, 99.9%.
const QUANTILES: [Share; 7] = [of(50), of(250), of(500), of(750), of(950), of(990), of(999)];

/// Shares of the paths whose mean is a shortfall: beyond 95% and 99%.
const TAILS: [Share; 2] = [of(50), of(10)];

/// Bins of a histogram, between these two quantiles and out to the extremes.
const BINS: i128 = 40;
const WITHIN: [Share; 2] = [of(1), of(999)];

/// Zero is common when so many times its count is no less than that of everything else.
const COMMON: u64 = 20;

/// Thousandths.
const fn of(part: u32) -> Share {
    Share { part, whole: 1_000 }
}

impl Sample {
    pub fn add(&mut self, values: &[f64], block: &Block) {
        self.moments.add(values, block);
        self.distribution.add(values);
    }

    pub fn merge(&mut self, other: &Sample) {
        self.moments.merge(&other.moments);
        self.distribution.merge(&other.distribution);
    }

    pub fn settle(&mut self) {
        self.distribution.settle();
    }

    pub fn summary(&self, paths: &Paths, of: &Type) -> Summary {
        let cells = self.distribution.cells();
        summary(&self.moments, &cells, self.distribution.extremes(), self.distribution.is_exact(), paths, of)
    }
}

/// When something first happens, in time from closing, among the paths on which it does.
pub fn summary_of_times(times: &Times, years: &Moments, at: &[i128], paths: &Paths, of: &Type) -> Summary {
    let cells: Vec<Cell> = at
        .iter()
        .enumerate()
        .map(|(row, &value)| (times.at(row).hits, value))
        .filter(|(count, _)| *count > 0)
        .map(|(count, value)| Cell { count, sum: i128::from(count) * value })
        .collect();
    let extremes = cells.first().zip(cells.last()).map(|(first, last)| (first.value(), last.value()));
    summary(years, &cells, extremes, true, paths, of)
}

fn summary(
    moments: &Moments,
    cells: &[Cell],
    extremes: Option<(i128, i128)>,
    exact: bool,
    paths: &Paths,
    of: &Type,
) -> Summary {
    let figure = |value: i128| Figure::new(value, of.clone());
    let quantiles = QUANTILES
        .iter()
        .filter_map(|&share| Some(Quantile { share: share_of(share), value: figure(quantile(cells, share)?) }));
    let tails = |mean: fn(&[Cell], Share) -> Option<i128>| -> Vec<Shortfall> {
        let of = |&share: &Share| {
            let level = Share { part: share.whole - share.part, whole: share.whole };
            Some(Shortfall { level: share_of(level), value: figure(mean(cells, share)?) })
        };
        TAILS.iter().filter_map(of).collect()
    };
    Summary {
        available: moments.count,
        not_available: paths.done.saturating_sub(moments.count),
        mean: moments.mean().map(figure),
        standard_error: moments.standard_error(paths).map(figure),
        standard_deviation: moments.standard_deviation().map(figure),
        least: extremes.map(|(least, _)| figure(least)),
        most: extremes.map(|(_, most)| figure(most)),
        quantiles: quantiles.collect(),
        lowest: tails(mean_of_lowest),
        highest: tails(mean_of_highest),
        histogram: histogram(cells, extremes, &figure),
        exact,
    }
}

/// Few values each have a bin; many fall into bins of one width, the outer ones reaching to the extremes. Where nothing
/// is less than zero and zero itself is common, as of losses, it has a bin of its own.
fn histogram(cells: &[Cell], extremes: Option<(i128, i128)>, figure: &impl Fn(i128) -> Figure) -> Vec<Bin> {
    let Some((least, most)) = extremes else { return Vec::new() };
    let single = |cell: &Cell| Bin { from: figure(cell.value()), to: figure(cell.value()), count: cell.count };
    if cells.len() as i128 <= BINS {
        return cells.iter().map(single).collect();
    }
    if let [zero, rest @ ..] = cells
        && zero.value() == 0
        && least == 0
        && let Some(first) = rest.first()
        && zero.count.saturating_mul(COMMON) >= rest.iter().map(|it| it.count).sum()
    {
        let rest = histogram(rest, Some((first.value(), most)), figure);
        return std::iter::once(single(zero)).chain(rest).collect();
    }
    let [low, high] = WITHIN.map(|share| quantile(cells, share).unwrap_or(least));
    let width = ((high - low) / BINS).max(1);
    let bins = ((high - low) / width).clamp(1, BINS);
    let mut counts = vec![0u64; usize::try_from(bins).unwrap_or(1)];
    for cell in cells {
        let index = ((cell.value() - low).div_euclid(width)).clamp(0, bins - 1);
        if let Some(count) = usize::try_from(index).ok().and_then(|index| counts.get_mut(index)) {
            *count += cell.count;
        }
    }
    let edge = |index: i128| match index {
        0 => least,
        index if index >= bins => most.max(low + (bins - 1) * width),
        index => low + index * width,
    };
    let bin = |(index, &count): (usize, &u64)| Bin {
        from: figure(edge(index as i128)),
        to: figure(edge(index as i128 + 1)),
        count,
    };
    counts.iter().enumerate().map(bin).collect()
}

fn share_of(share: Share) -> Figure {
    ratio(i128::from(share.part), i128::from(share.whole)).unwrap_or_else(|| Figure::new(0, ratio_type()))
}

/// `part / whole` as a ratio; `None` of nothing.
pub fn ratio(part: i128, whole: i128) -> Option<Figure> {
    let one = power_of_ten(ratio_type().scale());
    divide(part, whole, one, 1, Rounding::HalfUp).map(|value| Figure::new(value, ratio_type()))
}

pub fn ratio_type() -> Type {
    Type::Quantity(Unit::ratio())
}

/// How often, of the values of 0 and 1 that were counted.
pub fn chance(counted: &Clustered) -> Chance {
    let count = u64::try_from(counted.sum).unwrap_or(0);
    let one = power_of_ten(ratio_type().scale());
    Chance {
        count,
        of: counted.count,
        share: ratio(counted.sum, i128::from(counted.count)).unwrap_or_else(|| Figure::new(0, ratio_type())),
        standard_error: counted.standard_error(one).map(|value| Figure::new(value, ratio_type())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::statistics::Design;

    #[test]
    fn no_loss_at_all_has_a_bin_of_its_own() {
        let cell = |value: i128, count: u64| Cell { count, sum: value * i128::from(count) };
        let cells: Vec<Cell> = std::iter::once(cell(0, 500)).chain((1..=100).map(|it| cell(it * 1_000, 5))).collect();
        let bins = histogram(&cells, Some((0, 100_000)), &|value| Figure::new(value, ratio_type()));
        assert_eq!((bins[0].from.value, bins[0].to.value, bins[0].count), (0, 0, 500));
        assert_eq!((bins[1].from.value, bins.len()), (1_000, 41));
        assert_eq!(bins.iter().skip(1).map(|bin| bin.count).sum::<u64>(), 500);
    }

    #[test]
    fn a_histogram_holds_every_path_in_order() {
        let values: Vec<f64> = (0..5_000).map(|it| f64::from(it * it % 4_999) * 1e9).collect();
        let mut sample = Sample::default();
        sample.add(&values, &Block { design: Design::Independent, first: 0, lanes: values.len() });
        let paths = Paths { design: Design::Independent, done: 5_000 };
        let summary = sample.summary(&paths, &ratio_type());
        assert_eq!(summary.histogram.iter().map(|bin| bin.count).sum::<u64>(), 5_000);
        assert!(summary.histogram.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert!(summary.histogram.iter().all(|bin| bin.from.value < bin.to.value));
        assert_eq!(summary.histogram.len(), 40);
        assert_eq!(summary.histogram.first().map(|bin| bin.from.clone()), summary.least);
        assert_eq!(summary.histogram.last().map(|bin| bin.to.clone()), summary.most);
        assert_eq!(summary.quantiles.len(), 7);
        assert_eq!(summary.quantiles[6].share.plain(), "0.999000000000");
    }

    #[test]
    fn few_values_have_bins_of_their_own_and_none_has_none() {
        let mut sample = Sample::default();
        let paths = Paths { design: Design::Independent, done: 3 };
        assert!(sample.summary(&paths, &ratio_type()).histogram.is_empty());
        sample.add(&[5.0, 5.0, f64::NAN], &Block { design: Design::Independent, first: 0, lanes: 3 });
        let summary = sample.summary(&paths, &ratio_type());
        assert_eq!((summary.available, summary.not_available, summary.histogram.len()), (2, 1, 1));
        assert_eq!(summary.histogram[0].from, summary.histogram[0].to);
    }
}
