//! Products and quotients of whole numbers, rounded in floats as decimals are rounded.

use super::bounds::EXACT;
use super::fold::MOST_ROUNDED;
use super::kernel::{Numbers, Source, lanes};

/// 1.5 × 2^52: a float near it has no room for a fraction, so that adding it rounds.
pub const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// 1 + 2^-51
pub const A_LITTLE_MORE: f64 = 1.000_000_000_000_000_444_089_209_850_062_616_2;

/// The smallest float above |a| / divisor, with a's sign: further from zero by 2^-52 of the quotient at most.
pub fn above(a: f64, divisor: f64) -> f64 {
    let near = a.abs() / divisor;
    // What is left of a division is a float: the fused operation has it exactly.
    let near = if near.mul_add(divisor, -a.abs()) > 0.0 { near } else { near.next_up() };
    near.copysign(a)
}

/// A float below 1 / divisor by 2^-51 of it at most.
pub fn below(divisor: f64) -> f64 {
    above(1.0, divisor).next_down().next_down()
}

/// Products from here on are not short: 2^52, half of that where the divisor is odd.
pub fn short_products(divisor: f64) -> f64 {
    if divisor % 2.0 == 0.0 { EXACT / 2.0 } else { EXACT / 4.0 }
}

/// `round(p / divisor)`, halves away from zero, for a product below [`short_products`].
///
/// `share` is above 1 / divisor by 2^-52 of it at most, and adding the rounder rounds what was worked out exactly. So
/// halves go away from zero. What is under a half is under it by 1 / divisor, or half of that where the divisor is odd,
/// and is taken for more by less. The same holds for `a × above(b, divisor)`.
#[inline(always)]
fn short(p: f64, share: f64) -> f64 {
    p.mul_add(share, ROUNDER) - ROUNDER
}

/// `round((p + e) / divisor)` for a product p + e, halves away from zero; not negative unless `SIGNED`.
///
/// Let q be the quotient, below 2^49, and the divisor a whole number below 2^51. `reciprocal` is 1 / divisor made a
/// little larger: times p it is above q, since the growth of 2^-52 or more outweighs the roundings of the division and
/// of p (2^-53 each), and above it by less than q × 7 × 2^-53, which is under a half. So `whole`, a fused operation, is
/// the rounded quotient or one more, plus the rounder. `rest`, what it leaves, is a multiple of p's last digit and at
/// most one and a half divisors, so the fused operation has it exactly, and with `e`, a whole number, it is still below
/// 2^53. Its share of the divisor, again rounded as it is added, is what `whole` was off by.
///
/// At a tie the whole was rounded up, so what is left is minus one half of the divisor: `back` is made a little smaller
/// than 1 / divisor, by less than any other rest is away from a half, and the whole stays. A signed rest has a quarter
/// added away from zero, which decides ties and nothing else, on whichever side of them the whole came out.
#[inline(always)]
fn long<const SIGNED: bool>(p: f64, e: f64, reciprocal: f64, divisor: f64, back: f64) -> f64 {
    let whole = p.mul_add(reciprocal, ROUNDER);
    let rest = (-(whole - ROUNDER)).mul_add(divisor, p);
    let e = if SIGNED { e + AWAY.copysign(p) } else { e };
    (rest + e).mul_add(back, whole) - ROUNDER
}

/// What decides a tie.
pub const AWAY: f64 = 0.25;

/// `round((p + e) / divisor)` for a product p + e that is not negative, halves to even. The whole is the rounded quotient
/// or one more, as in [`long`].
#[inline(always)]
fn to_even(p: f64, e: f64, reciprocal: f64, divisor: f64) -> f64 {
    let whole = p.mul_add(reciprocal, ROUNDER) - ROUNDER;
    settle::<true>(whole, p, e, divisor)
}

/// The remainder tells whether the whole was one too large: it is under minus one half of the divisor then, and exactly
/// that at a tie that was rounded up.
#[inline(always)]
fn settle<const EVEN: bool>(whole: f64, p: f64, e: f64, divisor: f64) -> f64 {
    let remainder = (-whole).mul_add(divisor, p) + e;
    let twice = remainder + remainder;
    if EVEN {
        let half = (whole * 0.5 + ROUNDER) - ROUNDER;
        let odd = half + half != whole;
        whole - if twice < -divisor || (twice == -divisor && odd) { 1.0 } else { 0.0 }
    } else {
        whole - if twice < -divisor { 1.0 } else { 0.0 }
    }
}

/// `round(a × b / divisor)`, as `how` says; true when some lane is in doubt.
#[inline(always)]
fn rounded<const SURE: bool>(
    groups: usize,
    out: &mut Numbers,
    (a, b): (impl Source, impl Source),
    how: impl Fn(f64, f64, f64) -> f64,
) -> bool {
    let mut doubt = 0;
    for lane in lanes(groups) {
        let (a, b) = (a.at(lane), b.at(lane));
        let it = how(a, b, a * b);
        out.0[lane] = it;
        if !SURE {
            doubt |= u64::from(it.abs() >= MOST_ROUNDED);
        }
    }
    doubt != 0
}

