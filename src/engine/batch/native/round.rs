//! Products and quotients, rounded as `kernel` rounds them: the same operations in the same order.

use super::lower::Lower;
use crate::engine::batch::code::Rounds;
use crate::engine::batch::fold::MOST_ROUNDED;
use crate::engine::batch::rounding::{A_LITTLE_MORE, MOST_BELOW, ROUNDER};
use crate::engine::native::{Arithmetic, Compare, Fused, Logic, Made, Operation, Where};

/// The bit that says that a float is below zero.
const SIGN: u64 = 1 << 63;

/// A number apart from its sign.
struct Parts {
    sign: Made,
    size: Made,
}

impl Lower<'_> {
    /// round(a × b / divisor)
    pub fn product(&mut self, a: Made, b: Made, divisor: f64, rounds: Rounds) -> Made {
        // As the kernels are chosen: whatever is signed, or rounds to even, is worked out at full length and checked.
        let signed = rounds.signed || self.even;
        let (long, checked) = (rounds.long || signed, rounds.checked || signed);
        let p = self.arithmetic(Arithmetic::Times, a, b);
        let e = long.then(|| self.fused(Fused::TimesSubtract, a, b, p));
        let reciprocal = self.known((1.0 / divisor) * A_LITTLE_MORE);
        let below = self.known(divisor);
        let it = if signed {
            let Parts { sign, size } = self.parts(p);
            let e = e.map(|e| self.arithmetic(Arithmetic::Xor, e, sign));
            let whole = self.near(Fused::TimesAdd, size, reciprocal);
            let rounded = self.settle(whole, size, e, below, divisor);
            self.signed(rounded, sign)
        } else {
            let whole = self.near(Fused::TimesAdd, p, reciprocal);
            self.settle(whole, p, e, below, divisor)
        };
        if checked {
            self.leave_from(it, MOST_ROUNDED);
        }
        it
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
            let whole = self.near(Fused::TimesAdd, over, more);
            let rounded = self.settle_by(whole, above.size, e, size);
            self.signed(rounded, sign)
        } else {
            let over = self.arithmetic(Arithmetic::Over, p, below);
            let whole = self.near(Fused::TimesAdd, over, more);
            self.settle_by(whole, p, e, below)
        };
        let (zero, none) = (self.known(0.0), self.known(f64::NAN));
        let it = if ratio {
            let there = self.compare(Compare::More, b, zero);
            self.tape.choose(Where::Flag(there), it, none)
        } else {
            let nothing = self.compare(Compare::Equal, b, zero);
            self.tape.choose(Where::Flag(nothing), none, it)
        };
        self.leave_from(it, MOST_ROUNDED);
        let size = self.size(below);
        let most = self.known(MOST_BELOW);
        let beyond = self.compare(Compare::More, size, most);
        self.leave_where(Where::Flag(beyond));
        it
    }

    /// The whole number nearest to a product, or one off.
    fn near(&mut self, how: Fused, a: Made, b: Made) -> Made {
        let rounder = self.known(ROUNDER);
        let whole = self.fused(how, a, b, rounder);
        self.arithmetic(Arithmetic::Subtract, whole, rounder)
    }

    /// `kernel::settle` for a divisor that is known: its half is, too.
    fn settle(&mut self, whole: Made, p: Made, e: Option<Made>, below: Made, divisor: f64) -> Made {
        let remainder = self.fused(Fused::SubtractTimes, whole, below, p);
        let remainder = e.map_or(remainder, |e| self.arithmetic(Arithmetic::Add, remainder, e));
        let half = self.known(-divisor / 2.0);
        self.one_less(whole, remainder, half)
    }

    fn settle_by(&mut self, whole: Made, p: Made, e: Made, below: Made) -> Made {
        let remainder = self.fused(Fused::SubtractTimes, whole, below, p);
        let remainder = self.arithmetic(Arithmetic::Add, remainder, e);
        let twice = self.arithmetic(Arithmetic::Add, remainder, remainder);
        let sign = self.known(f64::from_bits(SIGN));
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
            let tie = self.logic(Logic::And, tie, odd);
            less = self.logic(Logic::Or, less, tie);
        }
        let one = self.known(1.0);
        self.tape.make(Operation::Where(Arithmetic::Subtract, whole, one, less))
    }

    fn parts(&mut self, it: Made) -> Parts {
        let sign = self.known(f64::from_bits(SIGN));
        Parts { sign: self.arithmetic(Arithmetic::And, it, sign), size: self.size(it) }
    }

    pub fn size(&mut self, it: Made) -> Made {
        let all_but = self.known(f64::from_bits(!SIGN));
        self.arithmetic(Arithmetic::And, it, all_but)
    }

    /// With its sign again; adding zero takes away the sign of a zero.
    fn signed(&mut self, size: Made, sign: Made) -> Made {
        let it = self.arithmetic(Arithmetic::Or, size, sign);
        let zero = self.known(0.0);
        self.arithmetic(Arithmetic::Add, it, zero)
    }

    /// Leaves the paths whose number is this large, or larger.
    fn leave_from(&mut self, it: Made, most: f64) {
        let (size, most) = (self.size(it), self.known(most));
        let beyond = self.compare(Compare::MoreOrEqual, size, most);
        self.leave_where(Where::Flag(beyond));
    }

    fn logic(&mut self, how: Logic, a: Made, b: Made) -> Made {
        self.tape.make(Operation::Logic(how, a, b))
    }
}
