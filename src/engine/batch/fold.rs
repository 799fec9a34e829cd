//! Makes nodes, and makes fewer of them: what is known is worked out, what changes nothing is left away.
//!
//! `None` is an operation that floats cannot do exactly; it is then done lane by lane as the exact engine does it.

use super::bounds::{Bounds, CHECKED, EXACT};
use super::graph::{Graph, Id, Node, Order, Value};
use crate::plan::NOT_AVAILABLE;
use crate::quantity::{LIMIT, compare_products, divide, multiply_divide};
use std::cmp::Ordering;

/// A product or quotient is at most this before its rounding is in doubt; see `kernel::rounded`.
pub const MOST_ROUNDED: f64 = 562_949_953_421_312.0;

/// The largest divisor: 2^51.
pub const MOST_DIVISOR: i128 = 1 << 51;

/// How far a proof that one value is at most another may go.
const PROOF: u32 = 4;

/// Selects, one in another, that are looked through for a product.
const SCALES: u32 = 2;

impl Graph {
    /// The value as a number.
    pub fn count(&mut self, value: Value) -> Value {
        match value {
            Value::Flag(id) => {
                let bounds = self.bounds[id.index()];
                self.number(Node::Count(id), bounds)
            }
            other => other,
        }
    }

    pub fn add(&mut self, a: Value, b: Value) -> Option<Value> {
        let (a, b) = (self.count(a), self.count(b));
        match (a, b) {
            (Value::NONE, _) | (_, Value::NONE) => Some(Value::NONE),
            (Value::Known(a), Value::Known(b)) => fits(a.checked_add(b)),
            (Value::ZERO, it) | (it, Value::ZERO) => Some(it),
            _ if !self.is_float(a) || !self.is_float(b) => None,
            _ => {
                let bounds = self.bounds_of(a).add(self.bounds_of(b)).checked();
                let (a, b) = (a.max(b), a.min(b));
                Some(self.number(Node::Add(a, b), bounds))
            }
        }
    }

    pub fn subtract(&mut self, a: Value, b: Value) -> Option<Value> {
        let (a, b) = (self.count(a), self.count(b));
        match (a, b) {
            (Value::NONE, _) | (_, Value::NONE) => Some(Value::NONE),
            (Value::Known(a), Value::Known(b)) => fits(a.checked_sub(b)),
            (it, Value::ZERO) => Some(it),
            _ if a == b && !self.may_miss(a) => Some(Value::ZERO),
            _ if !self.is_float(a) || !self.is_float(b) => None,
            (it, Value::Known(by)) => self.add(it, Value::Known(by.checked_neg()?)),
            _ => {
                let mut bounds = self.bounds_of(a).subtract(self.bounds_of(b)).checked();
                if self.at_most(b, a, PROOF) {
                    bounds.low = bounds.low.max(0.0);
                }
                Some(self.number(Node::Subtract(a, b), bounds))
            }
        }
    }

    pub fn minimum(&mut self, a: Value, b: Value) -> Option<Value> {
        let (a, b) = (self.count(a), self.count(b));
        match (a, b) {
            (Value::NONE, _) | (_, Value::NONE) => return Some(Value::NONE),
            (Value::Known(a), Value::Known(b)) => return Some(Value::Known(a.min(b))),
            _ if !self.is_float(a) || !self.is_float(b) => return None,
            _ => {}
        }
        if !self.may_miss(b) && self.at_most(a, b, PROOF) {
            return Some(a);
        }
        if !self.may_miss(a) && self.at_most(b, a, PROOF) {
            return Some(b);
        }
        let bounds = self.bounds_of(a).minimum(self.bounds_of(b));
        let (a, b) = self.in_order(a, b);
        Some(self.number(Node::Minimum(a, b), bounds))
    }

    pub fn maximum(&mut self, a: Value, b: Value) -> Option<Value> {
        let (a, b) = (self.count(a), self.count(b));
        match (a, b) {
            (Value::NONE, _) | (_, Value::NONE) => return Some(Value::NONE),
            (Value::Known(a), Value::Known(b)) => return Some(Value::Known(a.max(b))),
            _ if !self.is_float(a) || !self.is_float(b) => return None,
            _ => {}
        }
        if !self.may_miss(a) && self.at_most(a, b, PROOF) {
            return Some(b);
        }
        if !self.may_miss(b) && self.at_most(b, a, PROOF) {
            return Some(a);
        }
        let bounds = self.bounds_of(a).maximum(self.bounds_of(b));
        let (a, b) = self.in_order(a, b);
        Some(self.number(Node::Maximum(a, b), bounds))
    }

