//! Growth factors and level payments: powers with fractional exponents and annuities, correctly rounded.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};

use super::fixed::{LIMIT, Rounding, bounded, fraction};
use super::interval::Interval;

/// One, with the 12 decimals of a ratio.
const ONE: u128 = 1_000_000_000_000;

/// The largest power that is ever worked out in full; a tie between two neighbours needs at most 41 × 12.
const LONGEST: u64 = 20_000;

/// The deepest root: a century of months.
const LONGEST_ROOT: u32 = 1_200;

/// The longest annuity: the number of periods a grid may have.
const MOST_INSTALMENTS: u32 = 12_000;

/// `base^(numerator/denominator)` with 12 decimals, correctly rounded; `base` has 12 decimals and is not negative.
///
/// None when the base is negative, zero with a negative exponent, the denominator is not in 1..=1,200, or the result is
/// too large. `0^0` is 1.
pub fn power(base: i128, numerator: i64, denominator: u32, rounding: Rounding) -> Option<i128> {
    let base = u128::try_from(bounded(base)?).ok()?;
    if !(1..=LONGEST_ROOT).contains(&denominator) {
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

#[cfg(test)]
mod tests {
    use super::*;

    const UP: Rounding = Rounding::HalfUp;
    const EVEN: Rounding = Rounding::HalfEven;

    fn one() -> i128 {
        i128::try_from(ONE).expect("fits")
    }

    /// Worked out with 400 digits by the decimal module of Python's standard library (ln and exp).
    #[test]
    fn powers_are_correctly_rounded() {
        for (base, numerator, denominator, expected) in [
            (800_000_000_000, 1, 12, 981_576_529_874),
            (1_030_000_000_000, 1, 12, 1_002_466_269_772),
            (650_000_000_000, 1, 12, 964_738_135_793),
            (892_857_142_857, 1, 12, 990_600_397_943),
            (650_000_000_000, 59, 12, 120_270_007_161),
            (870_000_000_000, 301, 12, 30_404_737_144),
            (1_005_000_000_000, 360, 1, 6_022_575_212_263),
            (1_120_000_000_000, -35, 12, 718_534_183_200),
            (999_999_999_999, 1_000_000, 7, 999_999_857_143),
            (1_000_000_000_000_000, 17, 11, 43_287_612_810_830_583),
            (350_000_000_000, -7, 5, 4_348_152_204_574),
            (1_000_000_000_001, 123_456_789, 1, 1_000_123_464_410),
        ] {
            for rounding in [UP, EVEN] {
                assert_eq!(
                    power(base, numerator, denominator, rounding),
                    Some(expected),
                    "{base} {numerator}/{denominator}"
                );
            }
        }
    }

    #[test]
    fn exact_results_stay_exact() {
        let one = one();
        assert_eq!(power(640_000_000_000, 6, 12, UP), Some(800_000_000_000));
        assert_eq!(power(4 * one, -1, 2, UP), Some(one / 2));
        assert_eq!(power(2 * one, 10, 1, UP), Some(1_024 * one));
        assert_eq!(power(650_000_000_000, 24, 12, UP), Some(422_500_000_000));
        assert_eq!(power(650_000_000_000, 0, 12, UP), Some(one));
        assert_eq!(power(one, i64::MIN, 12, UP), Some(one));
        assert_eq!(power(7 * one, 1, 1, UP), Some(7 * one));
    }

    /// 0.5^13 = 0.0001220703125 lies half way between two numbers of 12 decimals, and so do these.
    #[test]
    fn ties_follow_the_rule() {
        let half = one() / 2;
        assert_eq!(power(half, 13, 1, UP), Some(122_070_313));
        assert_eq!(power(half, 13, 1, EVEN), Some(122_070_312));
        assert_eq!(power(half, 26, 2, EVEN), Some(122_070_312));
        assert_eq!(power(2 * one(), -13, 1, UP), Some(122_070_313));
        // 1.5^13 = 194.6195068359375
        assert_eq!(power(3 * half, 13, 1, UP), Some(194_619_506_835_938));
        assert_eq!(power(3 * half, 13, 1, EVEN), Some(194_619_506_835_938));
        // 0.25^(13/2) = 0.5^13
        assert_eq!(power(half / 2, 13, 2, EVEN), Some(122_070_312));
    }

    #[test]
    fn the_edges_are_none_or_zero() {
        let one = one();
        assert_eq!(power(0, 0, 12, UP), Some(one));
        assert_eq!(power(0, 5, 12, UP), Some(0));
        assert_eq!(power(0, -5, 12, UP), None);
        assert_eq!(power(-one, 2, 1, UP), None);
        assert_eq!(power(2 * one, 1, 0, UP), None);
        assert_eq!(power(2 * one, 1, 1_201, UP), None);
        assert_eq!(power(LIMIT, 2, 1, UP), None);
        assert_eq!(power(LIMIT + 1, 1, 1, UP), None);
        assert_eq!(power(LIMIT, 1, 1, UP), Some(LIMIT));
        assert_eq!(power(LIMIT, i64::MAX, 1, UP), None);
        assert_eq!(power(LIMIT, i64::MIN, 1, UP), Some(0));
        assert_eq!(power(1, i64::MAX, 12, UP), Some(0));
        assert_eq!(power(1, i64::MIN, 12, UP), None);
        assert_eq!(power(999_999_999_999, i64::MAX, 1, UP), Some(0));
    }

    /// Against the definition in big integers: half a unit below and above the result enclose the power.
    #[test]
    fn powers_agree_with_the_definition() {
        let mut state = 12_345u64;
        for _ in 0..400 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let base = u128::from(state >> 34) * 1_000 + 1; // to about 1.07
            let months = (state >> 20) % 400 + 1;
            let root = u32::try_from(state % 12 + 1).expect("small");
            let Some(result) =
                power(i128::try_from(base).expect("fits"), i64::try_from(months).expect("fits"), root, UP)
            else {
                panic!("{base}^({months}/{root}) is not large")
            };
            let result = u128::try_from(result).expect("not negative");
            let months = u32::try_from(months).expect("small");
            let right = BigUint::from(2 * ONE).pow(root) * BigUint::from(base).pow(months);
            let left = |doubled: u128| BigUint::from(doubled).pow(root) * BigUint::from(ONE).pow(months);
            assert!(left(2 * result + 1) > right, "{base} {months} {root}");
            assert!(result == 0 || left(2 * result - 1) <= right, "{base} {months} {root}");
        }
    }

    /// Payments worked out with exact fractions by Python's standard library.
    #[test]
    fn level_payments() {
        for (balance, numerator, denominator, instalments, expected) in [
            (11_000_000_000, 7, 1_200, 54, 238_057_323),
            (40_000_000, 6, 1_200, 360, 239_820),
            (3_000_000_000, 9, 100, 5, 771_277_371),
            (100_000, 1, 100, 1, 101_000),
            (15_000_000_000, 31_380, 3_600_000, 60, 322_111_358),
            (100, 0, 1, 3, 33),
            (-3_000_000_000, 9, 100, 5, -771_277_371),
            (0, 9, 100, 5, 0),
        ] {
            assert_eq!(level_payment(balance, numerator, denominator, instalments, UP), Some(expected));
        }
        // At -50% an instalment, 1 of debt is 0.5 and then 0.25: two payments of 0.1666…
        assert_eq!(level_payment(100, -1, 2, 2, UP), Some(17));
        assert_eq!(level_payment(5, 0, 7, 2, EVEN), Some(2));
    }

    #[test]
    fn impossible_annuities_are_none() {
        assert_eq!(level_payment(100, 1, 100, 0, UP), None);
        assert_eq!(level_payment(100, 1, 0, 12, UP), None);
        assert_eq!(level_payment(100, 1, -100, 12, UP), None);
        assert_eq!(level_payment(100, -1, 1, 12, UP), None);
        assert_eq!(level_payment(100, 1, 100, 12_001, UP), None);
        assert_eq!(level_payment(LIMIT, LIMIT, 1, 12, UP), None);
        assert_eq!(level_payment(1, i128::MIN, 1, 12, UP), None);
        assert_eq!(level_payment(1, i128::MAX, i128::MAX - 1, 2, UP), None);
    }
}
