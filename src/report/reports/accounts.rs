//! Each account by period: opening, in, out, closing, target.

use super::{View, cell};
use crate::engine::outcome::Figure;
use crate::model::{AccountAttribute, AccountId, Read, Type};
use crate::plan::{Held, Place, Slot};
use crate::quantity::Unit;
use crate::report::table::{Column, Table};

pub fn make(view: &View) -> Vec<Table> {
    let accounts = view.it.plan.accounts.iter().enumerate();
    accounts.map(|(index, (name, slot))| one(view, index, name, *slot)).collect()
}

fn one(view: &View, index: usize, name: &str, balance: Slot) -> Table {
    let label = view.it.model.accounts.get(index).map(|account| &account.label);
    let title =
        label.and_then(|label| label.title.clone()).map_or_else(|| name.to_string(), |title| format!("{name} {title}"));
    let target = Read::Account(AccountId(index as u32), AccountAttribute::Target);
    let has_target = label.is_some() && view.it.model.accounts[index].target.is_some();
    let mut table = Table::new(format!("account-{}", name.to_lowercase()), title)
        .column(Column::left("Date").key())
        .column(Column::right("Opening").digits(0))
        .column(Column::right("In").digits(0))
        .column(Column::right("Out").digits(0))
        .column(Column::right("Closing").digits(0));
    if has_target {
        table = table.column(Column::right("Target").digits(0));
    }
    let money = Type::Quantity(Unit::money(view.it.model.deal.currency));
    let moved = movements(view, index);
    for row in view.rows() {
        let (into, out) = moved.get(row).copied().unwrap_or_default();
        let mut cells = vec![
            cell::date(view.it.date(row)),
            cell::optional(&opening(view, row, balance)),
            cell::of(&Figure::new(into, money.clone())),
            cell::of(&Figure::new(out, money.clone())),
            cell::figure(&view.it.slot(row, balance)),
        ];
        if has_target {
            cells.push(cell::optional(&view.it.read(row, target)));
        }
        table.row(cells);
    }
    table
}

fn opening(view: &View, row: usize, balance: Slot) -> Option<Figure> {
    match row.checked_sub(1) {
        Some(before) => view.it.slot(before, balance),
        None => match view.it.plan.slots.get(balance.index())? {
            info if matches!(info.held, Held::State(_)) => {
                let Held::State(initial) = info.held else { return None };
                Some(Figure::new(initial, info.of.clone()))
            }
            _ => None,
        },
    }
}

/// In and out of an account, by row.
fn movements(view: &View, index: usize) -> Vec<(i128, i128)> {
    let here = Place::Account(index as u32);
    let mut moved = vec![(0i128, 0i128); view.it.run.rows.len()];
    for posting in &view.it.run.postings {
        let Some((into, out)) = moved.get_mut(posting.row) else { continue };
        if posting.to == here {
            *into += posting.amount;
        }
        if posting.from == here {
            *out += posting.amount;
        }
    }
    moved
}
