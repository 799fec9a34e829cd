//! Growth factors and level payments: powers with fractional exponents and annuities, correctly rounded.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};

use super::fixed::{LIMIT, Rounding, bounded, fraction};
use super::interval::Interval;

/// One, with the 12 decimals of a ratio.
const ONE: u128 = 1_000_000_000_000;

/// The largest power that is ever worked out in full; a tie between two neighbours needs at most 41 × 12.
const LONGEST: u64 = 20_000;

/// The longest annuity: the number of periods a grid may have.
const MOST_INSTALMENTS: u32 = 12_000;

/// `base^(numerator/denominator)` with 12 decimals, correctly rounded; `base` has 12 decimals and is not negative.
///
/// None when the base is negative, zero with a negative exponent, the denominator is not in 1..=12, or the result is
/// too large. `0^0` is 1.
pub fn power(base: i128, numerator: i64, denominator: u32, rounding: Rounding) -> Option<i128> {
    let base = u128::try_from(bounded(base)?).ok()?;
    if !(1..=12).contains(&denominator) {
        return None;
    }
    if numerator == 0 || base == ONE {
        return i128::try_from(ONE).ok();
    }
    if base == 0 {
        return (numerator > 0).then_some(0);
    }
    let common = greatest_common_divisor(numerator.unsigned_abs(), u64::from(denominator));
    let months = numerator.unsigned_abs() / common;
    let root = u64::from(denominator) / common;
    let question = if numerator > 0 {
        Question { left: (ONE, months), right: (base, months), root }
    } else {
        Question { left: (base, months), right: (ONE, months), root }
    };
    question.answer(rounding)
}

/// Which `y`, twice the result in units of the last decimal, is the largest with
/// `y^root × left <= (2 × 10^12)^root × right`; each side is a number and the power it is raised to.
struct Question {
    left: (u128, u64),
    right: (u128, u64),
    root: u64,
}

impl Question {
    fn answer(&self, rounding: Rounding) -> Option<i128> {
        let left = Interval::exact(self.left.0).power(self.left.1);
        let right = Interval::exact(2 * ONE).power(self.root).times(Interval::exact(self.right.0).power(self.right.1));
        let largest = 2 * LIMIT.unsigned_abs() + 1;
        let top_bit = (right.bits() - left.bits()) / i128::from(self.root) + 2;
        if top_bit > 100 {
            return None;
        }
        // From the top binary digit down: keep each digit that does not take y too far.
        let mut doubled = 0u128;
        let mut exact = false;
        for bit in (0..=u32::try_from(top_bit.max(0)).ok()?).rev() {
            let tried = doubled | (1u128 << bit);
            match self.compare(tried, left, right)? {
                Ordering::Greater => {}
                order => {
                    doubled = tried;
                    exact = order == Ordering::Equal;
                }
            }
        }
        if doubled > largest {
            return None;
        }
        let down = doubled / 2;
        let up = match (doubled % 2 == 1, exact, rounding) {
            (false, ..) => false,
            (true, true, Rounding::HalfEven) => down % 2 == 1,
            (true, ..) => true,
        };
        bounded(i128::try_from(down + u128::from(up)).ok()?)
    }

    /// `y^root × left` against the right side: by bounds, and when those overlap in full.
    fn compare(&self, y: u128, left: Interval, right: Interval) -> Option<Ordering> {
        if let Some(order) = Interval::exact(y).power(self.root).times(left).compare(right) {
            return Some(order);
        }
        if self.left.1 > LONGEST {
            return None;
        }
        let raise = |value: u128, exponent: u64| Some(BigUint::from(value).pow(u32::try_from(exponent).ok()?));
        let exact_left = raise(y, self.root)? * raise(self.left.0, self.left.1)?;
        let exact_right = raise(2 * ONE, self.root)? * raise(self.right.0, self.right.1)?;
        Some(exact_left.cmp(&exact_right))
    }
}

/// The equal payment that clears `balance` over `instalments`, at `rate_numerator / rate_denominator` an instalment,
/// in the units of the balance: `balance × r / (1 − (1 + r)^−n)`, exact and rounded once. At a zero rate, equal parts.
///
/// None when there are no instalments or more than 12,000, when the denominator is not positive, when the rate is
/// -100% or less, or on overflow.
pub fn level_payment(
    balance: i128,
    rate_numerator: i128,
    rate_denominator: i128,
    instalments: u32,
    rounding: Rounding,
) -> Option<i128> {
    if instalments == 0 || instalments > MOST_INSTALMENTS || rate_denominator <= 0 {
        return None;
    }
    if rate_numerator == 0 {
        return fraction(&[balance], &[i128::from(instalments)], rounding);
    }
    let common = common_factor(rate_numerator.unsigned_abs(), rate_denominator.unsigned_abs())?;
    let (rate, unit) = (rate_numerator / common, rate_denominator / common);
    let grown = rate.checked_add(unit).filter(|grown| *grown > 0)?;
    let grown = BigInt::from(grown).pow(instalments);
    let start = BigInt::from(unit).pow(instalments);
    // With r = rate/unit: balance × rate × grown^n / (unit × (grown^n − unit^n)).
    let below = (&grown - &start) * unit;
    let above = grown * rate * balance;
    round_quotient(&above, &below, rounding)
}

/// `round(above / below)`; `below` is not zero.
fn round_quotient(above: &BigInt, below: &BigInt, rounding: Rounding) -> Option<i128> {
    let negative = (above.sign() == num_bigint::Sign::Minus) != (below.sign() == num_bigint::Sign::Minus);
    let (above, below) = (above.magnitude(), below.magnitude());
    let quotient = above / below;
    let remainder = above - &quotient * below;
    let quotient = u128::try_from(quotient).ok()?;
    let up = match ((remainder * 2u32).cmp(below), rounding) {
        (Ordering::Less, _) => false,
        (Ordering::Equal, Rounding::HalfEven) => quotient % 2 == 1,
        _ => true,
    };
    let value = bounded(i128::try_from(quotient.checked_add(u128::from(up))?).ok()?)?;
    Some(if negative { -value } else { value })
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn common_factor(mut a: u128, mut b: u128) -> Option<i128> {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).ok()
}
