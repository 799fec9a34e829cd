//! Internal rate of return: the rate at which what comes in is worth what went out.
//!
//! Flows lie on the rows of a grid whose gaps are multiples of one step, so that their value is a polynomial in the
//! discount factor `v` of a step. Lenders' flows change sign once nearly always: then there is one root (Descartes' rule
//! of signs), found for 32 paths at a time. Otherwise the whole range is searched for all roots.

use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::{Chunk, WIDTH};
use crate::quantity::power_of_ten;
use crate::quantity::unit::RATIO_SCALE;

/// Steps of the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Steps from the row before to each row; none for the first.
    gaps: Vec<u32>,
    /// The gaps that occur, each once; most grids have one.
    distinct: Vec<u32>,
    /// For each row, which of these its gap is.
    which: Vec<usize>,
    /// Years in a step.
    step: f64,
}

/// The rate a year that one run's flows earn, at the scale of a ratio; `at` counts parts of a year. None where no rate
/// does, or several.
pub fn rate_of(at: &[u64], parts: u64, flows: &[i128]) -> Option<i128> {
    let grid = Grid::new(at.get(..flows.len())?, parts);
    let rows: Vec<Flows> = flows.iter().map(|flow| [Chunk::of(*flow as f64); SIDE]).collect();
    match grid.returns(&rows).first()? {
        Return::Rate(rate) => Some((rate * power_of_ten(RATIO_SCALE) as f64).round() as i128),
        Return::None | Return::Several(_) => None,
    }
}

/// The return of one path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Return {
    /// A rate a year: 0.09 for 9%. What went out and never came back earns −100%.
    Rate(f64),
    /// Nothing went out, or no rate makes the flows worth nothing.
    None,
    /// So many rates do.
    Several(usize),
}

/// Rates are looked for where the discount factor of a year lies between e^-20 and e^20.
const WIDEST: f64 = 20.0;

/// Points at which several roots are looked for.
const POINTS: usize = 800;

const MOST_ITERATIONS: usize = 200;

/// Of a step of Newton's method, relative to where it starts.
const SMALL: f64 = 1e-9;

impl Grid {
    /// From the years at which each row lies, counted in `parts` of a year.
    pub fn new(at: &[u64], parts: u64) -> Grid {
        let gaps: Vec<u64> = at.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
        let step = gaps.iter().copied().fold(0, greatest_common_divisor).max(1);
        let gaps: Vec<u32> =
            std::iter::once(0).chain(gaps.iter().map(|gap| u32::try_from(gap / step).unwrap_or(u32::MAX))).collect();
        let mut distinct: Vec<u32> = gaps.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let which = gaps.iter().map(|gap| distinct.binary_search(gap).unwrap_or(0)).collect();
        Grid { gaps, distinct, which, step: step as f64 / parts.max(1) as f64 }
    }

    /// The return on each of [`SIDE`] chunks of neighbouring paths; as many rows as the grid.
    pub fn returns(&self, flows: &[Flows]) -> [Return; SIDE * WIDTH] {
        let (signs, factors) = dispatch(SingleRoots { grid: self, flows });
        std::array::from_fn(|path| {
            let (side, lane) = (path / WIDTH, path % WIDTH);
            let signs = &signs[side];
            if signs.changes[lane] == 1.0 {
                Return::Rate(self.rate(factors[side].0[lane]))
            } else if signs.changes[lane] > 1.0 {
                self.search(&flows.iter().map(|row| row[side].0[lane]).collect::<Vec<f64>>())
            } else if signs.first[lane] < 0.0 {
                Return::Rate(-1.0)
            } else {
                Return::None
            }
        })
    }

    /// v for the lanes whose flows change sign once, by Newton's method kept within a bracket. A lane that has arrived
    /// stays where it is, so that its neighbours make no difference.
    #[inline(always)]
    fn single_roots(&self, flows: &[Flows], powers: &mut [Flows], signs: &[Signs; SIDE]) -> Flows {
        let edge = libm::exp(WIDEST * self.step);
        let mut brackets = [Bracket { low: [1.0 / edge; WIDTH], high: [edge; WIDTH], open: [0.0; WIDTH] }; SIDE];
        for (bracket, signs) in brackets.iter_mut().zip(signs) {
            bracket.open = signs.changes.map(|changes| if changes == 1.0 { 1.0 } else { 0.0 });
        }
        let mut v = [Chunk::of(1.0); SIDE];
        for _ in 0..MOST_ITERATIONS {
            let (value, slope) = self.value(flows, powers, &v);
            let mut open = false;
            for side in 0..SIDE {
                open |= brackets[side].step(&value[side], &slope[side], &signs[side], &mut v[side]);
            }
            if !open {
                break;
            }
        }
        v
    }

