//! Covenants: what every test date said, with headroom as a ratio and in money.

use super::{Figure, Reading};
use crate::model::{Consequence, Covenant, Deadline, Expr, ExprKind, Level, LevelTest, Measure};
use crate::plan::{Action, CovenantSlots, LevelSlots, Slot, Tested};
use crate::quantity::fraction;
use crate::time::Date;
use serde::Serialize;

/// One covenant over the whole run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CovenantOutcome {
    pub name: String,
    pub title: Option<String>,
    pub clause: Option<String>,
    /// Unit of its value; empty for a ratio.
    pub unit: String,
    pub tests: Vec<CovenantTest>,
}

/// One test date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CovenantTest {
    pub date: Date,
    #[serde(skip)]
    pub row: usize,
    pub status: Status,
    pub value: Option<Figure>,
    pub numerator: Option<Figure>,
    pub denominator: Option<Figure>,
    pub levels: Vec<LevelResult>,
    /// Why it was not tested, or by what it is waived.
    pub why: Option<String>,
}

/// One level on one test date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelResult {
    /// As written: `below 1.35x`.
    pub level: String,
    pub clause: Option<String>,
    pub status: Status,
    pub threshold: Option<Figure>,
    /// Distance to the level: negative when breached.
    pub headroom: Option<Figure>,
    /// The same in the money of the numerator: what it could lose (or, for a debt, grow) before the level fails.
    pub headroom_money: Option<Figure>,
    /// Money that would cure it.
    pub curable: Option<Figure>,
    /// The deadline, while it is pending.
    pub until: Option<Date>,
    /// How the deadline ended.
    pub settled: Option<Settled>,
}

/// How a pending breach ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Settled {
    pub on: Date,
    pub cured: bool,
}

/// What a test date said on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    NotTested,
    Passed,
    Waived,
    Cured,
    /// Failed, and a deadline still runs.
    Pending,
    Breached,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Status::NotTested => "not tested",
            Status::Passed => "passed",
            Status::Waived => "waived",
            Status::Cured => "cured",
            Status::Pending => "pending",
            Status::Breached => "breached",
        }
    }
}

impl LevelResult {
    /// What became of it in the end.
    pub fn in_the_end(&self) -> Status {
        match self.settled {
            Some(Settled { cured: true, .. }) => Status::Cured,
            Some(Settled { cured: false, .. }) => Status::Breached,
            None => self.status,
        }
    }

    pub fn failed(&self) -> bool {
        matches!(self.status, Status::Cured | Status::Pending | Status::Breached)
    }
}

/// Every covenant, in the order of the text.
pub fn covenants(it: &Reading) -> Vec<CovenantOutcome> {
    let covenants = it.model.covenants.iter().enumerate();
    covenants.map(|(index, covenant)| one(it, index, covenant)).collect()
}

fn one(it: &Reading, index: usize, covenant: &Covenant) -> CovenantOutcome {
    let slots = it.plan.events.covenants.iter().find(|slots| slots.covenant == index);
    let of = match &covenant.measure {
        Measure::Quotient { of, .. } => Some(of),
        Measure::Value(value) => Some(&value.of),
        Measure::Undisclosed => None,
    };
    let levels = look(it, index, covenant);
    let tests = it.periods().filter_map(|row| match (&covenant.measure, slots) {
        (Measure::Undisclosed, _) | (_, None) => undisclosed(it, covenant, row),
        (_, Some(slots)) if it.is_set(row, slots.tested) => Some(test(it, covenant, slots, &levels, row)),
        _ => None,
    });
    CovenantOutcome {
        name: covenant.label.name.clone(),
        title: covenant.label.title.clone(),
        clause: covenant.label.clause.clone(),
        unit: of.map(Figure::unit).unwrap_or_default(),
        tests: tests.collect(),
    }
}

