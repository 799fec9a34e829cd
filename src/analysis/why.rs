//! Where a number comes from: the walk back along the plan, and how much each shock moved it.

use super::{Limits, rerun};
use crate::compile::Case;
use crate::diagnostic::{Diagnostic, suggestion::nearest};
use crate::engine::outcome::{Figure, Reading, as_level};
use crate::model::{CovenantAttribute, Model, Read, Type};
use crate::plan::{Action, FoldKind, Held, Operation, Place, Plan, Slot};
use crate::quantity::Unit;
use crate::source::Span;
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// How far the walk goes before it stops.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    pub depth: usize,
    /// Parts shown of one number.
    pub breadth: usize,
    /// Lines in all.
    pub lines: usize,
}

impl Default for Reach {
    fn default() -> Reach {
        Reach { depth: 4, breadth: 10, lines: 120 }
    }
}

/// The answer: a tree of numbers, and the shocks by how much each moved the first of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    pub root: Node,
    pub shocks: Vec<Moved>,
}

/// One number and what it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// As the file writes it, or what moved: `Payments.interest`.
    pub name: String,
    pub date: Date,
    pub figure: Option<Figure>,
    /// In words, as its covenant writes it where it has one.
    pub value: String,
    /// How it came about: `quotient`, `sum of the last 3 periods`.
    pub how: String,
    pub clause: Option<String>,
    pub place: Span,
    pub parts: Vec<Node>,
    /// Parts that were left out.
    pub more: usize,
}

/// What the number would be without one shock.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    pub shock: String,
    pub clause: Option<String>,
    pub without: Option<Figure>,
    /// With every shock, less without this one.
    pub change: Option<Figure>,
    /// In words, as its covenant writes it where it has one.
    pub without_words: String,
    pub change_words: String,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    UnknownName { name: String, nearest: Option<String> },
    NotRun { date: Date, last: Date },
    Failed(Box<Diagnostic>),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::UnknownName { name, nearest: Some(near) } => {
                write!(formatter, "no figure `{name}`; did you mean `{near}`?")
            }
            Refusal::UnknownName { name, nearest: None } => write!(formatter, "no figure `{name}` in this deal"),
            Refusal::NotRun { date, last } => {
                write!(formatter, "no period of the run contains {date}; the last ends on {last}")
            }
            Refusal::Failed(diagnostic) => formatter.write_str(&diagnostic.message),
        }
    }
}

/// Explains a number on a date (the last one run where none is given).
pub fn why(
    it: &Reading,
    case: &Case,
    name: &str,
    on: Option<Date>,
    reach: Reach,
    limits: &Limits,
) -> Result<Why, Refusal> {
    let Some(slot) = find(it.model, it.plan, name) else {
        let names = names(it.model, it.plan);
        // A block is no figure, but its figures are: its value or balance first.
        let own = format!("{name}.");
        let part = |what: &str| names.iter().find(|known| **known == format!("{own}{what}")).map(String::as_str);
        let near = part("value").or_else(|| part("balance"));
        let near = near.or_else(|| names.iter().map(String::as_str).find(|known| known.starts_with(&own)));
        let near = near.or_else(|| nearest(name, names.iter().map(String::as_str))).map(str::to_string);
        return Err(Refusal::UnknownName { name: name.into(), nearest: near });
    };
    let row = match on {
        None => it.run.last(),
        Some(date) => it
            .row_of(date)
            .filter(|_| date >= it.date(0))
            .ok_or(Refusal::NotRun { date, last: it.date(it.run.last()) })?,
    };
    let mut walk = Walk::new(*it, case, reach);
    let root = walk.node(Seen::at_close(slot, row), 0);
    let shocks =
        shocks(it, case, name, slot, row, limits).map_err(|diagnostic| Refusal::Failed(Box::new(diagnostic)))?;
    Ok(Why { root, shocks })
}

/// Every name that can be explained.
pub fn names(model: &Model, plan: &Plan) -> BTreeSet<String> {
    let readable = plan.directory.keys().map(|read| model.name_of(*read));
    readable.chain(plan.slots.iter().filter_map(|slot| slot.name.clone())).collect()
}

