//! One screen: which covenant breaks first, what is missed, what is recovered, the loan against its collateral.

use super::{View, cell};
use crate::engine::outcome::{
    Collateral, CollateralDate, CovenantOutcome, CovenantTest, Event, EventKind, LevelResult, Recovery, Status,
};
use crate::quantity::decimal;
use crate::report::table::{Cell, Column, Table, Tone};

pub fn make(view: &View) -> Vec<Table> {
    let mut tables = vec![covenants(view)];
    tables.extend(defaults(view));
    if !view.outcome.recoveries.is_empty() {
        tables.push(recoveries(view));
    }
    tables.extend(collateral(view));
    if let Some(last) = tables.last_mut() {
        assumed(view, last);
    }
    tables
}

/// A row a level: its first breach, or the test that came nearest to one.
fn covenants(view: &View) -> Table {
    let outcome = view.outcome;
    let given: Vec<String> = outcome.given.iter().map(|it| format!("{} = {}", it.name, it.value)).collect();
    let given = if given.is_empty() { String::new() } else { format!(" with {}", given.join(", ")) };
    let title =
        format!("{}, scenario {}{given}, {} to {}", outcome.deal, outcome.scenario, outcome.closing, outcome.end);
    let mut table = Table::new("summary-covenants", title)
        .column(Column::left("Covenant"))
        .column(Column::left("Level"))
        .column(Column::left("Clause"))
        .column(Column::left("First breach"))
        .column(Column::right("Value").digits(3))
        .column(Column::right("Headroom").digits(0))
        .column(Column::right("Failed"))
        .column(Column::left("In the end"));
    for covenant in &outcome.covenants {
        let levels = covenant.tests.iter().map(|test| test.levels.len()).max().unwrap_or(0);
        for index in 0..levels {
            if let Some(row) = level(covenant, index) {
                table.row(row);
            }
        }
        if levels == 0 {
            let why = covenant.tests.iter().find_map(|test| test.why.clone()).unwrap_or_else(|| "no test date".into());
            table.row(vec![
                Cell::text(&*covenant.name),
                Cell::Empty,
                cell::text(&covenant.clause),
                Cell::Mark("not tested".into(), Tone::Quiet),
            ]);
            table.note(format!("{}: not tested, {why}", covenant.name));
        }
    }
    table
}

fn level(covenant: &CovenantOutcome, index: usize) -> Option<Vec<Cell>> {
    let tested = || covenant.tests.iter().filter_map(|test| Some((test, test.levels.get(index)?)));
    let failed: Vec<(&CovenantTest, &LevelResult)> = tested().filter(|(_, level)| level.failed()).collect();
    let looked = tested().filter(|(_, level)| level.threshold.is_some() || level.failed()).count();
    let nearest = tested()
        .filter(|(_, level)| level.headroom.is_some())
        .min_by_key(|(_, level)| level.headroom.as_ref().map(|it| it.value));
    let (_, any) = tested().next()?;
    let shown = failed.first().copied().or(nearest);
    let first = match failed.first() {
        Some((test, _)) => cell::date(test.date),
        None => Cell::Mark("never".into(), Tone::Good),
    };
    let last_test = tested().rfind(|(_, level)| level.status != Status::NotTested).map(|(_, level)| level.status);
    let end = match failed.last() {
        None => Cell::Mark("passed".into(), Tone::Good),
        Some(_) if last_test == Some(Status::Passed) => Cell::Mark("passes again".into(), Tone::Warning),
        Some((_, last)) => cell::status(last.in_the_end()),
    };
    Some(vec![
        Cell::text(&*covenant.name),
        Cell::text(&*any.level),
        cell::text(&any.clause.clone().or_else(|| covenant.clause.clone())),
        first,
        shown.map_or(Cell::Empty, |(test, level)| cell::measured(&test.value, &level.level)),
        shown.map_or(Cell::Empty, |(_, level)| cell::optional(&level.headroom_money)),
        Cell::text(format!("{} of {looked}", failed.len())),
        end,
    ])
}

/// The first of each kind of event that matters to a lender.
fn defaults(view: &View) -> Option<Table> {
    let kinds = [
        EventKind::StateEntered,
        EventKind::MissedPayment,
        EventKind::PaymentDefault,
        EventKind::MaturityDefault,
        EventKind::EventOfDefault,
        EventKind::EnforcementStarted,
        EventKind::Acceleration,
    ];
    let mut told: Vec<(&Event, usize)> = Vec::new();
    for event in view.outcome.events.iter().filter(|event| kinds.contains(&event.kind)) {
        match told.iter_mut().find(|(first, _)| (first.kind, &first.of) == (event.kind, &event.of)) {
            Some((_, times)) => *times += 1,
            None => told.push((event, 1)),
        }
    }
    if told.is_empty() && view.outcome.unpaid_at_maturity.is_empty() {
        return None;
    }
    let mut table = Table::new("summary-events", "What follows")
        .column(Column::left("First on"))
        .column(Column::left("Event"))
        .column(Column::left("Of"))
        .column(Column::left("Clause"))
        .column(Column::right("Amount").digits(0))
        .column(Column::right("Times"));
    for (event, times) in told {
        let tone = if event.kind == EventKind::StateEntered { Tone::Warning } else { Tone::Bad };
        table.row(vec![
            cell::date(event.date),
            Cell::Mark(event.kind.words().into(), tone),
            Cell::text(&*event.of),
            cell::text(&event.clause),
            cell::optional(&event.amount),
            Cell::count(times),
        ]);
    }
    for unpaid in &view.outcome.unpaid_at_maturity {
        table.row(vec![
            cell::date(unpaid.maturity),
            Cell::Mark("unpaid at maturity".into(), Tone::Bad),
            Cell::text(&*unpaid.tranche),
            cell::text(&unpaid.clause),
            cell::of(&unpaid.balance),
        ]);
    }
    Some(cell::without_empty_columns(table))
}

