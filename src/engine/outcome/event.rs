//! What happened, in date order: breaches, states, cures, defaults, enforcement, sales.

use super::{CovenantOutcome, Figure, MissedPayment, Reading};
use crate::model::{LiquidationAttribute, LiquidationId, Model, Read, ScenarioId, ShockEntry, StateId, TestPosition};
use crate::time::Date;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub date: Date,
    pub kind: EventKind,
    /// The covenant, state, tranche, liquidation or shock.
    pub of: String,
    /// In a few words: `below 1.35x at 1.3112x`.
    pub text: String,
    pub clause: Option<String>,
    pub amount: Option<Figure>,
    #[serde(skip)]
    order: (usize, u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    Shock,
    LevelFailed,
    LevelPassed,
    StateEntered,
    StateLeft,
    CureCommitted,
    Cured,
    DeadlineExpired,
    MissedPayment,
    PaymentDefault,
    MaturityDefault,
    EventOfDefault,
    EnforcementStarted,
    Acceleration,
    Sale,
    WindDownEnded,
}

impl EventKind {
    pub fn words(self) -> &'static str {
        match self {
            EventKind::Shock => "shock",
            EventKind::LevelFailed => "breach",
            EventKind::LevelPassed => "passes again",
            EventKind::StateEntered => "entered",
            EventKind::StateLeft => "left",
            EventKind::CureCommitted => "cure committed",
            EventKind::Cured => "cured",
            EventKind::DeadlineExpired => "deadline expired",
            EventKind::MissedPayment => "missed payment",
            EventKind::PaymentDefault => "payment default",
            EventKind::MaturityDefault => "maturity default",
            EventKind::EventOfDefault => "event of default",
            EventKind::EnforcementStarted => "enforcement starts",
            EventKind::Acceleration => "acceleration",
            EventKind::Sale => "sale",
            EventKind::WindDownEnded => "wind-down ends",
        }
    }
}

/// Places of events within a period, in the order of its moments.
mod moment {
    pub const DRAW: u8 = 0;
    pub const TEST_EARLY: u8 = 1;
    pub const PAY: u8 = 3;
    pub const TEST: u8 = 4;
    pub const STATE: u8 = 5;
    pub const REACT: u8 = 6;
    pub const DEFAULT: u8 = 7;
    pub const ENFORCE: u8 = 8;
    pub const SELL: u8 = 9;
    pub const END: u8 = 10;
}

pub fn events(
    it: &Reading,
    scenario: ScenarioId,
    covenants: &[CovenantOutcome],
    missed: &[MissedPayment],
) -> Vec<Event> {
    let mut events = shocks(it, scenario);
    events.extend(levels(it, covenants));
    events.extend(cures(it));
    events.extend(states(it));
    events.extend(missed.iter().map(missed_payment));
    events.extend(defaults(it));
    events.extend(enforcement(it));
    events.extend(sales(it));
    events.sort_by_key(|event| (event.date, event.order));
    events
}

fn event(date: Date, kind: EventKind, of: &str, text: impl Into<String>, order: (usize, u8)) -> Event {
    Event { date, kind, of: of.into(), text: text.into(), clause: None, amount: None, order }
}

impl Event {
    fn clause(self, clause: &Option<String>) -> Event {
        Event { clause: clause.clone(), ..self }
    }

    fn amount(self, amount: Option<Figure>) -> Event {
        Event { amount, ..self }
    }
}

/// The entries of the scenario's shocks, those the run reached; one without a date acts from closing.
fn shocks(it: &Reading, scenario: ScenarioId) -> Vec<Event> {
    let Some(scenario) = it.model.scenarios.get(scenario.index()) else { return Vec::new() };
    let shocks = scenario.shocks.iter().filter_map(|id| it.model.shocks.get(id.index()));
    let entries = shocks.flat_map(|shock| shock.entries.iter().map(move |entry| (shock, entry)));
    entries
        .filter_map(|(shock, entry)| {
            let from = entry.from.unwrap_or(it.date(0));
            let order = (it.row_of(from)?, moment::DRAW);
            let event = event(from, EventKind::Shock, &shock.label.name, entry_text(it.model, entry), order);
            Some(event.clause(&shock.label.clause))
        })
        .collect()
}

