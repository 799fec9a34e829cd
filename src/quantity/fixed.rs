//! Exact products and quotients of whole numbers, rounded once.
//!
//! Every function works on magnitudes in `u128` while they fit, then in 256 bits, then in big integers: the answer
//! is the same, only the time differs.

use std::cmp::Ordering;

use ethnum::U256;
use num_bigint::BigUint;

/// What happens to a value exactly half way between two neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rounding {
    /// Away from zero, as a spreadsheet's ROUND does.
    #[default]
    HalfUp,
    /// To the neighbour whose last digit is even.
    HalfEven,
}

/// The largest magnitude a value may have: 96 bits, what a decimal of 28 digits can carry.
pub const LIMIT: i128 = (1 << 96) - 1;

/// `round(a × b × numerator / denominator)`; None on overflow or a zero denominator.
pub fn multiply_divide(a: i128, b: i128, numerator: i128, denominator: i128, rounding: Rounding) -> Option<i128> {
    fraction(&[a, b, numerator], &[denominator], rounding)
}

/// `round(a × numerator / (b × denominator))`; None on overflow or a zero divisor.
pub fn divide(a: i128, b: i128, numerator: i128, denominator: i128, rounding: Rounding) -> Option<i128> {
    fraction(&[a, numerator], &[b, denominator], rounding)
}

/// `round(Π values / Π divisors)`; None on overflow or a zero divisor. An empty product is 1.
pub fn fraction(values: &[i128], divisors: &[i128], rounding: Rounding) -> Option<i128> {
    if divisors.contains(&0) {
        return None;
    }
    let negative = is_negative(values) != is_negative(divisors);
    if let (Some(above), Some(below)) = (product_u128(values), product_u128(divisors)) {
        let (quotient, remainder) = (above / below, above % below);
        let half = remainder.cmp(&(below - remainder));
        return signed(quotient, half, negative, rounding);
    }
    if let (Some(above), Some(below)) = (product_u256(values), product_u256(divisors)) {
        let (quotient, remainder) = (above / below, above % below);
        let half = remainder.cmp(&(below - remainder));
        return signed(u128::try_from(quotient).ok()?, half, negative, rounding);
    }
    let (above, below) = (product_big(values), product_big(divisors));
    let (quotient, remainder) = (&above / &below, &above % &below);
    let half = (&remainder * 2u32).cmp(&below);
    signed(u128::try_from(quotient).ok()?, half, negative, rounding)
}

/// `Π a` against `Π b`, exactly. An empty product is 1.
pub fn compare_products(a: &[i128], b: &[i128]) -> Ordering {
    match (sign(a), sign(b)) {
        (left, right) if left != right => left.cmp(&right),
        (0, _) => Ordering::Equal,
        (1, _) => compare_magnitudes(a, b),
        _ => compare_magnitudes(b, a),
    }
}

/// The same value counted in `10^-to_scale` instead of `10^-from_scale`.
pub fn rescale(value: i128, from_scale: u32, to_scale: u32, rounding: Rounding) -> Option<i128> {
    if value == 0 {
        return Some(0);
    }
    if to_scale >= from_scale {
        let steps = to_scale - from_scale;
        if steps > LARGEST_POWER {
            return None;
        }
        return bounded(value.checked_mul(power_of_ten(steps))?);
    }
    let steps = from_scale - to_scale;
    if steps > LARGEST_POWER {
        return Some(0); // less than half of one unit: no i128 reaches 5 × 10^38
    }
    fraction(&[value], &[power_of_ten(steps)], rounding)
}

/// `10^n`; from `n` = 39 on, where an `i128` ends, the largest `i128`.
pub fn power_of_ten(n: u32) -> i128 {
    10i128.checked_pow(n).unwrap_or(i128::MAX)
}

/// The largest power of ten an `i128` holds.
const LARGEST_POWER: u32 = 38;