    /// Of two that commute: what may be n/a last, as the kernels want it, else the younger first.
    fn in_order(&self, a: Value, b: Value) -> (Value, Value) {
        match (self.may_miss(a), self.may_miss(b)) {
            (true, false) => (b, a),
            (false, true) => (a, b),
            _ => (a.max(b), a.min(b)),
        }
    }

    pub fn positive(&mut self, a: Value) -> Option<Value> {
        self.maximum(a, Value::ZERO)
    }

    pub fn absolute(&mut self, a: Value) -> Option<Value> {
        let a = self.count(a);
        match a {
            Value::NONE => Some(a),
            Value::Known(it) => fits(it.checked_abs()),
            _ if self.bounds_of(a).low >= 0.0 => Some(a),
            Value::Number(id) | Value::Flag(id) => {
                let bounds = self.bounds_of(a);
                let bounds = Bounds::of(0.0, bounds.most(), bounds.missing);
                Some(self.number(Node::Absolute(id), bounds))
            }
        }
    }

    /// round(a × b × numerator / denominator)
    pub fn product(&mut self, a: Value, b: Value, numerator: i128, denominator: i128) -> Option<Value> {
        let (a, b) = (self.count(a), self.count(b));
        match (a, b) {
            (Value::NONE, _) | (_, Value::NONE) => return Some(Value::NONE),
            (Value::Known(a), Value::Known(b)) => {
                return fits(multiply_divide(a, b, numerator, denominator, self.rounding));
            }
            (Value::Known(by), it) | (it, Value::Known(by)) => {
                return self.scaled(it, by.checked_mul(numerator)?, denominator);
            }
            _ => {}
        }
        for (it, other) in [(a, b), (b, a)] {
            if let Some((condition, yes, no)) = self.two_known(it) {
                let yes = self.product(other, Value::Known(yes), numerator, denominator)?;
                let no = self.product(other, Value::Known(no), numerator, denominator)?;
                if [yes, no].iter().all(|it| it.known().is_some() || *it == other) {
                    return self.select(condition, yes, no);
                }
            }
        }
        let (numerator, divisor) = reduced(numerator, denominator)?;
        let (a, b) = match numerator {
            1 => (a, b),
            _ => {
                let (small, large) = if self.bounds_of(a).most() <= self.bounds_of(b).most() { (a, b) } else { (b, a) };
                (self.scaled(small, numerator, 1)?, large)
            }
        };
        if divisor > MOST_DIVISOR {
            return None;
        }
        let bounds = held(self.bounds_of(a).product(self.bounds_of(b), divisor as f64));
        let (a, b) = (a.max(b), a.min(b));
        Some(self.number(Node::Product { a, b, divisor }, bounds))
    }

    /// round(a × numerator / denominator)
    pub fn scaled(&mut self, a: Value, numerator: i128, denominator: i128) -> Option<Value> {
        let a = self.count(a);
        if let Value::Known(it) = a {
            return if it == NOT_AVAILABLE {
                Some(a)
            } else {
                fits(multiply_divide(it, 1, numerator, denominator, self.rounding))
            };
        }
        let (numerator, divisor) = reduced(numerator, denominator)?;
        if numerator == 0 && !self.may_miss(a) {
            return Some(Value::ZERO);
        }
        if (numerator, divisor) == (1, 1) {
            return Some(a);
        }
        if divisor > MOST_DIVISOR || !is_float(numerator) {
            return None;
        }
        if let Some(at_once) = self.scaled_at_once(a, numerator, divisor, SCALES) {
            return Some(at_once);
        }
        let bounds = held(self.bounds_of(a).product(Bounds::exactly(numerator), divisor as f64));
        Some(self.number(Node::Product { a, b: Value::Known(numerator), divisor }, bounds))
    }

