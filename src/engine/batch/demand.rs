//! Who needs a value, and where: what nobody needs is left away, what only some paths need waits for one of them.

use super::graph::{Graph, Id, Node};
use super::trace::Check;
use std::collections::BTreeSet;

/// How many conditions one demand may have.
const MOST_CONDITIONS: usize = 24;

/// Who needs a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    Nobody,
    /// Every path.
    Everybody,
    /// Paths on which this flag is true, and maybe not all of them.
    Where(Id),
}

/// The demand for every node, given what is kept and what is checked.
pub fn demands(graph: &Graph, kept: &[Id], checks: &[Check]) -> Vec<Demand> {
    let mut it = Demands { graph, open: vec![Open::Nobody; graph.nodes.len()], settled: Vec::new() };
    it.settled = vec![Demand::Nobody; graph.nodes.len()];
    kept.iter().for_each(|&id| it.open[id.index()] = Open::Everybody);
    for check in checks {
        let conditions = check.mask.map_or_else(Vec::new, |mask| it.all_of(mask));
        if let Some(mask) = check.mask {
            it.open[mask.index()] = Open::Everybody;
        }
        if let Some(id) = check.read() {
            it.ask(id, &conditions);
        }
    }
    for index in (0..graph.nodes.len()).rev() {
        it.settle(Id(index as u32));
    }
    it.settled
}

/// A demand while its users are still being met.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Open {
    Nobody,
    Everybody,
    /// Each of these flags is true wherever somebody needs the node.
    Where(BTreeSet<Id>),
}

struct Demands<'a> {
    graph: &'a Graph,
    open: Vec<Open>,
    settled: Vec<Demand>,
}

impl Demands<'_> {
    /// One more user, who needs the node only where all of these flags are true.
    fn ask(&mut self, id: Id, conditions: &[Id]) {
        let open = &mut self.open[id.index()];
        *open = match std::mem::replace(open, Open::Nobody) {
            _ if conditions.is_empty() => Open::Everybody,
            Open::Everybody => Open::Everybody,
            Open::Nobody => Open::Where(conditions.iter().copied().collect()),
            Open::Where(flags) => {
                let both: BTreeSet<Id> = flags.into_iter().filter(|it| conditions.contains(it)).collect();
                if both.is_empty() { Open::Everybody } else { Open::Where(both) }
            }
        };
    }

    /// Decides for a node all of whose users are decided, and asks for what it reads.
    fn settle(&mut self, id: Id) {
        let demand = match &self.open[id.index()] {
            Open::Nobody => Demand::Nobody,
            Open::Everybody => Demand::Everybody,
            Open::Where(flags) => {
                // A mask is itself worked out on every path. One that is anyway costs nothing; the latest is the
                // narrowest. Else the earliest, which drags the least along.
                let rare = |flag: &&Id| self.is_rare(**flag);
                let free = flags.iter().rev().filter(rare).find(|it| self.open[it.index()] == Open::Everybody);
                let first = flags.iter().filter(rare).find(|it| it.index() < id.index());
                match free.or(first) {
                    Some(&mask) if mask != id => Demand::Where(mask),
                    _ => Demand::Everybody,
                }
            }
        };
        let own = match demand {
            Demand::Where(mask) => {
                self.open[mask.index()] = Open::Everybody;
                self.all_of(mask)
            }
            _ => Vec::new(),
        };
        self.settled[id.index()] = demand;
        if self.settled[id.index()] == Demand::Nobody {
            return;
        }
        let graph = self.graph;
        let with = |it: &Self, flag: Id| {
            let mut all = own.clone();
            all.extend(it.all_of(flag));
            all
        };
        match *graph.node(id) {
            Node::Select { condition, yes, no } | Node::Choose { condition, yes, no } => {
                let (yes, no) = (graph.rooted(yes), graph.rooted(no));
                self.ask(condition, &own);
                if let Some(yes) = yes.id() {
                    let conditions = with(self, condition);
                    self.ask(yes, &conditions);
                }
                if let Some(no) = no.id() {
                    let conditions = match *graph.node(condition) {
                        Node::Not(other) => with(self, other),
                        _ => own.clone(),
                    };
                    self.ask(no, &conditions);
                }
            }
            Node::AddWhere(a, b, mask) | Node::SubtractWhere(a, b, mask) => {
                let (a, b) = (graph.rooted(a), graph.rooted(b));
                self.ask(mask, &own);
                a.id().into_iter().for_each(|it| self.ask(it, &own));
                if let Some(b) = b.id() {
                    let conditions = with(self, mask);
                    self.ask(b, &conditions);
                }
            }
            // False by the earlier one, it may be anything by the later: `and` of false and garbage is false.
            Node::And(later, earlier) if !graph.bounds[earlier.index()].missing => {
                self.ask(earlier, &own);
                let conditions = with(self, earlier);
                self.ask(later, &conditions);
            }
            _ => {
                for read in graph.reads(id) {
                    self.ask(read, &own);
                }
            }
        }
    }

    /// Whether something must have happened for a flag to be true; where nothing may have happened yet, most paths are.
    fn is_rare(&self, flag: Id) -> bool {
        let plain = |id: &Id| !matches!(self.graph.node(*id), Node::And(..) | Node::IsTrue(_) | Node::Not(_));
        self.all_of(flag).iter().any(plain)
    }

    /// The flags that are true wherever this one is.
    fn all_of(&self, flag: Id) -> Vec<Id> {
        let mut found = vec![flag];
        let mut next = 0;
        while next < found.len() && found.len() < MOST_CONDITIONS {
            let more = match *self.graph.node(found[next]) {
                Node::And(a, b) => vec![a, b],
                Node::IsTrue(a) => vec![a],
                _ => Vec::new(),
            };
            found.extend(more.into_iter().filter(|it| !found.contains(it)).collect::<Vec<_>>());
            next += 1;
        }
        found
    }
}
