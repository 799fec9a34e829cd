//! Bins of equal relative width: which one a value falls in is read off the bits of the float that holds it.

/// Exponents of whole numbers below 2^128, and zero.
const EXPONENTS: usize = 130;

/// Bias of the exponent of a 64-bit float.
const BIAS: u64 = 1023;

/// Digits after the point of a 64-bit float's significand.
const FRACTION: u32 = 52;

/// Pages of bins: one for each exponent and sign, ascending by value.
pub const PAGES: usize = 2 * EXPONENTS;

/// The number of the bin of zero, in which nothing else is.
pub const ZERO: i64 = 0;

/// The number of a whole number's bin, 2^`BITS` to a page: it ascends with the value, and is negative where that is.
#[inline(always)]
pub fn key<const BITS: u32>(value: f64) -> i64 {
    // Adding zero takes away the sign of a zero.
    let bits = (value + 0.0).to_bits() as i64;
    let magnitude = (bits & i64::MAX) >> (FRACTION - BITS);
    // Zero has the exponent 0; it and everything below one share the lowest page.
    let above = magnitude.wrapping_sub(((BIAS - 1) << BITS) as i64);
    let above = if above > 0 { above } else { 0 };
    let most = ((EXPONENTS << BITS) - 1) as i64;
    let bin = if above < most { above } else { most };
    bin ^ (bits >> 63)
}

/// The same of a number that is whole, not zero, and below 2^127; of any other it is no bin's number that is sure.
#[inline(always)]
pub fn whole_key<const BITS: u32>(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    let magnitude = (bits & i64::MAX) >> (FRACTION - BITS);
    magnitude.wrapping_sub(((BIAS - 1) << BITS) as i64) ^ (bits >> 63)
}

/// The page of a bin, and which of its bins it is.
pub fn place<const BITS: u32>(key: i64) -> (usize, usize) {
    let page = (key >> BITS) + EXPONENTS as i64;
    (page as usize, (key & ((1 << BITS) - 1)) as usize)
}

/// Back from its place to the number of a bin.
pub fn key_at<const BITS: u32>(page: usize, bin: usize) -> i64 {
    ((page as i64 - EXPONENTS as i64) << BITS) + bin as i64
}

/// The digits of a whole number behind those that name its bin, as a part of 2^52 of its power of two.
#[inline(always)]
pub fn rest<const BITS: u32>(value: f64) -> u64 {
    value.to_bits() & ((1 << (FRACTION - BITS)) - 1)
}

/// What so many values of a bin come to, of which the sum of the [`rest`]s is known.
pub fn sum<const BITS: u32>(key: i64, count: u64, rests: u64) -> i128 {
    if key < 0 {
        return -sum::<BITS>(!key, count, rests);
    }
    let (exponent, bin) = ((key >> BITS) as u32, key & ((1 << BITS) - 1));
    if exponent == 0 {
        return 0;
    }
    let edge = ((1 << BITS) + bin as u64) << (FRACTION - BITS);
    // Below 2^118.
    let parts = (u128::from(edge) * u128::from(count) + u128::from(rests)) as i128;
    // Each value is whole, so is their sum: nothing is shifted out.
    match (exponent - 1).checked_sub(FRACTION) {
        Some(up) => parts.saturating_mul(1 << up.min(126)),
        None => parts >> (FRACTION + 1 - exponent),
    }
}

/// A float that holds a whole number, as one.
#[inline]
pub fn whole(value: f64) -> i128 {
    // Nearly all go by the processor's own conversion.
    if value.abs() < (1u64 << 63) as f64 { i128::from(value as i64) } else { value as i128 }
}

/// Values that are held in floats, ascending: all zeros are one.
pub fn sort(values: &mut [f64]) {
    let mut orders: Vec<i64> = values.iter().map(|&value| order(value)).collect();
    orders.sort_unstable();
    values.iter_mut().zip(orders).for_each(|(value, order)| *value = from_order(order));
}

/// A whole number in the order of the floats: compared as one, it goes by lanes.
#[inline(always)]
pub fn order(value: f64) -> i64 {
    let bits = (value + 0.0).to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

pub fn from_order(order: i64) -> f64 {
    f64::from_bits((order ^ (((order >> 63) as u64) >> 1) as i64) as u64)
}

/// The least and the greatest whole number of a bin.
pub fn bounds(page: usize, bin: usize, bits: u32) -> (i128, i128) {
    if page < EXPONENTS {
        let (low, high) = bounds(2 * EXPONENTS - 1 - page, (1 << bits) - 1 - bin, bits);
        return (-high, -low);
    }
    let exponent = page - EXPONENTS;
    if exponent == 0 {
        return (0, 0);
    }
    let binary = (exponent - 1) as u32;
    let from = |bin: usize| {
        let significand = (1i128 << bits) + bin as i128;
        // Rounded up: the first whole number that is not below the edge.
        if binary >= bits {
            significand << (binary - bits)
        } else {
            (significand + (1 << (bits - binary)) - 1) >> (bits - binary)
        }
    };
    if binary > 125 {
        return (i128::MAX / 2, i128::MAX / 2);
    }
    (from(bin), (from(bin + 1) - 1).max(from(bin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_ascend_hold_their_values_and_are_narrow() {
        ascend::<8>();
        ascend::<10>();
    }

    fn ascend<const BITS: u32>() {
        let mut values =
            vec![0i64, 1, 2, 3, 5, 255, 256, 257, 1_023, 1_024, 1_025, 123_456_789, 1 << 40, (1 << 53) - 1];
        values.extend(values.clone().iter().skip(1).map(|value| -value));
        values.sort_unstable();
        let mut last = (0, 0);
        for value in values {
            let key = key::<BITS>(value as f64);
            let at = place::<BITS>(key);
            assert!(at >= last, "{value}");
            last = at;
            assert_eq!(key_at::<BITS>(at.0, at.1), key);
            assert!(value == 0 || whole_key::<BITS>(value as f64) == key);
            let (low, high) = bounds(at.0, at.1, BITS);
            assert!(low <= i128::from(value) && i128::from(value) <= high, "{value} in {low} to {high}");
            assert!((high - low) << BITS <= i128::from(value).abs(), "{value} in {low} to {high}");
            assert!(at.0 < PAGES && at.1 < 1 << BITS);
        }
    }
}
