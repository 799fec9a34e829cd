//! Operations that need not be done: their outcome is known, or is one of their operands.

use super::facts::{ALL_BUT_SIGN, SIGN};
use super::flags::Where;
use super::tape::{Arithmetic, Compare, Fused, Made, Operation, Tape};

impl Tape {
    pub fn arithmetic(&mut self, how: Arithmetic, a: Made, b: Made) -> Made {
        if let (Some(one), Some(other)) = (self.known(a), self.known(b))
            && let Some(known) = how.of(one, other)
        {
            return self.constant(known);
        }
        let plain = |it: Made| self.facts(it).plain;
        match how {
            Arithmetic::Least | Arithmetic::Most if a == b => a,
            Arithmetic::Least if self.is_at_most(a, b) => a,
            Arithmetic::Least if self.is_at_most(b, a) => b,
            Arithmetic::Most if self.is_at_most(a, b) => b,
            Arithmetic::Most if self.is_at_most(b, a) => a,
            // Nothing added to what is no zero with a sign.
            Arithmetic::Add | Arithmetic::Subtract if self.known(b) == Some(0.0) && plain(a) && plain(b) => a,
            Arithmetic::Add if self.known(a) == Some(0.0) && plain(a) && plain(b) => b,
            Arithmetic::Times | Arithmetic::Over if self.known(b) == Some(1.0) => a,
            Arithmetic::Times if self.known(a) == Some(1.0) => b,
            Arithmetic::And if self.operation(b) == ALL_BUT_SIGN && self.is_amount(a) && plain(a) => a,
            Arithmetic::And if self.operation(b) == SIGN && self.is_amount(a) && plain(a) => self.constant(0.0),
            _ => self.make(Operation::Arithmetic(how, a, b)),
        }
    }

    pub fn fused(&mut self, how: Fused, a: Made, b: Made, c: Made) -> Made {
        if let (Some(a), Some(b), Some(c)) = (self.known(a), self.known(b), self.known(c)) {
            let it = match how {
                Fused::TimesAdd => a.mul_add(b, c),
                Fused::TimesSubtract => a.mul_add(b, -c),
                Fused::SubtractTimes => (-a).mul_add(b, c),
            };
            if !it.is_nan() {
                return self.constant(it);
            }
        }
        self.make(Operation::Fused(how, a, b, c))
    }

    /// The first; changed by the second there.
    pub fn change(&mut self, how: Arithmetic, a: Made, b: Made, there: Where) -> Made {
        match there {
            Where::Never => a,
            Where::Always => self.arithmetic(how, a, b),
            Where::Flag(flag) => self.make(Operation::Where(how, a, b, flag)),
        }
    }

    pub fn compare(&mut self, how: Compare, a: Made, b: Made, within: Where) -> Where {
        let only = match within {
            Where::Never => return Where::Never,
            Where::Always => None,
            Where::Flag(flag) => Some(flag),
        };
        match self.outcome(how, a, b) {
            Some(true) => within,
            Some(false) => Where::Never,
            None => Where::Flag(self.make(Operation::Compare(how, a, b, only))),
        }
    }

    /// What a comparison finds on every path.
    fn outcome(&self, how: Compare, a: Made, b: Made) -> Option<bool> {
        if let (Operation::Constant(one), Operation::Constant(other)) = (self.operation(a), self.operation(b)) {
            return Some(how.holds(f64::from_bits(one), f64::from_bits(other)));
        }
        let (x, y) = (self.facts(a), self.facts(b));
        if !x.number || !y.number {
            return None;
        }
        let (less, more) = (x.high < y.low, x.low > y.high);
        let (no_more, no_less) = (less || self.is_at_most(a, b), more || self.is_at_most(b, a));
        let decide = |yes: bool, no: bool| if yes { Some(true) } else { no.then_some(false) };
        match how {
            Compare::Less => decide(less, no_less),
            Compare::LessOrEqual => decide(no_more, more),
            Compare::More => decide(more, no_more),
            Compare::MoreOrEqual => decide(no_less, less),
            Compare::NotLessOrEqual => decide(more, no_more),
            Compare::NotMoreOrEqual => decide(less, no_less),
            Compare::Equal => decide(no_more && no_less, less || more),
            Compare::NotEqual => decide(less || more, no_more && no_less),
            Compare::Ordered => Some(true),
            Compare::Unordered => Some(false),
        }
    }

    /// A number that is the same on every path.
    pub fn known(&self, made: Made) -> Option<f64> {
        match self.operation(made) {
            Operation::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }
}
