//! Why a run stopped, in the words of the deal.

use super::exact::{Failure, Reason};
use super::outcome::Figure;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Model, Read};
use crate::plan::{NOT_AVAILABLE, Plan, Slot};
use crate::source::Span;

/// A number outgrew what a value can hold.
pub const TOO_LARGE: Code = Code("E6001");
/// Something that is n/a is to be paid.
pub const NOT_AVAILABLE_PAID: Code = Code("E6002");
/// A negative amount is to be paid.
pub const NEGATIVE_AMOUNT: Code = Code("E6003");
/// A rate of growth of -100% or less.
pub const SHRINKS_AWAY: Code = Code("E6004");
/// A term of the deal does not hold.
pub const TERM_BROKEN: Code = Code("E6005");
/// Money in is not money out plus change in balance: our mistake.
pub const CASH_OFF: Code = Code("E6900");
/// More operations than a run may take, or than somebody had the patience for.
pub const OPERATION_LIMIT: Code = Code("E7010");

/// The failure of a run as users are told of it.
pub fn diagnose(failure: &Failure, model: &Model, plan: &Plan) -> Diagnostic {
    let during = during(failure, model, plan);
    let told = |code: Code, message: String| {
        let told = Diagnostic::error(code, failure.place, message).label(during.clone());
        operands(failure, model, plan).into_iter().fold(told, |told, (place, note)| told.related(place, note))
    };
    match &failure.reason {
        Reason::Overflow => told(TOO_LARGE, format!("a number grows beyond 28 digits {}", when(failure, plan)))
            .help("check the growth rates and units of what this reads; compounding up without end is the usual cause"),
        Reason::NotAvailable(slot) => told(
            NOT_AVAILABLE_PAID,
            format!("{} is not available {}, so it cannot be paid", name(*slot, model, plan), when(failure, plan)),
        )
        .help("a ratio over zero, a table without a value on the date, or a window that reaches before closing is n/a; write `if … then … else …` to say what holds then"),
        Reason::Negative(slot) => told(
            NEGATIVE_AMOUNT,
            format!("{} is negative {}, and cash only moves forward", name(*slot, model, plan), when(failure, plan)),
        )
        .help("write `max(0, …)` where a negative amount means that nothing is due"),
        Reason::NotPositive(slot) => told(
            SHRINKS_AWAY,
            format!(
                "{} falls by 100% or more {}",
                known_name(*slot, model, plan).map_or_else(|| "what compounds here".into(), |name| format!("`{name}`")),
                when(failure, plan)
            ),
        )
        .help("a rate of growth must stay above -100%"),
        Reason::Broken(what) => told(TERM_BROKEN, format!("{what} does not hold {}", when(failure, plan))),
        Reason::Conservation { account, difference } => told(
            CASH_OFF,
            format!("internal error: cash of `{account}` is off by {difference} minor units {}", when(failure, plan)),
        )
        .help("this is a mistake in deal, not in your file: please report it with the file"),
        Reason::Limit(limit) => told(
            OPERATION_LIMIT,
            format!("the run takes more than {} operations; it was stopped {}", grouped(*limit), when(failure, plan)),
        )
        .help("fewer periods, lines or draws make a deal smaller; `deal check --cost` says what a run takes"),
        Reason::Stopped => told(OPERATION_LIMIT, format!("the run was stopped {}", when(failure, plan))),
    }
}

fn when(failure: &Failure, plan: &Plan) -> String {
    match (failure.row, plan.dates.get(failure.row)) {
        (0, Some(date)) => format!("at closing, {date}"),
        (_, Some(date)) => format!("in the period that ends on {date}"),
        (_, None) => "in no period".into(),
    }
}

/// The step whose operation failed, if it was one.
fn during(failure: &Failure, model: &Model, plan: &Plan) -> String {
    let Some(operation) = plan.operations.get(failure.operation) else { return String::new() };
    let outputs = operation.action.outputs();
    let written = || plan.directory.iter().filter(|(_, slot)| outputs.contains(slot)).map(|(read, _)| *read);
    let step = written().find(|read| matches!(read, Read::Step(..)));
    match step.or_else(|| written().next()) {
        Some(Read::Step(id, _)) => {
            model.steps.get(id.index()).map_or_else(String::new, |step| format!("in `{}`", step.label.name))
        }
        Some(Read::Account(id, _)) => model
            .accounts
            .get(id.index())
            .map_or_else(String::new, |account| format!("cash of `{}`", account.label.name)),
        Some(read) => format!("while working out `{}`", model.name_of(read)),
        None => String::new(),
    }
}

/// Each named operand with the value it had: `Fleet.market` was USD 1,234.00.
fn operands(failure: &Failure, model: &Model, plan: &Plan) -> Vec<(Span, String)> {
    let mut notes: Vec<(Span, String)> = Vec::new();
    for &(slot, value) in &failure.operands {
        let Some(info) = plan.slots.get(slot.index()) else { continue };
        let Some(name) = known_name(slot, model, plan) else { continue };
        let value =
            if value == NOT_AVAILABLE { "n/a".to_string() } else { Figure::new(value, info.of.clone()).words() };
        let note = (info.place, format!("`{name}` is {value}"));
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

fn known_name(slot: Slot, model: &Model, plan: &Plan) -> Option<String> {
    let read = plan.directory.iter().find(|(_, known)| **known == slot).map(|(read, _)| model.name_of(*read));
    read.or_else(|| plan.slots.get(slot.index()).and_then(|info| info.name.clone()))
}

fn name(slot: Slot, model: &Model, plan: &Plan) -> String {
    known_name(slot, model, plan).map_or_else(|| "the amount".into(), |name| format!("`{name}`"))
}

fn grouped(count: u64) -> String {
    crate::quantity::decimal::grouped(i128::from(count), 0, 0, Default::default())
}
