//! Conditions: and, or, not, and what one says of another.

use super::bounds::Bounds;
use super::graph::{Graph, Id, Node, Value};
use crate::plan::NOT_AVAILABLE;

/// How far one condition is followed into what it is made of.
const DEPTH: u32 = 6;

/// Answers remembered: a later one takes the place of an earlier one.
const REMEMBERED: usize = 1 << 12;

/// What conditions have been found to say of each other, by both: the same is asked many times over.
#[derive(Debug, Clone)]
pub struct Told {
    answers: Vec<(Id, Id, bool, bool)>,
}

impl Default for Told {
    fn default() -> Told {
        // Of the first node with itself, which nobody asks.
        Told { answers: vec![(Id(0), Id(0), true, false); REMEMBERED] }
    }
}

impl Graph {
    pub fn and(&mut self, a: Value, b: Value) -> Value {
        let (a, b) = (self.is_not_zero(a), self.is_not_zero(b));
        match (a, b) {
            (Value::Known(0), _) | (_, Value::Known(0)) => Value::Known(0),
            (Value::Known(1), it) | (it, Value::Known(1)) => it,
            (Value::Known(_), Value::Known(_)) => Value::NONE,
            (Value::Flag(a), Value::Flag(b)) => {
                let sure = !self.bounds[a.index()].missing && !self.bounds[b.index()].missing;
                if sure && self.follows(a, b) || a == b {
                    return Value::Flag(a);
                }
                if sure && self.follows(b, a) {
                    return Value::Flag(b);
                }
                if sure && (self.clashes(a, b) || self.clashes(b, a)) {
                    return Value::Known(0);
                }
                self.flag(Node::And(a.max(b), a.min(b)), !sure)
            }
            // n/a and what is not known: false where that is false, n/a elsewhere.
            (Value::Known(_), Value::Flag(it)) | (Value::Flag(it), Value::Known(_)) => {
                self.flag(Node::Choose { condition: it, yes: Value::NONE, no: Value::ZERO }, true)
            }
            _ => Value::NONE,
        }
    }

    pub fn or(&mut self, a: Value, b: Value) -> Value {
        let (a, b) = (self.is_one(a), self.is_one(b));
        match (a, b) {
            (Value::Known(1), _) | (_, Value::Known(1)) => Value::Known(1),
            (Value::Known(0), it) | (it, Value::Known(0)) => it,
            (Value::Known(_), Value::Known(_)) => Value::NONE,
            (Value::Flag(a), Value::Flag(b)) => {
                let sure = !self.bounds[a.index()].missing && !self.bounds[b.index()].missing;
                if sure && self.follows(a, b) || a == b {
                    return Value::Flag(b);
                }
                if sure && self.follows(b, a) {
                    return Value::Flag(a);
                }
                if let Some((told, held)) = self.kept_unless_told(a, b).or_else(|| self.kept_unless_told(b, a)) {
                    let missing = self.bounds[held.index()].missing;
                    return self.flag(Node::Otherwise(told, held), missing);
                }
                self.flag(Node::Or(a.max(b), a.min(b)), !sure)
            }
            (Value::Known(_), Value::Flag(it)) | (Value::Flag(it), Value::Known(_)) => {
                self.flag(Node::Choose { condition: it, yes: Value::Known(1), no: Value::NONE }, true)
            }
            _ => Value::NONE,
        }
    }

    /// A flag that is true, or one kept from before and this flag not false: the flag where it is available, else the
    /// one from before.
    fn kept_unless_told(&self, raised: Id, kept: Id) -> Option<(Id, Id)> {
        let (Node::IsTrue(told), Node::And(a, b)) = (self.node(raised), self.node(kept)) else { return None };
        let held = |of: Id, other: Id| (self.not_false(of) == Some(*told)).then_some((*told, other));
        held(*a, *b).or_else(|| held(*b, *a))
    }

    /// What a flag says is not false: not known to be so, or true.
    fn not_false(&self, flag: Id) -> Option<Id> {
        let Node::Not(falls) = self.node(flag) else { return None };
        let Node::IsTrue(not) = self.node(*falls) else { return None };
        let Node::Not(of) = self.node(*not) else { return None };
        Some(*of)
    }

    /// The flag that is told again by both of its sides: 1 where it is true, 0 where it is false, else n/a.
    pub(super) fn retold(&self, raised: Id, rest: Id) -> Option<Id> {
        let Node::IsTrue(told) = self.node(raised) else { return None };
        match *self.node(rest) {
            Node::Choose { condition, yes: Value::NONE, no: Value::ZERO } => {
                (self.not_false(condition) == Some(*told)).then_some(*told)
            }
            _ => None,
        }
    }