fn entry_text(model: &Model, entry: &ShockEntry) -> String {
    match (entry.text.is_empty(), &entry.target) {
        (false, _) => entry.text.clone(),
        (true, crate::model::ShockTarget::PartyDefault(id)) => {
            format!("{} defaults", model.parties[id.index()].label.name)
        }
        (true, _) => String::new(),
    }
}

/// A level that fails where it passed before, and one that passes where it failed.
fn levels(it: &Reading, covenants: &[CovenantOutcome]) -> Vec<Event> {
    let mut events = Vec::new();
    for (covenant, outcome) in it.model.covenants.iter().zip(covenants) {
        let when = match covenant.position {
            TestPosition::Close => moment::TEST,
            TestPosition::BeforeWaterfall(_) | TestPosition::BeforeStep(_) => moment::TEST_EARLY,
        };
        let levels = outcome.tests.iter().map(|test| test.levels.len()).max().unwrap_or(0);
        for index in 0..levels {
            let mut was_failed = false;
            for test in &outcome.tests {
                let Some(level) = test.levels.get(index).filter(|level| level.status != super::Status::NotTested)
                else {
                    continue;
                };
                if level.failed() != was_failed {
                    let kind = if was_failed { EventKind::LevelPassed } else { EventKind::LevelFailed };
                    let value = test.value.as_ref().map(|value| format!(" at {}", as_level(value, &level.level)));
                    let text = format!("{}{}", level.level, value.unwrap_or_default());
                    let clause = level.clause.clone().or_else(|| outcome.clause.clone());
                    let amount = level.headroom_money.clone();
                    events.push(
                        event(test.date, kind, &outcome.name, text, (test.row, when)).clause(&clause).amount(amount),
                    );
                }
                was_failed = level.failed();
            }
        }
    }
    events
}

/// A ratio as its level is written: `1.3112x` beside `below 1.35x`, `82.9%` beside `above 85%`.
pub fn as_level(value: &Figure, level: &str) -> String {
    use crate::quantity::decimal::{multiple, percent};
    match value.of.unit() {
        Some(unit) if unit.is_ratio() && level.contains('%') => percent(value.value, 1),
        Some(unit) if unit.is_ratio() => multiple(value.value, 4),
        _ => value.words(),
    }
}

fn cures(it: &Reading) -> Vec<Event> {
    let mut events = Vec::new();
    for slots in &it.plan.events.levels {
        let Some(covenant) = it.model.covenants.get(slots.covenant) else { continue };
        let Some(level) = covenant.levels.get(slots.level) else { continue };
        let clause = level.clause.clone().or_else(|| covenant.label.clause.clone());
        for row in it.periods() {
            let amount = || slots.cure_amount.and_then(|slot| it.slot(row, slot)).filter(|it| it.value > 0);
            let mut push = |kind, amount| {
                let happened =
                    event(it.date(row), kind, &covenant.label.name, level.text.clone(), (row, moment::REACT));
                events.push(happened.clause(&clause).amount(amount));
            };
            let arrived = slots.cured.is_some_and(|slot| it.is_set(row, slot));
            // A promise on the day on which the one before it arrived is a new one.
            if slots.committed.is_some_and(|slot| it.turns_on(row, slot) || (arrived && it.is_set(row, slot))) {
                push(EventKind::CureCommitted, amount());
            }
            if arrived {
                push(EventKind::Cured, None);
            }
            if slots.expired.is_some_and(|slot| it.is_set(row, slot)) {
                push(EventKind::DeadlineExpired, None);
            }
        }
    }
    events
}

