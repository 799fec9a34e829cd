//! Tables for a terminal: aligned columns that stay readable however wide the table is.

use unicode_width::UnicodeWidthStr;

use super::{Look, for_people};
use crate::diagnostic::sanitize::sanitize_line;
use crate::report::table::{Align, Cell, ColumnCurrency, Table, Tone};

/// Between two columns.
const GAP: &str = "  ";
/// Words wrap beyond this many columns; figures never do.
const WRAP: usize = 44;
/// A column of words is not made narrower than this to save a second part.
const NARROWEST: usize = 20;

pub fn print(tables: &[Table], look: Look) -> String {
    tables.iter().map(|table| one(table, look)).collect::<Vec<_>>().join("\n")
}

fn one(table: &Table, look: Look) -> String {
    let mut text = String::new();
    if !table.title.is_empty() {
        text.push_str(&paint(&sanitize_line(&table.title), Some(BOLD), look));
        text.push_str("\n\n");
    }
    let columns = laid_out(table, look.width);
    let parts = parts(&columns, look.width);
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let shown: Vec<&Laid> = part.iter().filter_map(|column| columns.get(*column)).collect();
        push_part(&mut text, &shown, table.rows.len(), look);
    }
    if table.rows.is_empty() && !table.columns.is_empty() {
        text.push_str("(none)\n");
    }
    if !table.notes.is_empty() {
        text.push('\n');
        for (index, note) in table.notes.iter().enumerate() {
            // A note that begins a list stands apart from what is above it.
            if index > 0 && note.ends_with(':') {
                text.push('\n');
            }
            for line in wrapped(&sanitize_line(note), look.width.clamp(20, 100)) {
                text.push_str(&paint(&line, Some(QUIET), look));
                text.push('\n');
            }
        }
    }
    text
}

/// The columns, the widest column of words made narrower where that lets all of them stand beside each other.
fn laid_out(table: &Table, width: usize) -> Vec<Laid> {
    let mut columns: Vec<Laid> = (0..table.columns.len()).map(|column| Laid::out(table, column, WRAP)).collect();
    let all: usize = columns.iter().map(|column| column.width + GAP.len()).sum();
    let excess = all.saturating_sub(width + GAP.len());
    let words = columns.iter().enumerate().filter(|(_, column)| column.align == Align::Left && !column.key);
    if let Some((index, widest)) = words.max_by_key(|(_, column)| column.width)
        && excess > 0
        && widest.width >= excess + NARROWEST
    {
        let narrower = Laid::out(table, index, widest.width - excess);
        if let Some(column) = columns.get_mut(index) {
            *column = narrower;
        }
    }
    // What stands alone beside the leading columns still has to fit.
    let leading = leading(&columns, width);
    let taken: usize = leading.iter().filter_map(|it| columns.get(*it)).map(|column| column.width + GAP.len()).sum();
    let room = width.saturating_sub(taken).max(NARROWEST);
    for (index, column) in columns.iter_mut().enumerate() {
        if column.align == Align::Left && column.width > room && !leading.contains(&index) {
            *column = Laid::out(table, index, room);
        }
    }
    columns
}

/// A column with each of its cells as lines of text.
struct Laid {
    align: Align,
    key: bool,
    width: usize,
    heading: Vec<String>,
    cells: Vec<Vec<String>>,
    tones: Vec<Option<&'static str>>,
}

impl Laid {
    /// Words wrap beyond `wrap` columns; what names a row is never broken.
    fn out(table: &Table, column: usize, wrap: usize) -> Laid {
        let (align, digits, key) =
            table.columns.get(column).map_or((Align::Left, None, false), |c| (c.align, c.digits, c.key));
        let several = table.currency(column) == ColumnCurrency::Several;
        let cells: Vec<Vec<String>> = table
            .cells(column)
            .map(|cell| {
                let text = for_people(cell, digits, several);
                wrapped(&sanitize_line(&text), if key { usize::MAX } else { wrap })
            })
            .collect();
        let body = cells.iter().flatten().map(|line| line.width()).max().unwrap_or(0);
        let heading = table.heading(column);
        let heading = sanitize_line(&heading);
        // A word is not broken for the sake of narrow figures, unless it is longer than any word should be.
        let longest = heading.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0).min(NARROWEST);
        let heading = wrapped(&heading, body.max(12).max(longest));
        let width = heading.iter().map(|line| line.width()).max().unwrap_or(0).max(body);
        Laid { align, key, width, heading, cells, tones: table.cells(column).map(tone).collect() }
    }
}

/// The columns that every part begins with: those that name a row, or the first where none does.
fn leading(columns: &[Laid], width: usize) -> Vec<usize> {
    let keys: Vec<usize> =
        columns.iter().enumerate().filter(|(_, column)| column.key).map(|(index, _)| index).collect();
    match columns.first() {
        Some(first) if keys.is_empty() && 2 * first.width <= width => vec![0],
        _ => keys,
    }
}

/// Which columns stand beside each other: all of them if they fit, else as many as fit after the leading ones.
fn parts(columns: &[Laid], width: usize) -> Vec<Vec<usize>> {
    let keys = leading(columns, width);
    let wide = |index: &usize| columns.get(*index).map_or(0, |column| column.width) + GAP.len();
    let key_width: usize = keys.iter().map(wide).sum();
    let all: usize = (0..columns.len()).map(|index| wide(&index)).sum();
    if all <= width + GAP.len() {
        return vec![(0..columns.len()).collect()];
    }
    let mut parts = Vec::new();
    let mut part = keys.clone();
    let mut used = key_width;
    for index in (0..columns.len()).filter(|index| !keys.contains(index)) {
        if used + wide(&index) > width + GAP.len() && part.len() > keys.len() {
            parts.push(std::mem::replace(&mut part, keys.clone()));
            used = key_width;
        }
        used += wide(&index);
        part.push(index);
    }
    parts.push(part);
    parts
}

