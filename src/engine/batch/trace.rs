//! Runs a plan on values that are not yet known: the rows one after the other, as the exact engine does, into a graph.

use super::bounds::{Bounds, CHECKED};
use super::graph::{Graph, Id, Node, Value};
use crate::engine::exact::Single;
use crate::plan::{Action, DriverSource, Held, Law, NOT_AVAILABLE, Plan, Slot};
use std::collections::BTreeMap;

/// Nodes that a program may have; a larger deal is left to the exact engine.
const MOST_NODES: usize = 6_000_000;

/// What every path must meet, else the exact engine runs it and tells what is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Where it is asked; everywhere without.
    pub mask: Option<Id>,
    pub must: Must,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Must {
    /// Available, and not below zero.
    BeAmount(Value),
    /// True.
    Hold(Value),
    /// Worked out, whether or not anybody reads it: it may fail.
    Run(Id),
}

impl Check {
    /// What it reads, besides its mask.
    pub fn read(&self) -> Option<Id> {
        match self.must {
            Must::BeAmount(value) | Must::Hold(value) => value.id(),
            Must::Run(id) => Some(id),
        }
    }
}

/// A plan unrolled.
#[derive(Debug)]
pub struct Trace {
    pub graph: Graph,
    pub checks: Vec<Check>,
    /// Every slot at the end of every row that some path may run.
    pub rows: Vec<Vec<Value>>,
    /// The paths that run a row; all of them without.
    pub live: Vec<Option<Id>>,
    pub ends: Vec<RowEnd>,
}

/// The end of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowEnd {
    /// Nodes made so far.
    pub nodes: usize,
    /// Where some tranche is in default: from there on a path needs much that others never do.
    pub apart: Option<Id>,
}

pub struct Tracer<'p> {
    pub(super) plan: &'p Plan,
    pub(super) graph: Graph,
    pub(super) row: usize,
    pub(super) now: Vec<Value>,
    pub(super) rows: Vec<Vec<Value>>,
    /// Folds over all rows so far, without the current one.
    pub(super) lives: BTreeMap<(Slot, u8), (usize, Value)>,
    /// The last sum of a window, by its operation: the row, the value it took for that row, the sum.
    pub(super) windows: BTreeMap<usize, (usize, Value, Value)>,
    /// Paths that run this row.
    live: Option<Id>,
    /// Paths on which the operation at hand runs.
    mask: Option<Id>,
    checks: Vec<Check>,
    exact: Single<'p>,
}

/// The run goes on, or every path has failed.
type Step = Option<()>;

/// Unrolls a plan; `None` where it is too large for it.
pub fn trace(plan: &Plan) -> Option<Trace> {
    let mut it = Tracer {
        plan,
        graph: Graph::new(plan.rounding),
        row: 0,
        now: Vec::new(),
        rows: Vec::new(),
        lives: BTreeMap::new(),
        windows: BTreeMap::new(),
        live: None,
        mask: None,
        checks: Vec::new(),
        exact: Single::new(plan),
    };
    let (mut live, mut ends) = (Vec::new(), Vec::new());
    for row in 0..plan.rows() {
        if row > plan.periods && !it.goes_on() {
            break;
        }
        live.push(it.live);
        if it.period(row).is_none() {
            break;
        }
        let apart = it.in_default();
        ends.push(RowEnd { nodes: it.graph.nodes.len(), apart });
        if it.graph.nodes.len() > MOST_NODES {
            return None;
        }
    }
    Some(Trace { graph: it.graph, checks: it.checks, rows: it.rows, live, ends })
}

