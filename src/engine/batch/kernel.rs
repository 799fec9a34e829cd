//! What instructions do to columns. Every function here is inlined into the code for one set of instructions, and its
//! loop over the lanes becomes wide registers.

use super::LANES;
use super::bounds::CHECKED;
use super::fold::MOST_ROUNDED;

/// Lanes that a loop works off at a time: a block runs as many groups of them as it has paths for.
pub const GROUP: usize = 32;

/// The lanes of some groups.
#[inline(always)]
pub fn lanes(groups: usize) -> std::ops::Range<usize> {
    0..groups.min(LANES / GROUP) * GROUP
}

/// A number a lane.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub struct Numbers(pub [f64; LANES]);

impl Numbers {
    pub const ZERO: Numbers = Numbers([0.0; LANES]);
}

/// A byte a lane: 1 true, 2 false, 0 not available. Bytes, not bits: the compiler packs no bits out of comparisons (it
/// gathers instead), and 128 bytes are two loads. And, or and not work on both bits at once.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct Flags {
    pub lanes: [u8; LANES],
    /// Whether it is true on some path, and on all.
    pub some: bool,
    pub all: bool,
}

pub const TRUE: u8 = 1;
pub const FALSE: u8 = 2;

impl Flags {
    pub const NONE: Flags = Flags { lanes: [0; LANES], some: false, all: false };

    #[inline(always)]
    pub fn fill(&mut self, groups: usize, f: impl Fn(usize) -> u8) {
        let (mut some, mut all) = (0, TRUE);
        for lane in lanes(groups) {
            let it = f(lane);
            self.lanes[lane] = it;
            some |= it;
            all &= it;
        }
        self.some = some & TRUE != 0;
        self.all = all & TRUE != 0;
    }

    pub fn is_true(&self, lane: usize) -> bool {
        self.lanes[lane] & TRUE != 0
    }
}

/// A column, or the same number in every lane.
pub trait Source: Copy {
    fn at(self, lane: usize) -> f64;
}

impl Source for &Numbers {
    #[inline(always)]
    fn at(self, lane: usize) -> f64 {
        self.0[lane]
    }
}

impl Source for f64 {
    #[inline(always)]
    fn at(self, _: usize) -> f64 {
        self
    }
}

#[inline(always)]
pub fn each(groups: usize, out: &mut Numbers, f: impl Fn(usize) -> f64) {
    for lane in lanes(groups) {
        out.0[lane] = f(lane);
    }
}

/// The same for two columns.
#[inline(always)]
pub fn each_with(groups: usize, out: &mut Numbers, other: &mut Numbers, f: impl Fn(usize) -> (f64, f64)) {
    for lane in lanes(groups) {
        (out.0[lane], other.0[lane]) = f(lane);
    }
}

/// The same, and whether some lane is beyond what may be added on without a check.
#[inline(always)]
pub fn each_checked(groups: usize, out: &mut Numbers, f: impl Fn(usize) -> f64) -> bool {
    let mut beyond = 0;
    for lane in lanes(groups) {
        let it = f(lane);
        out.0[lane] = it;
        beyond |= u64::from(it.abs() > CHECKED);
    }
    beyond != 0
}

