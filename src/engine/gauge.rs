//! What a study keeps of a run: one figure a path, or one value a row.

use super::exact::Run;
use crate::plan::Slot;

/// One figure of a whole run.
#[derive(Debug, Clone, PartialEq)]
pub enum Gauge {
    /// The first row in which a flag is 1.
    First(Slot),
    /// How many rows a flag is 1 in.
    Count(Slot),
    /// The value on the last row that was run.
    Last(Slot),
    /// The least and the most over the rows after closing in which it is available.
    Minimum(Slot),
    Maximum(Slot),
    /// Over every row that was run, closing included; a row without a value adds nothing.
    Sum(Slot),
    /// The same, each row's value times a whole number: for average lives.
    Weighted(Slot, Vec<i128>),
    /// The last row that was run.
    End,
}

/// What to keep of every path.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    pub gauges: Vec<Gauge>,
    /// Slots whose value is kept on every row.
    pub profiles: Vec<Slot>,
}

impl Gauge {
    /// The slot it looks at.
    pub fn slot(&self) -> Option<Slot> {
        match self {
            Gauge::First(slot)
            | Gauge::Count(slot)
            | Gauge::Last(slot)
            | Gauge::Minimum(slot)
            | Gauge::Maximum(slot)
            | Gauge::Sum(slot)
            | Gauge::Weighted(slot, _) => Some(*slot),
            Gauge::End => None,
        }
    }

    /// The figure of one run, by the exact engine; `None` where it is not available.
    pub fn read(&self, run: &Run) -> Option<i128> {
        let values = |slot: Slot| (0..run.rows.len()).filter_map(move |row| Some((row, run.value(row, slot)?)));
        let periods = |slot: Slot| values(slot).filter(|&(row, _)| row > 0).map(|(_, value)| value);
        match self {
            Gauge::First(slot) => values(*slot).find(|&(_, value)| value == 1).map(|(row, _)| row as i128),
            Gauge::Count(slot) => Some(values(*slot).filter(|&(_, value)| value == 1).count() as i128),
            Gauge::Last(slot) => run.value(run.last(), *slot),
            Gauge::Minimum(slot) => periods(*slot).min(),
            Gauge::Maximum(slot) => periods(*slot).max(),
            Gauge::Sum(slot) => values(*slot).try_fold(0i128, |sum, (_, value)| sum.checked_add(value)),
            Gauge::Weighted(slot, weights) => values(*slot)
                .try_fold(0i128, |sum, (row, value)| sum.checked_add(value.checked_mul(*weights.get(row)?)?)),
            Gauge::End => Some(run.last() as i128),
        }
    }
}
