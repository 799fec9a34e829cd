//! Tables for programs: `docs/schema/report.json` describes this shape.

use serde::Serialize;

use super::{Look, date};
use crate::quantity::decimal::{plain, shortest};
use crate::report::json::to_json;
use crate::report::table::{Cell, Table};

/// Raised when a field changes its meaning or goes; a new field does not raise it.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    format_version: u32,
    tables: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    title: &'a str,
    columns: Vec<&'a str>,
    rows: Vec<Vec<Value<'a>>>,
    notes: &'a [String],
}

/// A cell: every figure a string, since a JSON number would pass through a float.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Value<'a> {
    Empty,
    NotAvailable,
    Text { value: &'a str },
    Money { value: String, currency: &'a str },
    Ratio { value: String },
    Percent { value: String },
    Multiple { value: String },
    Number { value: String },
    Date { value: String },
}

pub fn print(tables: &[Table], _: Look) -> String {
    to_json(&Document { format: "report", format_version: FORMAT_VERSION, tables: tables.iter().map(entry).collect() })
}

fn entry(table: &Table) -> Entry<'_> {
    let columns = 0..table.columns.len();
    Entry {
        name: &table.name,
        title: &table.title,
        columns: table.columns.iter().map(|column| column.name.as_str()).collect(),
        rows: (0..table.rows.len())
            .map(|row| columns.clone().map(|column| value(table.cell(row, column))).collect())
            .collect(),
        notes: &table.notes,
    }
}

fn value(cell: &Cell) -> Value<'_> {
    match cell {
        Cell::Empty => Value::Empty,
        Cell::NotAvailable => Value::NotAvailable,
        Cell::Text(value) | Cell::Mark(value, _) => Value::Text { value },
        Cell::Money { mantissa, scale, currency } => Value::Money { value: plain(*mantissa, *scale), currency },
        Cell::Ratio { mantissa, scale } => Value::Ratio { value: shortest(*mantissa, *scale) },
        Cell::Percent { mantissa, scale } => Value::Percent { value: shortest(*mantissa, *scale) },
        Cell::Multiple { mantissa, scale } => Value::Multiple { value: shortest(*mantissa, *scale) },
        Cell::Number { mantissa, scale } => Value::Number { value: shortest(*mantissa, *scale) },
        Cell::Date { year, month, day } => Value::Date { value: date(*year, *month, *day) },
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    #[test]
    fn figures_are_strings_with_every_digit() {
        let text = print(&[sample()], Look::default());
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["format_version"], 1);
        let row = &json["tables"][0]["rows"][1];
        assert_eq!(row[2], serde_json::json!({ "kind": "percent", "value": "0.8291" }));
        assert_eq!(row[3], serde_json::json!({ "kind": "money", "value": "-915408.00", "currency": "USD" }));
        assert_eq!(json["tables"][0]["rows"][2][4], serde_json::json!({ "kind": "empty" }));
        assert!(!text.contains('\u{1b}'));
    }
}
