//! What is known of a number before it is made, by the way it is made: then it need not be asked on every path.

use super::tape::{Arithmetic, Compare, Fused, Made, Operation, Tape};

/// What holds on every path that is not left, wherever the number counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    /// It is never n/a, nor infinite.
    pub number: bool,
    /// Its bounds where it is a number.
    pub low: f64,
    pub high: f64,
    /// A zero has no sign.
    pub plain: bool,
}

/// No number is larger that has been found to be one: whole numbers up to here are floats.
const MOST: f64 = 9_007_199_254_740_992.0;

/// The bit that says that a float is below zero, and all others.
pub const SIGN: Operation = Operation::Constant(1 << 63);
pub const ALL_BUT_SIGN: Operation = Operation::Constant(!(1 << 63));

/// Steps that are taken to show that one number is at most another.
const STEPS: u32 = 6;

impl Facts {
    pub const NONE: Facts = Facts { number: false, low: f64::NEG_INFINITY, high: f64::INFINITY, plain: false };

    /// A number between bounds.
    pub fn between(low: f64, high: f64) -> Facts {
        Facts { number: true, low, high, plain: false }
    }

    pub fn of(value: f64) -> Facts {
        if !value.is_finite() {
            return Facts::NONE;
        }
        Facts { number: true, low: value, high: value, plain: value.to_bits() != (-0.0f64).to_bits() }
    }

    /// What holds for either.
    fn or(self, other: Facts) -> Facts {
        Facts {
            number: self.number && other.number,
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            plain: self.plain && other.plain,
        }
    }

    /// What holds if both do.
    fn and(self, other: Facts) -> Facts {
        Facts {
            number: self.number || other.number,
            low: self.low.max(other.low),
            high: self.high.min(other.high),
            plain: self.plain || other.plain,
        }
    }

    /// A number of two, within bounds: rounding keeps the order of what is rounded, so that bounds may be worked out as
    /// the number itself is. What may be too large for a float may be no number.
    fn within(low: f64, high: f64, number: bool, plain: bool) -> Facts {
        if low.is_finite() && high.is_finite() { Facts { number, low, high, plain } } else { Facts::NONE }
    }

