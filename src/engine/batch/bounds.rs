//! What is known of a value before any path is run: how small, how large, whether it may be n/a.
//!
//! Whole numbers up to 2^53 are held exactly. A sum whose bounds stay below needs no check; one whose bounds do not is
//! checked on every path against [`CHECKED`], and may then be taken for smaller than that. The distance between the two
//! is room for seven more sums without a check.

use crate::plan::NOT_AVAILABLE;

/// Every whole number up to here is a float.
pub const EXACT: f64 = 9_007_199_254_740_992.0;

/// What a checked number is at most: 2^50.
pub const CHECKED: f64 = 1_125_899_906_842_624.0;

/// All bits set where a number is from `low` up to [`CHECKED`], none elsewhere.
#[inline(always)]
pub fn in_range(it: f64, low: f64) -> u64 {
    0u64.wrapping_sub(u64::from((it >= low) & (it <= CHECKED)))
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub low: f64,
    pub high: f64,
    /// May be n/a.
    pub missing: bool,
}

impl Bounds {
    /// Nothing is known.
    pub const ANY: Bounds = Bounds { low: f64::NEG_INFINITY, high: f64::INFINITY, missing: true };

    pub fn of(low: f64, high: f64, missing: bool) -> Bounds {
        // The difference of two infinities says nothing.
        let low = if low.is_nan() { f64::NEG_INFINITY } else { low };
        let high = if high.is_nan() { f64::INFINITY } else { high };
        Bounds { low, high, missing }
    }

    pub fn exactly(value: i128) -> Bounds {
        if value == NOT_AVAILABLE {
            // No number at all: an empty range would do, but zero is safe with whatever it meets.
            return Bounds { low: 0.0, high: 0.0, missing: true };
        }
        Bounds { low: value as f64, high: value as f64, missing: false }
    }

    pub fn flag(missing: bool) -> Bounds {
        Bounds { low: 0.0, high: 1.0, missing }
    }

    /// The largest magnitude.
    pub fn most(self) -> f64 {
        self.high.max(-self.low)
    }

    /// Whether every number in it is a float.
    pub fn is_exact(self) -> bool {
        self.most() <= EXACT
    }

    /// The same, once every path beyond [`CHECKED`] has been sent away.
    pub fn checked(self) -> Bounds {
        if self.is_exact() {
            self
        } else {
            Bounds { low: self.low.max(-CHECKED), high: self.high.min(CHECKED), ..self }
        }
    }

    pub fn add(self, other: Bounds) -> Bounds {
        Bounds::of(self.low + other.low, self.high + other.high, self.missing || other.missing)
    }

    pub fn subtract(self, other: Bounds) -> Bounds {
        Bounds::of(self.low - other.high, self.high - other.low, self.missing || other.missing)
    }

    /// What holds for either.
    pub fn or(self, other: Bounds) -> Bounds {
        Bounds::of(self.low.min(other.low), self.high.max(other.high), self.missing || other.missing)
    }

    pub fn minimum(self, other: Bounds) -> Bounds {
        Bounds::of(self.low.min(other.low), self.high.min(other.high), self.missing || other.missing)
    }

    pub fn maximum(self, other: Bounds) -> Bounds {
        Bounds::of(self.low.max(other.low), self.high.max(other.high), self.missing || other.missing)
    }

    /// Of the product, over a positive divisor; widened by the rounding.
    pub fn product(self, other: Bounds, divisor: f64) -> Bounds {
        let times = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b / divisor };
        let all = [
            times(self.low, other.low),
            times(self.low, other.high),
            times(self.high, other.low),
            times(self.high, other.high),
        ];
        let low = all.iter().copied().fold(f64::INFINITY, f64::min);
        let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let widen = |it: f64, by: f64| if it == 0.0 { 0.0 } else { (it + by) * 1.000_000_1 };
        let low = if low > 0.0 { 0.0 } else { widen(low, -1.0) };
        let high = if high < 0.0 { 0.0 } else { widen(high, 1.0) };
        Bounds::of(low, high, self.missing || other.missing)
    }
}