    /// 1 - a, for a flag or what else may stand in its place.
    pub fn not(&mut self, a: Value) -> Value {
        match a {
            Value::Known(NOT_AVAILABLE) => a,
            Value::Known(it) => Value::Known(1 - it),
            Value::Flag(id) => match *self.node(id) {
                Node::Not(inner) => Value::Flag(inner),
                _ => {
                    let missing = self.bounds[id.index()].missing;
                    self.flag(Node::Not(id), missing)
                }
            },
            // 1 - a of a small whole number is always a float.
            Value::Number(_) => self.subtract(Value::Known(1), a).unwrap_or(Value::NONE),
        }
    }

    /// The value as a condition that is met by anything but 0: 1, 0 or n/a.
    pub fn is_not_zero(&mut self, a: Value) -> Value {
        match a {
            Value::Known(NOT_AVAILABLE) | Value::Flag(_) => a,
            Value::Known(it) => Value::Known(i128::from(it != 0)),
            Value::Number(id) => match *self.node(id) {
                Node::Count(flag) => Value::Flag(flag),
                _ => {
                    let missing = self.bounds[id.index()].missing;
                    self.flag(Node::IsNotZero(id), missing)
                }
            },
        }
    }

    /// The value as a condition that only 1 meets.
    pub fn is_one(&mut self, a: Value) -> Value {
        match a {
            Value::Known(NOT_AVAILABLE) | Value::Flag(_) => a,
            Value::Known(it) => Value::Known(i128::from(it == 1)),
            Value::Number(id) => match *self.node(id) {
                Node::Count(flag) => Value::Flag(flag),
                _ => {
                    let missing = self.bounds[id.index()].missing;
                    self.flag(Node::IsOne(id), missing)
                }
            },
        }
    }

    /// Whether it is 1: never n/a.
    pub fn is_true(&mut self, a: Value) -> Value {
        match self.is_one(a) {
            Value::Flag(id) if self.bounds[id.index()].missing => self.flag(Node::IsTrue(id), false),
            Value::NONE => Value::ZERO,
            other => other,
        }
    }

    pub fn available(&mut self, a: Value) -> Value {
        match a {
            Value::Known(it) => Value::Known(i128::from(it != NOT_AVAILABLE)),
            Value::Number(id) | Value::Flag(id) if self.bounds[id.index()].missing => match self.there_where(id) {
                Some(condition) => condition,
                None => self.flag(Node::Available(id), false),
            },
            _ => Value::Known(1),
        }
    }

    /// The condition of a select that is available on one side only, where nothing else can be missing.
    fn there_where(&mut self, id: Id) -> Option<Value> {
        let Node::Select { condition, yes, no } = *self.node(id) else { return None };
        let condition = Value::Flag(condition);
        match (yes, no) {
            _ if self.may_miss(condition) => None,
            (yes, Value::NONE) if !self.may_miss(yes) => Some(condition),
            (Value::NONE, no) if !self.may_miss(no) => Some(self.not(condition)),
            _ => None,
        }
    }

    /// What a value is where a condition is true.
    pub fn given(&mut self, condition: Id, value: Value) -> Option<Value> {
        let inner = self.unwound(condition, value)?;
        let (told, known) = (self.bounds_of(value), self.bounds_of(inner));
        let more = told.low >= 0.0 && !told.missing && (known.low < 0.0 || known.missing);
        match inner {
            // What is known of the whole holds for the part that it is here.
            Value::Number(id) if more => {
                let bounds = Bounds::of(known.low.max(0.0), known.high.min(told.high), false);
                let id = self.root(id);
                Some(self.number(Node::Amount(id), bounds))
            }
            inner => Some(inner),
        }
    }

    fn unwound(&mut self, condition: Id, value: Value) -> Option<Value> {
        let mut value = value;
        for _ in 0..DEPTH {
            let Some(id) = value.id() else { break };
            if matches!(value, Value::Flag(_)) && !self.bounds[id.index()].missing {
                if self.follows(condition, id) {
                    return Some(Value::Known(1));
                }
                if self.clashes(condition, id) {
                    return Some(Value::Known(0));
                }
            }
            let (mask, held, freed) = match *self.node(id) {
                Node::Select { condition, yes, no } | Node::Choose { condition, yes, no } => (condition, yes, no),
                Node::AddWhere(a, _, mask) | Node::SubtractWhere(a, _, mask) => (mask, value, a),
                _ => break,
            };
            let follows = self.follows(condition, mask);
            match *self.node(id) {
                Node::AddWhere(a, b, _) if follows => {
                    value = self.add(a, b)?;
                    continue;
                }
                Node::SubtractWhere(a, b, _) if follows => {
                    value = self.subtract(a, b)?;
                    continue;
                }
                _ => {}
            }
            if follows && held != value {
                value = held;
            } else if self.clashes(condition, mask) {
                value = freed;
            } else {
                break;
            }
        }
        Some(value)
    }

