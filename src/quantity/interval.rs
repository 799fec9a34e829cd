//! Positive numbers known between two bounds of 128 bits, for deciding a comparison without a long calculation.

use std::cmp::Ordering;

use ethnum::U256;

/// A positive number between `low × 2^exponent` and `high × 2^high_exponent`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    low: Float,
    high: Float,
}

/// `mantissa × 2^exponent`, the top bit of the mantissa set.
#[derive(Debug, Clone, Copy)]
struct Float {
    mantissa: u128,
    exponent: i128,
}

impl Interval {
    /// The number itself; 0 is taken as 1, callers have dealt with it.
    pub(super) fn exact(value: u128) -> Interval {
        let value = value.max(1);
        let shift = value.leading_zeros();
        let float = Float { mantissa: value << shift, exponent: -i128::from(shift) };
        Interval { low: float, high: float }
    }

    pub(super) fn times(self, other: Interval) -> Interval {
        Interval { low: self.low.times(other.low, false), high: self.high.times(other.high, true) }
    }

    /// `self^exponent` by repeated squaring.
    pub(super) fn power(self, mut exponent: u64) -> Interval {
        let mut result = Interval::exact(1);
        let mut square = self;
        while exponent > 0 {
            if exponent % 2 == 1 {
                result = result.times(square);
            }
            exponent /= 2;
            if exponent > 0 {
                square = square.times(square);
            }
        }
        result
    }

    /// None when the bounds overlap.
    pub(super) fn compare(self, other: Interval) -> Option<Ordering> {
        if self.high.compare(other.low) == Ordering::Less {
            Some(Ordering::Less)
        } else if self.low.compare(other.high) == Ordering::Greater {
            Some(Ordering::Greater)
        } else {
            None
        }
    }

    /// Number of binary digits before the point, give or take one.
    pub(super) fn bits(self) -> i128 {
        self.low.exponent.saturating_add(128)
    }
}

impl Float {
    fn times(self, other: Float, up: bool) -> Float {
        let product = U256::from(self.mantissa).wrapping_mul(U256::from(other.mantissa)); // 128 + 128 bits
        let (high, low) = product.into_words();
        let exponent = self.exponent.saturating_add(other.exponent).saturating_add(128);
        let (mantissa, exponent, inexact) = if high >> 127 == 1 {
            (high, exponent, low != 0)
        } else {
            ((high << 1) | (low >> 127), exponent.saturating_sub(1), low << 1 != 0)
        };
        if !(up && inexact) {
            return Float { mantissa, exponent };
        }
        match mantissa.checked_add(1) {
            Some(mantissa) => Float { mantissa, exponent },
            None => Float { mantissa: 1 << 127, exponent: exponent.saturating_add(1) },
        }
    }

    fn compare(self, other: Float) -> Ordering {
        self.exponent.cmp(&other.exponent).then(self.mantissa.cmp(&other.mantissa))
    }
}
