//! The outcomes of two deals, world by world: figures that a lender looks at first, side by side.

use super::favour::Favour;
use super::words;
use super::{Read, fact::counted};
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

/// What differs in one world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    pub scenario: String,
    pub changes: Vec<Moved>,
}

/// One figure that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// `DSCR below 1.35x`, `Senior`
    pub of: String,
    /// `first breach`, `recovery`
    pub figure: &'static str,
    pub before: String,
    pub after: String,
    pub clause: Option<String>,
    /// In the new deal; none of the owner.
    pub place: Option<Span>,
    pub favours: Favour,
    pub because: &'static str,
}

impl Moved {
    /// `DSCR below 1.35x: first breach 2027-03-31 → never [TS 7.1]`
    pub fn line(&self) -> String {
        let clause = self.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
        format!("{}: {} {} → {}{clause}", self.of, self.figure, self.before, self.after)
    }
}

/// A figure, whom more of it favours, and why.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub figure: &'static str,
    pub favours: Favour,
    pub because: &'static str,
}

use Favour::{Borrower, Lender, Neither};

/// Every figure that is compared. Of dates, later is more, and never is latest.
pub const FIGURES: &[Rule] = &[
    Rule {
        figure: "first breach",
        favours: Neither,
        because: "a breach is a remedy for the lender and a warning to both",
    },
    Rule {
        figure: "test dates failed",
        favours: Neither,
        because: "a breach is a remedy for the lender and a warning to both",
    },
    Rule {
        figure: "least headroom",
        favours: Neither,
        because: "a breach is a remedy for the lender and a warning to both",
    },
    Rule {
        figure: "first entered",
        favours: Neither,
        because: "a breach is a remedy for the lender and a warning to both",
    },
    Rule { figure: "event of default", favours: Neither, because: "a default costs both sides" },
    Rule { figure: "first missed payment", favours: Lender, because: "until a payment is missed the lender is paid" },
    Rule { figure: "payments missed", favours: Borrower, because: "each payment missed is money the lender waits for" },
    Rule { figure: "payment default", favours: Neither, because: "a default costs both sides" },
    Rule { figure: "maturity default", favours: Neither, because: "a default costs both sides" },
    Rule { figure: "acceleration", favours: Neither, because: "a default costs both sides" },
    Rule { figure: "recovery", favours: Lender, because: "the recovery is the lender's" },
    Rule {
        figure: "recovery, discounted",
        favours: Lender,
        because: "the recovery is the lender's, the sooner the better",
    },
    Rule {
        figure: "outstanding at the end",
        favours: Borrower,
        because: "what is still owed at the end is not with the lender",
    },
    Rule { figure: "repaid on", favours: Borrower, because: "until it is repaid the lender waits" },
    Rule { figure: "average life", favours: Borrower, because: "the longer the life, the longer the lender waits" },
    Rule { figure: "interest paid", favours: Lender, because: "interest is what the lender earns" },
    Rule { figure: "return", favours: Lender, because: "the return is the lender's" },
    Rule { figure: "paid out", favours: Borrower, because: "what is paid to the owner has left the deal" },
    Rule { figure: "put in", favours: Lender, because: "what the owner puts in stands behind the lender" },
];

/// One figure of one run: comparable, and in words.
struct Told {
    of: String,
    figure: &'static str,
    value: Value,
    clause: Option<String>,
    place: Option<Span>,
}

struct Value {
    amount: i128,
    words: String,
    /// Every digit, for two that are rounded to the same words.
    exact: String,
}

impl Value {
    fn new(amount: i128, words: String) -> Value {
        Value { amount, exact: words.clone(), words }
    }

    /// Never is the last of all dates.
    fn on(date: Option<Date>) -> Value {
        match date {
            Some(date) => Value::new(i128::from(date.day_number()), date.to_string()),
            None => Value::new(i128::MAX, "never".to_owned()),
        }
    }

    fn figure(figure: &Figure, words: String) -> Value {
        Value { amount: figure.value, words, exact: figure.literal() }
    }

    fn money(amount: i128, currency: Currency) -> Value {
        let figure = Figure::new(amount, Type::Quantity(Unit::money(currency)));
        Value::figure(&figure, figure.words())
    }
}

/// Runs both deals in every world that both have, or in one of them, and keeps what differs.
pub fn outcomes(
    before: Read,
    after: Read,
    renamed: &[(String, String)],
    under: Option<&str>,
    limits: &Limits,
) -> Result<Vec<World>, (bool, Diagnostic)> {
    let mut worlds = Vec::new();
    for (index, scenario) in after.model.scenarios.iter().enumerate() {
        let name = &scenario.label.name;
        let was = renamed.iter().find(|(_, new)| new == name).map_or(name, |(old, _)| old);
        let old = before.model.scenarios.iter().position(|it| it.label.name == *was);
        let (Some(old), true) = (old, under.is_none_or(|under| under == name)) else { continue };
        let then = run(before.model, old, limits).map_err(|problem| (false, problem))?;
        let now = run(after.model, index, limits).map_err(|problem| (true, problem))?;
        let same = |told: &Told, of: &Told| told.of == of.of && told.figure == of.figure;
        let named = |of: &str| respelt(of, renamed);
        let then: Vec<Told> = then.into_iter().map(|it| Told { of: named(&it.of), ..it }).collect();
        let changes = now.iter().filter_map(|is| {
            let was = then.iter().find(|was| same(was, is))?;
            let rule = FIGURES.iter().find(|rule| rule.figure == is.figure)?;
            let (more, less) = (rule.favours, opposite(rule.favours));
            let (then, is_now) = (&was.value, &is.value);
            let same = then.words == is_now.words;
            let words = |value: &Value| if same { value.exact.clone() } else { value.words.clone() };
            (then.amount != is_now.amount || !same).then(|| Moved {
                of: is.of.clone(),
                figure: is.figure,
                before: words(then),
                after: words(is_now),
                clause: is.clause.clone(),
                place: is.place,
                favours: match is_now.amount.cmp(&then.amount) {
                    std::cmp::Ordering::Greater => more,
                    std::cmp::Ordering::Less => less,
                    std::cmp::Ordering::Equal => Neither,
                },
                because: rule.because,
            })
        });
        worlds.push(World { scenario: name.clone(), changes: changes.collect() });
    }
    Ok(worlds)
}

fn opposite(favour: Favour) -> Favour {
    match favour {
        Lender => Borrower,
        Borrower => Lender,
        Neither => Neither,
    }
}

/// `DSCR below 1.35x` under the name and level that the new deal gives it.
fn respelt(of: &str, renamed: &[(String, String)]) -> String {
    let new = |name: &str| renamed.iter().find(|(old, _)| old == name).map(|(_, new)| new.clone());
    let (name, rest) = of.split_once(' ').unwrap_or((of, ""));
    let of = format!("{} {rest}", new(name).unwrap_or_else(|| name.to_owned()));
    new(of.trim()).unwrap_or_else(|| of.trim().to_owned())
}

fn run(model: &Model, scenario: usize, limits: &Limits) -> Result<Vec<Told>, Diagnostic> {
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
