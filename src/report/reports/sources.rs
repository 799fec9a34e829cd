//! Sources and uses: at closing and on each draw, from the cash that was posted.

use super::{View, cell};
use crate::engine::exact::Posting;
use crate::engine::outcome::Figure;
use crate::model::{Type, WaterfallDates};
use crate::plan::{Party, Place};
use crate::quantity::Unit;
use crate::report::table::{Cell, Column, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Sources and uses of one date by name, with the clause of the use.
type Side = BTreeMap<(String, String), i128>;

pub fn make(view: &View) -> Vec<Table> {
    let drawn = |posting: &&Posting| matches!(posting.from, Place::Outside(Party::Lenders(_)));
    let rows: BTreeSet<usize> = view.it.run.postings.iter().filter(drawn).map(|posting| posting.row).collect();
    let tables = rows.into_iter().filter(|&row| view.shows(view.it.date(row))).map(|row| one(view, row));
    tables.collect()
}

fn one(view: &View, row: usize) -> Table {
    let money = Type::Quantity(Unit::money(view.it.model.deal.currency));
    let when = if row == 0 { "closing".to_string() } else { view.it.date(row).to_string() };
    let mut table = Table::new(format!("sources-{}", view.it.date(row)), format!("Sources and uses, {when}"))
        .column(Column::left("Side"))
        .column(Column::left("Item"))
        .column(Column::left("Step"))
        .column(Column::right("Amount").digits(0));
    let (sources, uses) = sides(view, row);
    for (name, side) in [("source", &sources), ("use", &uses)] {
        for ((item, step), amount) in side {
            let amount = Figure::new(*amount, money.clone());
            table.row(vec![Cell::text(name), Cell::text(&**item), Cell::text(&**step), cell::of(&amount)]);
        }
        let total = Figure::new(side.values().sum(), money.clone());
        table.row(vec![Cell::text(name), Cell::text("total"), Cell::Empty, cell::of(&total)]);
    }
    table
}

/// Draws and what others add in the draw's own waterfalls, against where they go; what no step moved on stays in its account.
fn sides(view: &View, row: usize) -> (Side, Side) {
    let (mut sources, mut uses) = (Side::new(), Side::new());
    let mut kept: BTreeMap<Place, i128> = BTreeMap::new();
    for posting in view.it.run.postings.iter().filter(|posting| posting.row == row) {
        let step = view.it.step_of(posting.operation).and_then(|id| {
            let belongs = |dates| matches!(dates, WaterfallDates::EachDraw | WaterfallDates::Closing);
            let own = view.it.model.waterfalls.iter().find(|it| belongs(it.dates) && it.steps.contains(&id))?;
            let step = view.it.model.steps.get(id.index())?;
            Some((own, step))
        });
        let is_draw = matches!(posting.from, Place::Outside(Party::Lenders(_)));
        if step.is_none() && !is_draw {
            continue;
        }
        let name = step.map_or_else(String::new, |(_, step)| step.label.name.clone());
        match posting.from {
            Place::Outside(_) => {
                *sources.entry((view.it.holder(posting.from), name.clone())).or_default() += posting.amount
            }
            Place::Account(_) => *kept.entry(posting.from).or_default() -= posting.amount,
        }
        match posting.to {
            Place::Outside(_) => *uses.entry((view.it.holder(posting.to), name)).or_default() += posting.amount,
            Place::Account(_) => *kept.entry(posting.to).or_default() += posting.amount,
        }
    }
    for (place, amount) in kept {
        let side = if amount < 0 { &mut sources } else { &mut uses };
        if amount != 0 {
            *side.entry((format!("account {}", view.it.holder(place)), String::new())).or_default() += amount.abs();
        }
    }
    (sources, uses)
}
