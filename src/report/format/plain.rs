//! Tables read aloud: a sentence a row, each figure after the name of its column: `Headroom (USD): -460,776`.

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
    let names: Vec<(String, bool)> = (0..table.columns.len())
        .map(|column| (table.heading(column), table.currency(column) == ColumnCurrency::Several))
        .collect();
    for row in 0..table.rows.len() {
        let cells = names.iter().zip(&table.columns).enumerate();
        let said = cells.map(|(index, ((name, several), column))| match table.cell(row, index) {
            Cell::Empty => String::new(),
            // A column without a name says only what is in it.
            cell if name.is_empty() => for_people(cell, column.digits, *several),
            cell => format!("{name}: {}", for_people(cell, column.digits, *several)),
        });
        lines.push(said.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; "));
    }
    // The dash of a list is no word.
    lines.extend(table.notes.iter().map(|note| note.trim_start_matches("- ").to_owned()));
    lines.iter().map(|line| sentence(&sanitize_line(line))).collect()
}

fn sentence(line: &str) -> String {
    let end = if line.ends_with(['.', ':']) { "" } else { "." };
    format!("{line}{end}\n")
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
