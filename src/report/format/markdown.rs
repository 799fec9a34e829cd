//! Tables for a page or a comment, with nothing in them that a page would act on.

use super::{Look, for_people};
use crate::diagnostic::sanitize::sanitize_line;
use crate::report::table::{Align, ColumnCurrency, Table};

pub fn print(tables: &[Table], _: Look) -> String {
    tables.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(table: &Table) -> String {
    let mut text = String::new();
    if !table.title.is_empty() {
        text.push_str(&format!("### {}\n\n", escaped(&table.title)));
    }
    let columns = 0..table.columns.len();
    push_row(&mut text, columns.clone().map(|column| escaped(&table.heading(column))));
    push_row(
        &mut text,
        table.columns.iter().map(|column| match column.align {
            Align::Left => "---".to_string(),
            Align::Right => "---:".to_string(),
        }),
    );
    let several: Vec<bool> = columns.clone().map(|column| table.currency(column) == ColumnCurrency::Several).collect();
    for row in 0..table.rows.len() {
        push_row(
            &mut text,
            columns.clone().map(|column| {
                let several = several.get(column).copied().unwrap_or(false);
                let digits = table.columns.get(column).and_then(|column| column.digits);
                escaped(&for_people(table.cell(row, column), digits, several))
            }),
        );
    }
    for note in &table.notes {
        text.push_str(&format!("\n{}\n", escaped(note)));
    }
    text
}

fn push_row(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push('|');
    for cell in cells {
        text.push_str(&format!(" {cell} |"));
    }
    text.push('\n');
}

/// Text that shows as it is: no markup, no HTML, no mention, no link, no break out of its cell.
pub fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in sanitize_line(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '!' => {
                safe.push('\\');
                safe.push(c);
            }
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '@' => safe.push_str("&#64;"),
            '#' => safe.push_str("&#35;"),
            c => safe.push(c),
        }
    }
    let safe = safe.replace("://", "&#58;//").replace("www.", "www&#46;");
    // A page would take a leading sign or number for a list; a figure in a cell is never alone on its line.
    match safe.chars().next() {
        Some('-' | '+') if !safe.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) => format!("\\{safe}"),
        _ => safe,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;

    #[test]
    fn a_table_that_nothing_breaks_out_of() {
        let expected = "\
### Covenant tests

| Date | Covenant | Measure | Balance (USD) | Result |
| --- | --- | ---: | ---: | --- |
| 2026-12-31 | =HYPERLINK(\"x\") \\| &#64;team \\\\u{1b}\\[2J | 1.94x | 30,000,000.00 | passed |
| 2027-12-31 | LTV | 82.9% | -915,408.00 | breached |
| 2028-12-31 |  | n/a |  |  |

figures are rounded for reading
";
        assert_eq!(print(&[sample()], Look::default()), expected);
    }

    #[test]
    fn links_images_and_html_stay_words() {
        let escaped = escaped("<img src=x> ![a](https://example.org) www.example.org #12");
        assert_eq!(escaped, "&lt;img src=x&gt; \\!\\[a\\](https&#58;//example.org) www&#46;example.org &#35;12");
    }
}
