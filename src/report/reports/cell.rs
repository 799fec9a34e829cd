//! Figures as cells: money as money, a covenant's value as its level is written.

use crate::engine::outcome::{Figure, Status};
use crate::model::Type;
use crate::quantity::Unit;
use crate::report::table::{Cell, Table, Tone};
use crate::time;

pub fn date(date: time::Date) -> Cell {
    Cell::Date { year: date.year(), month: date.month(), day: date.day() }
}

/// `n/a` where there is none.
pub fn figure(figure: &Option<Figure>) -> Cell {
    figure.as_ref().map_or(Cell::NotAvailable, of)
}

/// Nothing where there is none.
pub fn optional(figure: &Option<Figure>) -> Cell {
    figure.as_ref().map_or(Cell::Empty, of)
}

pub fn of(figure: &Figure) -> Cell {
    let (mantissa, scale) = (figure.value, figure.of.scale());
    match &figure.of {
        Type::Quantity(unit) if unit.is_ratio() => Cell::Ratio { mantissa, scale },
        Type::Quantity(unit) if unit.is_rate() => Cell::Percent { mantissa, scale },
        Type::Quantity(unit) => match unit.currency() {
            Some(currency) if unit.is_money() => Cell::money(mantissa, scale, currency.code()),
            _ => Cell::Number { mantissa, scale },
        },
        Type::Boolean | Type::Date => Cell::text(figure.plain()),
    }
}

/// A ratio in percent.
pub fn percent(figure: &Option<Figure>) -> Cell {
    match figure {
        Some(it) if it.of.unit().is_some_and(Unit::is_ratio) => {
            Cell::Percent { mantissa: it.value, scale: it.of.scale() }
        }
        other => self::figure(other),
    }
}

/// As the level is written: `1.35x` beside `below 1.35x`, `82.9%` beside `above 85%`.
pub fn measured(figure: &Option<Figure>, level: &str) -> Cell {
    match figure {
        Some(it) if it.of.unit().is_some_and(Unit::is_ratio) && !level.contains('%') => {
            Cell::Multiple { mantissa: it.value, scale: it.of.scale() }
        }
        other => percent(other),
    }
}

pub fn text(text: &Option<String>) -> Cell {
    text.as_ref().map_or(Cell::Empty, |it| Cell::text(it.as_str()))
}

pub fn status(status: Status) -> Cell {
    let tone = match status {
        Status::Passed => Tone::Good,
        Status::Cured | Status::Waived | Status::Pending => Tone::Warning,
        Status::Breached => Tone::Bad,
        Status::NotTested => Tone::Quiet,
    };
    Cell::Mark(status.word().into(), tone)
}

/// Nothing instead of zero, so that what matters stands out.
pub fn unless_zero(figure: &Option<Figure>) -> Cell {
    match figure {
        Some(it) if it.value == 0 => Cell::Empty,
        it => optional(it),
    }
}

/// Without the columns that never say anything.
pub fn without_empty_columns(mut table: Table) -> Table {
    let is_empty = |cell: &Cell| *cell == Cell::Empty || *cell == Cell::text("");
    if table.rows.is_empty() {
        return table;
    }
    let says: Vec<bool> = (0..table.columns.len()).map(|column| !table.cells(column).all(is_empty)).collect();
    let kept = |index: usize| says.get(index).copied().unwrap_or(true);
    for row in &mut table.rows {
        let cells = std::mem::take(row).into_iter().enumerate();
        *row = cells.filter(|(index, _)| kept(*index)).map(|(_, cell)| cell).collect();
    }
    let columns = std::mem::take(&mut table.columns).into_iter().enumerate();
    table.columns = columns.filter(|(index, _)| kept(*index)).map(|(_, column)| column).collect();
    table
}
