//! How many values there are, and the least and the greatest of them.

use super::cell::{from_order, order};
use crate::engine::dispatch::{Kernel, dispatch};

/// Of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub known: u64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    pub const NONE: Spread = Spread { known: 0, least: f64::INFINITY, most: f64::NEG_INFINITY };

    /// Of these.
    pub fn of(values: &[f64]) -> Spread {
        dispatch(Extremes { values })
    }
}

/// All bits, or none.
#[inline(always)]
fn mask(holds: bool) -> u64 {
    0u64.wrapping_sub(u64::from(holds))
}

/// The least and the greatest of some values.
struct Extremes<'a> {
    values: &'a [f64],
}

impl Kernel for Extremes<'_> {
    type Output = Spread;

    #[inline(always)]
    fn run(self) -> Spread {
        spread(self.values)
    }
}

/// In whole numbers in the order of the floats: see [`order`].
#[inline(always)]
fn spread(values: &[f64]) -> Spread {
    let (mut known, mut least, mut most) = (0u64, i64::MAX, i64::MIN);
    for &value in values {
        let (none, order) = (mask(value.is_nan()) as i64, order(value));
        known = known.wrapping_add(none.wrapping_add(1) as u64);
        least = least.min((order & !none) | (i64::MAX & none));
        most = most.max((order & !none) | (i64::MIN & none));
    }
    match known {
        0 => Spread::NONE,
        known => Spread { known, least: from_order(least), most: from_order(most) },
    }
}
