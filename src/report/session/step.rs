//! One step of a waterfall on one date: what there was, what was asked, what was paid, what is left.

use crate::engine::outcome::{Figure, Reading};
use crate::model::{StepId, Type};
use crate::plan::{Action, Held, Pay, Place, Slot};
use crate::quantity::Unit;
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table, Tone};

/// A step of a row, and the operation that pays it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    pub step: StepId,
    pub operation: usize,
    /// Whether it ran: its date had come and its conditions held.
    pub runs: bool,
}

/// The steps of every waterfall that runs in a row, in the order in which they run.
pub fn stops(it: &Reading, row: usize) -> Vec<Stop> {
    let stops = it.plan.operations.iter().enumerate().filter_map(|(operation, known)| {
        let step = it.step_of(operation)?;
        Some(Stop { step, operation, runs: known.guard.is_none_or(|guard| it.is_set(row, guard)) })
    });
    let stops: Vec<Stop> = stops.collect();
    // A waterfall none of whose steps runs is not on this date.
    let runs = |stop: &Stop| stops.iter().any(|other| other.runs && owner(it, other.step) == owner(it, stop.step));
    stops.iter().filter(|stop| runs(stop)).copied().collect()
}

/// `Payments` of `Payments.trap`.
fn owner<'a>(it: &Reading<'a>, step: StepId) -> &'a str {
    let name = it.model.steps.get(step.index()).map_or("", |step| step.label.name.as_str());
    name.split('.').next().unwrap_or(name)
}

/// The step as a table; `number` counts from 1.
pub fn table(it: &Reading, row: usize, stop: Stop, (number, of): (usize, usize)) -> Option<Table> {
    let step = it.model.steps.get(stop.step.index())?;
    let Action::Pay(pay) = &it.plan.operations.get(stop.operation)?.action else { return None };
    let clause = step.label.clause.as_ref().map_or_else(String::new, |clause| format!(" [{clause}]"));
    let title = format!("{}, step {number} of {of} on {}{clause}: {}", step.label.name, it.date(row), step.text);
    let mut table = Table::new("step", title)
        .column(Column::left("What").key())
        .column(Column::right("Amount"))
        .column(Column::left("Whose"));
    let money = Type::Quantity(Unit::money(it.model.deal.currency));
    let cash = |value: i128| cell::of(&Figure::new(value, money.clone()));
    for test in tests_before(it, row, stop.operation) {
        table.row(test);
    }
    sources(it, row, pay, stop.operation).for_each(|(whose, before, _)| {
        table.row(vec![Cell::text("available"), before.map_or(Cell::text("as needed"), cash), Cell::text(whose)]);
    });
    if !stop.runs {
        // Declared at the close of an earlier period: what a default stops is the next payment date.
        let defaulted = |before| it.plan.events.tranches.iter().any(|it_is| it.is_set(before, it_is.in_default));
        let blocked = row.checked_sub(1).is_some_and(defaulted);
        let why = match &step.when {
            _ if blocked && step.text.contains("Sponsor") => "skipped: the Sponsor waits until the debt is paid".into(),
            Some(_) => format!("skipped: `{}` does not hold", condition(&step.text)),
            None => "skipped: the enforcement has struck it".to_owned(),
        };
        table.row(vec![Cell::text("guard"), Cell::Empty, Cell::Mark(why, Tone::Quiet)]);
        return Some(cell::without_empty_columns(table));
    }
    let at = |slot: Slot| it.slot(row, slot);
    table.row(vec![Cell::text("asked"), cell::figure(&at(pay.due))]);
    if let Some(limit) = pay.limit {
        table.row(vec![Cell::text("at most"), cell::figure(&at(limit)), Cell::text("up to")]);
    }
    let mut any = false;
    for posting in it.run.postings.iter().filter(|it| it.row == row && it.operation == stop.operation) {
        any = true;
        let whose = format!("{} to {}", it.holder(posting.from), it.holder(posting.to));
        table.row(vec![Cell::text("paid"), cash(posting.amount), Cell::text(whose)]);
    }
    if !any {
        table.row(vec![Cell::text("paid"), cell::figure(&at(pay.paid))]);
    }
    let short = at(pay.unpaid);
    let is_short = short.as_ref().is_some_and(|it| it.value > 0);
    table.row(vec![
        Cell::text("short"),
        cell::figure(&short),
        if is_short { Cell::Mark("left unpaid".into(), Tone::Bad) } else { Cell::Empty },
    ]);
    sources(it, row, pay, stop.operation).filter_map(|(whose, _, after)| Some((whose, after?))).for_each(
        |(whose, after)| {
            table.row(vec![Cell::text("left"), cash(after), Cell::text(whose)]);
        },
    );
    if step.when.is_some() {
        table.row(vec![Cell::text("guard"), Cell::Empty, Cell::text(format!("`{}` holds", condition(&step.text)))]);
    }
    Some(cell::without_empty_columns(table))
}

/// What stands after `when`.
fn condition(step: &str) -> &str {
    step.rsplit(" when ").next().unwrap_or("")
}

/// Where the step takes cash, with what there was before it and after it.
fn sources<'a>(
    it: &'a Reading<'a>,
    row: usize,
    pay: &'a Pay,
    operation: usize,
) -> impl Iterator<Item = (String, Option<i128>, Option<i128>)> + 'a {
    pay.from.iter().map(move |source| {
        let held = |before| source.balance.map(|balance| held(it, row, source.place, balance, before));
        (it.holder(source.place), held(operation), held(operation + 1))
    })
}

/// Cash in an account just before an operation: its opening, and what has moved since.
fn held(it: &Reading, row: usize, place: Place, balance: Slot, before: usize) -> i128 {
    let opening = match row.checked_sub(1) {
        Some(earlier) => it.run.value(earlier, balance).unwrap_or(0),
        None => match it.plan.slots.get(balance.index()).map(|info| &info.held) {
            Some(Held::State(initial)) => *initial,
            _ => 0,
        },
    };
    let moved = it.run.postings.iter().filter(|posting| posting.row == row && posting.operation < before);
    moved.fold(opening, |held, posting| {
        let held = if posting.to == place { held + posting.amount } else { held };
        if posting.from == place { held - posting.amount } else { held }
    })
}

/// Covenants tested between the step before and this one.
fn tests_before(it: &Reading, row: usize, operation: usize) -> Vec<Vec<Cell>> {
    let begins = (0..operation).rev().find(|earlier| it.step_of(*earlier).is_some()).map_or(0, |earlier| earlier + 1);
    let own = it.plan.operations.get(begins..operation).unwrap_or(&[]).iter();
    let tested = own.filter_map(|known| match &known.action {
        Action::Test(test) if it.is_set(row, test.active) => Some(test),
        _ => None,
    });
    let mut rows = Vec::new();
    for test in tested {
        let Some(level) = it.plan.events.levels.iter().find(|level| level.failed == test.failed) else { continue };
        let Some(covenant) = it.model.covenants.get(level.covenant) else { continue };
        let Some(text) = covenant.levels.get(level.level).map(|level| level.text.clone()) else { continue };
        let (word, tone) = match it.run.value(row, test.failed) {
            Some(1) => ("fails", Tone::Bad),
            Some(_) => ("passes", Tone::Good),
            None => ("not tested", Tone::Quiet),
        };
        let whose = format!("{} {text}: {word}", covenant.label.name);
        rows.push(vec![Cell::text("tested"), Cell::Empty, Cell::Mark(whose, tone)]);
    }
    rows
}