    /// The value of the flows, and v times its slope, by Horner's rule from the last row back.
    #[inline(always)]
    fn value<const SIDE: usize>(
        &self,
        flows: &[[Chunk; SIDE]],
        powers: &mut [[Chunk; SIDE]],
        v: &[Chunk; SIDE],
    ) -> ([Chunk; SIDE], [Chunk; SIDE]) {
        for (power_of, &gap) in powers.iter_mut().zip(&self.distinct) {
            for side in 0..SIDE {
                power_of[side] = power(&v[side], gap);
            }
        }
        let mut value = [Chunk::ZERO; SIDE];
        let mut slope = [Chunk::ZERO; SIDE];
        let rows = flows.iter().zip(&self.gaps).zip(&self.which);
        for ((flow, &gap), &which) in rows.rev() {
            let (power, gap) = (&powers[which], f64::from(gap));
            for side in 0..SIDE {
                let (value, slope) = (&mut value[side].0, &mut slope[side].0);
                for lane in 0..WIDTH {
                    value[lane] += flow[side].0[lane];
                    slope[lane] = power[side].0[lane] * (slope[lane] + gap * value[lane]);
                    value[lane] *= power[side].0[lane];
                }
            }
        }
        (value, slope)
    }

    /// All roots of flows that change sign more than once.
    fn search(&self, flows: &[f64]) -> Return {
        let rows: Vec<[Chunk; 1]> = flows.iter().map(|&flow| [Chunk::of(flow)]).collect();
        let mut powers = vec![[Chunk::ZERO]; self.distinct.len()];
        let mut value = |x: f64| self.value(&rows, &mut powers, &[Chunk::of(libm::exp(x * self.step))]).0[0].0[0];
        let point = |index: usize| WIDEST * (2.0 * index as f64 / POINTS as f64 - 1.0);
        let mut roots = Vec::new();
        let mut before = (point(0), value(point(0)));
        for index in 1..=POINTS {
            let now = (point(index), value(point(index)));
            if before.1 != 0.0 && now.1 != 0.0 && (before.1 > 0.0) != (now.1 > 0.0) {
                roots.push(bisect(&mut value, before, now));
            } else if now.1 == 0.0 {
                roots.push(now.0);
            }
            before = now;
        }
        match roots.as_slice() {
            [] => Return::None,
            [x] => Return::Rate(libm::expm1(-x)),
            several => Return::Several(several.len()),
        }
    }

    /// A rate a year from the discount factor of a step.
    fn rate(&self, v: f64) -> f64 {
        libm::expm1(-libm::log(v) / self.step)
    }
}

/// Halves the bracket until there is nothing between its ends.
fn bisect(value: &mut impl FnMut(f64) -> f64, from: (f64, f64), to: (f64, f64)) -> f64 {
    let (mut low, mut high) = (from.0, to.0);
    for _ in 0..MOST_ITERATIONS {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        let at = value(middle);
        if at == 0.0 {
            return middle;
        }
        if (at > 0.0) == (from.1 > 0.0) { low = middle } else { high = middle }
    }
    low
}

/// Chunks whose roots are looked for side by side: a chunk's own sums wait for each other.
pub const SIDE: usize = 4;

/// A row's flows on these chunks.
pub type Flows = [Chunk; SIDE];

/// What the signs of the flows of eight paths say.
#[derive(Debug, Clone, Copy)]
struct Signs {
    changes: [f64; WIDTH],
    /// Of the first flow that is not zero: below nothing when money goes out first.
    first: [f64; WIDTH],
}

/// Where the roots of eight paths lie, and which of them are still looked for.
#[derive(Debug, Clone, Copy)]
struct Bracket {
    low: [f64; WIDTH],
    high: [f64; WIDTH],
    /// 1, or 0 for a lane that has arrived.
    open: [f64; WIDTH],
}

