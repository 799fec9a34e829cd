//! In what order nodes are worked out: as they were made, those that wait for a condition together.

use super::demand::Demand;
use super::graph::{Graph, Id};
use super::trace::Check;
use std::collections::BTreeMap;

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Make(Id),
    /// The check with this index.
    Check(usize),
    /// Keeps a value as the answer with this index.
    Keep(Id, usize),
}

/// What to do, and the flag that some path must meet for it to be done at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub act: Act,
    pub mask: Option<Id>,
}

pub fn order(graph: &Graph, demands: &[Demand], kept: &[(Id, usize)], checks: &[Check]) -> Vec<Step> {
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
    for index in 0..graph.nodes.len() {
        let id = Id(index as u32);
        if it.demands[index] == Demand::Everybody {
            it.make(id);
        }
        for act in after.remove(&id).unwrap_or_default() {
            match act {
                Act::Check(check) => {
                    checks[check].mask.into_iter().chain(checks[check].read()).for_each(|id| it.make(id));
                }
                Act::Keep(id, _) | Act::Make(id) => it.make(id),
            }
            it.steps.push(Step { act, mask: None });
        }
    }
    // Without any node there may still be checks: those that nothing can meet.
    for act in after.into_values().flatten() {
        it.steps.push(Step { act, mask: None });
    }
    it.steps
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
