//! The deal itself and the papers it cites.

use super::super::fact::{Book, Kind, Value};
use crate::analysis::lock::cited;
use crate::model::{Allowance, Deal, Source};
use crate::quantity::Rounding;
use crate::time::MonthEnd;
use std::collections::BTreeMap;

pub fn deal(book: &mut Book, deal: &Deal) {
    let Deal {
        label,
        currency,
        rounding,
        grid,
        months_per_period,
        payments,
        // It follows from the wind-down.
        tail: _,
        calendar,
        month_end,
    } = deal;
    let mut entry = book.about(Kind::Deal, "", None, label.place);
    entry.label(label);
    entry.word("currency", currency.code());
    entry.word(
        "rounding",
        match rounding {
            Rounding::HalfUp => "half up",
            Rounding::HalfEven => "half even",
        },
    );
    entry.date("closing", grid.closing());
    entry.number("length of a period", format!("{months_per_period} months"), i128::from(*months_per_period), "months");
    let ends = grid.ends().iter().enumerate().map(|(index, end)| ((index + 1).to_string(), end.to_string()));
    entry.rows("period ends", ends.collect());
    let dates = std::iter::once(grid.closing()).chain(grid.ends().iter().copied());
    let paid = dates.zip(payments).skip(1).map(|(end, date)| (end.to_string(), date.to_string()));
    entry.rows("payment dates", paid.collect());
    entry.word("calendar", calendar.words());
    entry.word(
        "month end",
        match month_end {
            MonthEnd::Keep => "keep",
            MonthEnd::SameDay => "same day",
        },
    );
}

/// With the words of each section that is cited.
pub fn source(book: &mut Book, source: &Source) {
    let Source { label, dated, paper } = source;
    let model = book.model;
    let all = model.clauses.iter().flat_map(|clause| &clause.cites).flat_map(|it| cited(model, it));
    let own: BTreeMap<String, _> =
        all.filter(|(name, _)| name.source == label.name).map(|(name, seal)| (name.number, seal)).collect();
    let mut entry = book.open(Kind::Source, label);
    if let Some(date) = dated {
        entry.date("dated", *date);
    }
    if let Some(paper) = paper {
        entry.word("file", &paper.path);
    }
    for (number, seal) in own {
        let hash = seal.hash.get(..12).unwrap_or(&seal.hash);
        let value = Value { text: String::new(), ..Value::word(hash) };
        entry.say("cited section", if number.is_empty() { "(as a whole)" } else { &number }, value, label.place);
    }
}

/// What a reader is told to overlook, by the clause it is told in.
pub fn allowance(book: &mut Book, allowance: &Allowance) {
    // Where it holds follows from where it stands.
    let Allowance { lint, reason, place, within: _ } = allowance;
    let clause = book.model.clause_at(*place).map_or(String::new(), |(_, clause)| format!(" in {}", clause.name));
    let mut entry = book.of_deal(*place);
    entry.say("allows", &format!("{lint}{clause}"), Value::word(reason), *place);
}
