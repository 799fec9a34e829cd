//! The root of flows that change sign once.

use super::power::Powers;
use super::signs::Signs;
use super::{Flows, Grid, MOST_ITERATIONS, SIDE, WIDEST};
use crate::engine::dispatch::Kernel;
use crate::engine::draw::elementary::{exp, ln};
use crate::engine::lanes::{Chunk, WIDTH};

/// Of a step, in the logarithm of the discount factor of a step of the grid: what it leaves is its square, nothing.
const SMALL: f64 = 1e-9;

/// Rates of the paths whose flows change sign once, and of those whose flows only go out; NaN for all others. For
/// whatever registers there are.
pub struct SingleRates<'a> {
    pub grid: &'a Grid,
    pub flows: &'a [Flows],
}

impl Kernel for SingleRates<'_> {
    type Output = ([Signs; SIDE], Flows);

    #[inline(always)]
    fn run(self) -> ([Signs; SIDE], Flows) {
        let flows = until_last(self.flows);
        let mut signs = [Signs::NONE; SIDE];
        for (side, signs) in signs.iter_mut().enumerate() {
            *signs = Signs::of(flows, side);
        }
        let mut rates = match signs.iter().any(|it| it.changes.contains(&1.0)) {
            true => self.grid.single_roots(flows, &mut Powers::of(self.grid), &signs),
            false => [Chunk::ZERO; SIDE],
        };
        for (rates, signs) in rates.iter_mut().zip(&signs) {
            for lane in 0..WIDTH {
                rates.0[lane] /= -self.grid.step;
            }
            powers_of_e(rates);
            for lane in 0..WIDTH {
                let (changes, out) = (signs.changes[lane], signs.first[lane] < 0.0);
                let other = if (changes == 0.0) & out { -1.0 } else { f64::NAN };
                rates.0[lane] = if changes == 1.0 { rates.0[lane] - 1.0 } else { other };
            }
        }
        (signs, rates)
    }
}

/// Without the rows after the last flow: they are worth nothing.
#[inline(always)]
pub fn until_last(flows: &[Flows]) -> &[Flows] {
    let mut rows = flows.len();
    while rows > 0 && is_nothing(&flows[rows - 1]) {
        rows -= 1;
    }
    &flows[..rows]
}

#[inline(always)]
fn is_nothing(row: &Flows) -> bool {
    row.iter().fold(0, |found, chunk| found | digits(&chunk.0)) == 0
}

/// Nothing where all are zero; a comparison one by one would be eight guesses.
#[inline(always)]
fn digits(numbers: &[f64; WIDTH]) -> u64 {
    // Zero of either sign has no bits but the sign.
    numbers.iter().fold(0, |found, number| found | number.to_bits() << 1)
}

impl Grid {
    /// ln v for the lanes whose flows change sign once, by Newton's method kept within a bracket. A lane that has arrived
    /// stays where it is, so that its neighbours make no difference.
    #[inline(always)]
    fn single_roots(&self, flows: &[Flows], powers: &mut Powers, signs: &[Signs; SIDE]) -> Flows {
        let edge = WIDEST * self.step;
        let mut brackets = [Bracket { low: [-edge; WIDTH], high: [edge; WIDTH], open: [0.0; WIDTH] }; SIDE];
        for (bracket, signs) in brackets.iter_mut().zip(signs) {
            bracket.open = signs.changes.map(|changes| if changes == 1.0 { 1.0 } else { 0.0 });
        }
        let mut at = [Chunk::ZERO; SIDE];
        for _ in 0..MOST_ITERATIONS {
            let mut v = at;
            for chunk in &mut v {
                powers_of_e(chunk);
            }
            let (value, slope) = if self.is_even { even(flows, &v) } else { self.uneven(flows, powers, &v) };
            let mut open = false;
            for side in 0..SIDE {
                let worth = Worth { value: &value[side], slope: &slope[side], first: &flows[0][side] };
                open |= brackets[side].step(&worth, &signs[side], &mut at[side]);
            }
            if !open {
                break;
            }
        }
        at
    }

    /// The value of the flows and its slope in ln v, by Horner's rule from the last row back.
    #[inline(always)]
    fn uneven(&self, flows: &[Flows], powers: &mut Powers, v: &Flows) -> (Flows, Flows) {
        let powers = powers.raise(self, v);
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
}

/// The same where each row is one step from the next.
#[inline(always)]
fn even(flows: &[Flows], v: &Flows) -> (Flows, Flows) {
    let mut value = [Chunk::ZERO; SIDE];
    let mut slope = [Chunk::ZERO; SIDE];
    for flow in flows.iter().rev() {
        for side in 0..SIDE {
            let (value, slope) = (&mut value[side].0, &mut slope[side].0);
            for lane in 0..WIDTH {
                slope[lane] = slope[lane].mul_add(v[side].0[lane], value[lane]);
                value[lane] = value[lane].mul_add(v[side].0[lane], flow[side].0[lane]);
            }
        }
    }
    for (slope, v) in slope.iter_mut().zip(v) {
        for (slope, v) in slope.0.iter_mut().zip(&v.0) {
            *slope *= v;
        }
    }
    (value, slope)
}

/// Each number's power of e in its place.
#[inline(always)]
fn powers_of_e(chunk: &mut Chunk) {
    let mut powers = [0.0; WIDTH];
    for (power, &exponent) in powers.iter_mut().zip(&chunk.0) {
        *power = exp(exponent);
    }
    chunk.0 = powers;
}

/// Eight paths' flows at a discount factor each.
struct Worth<'a> {
    value: &'a Chunk,
    slope: &'a Chunk,
    /// What flows in the first row.
    first: &'a Chunk,
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
    fn step(&mut self, worth: &Worth, signs: &Signs, at: &mut Chunk) -> bool {
        let (mut all, mut open) = (at.0, self.open);
        for lane in 0..WIDTH {
            let (value, slope, now) = (worth.value.0[lane], worth.slope.0[lane], all[lane]);
            // With one change of sign the value crosses zero once: upwards in v when money goes out first.
            let rising = signs.first[lane] < 0.0;
            let above = (value > 0.0) == rising;
            self.high[lane] = if above { now } else { self.high[lane] };
            self.low[lane] = if above { self.low[lane] } else { now };
            let (low, high) = (self.low[lane], self.high[lane]);
            let newton = now - surplus(value, worth.first.0[lane]) / slope;
            let inside = (newton > low) & (newton < high);
            let next = if inside { newton } else { low + (high - low) / 2.0 };
            let step = (newton - now).abs();
            let there = (value == 0.0) | (step <= f64::EPSILON) | (next == now);
            all[lane] = if (open[lane] == 0.0) | there { now } else { next };
            open[lane] = if there | (inside & (step <= SMALL)) { 0.0 } else { open[lane] };
        }
        (at.0, self.open) = (all, open);
        digits(&open) != 0
    }
}

/// What takes the place of the value in a step, so that few steps are needed: the logarithm of what comes back for each
/// unit that goes out in the first row is nearly a straight line in ln v, and the same at its root. The value itself where
/// there is no such logarithm.
#[inline(always)]
fn surplus(value: f64, first: f64) -> f64 {
    let back = value - first;
    let each = back / -first;
    let has = (each > f64::MIN_POSITIVE) & (each < f64::MAX);
    let logarithm = ln(if has { each } else { 1.0 });
    if has { logarithm * back } else { value }
}
