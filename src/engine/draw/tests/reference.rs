//! Functions in fixed point of 320 bits: what the fast ones are held against.

use num_bigint::BigInt;

const BITS: usize = 320;

fn one() -> BigInt {
    BigInt::from(1) << BITS
}

fn times(a: &BigInt, b: &BigInt) -> BigInt {
    (a * b) >> BITS
}

fn over(a: &BigInt, b: &BigInt) -> BigInt {
    (a << BITS) / b
}

/// A float, exactly: at least 2⁻²⁰⁰ or 0.
pub fn fixed(x: f64) -> BigInt {
    let bits = x.abs().to_bits();
    let exponent = (bits >> 52) as i64 - 1075;
    let mantissa = BigInt::from(bits & 0x000F_FFFF_FFFF_FFFF | 0x0010_0000_0000_0000);
    let shift = exponent + BITS as i64;
    let size = if x == 0.0 { BigInt::ZERO } else { mantissa << usize::try_from(shift).unwrap() };
    if x < 0.0 { -size } else { size }
}

/// How far `found` is from the truth, in units of the last place of `found`.
pub fn places(found: f64, truth: &BigInt) -> f64 {
    let unit = f64::from_bits(found.abs().to_bits() + 1) - found.abs();
    let off = fixed(found) - truth;
    let thousandths: BigInt = off * 1000 / fixed(unit);
    i64::try_from(thousandths).unwrap() as f64 / 1000.0
}

/// A sum of terms until they are nothing.
fn series(mut term: BigInt, mut next: impl FnMut(&BigInt, u32) -> BigInt) -> BigInt {
    let mut sum = BigInt::ZERO;
    let mut n = 0;
    while term != BigInt::ZERO {
        sum += &term;
        n += 1;
        term = next(&term, n);
    }
    sum
}

pub fn exp(x: &BigInt) -> BigInt {
    // Of x/2¹⁰, then squared ten times: no series is long.
    let small = x >> 10;
    let mut result = series(one(), |term, n| times(term, &small) / n);
    for _ in 0..10 {
        result = times(&result, &result);
    }
    result
}

/// 2 artanh s.
fn log_of_ratio(s: &BigInt) -> BigInt {
    let square = times(s, s);
    let mut power = s.clone();
    let mut sum = BigInt::ZERO;
    for n in 0.. {
        if power == BigInt::ZERO {
            break;
        }
        sum += &power / (2 * n + 1);
        power = times(&power, &square);
    }
    sum * 2
}

pub fn ln(x: f64) -> BigInt {
    let exponent = (x.to_bits() >> 52) as i64 - 1023;
    let mantissa = fixed(f64::from_bits(x.to_bits() & 0x000F_FFFF_FFFF_FFFF | 1.0f64.to_bits()));
    let of = |m: &BigInt| log_of_ratio(&over(&(m - one()), &(m + one())));
    of(&mantissa) + of(&(one() * 2)) * exponent
}

/// 16 artan 1/5 − 4 artan 1/239.
fn pi() -> BigInt {
    let inverse = |of: u32| {
        let mut power = one() / of;
        let mut sum = BigInt::ZERO;
        for n in 0.. {
            if power == BigInt::ZERO {
                break;
            }
            let term: BigInt = &power / (2 * n + 1);
            sum += if n % 2 == 0 { term } else { -term };
            power /= of * of;
        }
        sum
    };
    inverse(5) * 16 - inverse(239) * 4
}

pub fn cos_sin_of_turn(turn: f64) -> (BigInt, BigInt) {
    let x = times(&(pi() * 2), &fixed(turn));
    let square = times(&x, &x);
    let cos = series(one(), |term, n| -times(term, &square) / ((2 * n - 1) * (2 * n)));
    let sin = series(x, |term, n| -times(term, &square) / ((2 * n) * (2 * n + 1)));
    (cos, sin)
}

/// The density at z, and the probability below z: ½ + density × Σ z²ⁿ⁺¹ / (1·3·5 … (2n + 1)).
pub fn normal(z: f64) -> (BigInt, BigInt) {
    let z = fixed(z);
    let square = times(&z, &z);
    // 1/√(2π) by Newton's √ on whole numbers.
    let doubled: BigInt = pi() * 2;
    let root = (doubled << BITS).sqrt();
    let density = over(&exp(&(-&square / 2)), &root);
    let sum = series(z, |term, n| times(term, &square) / (2 * n + 1));
    let below = one() / 2 + times(&density, &sum);
    (density, below)
}