/// Products below [`short_products`].
#[inline(always)]
pub fn short_product<const SURE: bool>(
    groups: usize,
    out: &mut Numbers,
    of: (impl Source, impl Source),
    divisor: f64,
) -> bool {
    let share = above(1.0, divisor);
    rounded::<SURE>(groups, out, of, |_, _, p| short(p, share))
}

/// Of any length.
#[inline(always)]
pub fn long_product<const SIGNED: bool, const SURE: bool>(
    groups: usize,
    out: &mut Numbers,
    of: (impl Source, impl Source),
    divisor: f64,
) -> bool {
    let reciprocal = (1.0 / divisor) * A_LITTLE_MORE;
    let back = if SIGNED { 1.0 / divisor } else { below(divisor) };
    rounded::<SURE>(groups, out, of, |a, b, p| long::<SIGNED>(p, a.mul_add(b, -p), reciprocal, divisor, back))
}

/// Halves to even, of any length and sign.
#[inline(always)]
pub fn product_to_even(groups: usize, out: &mut Numbers, of: (impl Source, impl Source), divisor: f64) -> bool {
    let reciprocal = (1.0 / divisor) * A_LITTLE_MORE;
    rounded::<false>(groups, out, of, |a, b, p| {
        // Work on the magnitude; adding zero takes away the sign of a zero.
        let sign = p.to_bits() & (1 << 63);
        let e = f64::from_bits(a.mul_add(b, -p).to_bits() ^ sign);
        f64::from_bits(to_even(p.abs(), e, reciprocal, divisor).to_bits() | sign) + 0.0
    })
}

/// `round(a × numerator / (b × denominator))`; true when some lane is in doubt.
#[inline(always)]
pub fn quotient<const SIGNED: bool, const EVEN: bool>(
    groups: usize,
    out: &mut Numbers,
    a: impl Source,
    b: impl Source,
    numerator: f64,
    denominator: f64,
    ratio: bool,
) -> bool {
    let mut doubt = 0;
    for lane in lanes(groups) {
        let (a, b) = (a.at(lane), b.at(lane));
        let p = a * numerator;
        let e = a.mul_add(numerator, -p);
        let below = b * denominator;
        let none = if ratio { b.is_nan() | (b <= 0.0) } else { b == 0.0 };
        let it = if SIGNED {
            let sign = p.to_bits() & (1 << 63);
            let (p, e, below_size) = (p.abs(), f64::from_bits(e.to_bits() ^ sign), below.abs());
            let whole = (p / below_size).mul_add(A_LITTLE_MORE, ROUNDER) - ROUNDER;
            let magnitude = settle::<EVEN>(whole, p, e, below_size);
            let sign = sign ^ (below.to_bits() & (1 << 63));
            f64::from_bits(magnitude.to_bits() | sign) + 0.0
        } else {
            let whole = (p / below).mul_add(A_LITTLE_MORE, ROUNDER) - ROUNDER;
            settle::<EVEN>(whole, p, e, below)
        };
        let it = if none { f64::NAN } else { it };
        out.0[lane] = it;
        doubt |= u64::from(it.abs() >= MOST_ROUNDED) | u64::from(below.abs() > MOST_BELOW);
    }
    doubt != 0
}