fn push_part(text: &mut String, columns: &[&Laid], rows: usize, look: Look) {
    let heads: Vec<&[String]> = columns.iter().map(|column| column.heading.as_slice()).collect();
    push_row(text, columns, &heads, &vec![Some(BOLD); columns.len()], look);
    let rules: Vec<String> = columns.iter().map(|column| "─".repeat(column.width)).collect();
    text.push_str(&rules.join(GAP));
    text.push('\n');
    for row in 0..rows {
        let cells: Vec<&[String]> =
            columns.iter().map(|column| column.cells.get(row).map_or(&[][..], Vec::as_slice)).collect();
        let tones: Vec<Option<&str>> = columns.iter().map(|column| column.tones.get(row).copied().flatten()).collect();
        push_row(text, columns, &cells, &tones, look);
    }
}

fn push_row(text: &mut String, columns: &[&Laid], cells: &[&[String]], tones: &[Option<&str>], look: Look) {
    let height = cells.iter().map(|cell| cell.len()).max().unwrap_or(0);
    for line in 0..height {
        let mut row = String::new();
        for ((column, cell), tone) in columns.iter().zip(cells).zip(tones) {
            let word = cell.get(line).map_or("", String::as_str);
            let padding = " ".repeat(column.width.saturating_sub(word.width()));
            let painted = paint(word, *tone, look);
            match column.align {
                Align::Left => row.push_str(&(painted + &padding)),
                Align::Right => row.push_str(&(padding + &painted)),
            }
            row.push_str(GAP);
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
}

const BOLD: &str = "\u{1b}[1m";
const QUIET: &str = "\u{1b}[2m";

fn tone(cell: &Cell) -> Option<&'static str> {
    match cell {
        Cell::Mark(_, Tone::Good) => Some("\u{1b}[32m"),
        Cell::Mark(_, Tone::Warning) => Some("\u{1b}[33m"),
        Cell::Mark(_, Tone::Bad) => Some("\u{1b}[1;31m"),
        Cell::Mark(_, Tone::Quiet) | Cell::NotAvailable => Some(QUIET),
        _ => None,
    }
}

fn paint(text: &str, with: Option<&str>, look: Look) -> String {
    match with {
        Some(code) if look.colour && !text.is_empty() => format!("{code}{text}\u{1b}[0m"),
        _ => text.to_string(),
    }
}

/// Lines of at most `width` columns, broken between words; a longer word is cut.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => {
                let mut line = String::new();
                let mut used = 0;
                for c in word.chars() {
                    let wide = c.to_string().width();
                    if used + wide > width {
                        lines.push(std::mem::take(&mut line));
                        used = 0;
                    }
                    line.push(c);
                    used += wide;
                }
                lines.push(line);
            }
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;
    use crate::report::table::Column;

    #[test]
    fn columns_line_up_and_figures_are_grouped() {
        let expected = "\
Covenant tests

Date        Covenant                           Measure  Balance (USD)  Result
──────────  ─────────────────────────────────  ───────  ─────────────  ────────
2026-12-31  =HYPERLINK(\"x\") | @team \\u{1b}[2J    1.94x  30,000,000.00  passed
2027-12-31  LTV                                  82.9%    -915,408.00  breached
2028-12-31                                         n/a

figures are rounded for reading
";
        assert_eq!(print(&[sample()], Look::default()), expected);
    }

    #[test]
    fn a_wide_table_is_printed_in_parts_that_repeat_the_key() {
        let text = print(&[sample()], Look { colour: false, width: 60 });
        assert_eq!(text.matches("2027-12-31").count(), 2, "{text}");
        assert!(text.lines().all(|line| line.width() <= 60), "{text}");
    }

    #[test]
    fn without_a_key_the_first_column_leads_and_words_keep_within_a_narrow_terminal() {
        let columns = [Column::left("Of"), Column::left("What"), Column::left("Why")];
        let mut table = columns.into_iter().fold(Table::new("t", ""), Table::column);
        let (lot, reason) =
            ("1,000 GPU at USD 2,584.19 per GPU, the first lot", "the market buys no more than this in a month");
        table.row(vec![Cell::text("Sale"), Cell::text(lot), Cell::text(reason)]);
        let text = print(&[table], Look { colour: false, width: 40 });
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        assert_eq!(text.matches("Sale").count(), 2, "{text}");
    }

    #[test]
    fn colour_only_when_asked() {
        assert!(!print(&[sample()], Look::default()).contains('\u{1b}'));
        let text = print(&[sample()], Look { colour: true, width: 120 });
        assert!(text.contains("\u{1b}[1;31mbreached\u{1b}[0m"));
        assert!(!text.contains("\u{1b}[2J"));
    }

    #[test]
    fn long_words_wrap_and_wide_characters_count_twice() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("日本語", 4), ["日本", "語"]);
        let mut table = Table::new("t", "").column(Column::left("Note")).column(Column::right("N"));
        table.row(vec![Cell::text("日本"), Cell::count(1)]);
        assert_eq!(print(&[table], Look::default()), "Note  N\n────  ─\n日本  1\n");
    }

    #[test]
    fn an_empty_table_says_so() {
        let table = Table::new("t", "Breaches").column(Column::left("Date"));
        assert_eq!(print(&[table], Look::default()), "Breaches\n\nDate\n────\n(none)\n");
    }
}
