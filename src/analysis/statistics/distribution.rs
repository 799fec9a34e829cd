//! The values of a figure over paths: every one of them while they are few, narrow bins once they are many.
//!
//! Which of the two, and every bin, depends on the set of values alone, so it does not matter who added what where.

use super::bins::{self, Total};
use super::cell::{bounds, sort, whole};
use super::spread::Spread;
use crate::quantity::{Rounding, fraction};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Values that are kept as they are.
const MOST_EXACT: usize = 65_536;

/// Bins have a width of 2^-10 of their value at most: 0.1%.
const BITS: u32 = 10;

/// Paths without a value (NaN) are left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Distribution {
    /// Every value, until there are too many.
    exact: Vec<f64>,
    bins: Option<Box<Bins>>,
    extremes: Option<(i128, i128)>,
}

type Bins = bins::Bins<Cell, BITS>;

/// Values that are equal, or nearly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    pub count: u64,
    pub sum: i128,
}

impl Cell {
    /// The mean of its values: the value itself where they are equal.
    pub fn value(&self) -> i128 {
        // Nearly all are small enough for the processor's own division; half is away from zero, as everywhere.
        if let (Ok(sum), Ok(count @ 1..)) = (u64::try_from(self.sum.unsigned_abs()), u32::try_from(self.count)) {
            let (count, half) = (u64::from(count), u64::from(count / 2));
            let (quotient, rest) = (sum / count, sum % count);
            let value = i128::from(quotient + u64::from(rest >= count - half));
            return if self.sum < 0 { -value } else { value };
        }
        fraction(&[self.sum], &[i128::from(self.count)], Rounding::HalfUp).unwrap_or(0)
    }
}

impl Total for Cell {
    const SUMS: bool = true;

    fn gain(&mut self, count: u64, sum: i128) {
        self.count += count;
        self.sum += sum;
    }

    fn merge(&mut self, other: &Cell) {
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
    }
}

impl Distribution {
    pub fn add(&mut self, values: &[f64]) {
        let Spread { known, least, most } = Spread::of(values);
        if known == 0 {
            return;
        }
        self.reach((whole(least), whole(most)));
        match &mut self.bins {
            Some(bins) if least == most => bins.add_equal(least, known),
            Some(bins) => _ = bins.add(values),
            None => {
                keep(&mut self.exact, values);
                self.coarsen();
            }
        }
    }

    fn reach(&mut self, (low, high): (i128, i128)) {
        self.extremes = Some(match self.extremes {
            Some((least, most)) => (least.min(low), most.max(high)),
            None => (low, high),
        });
    }

    fn coarsen(&mut self) {
        if self.exact.len() > MOST_EXACT || (self.bins.is_some() && !self.exact.is_empty()) {
            let bins = self.bins.get_or_insert_with(|| Box::new(Bins::new()));
            bins.add(&std::mem::take(&mut self.exact));
        }
    }

    pub fn merge(&mut self, other: &Distribution) {
        self.exact.extend_from_slice(&other.exact);
        if let Some(from) = &other.bins {
            self.bins.get_or_insert_with(|| Box::new(Bins::new())).merge(from);
        }
        if let Some(extremes) = other.extremes {
            self.reach(extremes);
        }
        self.coarsen();
    }

    /// Puts what is kept in order, so that equal sets are equal.
    pub fn settle(&mut self) {
        sort(&mut self.exact);
    }

    /// Values that occurred, not bins.
    pub fn is_exact(&self) -> bool {
        self.bins.is_none()
    }

    pub fn extremes(&self) -> Option<(i128, i128)> {
        self.extremes
    }

    /// Ascending, equal values together.
    pub fn cells(&self) -> Vec<Cell> {
        if let Some(bins) = &self.bins {
            return bins.each().map(|(_, _, cell)| cell).collect();
        }
        let mut values = self.exact.clone();
        sort(&mut values);
        let mut cells: Vec<Cell> = Vec::new();
        let mut last = f64::NAN;
        for value in values {
            match cells.last_mut() {
                Some(cell) if value == last => {
                    cell.count += 1;
                    cell.sum += whole(value);
                }
                _ => cells.push(Cell { count: 1, sum: whole(value) }),
            }
            last = value;
        }
        cells
    }
}

