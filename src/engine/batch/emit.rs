//! Steps to instructions: each value gets a column until nobody reads it any more.

use super::bounds::{Bounds, EXACT};
use super::code::{Alone, Code, Instruction, Mask, Operand, Rounds, Truth};
use super::demand::{Demand, demands};
use super::fold::MOST_ROUNDED;
use super::graph::{Graph, Id, Node, Value};
use super::order::{Act, Step, in_time, order};
use super::overflow::may_overflow;
use super::rounding::short_products;
use super::trace::{Check, Must, Trace};
use crate::engine::places::Places;
use crate::plan::NOT_AVAILABLE;

/// Instructions that are done sooner than it is asked whether some path needs them.
const FEW: usize = 2;

/// The code of a trace that keeps these values.
pub fn emit(trace: &Trace, kept: &[Value]) -> Code {
    let graph = &trace.graph;
    let ids: Vec<(Id, usize)> =
        kept.iter().enumerate().filter_map(|(at, it)| Some((graph.root(it.id()?), at))).collect();
    let roots: Vec<Id> = ids.iter().map(|(id, _)| *id).collect();
    let mut checks = trace.checks.clone();
    let mut wanted = in_time(graph, demands(graph, &roots, &checks), &trace.ends);
    let failing = may_overflow(graph, &wanted);
    if !failing.is_empty() {
        checks.extend(failing.into_iter().map(|id| Check { mask: None, must: Must::Run(id) }));
        wanted = in_time(graph, demands(graph, &roots, &checks), &trace.ends);
    }
    let (demands, checks) = (wanted, &checks);
    let steps = order(graph, &demands, &ids, checks, &trace.ends);
    let mut it = Emit {
        graph,
        checks,
        loose: loose(graph, &demands, checks),
        last: last_uses(graph, &steps, checks),
        places: vec![u32::MAX; graph.nodes.len()],
        columns: Places::default(),
        masks: Places::default(),
        written: written(graph, &demands),
        instructions: Vec::new(),
        groups: Vec::new(),
        closed: 0,
        group: None,
    };
    let mut group = None;
    for (at, step) in steps.iter().enumerate() {
        it.enter(&mut group, step.mask, at);
        it.step(at, step);
    }
    it.enter(&mut group, None, steps.len());
    let settled = kept.iter().enumerate().filter_map(|(at, it)| Some((at as u32, float(it.known()?))));
    Code {
        instructions: it.instructions,
        groups: it.groups,
        columns: it.columns.most as usize,
        masks: it.masks.most as usize,
        settled: settled.collect(),
    }
}

fn float(value: i128) -> f64 {
    if value == NOT_AVAILABLE { f64::NAN } else { value as f64 }
}

struct Emit<'a> {
    graph: &'a Graph,
    checks: &'a [Check],
    loose: Vec<bool>,
    /// The last step that reads a node.
    last: Vec<usize>,
    places: Vec<u32>,
    columns: Places,
    masks: Places,
    /// What is needed of each operation done alone.
    written: std::collections::BTreeMap<Id, Vec<(Id, usize)>>,
    instructions: Vec<Instruction>,
    groups: Vec<(u32, u32, Mask)>,
    /// Instructions up to the end of the last group: none of them may go.
    closed: usize,
    /// The mask that what is being made waits for: its place is given back when the group ends.
    group: Option<Id>,
}