fn find(model: &Model, plan: &Plan, name: &str) -> Option<Slot> {
    let readable = plan.directory.iter().find(|(read, _)| model.name_of(**read) == name).map(|(_, slot)| *slot);
    let own = || plan.slots.iter().position(|slot| slot.name.as_deref() == Some(name));
    readable.or_else(|| own().map(|index| Slot(index as u32)))
}

/// Each shock of the scenario, the one that moved the number most first.
fn shocks(
    it: &Reading,
    case: &Case,
    name: &str,
    slot: Slot,
    row: usize,
    limits: &Limits,
) -> Result<Vec<Moved>, Diagnostic> {
    let Some(scenario) = it.model.scenarios.get(case.scenario.index()) else { return Ok(Vec::new()) };
    let with = it.slot(row, slot);
    let words = Words { reading: *it };
    let mut moved = Vec::new();
    for (place, id) in scenario.shocks.iter().enumerate() {
        let mut other = Case { observe: Vec::new(), ..case.clone() };
        other.without_shocks.push(place);
        let (plan, run) = rerun(it.model, &other, limits)?;
        let there = Reading { model: it.model, plan: &plan, run: &run };
        let without = find(it.model, &plan, name).and_then(|slot| there.slot(row, slot));
        let change = match (&with, &without) {
            (Some(with), Some(without)) => {
                with.value.checked_sub(without.value).map(|it| Figure::new(it, with.of.clone()))
            }
            _ => None,
        };
        let label = &it.model.shocks[id.index()].label;
        let said = |figure: &Option<Figure>| figure.as_ref().map_or_else(|| "n/a".into(), |it| words.of(slot, it));
        moved.push(Moved {
            shock: label.name.clone(),
            clause: label.clause.clone(),
            without_words: said(&without),
            change_words: said(&change),
            without,
            change,
        });
    }
    moved.sort_by_key(|moved| std::cmp::Reverse(moved.change.as_ref().map_or(i128::MAX, |it| it.value.abs())));
    Ok(moved)
}

/// Values in words; a covenant's as its first level is written.
struct Words<'a> {
    reading: Reading<'a>,
}

impl Words<'_> {
    fn of(&self, slot: Slot, figure: &Figure) -> String {
        let covenant = self.reading.plan.directory.iter().find_map(|(read, known)| match read {
            Read::Covenant(id, CovenantAttribute::Value | CovenantAttribute::Headroom) if *known == slot => Some(*id),
            _ => None,
        });
        let level = covenant.and_then(|id| self.reading.model.covenants[id.index()].levels.first());
        level.map_or_else(|| figure.words(), |level| as_level(figure, &level.text))
    }
}

/// A walk in progress.
struct Walk<'a> {
    it: Reading<'a>,
    reach: Reach,
    words: Words<'a>,
    /// Operations that write each slot.
    writers: BTreeMap<Slot, Vec<usize>>,
    reads: BTreeMap<Slot, Read>,
    /// Entries of the scenario's shocks by their place: name, text, clause.
    shocks: BTreeMap<Span, (String, String, Option<String>)>,
    told: BTreeSet<Seen>,
    lines: usize,
}

/// A thing a number was made of.
enum Part {
    Number(Seen),
    /// An earlier row of a window: told, not opened.
    Earlier(Seen),
    Shock(Span),
}

/// A number in a row, as the operation `before` met it; as the row closed where that is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    slot: Slot,
    row: usize,
    before: Option<usize>,
}

impl Seen {
    fn at_close(slot: Slot, row: usize) -> Seen {
        Seen { slot, row, before: None }
    }
}