/// 2^51
pub const MOST_BELOW: f64 = 2_251_799_813_685_248.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::batch::LANES;
    use crate::engine::batch::kernel::GROUP;
    use crate::quantity::{Rounding, divide, multiply_divide};

    /// A linear congruential generator, constants of Knuth's MMIX.
    fn word(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 11
    }

    /// Money of every size times round percentages: one in thirty is a tie.
    fn operands(state: &mut u64) -> (i128, i128) {
        let money = i128::from(word(state) % (1 << (4 + word(state) % 42)));
        let share = match word(state) % 3 {
            0 => i128::from(word(state) % 400) * 2_500_000_000,
            1 => i128::from(word(state) % 2_000_000_000_000),
            _ => i128::from(word(state) % 200) * 10_000_000_000,
        };
        (if word(state).is_multiple_of(2) { money } else { -money }, share)
    }

    fn column(values: &[i128]) -> Numbers {
        let mut column = Numbers::ZERO;
        column.0.iter_mut().zip(values).for_each(|(lane, value)| *lane = *value as f64);
        column
    }

    #[test]
    fn products_round_as_the_exact_engine_does() {
        let mut state = 1;
        let (mut ties, mut shorts) = (0, 0);
        for divisor in [1_000_000_000_000i128, 3, 400, 360_000_000_000_000, 7_919, 2, 2_251_799_813_685_247] {
            for _ in 0..400 {
                let pairs: Vec<(i128, i128)> = (0..LANES).map(|_| operands(&mut state)).collect();
                let b = column(&pairs.iter().map(|it| it.1).collect::<Vec<_>>());
                let a = column(&pairs.iter().map(|it| it.0).collect::<Vec<_>>());
                let size = column(&pairs.iter().map(|it| it.0.abs()).collect::<Vec<_>>());
                let [mut up, mut of_size, mut even, mut short] = [const { Numbers::ZERO }; 4];
                let (groups, by) = (LANES / GROUP, divisor as f64);
                long_product::<true, false>(groups, &mut up, (&a, &b), by);
                long_product::<false, false>(groups, &mut of_size, (&size, &b), by);
                product_to_even(groups, &mut even, (&a, &b), by);
                short_product::<false>(groups, &mut short, (&a, &b), by);
                for (lane, (a, b)) in pairs.into_iter().enumerate() {
                    let wanted = |a, rounding| multiply_divide(a, b, 1, divisor, rounding).unwrap() as f64;
                    if up.0[lane].abs() >= MOST_ROUNDED {
                        continue;
                    }
                    ties += u64::from(2 * (a * b).rem_euclid(divisor) == divisor);
                    assert!(up.0[lane] == wanted(a, Rounding::HalfUp), "{a} x {b} / {divisor}");
                    assert!(of_size.0[lane] == wanted(a.abs(), Rounding::HalfUp), "{a} x {b} / {divisor}");
                    assert!(even.0[lane] == wanted(a, Rounding::HalfEven), "{a} x {b} / {divisor}");
                    if ((a * b) as f64).abs() < short_products(by) {
                        assert!(short.0[lane] == wanted(a, Rounding::HalfUp), "{a} x {b} / {divisor}");
                        shorts += 1;
                    }
                }
            }
        }
        assert!(ties > 1_000 && shorts > 10_000, "{ties}, {shorts}");
    }

    /// Products at a half and one digit beside it, up to the largest that are short.
    #[test]
    fn short_products_round_at_every_half() {
        let (mut state, mut compared) = (3, 0);
        for divisor in [2i128, 3, 5_000, 1_000, 7_919, 6_250_000, 1_000_000_000_000, 999_999_999_999] {
            let (limit, share) = (short_products(divisor as f64) as i128, above(1.0, divisor as f64));
            for _ in 0..2_000 {
                let whole = i128::from(word(&mut state)) % (limit / divisor).max(1);
                for p in [-1, 0, 1].map(|by| whole * divisor + divisor / 2 + by) {
                    if p >= limit {
                        continue;
                    }
                    let wanted = multiply_divide(p, 1, 1, divisor, Rounding::HalfUp).unwrap() as f64;
                    for factor in [1, 3, 7, 1_034_416_033] {
                        // p is a × factor: divided beforehand, it rounds the same.
                        if p % factor == 0 {
                            let share = above(factor as f64, divisor as f64);
                            assert_eq!(short((p / factor) as f64, share), wanted, "{p} / {divisor}");
                            assert_eq!(short((p / factor) as f64, -share), 0.0 - wanted, "-{p} / {divisor}");
                        }
                    }
                    assert_eq!(short(p as f64, share), wanted, "{p} / {divisor}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 30_000, "{compared}");
    }

    #[test]
    fn quotients_round_as_the_exact_engine_does() {
        let mut state = 2;
        for (numerator, denominator) in [(1_000_000_000_000i128, 1i128), (1, 1), (1_000_000, 3)] {
            for _ in 0..400 {
                let pairs: Vec<(i128, i128)> =
                    (0..LANES).map(|_| (operands(&mut state).0, operands(&mut state).0 / 1_000)).collect();
                let a = column(&pairs.iter().map(|it| it.0).collect::<Vec<_>>());
                let b = column(&pairs.iter().map(|it| it.1).collect::<Vec<_>>());
                let (mut up, mut even) = (Numbers::ZERO, Numbers::ZERO);
                let (above, below) = (numerator as f64, denominator as f64);
                quotient::<true, false>(LANES / GROUP, &mut up, &a, &b, above, below, false);
                quotient::<true, true>(LANES / GROUP, &mut even, &a, &b, above, below, true);
                for (lane, (a, b)) in pairs.into_iter().enumerate() {
                    let wanted = |rounding| divide(a, b, numerator, denominator, rounding).unwrap() as f64;
                    assert!(b != 0 || up.0[lane].is_nan());
                    assert!(b > 0 || even.0[lane].is_nan());
                    if b != 0 && up.0[lane].abs() < MOST_ROUNDED {
                        assert!(up.0[lane] == wanted(Rounding::HalfUp), "{a} / {b}");
                        assert!(b < 0 || even.0[lane] == wanted(Rounding::HalfEven), "{a} / {b}");
                    }
                }
            }
        }
    }
}