    /// The same of what is known, or has been scaled up before, as a condition tells: what is in between may be too large
    /// where neither end is.
    fn scaled_at_once(&mut self, a: Value, numerator: i128, divisor: i128, depth: u32) -> Option<Value> {
        let Value::Number(id) = a else { return None };
        match *self.node(id) {
            Node::Product { a, b: Value::Known(by), divisor: 1 } => self.scaled(a, by.checked_mul(numerator)?, divisor),
            Node::Select { condition, yes, no } => {
                let depth = depth.checked_sub(1)?;
                let mut side = |it: Value| match it {
                    Value::Known(_) => self.scaled(it, numerator, divisor),
                    _ => self.scaled_at_once(it, numerator, divisor, depth),
                };
                let (yes, no) = (side(yes)?, side(no)?);
                self.select(Value::Flag(condition), yes, no)
            }
            _ => None,
        }
    }

    /// round(a × numerator / (b × denominator)); n/a over zero, and over a negative when `ratio`.
    pub fn quotient(&mut self, a: Value, b: Value, numerator: i128, denominator: i128, ratio: bool) -> Option<Value> {
        let (a, b) = (self.count(a), self.count(b));
        if let Value::Known(divisor) = b {
            return match divisor {
                NOT_AVAILABLE | 0 => Some(Value::NONE),
                it if it < 0 && ratio => Some(Value::NONE),
                it => match a {
                    Value::NONE => Some(a),
                    Value::Known(a) => fits(divide(a, it, numerator, denominator, self.rounding)),
                    _ => self.scaled(a, numerator, it.checked_mul(denominator)?),
                },
            };
        }
        if a == Value::NONE {
            return Some(a);
        }
        if let Some((condition, yes, no)) = self.two_known(b) {
            let yes = self.quotient(a, Value::Known(yes), numerator, denominator, ratio)?;
            let no = self.quotient(a, Value::Known(no), numerator, denominator, ratio)?;
            return self.select(condition, yes, no);
        }
        let (numerator, denominator) = reduced(numerator, denominator)?;
        if numerator <= 0 || !is_float(numerator) || denominator > MOST_DIVISOR || !self.is_float(a) {
            return None;
        }
        let (above, below) = (self.bounds_of(a), self.bounds_of(b));
        let low = if above.low >= 0.0 && (ratio || below.low >= 0.0) { 0.0 } else { -CHECKED };
        let missing = above.missing || below.missing || below.low <= 0.0;
        let bounds = Bounds::of(low, CHECKED, missing);
        Some(self.number(Node::Quotient { a, b, numerator, denominator, ratio }, bounds))
    }

    /// One or the other; n/a where the condition is.
    pub fn select(&mut self, condition: Value, yes: Value, no: Value) -> Option<Value> {
        let condition = match condition {
            Value::NONE => return Some(Value::NONE),
            Value::Known(0) => return Some(no),
            Value::Known(_) => return Some(yes),
            other => self.is_not_zero(other),
        };
        let Value::Flag(id) = condition else { return self.select(condition, yes, no) };
        let sure = !self.may_miss(condition);
        let (yes, no) = if sure { (self.given(id, yes)?, self.without(id, no)?) } else { (yes, no) };
        if yes == no && sure {
            return Some(yes);
        }
        let is_flag = |it: Value| matches!(it, Value::Flag(_) | Value::Known(0 | 1 | NOT_AVAILABLE));
        if is_flag(yes) && is_flag(no) && !(yes == Value::NONE && no == Value::NONE) {
            return Some(self.choose(id, yes, no));
        }
        let (yes, no) = (self.count(yes), self.count(no));
        if !self.is_float(yes) || !self.is_float(no) {
            return None;
        }
        if sure && let Some(changed) = self.changed_where(id, yes, no) {
            return Some(changed);
        }
        let bounds = self.bounds_of(yes).or(self.bounds_of(no));
        let asked = matches!(*self.node(id), Node::Available(of) if yes == Value::Number(of));
        let missing = !sure || self.may_miss(no) || (self.may_miss(yes) && !asked);
        let bounds = Bounds { missing, ..bounds };
        Some(self.number(Node::Select { condition: id, yes, no }, bounds))
    }