fn states(it: &Reading) -> Vec<Event> {
    let mut events = Vec::new();
    for (index, state) in it.model.states.iter().enumerate() {
        let Some(&slot) = it.plan.directory.get(&Read::State(StateId(index as u32))) else { continue };
        for row in it.periods() {
            let kind = match (it.turns_on(row, slot), it.turns_off(row, slot)) {
                (true, _) => EventKind::StateEntered,
                (_, true) => EventKind::StateLeft,
                _ => continue,
            };
            let title = state.label.title.clone().unwrap_or_default();
            events.push(
                event(it.date(row), kind, &state.label.name, title, (row, moment::STATE)).clause(&state.label.clause),
            );
        }
    }
    events
}

fn missed_payment(missed: &MissedPayment) -> Event {
    let part = |name: &str, figure: &Option<Figure>| {
        figure.as_ref().filter(|it| it.value > 0).map(|figure| format!("{name} {}", figure.words()))
    };
    let parts = [part("interest", &missed.interest_short), part("principal", &missed.principal_short)];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    event(missed.date, EventKind::MissedPayment, &missed.tranche, text, (missed.row, moment::PAY))
        .clause(&missed.clause)
        .amount(missed.short.clone())
}

fn defaults(it: &Reading) -> Vec<Event> {
    let mut events = Vec::new();
    for (tranche, slots) in it.model.tranches.iter().zip(&it.plan.events.tranches) {
        let kinds = [
            (EventKind::PaymentDefault, slots.payment_default),
            (EventKind::MaturityDefault, slots.maturity_default),
            (EventKind::EventOfDefault, slots.in_default),
        ];
        for (kind, slot) in kinds {
            for row in it.periods().filter(|&row| it.turns_on(row, slot)) {
                // A due expires on a payment date; whatever it sets off is of that day.
                let unpaid = it.is_set(row, slots.payment_default) || it.is_set(row, slots.maturity_default);
                let date = if unpaid { it.payment(row).max(it.date(row)) } else { it.date(row) };
                events.push(
                    event(date, kind, &tranche.label.name, "", (row, moment::DEFAULT)).clause(&tranche.label.clause),
                );
            }
        }
    }
    events
}

fn enforcement(it: &Reading) -> Vec<Event> {
    let mut events = Vec::new();
    let Some(enforcement) = &it.model.enforcement else { return events };
    let slots = &it.plan.events;
    let label = &enforcement.label;
    for row in it.rows() {
        let mut push = |kind, moment| {
            events.push(event(it.date(row), kind, &label.name, "", (row, moment)).clause(&label.clause));
        };
        if slots.enforcement_started.is_some_and(|slot| it.turns_on(row, slot)) {
            push(EventKind::EnforcementStarted, moment::ENFORCE);
        }
        if slots.accelerated.is_some_and(|slot| it.turns_on(row, slot)) {
            push(EventKind::Acceleration, moment::ENFORCE);
        }
    }
    let last = it.run.last();
    if last > it.plan.periods {
        let ended = event(it.date(last), EventKind::WindDownEnded, &label.name, "", (last, moment::END));
        events.push(ended.clause(&label.clause));
    }
    events
}

fn sales(it: &Reading) -> Vec<Event> {
    let mut events = Vec::new();
    for (index, liquidation) in it.model.liquidations.iter().enumerate() {
        for row in it.rows() {
            let read = |attribute| it.read(row, Read::Liquidation(LiquidationId(index as u32), attribute));
            let Some(sold) = read(LiquidationAttribute::Sold).filter(|it| it.value > 0) else { continue };
            let price = read(LiquidationAttribute::Price).map(|price| format!(" at {}", price.words()));
            let text = format!("{}{}", sold.words(), price.unwrap_or_default());
            let lot = event(it.date(row), EventKind::Sale, &liquidation.label.name, text, (row, moment::SELL));
            events.push(lot.clause(&liquidation.label.clause).amount(read(LiquidationAttribute::Net)));
        }
    }
    events
}