/// Keeps the values of those paths that have one; there is one zero.
pub fn keep(into: &mut Vec<f64>, values: &[f64]) {
    let mut end = into.len();
    into.resize(end + values.len(), 0.0);
    // Each is written, and the next one over it where it is none: a branch would be a guess.
    for &value in values {
        into[end] = value + 0.0;
        end += usize::from(!value.is_nan());
    }
    into.truncate(end);
}

/// `part / whole` of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub part: u32,
    pub whole: u32,
}

/// Nearest rank: the least value that at least this share of the values does not exceed.
pub fn quantile(cells: &[Cell], share: Share) -> Option<i128> {
    let count: u128 = cells.iter().map(|cell| u128::from(cell.count)).sum();
    let rank = (count * u128::from(share.part)).div_ceil(u128::from(share.whole)).max(1);
    let mut below = 0;
    cells.iter().find_map(|cell| {
        below += u128::from(cell.count);
        (below >= rank).then(|| cell.value())
    })
}

/// Mean of the lowest share of the values; of a value that lies across the edge, the part within it.
pub fn mean_of_lowest(cells: &[Cell], share: Share) -> Option<i128> {
    mean_of(cells.iter(), share)
}

/// Mean of the highest share of the values: expected shortfall, where high is bad.
pub fn mean_of_highest(cells: &[Cell], share: Share) -> Option<i128> {
    mean_of(cells.iter().rev(), share)
}

/// Acerbi and Tasche (2002), On the coherence of expected shortfall: the edge value counts with the part of its weight
/// that fills the share.
fn mean_of<'a>(cells: impl Iterator<Item = &'a Cell> + Clone, share: Share) -> Option<i128> {
    let count: i128 = cells.clone().map(|cell| i128::from(cell.count)).sum();
    let wanted = count * i128::from(share.part);
    let (mut left, mut sum) = (wanted, 0i128);
    for cell in cells {
        let weight = i128::from(cell.count) * i128::from(share.whole);
        if weight > left {
            sum += fraction(&[cell.sum, left], &[i128::from(cell.count)], Rounding::HalfUp)?;
            break;
        }
        sum += cell.sum.checked_mul(i128::from(share.whole))?;
        left -= weight;
    }
    fraction(&[sum], &[wanted], Rounding::HalfUp)
}