    /// What a value is where a condition is false.
    pub fn without(&mut self, condition: Id, value: Value) -> Option<Value> {
        match self.not(Value::Flag(condition)) {
            Value::Flag(not) => self.given(not, value),
            _ => Some(value),
        }
    }

    /// Whether `b` is true wherever `a` is, as far as [`DEPTH`] shows.
    fn follows(&mut self, a: Id, b: Id) -> bool {
        self.told(a, b).0
    }

    /// Whether `b` is false wherever `a` is true, as far as [`DEPTH`] shows.
    fn clashes(&mut self, a: Id, b: Id) -> bool {
        self.told(a, b).1
    }

    fn told(&mut self, a: Id, b: Id) -> (bool, bool) {
        let place = (a.index().wrapping_mul(31) ^ b.index()) % REMEMBERED;
        let (one, other, follows, clashes) = self.told.answers[place];
        if (one, other) == (a, b) {
            return (follows, clashes);
        }
        let follows = self.implies(a, b, DEPTH);
        let clashes = self.excludes(a, b, DEPTH);
        self.told.answers[place] = (a, b, follows, clashes);
        (follows, clashes)
    }

    /// Whether `b` is true wherever `a` is.
    fn implies(&self, a: Id, b: Id, depth: u32) -> bool {
        if a == b {
            return true;
        }
        if depth == 0 || self.is_out_of_reach(a, b) {
            return false;
        }
        let of_a = match *self.node(a) {
            Node::And(x, y) => self.implies(x, b, depth - 1) || self.implies(y, b, depth - 1),
            Node::IsTrue(x) => self.implies(x, b, depth - 1),
            _ => false,
        };
        of_a || match *self.node(b) {
            Node::Or(x, y) => self.implies(a, x, depth - 1) || self.implies(a, y, depth - 1),
            Node::And(x, y) => self.implies(a, x, depth - 1) && self.implies(a, y, depth - 1),
            Node::IsTrue(x) | Node::Otherwise(x, _) => self.implies(a, x, depth - 1),
            Node::Not(x) => self.excludes(a, x, depth - 1),
            _ => false,
        }
    }

    /// Whether nothing that `a` is made of can be `b`, which is made of no other flags: nodes read only earlier ones.
    fn is_out_of_reach(&self, a: Id, b: Id) -> bool {
        a < b
            && !matches!(
                self.node(b),
                Node::And(..) | Node::Or(..) | Node::Not(_) | Node::IsTrue(_) | Node::Otherwise(..)
            )
    }

    /// Whether `b` is false wherever `a` is true.
    fn excludes(&self, a: Id, b: Id, depth: u32) -> bool {
        if depth == 0 || self.is_out_of_reach(a, b) {
            return false;
        }
        let of_a = match *self.node(a) {
            Node::And(x, y) => self.excludes(x, b, depth - 1) || self.excludes(y, b, depth - 1),
            Node::IsTrue(x) => self.excludes(x, b, depth - 1),
            Node::Not(x) => self.falls_with(x, b, depth - 1),
            _ => false,
        };
        of_a || match *self.node(b) {
            Node::And(x, y) => self.excludes(a, x, depth - 1) || self.excludes(a, y, depth - 1),
            Node::Not(x) => self.implies(a, x, depth - 1),
            _ => false,
        }
    }

    /// Whether `b` is false wherever `a` is.
    fn falls_with(&self, a: Id, b: Id, depth: u32) -> bool {
        if a == b {
            return true;
        }
        if depth == 0 || self.is_out_of_reach(a, b) {
            return false;
        }
        let of_a = match *self.node(a) {
            Node::Or(x, y) => self.falls_with(x, b, depth - 1) || self.falls_with(y, b, depth - 1),
            Node::Not(x) => self.implies_not(x, b, depth - 1),
            _ => false,
        };
        of_a || match *self.node(b) {
            Node::And(x, y) => self.falls_with(a, x, depth - 1) || self.falls_with(a, y, depth - 1),
            _ => false,
        }
    }

    /// Whether `b` is false wherever `a` is true: the other half of [`Graph::falls_with`].
    fn implies_not(&self, a: Id, b: Id, depth: u32) -> bool {
        depth > 0 && self.excludes(a, b, depth - 1)
    }
}
