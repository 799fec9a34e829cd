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
