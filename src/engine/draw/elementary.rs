//! Elementary functions without a branch: the same bits on every machine, and lanes for a compiler that has them.
//!
//! Each is a polynomial in fused multiply-adds, which are exact to the last bit wherever they run. The coefficients
//! interpolate at Chebyshev nodes, worked out in 50 digits; docs/reference/randomness.md says how.

use std::f64::consts::{FRAC_PI_2, LN_2, LOG2_E};

/// Added and taken away, it leaves a number of less than 2⁵¹ rounded to a whole one, halves to even.
const WHOLE: f64 = 6_755_399_441_055_744.0;
/// Every number of at least this is whole.
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// (eʳ − 1 − r)/r² for |r| ≤ ln 2 / 2, to 1.6e-17 of eʳ.
const EXP: [f64; 10] = [
    0.5000000000000001,
    0.16666666666666669,
    0.04166666666662413,
    0.008333333333330062,
    0.0013888888917213717,
    0.00019841269863053618,
    2.4801521295954376e-05,
    2.7557268459997064e-06,
    2.7620088445409746e-07,
    2.510038549551032e-08,
];

/// ln 2 in two parts, the first with its last 32 bits zero.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// (2 artanh s − 2s)/s³ in s², for m between √½ and √2 and s = (m − 1)/(m + 1), to 5e-18 of 2 artanh s.
const LN: [f64; 7] = [
    0.666666666666667,
    0.39999999999899444,
    0.2857142862600327,
    0.22222211130259878,
    0.18182889455674947,
    0.15331710618210773,
    0.14616585424888623,
];

/// The bits of √½.
const ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;

/// sin(πf/2)/f − π/2 in f², over f², for |f| ≤ ½, to 1.5e-17; what π/2 lost as a float.
const SIN: [f64; 6] = [
    -0.6459640975062462,
    0.07969262624614423,
    -0.004681754134254207,
    0.00016044116661409423,
    -3.5987029509735092e-06,
    5.642225369163329e-08,
];
const FRAC_PI_2_LOW: f64 = 6.123233995736766e-17;

/// (cos(πf/2) − 1)/f² in f², to 2.6e-17.
const COS: [f64; 7] = [
    -1.2337005501361697,
    0.2536695079010478,
    -0.020863480763340773,
    0.0009192602745468447,
    -2.5202039028029178e-05,
    4.7106784055052255e-07,
    -6.3293963449671955e-09,
];

/// Coefficients from the constant one up.
#[inline(always)]
pub fn polynomial<const N: usize>(x: f64, coefficients: &[f64; N]) -> f64 {
    let mut sum = coefficients[N - 1];
    for at in (0..N - 1).rev() {
        sum = sum.mul_add(x, coefficients[at]);
    }
    sum
}

/// eˣ for |x| ≤ 708.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let (power, rest) = reduced(x);
    raised(power, rest, 1.0)
}

/// The first half of an exponential: x as k ln 2 and a rest, with k in the low bits of the first number.
#[inline(always)]
pub fn reduced(x: f64) -> (f64, f64) {
    let power = x.mul_add(LOG2_E, WHOLE);
    let k = power - WHOLE;
    (power, k.mul_add(-LN_2_LOW, k.mul_add(-LN_2_HIGH, x)))
}

/// The second half: 2ᵏ eʳ in units of which one has so many.
#[inline(always)]
pub fn raised(power: f64, r: f64, one: f64) -> f64 {
    let p = (r * r).mul_add(polynomial(r, &EXP), r) + 1.0;
    // k added to the exponent of a number makes 2ᵏ times that.
    p * f64::from_bits((power.to_bits() << 52).wrapping_add(one.to_bits()))
}

/// The natural logarithm of a positive number that is not subnormal.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let moved = x.to_bits().wrapping_add(1.0f64.to_bits() - ROOT_HALF);
    let k = f64::from_bits((moved >> 52) | TWO_52.to_bits()) - (TWO_52 + 1023.0);
    let m = f64::from_bits((moved & 0x000F_FFFF_FFFF_FFFF).wrapping_add(ROOT_HALF));
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let log = (z * polynomial(z, &LN)).mul_add(s, s + s);
    k.mul_add(LN_2, log)
}

/// Cosine and sine of a part of a turn between 0 and 1.
#[inline(always)]
pub fn cos_sin_of_turn(turn: f64) -> (f64, f64) {
    let quarters = turn * 4.0;
    let shifted = quarters + WHOLE;
    let f = quarters - (shifted - WHOLE);
    let z = f * f;
    let sin = f.mul_add(FRAC_PI_2, f * z.mul_add(polynomial(z, &SIN), FRAC_PI_2_LOW));
    let cos = z.mul_add(polynomial(z, &COS), 1.0);
    let quarter = shifted.to_bits();
    let odd = quarter & 1 == 1;
    let (x, y) = (if odd { sin } else { cos }, if odd { cos } else { sin });
    let signed = |value: f64, sign: u64| f64::from_bits(value.to_bits() ^ sign << 63);
    (signed(x, quarter ^ quarter >> 1), signed(y, quarter >> 1))
}

/// The nearest whole number of less than 2⁵⁰, halves to even, also as an index.
#[inline(always)]
pub fn rounded(x: f64) -> (f64, u32) {
    let shifted = x + WHOLE;
    (shifted - WHOLE, shifted.to_bits() as u32)
}

/// The nearest whole number, halves up, of a number that is not negative.
///
/// The float below ½ is what is added: with ½ itself the float below ½ would come out as 1, and beyond 2⁵² an odd number
/// as the even one above it. A half is near enough to the next whole number to be rounded there.
#[inline(always)]
pub fn nearest(x: f64) -> f64 {
    (x + BELOW_HALF).floor()
}

const BELOW_HALF: f64 = 0.5 - f64::EPSILON / 4.0;