impl Tracer<'_> {
    /// Narrows the paths to those whose tail has work; false when none can have.
    fn goes_on(&mut self) -> bool {
        let mut flag = |slot: Option<Slot>| match slot {
            Some(slot) => self.graph.is_true(self.now[slot.index()]),
            None => Value::ZERO,
        };
        let (winding, waiting) = (flag(self.plan.winding), flag(self.plan.waiting));
        let mut goes_on = self.graph.or(winding, waiting);
        if let Some(live) = self.live {
            goes_on = self.graph.and(Value::Flag(live), goes_on);
        }
        match goes_on {
            Value::Flag(id) => {
                self.live = Some(id);
                true
            }
            known => known == Value::Known(1),
        }
    }

    /// Where some tranche is in default.
    fn in_default(&mut self) -> Option<Id> {
        let mut apart = Value::ZERO;
        for tranche in &self.plan.events.tranches {
            let it = self.graph.is_true(self.now[tranche.in_default.index()]);
            apart = self.graph.or(apart, it);
        }
        match apart {
            Value::Flag(id) => {
                self.mask = None;
                self.check(Must::Run(id));
                Some(id)
            }
            _ => None,
        }
    }

    fn period(&mut self, row: usize) -> Step {
        self.row = row;
        let before = self.rows.last();
        let graph = &mut self.graph;
        let start = self.plan.slots.iter().enumerate().map(|(index, slot)| match &slot.held {
            Held::Constant(value) => Value::Known(*value),
            Held::State(initial) => before.map_or(Value::Known(*initial), |before| before[index]),
            Held::Column(values) => Value::Known(values[row]),
            Held::Flow => Value::ZERO,
            Held::Driver(driver) => drive(graph, self.plan, *driver as usize, row),
        });
        self.now = start.collect();
        for index in 0..self.plan.operations.len() {
            self.operation(index)?;
        }
        self.mask = self.live;
        self.keep_balances();
        self.rows.push(self.now.clone());
        Some(())
    }

    fn operation(&mut self, index: usize) -> Step {
        let operation = &self.plan.operations[index];
        let guard = match operation.guard {
            None => None,
            Some(guard) => match self.graph.is_true(self.now[guard.index()]) {
                Value::Flag(id) => Some(id),
                Value::Known(1) => None,
                _ => return Some(()),
            },
        };
        self.mask = match (self.live, guard) {
            (Some(live), Some(guard)) => match self.graph.and(Value::Flag(live), Value::Flag(guard)) {
                Value::Flag(id) => Some(id),
                Value::Known(1) => None,
                _ => return Some(()),
            },
            (live, guard) => live.or(guard),
        };
        let writes = match self.settled(index, &operation.action) {
            Some(settled) => settled.or_else(|| {
                self.check(Must::Hold(Value::ZERO));
                None
            }),
            None => {
                let mut local = BTreeMap::new();
                match self.action(index, &operation.action, &mut local) {
                    Some(()) => Some(local),
                    None => Some(self.alone(index, &operation.action)),
                }
            }
        };
        let Some(writes) = writes else {
            // It fails wherever it runs: if that is everywhere, there is nothing after it.
            return self.mask.map(|_| ());
        };
        for (slot, value) in writes {
            let old = self.now[slot.index()];
            self.now[slot.index()] = match guard {
                None => value,
                Some(guard) => match self.graph.select(Value::Flag(guard), value, old) {
                    Some(value) => value,
                    None => self.chosen_alone(guard, value, old),
                },
            };
        }
        Some(())
    }

    /// The outputs, where nothing that an operation reads differs from path to path; `None` within where it fails.
    fn settled(&mut self, index: usize, action: &Action) -> Option<Option<BTreeMap<Slot, Value>>> {
        if matches!(action, Action::Prior { .. } | Action::Window { .. }) {
            return None;
        }
        let reads = all_reads(action);
        let mut known = Vec::with_capacity(reads.len());
        for slot in reads {
            known.push((slot, self.get(slot).known()?));
        }
        known.into_iter().for_each(|(slot, value)| self.exact.set(slot, value));
        if self.exact.run(index, self.row).is_err() {
            return Some(None);
        }
        let value = |slot: Slot| (slot, Value::Known(self.exact.get(slot).unwrap_or(NOT_AVAILABLE)));
        Some(Some(action.outputs().into_iter().map(value).collect()))
    }

    /// What a slot holds where the operation at hand runs.
    pub(super) fn get(&mut self, slot: Slot) -> Value {
        let value = self.now[slot.index()];
        match self.mask {
            Some(mask) => self.graph.given(mask, value).unwrap_or(value),
            None => value,
        }
    }

    /// An operation that floats cannot do: lane by lane.
    fn alone(&mut self, index: usize, action: &Action) -> BTreeMap<Slot, Value> {
        let reads: Vec<(Slot, Value)> = all_reads(action).into_iter().map(|slot| (slot, self.get(slot))).collect();
        let reads: Vec<(Slot, Value)> =
            reads.into_iter().map(|(slot, value)| (slot, self.graph.count(value))).collect();
        let sure = !reads.iter().any(|(_, value)| self.graph.may_miss(*value));
        let mut writes = action.outputs();
        writes.sort_unstable();
        writes.dedup();
        let (low, sure) = match action {
            Action::Power { .. } => (0.0, sure),
            Action::Remedy { .. } => (0.0, true),
            Action::Project { .. } | Action::Pay(_) | Action::Transfer { .. } | Action::Accrue { .. } => {
                (-CHECKED, true)
            }
            _ => (-CHECKED, false),
        };
        let node = Node::Alone { operation: index, row: self.row, reads, writes: writes.clone() };
        let id = self.graph.make(node, Bounds::ANY);
        // A sale that nobody reads costs too much to be worked out for its overflow.
        if !matches!(action, Action::ForcedSale(_) | Action::LotPrice(_) | Action::Remedy { .. }) {
            self.check(Must::Run(id));
        }
        let bounds = Bounds::of(low, CHECKED, !sure);
        let graph = &mut self.graph;
        let written = |(place, slot)| (slot, graph.number(Node::Written(id, place), bounds));
        writes.into_iter().enumerate().map(written).collect()
    }

    /// A choice between numbers too large for a float: every path on which it is made is left to the exact engine.
    fn chosen_alone(&mut self, guard: Id, value: Value, old: Value) -> Value {
        let small = |it: Value| if it.known().is_some() { Value::ZERO } else { it };
        self.mask = self.live;
        self.check(Must::Hold(Value::ZERO));
        self.graph.select(Value::Flag(guard), small(value), small(old)).unwrap_or(Value::ZERO)
    }

    pub(super) fn check(&mut self, must: Must) {
        let must = match must {
            Must::BeAmount(Value::Number(id)) => Must::BeAmount(Value::Number(self.graph.root(id))),
            other => other,
        };
        let check = Check { mask: self.mask, must };
        if !self.checks.contains(&check) {
            self.checks.push(check);
        }
    }

    /// An amount fit to be paid.
    pub(super) fn amount(&mut self, value: Value) -> Value {
        let bounds = self.graph.bounds_of(value);
        if !bounds.missing && bounds.low >= 0.0 {
            return value;
        }
        self.check(Must::BeAmount(value));
        match value {
            Value::Number(id) => {
                let bounds = Bounds::of(bounds.low.max(0.0), bounds.high.max(0.0), false);
                let id = self.graph.root(id);
                self.graph.number(Node::Amount(id), bounds)
            }
            other => other,
        }
    }

    /// No account is overdrawn and no loan below zero at the end of a period: conservation asks for both.
    fn keep_balances(&mut self) {
        let accounts = self.plan.accounts.iter().map(|(_, slot)| *slot);
        for slot in accounts.chain(self.plan.loans.iter().map(|loan| loan.balance)) {
            let value = self.now[slot.index()];
            let bounds = self.graph.bounds_of(value);
            if bounds.low < 0.0 || bounds.missing {
                self.check(Must::BeAmount(value));
            }
            if let Value::Number(id) = value {
                let bounds = &mut self.graph.bounds[id.index()];
                bounds.low = bounds.low.max(0.0);
                bounds.missing = false;
            }
        }
    }
}

/// The value of a driver in a row. A lever is the same on every row.
fn drive(graph: &mut Graph, plan: &Plan, driver: usize, row: usize) -> Value {
    let (row, low) = match plan.drivers[driver].source {
        DriverSource::Lever(_) => (0, -CHECKED),
        DriverSource::Process(process) => match plan.randomness.processes.get(process).map(|it| &it.law) {
            Some(Law::Added { .. }) | None => (row, -CHECKED),
            Some(_) => (row, 0.0),
        },
    };
    graph.number(Node::Drive { driver, row }, Bounds::of(low, CHECKED, false))
}

/// What an operation reads, its own states and balances among it.
fn all_reads(action: &Action) -> Vec<Slot> {
    let mut reads = action.inputs();
    match action {
        Action::Transfer { .. } | Action::Pay(_) => reads.extend(action.outputs()),
        Action::Test(test) => reads.extend([test.active, test.streak]),
        Action::Hold(hold) => reads.extend([hold.hold, hold.passes]),
        _ => {}
    }
    reads.sort_unstable();
    reads.dedup();
    reads
}
