//! In what order nodes are worked out: as they were made, those that wait for a condition together.

use super::demand::Demand;
use super::graph::{Graph, Id, Node};
use super::trace::{Check, RowEnd};
use std::collections::BTreeMap;

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Make(Id),
    /// The check with this index.
    Check(usize),
    /// Keeps a value as the answer with this index.
    Keep(Id, usize),
    /// Ends a row; where the flag is true, paths have much before them that others have not.
    EndRow(Option<Id>),
}

/// What to do, and the flag that some path must meet for it to be done at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub act: Act,
    pub mask: Option<Id>,
}

/// Row by row: what a study folds over the rows is made in the row that it is made from.
pub fn order(graph: &Graph, demands: &[Demand], kept: &[(Id, usize)], checks: &[Check], ends: &[RowEnd]) -> Vec<Step> {
    let mut groups: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for (index, demand) in demands.iter().enumerate() {
        if let Demand::Where(mask) = demand {
            groups.entry(*mask).or_default().push(Id(index as u32));
        }
    }
    let mut it = Order { graph, demands, groups, done: vec![false; graph.nodes.len()], steps: Vec::new() };
    let mut after: BTreeMap<Id, Vec<Act>> = BTreeMap::new();
    for (index, check) in checks.iter().enumerate() {
        let last = check.read().max(check.mask).unwrap_or(Id(0));
        after.entry(last).or_default().push(Act::Check(index));
    }
    for &(id, answer) in kept {
        after.entry(id).or_default().push(Act::Keep(id, answer));
    }
    let mut first = 0;
    for (end, folded) in ends.iter().zip(folded(graph, ends)) {
        for id in (first..end.nodes).map(|index| Id(index as u32)).chain(folded) {
            it.meet(id, &mut after, checks);
        }
        it.steps.push(Step { act: Act::EndRow(end.apart), mask: None });
        first = end.nodes;
    }
    // What belongs to no row, where there is none; and checks without any node: those that nothing can meet.
    (first..graph.nodes.len()).for_each(|index| it.meet(Id(index as u32), &mut after, checks));
    for act in after.into_values().flatten() {
        it.steps.push(Step { act, mask: None });
    }
    it.steps
}

/// What waits for a flag of a later row is worked out in its own, on every path, where that is little work: what it is made
/// of would otherwise have to be kept until then.
pub fn in_time(graph: &Graph, mut demands: Vec<Demand>, ends: &[RowEnd]) -> Vec<Demand> {
    let row_of = |index: usize| ends.partition_point(|end| end.nodes <= index);
    for index in 0..ends.last().map_or(0, |end| end.nodes) {
        let row = row_of(index);
        let waits = |demand: &Demand| matches!(demand, Demand::Where(mask) if row_of(mask.index()) > row);
        let ready = |id: &Id| !waits(&demands[id.index()]);
        let id = Id(index as u32);
        if waits(&demands[index]) && is_little(graph.node(id)) && graph.reads(id).iter().all(ready) {
            demands[index] = Demand::Everybody;
        }
    }
    demands
}

fn is_little(node: &Node) -> bool {
    matches!(
        node,
        Node::Add(..)
            | Node::Subtract(..)
            | Node::AddWhere(..)
            | Node::SubtractWhere(..)
            | Node::Minimum(..)
            | Node::Maximum(..)
            | Node::Select { .. }
            | Node::SumKnown(..)
    )
}

/// By row, the nodes that were made after all rows from what this row has made, and no later one.
fn folded(graph: &Graph, ends: &[RowEnd]) -> Vec<Vec<Id>> {
    let mut folded = vec![Vec::new(); ends.len()];
    let Some(traced) = ends.last().map(|end| end.nodes) else { return folded };
    let mut rows: Vec<usize> = Vec::new();
    for index in traced..graph.nodes.len() {
        let id = Id(index as u32);
        let row_of = |read: Id| match read.index().checked_sub(traced) {
            Some(later) => rows[later],
            None => ends.partition_point(|end| end.nodes <= read.index()),
        };
        let row = graph.reads(id).into_iter().map(row_of).max().unwrap_or(0);
        rows.push(row);
        folded[row].push(id);
    }
    folded
}

struct Order<'a> {
    graph: &'a Graph,
    demands: &'a [Demand],
    /// By mask, those that are left, in order.
    groups: BTreeMap<Id, Vec<Id>>,
    done: Vec<bool>,
    steps: Vec<Step>,
}

impl Order<'_> {
    /// Makes a node if every path needs it, and does what waits for it.
    fn meet(&mut self, id: Id, after: &mut BTreeMap<Id, Vec<Act>>, checks: &[Check]) {
        if self.demands[id.index()] == Demand::Everybody {
            self.make(id);
        }
        for act in after.remove(&id).unwrap_or_default() {
            match act {
                Act::Check(check) => {
                    checks[check].mask.into_iter().chain(checks[check].read()).for_each(|id| self.make(id));
                }
                Act::Keep(id, _) | Act::Make(id) => self.make(id),
                Act::EndRow(_) => {}
            }
            self.steps.push(Step { act, mask: None });
        }
    }

    fn make(&mut self, id: Id) {
        if self.done[id.index()] {
            return;
        }
        match self.demands[id.index()] {
            Demand::Where(mask) => self.flush(mask, id),
            Demand::Everybody | Demand::Nobody => {
                self.graph.reads(id).into_iter().for_each(|read| self.make(read));
                self.push(id, None);
            }
        }
    }

    /// Makes what waits for a mask, up to a node of it.
    fn flush(&mut self, mask: Id, up_to: Id) {
        self.make(mask);
        let group = self.groups.get(&mask).cloned().unwrap_or_default();
        let group: Vec<Id> = group.into_iter().filter(|id| *id <= up_to && !self.done[id.index()]).collect();
        for id in &group {
            for read in self.graph.reads(*id) {
                if self.demands[read.index()] != Demand::Where(mask) {
                    self.make(read);
                }
            }
        }
        group.into_iter().for_each(|id| self.push(id, Some(mask)));
        if let Some(left) = self.groups.get_mut(&mask) {
            let done = &self.done;
            left.retain(|id| !done[id.index()]);
        }
    }

    fn push(&mut self, id: Id, mask: Option<Id>) {
        if !std::mem::replace(&mut self.done[id.index()], true) {
            self.steps.push(Step { act: Act::Make(id), mask });
        }
    }
}