impl Emit<'_> {
    /// Opens and closes groups that wait for a mask.
    fn enter(&mut self, group: &mut Option<(Id, usize)>, mask: Option<Id>, at: usize) {
        if group.map(|(mask, _)| mask) == mask {
            return;
        }
        if let Some((mask, start)) = group.take() {
            self.close(start);
            if self.last[mask.index()] < at {
                self.give_back(mask);
            }
        }
        self.group = mask;
        if let Some(mask) = mask {
            *group = Some((mask, self.instructions.len()));
            self.instructions.push(Instruction::Unless { mask: self.place(mask), next: 0 });
        }
    }

    /// Ends a group; one that is hardly worth the question is done on every path.
    fn close(&mut self, start: usize) {
        let body = self.instructions.get(start + 1..).unwrap_or_default();
        let work = body.iter().filter(|it| !it.is_logic()).count();
        if work <= FEW && body.len() <= 3 * FEW && body.iter().all(Instruction::is_trifle) {
            self.instructions.remove(start);
            self.closed = self.instructions.len();
            return;
        }
        self.closed = self.instructions.len();
        let end = self.closed as u32;
        if let Some(Instruction::Unless { mask, next }) = self.instructions.get_mut(start) {
            *next = end;
            self.groups.push((start as u32, end, *mask));
        }
    }

    fn step(&mut self, at: usize, step: &Step) {
        match step.act {
            Act::Make(id) => self.make(at, id),
            Act::EndRow(apart) => {
                self.instructions.push(Instruction::EndRow { apart: apart.map(|id| self.place(id)) });
                self.closed = self.instructions.len();
                self.free(at, &apart.into_iter().collect::<Vec<_>>());
            }
            Act::Keep(id, answer) => {
                let keep = Instruction::Keep { answer: answer as u32, a: self.place(id) };
                self.instructions.push(keep);
                self.free(at, &[id]);
            }
            Act::Check(index) => {
                let check = &self.checks[index];
                let mask = check.mask.map(|id| self.place(id));
                match check.must {
                    Must::BeAmount(value) => {
                        self.instructions.push(Instruction::CheckAmount { a: self.operand(value), mask });
                    }
                    Must::Hold(value) => {
                        self.instructions.push(Instruction::CheckTrue { a: self.truth(value), mask });
                    }
                    Must::Run(_) => {}
                }
                self.free(at, &check_reads(check));
            }
        }
    }

    fn make(&mut self, at: usize, id: Id) {
        let graph = self.graph;
        let node = graph.node(id);
        let reads = graph.reads(id);
        if let Node::Alone { operation, row, reads: slots, writes } = node {
            let wanted = self.written.remove(&id).unwrap_or_default();
            let mut outs = Vec::new();
            for (written, place) in wanted {
                self.places[written.index()] = self.columns.take();
                outs.push((writes[place], self.place(written)));
            }
            let column = |(slot, value): &(_, Value)| Some((*slot, self.place(value.id()?)));
            let alone = Alone {
                operation: *operation,
                row: *row,
                known: slots.iter().filter_map(|(slot, value)| Some((*slot, value.known()?))).collect(),
                reads: slots.iter().filter_map(column).collect(),
                writes: outs,
            };
            self.instructions.push(Instruction::Alone(Box::new(alone)));
            self.free(at, &reads);
            return;
        }
        if let Node::Written(..) = node {
            // Its column came with the operation; one that nobody reads is free again.
            self.drop_unread(at, id);
            return;
        }
        let operands = self.operands(node);
        let in_place = |old: Id| self.last[graph.root(old).index()] == at;
        let out = match *node {
            // Changed in place where the old value is not needed any more.
            Node::Select { no: Value::Number(old), .. }
            | Node::AddWhere(Value::Number(old), ..)
            | Node::SubtractWhere(Value::Number(old), ..)
                if in_place(old) =>
            {
                let (place, old) = (self.place(old), graph.root(old));
                self.free(at, &reads.iter().copied().filter(|read| *read != old).collect::<Vec<_>>());
                place
            }
            Node::Select { yes: Value::Number(new), .. } if in_place(new) => {
                let (place, new) = (self.place(new), graph.root(new));
                self.free(at, &reads.iter().copied().filter(|read| *read != new).collect::<Vec<_>>());
                place
            }
            _ => {
                self.free(at, &reads);
                if node.is_flag() { self.masks.take() } else { self.columns.take() }
            }
        };
        self.places[id.index()] = out;
        let instruction = self.instruction(id, out, operands);
        let instruction = self.with_the_last(&instruction).unwrap_or(instruction);
        self.instructions.push(instruction);
        self.drop_unread(at, id);
    }

    /// One instruction for a minimum and what it leaves of either: the minimum goes.
    fn with_the_last(&mut self, instruction: &Instruction) -> Option<Instruction> {
        let Instruction::Subtract { out: left, a: from, b: Operand::Column(taken), checked: false } = *instruction
        else {
            return None;
        };
        let Some(&Instruction::Minimum { out, a, b, missing: false }) = self.instructions.last() else { return None };
        let turned = from != a;
        if out != taken || from == Operand::Column(out) || (turned && from != b) {
            return None;
        }
        if self.instructions.len() == self.closed {
            return None;
        }
        self.instructions.pop();
        let (a, b) = if turned { (b, a) } else { (a, b) };
        Some(match left == out {
            true => Instruction::Excess { out, a, b, turned },
            false => Instruction::Take { out, left, a, b, turned },
        })
    }

    fn drop_unread(&mut self, at: usize, id: Id) {
        if self.last[id.index()] <= at {
            self.give_back(id);
        }
    }

    fn give_back(&mut self, id: Id) {
        let place = std::mem::replace(&mut self.places[id.index()], u32::MAX);
        if place != u32::MAX {
            let pool = if self.graph.node(id).is_flag() { &mut self.masks } else { &mut self.columns };
            pool.free.push(place);
        }
    }

    /// Gives back the places of what is not read after this step.
    fn free(&mut self, at: usize, ids: &[Id]) {
        for &id in ids {
            let open = self.group == Some(id);
            if self.last[id.index()] == at && !open && !matches!(self.graph.node(id), Node::Alone { .. }) {
                self.give_back(id);
            }
        }
    }

    fn place(&self, id: Id) -> u32 {
        self.places[self.graph.root(id).index()]
    }

    fn operand(&self, value: Value) -> Operand {
        match value {
            Value::Known(value) => Operand::Known(float(value)),
            Value::Number(id) | Value::Flag(id) => Operand::Column(self.place(id)),
        }
    }

    fn truth(&self, value: Value) -> Truth {
        match value {
            Value::Known(NOT_AVAILABLE) => Truth::Known(0),
            Value::Known(value) => Truth::Known(if value == 1 { 1 } else { 2 }),
            Value::Number(id) | Value::Flag(id) => Truth::Mask(self.place(id)),
        }
    }

    /// The two operands of a node, before their places are given back.
    fn operands(&self, node: &Node) -> Operands {
        let none = Operand::Known(0.0);
        let at = |id: Id| self.place(id);
        let mut it = Operands { a: none, b: none, mask: 0, yes: Truth::Known(0), no: Truth::Known(0) };
        match node {
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
            | Node::Level { a, b, .. } => (it.a, it.b) = (self.operand(*a), self.operand(*b)),
            Node::AddWhere(a, b, mask) | Node::SubtractWhere(a, b, mask) => {
                (it.a, it.b, it.mask) = (self.operand(*a), self.operand(*b), at(*mask));
            }
            Node::Select { condition, yes, no } => {
                (it.a, it.b, it.mask) = (self.operand(*yes), self.operand(*no), at(*condition));
            }
            Node::Choose { condition, yes, no } => {
                (it.yes, it.no, it.mask) = (self.truth(*yes), self.truth(*no), at(*condition));
            }
            Node::And(a, b) | Node::Or(a, b) | Node::Otherwise(a, b) => {
                (it.yes, it.no) = (Truth::Mask(at(*a)), Truth::Mask(at(*b)))
            }
            Node::Absolute(a)
            | Node::Count(a)
            | Node::Not(a)
            | Node::IsTrue(a)
            | Node::Available(a)
            | Node::IsOne(a)
            | Node::IsNotZero(a) => it.mask = at(*a),
            Node::Drive { .. } | Node::Alone { .. } | Node::Written(..) | Node::Amount(_) => {}
        }
        it
    }

    fn instruction(&self, id: Id, out: u32, it: Operands) -> Instruction {
        let graph = self.graph;
        let (a, b, mask) = (it.a, it.b, it.mask);
        let sure = !graph.bounds[id.index()].missing;
        let exact = |it: Bounds| it.most() <= EXACT;
        let sum = |a: Value, b: Value| !exact(graph.bounds_of(a).add(graph.bounds_of(b)));
        let difference = |a: Value, b: Value| !exact(graph.bounds_of(a).subtract(graph.bounds_of(b)));
        let both = |a: Value, b: Value| graph.may_miss(a) && graph.may_miss(b);
        let pair = |it: Operands| match (it.yes, it.no) {
            (Truth::Mask(a), Truth::Mask(b)) => (a, b),
            _ => (0, 0),
        };
        match *graph.node(id) {
            Node::Drive { driver, row } => {
                let low = graph.bounds[id.index()].low;
                Instruction::Load { out, driver: driver as u32, row: row as u32, low }
            }
            Node::Add(x, y) => Instruction::Add { out, a, b, checked: sum(x, y) },
            Node::Subtract(x, y) => Instruction::Subtract { out, a, b, checked: difference(x, y) },
            Node::AddWhere(x, y, _) => Instruction::AddWhere { out, a, b, mask, checked: sum(x, y) },
            Node::SubtractWhere(x, y, _) => Instruction::SubtractWhere { out, a, b, mask, checked: difference(x, y) },
            Node::Minimum(x, y) => Instruction::Minimum { out, a, b, missing: both(x, y) },
            Node::Maximum(x, y) => Instruction::Maximum { out, a, b, missing: both(x, y) },
            Node::LeastKnown(..) => Instruction::LeastKnown { out, a, b },
            Node::MostKnown(..) => Instruction::MostKnown { out, a, b },
            Node::SumKnown(x, y) => Instruction::SumKnown { out, a, b, checked: sum(x, y) },
            Node::Product { a: x, b: y, divisor } => {
                let whole = graph.bounds_of(x).product(graph.bounds_of(y), 1.0);
                if divisor == 1 {
                    return Instruction::Times { out, a, b, loose: self.loose[id.index()] };
                }
                let divisor = divisor as f64;
                let rounds = self.rounds(id, whole, divisor);
                Instruction::Product { out, a, b, divisor, rounds }
            }
            Node::Quotient { a: x, b: y, numerator, denominator, ratio } => {
                let whole = graph.bounds_of(x).product(Bounds::exactly(numerator), 1.0);
                let signed = whole.low < 0.0 || (!ratio && graph.bounds_of(y).low < 0.0);
                let rounds = Rounds { signed, checked: true, ..self.rounds(id, whole, 1.0) };
                let (numerator, denominator) = (numerator as f64, denominator as f64);
                Instruction::Quotient { out, a, b, numerator, denominator, ratio, rounds }
            }
            Node::Absolute(_) => Instruction::Absolute { out, a: mask },
            Node::Select { condition, .. } => {
                let missing = graph.may_miss(Value::Flag(condition));
                Instruction::Select { out, condition: mask, yes: a, no: b, missing }
            }
            Node::Count(_) => Instruction::Count { out, flag: mask },
            Node::Less(..) => Instruction::Less { out, a, b, sure },
            Node::LessOrEqual(..) => Instruction::LessOrEqual { out, a, b, sure },
            Node::Equal(..) => Instruction::Equal { out, a, b, sure },
            Node::Level { how, a: x, left, b: y, right } => {
                let long = |value: Value, by: i128| graph.bounds_of(value).most() * (by as f64).abs() > EXACT;
                let (long, left, right) = (long(x, left) || long(y, right), left as f64, right as f64);
                Instruction::Level { out, how, a, left, b, right, long }
            }
            Node::And(..) => {
                let (a, b) = pair(it);
                Instruction::And { out, a, b }
            }
            Node::Or(..) => {
                let (a, b) = pair(it);
                Instruction::Or { out, a, b }
            }
            Node::Otherwise(..) => {
                let (a, b) = pair(it);
                Instruction::Otherwise { out, a, b }
            }
            Node::Not(_) => Instruction::Not { out, a: mask },
            Node::Choose { .. } => Instruction::Choose { out, condition: mask, yes: it.yes, no: it.no },
            Node::IsTrue(_) => Instruction::IsTrue { out, a: mask },
            Node::Available(of) if graph.node(of).is_flag() => Instruction::IsKnown { out, a: mask },
            Node::Available(_) => Instruction::IsNumber { out, a: mask },
            Node::IsOne(_) => Instruction::IsOne { out, a: mask, sure },
            // The others are made before this is asked, or never.
            Node::IsNotZero(_) | Node::Alone { .. } | Node::Written(..) | Node::Amount(_) => {
                Instruction::IsNotZero { out, a: mask, sure }
            }
        }
    }

    fn rounds(&self, id: Id, whole: Bounds, divisor: f64) -> Rounds {
        Rounds {
            signed: whole.low < 0.0,
            long: whole.most() >= short_products(divisor),
            checked: whole.most() / divisor >= MOST_ROUNDED,
            loose: self.loose[id.index()],
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Operands {
    a: Operand,
    b: Operand,
    mask: u32,
    yes: Truth,
    no: Truth,
}

fn check_reads(check: &Check) -> Vec<Id> {
    check.mask.into_iter().chain(check.read()).collect()
}

/// What is needed of each operation that is done alone.
fn written(graph: &Graph, demands: &[Demand]) -> std::collections::BTreeMap<Id, Vec<(Id, usize)>> {
    let mut written: std::collections::BTreeMap<Id, Vec<(Id, usize)>> = std::collections::BTreeMap::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        if let Node::Written(of, place) = node
            && demands[index] != Demand::Nobody
        {
            written.entry(*of).or_default().push((Id(index as u32), *place));
        }
    }
    written
}

/// The last step that reads each node; its mask, for a group, is read by every step of it.
fn last_uses(graph: &Graph, steps: &[Step], checks: &[Check]) -> Vec<usize> {
    let mut last = vec![0; graph.nodes.len()];
    for (at, step) in steps.iter().enumerate() {
        if let Some(mask) = step.mask {
            last[mask.index()] = at;
        }
        let reads = match step.act {
            Act::Make(id) => graph.reads(id),
            Act::Keep(id, _) => vec![id],
            Act::EndRow(apart) => apart.into_iter().collect(),
            Act::Check(index) => check_reads(&checks[index]),
        };
        reads.into_iter().for_each(|read| last[read.index()] = at);
    }
    last
}

/// Whether only answers read a node, by way of nothing that would have to know it exactly.
fn loose(graph: &Graph, demands: &[Demand], checks: &[Check]) -> Vec<bool> {
    let mut loose = vec![true; graph.nodes.len()];
    for check in checks {
        check_reads(check).into_iter().for_each(|id| loose[id.index()] = false);
    }
    for index in (0..graph.nodes.len()).rev() {
        if demands[index] == Demand::Nobody {
            continue;
        }
        let passes = match graph.nodes[index] {
            Node::Select { .. } | Node::LeastKnown(..) | Node::MostKnown(..) => loose[index],
            _ => false,
        };
        if !passes {
            graph.reads(Id(index as u32)).into_iter().for_each(|id| loose[id.index()] = false);
        }
    }
    loose
}
