//! The formats tables are printed in: what grows is this list.

pub(super) mod csv;
mod json;
pub(in crate::report) mod markdown;
mod plain;
mod text;

use super::table::Cell;
use super::table::Table;
use crate::quantity::decimal::{self, plain, shortest};
use crate::quantity::fixed::Rounding;

/// A way of printing tables. An entry is one file and one line in [`FORMATS`].
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What `--format` takes.
    pub name: &'static str,
    pub sentence: &'static str,
    pub print: fn(&[Table], Look) -> String,
}

/// How it should look to a person; formats for programs do not ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub colour: bool,
    /// Columns of the screen.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Look {
        Look { colour: false, width: 120 }
    }
}

pub const FORMATS: &[Format] = &[
    Format {
        name: "human",
        sentence: "aligned columns for a terminal, figures rounded for reading",
        print: text::print,
    },
    Format { name: "json", sentence: "every digit, amounts as strings, with a published schema", print: json::print },
    Format { name: "csv", sentence: "every digit, for a spreadsheet, safe to open", print: csv::print },
    Format { name: "markdown", sentence: "tables for a page or a comment", print: markdown::print },
    Format { name: "plain", sentence: "whole sentences for a screen reader, nothing drawn", print: plain::print },
];

impl Format {
    pub fn find(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

/// A cell for a person: rounded and grouped. Foreign text comes out as it went in; each format makes it safe its way.
fn for_people(cell: &Cell, digits: Option<u32>, name_currency: bool) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::NotAvailable => "n/a".into(),
        Cell::Text(text) | Cell::Mark(text, _) => text.clone(),
        Cell::Money { mantissa, scale, currency } => {
            // Never more decimals than the currency has.
            let amount = grouped(*mantissa, *scale, digits.unwrap_or(2).min(*scale));
            if name_currency { format!("{currency} {amount}") } else { amount }
        }
        Cell::Ratio { mantissa, scale } => grouped(*mantissa, *scale, digits.unwrap_or(4)),
        Cell::Percent { mantissa, scale } => {
            let (mantissa, scale) = match scale {
                2.. => (*mantissa, scale - 2),
                _ => (mantissa.saturating_mul(if *scale == 1 { 10 } else { 100 }), 0),
            };
            format!("{}%", grouped(mantissa, scale, digits.unwrap_or(1)))
        }
        Cell::Multiple { mantissa, scale } => format!("{}x", grouped(*mantissa, *scale, digits.unwrap_or(2))),
        Cell::Number { mantissa, scale } => grouped(*mantissa, *scale, digits.unwrap_or((*scale).min(2))),
        Cell::Date { year, month, day } => date(*year, *month, *day),
    }
}

/// A cell for a program: every digit, no separators, a percentage as the ratio it is.
fn for_programs(cell: &Cell) -> String {
    match cell {
        Cell::Money { mantissa, scale, .. } => plain(*mantissa, *scale),
        Cell::Ratio { mantissa, scale }
        | Cell::Percent { mantissa, scale }
        | Cell::Multiple { mantissa, scale }
        | Cell::Number { mantissa, scale } => shortest(*mantissa, *scale),
        other => for_people(other, None, false),
    }
}

/// Reports round as a spreadsheet shows, whatever the deal's own rounding: this is for reading only.
fn grouped(mantissa: i128, scale: u32, digits: u32) -> String {
    decimal::grouped(mantissa, scale, digits, Rounding::HalfUp)
}

fn date(year: i16, month: i8, day: i8) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::{Column, Tone};

    /// One table with every kind of cell and unfriendly text.
    pub(super) fn sample() -> Table {
        let mut table = Table::new("tests", "Covenant tests")
            .column(Column::left("Date").key())
            .column(Column::left("Covenant"))
            .column(Column::right("Measure"))
            .column(Column::right("Balance"))
            .column(Column::left("Result"));
        table.row(vec![
            Cell::Date { year: 2026, month: 12, day: 31 },
            Cell::text("=HYPERLINK(\"x\") | @team \u{1b}[2J"),
            Cell::Multiple { mantissa: 19382, scale: 4 },
            Cell::money(3_000_000_000, 2, "USD"),
            Cell::Mark("passed".into(), Tone::Good),
        ]);
        table.row(vec![
            Cell::Date { year: 2027, month: 12, day: 31 },
            Cell::text("LTV"),
            Cell::Percent { mantissa: 8291, scale: 4 },
            Cell::money(-91540800, 2, "USD"),
            Cell::Mark("breached".into(), Tone::Bad),
        ]);
        table.row(vec![Cell::Date { year: 2028, month: 12, day: 31 }, Cell::Empty, Cell::NotAvailable]);
        table.note("figures are rounded for reading");
        table
    }

    #[test]
    fn formats_are_found_by_name() {
        assert_eq!(Format::find("csv").map(|format| format.name), Some("csv"));
        assert!(Format::find("pdf").is_none());
    }

    #[test]
    fn percentages_of_any_scale() {
        let percent = |mantissa, scale| for_people(&Cell::Percent { mantissa, scale }, Some(1), false);
        assert_eq!(percent(1, 0), "100.0%");
        assert_eq!(percent(5, 1), "50.0%");
        assert_eq!(percent(75, 2), "75.0%");
        assert_eq!(percent(829_123, 6), "82.9%");
    }
}
