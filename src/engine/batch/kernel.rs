//! What instructions do to columns. Every function here is inlined into the code for one set of instructions, and its
//! loop over the lanes becomes wide registers.

use super::LANES;
use super::bounds::CHECKED;

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

    /// 135,000,000.00 over 100,000,000.00 against 1.35x is at the level, to the last digit.
    #[test]
    fn levels_are_compared_exactly() {
        let compare = |a: f64| compare_products::<true>(a, 1e12, 10_000_000_000.0, 1_350_000_000_000.0);
        assert_eq!(compare(13_500_000_000.0), (false, false));
        assert_eq!(compare(13_499_999_999.0), (true, false));
        assert_eq!(compare(13_500_000_001.0), (false, true));
    }
}
