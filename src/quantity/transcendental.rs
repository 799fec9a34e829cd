//! Exponentials and square roots of ratios, for price impact: rounded to 12 decimals from many more.

use super::fixed::{LIMIT, Rounding, power_of_ten};
use num_bigint::BigInt;

const RATIO: u32 = 12;
/// Decimals carried while a series is summed.
const GUARD: u32 = 36;
/// Beyond this, e^-x is below half of the last decimal.
const FAR: i128 = 30_000_000_000_000;

/// e^x to 12 decimals, x a ratio of 12 decimals; `None` where the result outgrows a value.
pub fn exponential(x: i128, rounding: Rounding) -> Option<i128> {
    if x.checked_neg()? > FAR {
        return Some(0);
    }
    if x > 2 * FAR {
        return None;
    }
    let one = BigInt::from(10).pow(GUARD + RATIO);
    // e^x = (e^(x / 2^8))^(2^8): the series then converges in a few terms.
    let halvings = 8u32;
    let argument = (BigInt::from(x.abs()) * BigInt::from(10).pow(GUARD)) >> halvings;
    let mut term = one.clone();
    let mut sum = one.clone();
    for n in 1u32..200 {
        term = term * &argument / &one / n;
        if term == BigInt::ZERO {
            break;
        }
        sum += &term;
    }
    for _ in 0..halvings {
        sum = &sum * &sum / &one;
    }
    if x < 0 {
        sum = &one * &one / sum;
    }
    round_off(sum, GUARD, rounding)
}

/// √x to 12 decimals, x a ratio of 12 decimals; `None` for a negative.
pub fn square_root(x: i128, rounding: Rounding) -> Option<i128> {
    if x < 0 {
        return None;
    }
    // One digit more than is kept, then a sticky digit: an exact root is never mistaken for a tie.
    let widened = BigInt::from(x) * power_of_ten(RATIO) * BigInt::from(10).pow(2 * GUARD);
    round_off(widened.sqrt(), GUARD, rounding)
}

fn round_off(value: BigInt, digits: u32, rounding: Rounding) -> Option<i128> {
    let unit = BigInt::from(10).pow(digits);
    let (whole, rest): (BigInt, BigInt) = (&value / &unit, &value % &unit);
    let whole = i128::try_from(whole).ok()?;
    let up = match (rest * 2u32).cmp(&unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => rounding == Rounding::HalfUp || whole % 2 != 0,
    };
    let value = whole + i128::from(up);
    (value <= LIMIT).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values to 15 places from Abramowitz and Stegun, Handbook of Mathematical Functions, table 4.4.
    #[test]
    fn exponentials_of_table_values() {
        let half_up = Rounding::HalfUp;
        assert_eq!(exponential(0, half_up), Some(1_000_000_000_000));
        assert_eq!(exponential(1_000_000_000_000, half_up), Some(2_718_281_828_459));
        assert_eq!(exponential(-1_000_000_000_000, half_up), Some(367_879_441_171));
        assert_eq!(exponential(-2_000_000_000_000, half_up), Some(135_335_283_237));
        assert_eq!(exponential(-60_000_000_000_000, half_up), Some(0));
    }

    #[test]
    fn square_roots_are_exact_where_they_can_be() {
        let half_up = Rounding::HalfUp;
        assert_eq!(square_root(4_000_000_000_000, half_up), Some(2_000_000_000_000));
        assert_eq!(square_root(640_000_000_000, half_up), Some(800_000_000_000));
        // √10 = 3.16227766016837933…
        assert_eq!(square_root(10_000_000_000_000, half_up), Some(3_162_277_660_168));
        assert_eq!(square_root(-1, half_up), None);
    }
}