    fn products(self, other: Facts) -> (f64, f64) {
        let all = [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high];
        if all.iter().any(|it| it.is_nan()) {
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        (all.iter().copied().fold(f64::INFINITY, f64::min), all.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    }

    fn is_never_below_zero(self) -> bool {
        self.low >= 0.0
    }
}

impl Tape {
    pub fn facts(&self, made: Made) -> Facts {
        self.facts[made.index()]
    }

    /// What its maker told of it.
    pub fn told(&self, made: Made) -> Facts {
        self.told[made.index()]
    }

    /// Notes what its maker knows of a number: it holds on a tape that is made from this one, too.
    pub fn know(&mut self, made: Made, facts: Facts) {
        self.note(made, facts);
        let told = &mut self.told[made.index()];
        *told = told.and(facts);
    }

    fn note(&mut self, made: Made, facts: Facts) {
        if !matches!(self.operation(made), Operation::Constant(_)) {
            let known = &mut self.facts[made.index()];
            *known = known.and(facts);
        }
    }

    /// What holds of the paths that stay where those with a flag have been left.
    pub(super) fn learn(&mut self, left: Made) {
        let Operation::Compare(how, a, b, None) = self.operation(left) else { return };
        let Operation::Constant(limit) = self.operation(b) else { return };
        let limit = f64::from_bits(limit);
        match how {
            Compare::NotMoreOrEqual => self.note(a, Facts::between(limit, MOST)),
            Compare::More | Compare::MoreOrEqual => {
                self.note(a, Facts { high: limit, ..Facts::NONE });
                if let Some(of) = self.size_of(a) {
                    self.note(of, Facts { low: -limit, high: limit, ..Facts::NONE });
                }
            }
            _ => {}
        }
    }

    /// The number whose size this is.
    fn size_of(&self, made: Made) -> Option<Made> {
        match self.operation(made) {
            Operation::Arithmetic(Arithmetic::And, of, all_but) if self.operation(all_but) == ALL_BUT_SIGN => Some(of),
            _ => None,
        }
    }

    /// A number, and never below zero.
    pub fn is_amount(&self, made: Made) -> bool {
        let facts = self.facts(made);
        facts.number && facts.is_never_below_zero()
    }

    /// By the way an operation makes it.
    pub(super) fn facts_of(&self, operation: &Operation) -> Facts {
        match *operation {
            Operation::Constant(bits) => Facts::of(f64::from_bits(bits)),
            Operation::Arithmetic(how, a, b) => self.facts_of_two(how, a, b),
            Operation::Fused(how, a, b, c) => {
                let (a, b, c) = (self.facts(a), self.facts(b), self.facts(c));
                let (low, high) = a.products(b);
                let number = a.number && b.number && c.number;
                // One rounding, of a sum: bounds of the product are rounded once more than it is.
                let (low, high) = (low.next_down(), high.next_up());
                match how {
                    Fused::TimesAdd => Facts::within(low + c.low, high + c.high, number, c.plain),
                    Fused::TimesSubtract => Facts::within(low - c.high, high - c.low, number, false),
                    Fused::SubtractTimes => Facts::within(c.low - high, c.high - low, number, c.plain),
                }
            }
            Operation::Where(how, a, b, _) => self.facts_of_two(how, a, b).or(self.facts(a)),
            Operation::Choose { yes, no, .. } => self.facts(yes).or(self.facts(no)),
            _ => Facts::NONE,
        }
    }

    fn facts_of_two(&self, how: Arithmetic, a: Made, b: Made) -> Facts {
        let (x, y) = (self.facts(a), self.facts(b));
        let number = x.number && y.number;
        match how {
            Arithmetic::Add => Facts::within(x.low + y.low, x.high + y.high, number, x.plain || y.plain),
            Arithmetic::Subtract => {
                let mut it = Facts::within(x.low - y.high, x.high - y.low, number, x.plain);
                if number && it.low < 0.0 && self.is_at_most(b, a) {
                    it.low = 0.0;
                }
                it
            }
            Arithmetic::Times => {
                let (low, high) = x.products(y);
                let plain = x.plain && y.plain && x.is_never_below_zero() && y.is_never_below_zero();
                Facts::within(low, high, number, plain)
            }
            // The second where either is n/a.
            Arithmetic::Least => {
                let high = if x.number { x.high.min(y.high) } else { y.high };
                Facts { number: y.number, low: x.low.min(y.low), high, plain: x.plain && y.plain }
            }
            Arithmetic::Most => {
                let low = if x.number { x.low.max(y.low) } else { y.low };
                Facts { number: y.number, low, high: x.high.max(y.high), plain: x.plain && y.plain }
            }
            Arithmetic::And if self.operation(b) == ALL_BUT_SIGN => {
                let most = x.high.max(-x.low);
                Facts { number: x.number, low: if x.low > 0.0 { x.low } else { 0.0 }, high: most, plain: true }
            }
            // A number with another's sign.
            Arithmetic::Or => match (self.operation(a), self.operation(b)) {
                (Operation::Arithmetic(Arithmetic::And, _, sign), Operation::Constant(size))
                    if self.operation(sign) == SIGN =>
                {
                    let size = f64::from_bits(size).abs();
                    Facts::between(-size, size)
                }
                _ => Facts::NONE,
            },
            Arithmetic::Over | Arithmetic::And | Arithmetic::Xor => Facts::NONE,
        }
    }

    /// Whether one number is never more than another, as far as a few steps tell; both are numbers.
    pub fn is_at_most(&self, a: Made, b: Made) -> bool {
        self.facts(a).number && self.facts(b).number && self.is_no_more(a, b, STEPS)
    }

    fn is_no_more(&self, a: Made, b: Made, steps: u32) -> bool {
        let (x, y) = (self.facts(a), self.facts(b));
        if a == b || x.high <= y.low {
            return true;
        }
        let Some(steps) = steps.checked_sub(1) else { return false };
        let no_more = |a: Made, b: Made| self.is_no_more(a, b, steps);
        let adds = |it: Made| self.is_amount(it);
        // The first of two is left aside where it is n/a.
        let counts = |it: Made| self.facts(it).number;
        let by_a = match self.operation(a) {
            Operation::Arithmetic(Arithmetic::Least, one, other) => {
                (counts(one) && no_more(one, b)) || no_more(other, b)
            }
            Operation::Arithmetic(Arithmetic::Most, one, other) => no_more(one, b) && no_more(other, b),
            Operation::Arithmetic(Arithmetic::Subtract, from, by) => {
                (adds(by) && no_more(from, b)) || self.is_rest_no_more((from, by), b, steps)
            }
            Operation::Choose { flag, yes, no } => match self.operation(b) {
                Operation::Choose { flag: same, yes: most, no: other } if same == flag => {
                    no_more(yes, most) && no_more(no, other)
                }
                _ => no_more(yes, b) && no_more(no, b),
            },
            _ => false,
        };
        by_a || match self.operation(b) {
            Operation::Arithmetic(Arithmetic::Least, one, other) => no_more(a, one) && no_more(a, other),
            Operation::Arithmetic(Arithmetic::Most, one, other) => {
                (counts(one) && no_more(a, one)) || no_more(a, other)
            }
            Operation::Arithmetic(Arithmetic::Add, one, other) => {
                (adds(other) && no_more(a, one)) || (adds(one) && no_more(a, other))
            }
            Operation::Choose { yes, no, .. } => no_more(a, yes) && no_more(a, no),
            _ => false,
        }
    }

    /// Whether what a payment leaves open, `from - least(from, of)`, is no more than b: so it is where what is asked for is
    /// at most the sum of that source and b.
    fn is_rest_no_more(&self, (from, by): (Made, Made), b: Made, steps: u32) -> bool {
        let Operation::Arithmetic(Arithmetic::Least, one, other) = self.operation(by) else { return false };
        let of = match (one == from, other == from) {
            (true, _) => other,
            (_, true) => one,
            _ => return false,
        };
        let is_sum = |it: Made| match self.operation(it) {
            Operation::Arithmetic(Arithmetic::Add, one, other) => {
                let no_more = |x: Made, y: Made| self.is_no_more(x, y, steps);
                (no_more(one, of) && no_more(other, b)) || (no_more(other, of) && no_more(one, b))
            }
            _ => false,
        };
        let sum = match self.operation(from) {
            Operation::Arithmetic(Arithmetic::Least, one, other) => {
                (self.facts(one).number && is_sum(one)) || is_sum(other)
            }
            _ => is_sum(from),
        };
        sum && self.is_amount(b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::native::Where;

    /// Drives that are amounts.
    fn amounts(tape: &mut Tape) -> [Made; 3] {
        [0, 1, 2].map(|column| {
            let made = tape.make(Operation::Drive(column));
            tape.know(made, Facts { plain: true, ..Facts::between(0.0, 1e9) });
            made
        })
    }

    #[test]
    fn what_a_payment_leaves_is_an_amount() {
        let mut tape = Tape::default();
        let [cash, due, reserve] = amounts(&mut tape);
        let paid = tape.arithmetic(Arithmetic::Least, cash, due);
        let (left, open) =
            (tape.arithmetic(Arithmetic::Subtract, cash, paid), tape.arithmetic(Arithmetic::Subtract, due, paid));
        let zero = tape.constant(0.0);
        for rest in [left, open] {
            assert!(tape.is_amount(rest));
            assert_eq!(tape.compare(Compare::NotMoreOrEqual, rest, zero, Where::Always), Where::Never);
        }
        assert_eq!(tape.arithmetic(Arithmetic::Least, left, cash), left);
        assert_eq!(tape.arithmetic(Arithmetic::Add, left, zero), left);
        let unknown = tape.arithmetic(Arithmetic::Subtract, cash, due);
        assert!(!tape.is_amount(unknown));
        assert_ne!(tape.arithmetic(Arithmetic::Least, reserve, cash), reserve);
    }

    /// What cash does not pay of what cash and a reserve can, the reserve can.
    #[test]
    fn what_is_paid_from_elsewhere_is_there() {
        let mut tape = Tape::default();
        let [cash, due, reserve] = amounts(&mut tape);
        let both = tape.arithmetic(Arithmetic::Add, cash, reserve);
        let paid = tape.arithmetic(Arithmetic::Least, both, due);
        let from_cash = tape.arithmetic(Arithmetic::Least, paid, cash);
        let rest = tape.arithmetic(Arithmetic::Subtract, paid, from_cash);
        assert_eq!(tape.arithmetic(Arithmetic::Least, rest, reserve), rest);
        assert_ne!(tape.arithmetic(Arithmetic::Least, rest, cash), rest);
        let after = tape.arithmetic(Arithmetic::Subtract, reserve, rest);
        assert!(tape.is_amount(after));
    }

    #[test]
    fn what_may_be_no_number_is_asked() {
        let mut tape = Tape::default();
        let [cash, ..] = amounts(&mut tape);
        let ratio = tape.make(Operation::Arithmetic(Arithmetic::Over, cash, cash));
        let sum = tape.arithmetic(Arithmetic::Add, cash, ratio);
        assert!(!tape.facts(sum).number);
        assert!(matches!(tape.compare(Compare::Ordered, sum, sum, Where::Always), Where::Flag(_)));
        // Until the paths are left on which it is none, or below.
        let zero = tape.constant(0.0);
        let short = tape.compare(Compare::NotMoreOrEqual, sum, zero, Where::Always);
        tape.leave(short);
        assert!(tape.is_amount(sum));
    }
}
