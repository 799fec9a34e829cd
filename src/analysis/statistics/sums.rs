//! Sums over a block of paths, exact, in plain loops that go by lanes.
//!
//! Figures below 2^47 are added as whole numbers of 64 bits. Cut in two parts of 24 bits each, the products of their parts
//! are whole numbers below 2^48, which a float holds and which are added the same way. Larger figures are added one by one.

use super::mask::MOST_LANES;
use crate::engine::dispatch::{Kernel, dispatch};
use crate::quantity::sums::Products;

/// 2^47
const LARGE: f64 = 140_737_488_355_328.0;

/// 2^24
const PART: f64 = 16_777_216.0;

/// Added to a whole number of less than 2^51, it leaves that number in the low bits.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// How many paths have a value, and what they come to.
pub fn total(values: &[f64]) -> (u64, i128) {
    values.chunks(MOST_LANES).fold((0, 0), |(count, sum), values| {
        let found = dispatch(Total { values });
        let large = || values.iter().filter(|value| value.abs() >= LARGE).map(|&value| value as i128).sum::<i128>();
        let rest = if found.large > 0 { large() } else { 0 };
        (count + found.count, sum + i128::from(found.sum) + rest)
    })
}

/// Adds the products of two figures, path by path; one without a value adds nothing.
pub fn add_products(into: &mut Products, a: &[f64], b: &[f64]) {
    for (a, b) in a.chunks(MOST_LANES).zip(b.chunks(MOST_LANES)) {
        let found = dispatch(Dot { a, b });
        let [upper, middle, lower] = [found.upper, found.middle, found.lower].map(i128::from);
        into.add((upper << 48) + (middle << 24) + lower, 1);
        if found.large > 0 {
            for (&a, &b) in a.iter().zip(b).filter(|(a, b)| a.abs() >= LARGE || b.abs() >= LARGE) {
                into.add(a as i128, b as i128);
            }
        }
    }
}

/// Whole numbers that come as floats of less than 2^51.
#[derive(Clone, Copy)]
struct Sum(u64);

impl Sum {
    /// Of so many.
    #[inline(always)]
    fn of(count: usize) -> Sum {
        Sum(0u64.wrapping_sub((count as u64).wrapping_mul(WHOLE.to_bits())))
    }

    #[inline(always)]
    fn with(self, value: f64) -> Sum {
        Sum(self.0.wrapping_add((value + WHOLE).to_bits()))
    }

    fn value(self) -> i64 {
        self.0 as i64
    }
}

struct Total<'a> {
    values: &'a [f64],
}

struct Totals {
    count: u64,
    sum: i64,
    /// How many are larger.
    large: u64,
}

impl Kernel for Total<'_> {
    type Output = Totals;

    #[inline(always)]
    fn run(self) -> Totals {
        let (mut count, mut large, mut sum) = (0u64, 0u64, Sum::of(self.values.len()));
        for &value in self.values {
            count = count.wrapping_add(u64::from(!value.is_nan()));
            large = large.wrapping_add(u64::from(value.abs() >= LARGE));
            // No comparison holds for n/a.
            sum = sum.with(only(value, value.abs() < LARGE));
        }
        Totals { count, sum: sum.value(), large }
    }
}

struct Dot<'a> {
    a: &'a [f64],
    b: &'a [f64],
}

/// Sums of products: of the upper parts, of upper and lower, of the lower parts.
struct Dots {
    upper: i64,
    middle: i64,
    lower: i64,
    /// On how many paths one of the two is larger.
    large: u64,
}

impl Kernel for Dot<'_> {
    type Output = Dots;

    #[inline(always)]
    fn run(self) -> Dots {
        let count = self.a.len().min(self.b.len());
        let [mut upper, mut middle, mut lower] = [Sum::of(count); 3];
        let mut large = 0u64;
        for (&a, &b) in self.a.iter().zip(self.b) {
            let below = (a.abs() < LARGE) & (b.abs() < LARGE);
            large = large.wrapping_add(u64::from((a.abs() >= LARGE) | (b.abs() >= LARGE)));
            let (a, b) = (parts(only(a, below)), parts(only(b, below)));
            upper = upper.with(a.0 * b.0);
            middle = middle.with(a.0 * b.1 + a.1 * b.0);
            lower = lower.with(a.1 * b.1);
        }
        Dots { upper: upper.value(), middle: middle.value(), lower: lower.value(), large }
    }
}

/// The number where something holds of it, else zero: a loop with a branch would not go by lanes.
#[inline(always)]
fn only(value: f64, holds: bool) -> f64 {
    f64::from_bits(value.to_bits() & 0u64.wrapping_sub(u64::from(holds)))
}

/// `a × 2^24 + b`, both at most 2^23 in size.
#[inline(always)]
fn parts(value: f64) -> (f64, f64) {
    let upper = (value / PART + WHOLE) - WHOLE;
    (upper, value - upper * PART)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of every size up to 2^`bits`, of both signs, some n/a.
    fn figures(count: u64, bits: u32, salt: u64) -> Vec<f64> {
        let value = |it: u64| {
            let word = (it + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let size = (word >> 11) as f64 / 2f64.powi(53 - (bits as i32 - (word % 40) as i32).max(1));
            match word % 7 {
                0 => f64::NAN,
                1 | 2 => -size.floor(),
                _ => size.floor(),
            }
        };
        (0..count).map(value).collect()
    }

    #[test]
    fn sums_are_those_of_whole_numbers() {
        for (count, bits) in [(0, 40), (1, 40), (100, 46), (256, 47), (256, 53), (300, 52), (700, 60)] {
            let (a, b) = (figures(count, bits, 3), figures(count, bits.min(50), 77));
            let known = |it: &[f64]| it.iter().map(|&it| (!it.is_nan()).then_some(it as i128)).collect::<Vec<_>>();
            let (left, right) = (known(&a), known(&b));
            let sum: i128 = left.iter().flatten().sum();
            assert_eq!(total(&a), (left.iter().flatten().count() as u64, sum), "{count} {bits}");
            let (mut found, mut expected) = (Products::default(), Products::default());
            add_products(&mut found, &a, &b);
            left.iter().zip(&right).for_each(|(a, b)| expected.add(a.unwrap_or(0), b.unwrap_or(0)));
            assert_eq!(found, expected, "{count} {bits}");
        }
    }

    /// The bound itself, on every path: nothing above it may be left to a float.
    #[test]
    fn the_largest_that_go_by_lanes_are_exact() {
        for value in [LARGE - 1.0, 1.0 - LARGE, LARGE, 8_388_608.0, 8_388_607.0, 140_737_479_966_720.0] {
            let column: Vec<f64> = (0..256).map(|_| value).collect();
            let mut found = Products::default();
            add_products(&mut found, &column, &column);
            let mut expected = Products::default();
            expected.add(value as i128 * value as i128, 256);
            assert_eq!((found, total(&column)), (expected, (256, value as i128 * 256)));
        }
    }
}