/// A test date that cannot be kept: the paper withholds the measure, or the scenario strikes the covenant.
fn undisclosed(it: &Reading, covenant: &Covenant, row: usize) -> Option<CovenantTest> {
    if !covenant.dates.tested.get(row).copied().unwrap_or(false) {
        return None;
    }
    let why = match covenant.measure {
        Measure::Undisclosed => "the paper does not disclose the measure",
        _ => "the scenario leaves this covenant out",
    };
    Some(CovenantTest {
        date: it.date(row),
        row,
        status: Status::NotTested,
        value: None,
        numerator: None,
        denominator: None,
        levels: Vec::new(),
        why: Some(why.into()),
    })
}

/// A level as written, where the run kept it, and what it looked at.
struct Look<'a> {
    level: &'a Level,
    slots: &'a LevelSlots,
    tested: Option<&'a Tested>,
}

fn look<'a>(it: &Reading<'a>, index: usize, covenant: &'a Covenant) -> Vec<Look<'a>> {
    let plan = it.plan;
    let tested = |slots: &LevelSlots| {
        plan.operations.iter().rev().find_map(|operation| match &operation.action {
            Action::Test(test) if test.failed == slots.failed => Some(&test.tested),
            _ => None,
        })
    };
    let kept = plan.events.levels.iter().filter(|slots| slots.covenant == index);
    kept.filter_map(|slots| Some(Look { level: covenant.levels.get(slots.level)?, slots, tested: tested(slots) }))
        .collect()
}

fn test(it: &Reading, covenant: &Covenant, slots: &CovenantSlots, looks: &[Look], row: usize) -> CovenantTest {
    let value = it.slot(row, slots.value);
    let part = |slot: Option<Slot>| slot.and_then(|slot| it.slot(row, slot));
    let (numerator, denominator) = (part(slots.numerator), part(slots.denominator));
    let mut levels: Vec<LevelResult> = looks.iter().map(|look| level(it, look, &value, row)).collect();
    let waiver = covenant.waivers.iter().find(|waiver| waiver.row == row);
    if waiver.is_some() {
        levels.iter_mut().for_each(|level| level.status = Status::Waived);
    }
    // Levels that did not look leave the date to those that did.
    let status = levels.iter().map(|level| level.status).max().unwrap_or(Status::NotTested);
    let waived = waiver.and_then(|waiver| it.model.amendments.get(waiver.by.index())).map(|by| {
        let clause = by.label.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
        format!("waived by {}{clause}", by.label.name)
    });
    let not_tested = || why_not(covenant, &numerator, &denominator, &value, row);
    CovenantTest {
        date: it.date(row),
        row,
        status,
        why: waived.or_else(|| (status == Status::NotTested).then(not_tested)),
        value,
        numerator,
        denominator,
        levels,
    }
}

fn level(it: &Reading, look: &Look, value: &Option<Figure>, row: usize) -> LevelResult {
    let Look { level, slots, .. } = look;
    let set = |row: usize, slot: Option<Slot>| slot.is_some_and(|slot| it.is_set(row, slot));
    let failed = it.run.value(row, slots.failed);
    let pending = failed == Some(1) && set(row, slots.pending);
    let status = match failed {
        None => Status::NotTested,
        Some(0) => Status::Passed,
        Some(_) if pending => Status::Pending,
        Some(_) if set(row, slots.cured) => Status::Cured,
        Some(_) => Status::Breached,
    };
    let settled = pending.then(|| {
        (row + 1..it.run.rows.len()).find_map(|later| {
            let cured = set(later, slots.cured);
            (cured || set(later, slots.expired)).then(|| Settled { on: it.date(later), cured })
        })
    });
    let threshold = slots.threshold.and_then(|slot| it.slot(row, slot));
    let curable = slots.cure_amount.and_then(|slot| it.slot(row, slot)).filter(|it| it.value > 0);
    LevelResult {
        level: level.text.clone(),
        clause: level.clause.clone(),
        status,
        headroom: headroom(level, value, &threshold),
        headroom_money: headroom_money(it, look, row),
        threshold,
        curable: curable.filter(|_| failed == Some(1)),
        until: pending.then(|| until(it, level, slots, row)).flatten(),
        settled: settled.flatten(),
    }
}