#[inline(always)]
pub fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[inline(always)]
pub fn most(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// n/a where either is.
#[inline(always)]
pub fn least_or_none(a: f64, b: f64) -> f64 {
    if a.is_nan() { a } else { least(a, b) }
}

#[inline(always)]
pub fn most_or_none(a: f64, b: f64) -> f64 {
    if a.is_nan() { a } else { most(a, b) }
}

/// What is available of two, folded.
#[inline(always)]
pub fn known(a: f64, b: f64, fold: impl Fn(f64, f64) -> f64) -> f64 {
    let both = fold(a, b);
    let one = if a.is_nan() { b } else { a };
    if a.is_nan() || b.is_nan() { one } else { both }
}

/// Both numbers are read before either is chosen, else the compiler gathers from one place or the other.
#[inline(always)]
pub fn choose(flag: u8, yes: f64, no: f64) -> f64 {
    let mask = 0u64.wrapping_sub(u64::from(flag & TRUE));
    f64::from_bits((yes.to_bits() & mask) | (no.to_bits() & !mask))
}

/// By a flag that may be n/a.
#[inline(always)]
pub fn choose_or_none(flag: u8, yes: f64, no: f64) -> f64 {
    let one = choose(flag, yes, no);
    choose(flag | (flag >> 1), one, f64::NAN)
}

/// 1.5 × 2^52: a float near it has no room for a fraction, so that adding it rounds.
pub const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// 1 + 2^-51
pub const A_LITTLE_MORE: f64 = 1.000_000_000_000_000_444_089_209_850_062_616_2;

/// `round((p + e) / divisor)` for a product p + e that is not negative, halves up, or to even.
///
/// Let q be the quotient, below 2^49, and the divisor a whole number up to 2^51. `reciprocal` is 1/divisor made a little
/// larger: times p it is above q, since the growth of 2^-52 or more outweighs the roundings of the division and of p
/// (2^-53 each), and above it by less than q × 7 × 2^-53, which is under a half. So `rounder + p × reciprocal`, one
/// fused operation, gives the rounded quotient or one more. The remainder tells which: `p - whole × divisor` is a
/// multiple of p's last digit and at most three quarters of the divisor, so the fused operation has it exactly; with
/// `e`, a whole number, it is still below 2^53. It is under minus one half of the divisor when the whole was one too
/// large, and exactly that at a tie that was rounded up.
#[inline(always)]
fn rounded<const EVEN: bool>(p: f64, e: f64, reciprocal: f64, divisor: f64) -> f64 {
    let whole = p.mul_add(reciprocal, ROUNDER) - ROUNDER;
    settle::<EVEN>(whole, p, e, divisor)
}

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

/// `round(a × b / divisor)`; true when some lane is in doubt.
#[inline(always)]
pub fn product<const SIGNED: bool, const LONG: bool, const SURE: bool, const EVEN: bool>(
    groups: usize,
    out: &mut Numbers,
    a: impl Source,
    b: impl Source,
    divisor: f64,
) -> bool {
    let reciprocal = (1.0 / divisor) * A_LITTLE_MORE;
    let mut doubt = 0;
    for lane in lanes(groups) {
        let (a, b) = (a.at(lane), b.at(lane));
        let p = a * b;
        let e = if LONG { a.mul_add(b, -p) } else { 0.0 };
        let it = if SIGNED {
            // Halves go away from zero, or to even, on either side: work on the magnitude.
            let sign = p.to_bits() & (1 << 63);
            let magnitude = rounded::<EVEN>(p.abs(), f64::from_bits(e.to_bits() ^ sign), reciprocal, divisor);
            // Adding zero takes away the sign of a zero.
            f64::from_bits(magnitude.to_bits() | sign) + 0.0
        } else {
            rounded::<EVEN>(p, e, reciprocal, divisor)
        };
        out.0[lane] = it;
        if !SURE {
            doubt |= u64::from(it.abs() >= MOST_ROUNDED);
        }
    }
    doubt != 0
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

/// The order of a × left and b × right, exactly: of the products, and where these are the same float of what is left.
#[inline(always)]
pub fn compare_products<const LONG: bool>(a: f64, left: f64, b: f64, right: f64) -> (bool, bool) {
    let (one, other) = (a * left, b * right);
    if !LONG {
        return (one < other, one > other);
    }
    let (of_one, of_other) = (a.mul_add(left, -one), b.mul_add(right, -other));
    let same = one == other;
    ((one < other) | (same & (of_one < of_other)), (one > other) | (same & (of_one > of_other)))
}

/// Whether a level of a ratio is met, where there is a ratio: its lower side above zero. `met` says in which order of
/// a × left and b × right, in bytes of 0 or 1, so that nothing branches.
#[inline(always)]
pub fn level<const LONG: bool>((a, left): (f64, f64), (b, right): (f64, f64), met: [u8; 3]) -> u8 {
    let (less, more) = compare_products::<LONG>(a, left, b, right);
    let (less, more) = (u8::from(less), u8::from(more));
    let there = u8::from(b > 0.0) & u8::from(!a.is_nan());
    let met = (less & met[0]) | (((less | more) ^ 1) & met[1]) | (more & met[2]);
    (met & there) | (((met ^ 1) & there) << 1)
}

/// Both sides of a comparison: n/a makes neither true.
#[inline(always)]
pub fn truth(yes: bool, no: bool) -> u8 {
    u8::from(yes) | (u8::from(no) << 1)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let mut ties = 0;
        for divisor in [1_000_000_000_000i128, 3, 400, 360_000_000_000_000, 7_919, 2] {
            for _ in 0..400 {
                let pairs: Vec<(i128, i128)> = (0..LANES).map(|_| operands(&mut state)).collect();
                let a = column(&pairs.iter().map(|it| it.0).collect::<Vec<_>>());
                let b = column(&pairs.iter().map(|it| it.1).collect::<Vec<_>>());
                let (mut up, mut even, mut size) = (Numbers::ZERO, Numbers::ZERO, Numbers::ZERO);
                product::<true, true, false, false>(LANES / GROUP, &mut up, &a, &b, divisor as f64);
                product::<true, true, false, true>(LANES / GROUP, &mut even, &a, &b, divisor as f64);
                let magnitude = column(&pairs.iter().map(|it| it.0.abs()).collect::<Vec<_>>());
                product::<false, true, false, false>(LANES / GROUP, &mut size, &magnitude, &b, divisor as f64);
                for (lane, (a, b)) in pairs.into_iter().enumerate() {
                    let wanted = |a, rounding| multiply_divide(a, b, 1, divisor, rounding).unwrap() as f64;
                    if up.0[lane].abs() >= MOST_ROUNDED {
                        continue;
                    }
                    ties += u64::from(2 * (a * b).rem_euclid(divisor) == divisor);
                    assert!(up.0[lane] == wanted(a, Rounding::HalfUp), "{a} x {b} / {divisor}");
                    assert!(even.0[lane] == wanted(a, Rounding::HalfEven), "{a} x {b} / {divisor}");
                    assert!(size.0[lane] == wanted(a.abs(), Rounding::HalfUp), "{a} x {b} / {divisor}");
                }
            }
        }
        assert!(ties > 1_000, "{ties}");
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

    /// 135,000,000.00 over 100,000,000.00 against 1.35x is at the level, to the last digit.
    #[test]
    fn levels_are_compared_exactly() {
        let compare = |a: f64| compare_products::<true>(a, 1e12, 10_000_000_000.0, 1_350_000_000_000.0);
        assert_eq!(compare(13_500_000_000.0), (false, false));
        assert_eq!(compare(13_499_999_999.0), (true, false));
        assert_eq!(compare(13_500_000_001.0), (false, true));
    }
}
