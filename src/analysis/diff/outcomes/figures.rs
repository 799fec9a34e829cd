//! The figures of one run, as they are held side by side.

use super::super::{fact::counted, words};
use crate::analysis::simulate::years;
use crate::analysis::statistics::rate_of;
use crate::analysis::{Driven, Limits, drive};
use crate::compile::Case;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::{Event, EventKind, Figure, Outcome, Reading, as_level};
use crate::model::{
    Enforcement, Label, Model, Read as Reads, ScenarioId, State, Tranche, TrancheAttribute, TrancheId, Type,
};
use crate::plan::{Party, Place};
use crate::quantity::decimal::{grouped, percent};
use crate::quantity::fixed::divide;
use crate::quantity::{CalendarUnit, Currency, Unit};
use crate::source::Span;
use crate::time::Date;

/// One figure of one run: comparable, and in words.
pub struct Told {
    pub of: String,
    pub figure: &'static str,
    pub value: Value,
    pub clause: Option<String>,
    pub place: Option<Span>,
}

pub struct Value {
    pub amount: i128,
    pub words: String,
    /// Every digit, for two that are rounded to the same words.
    pub exact: String,
}

/// Later than any date.
const NEVER: i128 = i128::MAX;

impl Value {
    fn new(amount: i128, words: String) -> Value {
        Value { amount, exact: words.clone(), words }
    }

    /// Never is the last of all dates.
    fn on(date: Option<Date>) -> Value {
        match date {
            Some(date) => Value::new(i128::from(date.day_number()), date.to_string()),
            None => Value::new(NEVER, "never".to_owned()),
        }
    }

    /// Neither nothing nor never.
    pub fn happens(&self) -> bool {
        self.amount != 0 && self.amount != NEVER
    }

    fn figure(figure: &Figure, words: String) -> Value {
        Value { amount: figure.value, words, exact: figure.literal() }
    }

    fn money(amount: i128, currency: Currency) -> Value {
        let figure = Figure::new(amount, Type::Quantity(Unit::money(currency)));
        Value::figure(&figure, figure.words())
    }
}

/// Every figure of a deal in one of its scenarios.
pub fn run(model: &Model, scenario: usize, limits: &Limits) -> Result<Vec<Told>, Diagnostic> {
    let case = Case::of(ScenarioId(u32::try_from(scenario).unwrap_or(u32::MAX)));
    let driven = drive(model, &case, limits)?;
    let it = Reading { model: model.under(case.scenario), plan: &driven.plan, run: &driven.run };
    let mut told = Vec::new();
    covenants(it.model, &driven.outcome, &mut told);
    events(&it, &driven.outcome, &mut told);
    tranches(&it, &driven, &mut told);
    owner(&it, &driven, &mut told);
    Ok(told)
}

fn covenants(model: &Model, outcome: &Outcome, told: &mut Vec<Told>) {
    for covenant in &outcome.covenants {
        let stated = model.covenants.iter().find(|it| it.label.name == covenant.name);
        let mut levels: Vec<&str> = Vec::new();
        for level in covenant.tests.iter().flat_map(|test| &test.levels) {
            if !levels.contains(&level.level.as_str()) {
                levels.push(&level.level);
            }
        }
        for name in levels {
            let tests = || {
                covenant
                    .tests
                    .iter()
                    .filter_map(|test| Some((test, test.levels.iter().find(|level| level.level == name)?)))
            };
            let clause = tests().find_map(|(_, level)| level.clause.clone()).or_else(|| covenant.clause.clone());
            let place =
                stated.and_then(|it| it.levels.iter().find(|level| level.text == name)).map(|level| level.place);
            let of = format!("{} {name}", covenant.name);
            let mut say = |figure, value| {
                told.push(Told { of: of.clone(), figure, value, clause: clause.clone(), place });
            };
            let failed = || tests().filter(|(_, level)| level.failed());
            say("first breach", Value::on(failed().next().map(|(test, _)| test.date)));
            let count = failed().count();
            say("test dates failed", Value::new(count as i128, count.to_string()));
            let least = tests().filter_map(|(test, level)| Some((level.headroom.as_ref()?, test.date)));
            if let Some((headroom, date)) = least.min_by_key(|(headroom, _)| headroom.value) {
                let words = |headroom: String| format!("{headroom} on {date}");
                let (shown, exact) = (words(as_level(headroom, name)), words(headroom.literal()));
                say("least headroom", Value { amount: headroom.value, words: shown, exact });
            }
        }
    }
}

fn events(it: &Reading, outcome: &Outcome, told: &mut Vec<Told>) {
    let model = it.model;
    let mut say = |label: &Label, figure, value| {
        let (of, clause, place) = (label.name.clone(), label.clause.clone(), Some(label.place));
        told.push(Told { of, figure, value, clause, place });
    };
    let first = |kind: EventKind, of: Option<&Label>| {
        let is_it = |event: &&Event| event.kind == kind && of.is_none_or(|of| event.of == of.name);
        Value::on(outcome.events.iter().find(is_it).map(|event| event.date))
    };
    for State { label } in &model.states {
        say(label, "first entered", first(EventKind::StateEntered, Some(label)));
    }
    for Tranche { label, .. } in &model.tranches {
        say(label, "first missed payment", first(EventKind::MissedPayment, Some(label)));
        let missed = outcome.missed_payments.iter().filter(|missed| missed.tranche == label.name).count();
        say(label, "payments missed", Value::new(missed as i128, counted(missed, "time")));
        say(label, "payment default", first(EventKind::PaymentDefault, Some(label)));
        say(label, "maturity default", first(EventKind::MaturityDefault, Some(label)));
        say(label, "event of default", first(EventKind::EventOfDefault, Some(label)));
    }
    if let Some(Enforcement { label, .. }) = &model.enforcement {
        say(label, "acceleration", first(EventKind::Acceleration, None));
    }
}

