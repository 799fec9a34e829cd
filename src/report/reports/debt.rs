//! Each tranche by period: opening, draws, interest, principal, closing.

use super::{View, cell};
use crate::model::{Read, TrancheAttribute, TrancheId};
use crate::report::table::{Column, Table};

/// In the order of the columns.
const SHOWN: &[(TrancheAttribute, &str)] = &[
    (TrancheAttribute::Opening, "Opening"),
    (TrancheAttribute::Drawn, "Drawn"),
    (TrancheAttribute::Capitalized, "Capitalized"),
    (TrancheAttribute::Scheduled, "Scheduled"),
    (TrancheAttribute::ScheduledPaid, "Scheduled paid"),
    (TrancheAttribute::Prepaid, "Prepaid"),
    (TrancheAttribute::Balance, "Closing"),
    (TrancheAttribute::Coupon, "Coupon"),
    (TrancheAttribute::Interest, "Interest"),
    (TrancheAttribute::InterestPaid, "Interest paid"),
    (TrancheAttribute::Unpaid, "Unpaid"),
    (TrancheAttribute::Received, "On the claim"),
];

pub fn make(view: &View) -> Vec<Table> {
    (0..view.it.model.tranches.len()).map(|index| one(view, TrancheId(index as u32))).collect()
}

fn one(view: &View, id: TrancheId) -> Table {
    let label = &view.it.model.tranches[id.index()].label;
    let parts =
        [Some(label.name.clone()), label.title.clone(), label.clause.as_ref().map(|clause| format!("[{clause}]"))];
    let title = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let read = |row, attribute| view.it.read(row, Read::Tranche(id, attribute));
    // A column that never says anything is left out: most debts never capitalize.
    let says = |attribute| view.rows().any(|row| read(row, attribute).is_some_and(|it| it.value != 0));
    let shown: Vec<_> = SHOWN.iter().filter(|(attribute, _)| says(*attribute)).collect();
    let mut table = Table::new(format!("debt-{}", label.name.to_lowercase()), title).column(Column::left("Date").key());
    for (attribute, name) in &shown {
        let digits = if *attribute == TrancheAttribute::Coupon { 3 } else { 0 };
        table = table.column(Column::right(*name).digits(digits));
    }
    for row in view.rows() {
        let mut cells = vec![cell::date(view.it.date(row))];
        cells.extend(shown.iter().map(|(attribute, _)| cell::optional(&read(row, *attribute))));
        table.row(cells);
    }
    table
}