fn recoveries(view: &View) -> Table {
    let mut table = Table::new("summary-recovery", "Recovery")
        .column(Column::left("Tranche"))
        .column(Column::right("Claim").digits(0))
        .column(Column::right("Received").digits(0))
        .column(Column::right("Nominal"))
        .column(Column::right("Discounted"))
        .column(Column::left("Range"))
        .column(Column::left("Remark"));
    for (index, recovery) in view.outcome.recoveries.iter().enumerate() {
        table.row(vec![
            Cell::text(&*recovery.tranche),
            cell::optional(&recovery.claim),
            cell::optional(&recovery.received),
            cell::percent(&recovery.nominal),
            cell::percent(&recovery.discounted),
            Cell::text(range(view, index)),
            remark(recovery),
        ]);
    }
    for entry in &view.outcome.range {
        let told = entry
            .recoveries
            .iter()
            .filter_map(|it| Some(format!("{} {}", it.tranche, percent(it.nominal.as_ref()?.value))));
        table.note(format!(
            "{} with impact {}: {}",
            entry.liquidation,
            entry.impact,
            told.collect::<Vec<_>>().join(", ")
        ));
    }
    cell::without_empty_columns(table)
}

/// From the worst to the best nominal recovery over the stated form and those listed.
fn range(view: &View, tranche: usize) -> String {
    let stated = view.outcome.recoveries.get(tranche);
    let listed = view.outcome.range.iter().filter_map(|entry| entry.recoveries.get(tranche));
    let values: Vec<i128> =
        stated.into_iter().chain(listed).filter_map(|it| Some(it.nominal.as_ref()?.value)).collect();
    match (values.iter().min(), values.iter().max()) {
        (Some(low), Some(high)) if !view.outcome.range.is_empty() => format!("{} to {}", percent(*low), percent(*high)),
        _ => String::new(),
    }
}

fn percent(ratio: i128) -> String {
    decimal::percent(ratio, 1)
}

pub(super) fn remark(recovery: &Recovery) -> Cell {
    let owes = recovery.outstanding.as_ref().is_some_and(|it| it.value > 0);
    let (words, tone) = match (recovery.never_defaulted, recovery.accelerated) {
        (true, _) if owes => ("never defaulted, still owed".to_string(), Tone::Warning),
        (true, _) => ("never defaulted".to_string(), Tone::Good),
        (false, Some(date)) => (format!("accelerated {date}"), Tone::Bad),
        (false, None) if owes => ("defaulted, still owed".to_string(), Tone::Bad),
        (false, None) => ("repaid".to_string(), Tone::Good),
    };
    Cell::Mark(words, tone)
}

/// Loan to value against every line: at closing, at its worst, at the last date with a loan.
fn collateral(view: &View) -> Vec<Table> {
    view.outcome.collateral.iter().map(|collateral| one(view, collateral)).collect()
}

/// Up to the acceleration: what is left while collateral is being sold says nothing about the loan that was made.
fn one(view: &View, collateral: &Collateral) -> Table {
    let accelerated = view.outcome.recoveries.iter().find_map(|recovery| recovery.accelerated);
    let title = format!("{}, by every value", collateral.title());
    let mut table = Table::new("summary-collateral", title)
        .column(Column::left("Value"))
        .column(Column::right("At closing").digits(0))
        .column(Column::right("LTV"))
        .column(Column::right("Worst LTV"))
        .column(Column::left("On"))
        .column(Column::right("Loan then").digits(0))
        .column(Column::right("Value then").digits(0))
        .column(Column::right("Last LTV"));
    let before_the_sale = |it: &&CollateralDate| accelerated.is_none_or(|on| it.date <= on);
    let known = |it: &&CollateralDate| it.loan.value > 0 && it.loan_to_value.iter().any(Option::is_some);
    let with_loan: Vec<&CollateralDate> = collateral.dates.iter().filter(before_the_sale).filter(known).collect();
    for (index, line) in collateral.lines.iter().enumerate() {
        let at = |date: &CollateralDate| date.loan_to_value.get(index).cloned().flatten();
        let worst = with_loan
            .iter()
            .filter(|it| at(it).is_some())
            .max_by_key(|it| (at(it).map(|it| it.value), std::cmp::Reverse(it.date)));
        let closing = collateral.dates.first();
        let last = with_loan.last();
        table.row(vec![
            Cell::text(&**line),
            closing.map_or(Cell::Empty, |it| cell::figure(&it.values.get(index).cloned().flatten())),
            closing.map_or(Cell::Empty, |it| cell::percent(&at(it))),
            worst.map_or(Cell::NotAvailable, |it| cell::percent(&at(it))),
            worst.map_or(Cell::Empty, |it| cell::date(it.date)),
            worst.map_or(Cell::Empty, |it| cell::of(&it.loan)),
            worst.map_or(Cell::Empty, |it| cell::figure(&it.values.get(index).cloned().flatten())),
            last.map_or(Cell::Empty, |it| cell::percent(&at(it))),
        ]);
    }
    if let Some(last) = with_loan.last() {
        table.note(format!(
            "last LTV: on {}, the last close with a loan{}",
            last.date,
            if accelerated.is_some() { " before the sale" } else { "" }
        ));
    }
    table
}

fn assumed(view: &View, table: &mut Table) {
    if !view.outcome.assumed.is_empty() {
        table.note("Assumed:");
    }
    for sentence in &view.outcome.assumed {
        table.note(format!("- {sentence}"));
    }
}
