//! From Student's t to the normal score of the same probability, so that a copula may have fat joint tails and the
//! draws it joins stay normal.
//!
//! With y² = ν ln(1 + t²/ν) the score is y times something that hardly changes; polynomials by piece give that. They
//! are worked out once from the distribution: the incomplete beta function (Abramowitz and Stegun, 26.5.4 and 26.7.1)
//! and the inverse of the normal.

use super::elementary::{cos_sin_of_turn, exp, ln, rounded};
use super::normal::score_of_tail;
use super::strip::{STRIP, Strip};

const PIECES: usize = 32;
const TERMS: usize = 12;

/// Pieces are of equal length in y²/(y² + 8), up to a y² no draw reaches.
const HALFWAY: f64 = 8.0;
const MOST: f64 = 0.97;

/// Normal scores of a t of so many degrees of freedom.
#[derive(Debug, Clone)]
pub struct Score {
    degrees: f64,
    /// By power, then by piece.
    terms: [[f64; PIECES]; TERMS],
}

impl Score {
    pub fn new(degrees: u32) -> Score {
        let degrees = f64::from(degrees);
        let mut terms = [[0.0; PIECES]; TERMS];
        for piece in 0..PIECES {
            let ratio = |within: f64| {
                let share = (piece as f64 + 0.5 + within) / PIECES as f64 * MOST;
                let squared = HALFWAY * share / (1.0 - share);
                score(squared, degrees) / squared.sqrt()
            };
            for (pieces, term) in terms.iter_mut().zip(through(ratio)) {
                pieces[piece] = term;
            }
        }
        Score { degrees, terms }
    }

    /// Turns each t into its score.
    #[inline(always)]
    pub fn replace(&self, t: &mut Strip) {
        let (mut root, mut within, mut ratio) = (Strip::ZERO, Strip::ZERO, Strip::ZERO);
        let mut pieces = [0u32; STRIP];
        for (lane, index) in pieces.iter_mut().enumerate() {
            let part = t.0[lane] * t.0[lane] / self.degrees;
            let whole = 1.0 + part;
            // What `whole` lost to rounding comes back by the second factor (Kahan).
            let log = if whole == 1.0 { part } else { ln(whole) * (part / (whole - 1.0)) };
            let squared = self.degrees * log;
            root.0[lane] = squared.sqrt();
            let share = squared / (squared + HALFWAY) * (PIECES as f64 / MOST) - 0.5;
            let share = if share < LAST { share } else { LAST };
            let (piece, bits) = rounded(share);
            within.0[lane] = share - piece;
            *index = bits;
        }
        // One power at a time: the compiler then looks up eight coefficients at once where it can.
        for terms in self.terms.iter().rev() {
            for lane in 0..STRIP {
                let term = terms[pieces[lane] as usize % PIECES];
                ratio.0[lane] = ratio.0[lane].mul_add(within.0[lane], term);
            }
        }
        for lane in 0..STRIP {
            t.0[lane] = (root.0[lane] * ratio.0[lane]).copysign(t.0[lane]);
        }
    }
}

/// The middle of the last piece, and almost half a piece.
const LAST: f64 = PIECES as f64 - 0.5 - 1e-9;

/// The coefficients of the polynomial that meets a function on (−½, ½) at Chebyshev nodes.
fn through(function: impl Fn(f64) -> f64) -> [f64; TERMS] {
    let nodes: [f64; TERMS] =
        std::array::from_fn(|at| cos_sin_of_turn((2 * at + 1) as f64 / (4 * TERMS) as f64).0 / 2.0);
    let mut differences = nodes.map(function);
    for order in 1..TERMS {
        for at in (order..TERMS).rev() {
            differences[at] = (differences[at] - differences[at - 1]) / (nodes[at] - nodes[at - order]);
        }
    }
    // Newton's form, multiplied out from the innermost bracket.
    let mut terms = [0.0; TERMS];
    for at in (0..TERMS).rev() {
        for power in (1..TERMS).rev() {
            terms[power] = terms[power - 1] - nodes[at] * terms[power];
        }
        terms[0] = differences[at] - nodes[at] * terms[0];
    }
    terms
}

/// The positive normal score of the t at which y² is this.
fn score(squared: f64, degrees: f64) -> f64 {
    let a = degrees / 2.0;
    // 1 − x is t²/(ν + t²).
    let x = exp(-squared / degrees);
    let common = exp(-squared / 2.0) / beta_with_half(degrees);
    if x <= 0.5 {
        // The tail: half of I(x; a, ½) = xᵃ / (a B) Σ (½)ₙ/n! · a/(a + n) · xⁿ.
        let mut coefficient = 1.0;
        let tail = 0.5
            * common
            * series(|n| {
                let term = coefficient / (a + n);
                coefficient *= (n + 0.5) / (n + 1.0) * x;
                term
            });
        score_of_tail(tail, 0.5 - tail)
    } else {
        // From the centre: half of I(1 − x; ½, a) = 2 (1 − x)^½ xᵃ / B Σ (a + ½)ₙ/(3/2)ₙ (1 − x)ⁿ.
        let rest = 1.0 - x;
        let mut term = 1.0;
        let centre = common
            * rest.sqrt()
            * series(|n| {
                let now = term;
                term *= (a + 0.5 + n) / (1.5 + n) * rest;
                now
            });
        score_of_tail(0.5 - centre, centre)
    }
}

/// A sum of positive terms that end by falling below its last place.
fn series(mut term: impl FnMut(f64) -> f64) -> f64 {
    let (mut sum, mut last) = (0.0, f64::MAX);
    for n in 0..10_000 {
        let next = term(f64::from(n));
        sum += next;
        if next < sum * 1e-17 && next < last {
            break;
        }
        last = next;
    }
    sum
}

/// B(ν/2, ½), from B(½, ½) = π and B(1, ½) = 2 by B(a + 1, ½) = B(a, ½) a/(a + ½).
fn beta_with_half(degrees: f64) -> f64 {
    let odd = degrees % 2.0 == 1.0;
    let (mut a, mut beta) = if odd { (0.5, std::f64::consts::PI) } else { (1.0, 2.0) };
    while a < degrees / 2.0 {
        beta *= a / (a + 0.5);
        a += 1.0;
    }
    beta
}
