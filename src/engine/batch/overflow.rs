//! What is not worked out on every path, but would stop a run if it were: numbers that may outgrow what a value can hold.

use super::bounds::Bounds;
use super::demand::Demand;
use super::graph::{Graph, Id, Node, Value};
use crate::quantity::LIMIT;

/// The nodes whose numbers may be larger than any value, though each is made of checked ones.
pub fn may_overflow(graph: &Graph, demands: &[Demand]) -> Vec<Id> {
    let mut most: Vec<f64> = Vec::with_capacity(graph.nodes.len());
    let mut found = Vec::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        let size = |value: Value| match value {
            Value::Known(_) => graph.bounds_of(value).most(),
            Value::Number(id) | Value::Flag(id) => most[id.index()],
        };
        let size = match node {
            _ if demands[index] == Demand::Everybody => graph.bounds[index].most(),
            Node::Add(a, b) | Node::Subtract(a, b) | Node::AddWhere(a, b, _) | Node::SubtractWhere(a, b, _) => {
                size(*a) + size(*b)
            }
            Node::SumKnown(a, b) => size(*a) + size(*b),
            Node::Minimum(a, b) | Node::Maximum(a, b) | Node::LeastKnown(a, b) | Node::MostKnown(a, b) => {
                size(*a).max(size(*b))
            }
            Node::Select { yes, no, .. } => size(*yes).max(size(*no)),
            Node::Product { a, b, divisor } => {
                let unchecked =
                    Bounds::exactly(1).product(Bounds::of(0.0, size(*a) * size(*b), false), *divisor as f64);
                unchecked.most()
            }
            Node::Quotient { a, numerator, denominator, .. } => size(*a) * *numerator as f64 / *denominator as f64,
            Node::Absolute(a) | Node::Amount(a) => most[a.index()],
            _ => graph.bounds[index].most(),
        };
        if size > LIMIT as f64 {
            found.push(Id(index as u32));
            most.push(graph.bounds[index].most().min(LIMIT as f64));
        } else {
            most.push(size);
        }
    }
    found.retain(|id| !matches!(graph.node(*id), Node::Alone { .. } | Node::Written(..) | Node::Amount(_)));
    found
}