impl<'a> Walk<'a> {
    fn new(it: Reading<'a>, case: &Case, reach: Reach) -> Walk<'a> {
        let mut writers: BTreeMap<Slot, Vec<usize>> = BTreeMap::new();
        for (index, operation) in it.plan.operations.iter().enumerate() {
            for slot in operation.action.outputs() {
                writers.entry(slot).or_default().push(index);
            }
        }
        let mut reads = BTreeMap::new();
        for (read, slot) in &it.plan.directory {
            reads.entry(*slot).or_insert(*read);
        }
        let scenario = it.model.scenarios.get(case.scenario.index());
        let ids = scenario.into_iter().flat_map(|scenario| &scenario.shocks);
        let shocks = ids.filter_map(|id| it.model.shocks.get(id.index())).flat_map(|shock| {
            let named = move |entry: &crate::model::ShockEntry| {
                (entry.place, (shock.label.name.clone(), entry.text.clone(), shock.label.clause.clone()))
            };
            shock.entries.iter().map(named)
        });
        Walk {
            it,
            reach,
            words: Words { reading: it },
            writers,
            reads,
            shocks: shocks.collect(),
            told: BTreeSet::new(),
            lines: 0,
        }
    }

    fn name(&self, slot: Slot) -> Option<String> {
        let read = self.reads.get(&slot).map(|read| self.it.model.name_of(*read));
        read.or_else(|| self.it.plan.slots[slot.index()].name.clone())
    }

    /// A line without parts.
    fn leaf(&mut self, name: String, row: usize, figure: Option<Figure>, how: &str, place: Span) -> Node {
        self.lines += 1;
        let value = figure.as_ref().map_or_else(|| "n/a".into(), Figure::words);
        Node {
            name,
            date: self.it.date(row),
            figure,
            value,
            how: how.into(),
            clause: None,
            place,
            parts: Vec::new(),
            more: 0,
        }
    }

    fn node(&mut self, seen: Seen, depth: usize) -> Node {
        let Seen { slot, row, .. } = seen;
        let info = &self.it.plan.slots[slot.index()];
        let moves_on = self.moves_on(seen);
        let figure = self.it.slot(row, slot).filter(|_| !moves_on);
        let name = self.name(slot).unwrap_or_else(|| "as written".into());
        let mut node = self.leaf(name, row, figure, "", info.place);
        match &node.figure {
            _ if moves_on => node.value = "running".into(),
            Some(figure) if matches!(info.held, Held::Constant(_)) => node.value = figure.literal(),
            Some(figure) => node.value = self.words.of(slot, figure),
            None => {}
        }
        node.clause = self.reads.get(&slot).and_then(|read| self.it.model.clause_of(*read)).map(str::to_string);
        if !self.told.insert(seen) {
            node.how = "as above".into();
            return node;
        }
        let is_zero = node.figure.as_ref().is_some_and(|it| it.value == 0);
        match &info.held {
            Held::Constant(_) => {}
            // Nothing has no parts worth a line.
            _ if is_zero && depth > 0 => {}
            Held::State(_) if moves_on => node.how = "as it stood at that step".into(),
            Held::Column(_) => node.how = "by date".into(),
            Held::Driver(_) => node.how = "by the path".into(),
            // How a plan keeps its books is not what a paper says.
            Held::State(_) if !self.reads.contains_key(&slot) => {}
            Held::State(_) | Held::Flow => self.open(&mut node, seen, depth),
        }
        node
    }

    fn told_only(&mut self, seen: Seen) -> Node {
        let figure = self.it.slot(seen.row, seen.slot);
        let name = self.name(seen.slot).unwrap_or_default();
        let mut node = self.leaf(name, seen.row, figure, "", self.it.plan.slots[seen.slot.index()].place);
        node.clause = self.reads.get(&seen.slot).and_then(|read| self.it.model.clause_of(*read)).map(str::to_string);
        node
    }

    /// Whether the row goes on to write a number after it was met.
    fn moves_on(&self, seen: Seen) -> bool {
        let Some(before) = seen.before else { return false };
        let writers = self.writers.get(&seen.slot).map_or(&[][..], Vec::as_slice);
        writers.iter().any(|&index| index >= before && self.runs(index, seen.row))
    }

    fn open(&mut self, node: &mut Node, seen: Seen, depth: usize) {
        let Seen { slot, row, before } = seen;
        if before.is_none() {
            if let Some(account) = self.it.plan.accounts.iter().position(|(_, balance)| *balance == slot) {
                return self.account(node, account as u32, slot, row, depth);
            }
            if let Some(loan) = self.it.plan.loans.iter().position(|loan| loan.balance == slot) {
                return self.loan(node, loan, row, depth);
            }
        }
        match self.writer(seen) {
            Some(index) => {
                node.how = self.how(index, row, 0);
                let parts = self.parts(index, row);
                self.close(node, parts, depth);
            }
            None if matches!(self.it.plan.slots[slot.index()].held, Held::Flow) => {
                node.how = "nothing in this period".into()
            }
            None => match (0..row).rev().find(|&earlier| self.writer(Seen::at_close(slot, earlier)).is_some()) {
                Some(earlier) => {
                    node.how = format!("unchanged since {}", self.it.date(earlier));
                    self.close(node, vec![Part::Number(Seen::at_close(slot, earlier))], depth);
                }
                None => node.how = "as it started".into(),
            },
        }
    }

    /// Opens the parts, within reach.
    fn close(&mut self, node: &mut Node, parts: Vec<Part>, depth: usize) {
        // A term that is one number says all of it on its own line.
        if let [Part::Number(only)] = parts[..]
            && matches!(self.it.plan.slots[only.slot.index()].held, Held::Constant(_))
            && self.name(only.slot).is_none()
        {
            node.how = "as written".into();
            return;
        }
        let within = if depth + 1 > self.reach.depth { 0 } else { self.reach.breadth };
        let mut shown = 0;
        for part in &parts {
            if shown == within || self.lines >= self.reach.lines {
                break;
            }
            shown += 1;
            let child = match part {
                Part::Number(seen) => self.node(*seen, depth + 1),
                Part::Earlier(seen) => self.told_only(*seen),
                Part::Shock(place) => self.shock(*place, node.date),
            };
            node.parts.push(child);
        }
        node.more += parts.len() - shown;
    }

    fn shock(&mut self, place: Span, date: Date) -> Node {
        let (name, text, clause) = self.shocks.get(&place).cloned().unwrap_or_default();
        let row = self.it.row_of(date).unwrap_or(self.it.run.last());
        let mut node = self.leaf(format!("shock {name}"), row, None, &text, place);
        node.value = String::new();
        node.clause = clause;
        node
    }

    fn runs(&self, index: usize, row: usize) -> bool {
        let operation = self.it.plan.operations.get(index);
        operation.is_some_and(|operation| operation.guard.is_none_or(|guard| self.it.is_set(row, guard)))
    }

    /// The operation that gave the number its value.
    fn writer(&self, seen: Seen) -> Option<usize> {
        let writers = self.writers.get(&seen.slot)?.iter().rev().copied();
        let mut earlier = writers.filter(|&index| seen.before.is_none_or(|before| index < before));
        earlier.find(|&index| self.runs(index, seen.row))
    }

    /// Named numbers and shocks that an operation rests on: what has no name is opened on the way.
    fn parts(&self, index: usize, row: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut met = BTreeSet::new();
        self.gather(index, row, &mut parts, &mut met, 0);
        parts
    }

    fn gather(&self, index: usize, row: usize, parts: &mut Vec<Part>, met: &mut BTreeSet<(Slot, usize)>, deep: usize) {
        let operation = &self.it.plan.operations[index];
        let in_shock = self.shocks.contains_key(&operation.place);
        if in_shock && !parts.iter().any(|part| matches!(part, Part::Shock(it) if *it == operation.place)) {
            parts.push(Part::Shock(operation.place));
        }
        let window = matches!(operation.action, Action::Window { .. });
        for seen in self.inputs(index, row) {
            if !met.insert((seen.slot, seen.row)) {
                continue;
            }
            let info = &self.it.plan.slots[seen.slot.index()];
            let is_readable = self.reads.contains_key(&seen.slot);
            let is_named = is_readable || info.name.is_some();
            match &info.held {
                // What a plan keeps for itself is told only where it says something.
                _ if !is_readable && is_named && self.it.run.value(seen.row, seen.slot) == Some(0) => {}
                _ if is_named && window && seen.row < row => parts.push(Part::Earlier(seen)),
                _ if is_readable => parts.push(Part::Number(seen)),
                Held::Constant(_) if is_named => parts.push(Part::Number(seen)),
                Held::Constant(value) if !in_shock && worth_saying(&info.of, *value) => parts.push(Part::Number(seen)),
                Held::Constant(_) | Held::Column(_) | Held::Driver(_) => {}
                Held::State(_) => {
                    if is_named && !matches!(info.of, Type::Boolean | Type::Date) {
                        parts.push(Part::Number(seen));
                    }
                }
                Held::Flow if is_named && !matches!(info.of, Type::Boolean) => parts.push(Part::Number(seen)),
                Held::Flow => {
                    if let Some(inner) = self.writer(seen).filter(|_| deep < DEEPEST) {
                        self.gather(inner, seen.row, parts, met, deep + 1);
                    }
                }
            }
        }
    }

    /// What an operation read, as it met it.
    fn inputs(&self, index: usize, row: usize) -> Vec<Seen> {
        let now = |slot: Slot| self.met(slot, row, index);
        match &self.it.plan.operations[index].action {
            Action::Prior { of, .. } => {
                row.checked_sub(1).map(|before| Seen::at_close(*of, before)).into_iter().collect()
            }
            Action::Window { of, periods, .. } => {
                let length = periods.map_or(row, |periods| periods as usize).min(row);
                let back = |back| if back == 0 { now(*of) } else { Seen::at_close(*of, row - back) };
                (0..length).map(back).collect()
            }
            Action::Select { condition, yes, no, .. } => {
                let chosen = if self.it.is_set(row, *condition) { *yes } else { *no };
                vec![now(chosen), now(*condition)]
            }
            // Balances move on within the period: what a step met is told by its dues.
            Action::Pay(pay) => pay.payments.iter().map(|payment| payment.due).chain(pay.limit).map(now).collect(),
            action => action.inputs().into_iter().map(now).collect(),
        }
    }

    /// What an operation met in a slot: what the row before left there where nothing was written yet.
    fn met(&self, slot: Slot, row: usize, before: usize) -> Seen {
        let seen = Seen { slot, row, before: Some(before) };
        if !self.moves_on(seen) {
            return Seen::at_close(slot, row);
        }
        let carried = matches!(self.it.plan.slots[slot.index()].held, Held::State(_));
        match row.checked_sub(1) {
            Some(earlier) if carried && self.writer(seen).is_none() => Seen::at_close(slot, earlier),
            _ => seen,
        }
    }

    fn how(&self, index: usize, row: usize, deep: usize) -> String {
        let operation = &self.it.plan.operations[index];
        // What only passes a number on tells how that number came about.
        let passed_on = match &operation.action {
            Action::Copy { a, .. } | Action::Rescale { a, .. } => Some(*a),
            Action::Select { condition, yes, no, .. } => Some(if self.it.is_set(row, *condition) { *yes } else { *no }),
            _ => None,
        };
        if let Some(slot) = passed_on {
            let inner = self.writer(Seen { slot, row, before: Some(index) });
            return match (self.name(slot), inner) {
                (None, Some(inner)) if deep < DEEPEST => self.how(inner, row, deep + 1),
                (None, _) => String::new(),
                (Some(_), _) => "the same as".into(),
            };
        }
        match &operation.action {
            Action::Copy { .. } | Action::Rescale { .. } | Action::Select { .. } => String::new(),
            Action::Add { .. } => "sum".into(),
            Action::Subtract { .. } => "difference".into(),
            Action::Negate { .. } => "the opposite of".into(),
            Action::Absolute { .. } => "without its sign".into(),
            Action::Multiply { .. } => "product".into(),
            Action::Divide { .. } => "quotient".into(),
            Action::Minimum { .. } => "the least of".into(),
            Action::Maximum { .. } => "the greatest of".into(),
            Action::Compare { .. } | Action::CompareQuotient(_) => "comparison".into(),
            Action::And { .. } | Action::Or { .. } | Action::Not { .. } | Action::Available { .. } => {
                "condition".into()
            }
            Action::Power { .. } => "compounded".into(),
            Action::Prior { .. } => "from the period before".into(),
            Action::Window { fold, periods, .. } => {
                let fold = match fold {
                    FoldKind::Sum => "sum",
                    FoldKind::Average => "average",
                    FoldKind::Minimum => "least",
                    FoldKind::Maximum => "greatest",
                };
                periods.map_or_else(|| format!("{fold} so far"), |periods| format!("{fold}, last {periods} periods"))
            }
            Action::Accrue { .. } => "interest accrued".into(),
            Action::Instalment { .. } => "instalment".into(),
            Action::Project { .. } => "payments ahead".into(),
            Action::Transfer { .. } => "cash moved".into(),
            Action::Pay(pay) => self.step_text(pay.paid).unwrap_or_else(|| "paid by a step".into()),
            Action::Test(_) => "test".into(),
            Action::Remedy { .. } => "puts it back at its level".into(),
            Action::Require { what, .. } => (*what).into(),
            Action::Hold(_) => "held by a level".into(),
            Action::LotPrice(_) => "price of the lot sold".into(),
            Action::ForcedSale(_) => "forced sale from this date".into(),
        }
    }

    fn step_text(&self, paid: Slot) -> Option<String> {
        let (read, _) =
            self.it.plan.directory.iter().find(|(read, slot)| **slot == paid && matches!(read, Read::Step(..)))?;
        match read {
            Read::Step(id, _) => Some(format!("step: {}", self.it.model.steps[id.index()].text)),
            _ => None,
        }
    }

    /// Opening, and every movement of cash in the period.
    fn account(&mut self, node: &mut Node, account: u32, slot: Slot, row: usize, depth: usize) {
        node.how = "opening, in and out".into();
        let here = Place::Account(account);
        let mut moves: BTreeMap<usize, (i128, Place)> = BTreeMap::new();
        for posting in self.it.run.postings.iter().filter(|posting| posting.row == row) {
            let (sign, other) = match (posting.from == here, posting.to == here) {
                (true, false) => (-1, posting.to),
                (false, true) => (1, posting.from),
                _ => continue,
            };
            let entry = moves.entry(posting.operation).or_insert((0, other));
            entry.0 += sign * posting.amount;
        }
        if depth >= self.reach.depth {
            node.more += moves.len() + 1;
            return;
        }
        if let Some(before) = row.checked_sub(1) {
            let opening = self.node(Seen::at_close(slot, before), depth + 1);
            node.parts.push(opening);
        }
        let money = Type::Quantity(Unit::money(self.it.model.deal.currency));
        for (index, (amount, other)) in moves {
            let operation = &self.it.plan.operations[index];
            let (name, clause) = self.mover(operation, other);
            let mut moved = self.leaf(name, row, Some(Figure::new(amount, money.clone())), "", operation.place);
            moved.clause = clause;
            moved.how = if amount < 0 { "out".into() } else { "in".into() };
            node.parts.push(moved);
        }
    }

    /// Who moved cash: the step, the number that was moved, or the other side.
    fn mover(&self, operation: &Operation, other: Place) -> (String, Option<String>) {
        let outputs = operation.action.outputs();
        let step = self.it.plan.directory.iter().find_map(|(read, slot)| match read {
            Read::Step(id, _) if outputs.contains(slot) => self.it.model.steps.get(id.index()),
            _ => None,
        });
        if let Some(step) = step {
            return (step.label.name.clone(), step.label.clause.clone());
        }
        let amount = match operation.action {
            Action::Transfer { amount, .. } => self.name(amount),
            _ => None,
        };
        (amount.unwrap_or_else(|| self.it.holder(other)), None)
    }

    fn loan(&mut self, node: &mut Node, loan: usize, row: usize, depth: usize) {
        node.how = "opening and moves".into();
        let loan = &self.it.plan.loans[loan];
        let mut parts: Vec<Part> =
            row.checked_sub(1).map(|before| Part::Number(Seen::at_close(loan.balance, before))).into_iter().collect();
        let moves = [loan.drawn, loan.capitalized, loan.principal_paid, loan.retired];
        let moved = moves.into_iter().filter(|slot| self.it.run.value(row, *slot).is_some_and(|it| it != 0));
        parts.extend(moved.map(|slot| Part::Number(Seen::at_close(slot, row))));
        self.close(node, parts, depth);
    }
}

/// Unnamed steps of an expression that are opened before giving up.
const DEEPEST: usize = 64;

/// Zeros and ones are how a plan is built, not what a paper says.
fn worth_saying(of: &Type, value: i128) -> bool {
    let one = crate::quantity::power_of_ten(of.scale());
    matches!(of, Type::Quantity(_)) && value != 0 && value != one
}