/// `total` split in proportion to `weights`: each part is the exact share rounded down, and the units left over go to
/// the largest remainders, ties in order. The parts sum to `total`. None when no weight is positive or one is
/// negative. A negative total is split as its opposite.
pub fn allocate(total: i128, weights: &[i128]) -> Option<Vec<i128>> {
    bounded(total)?;
    let mut sum = U256::ZERO;
    for &weight in weights {
        sum = sum.checked_add(U256::from(u128::try_from(weight).ok()?))?;
    }
    if sum == U256::ZERO {
        return None;
    }
    let magnitude = U256::from(total.unsigned_abs());
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut left = total.unsigned_abs();
    for (index, &weight) in weights.iter().enumerate() {
        let share = magnitude.checked_mul(U256::from(weight.unsigned_abs()))?;
        let part = u128::try_from(share / sum).ok()?;
        left = left.checked_sub(part)?;
        parts.push(part);
        remainders.push((share % sum, index));
    }
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for &(_, index) in remainders.iter().take(usize::try_from(left).ok()?) {
        *parts.get_mut(index)? += 1;
    }
    parts.into_iter().map(|part| Some(with_sign(i128::try_from(part).ok()?, total < 0))).collect()
}

/// Part `k` (from 0) of `total` in `n` equal parts, the odd units in the first parts. 0 when there is no such part.
pub fn allocate_one(total: i128, k: i128, n: i128) -> i128 {
    if n <= 0 || k < 0 || k >= n {
        return 0;
    }
    let part = total / n;
    let odd_units = (total % n).unsigned_abs();
    if k.unsigned_abs() < odd_units { part + total.signum() } else { part }
}

/// None when a value is larger than [`LIMIT`].
pub fn bounded(value: i128) -> Option<i128> {
    (value.unsigned_abs() <= LIMIT.unsigned_abs()).then_some(value)
}

/// A quotient of magnitudes, rounded by how its remainder compares with half a unit.
fn signed(quotient: u128, remainder_to_half: Ordering, negative: bool, rounding: Rounding) -> Option<i128> {
    let up = match (remainder_to_half, rounding) {
        (Ordering::Less, _) => false,
        (Ordering::Greater, _) | (Ordering::Equal, Rounding::HalfUp) => true,
        (Ordering::Equal, Rounding::HalfEven) => quotient % 2 == 1,
    };
    let magnitude = quotient.checked_add(u128::from(up))?;
    let value = bounded(i128::try_from(magnitude).ok()?)?;
    Some(with_sign(value, negative))
}

fn with_sign(value: i128, negative: bool) -> i128 {
    if negative { -value } else { value }
}

fn is_negative(values: &[i128]) -> bool {
    values.iter().filter(|value| **value < 0).count() % 2 == 1
}

/// -1, 0 or 1: the sign of the product.
fn sign(values: &[i128]) -> i32 {
    match values {
        _ if values.contains(&0) => 0,
        _ if is_negative(values) => -1,
        _ => 1,
    }
}

fn compare_magnitudes(a: &[i128], b: &[i128]) -> Ordering {
    if let (Some(a), Some(b)) = (product_u128(a), product_u128(b)) {
        return a.cmp(&b);
    }
    if let (Some(a), Some(b)) = (product_u256(a), product_u256(b)) {
        return a.cmp(&b);
    }
    product_big(a).cmp(&product_big(b))
}

fn product_u128(values: &[i128]) -> Option<u128> {
    values.iter().try_fold(1u128, |product, value| product.checked_mul(value.unsigned_abs()))
}

fn product_u256(values: &[i128]) -> Option<U256> {
    values.iter().try_fold(U256::ONE, |product, value| product.checked_mul(U256::from(value.unsigned_abs())))
}