fn tranches(it: &Reading, driven: &Driven, told: &mut Vec<Told>) {
    let at = years::since_closing(it.model, it.plan);
    for (index, tranche) in it.model.tranches.iter().enumerate() {
        let id = TrancheId(u32::try_from(index).unwrap_or(u32::MAX));
        let (name, clause) = (&tranche.label.name, &tranche.label.clause);
        let mut say = |figure, value| {
            let place = Some(tranche.label.place);
            told.push(Told { of: name.clone(), figure, value, clause: clause.clone(), place });
        };
        let rows: Vec<Flows> = it.rows().map(|row| Flows::of(it, driven, id, row)).collect();
        let balance = |row: usize| rows.get(row).map_or(0, |flows| flows.balance);
        let last_owed = it.rows().rev().find(|row| balance(*row) != 0);
        let first_owed = it.rows().find(|row| balance(*row) != 0);
        let repaid = first_owed.and(last_owed).map(|row| row + 1).filter(|row| *row < rows.len());
        say("repaid on", Value::on(repaid.map(|row| it.date(row))));
        let money = |amount: i128| Value::money(amount, it.model.deal.currency);
        say("interest paid", money(rows.iter().map(|flows| flows.interest).sum()));
        say("outstanding at the end", money(rows.last().map_or(0, |flows| flows.balance)));
        if let Some(life) = life(&rows, &at) {
            let of = years::unit();
            let shown = |digits| format!("{} years", grouped(life, of.scale(), digits, Default::default()));
            say("average life", Value { amount: life, words: shown(2), exact: shown(of.scale()) });
        }
        let flows: Vec<i128> = rows.iter().map(|flows| flows.lender).collect();
        if let Some(rate) = rate_of(&at, years::PARTS, &flows) {
            let figure = Figure::new(rate, Type::Quantity(Unit::rate(CalendarUnit::Year)));
            say("return", Value::figure(&figure, figure.words()));
        }
        if let Some(recovery) = driven.outcome.recoveries.iter().find(|it| it.tranche == *name) {
            let ratio = |figure: &Figure| Value::figure(figure, percent(figure.value, 2));
            recovery.nominal.iter().for_each(|it| say("recovery", ratio(it)));
            recovery.discounted.iter().for_each(|it| say("recovery, discounted", ratio(it)));
        }
    }
}

/// What a tranche owes after a row, and what its lenders get in it.
struct Flows {
    balance: i128,
    interest: i128,
    principal: i128,
    lender: i128,
}

impl Flows {
    fn of(it: &Reading, driven: &Driven, id: TrancheId, row: usize) -> Flows {
        let read = |attribute| it.read(row, Reads::Tranche(id, attribute)).map_or(0, |figure| figure.value);
        let interest = read(TrancheAttribute::InterestPaid);
        let paid = read(TrancheAttribute::PrincipalPaid);
        let retired =
            driven.plan.loans.get(id.index()).and_then(|loan| it.slot(row, loan.retired)).map_or(0, |it| it.value);
        let received = if it.model.enforcement.is_some() { read(TrancheAttribute::Received) } else { 0 };
        let lent = if row == 0 { opening(it, id) } else { 0 };
        Flows {
            balance: read(TrancheAttribute::Balance),
            interest,
            principal: paid + retired,
            lender: interest + paid + read(TrancheAttribute::FeesPaid) + received
                - read(TrancheAttribute::Drawn)
                - lent,
        }
    }
}

/// Lent before the deal began to run.
fn opening(it: &Reading, id: TrancheId) -> i128 {
    let slot = it.plan.loans.get(id.index()).map(|loan| loan.balance);
    match slot.and_then(|slot| it.plan.slots.get(slot.index())).map(|slot| &slot.held) {
        Some(crate::plan::Held::State(opening)) => *opening,
        _ => 0,
    }
}

/// Years from closing to each payment of principal, weighted by it.
fn life(rows: &[Flows], at: &[u64]) -> Option<i128> {
    let weighted: i128 = rows.iter().zip(at).map(|(flows, at)| flows.principal * i128::from(*at)).sum();
    let paid: i128 = rows.iter().map(|flows| flows.principal).sum();
    let per_year = i128::from(years::PARTS);
    (paid > 0).then(|| divide(weighted, paid, years::one(), per_year, Default::default()))?
}

/// What the owner took out and put in, in all.
fn owner(it: &Reading, driven: &Driven, told: &mut Vec<Told>) {
    let sponsor = Place::Outside(Party::Named(0));
    let sum = |out: bool| -> i128 {
        let postings = driven.run.postings.iter();
        postings.filter(|it| if out { it.to == sponsor } else { it.from == sponsor }).map(|it| it.amount).sum()
    };
    let name = words::party(it.model, crate::model::PartyId(0));
    for (figure, amount) in [("paid out", sum(true)), ("put in", sum(false))] {
        let value = Value::money(amount, it.model.deal.currency);
        told.push(Told { of: name.clone(), figure, value, clause: None, place: None });
    }
}
