//! Tables read aloud: a sentence a row, each figure after the name of its column.

use super::{Look, for_people};
use crate::diagnostic::sanitize::sanitize_line;
use crate::report::table::{Cell, ColumnCurrency, Table};

pub fn print(tables: &[Table], _: Look) -> String {
    tables.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(table: &Table) -> String {
    let mut lines = Vec::new();
    if !table.title.is_empty() {
        lines.push(table.title.clone());
    }
    for row in 0..table.rows.len() {
        let cells = (0..table.columns.len()).filter(|&column| *table.cell(row, column) != Cell::Empty);
        let said: Vec<String> = cells.map(|column| cell(table, row, column)).collect();
        lines.push(said.join("; "));
    }
    // The dash of a list is no word.
    lines.extend(table.notes.iter().map(|note| note.trim_start_matches("- ").to_owned()));
    lines.iter().map(|line| sentence(&sanitize_line(line))).collect()
}

fn sentence(line: &str) -> String {
    let end = if line.ends_with(['.', ':']) { "" } else { "." };
    format!("{line}{end}\n")
}

/// `Headroom (USD): -460,776`; a column without a name says only what is in it.
fn cell(table: &Table, row: usize, column: usize) -> String {
    let several = table.currency(column) == ColumnCurrency::Several;
    let digits = table.columns.get(column).and_then(|column| column.digits);
    let value = for_people(table.cell(row, column), digits, several);
    let name = table.heading(column);
    if name.is_empty() { value } else { format!("{name}: {value}") }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    #[test]
    fn a_row_is_a_sentence() {
        let expected = "\
Covenant tests.
Date: 2026-12-31; Covenant: =HYPERLINK(\"x\") | @team \\u{1b}[2J; Measure: 1.94x; Balance (USD): 30,000,000.00; \
                        Result: passed.
Date: 2027-12-31; Covenant: LTV; Measure: 82.9%; Balance (USD): -915,408.00; Result: breached.
Date: 2028-12-31; Measure: n/a.
figures are rounded for reading.
";
        assert_eq!(print(&[sample()], Look::default()), expected);
    }
}
