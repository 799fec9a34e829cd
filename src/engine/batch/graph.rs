//! A plan unrolled over its rows: every value that a path can change is a node, made once and never changed.

use super::bounds::Bounds;
use super::logic::Told;
use crate::engine::known::Known;
use crate::model::Comparison;
use crate::plan::{NOT_AVAILABLE, Slot};
use crate::quantity::Rounding;

/// A node's place in the graph; a node reads only nodes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32);

impl Id {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a slot holds at some point of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// The same on every path.
    Known(i128),
    /// A whole number a lane, NaN where not available.
    Number(Id),
    /// A byte a lane: true, false or not available.
    Flag(Id),
}

impl Value {
    pub const ZERO: Value = Value::Known(0);
    pub const NONE: Value = Value::Known(NOT_AVAILABLE);

    pub fn known(self) -> Option<i128> {
        match self {
            Value::Known(value) => Some(value),
            Value::Number(_) | Value::Flag(_) => None,
        }
    }

    pub fn id(self) -> Option<Id> {
        match self {
            Value::Known(_) => None,
            Value::Number(id) | Value::Flag(id) => Some(id),
        }
    }
}

/// How one value comes from others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    Drive {
        driver: usize,
        row: usize,
    },
    Add(Value, Value),
    Subtract(Value, Value),
    /// The first, and the second added or taken off where the flag is true.
    AddWhere(Value, Value, Id),
    SubtractWhere(Value, Value, Id),
    Minimum(Value, Value),
    Maximum(Value, Value),
    /// The same over what is available of the two.
    LeastKnown(Value, Value),
    MostKnown(Value, Value),
    SumKnown(Value, Value),
    /// round(a × b / divisor)
    Product {
        a: Value,
        b: Value,
        divisor: i128,
    },
    /// round(a × numerator / (b × denominator)); n/a over zero, and over a negative when `ratio`.
    Quotient {
        a: Value,
        b: Value,
        numerator: i128,
        denominator: i128,
        ratio: bool,
    },
    Absolute(Id),
    /// The same number, where it has been checked to be an amount.
    Amount(Id),
    /// n/a where the flag is.
    Select {
        condition: Id,
        yes: Value,
        no: Value,
    },
    /// A flag as 0, 1 or NaN.
    Count(Id),
    /// An operation of the plan, worked out lane by lane as the exact engine does.
    Alone {
        operation: usize,
        row: usize,
        reads: Vec<(Slot, Value)>,
        writes: Vec<Slot>,
    },
    /// What it wrote: the place among its `writes`.
    Written(Id, usize),
    // Flags from here on.
    Less(Value, Value),
    LessOrEqual(Value, Value),
    Equal(Value, Value),
    /// a × left against b × right; n/a unless b is positive.
    Level {
        how: Order,
        a: Value,
        left: i128,
        b: Value,
        right: i128,
    },
    And(Id, Id),
    Or(Id, Id),
    Not(Id),
    Choose {
        condition: Id,
        yes: Value,
        no: Value,
    },
    /// The first where it is available, else the second.
    Otherwise(Id, Id),
    /// n/a taken as false.
    IsTrue(Id),
    /// Whether a number, or a flag, is available.
    Available(Id),
    IsOne(Id),
    IsNotZero(Id),
}

/// [`Comparison`], in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    /// Whether it is met where the first is less, the same, more: bytes of 0 or 1.
    pub fn met(self) -> [u8; 3] {
        match self {
            Order::Equal => [0, 1, 0],
            Order::NotEqual => [1, 0, 1],
            Order::Less => [1, 0, 0],
            Order::LessOrEqual => [1, 1, 0],
            Order::Greater => [0, 0, 1],
            Order::GreaterOrEqual => [0, 1, 1],
        }
    }
}

impl From<Comparison> for Order {
    fn from(how: Comparison) -> Order {
        match how {
            Comparison::Equal => Order::Equal,
            Comparison::NotEqual => Order::NotEqual,
            Comparison::Less => Order::Less,
            Comparison::LessOrEqual => Order::LessOrEqual,
            Comparison::Greater => Order::Greater,
            Comparison::GreaterOrEqual => Order::GreaterOrEqual,
        }
    }
}