    /// A select that says "the same, and something added", or one within another, in fewer words.
    fn changed_where(&mut self, condition: Id, yes: Value, no: Value) -> Option<Value> {
        if let Value::Number(id) = yes {
            let bounds = self.bounds_of(yes).or(self.bounds_of(no));
            let found = match *self.node(id) {
                Node::Add(a, b) if a == no => Node::AddWhere(no, b, condition),
                Node::Add(a, b) if b == no => Node::AddWhere(no, a, condition),
                Node::Subtract(a, b) if a == no => Node::SubtractWhere(no, b, condition),
                Node::AddWhere(a, b, mask) if a == no => {
                    let Value::Flag(both) = self.and(Value::Flag(condition), Value::Flag(mask)) else { return None };
                    Node::AddWhere(no, b, both)
                }
                Node::SubtractWhere(a, b, mask) if a == no => {
                    let Value::Flag(both) = self.and(Value::Flag(condition), Value::Flag(mask)) else { return None };
                    Node::SubtractWhere(no, b, both)
                }
                _ => return self.select_within(condition, yes, no),
            };
            return Some(self.number(found, bounds));
        }
        self.select_within(condition, yes, no)
    }

    fn select_within(&mut self, condition: Id, yes: Value, no: Value) -> Option<Value> {
        let Value::Number(id) = no else { return None };
        let Node::Select { condition: inner, yes: same, no: other } = *self.node(id) else { return None };
        if same != yes || self.may_miss(Value::Flag(inner)) {
            return None;
        }
        let either = self.or(Value::Flag(condition), Value::Flag(inner));
        self.select(either, yes, other)
    }

    fn choose(&mut self, condition: Id, yes: Value, no: Value) -> Value {
        let flag = Value::Flag(condition);
        let sure = !self.may_miss(flag);
        if let (Value::Known(1), Value::Flag(rest)) = (yes, no)
            && let Some(told) = self.retold(condition, rest)
        {
            return Value::Flag(told);
        }
        match (yes, no) {
            (Value::Known(1), Value::Known(0)) => flag,
            (Value::Known(0), Value::Known(1)) => self.not(flag),
            // A flag where it is available, and false where it is not: where it is true.
            (Value::Flag(of), Value::Known(0)) if *self.node(condition) == Node::Available(of) => self.is_true(yes),
            (yes, Value::Known(0)) if sure => self.and(flag, yes),
            (Value::Known(1), no) if sure => self.or(flag, no),
            (Value::Known(0), no) if sure => {
                let not = self.not(flag);
                self.and(not, no)
            }
            (yes, Value::Known(1)) if sure => {
                let not = self.not(flag);
                self.or(not, yes)
            }
            _ => {
                let missing = !sure || self.may_miss(yes) || self.may_miss(no);
                self.flag(Node::Choose { condition, yes, no }, missing)
            }
        }
    }

    /// The condition and the two values of a select between two that are known.
    fn two_known(&self, value: Value) -> Option<(Value, i128, i128)> {
        let Value::Number(id) = value else { return None };
        match *self.node(id) {
            Node::Select { condition, yes: Value::Known(yes), no: Value::Known(no) }
                if yes != NOT_AVAILABLE && no != NOT_AVAILABLE =>
            {
                Some((Value::Flag(condition), yes, no))
            }
            _ => None,
        }
    }

    pub fn compare(&mut self, how: Order, a: Value, b: Value) -> Option<Value> {
        let (a, b) = (self.count(a), self.count(b));
        if a == Value::NONE || b == Value::NONE {
            return Some(Value::NONE);
        }
        if let (Value::Known(a), Value::Known(b)) = (a, b) {
            return Some(Value::Known(i128::from(how.holds(a.cmp(&b)))));
        }
        for (it, other, how) in [(a, b, how), (b, a, how.mirrored())] {
            if let (Some((condition, yes, no)), Value::Known(other)) = (self.two_known(it), other) {
                let told = |it: i128| Value::Known(i128::from(how.holds(it.cmp(&other))));
                return self.select(condition, told(yes), told(no));
            }
        }
        if !self.is_float(a) || !self.is_float(b) {
            return None;
        }
        let unknown = self.may_miss(a) || self.may_miss(b);
        if !unknown && let Some(known) = how.settled(self.bounds_of(a), self.bounds_of(b)) {
            return Some(Value::Known(i128::from(known)));
        }
        if !unknown && self.at_most(b, a, PROOF) && matches!(how, Order::GreaterOrEqual | Order::Less) {
            return Some(Value::Known(i128::from(how == Order::GreaterOrEqual)));
        }
        let same = |it: &mut Graph, a: Value, b: Value| {
            let (a, b) = (a.max(b), a.min(b));
            it.flag(Node::Equal(a, b), unknown)
        };
        Some(match how {
            Order::Less => self.flag(Node::Less(a, b), unknown),
            Order::Greater => self.flag(Node::Less(b, a), unknown),
            Order::LessOrEqual => self.flag(Node::LessOrEqual(a, b), unknown),
            Order::GreaterOrEqual => self.flag(Node::LessOrEqual(b, a), unknown),
            Order::Equal => same(self, a, b),
            Order::NotEqual => {
                let equal = same(self, a, b);
                self.not(equal)
            }
        })
    }