impl Bracket {
    /// A step of each lane that has not arrived; whether any has not.
    #[inline(always)]
    fn step(&mut self, value: &Chunk, slope: &Chunk, signs: &Signs, v: &mut Chunk) -> bool {
        let (mut at, mut open) = (v.0, self.open);
        for lane in 0..WIDTH {
            let (value, slope, now) = (value.0[lane], slope.0[lane], at[lane]);
            // With one change of sign the value crosses zero once: upwards in v when money goes out first.
            let rising = signs.first[lane] < 0.0;
            let above = (value > 0.0) == rising;
            self.high[lane] = if above { now } else { self.high[lane] };
            self.low[lane] = if above { self.low[lane] } else { now };
            let (low, high) = (self.low[lane], self.high[lane]);
            let newton = now - value * now / slope;
            let inside = (newton > low) & (newton < high);
            let next = if inside { newton } else { (low * high).sqrt() };
            let step = (newton - now).abs();
            let there = (value == 0.0) | (step <= now * f64::EPSILON);
            at[lane] = if (open[lane] == 0.0) | there { now } else { next };
            // What a step this small leaves is its square: nothing.
            open[lane] = if there | (inside & (step <= now * SMALL)) { 0.0 } else { open[lane] };
        }
        (v.0, self.open) = (at, open);
        open != [0.0; WIDTH]
    }
}

/// Signs and roots, for whatever registers there are.
struct SingleRoots<'a> {
    grid: &'a Grid,
    flows: &'a [Flows],
}

impl Kernel for SingleRoots<'_> {
    type Output = ([Signs; SIDE], Flows);

    #[inline(always)]
    fn run(self) -> ([Signs; SIDE], Flows) {
        let mut signs = [Signs::NONE; SIDE];
        for (side, signs) in signs.iter_mut().enumerate() {
            *signs = Signs::of(self.flows, side);
        }
        let mut few = [[Chunk::ZERO; SIDE]; FEW];
        let mut many = Vec::new();
        let powers = match few.get_mut(..self.grid.distinct.len()) {
            Some(few) => few,
            None => {
                many.resize(self.grid.distinct.len(), [Chunk::ZERO; SIDE]);
                many.as_mut_slice()
            }
        };
        let factors = match signs.iter().any(|it| it.changes.contains(&1.0)) {
            true => self.grid.single_roots(self.flows, powers, &signs),
            false => [Chunk::of(1.0); SIDE],
        };
        (signs, factors)
    }
}

/// Gaps of different lengths that need no memory of their own.
const FEW: usize = 4;

impl Signs {
    const NONE: Signs = Signs { changes: [0.0; WIDTH], first: [0.0; WIDTH] };

    /// Of one chunk after the other: the compiler sees through eight lanes, not through four times eight.
    #[inline(always)]
    fn of(flows: &[Flows], side: usize) -> Signs {
        let (mut signs, mut last) = (Signs::NONE, [0.0; WIDTH]);
        for row in flows {
            let mut sign = row[side].0;
            for it in &mut sign {
                let out = if *it < 0.0 { -1.0 } else { 0.0 };
                *it = if *it > 0.0 { 1.0 } else { out };
            }
            for lane in 0..WIDTH {
                signs.changes[lane] += if sign[lane] * last[lane] < 0.0 { 1.0 } else { 0.0 };
            }
            for (first, &sign) in signs.first.iter_mut().zip(&sign) {
                *first = if *first == 0.0 { sign } else { *first };
            }
            for (last, &sign) in last.iter_mut().zip(&sign) {
                *last = if sign == 0.0 { *last } else { sign };
            }
        }
        signs
    }
}

