//! Sums over a block of paths, exact, in lanes.
//!
//! A float adds whole numbers without loss while the sum stays below 2^53. Figures below 2^47 stay there over a block;
//! cut in two parts of 24 bits each, so do the products of their parts. Larger figures are added one by one.

use super::column::MOST_CHUNKS;
use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::{Chunk, WIDTH};
use crate::quantity::sums::Products;

/// 2^47
const LARGE: f64 = 140_737_488_355_328.0;

/// Added and taken away, it leaves a number of less than 2^51 parts rounded to a multiple of [`PART`].
const CUT: f64 = 6_755_399_441_055_744.0 * PART;

/// 2^24
const PART: f64 = 16_777_216.0;

/// How many paths have a value, and what they come to.
pub fn total(values: &[Chunk]) -> (u64, i128) {
    let (mut count, mut sum) = (0, 0);
    for values in values.chunks(MOST_CHUNKS) {
        let found = dispatch(Total { values });
        count += whole(&found.count) as u64;
        sum += whole(&found.sum);
        if found.large {
            let large = values.iter().flat_map(|it| it.0).filter(|value| value.abs() >= LARGE);
            sum += large.map(|value| value as i128).sum::<i128>();
        }
    }
    (count, sum)
}

/// Adds the products of two figures, path by path; one without a value adds nothing.
pub fn add_products(into: &mut Products, a: &[Chunk], b: &[Chunk]) {
    for (a, b) in a.chunks(MOST_CHUNKS).zip(b.chunks(MOST_CHUNKS)) {
        let found = dispatch(Dot { a, b });
        into.add((whole(&found.upper) << 48) + (whole(&found.middle) << 24) + whole(&found.lower), 1);
        if found.large {
            let pairs = a.iter().flat_map(|it| it.0).zip(b.iter().flat_map(|it| it.0));
            for (a, b) in pairs.filter(|(a, b)| a.abs() >= LARGE || b.abs() >= LARGE) {
                into.add(a as i128, b as i128);
            }
        }
    }
}

fn whole(lanes: &Chunk) -> i128 {
    lanes.0.iter().map(|&it| i128::from(it as i64)).sum()
}

struct Total<'a> {
    values: &'a [Chunk],
}

struct Totals {
    count: Chunk,
    sum: Chunk,
    large: bool,
}

impl Kernel for Total<'_> {
    type Output = Totals;

    #[inline(always)]
    fn run(self) -> Totals {
        let (mut count, mut sum, mut large) = ([0.0; WIDTH], [0.0; WIDTH], [0.0; WIDTH]);
        for chunk in self.values {
            for lane in 0..WIDTH {
                let value = chunk.0[lane];
                // No comparison holds for n/a.
                let (below, above) = (value.abs() < LARGE, value.abs() >= LARGE);
                sum[lane] += if below { value } else { 0.0 };
                count[lane] += if value.is_nan() { 0.0 } else { 1.0 };
                large[lane] += if above { 1.0 } else { 0.0 };
            }
        }
        Totals { count: Chunk(count), sum: Chunk(sum), large: large != [0.0; WIDTH] }
    }
}

struct Dot<'a> {
    a: &'a [Chunk],
    b: &'a [Chunk],
}

/// Sums of products: of the upper parts, of upper and lower, of the lower parts.
struct Dots {
    upper: Chunk,
    middle: Chunk,
    lower: Chunk,
    large: bool,
}

impl Kernel for Dot<'_> {
    type Output = Dots;

    #[inline(always)]
    fn run(self) -> Dots {
        let (mut upper, mut middle, mut lower) = ([0.0; WIDTH], [0.0; WIDTH], [0.0; WIDTH]);
        let mut large = [0.0; WIDTH];
        for (a, b) in self.a.iter().zip(self.b) {
            for lane in 0..WIDTH {
                let (a, b) = (a.0[lane], b.0[lane]);
                let below = (a.abs() < LARGE) & (b.abs() < LARGE);
                let above = (a.abs() >= LARGE) | (b.abs() >= LARGE);
                large[lane] += if above { 1.0 } else { 0.0 };
                let (a, b) = (if below { a } else { 0.0 }, if below { b } else { 0.0 });
                let ((a_upper, a_lower), (b_upper, b_lower)) = (parts(a), parts(b));
                upper[lane] += a_upper * b_upper;
                middle[lane] += a_upper * b_lower + a_lower * b_upper;
                lower[lane] += a_lower * b_lower;
            }
        }
        Dots { upper: Chunk(upper), middle: Chunk(middle), lower: Chunk(lower), large: large != [0.0; WIDTH] }
    }
}

/// `a × 2^24 + b` with both at most 2^23 in size.
#[inline(always)]
fn parts(value: f64) -> (f64, f64) {
    let upper = (value + CUT) - CUT;
    (upper / PART, value - upper)
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    /// Numbers of every size up to 2^`bits`, of both signs, some n/a.
    fn figures(count: u64, bits: u32, salt: u64) -> Column {
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
            let known = |it: &Column| it.values().map(|it| (!it.is_nan()).then_some(it as i128)).collect::<Vec<_>>();
            let (left, right) = (known(&a), known(&b));
            let sum: i128 = left.iter().flatten().sum();
            assert_eq!(total(a.chunks()), (left.iter().flatten().count() as u64, sum), "{count} {bits}");
            let (mut found, mut expected) = (Products::default(), Products::default());
            add_products(&mut found, a.chunks(), b.chunks());
            left.iter().zip(&right).for_each(|(a, b)| expected.add(a.unwrap_or(0), b.unwrap_or(0)));
            assert_eq!(found, expected, "{count} {bits}");
        }
    }

    /// The bound itself, on every path: nothing above it may be left to a float.
    #[test]
    fn the_largest_that_go_by_lanes_are_exact() {
        for value in [LARGE - 1.0, 1.0 - LARGE, LARGE, 8_388_608.0, 8_388_607.0, 140_737_479_966_720.0] {
            let column: Column = (0..256).map(|_| value).collect();
            let mut found = Products::default();
            add_products(&mut found, column.chunks(), column.chunks());
            let mut expected = Products::default();
            expected.add(value as i128 * value as i128, 256);
            assert_eq!((found, total(column.chunks())), (expected, (256, value as i128 * 256)));
        }
    }
}
