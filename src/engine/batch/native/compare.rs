//! Comparisons: where they hold and where they do not.

use super::lower::Lower;
use super::truth::Sides;
use crate::engine::batch::graph::Order;
use crate::engine::native::{Arithmetic, Compare, Fused, Made, Where};

impl Lower<'_> {
    /// By two comparisons, neither of which holds where a side is not available.
    pub fn sides(&mut self, yes: Compare, no: Compare, (a, b): (Made, Made), sure: bool) -> Sides {
        let yes = self.compare(yes, a, b);
        if sure {
            return Sides::sure(&mut self.tape, yes);
        }
        Sides { yes, no: self.compare(no, a, b), sure }
    }

    /// a × left against b × right, where b is above zero and a is available.
    pub fn level(&mut self, how: Order, (a, left): (Made, f64), (b, right): (Made, f64), long: bool) -> Sides {
        let (zero, left, right) = (self.known(0.0), self.known(left), self.known(right));
        let there = self.compare(Compare::More, b, zero);
        let there = self.tape.compare(Compare::Ordered, a, a, there);
        let one = self.arithmetic(Arithmetic::Times, a, left);
        let other = self.arithmetic(Arithmetic::Times, b, right);
        let within = |it: &mut Self, how: Compare, a: Made, b: Made| it.tape.compare(how, a, b, there);
        if !long {
            let (met, unmet) = how_and_not(how);
            return Sides { yes: within(self, met, one, other), no: within(self, unmet, one, other), sure: false };
        }
        let of_one = self.fused(Fused::TimesSubtract, a, left, one);
        let of_other = self.fused(Fused::TimesSubtract, b, right, other);
        let same = within(self, Compare::Equal, one, other);
        let side = |it: &mut Self, how: Compare| {
            let (by_much, by_little) = (within(it, how, one, other), within(it, how, of_one, of_other));
            let by_little = it.tape.and(same, by_little);
            it.tape.or(by_much, by_little)
        };
        let (less, more) = (side(self, Compare::Less), side(self, Compare::More));
        let [when_less, when_same, when_more] = how.met().map(|it| it != 0);
        let mut yes = if when_same { there } else { Where::Never };
        for (side, met) in [(less, when_less), (more, when_more)] {
            yes = if met { self.tape.or(yes, side) } else { self.tape.except(yes, side) };
        }
        Sides { yes, no: self.tape.except(there, yes), sure: false }
    }

    /// Where a number is available.
    pub fn is_number(&mut self, a: Made) -> Sides {
        let there = self.compare(Compare::Ordered, a, a);
        Sides::sure(&mut self.tape, there)
    }
}

/// The comparison of two numbers, and the one that holds where it does not.
fn how_and_not(how: Order) -> (Compare, Compare) {
    match how {
        Order::Equal => (Compare::Equal, Compare::NotEqual),
        Order::NotEqual => (Compare::NotEqual, Compare::Equal),
        Order::Less => (Compare::Less, Compare::MoreOrEqual),
        Order::LessOrEqual => (Compare::LessOrEqual, Compare::More),
        Order::Greater => (Compare::More, Compare::LessOrEqual),
        Order::GreaterOrEqual => (Compare::MoreOrEqual, Compare::Less),
    }
}
