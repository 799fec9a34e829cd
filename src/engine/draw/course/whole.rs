//! From real numbers to the whole ones that both engines read.

use super::State;
use crate::engine::draw::elementary::{nearest, raised, reduced};
use crate::engine::draw::strip::STRIP;

/// One, as a factor.
pub const ONE: f64 = 1e12;
/// A factor is at most 9,000 and an amount at most so many of its units: beyond, a float skips whole numbers.
const LARGEST: f64 = 9e15;
/// A factor is at least 10⁻¹²: what nothing multiplies cannot be divided by.
const SMALLEST: f64 = 1.0;

/// The factors whose logarithms a process holds.
#[inline(always)]
pub fn factors(state: &mut State) {
    // Two short loops: in a long one each path waits for itself, and the processor sees too few of the others.
    let State { at, value, rest, .. } = state;
    for lane in 0..STRIP {
        let log = at.0[lane];
        // Beyond these the limits of a factor hold anyway.
        let log = if log < -30.0 { -30.0 } else { log };
        let log = if log > 10.0 { 10.0 } else { log };
        (value.0[lane], rest.0[lane]) = reduced(log);
    }
    for lane in 0..STRIP {
        value.0[lane] = factor(raised(value.0[lane], rest.0[lane], ONE));
    }
}

/// A factor in units of its twelfth decimal, halves up.
#[inline(always)]
pub fn factor(units: f64) -> f64 {
    let whole = nearest(units);
    let whole = if whole < SMALLEST { SMALLEST } else { whole };
    if whole > LARGEST { LARGEST } else { whole }
}

/// An amount in its units, halves away from zero.
#[inline(always)]
pub fn amount(units: f64) -> f64 {
    let size = units.abs();
    let size = nearest(if size > LARGEST { LARGEST } else { size });
    // Without a negative zero.
    (if units < 0.0 { -size } else { size }) + 0.0
}