/// v^exponent by squaring.
#[inline(always)]
fn power(v: &Chunk, exponent: u32) -> Chunk {
    let (mut result, mut square, mut left) = ([1.0; WIDTH], v.0, exponent);
    while left > 0 {
        for lane in 0..WIDTH {
            result[lane] *= if left & 1 == 1 { square[lane] } else { 1.0 };
        }
        for it in &mut square {
            *it *= *it;
        }
        left >>= 1;
    }
    Chunk(result)
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(count: u64) -> Vec<u64> {
        (0..=count).collect()
    }

    fn one(grid: &Grid, flows: &[f64]) -> Return {
        let rows: Vec<Flows> = flows.iter().map(|&flow| [Chunk::of(flow); SIDE]).collect();
        let all = grid.returns(&rows);
        assert!(all.iter().all(|it| *it == all[0]));
        all[0]
    }

    fn rate(it: Return) -> f64 {
        match it {
            Return::Rate(rate) => rate,
            other => panic!("{other:?}"),
        }
    }

    /// 100 out, 9 a year and 109 at the end earn 9% whatever the grid; 1% a month is (1.01^12 − 1) a year; a loss of a
    /// quarter in two years is √0.75 − 1 (by hand).
    #[test]
    fn rates_by_hand() {
        let years = Grid::new(&[0, 12, 24, 36], 12);
        assert!((rate(one(&years, &[-100.0, 9.0, 9.0, 109.0])) - 0.09).abs() < 1e-14);
        assert!((rate(one(&years, &[-100.0, 0.0, 75.0, 0.0])) - (0.75f64.sqrt() - 1.0)).abs() < 1e-14);
        let mut flows = vec![1.0; 61];
        flows[0] = -100.0;
        flows[60] = 101.0;
        let yearly = 0.126_825_030_131_969_72; // 1.01^12 − 1
        assert!((rate(one(&Grid::new(&months(60), 12), &flows)) - yearly).abs() < 1e-14);
        // Borrowing changes sign the other way round.
        assert!((rate(one(&years, &[100.0, -9.0, -9.0, -109.0])) - 0.09).abs() < 1e-14);
    }

    /// Uneven gaps: 100 out, 60 after 6 months and 60 after 18: 60v + 60v³ = 100 in half-years; v = 0.922… gives the
    /// rate by bisection on the defining equation.
    #[test]
    fn uneven_gaps_count_as_they_are() {
        let grid = Grid::new(&[0, 6, 18], 12);
        let found = rate(one(&grid, &[-100.0, 60.0, 60.0]));
        let v = (1.0 + found).sqrt().recip();
        assert!((60.0 * v + 60.0 * v * v * v - 100.0).abs() < 1e-11, "{found}");
    }

    /// (v − 1/1.1)(v − 1/1.3) × 143 = 143v² − 240v + 100: two roots, 10% and 30%.
    #[test]
    fn several_roots_and_none_are_said() {
        let years = Grid::new(&[0, 12, 24], 12);
        assert_eq!(one(&years, &[-100.0, 240.0, -143.0]), Return::Several(2));
        assert_eq!(one(&years, &[-100.0, 140.0, -60.0]), Return::None); // discriminant 140² − 4·100·60 < 0
        assert_eq!(one(&years, &[0.0, 5.0, 5.0]), Return::None);
        assert_eq!(one(&years, &[0.0, 0.0, 0.0]), Return::None);
        assert_eq!(one(&years, &[-100.0, 0.0, 0.0]), Return::Rate(-1.0));
        // Two changes of sign and one root within any sensible range: a late fee taken back.
        let found = rate(one(&Grid::new(&[0, 12, 24, 36], 12), &[-100.0, 110.0, -1e-9, 1e-12]));
        assert!((found - 0.1).abs() < 1e-9, "{found}");
    }

    #[test]
    fn wide_rates_are_found() {
        let years = Grid::new(&[0, 12], 12);
        for gain in [1e-8, 1e-3, 0.5, 1.0, 7.0, 500.0, 1e6] {
            let found = rate(one(&years, &[-100.0, 100.0 * gain]));
            assert!((found - (gain - 1.0)).abs() <= 1e-13 * gain.max(1.0), "{gain}: {found}");
        }
        let mut flows = vec![0.0; 61];
        (flows[0], flows[1], flows[60]) = (-100.0, 0.01, 0.01);
        let found = rate(one(&Grid::new(&months(60), 12), &flows));
        assert!(found > -0.9 && found < -0.8, "{found}");
    }

    #[test]
    fn neighbours_make_no_difference() {
        let grid = Grid::new(&months(12), 12);
        let path = |lane: usize| -> Vec<f64> {
            let mut flows: Vec<f64> = (0..13).map(|row| ((lane * 7 + row * 5) % 11) as f64).collect();
            flows[0] = -40.0 - lane as f64;
            flows
        };
        let chunk = |row: usize, side: usize| Chunk(std::array::from_fn(|lane| path(side * WIDTH + lane)[row]));
        let rows: Vec<Flows> = (0..13).map(|row| std::array::from_fn(|side| chunk(row, side))).collect();
        let together = grid.returns(&rows);
        for (lane, together) in together.iter().enumerate() {
            assert_eq!(*together, one(&grid, &path(lane)));
        }
    }
}
