//! The root of flows that change sign once.

use super::power::Powers;
use super::signs::Signs;
use super::{Flows, Grid, MOST_ITERATIONS, SIDE, WIDEST};
use crate::engine::dispatch::Kernel;
use crate::engine::lanes::{Chunk, WIDTH};

/// Of a step of Newton's method, relative to where it starts.
const SMALL: f64 = 1e-9;

/// Signs and roots, for whatever registers there are.
pub struct SingleRoots<'a> {
    pub grid: &'a Grid,
    pub flows: &'a [Flows],
}

impl Kernel for SingleRoots<'_> {
    type Output = ([Signs; SIDE], Flows);

    #[inline(always)]
    fn run(self) -> ([Signs; SIDE], Flows) {
        let flows = until_last(self.flows);
        let mut signs = [Signs::NONE; SIDE];
        for (side, signs) in signs.iter_mut().enumerate() {
            *signs = Signs::of(flows, side);
        }
        let factors = match signs.iter().any(|it| it.changes.contains(&1.0)) {
            true => self.grid.single_roots(flows, &mut Powers::of(self.grid), &signs),
            false => [Chunk::of(1.0); SIDE],
        };
        (signs, factors)
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
    let mut found = 0;
    for chunk in row {
        for flow in chunk.0 {
            // Zero of either sign has no bits but the sign.
            found |= flow.to_bits() << 1;
        }
    }
    found == 0
}

impl Grid {
    /// v for the lanes whose flows change sign once, by Newton's method kept within a bracket. A lane that has arrived
    /// stays where it is, so that its neighbours make no difference.
    #[inline(always)]
    fn single_roots(&self, flows: &[Flows], powers: &mut Powers, signs: &[Signs; SIDE]) -> Flows {
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
    fn value(&self, flows: &[Flows], powers: &mut Powers, v: &Flows) -> (Flows, Flows) {
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
