//! Tables for a spreadsheet: plain exact figures, and no text that a spreadsheet would take for a formula.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::{Look, for_programs};
use crate::diagnostic::sanitize::sanitize_line;
use crate::report::table::{Cell, ColumnCurrency, Table};

/// One table is pure CSV. Of several, each is headed by a line with its name and ends in an empty line.
pub fn print(tables: &[Table], _: Look) -> String {
    let several = tables.len() > 1;
    let mut text = String::new();
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&one(table, several));
    }
    text
}

fn one(table: &Table, named: bool) -> String {
    let mut writer = WriterBuilder::new()
        .flexible(true)
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    let mut records: Vec<Vec<String>> = Vec::new();
    if named {
        records.push(vec![guarded(&table.name)]);
    }
    let mixed: Vec<bool> =
        (0..table.columns.len()).map(|column| table.currency(column) == ColumnCurrency::Several).collect();
    let mut heading = Vec::new();
    for (column, mixed) in mixed.iter().enumerate() {
        heading.push(guarded(&table.heading(column)));
        if *mixed {
            heading.push(guarded(&format!("{} currency", table.heading(column))));
        }
    }
    records.push(heading);
    for row in 0..table.rows.len() {
        let mut record = Vec::new();
        for (column, mixed) in mixed.iter().enumerate() {
            let cell = table.cell(row, column);
            record.push(field(cell));
            if *mixed {
                record.push(if let Cell::Money { currency, .. } = cell { guarded(currency) } else { String::new() });
            }
        }
        records.push(record);
    }
    for record in &records {
        // A writer to memory has nothing to fail on.
        let _ = writer.write_record(record);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Mark(text, _) => guarded(text),
        other => for_programs(other),
    }
}

/// Text with an apostrophe before what a spreadsheet would run: `'=1+1`. Figures never pass here, so `-5` stays `-5`.
pub(in crate::report) fn guarded(text: &str) -> String {
    let runs = matches!(
        text.trim_start_matches(' ').chars().next(),
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠')
    );
    let text = sanitize_line(text);
    if runs { format!("'{text}") } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;
    use crate::report::table::Column;

    #[test]
    fn figures_are_plain_and_text_is_guarded() {
        let expected = "\
Date,Covenant,Measure,Balance (USD),Result
2026-12-31,\"'=HYPERLINK(\"\"x\"\") | @team \\u{1b}[2J\",1.9382,30000000.00,passed
2027-12-31,LTV,0.8291,-915408.00,breached
2028-12-31,,n/a,,
";
        assert_eq!(print(&[sample()], Look::default()), expected);
    }

    #[test]
    fn text_that_starts_like_a_formula() {
        for text in ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", " =1"] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(guarded("a=1"), "a=1");
    }

    #[test]
    fn several_currencies_get_a_column_of_their_own() {
        let mut table = Table::new("t", "T").column(Column::right("Paid"));
        table.row(vec![Cell::money(1, 2, "USD")]);
        table.row(vec![Cell::money(2, 0, "JPY")]);
        assert_eq!(print(&[table], Look::default()), "Paid,Paid currency\n0.01,USD\n2,JPY\n");
    }

    #[test]
    fn several_tables_are_named() {
        let table = |name: &str| Table::new(name, "T").column(Column::left("A"));
        assert_eq!(print(&[table("x"), table("y")], Look::default()), "x\nA\n\ny\nA\n");
    }
}
