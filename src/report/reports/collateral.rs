//! The loan against every value of its collateral, period by period.

use super::{View, cell};
use crate::engine::outcome::Collateral;
use crate::report::table::{Column, Table};

pub fn make(view: &View) -> Vec<Table> {
    view.outcome.collateral.iter().map(|collateral| one(view, collateral)).collect()
}

fn one(view: &View, collateral: &Collateral) -> Table {
    let clause = collateral.clause.as_ref().map(|clause| format!(" [{clause}]")).unwrap_or_default();
    let title = format!("{}{clause}", collateral.title());
    let mut table = Table::new(format!("collateral-{}", collateral.asset.to_lowercase()), title)
        .column(Column::left("Date").key())
        .column(Column::right("Loan").digits(0));
    for line in &collateral.lines {
        table = table.column(Column::right(capital(line)).digits(0)).column(Column::right(format!("{line} LTV")));
    }
    for date in collateral.dates.iter().filter(|date| view.shows(date.date)) {
        let mut cells = vec![cell::date(date.date), cell::of(&date.loan)];
        for (value, ltv) in date.values.iter().zip(&date.loan_to_value) {
            cells.push(cell::figure(value));
            cells.push(cell::percent(ltv));
        }
        table.row(cells);
    }
    if collateral.lines.iter().any(|line| line == "forced") {
        table
            .note("forced: what a sale of everything from that date would fetch, before costs; forced net: after them");
    }
    table
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