/// All nodes, each with what is known of its values.
#[derive(Debug, Clone)]
pub struct Graph {
    pub nodes: Vec<Node>,
    pub bounds: Vec<Bounds>,
    pub rounding: Rounding,
    known: Known,
    pub(super) told: Told,
}

impl Graph {
    pub fn new(rounding: Rounding) -> Graph {
        Graph { nodes: Vec::new(), bounds: Vec::new(), rounding, known: Known::default(), told: Told::default() }
    }

    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id.index()]
    }

    /// The node whose number this is.
    pub fn root(&self, id: Id) -> Id {
        match *self.node(id) {
            Node::Amount(of) => of,
            _ => id,
        }
    }

    pub fn rooted(&self, value: Value) -> Value {
        match value {
            Value::Number(id) => Value::Number(self.root(id)),
            other => other,
        }
    }

    /// The nodes whose numbers a node reads.
    pub fn reads(&self, id: Id) -> Vec<Id> {
        self.node(id).reads().into_iter().map(|read| self.root(read)).collect()
    }

    /// The node, made at most once.
    pub fn make(&mut self, node: Node, bounds: Bounds) -> Id {
        let place = match self.known.find(&self.nodes, &node) {
            Ok(index) => return Id(index as u32),
            Err(place) => place,
        };
        let id = Id(self.nodes.len() as u32);
        self.nodes.push(node);
        self.bounds.push(bounds);
        self.known.set(&self.nodes, place, id.index());
        id
    }

    pub fn number(&mut self, node: Node, bounds: Bounds) -> Value {
        Value::Number(self.make(node, bounds))
    }

    pub fn flag(&mut self, node: Node, unknown: bool) -> Value {
        Value::Flag(self.make(node, Bounds::flag(unknown)))
    }

    /// What is known of a value.
    pub fn bounds_of(&self, value: Value) -> Bounds {
        match value {
            Value::Known(value) => Bounds::exactly(value),
            Value::Number(id) | Value::Flag(id) => self.bounds[id.index()],
        }
    }

    /// Whether a value may be n/a.
    pub fn may_miss(&self, value: Value) -> bool {
        self.bounds_of(value).missing
    }
}

impl Node {
    pub fn is_flag(&self) -> bool {
        matches!(
            self,
            Node::Less(..)
                | Node::LessOrEqual(..)
                | Node::Equal(..)
                | Node::Level { .. }
                | Node::And(..)
                | Node::Or(..)
                | Node::Not(_)
                | Node::Choose { .. }
                | Node::Otherwise(..)
                | Node::IsTrue(_)
                | Node::Available(_)
                | Node::IsOne(_)
                | Node::IsNotZero(_)
        )
    }

    /// The nodes it reads.
    pub fn reads(&self) -> Vec<Id> {
        let of = |values: &[Value]| values.iter().filter_map(|it| it.id()).collect::<Vec<Id>>();
        match self {
            Node::Drive { .. } => Vec::new(),
            Node::Add(a, b)
            | Node::Subtract(a, b)
            | Node::Minimum(a, b)
            | Node::Maximum(a, b)
            | Node::LeastKnown(a, b)
            | Node::MostKnown(a, b)
            | Node::SumKnown(a, b)
            | Node::Product { a, b, .. }
            | Node::Quotient { a, b, .. }
            | Node::Less(a, b)
            | Node::LessOrEqual(a, b)
            | Node::Equal(a, b)
            | Node::Level { a, b, .. } => of(&[*a, *b]),
            Node::AddWhere(a, b, mask) | Node::SubtractWhere(a, b, mask) => {
                let mut reads = of(&[*a, *b]);
                reads.push(*mask);
                reads
            }
            Node::Select { condition, yes, no } | Node::Choose { condition, yes, no } => {
                let mut reads = vec![*condition];
                reads.extend(of(&[*yes, *no]));
                reads
            }
            Node::Alone { reads, .. } => reads.iter().filter_map(|(_, value)| value.id()).collect(),
            Node::And(a, b) | Node::Or(a, b) | Node::Otherwise(a, b) => vec![*a, *b],
            Node::Absolute(a)
            | Node::Amount(a)
            | Node::Count(a)
            | Node::Written(a, _)
            | Node::Not(a)
            | Node::IsTrue(a)
            | Node::Available(a)
            | Node::IsOne(a)
            | Node::IsNotZero(a) => vec![*a],
        }
    }
}
