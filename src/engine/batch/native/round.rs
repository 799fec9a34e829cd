//! Products and quotients, rounded as `batch::rounding` rounds them.

use super::lower::Lower;
use crate::engine::batch::code::Rounds;
use crate::engine::batch::fold::MOST_ROUNDED;
use crate::engine::batch::rounding::{A_LITTLE_MORE, AWAY, MOST_BELOW, ROUNDER, above, below};
use crate::engine::native::{ALL_BUT_SIGN, Arithmetic, Compare, Facts, Fused, Made, SIGN};

/// A number apart from its sign.
struct Parts {
    sign: Made,
    size: Made,
}

impl Lower<'_> {
    /// round(a × b / divisor)
    pub fn product(&mut self, a: Made, b: Made, divisor: f64, rounds: Rounds) -> Made {
        let amount = self.tape.is_amount(a) && self.tape.is_amount(b);
        let it = if self.even {
            self.product_to_even(a, b, divisor)
        } else if rounds.long {
            self.long_product(a, b, divisor, rounds.signed && !amount)
        } else {
            self.short_product(a, b, divisor)
        };
        let known = self.tape.facts(a).number && self.tape.facts(b).number;
        let low = if amount { 0.0 } else { f64::NEG_INFINITY };
        self.tape.know(it, Facts { number: known, low, high: f64::INFINITY, plain: true });
        if rounds.checked || self.even {
            self.leave_above(Compare::MoreOrEqual, it, MOST_ROUNDED);
        } else {
            self.tape.know(it, Facts { low: -MOST_ROUNDED, high: MOST_ROUNDED, ..Facts::NONE });
        }
        it
    }

    /// As `rounding::short` does, or with a known factor that is divided beforehand.
    fn short_product(&mut self, a: Made, b: Made, divisor: f64) -> Made {
        let (p, share) = match self.with_known_factor(a, b) {
            Some((a, b)) => (a, self.known(above(b, divisor))),
            None => (self.arithmetic(Arithmetic::Times, a, b), self.known(above(1.0, divisor))),
        };
        self.near(p, share)
    }

    /// As `rounding::long` does; a known factor that is divided beforehand gives the whole before there is a product.
    fn long_product(&mut self, a: Made, b: Made, divisor: f64, signed: bool) -> Made {
        let p = self.arithmetic(Arithmetic::Times, a, b);
        let mut e = self.fused(Fused::TimesSubtract, a, b, p);
        let (of, share) = match self.with_known_factor(a, b) {
            Some((a, b)) => (a, self.known(above(b, divisor))),
            None => (p, self.known((1.0 / divisor) * A_LITTLE_MORE)),
        };
        let (rounder, by) = (self.known(ROUNDER), self.known(divisor));
        let whole = self.fused(Fused::TimesAdd, of, share, rounder);
        let near = self.arithmetic(Arithmetic::Subtract, whole, rounder);
        let rest = self.fused(Fused::SubtractTimes, near, by, p);
        if signed {
            let (sign, away) = (self.sign(p), self.known(AWAY));
            let away = self.arithmetic(Arithmetic::Or, sign, away);
            e = self.arithmetic(Arithmetic::Add, e, away);
        }
        let rest = self.arithmetic(Arithmetic::Add, rest, e);
        let back = self.known(if signed { 1.0 / divisor } else { below(divisor) });
        let whole = self.fused(Fused::TimesAdd, rest, back, whole);
        self.arithmetic(Arithmetic::Subtract, whole, rounder)
    }

    fn product_to_even(&mut self, a: Made, b: Made, divisor: f64) -> Made {
        let p = self.arithmetic(Arithmetic::Times, a, b);
        let e = self.fused(Fused::TimesSubtract, a, b, p);
        let Parts { sign, size } = self.parts(p);
        let e = self.arithmetic(Arithmetic::Xor, e, sign);
        let reciprocal = self.known((1.0 / divisor) * A_LITTLE_MORE);
        let whole = self.near(size, reciprocal);
        let by = self.known(divisor);
        let rounded = self.settle(whole, size, e, by);
        self.signed(rounded, sign)
    }

    /// The factor that is the same on every path last.
    fn with_known_factor(&self, a: Made, b: Made) -> Option<(Made, f64)> {
        self.tape.known(b).map(|b| (a, b)).or_else(|| Some((b, self.tape.known(a)?)))
    }

    /// round(a × numerator / (b × denominator))
    pub fn quotient(&mut self, a: Made, b: Made, fraction: (f64, f64), ratio: bool, signed: bool) -> Made {
        let (numerator, denominator) = (self.known(fraction.0), self.known(fraction.1));
        let p = self.arithmetic(Arithmetic::Times, a, numerator);
        let e = self.fused(Fused::TimesSubtract, a, numerator, p);
        let below = self.arithmetic(Arithmetic::Times, b, denominator);
        let more = self.known(A_LITTLE_MORE);
        let it = if signed || self.even {
            let above = self.parts(p);
            // A ratio is not available over what is below zero: its lower side has no sign to speak of.
            let under = (!ratio).then(|| self.parts(below));
            let (size, sign) = match under {
                Some(Parts { sign, size }) => (size, self.arithmetic(Arithmetic::Xor, above.sign, sign)),
                None => (below, above.sign),
            };
            let e = self.arithmetic(Arithmetic::Xor, e, above.sign);
            let over = self.arithmetic(Arithmetic::Over, above.size, size);
            let whole = self.near(over, more);
            let rounded = self.settle(whole, above.size, e, size);
            self.signed(rounded, sign)
        } else {
            let over = self.arithmetic(Arithmetic::Over, p, below);
            let whole = self.near(over, more);
            self.settle(whole, p, e, below)
        };
        let (zero, none) = (self.known(0.0), self.known(f64::NAN));
        let it = if ratio {
            let there = self.compare(Compare::More, b, zero);
            self.tape.choose(there, it, none)
        } else {
            let nothing = self.compare(Compare::Equal, b, zero);
            self.tape.choose(nothing, none, it)
        };
        self.leave_above(Compare::MoreOrEqual, it, MOST_ROUNDED);
        self.leave_above(Compare::More, below, MOST_BELOW);
        it
    }

    /// The whole number nearest to a product, or one off.
    fn near(&mut self, a: Made, b: Made) -> Made {
        let rounder = self.known(ROUNDER);
        let whole = self.fused(Fused::TimesAdd, a, b, rounder);
        self.arithmetic(Arithmetic::Subtract, whole, rounder)
    }

    /// As `rounding::settle` does.
    fn settle(&mut self, whole: Made, p: Made, e: Made, below: Made) -> Made {
        let remainder = self.fused(Fused::SubtractTimes, whole, below, p);
        let remainder = self.arithmetic(Arithmetic::Add, remainder, e);
        let twice = self.arithmetic(Arithmetic::Add, remainder, remainder);
        let sign = self.tape.make(SIGN);
        let below = self.arithmetic(Arithmetic::Xor, below, sign);
        self.one_less(whole, twice, below)
    }

    /// One less where the remainder is under the limit; to even, also where it is at it and the whole is odd.
    fn one_less(&mut self, whole: Made, remainder: Made, limit: Made) -> Made {
        let mut less = self.compare(Compare::Less, remainder, limit);
        if self.even {
            let (half, rounder) = (self.known(0.5), self.known(ROUNDER));
            let halved = self.arithmetic(Arithmetic::Times, whole, half);
            let halved = self.arithmetic(Arithmetic::Add, halved, rounder);
            let halved = self.arithmetic(Arithmetic::Subtract, halved, rounder);
            let again = self.arithmetic(Arithmetic::Add, halved, halved);
            let odd = self.compare(Compare::NotEqual, again, whole);
            let tie = self.compare(Compare::Equal, remainder, limit);
            let tie = self.tape.and(tie, odd);
            less = self.tape.or(less, tie);
        }
        let one = self.known(1.0);
        self.tape.change(Arithmetic::Subtract, whole, one, less)
    }

    fn parts(&mut self, it: Made) -> Parts {
        Parts { sign: self.sign(it), size: self.size(it) }
    }

    fn sign(&mut self, it: Made) -> Made {
        let sign = self.tape.make(SIGN);
        self.arithmetic(Arithmetic::And, it, sign)
    }

    pub fn size(&mut self, it: Made) -> Made {
        let all_but = self.tape.make(ALL_BUT_SIGN);
        self.arithmetic(Arithmetic::And, it, all_but)
    }

    /// With its sign again; adding zero takes away the sign of a zero.
    fn signed(&mut self, size: Made, sign: Made) -> Made {
        let it = self.arithmetic(Arithmetic::Or, size, sign);
        let zero = self.known(0.0);
        self.arithmetic(Arithmetic::Add, it, zero)
    }
}