fn product_big(values: &[i128]) -> BigUint {
    values.iter().fold(BigUint::from(1u32), |product, value| product * value.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;

    use super::*;

    /// The rule in big integers: doubled, so that the half is whole.
    fn slow(values: &[i128], divisors: &[i128], rounding: Rounding) -> Option<i128> {
        let product = |factors: &[i128]| factors.iter().fold(BigInt::from(1), |product, factor| product * factor);
        let (above, below) = (product(values), product(divisors));
        if below == BigInt::ZERO {
            return None;
        }
        let (above, below) = if below < BigInt::ZERO { (-above, -below) } else { (above, below) };
        let doubled: BigInt = BigInt::from(above.magnitude().clone()) * 2 + &below;
        let mut magnitude: BigInt = &doubled / (&below * 2);
        let is_tie = (&doubled % (&below * 2)) == BigInt::ZERO;
        if is_tie && rounding == Rounding::HalfEven && &magnitude % 2 == BigInt::from(1) {
            magnitude -= 1;
        }
        let value = if above < BigInt::ZERO { -magnitude } else { magnitude };
        i128::try_from(value).ok().and_then(bounded)
    }

    /// Whole numbers of every length, the same in every run (a linear congruential generator, constants of Knuth's
    /// MMIX).
    struct Numbers(u64);

    impl Numbers {
        fn word(&mut self) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            self.0 ^ (self.0 >> 29)
        }

        fn whole(&mut self, bits: u64) -> i128 {
            let wide = (u128::from(self.word()) << 64) | u128::from(self.word());
            let length = self.word() % (bits + 1);
            let magnitude = if length == 0 { 0 } else { wide >> (128 - length) };
            let value = i128::try_from(magnitude).unwrap_or(i128::MAX);
            if self.word().is_multiple_of(2) { value } else { -value }
        }
    }

    const RULES: [Rounding; 2] = [Rounding::HalfUp, Rounding::HalfEven];

    #[test]
    fn halves() {
        for (value, up, even) in [(5, 1, 0), (15, 2, 2), (25, 3, 2), (-5, -1, 0), (-25, -3, -2), (24, 2, 2), (26, 3, 3)]
        {
            assert_eq!(rescale(value, 1, 0, Rounding::HalfUp), Some(up), "{value}");
            assert_eq!(rescale(value, 1, 0, Rounding::HalfEven), Some(even), "{value}");
        }
    }

    #[test]
    fn products_agree_with_big_integers() {
        let mut numbers = Numbers(1);
        for bits in [8, 40, 70, 97, 127] {
            for _ in 0..4_000 {
                let [a, b, c, d] = [(); 4].map(|()| numbers.whole(bits));
                for rounding in RULES {
                    assert_eq!(
                        multiply_divide(a, b, c, d, rounding),
                        slow(&[a, b, c], &[d], rounding),
                        "{a} {b} {c} {d}"
                    );
                    assert_eq!(divide(a, b, c, d, rounding), slow(&[a, c], &[b, d], rounding), "{a} {b} {c} {d}");
                }
                let (left, right) = (BigInt::from(a) * b, BigInt::from(c) * d);
                assert_eq!(compare_products(&[a, b], &[c, d]), left.cmp(&right), "{a} {b} {c} {d}");
            }
        }
    }

    #[test]
    fn ties_in_every_width() {
        for factor in [1i128, 1 << 60, 1 << 100] {
            for value in [1, 3, 5, 7, -1, -3] {
                let values = [value, factor, factor];
                let divisors = [2, factor, factor];
                for rounding in RULES {
                    assert_eq!(fraction(&values, &divisors, rounding), slow(&values, &divisors, rounding));
                }
            }
        }
        let three = [1 << 100, 1 << 100, 1 << 100];
        assert_eq!(
            fraction(&[5, three[0], three[1], three[2]], &[2, three[0], three[1], three[2]], Rounding::HalfEven),
            Some(2)
        );
    }

    /// A covenant met to the last digit is met: 3 / 7 against 1.35 and the like, without a quotient.
    #[test]
    fn levels_are_compared_exactly() {
        // 135,000,000.00 of cash over 100,000,000.00 of debt service against 1.35x
        let level = 1_350_000_000_000;
        let one = power_of_ten(12);
        assert_eq!(compare_products(&[13_500_000_000, one], &[10_000_000_000, level]), Ordering::Equal);
        assert_eq!(compare_products(&[13_499_999_999, one], &[10_000_000_000, level]), Ordering::Less);
        assert_eq!(compare_products(&[LIMIT, LIMIT, LIMIT], &[LIMIT, LIMIT, LIMIT - 1]), Ordering::Greater);
        assert_eq!(compare_products(&[-1, 5], &[0, 7]), Ordering::Less);
        assert_eq!(compare_products(&[-3], &[-2]), Ordering::Less);
        assert_eq!(compare_products(&[0], &[0, 4]), Ordering::Equal);
    }

    /// USD 110,000,000.00 at 8.25% for 31 days over 360: 781,458.333… (by hand).
    #[test]
    fn interest_is_one_fraction() {
        let interest = fraction(&[11_000_000_000, 82_500_000_000, 31], &[360, power_of_ten(12)], Rounding::HalfUp);
        assert_eq!(interest, Some(78_145_833));
    }

    #[test]
    fn what_does_not_fit_is_none() {
        assert_eq!(multiply_divide(LIMIT, 2, 1, 1, Rounding::HalfUp), None);
        assert_eq!(multiply_divide(LIMIT, 2, 1, 2, Rounding::HalfUp), Some(LIMIT));
        assert_eq!(multiply_divide(LIMIT, LIMIT, LIMIT, 1, Rounding::HalfUp), None);
        assert_eq!(multiply_divide(i128::MIN, i128::MIN, i128::MIN, i128::MIN, Rounding::HalfUp), None);
        assert_eq!(multiply_divide(1, 1, 1, 0, Rounding::HalfUp), None);
        assert_eq!(divide(0, 0, 1, 1, Rounding::HalfUp), None);
        assert_eq!(rescale(LIMIT, 0, 1, Rounding::HalfUp), None);
        assert_eq!(rescale(1, 0, u32::MAX, Rounding::HalfUp), None);
        assert_eq!(rescale(i128::MIN, u32::MAX, 0, Rounding::HalfUp), Some(0));
        assert_eq!(rescale(0, 0, u32::MAX, Rounding::HalfUp), Some(0));
        assert_eq!(rescale(-123_456, 4, 2, Rounding::HalfUp), Some(-1_235));
        assert_eq!(allocate(i128::MIN, &[1]), None);
    }

    #[test]
    fn splits_add_up_and_ties_go_in_order() {
        assert_eq!(allocate(100, &[1, 1, 1]), Some(vec![34, 33, 33]));
        assert_eq!(allocate(101, &[1, 1, 1]), Some(vec![34, 34, 33]));
        assert_eq!(allocate(-100, &[1, 1, 1]), Some(vec![-34, -33, -33]));
        assert_eq!(allocate(10, &[0, 3, 0, 1]), Some(vec![0, 8, 0, 2])); // 7.5 and 2.5: the first of the two
        assert_eq!(allocate(10, &[1, 2, 4]), Some(vec![1, 3, 6])); // 1.43, 2.86, 5.71
        assert_eq!(allocate(10, &[0, 0]), None);
        assert_eq!(allocate(10, &[1, -1]), None);
        assert_eq!(allocate(10, &[]), None);
        assert_eq!(allocate(LIMIT, &[i128::MAX, i128::MAX]), Some(vec![LIMIT / 2 + 1, LIMIT / 2]));
        let mut numbers = Numbers(7);
        for _ in 0..2_000 {
            let total = numbers.whole(96);
            let weights: Vec<i128> = (0..8).map(|_| numbers.whole(96).abs()).collect();
            if let Some(parts) = allocate(total, &weights) {
                assert_eq!(parts.iter().sum::<i128>(), total);
                let none_paid_to_none = weights.iter().zip(&parts).all(|(weight, part)| *weight != 0 || *part == 0);
                assert!(none_paid_to_none);
            }
        }
    }

    #[test]
    fn equal_parts() {
        let parts = |total, n| (0..n).map(|k| allocate_one(total, k, n)).collect::<Vec<_>>();
        assert_eq!(parts(100, 3), [34, 33, 33]);
        assert_eq!(parts(-101, 3), [-34, -34, -33]);
        assert_eq!(parts(2, 4), [1, 1, 0, 0]);
        assert_eq!(parts(i128::MIN, 1), [i128::MIN]);
        assert_eq!((allocate_one(5, 3, 3), allocate_one(5, -1, 3), allocate_one(5, 0, 0)), (0, 0, 0));
    }
}