fn headroom(level: &Level, value: &Option<Figure>, threshold: &Option<Figure>) -> Option<Figure> {
    let (value, threshold) = (value.as_ref()?, threshold.as_ref()?);
    if value.of.scale() != threshold.of.scale() {
        return None;
    }
    let distance = match level.test {
        LevelTest::Below(_) => value.value - threshold.value,
        LevelTest::Above(_) => threshold.value - value.value,
        LevelTest::When(_) => return None,
    };
    Some(Figure::new(distance, value.of.clone()))
}

/// N − L × D for `below`, L × D − N for `above`, in the unit of N when that is money.
fn headroom_money(it: &Reading, look: &Look, row: usize) -> Option<Figure> {
    let threshold = it.run.value(row, look.slots.threshold?)?;
    let (amount, at_the_level) = match *look.tested? {
        Tested::Quotient { numerator, denominator, left, right } => {
            let below = it.run.value(row, denominator).filter(|&it| it > 0)?;
            let at_the_level = fraction(&[threshold, below, right], &[left], it.plan.rounding)?;
            (it.slot(row, numerator)?, at_the_level)
        }
        Tested::Value(value) => (it.slot(row, value)?, threshold),
        Tested::Condition(_) => return None,
    };
    if !amount.is_money() {
        return None;
    }
    let distance = match look.level.test {
        LevelTest::Below(_) => amount.value.checked_sub(at_the_level)?,
        LevelTest::Above(_) => at_the_level.checked_sub(amount.value)?,
        LevelTest::When(_) => return None,
    };
    Some(Figure::new(distance, amount.of))
}

/// The day the deadline of a breach in this row ends.
fn until(it: &Reading, level: &Level, slots: &LevelSlots, row: usize) -> Option<Date> {
    let deal = &it.model.deal;
    let party = level.cure.as_ref().map(|cure| cure.within);
    if let Some(Deadline { within }) = level.consequences.iter().find_map(deadline) {
        let settles = slots.deadline.and_then(|slot| it.run.value(row, slot));
        let settles = settles.and_then(|row| usize::try_from(row).ok()).filter(|&row| row < it.plan.rows());
        return settles
            .map(|row| it.payment(row))
            .or_else(|| within.after(it.date(row), &deal.calendar, deal.month_end));
    }
    party?.after(it.date(row), &deal.calendar, deal.month_end)
}

fn deadline(consequence: &Consequence) -> Option<Deadline> {
    match consequence {
        Consequence::RequirePrepayment { within, .. } | Consequence::RequireTopUp { within, .. } => *within,
        _ => None,
    }
}

fn why_not(
    covenant: &Covenant,
    numerator: &Option<Figure>,
    denominator: &Option<Figure>,
    value: &Option<Figure>,
    row: usize,
) -> String {
    match (&covenant.measure, denominator) {
        (Measure::Quotient { .. }, Some(below)) if below.value == 0 => {
            return "nothing to divide by: the denominator is zero".into();
        }
        (Measure::Quotient { .. }, Some(below)) if below.value < 0 => return "the denominator is negative".into(),
        _ => {}
    }
    let parts: Vec<&Expr> = match &covenant.measure {
        Measure::Quotient { numerator: above, denominator: below, .. } => vec![above, below],
        Measure::Value(value) => vec![value],
        Measure::Undisclosed => Vec::new(),
    };
    let longest = parts.iter().filter_map(|part| longest_window(part)).max();
    match longest {
        Some(periods) if periods as usize > row => format!("its window of {periods} periods reaches before closing"),
        _ if numerator.is_none() && denominator.is_some() => "its numerator is not available".into(),
        _ if denominator.is_none() && numerator.is_some() => "its denominator is not available".into(),
        _ if value.is_none() => "its measure is not available".into(),
        _ => "its level is not available".into(),
    }
}

/// Periods of the longest window that must be full.
fn longest_window(expr: &Expr) -> Option<u32> {
    let own = match &expr.kind {
        ExprKind::Window(_, _, window) if !window.or_fewer => window.periods,
        _ => None,
    };
    expr.parts().into_iter().filter_map(longest_window).chain(own).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_word_wins() {
        assert!(
            Status::Breached > Status::Pending && Status::Pending > Status::Cured && Status::Cured > Status::Passed
        );
        assert!(Status::Passed > Status::NotTested);
    }
}