    /// A quotient against a level, cross-multiplied: a × left against level × b × right; n/a unless b is positive.
    pub fn level(
        &mut self,
        how: Order,
        quotient: (Value, Value),
        level: Value,
        factors: (i128, i128),
    ) -> Option<Value> {
        let (a, b) = (self.count(quotient.0), self.count(quotient.1));
        if [a, b, level].contains(&Value::NONE) {
            return Some(Value::NONE);
        }
        let level = level.known()?;
        let (left, right) = (factors.0, level.checked_mul(factors.1)?);
        match (a, b) {
            (_, Value::Known(below)) if below <= 0 => return Some(Value::NONE),
            (Value::Known(a), Value::Known(b)) => {
                return Some(Value::Known(i128::from(how.holds(compare_products(&[a, left], &[right, b])))));
            }
            _ => {}
        }
        let common = greatest_common_divisor(left.unsigned_abs(), right.unsigned_abs());
        let (left, right) = (left / common, right / common);
        if left <= 0 || !is_float(left) || !is_float(right) || !self.is_float(a) || !self.is_float(b) {
            return None;
        }
        let (above, below) = (self.bounds_of(a), self.bounds_of(b));
        // The two products and their remainders must not run out of a float's range.
        if above.most() > EXACT || below.most() > EXACT {
            return None;
        }
        let unknown = above.missing || below.missing || below.low <= 0.0;
        Some(self.flag(Node::Level { how, a, left, b, right }, unknown))
    }

    /// The smaller of what is available; n/a when neither is.
    pub fn least_known(&mut self, a: Value, b: Value) -> Option<Value> {
        self.known_of(a, b, |a, b| Some(a.min(b)), Node::LeastKnown, Bounds::or)
    }

    pub fn most_known(&mut self, a: Value, b: Value) -> Option<Value> {
        self.known_of(a, b, |a, b| Some(a.max(b)), Node::MostKnown, Bounds::or)
    }

    /// The sum of what is available; n/a when neither is.
    pub fn sum_known(&mut self, a: Value, b: Value) -> Option<Value> {
        if !self.may_miss(a) && !self.may_miss(b) {
            return self.add(a, b);
        }
        let sum = |a: Bounds, b: Bounds| a.add(b).or(a).or(b).checked();
        self.known_of(a, b, i128::checked_add, Node::SumKnown, sum)
    }

    fn known_of(
        &mut self,
        a: Value,
        b: Value,
        fold: impl Fn(i128, i128) -> Option<i128>,
        node: impl Fn(Value, Value) -> Node,
        bounds: impl Fn(Bounds, Bounds) -> Bounds,
    ) -> Option<Value> {
        let (a, b) = (self.count(a), self.count(b));
        match (a, b) {
            (Value::NONE, it) | (it, Value::NONE) => Some(it),
            (Value::Known(a), Value::Known(b)) => fits(fold(a, b)),
            _ if a == b => Some(a),
            _ if !self.is_float(a) || !self.is_float(b) => None,
            _ => {
                let missing = self.may_miss(a) && self.may_miss(b);
                let bounds = Bounds { missing, ..bounds(self.bounds_of(a), self.bounds_of(b)) };
                Some(self.number(node(a, b), bounds))
            }
        }
    }