/// What is written: all values, or the bins that are not empty.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stored {
    /// Ascending, each with a blank after the one before.
    Values(String),
    /// Page, bin, count, sum.
    Bins { least: String, most: String, bins: Vec<(usize, usize, u64, String)> },
}

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = match &self.bins {
            Some(bins) => {
                let (least, most) = self.extremes.unwrap_or((0, 0));
                let bins = bins.each().map(|(page, bin, cell)| (page, bin, cell.count, cell.sum.to_string()));
                Stored::Bins { least: least.to_string(), most: most.to_string(), bins: bins.collect() }
            }
            None => {
                let mut values = self.exact.clone();
                sort(&mut values);
                let words: Vec<String> = values.into_iter().map(|value| whole(value).to_string()).collect();
                Stored::Values(words.join(" "))
            }
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Distribution {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Distribution, D::Error> {
        let wrong = |text: &str| serde::de::Error::custom(format!("`{text}` is not a whole number"));
        let number = |text: &str| text.parse::<i128>().map_err(|_| wrong(text));
        let mut it = Distribution::default();
        match Stored::deserialize(deserializer)? {
            Stored::Values(text) => {
                let values: Result<Vec<f64>, D::Error> =
                    text.split_whitespace().map(|word| Ok(number(word)? as f64)).collect();
                let values = values?;
                it.add(&values);
            }
            Stored::Bins { least, most, bins } => {
                it.reach((number(&least)?, number(&most)?));
                let mut all = Bins::new();
                for (page, bin, count, sum) in bins {
                    let sum = number(&sum)?;
                    let (low, high) = if Bins::has(page, bin) { bounds(page, bin, BITS) } else { (1, 0) };
                    let within = |bound: i128| i128::from(count).checked_mul(bound);
                    if count == 0 || within(low).is_none_or(|it| sum < it) || within(high).is_none_or(|it| sum > it) {
                        return Err(serde::de::Error::custom(format!(
                            "{count} values that sum to {sum} are not of bin {page}, {bin}"
                        )));
                    }
                    all.at(page, bin).merge(&Cell { count, sum });
                }
                it.bins = Some(Box::new(all));
            }
        }
        Ok(it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(count: u64) -> Vec<f64> {
        (0..count).map(|it| ((it.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as f64) - 3_000_000.0).collect()
    }

    fn all(values: &[f64]) -> Distribution {
        let mut it = Distribution::default();
        values.chunks(100).for_each(|values| it.add(values));
        it
    }

    #[test]
    fn a_cell_is_worth_its_mean() {
        for sum in [-7i128, -6, -5, 0, 4, 5, 6, 7, 1 << 62, (1 << 64) - 1, -(1 << 64), 1 << 90] {
            for count in [1, 2, 3, 4, 5, 1 << 31, (1 << 32) - 1, 1 << 32] {
                let mean = fraction(&[sum], &[i128::from(count)], Rounding::HalfUp);
                assert_eq!(Some(Cell { count, sum }.value()), mean, "{sum} / {count}");
            }
        }
    }

    /// 1 to 10: by nearest rank the median is 5, 95% is 10; the worst 25% are 10, 9 and half of 8 (by hand).
    #[test]
    fn quantiles_and_tails_by_hand() {
        let cells = all(&[7.0, 3.0, 1.0, 2.0, 10.0, 4.0, 9.0, 5.0, 8.0, 6.0]).cells();
        let at = |part| quantile(&cells, Share { part, whole: 100 });
        assert_eq!((at(50), at(95), at(5), at(90), at(91)), (Some(5), Some(10), Some(1), Some(9), Some(10)));
        let quarter = Share { part: 1, whole: 4 };
        let scaled = all(&(1..=10).map(|it| f64::from(it) * 100.0).collect::<Vec<_>>()).cells();
        assert_eq!(mean_of_highest(&scaled, quarter), Some(920));
        assert_eq!(mean_of_lowest(&scaled, quarter), Some(180));
        assert_eq!(quantile(&[], quarter), None);
        assert_eq!(mean_of_highest(&[], quarter), None);
    }

    #[test]
    fn bins_are_near_the_values_and_sum_to_the_same() {
        let values = values(200_000);
        let it = all(&values);
        assert!(!it.is_exact());
        let cells = it.cells();
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        assert_eq!(cells.iter().map(|cell| cell.count).sum::<u64>(), 200_000);
        assert_eq!(cells.iter().map(|cell| cell.sum).sum::<i128>(), sorted.iter().map(|&it| it as i128).sum::<i128>());
        for part in [5, 25, 50, 75, 95, 99] {
            let share = Share { part, whole: 100 };
            let (near, exact) = (quantile(&cells, share).expect("values"), sorted[part as usize * 2_000 - 1] as i128);
            assert!((near - exact).abs() * 1_000 <= exact.abs(), "{part}: {near} for {exact}");
        }
        assert_eq!(it.extremes(), Some((sorted[0] as i128, sorted[199_999] as i128)));
    }

    #[test]
    fn the_parts_never_show() {
        let values = values(150_000);
        let whole = all(&values);
        for at in [0, 1, 60_000, 80_000, 149_999] {
            let (mut left, right) = (all(&values[..at]), all(&values[at..]));
            let mut swapped = right.clone();
            swapped.merge(&left);
            left.merge(&right);
            assert_eq!((&left, &swapped), (&whole, &whole), "split at {at}");
        }
        let few = all(&values[..1_000]);
        let (mut left, right) = (all(&values[..300]), all(&values[300..1_000]));
        left.merge(&right);
        assert_eq!(left.cells(), few.cells());
        assert!(left.is_exact());
    }

    #[test]
    fn what_is_written_reads_back() {
        for count in [0, 1, 1_000, 100_000] {
            let it = all(&values(count));
            let text = serde_json::to_string(&it).expect("it serialises");
            let back: Distribution = serde_json::from_str(&text).expect("it reads back");
            assert_eq!(back.cells(), it.cells());
            assert_eq!((back.extremes(), back.is_exact()), (it.extremes(), it.is_exact()));
            assert_eq!(serde_json::to_string(&back).expect("it serialises"), text);
        }
        for bad in [r#"{"values":"1 x"}"#, r#"{"bins":{"least":"0","most":"9","bins":[[999,0,1,"5"]]}}"#] {
            assert!(serde_json::from_str::<Distribution>(bad).is_err(), "{bad}");
        }
    }
}