    /// Whether `a` is at most `b` on every path, both being available.
    pub fn at_most(&self, a: Value, b: Value, proof: u32) -> bool {
        let (left, right) = (self.bounds_of(a), self.bounds_of(b));
        let (root_a, root_b) = (a.id().map(|id| self.root(id)), b.id().map(|id| self.root(id)));
        if left.high <= right.low || (root_a.is_some() && root_a == root_b) {
            return true;
        }
        if proof == 0 {
            return false;
        }
        let below = match root_a.map(|id| self.node(id)) {
            Some(&Node::Minimum(x, y)) => self.at_most(x, b, proof - 1) || self.at_most(y, b, proof - 1),
            Some(&Node::Maximum(x, y)) => self.at_most(x, b, proof - 1) && self.at_most(y, b, proof - 1),
            Some(&Node::Select { yes, no, .. }) => self.at_most(yes, b, proof - 1) && self.at_most(no, b, proof - 1),
            Some(&Node::Subtract(x, y) | &Node::SubtractWhere(x, y, _)) => {
                self.bounds_of(y).low >= 0.0 && self.at_most(x, b, proof - 1)
            }
            _ => false,
        };
        below
            || match root_b.map(|id| self.node(id)) {
                Some(&Node::Maximum(x, y)) => self.at_most(a, x, proof - 1) || self.at_most(a, y, proof - 1),
                Some(&Node::Minimum(x, y)) => self.at_most(a, x, proof - 1) && self.at_most(a, y, proof - 1),
                Some(&Node::Select { yes, no, .. }) => {
                    self.at_most(a, yes, proof - 1) && self.at_most(a, no, proof - 1)
                }
                Some(&Node::Add(x, y)) => {
                    (self.bounds_of(y).low >= 0.0 && self.at_most(a, x, proof - 1))
                        || (self.bounds_of(x).low >= 0.0 && self.at_most(a, y, proof - 1))
                }
                Some(&Node::AddWhere(x, y, _)) => self.bounds_of(y).low >= 0.0 && self.at_most(a, x, proof - 1),
                _ => false,
            }
    }

    fn is_float(&self, value: Value) -> bool {
        value.known().is_none_or(|value| value == NOT_AVAILABLE || is_float(value))
    }
}

impl Order {
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Order::Equal => order == Ordering::Equal,
            Order::NotEqual => order != Ordering::Equal,
            Order::Less => order == Ordering::Less,
            Order::LessOrEqual => order != Ordering::Greater,
            Order::Greater => order == Ordering::Greater,
            Order::GreaterOrEqual => order != Ordering::Less,
        }
    }

    /// The same said of the two the other way round.
    fn mirrored(self) -> Order {
        match self {
            Order::Equal | Order::NotEqual => self,
            Order::Less => Order::Greater,
            Order::LessOrEqual => Order::GreaterOrEqual,
            Order::Greater => Order::Less,
            Order::GreaterOrEqual => Order::LessOrEqual,
        }
    }

    /// What bounds alone say.
    fn settled(self, a: Bounds, b: Bounds) -> Option<bool> {
        let below = a.high < b.low;
        let above = a.low > b.high;
        match self {
            Order::Equal if below || above => Some(false),
            Order::NotEqual if below || above => Some(true),
            Order::Less if below => Some(true),
            Order::Less if a.low >= b.high => Some(false),
            Order::LessOrEqual if a.high <= b.low => Some(true),
            Order::LessOrEqual if above => Some(false),
            Order::Greater if above => Some(true),
            Order::Greater if a.high <= b.low => Some(false),
            Order::GreaterOrEqual if a.low >= b.high => Some(true),
            Order::GreaterOrEqual if below => Some(false),
            _ => None,
        }
    }
}

/// A product whose bounds leave its rounding in doubt is checked on every path.
fn held(bounds: Bounds) -> Bounds {
    if bounds.most() <= MOST_ROUNDED {
        bounds
    } else {
        Bounds { low: bounds.low.max(-CHECKED), high: bounds.high.min(CHECKED), ..bounds }
    }
}

fn fits(value: Option<i128>) -> Option<Value> {
    value.filter(|value| value.unsigned_abs() <= LIMIT.unsigned_abs()).map(Value::Known)
}

/// Whether a float holds it exactly.
pub fn is_float(value: i128) -> bool {
    (value as f64) as i128 == value && value.unsigned_abs() < (1 << 120)
}

/// The fraction in lowest terms, the denominator positive.
fn reduced(numerator: i128, denominator: i128) -> Option<(i128, i128)> {
    if denominator <= 0 || numerator == i128::MIN {
        return None;
    }
    let common = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
    Some((numerator / common, denominator / common))
}

/// At least 1.
fn greatest_common_divisor(mut a: u128, mut b: u128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1).max(1)
}
