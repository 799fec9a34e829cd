//! Rows by date or by months from files of comma-separated values. Read here rather than by a library, because every message points at
//! its cell and an open quote at itself.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::checker::Checker;
use super::codes;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::files::unreadable;
use crate::diagnostic::sanitize::sanitize_line;
use crate::quantity::Rounding;
use crate::quantity::decimal::from_text;
use crate::quantity::fixed::{LIMIT, fraction, power_of_ten};
use crate::source::{FileError, SourceId, Span, resolve};
use crate::time::Date;

/// A file of rows: a date or a number of months, then one number for each column.
pub(crate) struct Rows<K = Date> {
    /// Without the first, which holds the keys.
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row<K>>,
}

pub(crate) struct Row<K = Date> {
    pub(crate) key: K,
    place: Span,
    /// The text of each cell after the key, and where it stands.
    pub(crate) cells: Vec<(String, Span)>,
}

/// What the first column holds.
pub(crate) struct Key<K> {
    read: fn(&str) -> Option<K>,
    /// `a date`
    what: &'static str,
    /// `dates`
    many: &'static str,
    header: &'static str,
    row: &'static str,
}

pub(crate) const DATES: Key<Date> =
    Key { read: Date::from_iso, what: "a date", many: "dates", header: "date,value", row: "2026-12-31,4.30" };

pub(crate) const MONTHS: Key<u32> = Key {
    read: |text| text.parse().ok().filter(|months| (1..=4_800).contains(months)),
    what: "a number of months",
    many: "months",
    header: "months,BBB",
    row: "12,0.18",
};

/// Bytes of a file of values.
const LARGEST_FILE: usize = 64 * 1024 * 1024;

/// Rows of a file of values.
const MOST_ROWS: usize = 1_000_000;

impl<'a> Checker<'a> {
    /// Reads a file; whatever is wrong with it is reported, at the row where it is.
    pub(crate) fn rows(&mut self, path: &str, place: Span) -> Option<Rows> {
        self.rows_by(&DATES, path, place)
    }

    /// The same for rows by any key.
    pub(crate) fn rows_by<K: Copy + Ord + Display>(
        &mut self,
        key: &Key<K>,
        path: &str,
        place: Span,
    ) -> Option<Rows<K>> {
        let source = self.values_file(path, place)?;
        let text = self.sources.text(source).to_string();
        let shown = sanitize_line(path);
        let mut lines = lines_of(source, &text);
        let Some(header) = lines.next() else {
            let message = format!("`{shown}` is empty");
            self.report(
                Diagnostic::error(codes::BAD_ROWS, place, message)
                    .help(format!("the first line names the columns: `{}`", key.header)),
            );
            return None;
        };
        let header = self.cells(&header)?;
        if header.len() < 2 {
            let message = format!("`{shown}` has one column");
            let semicolons = header.first().is_some_and(|(name, _)| name.contains(';'));
            let help = if semicolons {
                "separate columns with `,`, not `;`".to_string()
            } else {
                format!("the first column holds {}, the others values", key.many)
            };
            let at = header.first().map_or(place, |(_, span)| *span);
            self.report(Diagnostic::error(codes::BAD_ROWS, at, message).help(help));
            return None;
        }
        let columns: Vec<String> = header.iter().skip(1).map(|(name, _)| name.clone()).collect();
        for (index, (name, at)) in header.iter().enumerate() {
            if header.iter().take(index).any(|(earlier, _)| earlier == name) {
                let message = format!("the column `{}` stands twice", sanitize_line(name));
                self.report(Diagnostic::error(codes::BAD_ROWS, *at, message).help("give each column its own name"));
                return None;
            }
        }
        let mut rows: Vec<Row<K>> = Vec::new();
        for line in lines {
            if rows.len() >= MOST_ROWS {
                let message = format!("`{shown}` has more than 1,000,000 rows");
                self.report(Diagnostic::error(codes::TOO_MUCH, place, message));
                return None;
            }
            let row = self.row(key, &line, header.len())?;
            if let Some(last) = rows.last()
                && last.key >= row.key
            {
                let message = format!("the row of {} does not come after that of {}", row.key, last.key);
                let help = format!("put the rows in order of {0}, each {0} once", key.many.trim_end_matches('s'));
                self.report(
                    Diagnostic::error(codes::ROWS_OUT_OF_ORDER, row.place, message)
                        .related(last.place, "the row before")
                        .help(help),
                );
                return None;
            }
            rows.push(row);
        }
        if rows.is_empty() {
            let message = format!("`{shown}` has no rows under its header");
            self.report(
                Diagnostic::error(codes::BAD_ROWS, place, message)
                    .help(format!("write {} and its values on each row, as in `{}`", key.what, key.row)),
            );
            return None;
        }
        Some(Rows { columns, rows })
    }

    /// The numbers of a column, a 1 standing for `one` at the scale of its kind.
    pub(crate) fn scaled_rows<K: Copy>(&mut self, rows: &Rows<K>, column: usize, one: i128) -> Option<Vec<(K, i128)>> {
        let mut values = Vec::new();
        for row in &rows.rows {
            let (text, place) = row.cells.get(column)?;
            let name = rows.columns.get(column).map_or("", String::as_str);
            let Some((mantissa, scale)) = from_text(text.trim()) else {
                let message = format!("`{}` in column `{}` is not a number", sanitize_line(text), sanitize_line(name));
                let comma = text.contains(',');
                let help = if comma {
                    "write decimals with a point"
                } else {
                    "write digits and at most one point, without units"
                };
                self.report(Diagnostic::error(codes::BAD_ROWS, *place, message).help(help));
                return None;
            };
            let value = fraction(&[mantissa, one], &[power_of_ten(scale)], Rounding::HalfUp);
            let Some(value) = value.filter(|value| value.abs() <= LIMIT) else {
                let message = format!("`{}` is too large", sanitize_line(text));
                self.report(Diagnostic::error(codes::TOO_LARGE, *place, message));
                return None;
            };
            values.push((row.key, value));
        }
        Some(values)
    }

    /// Dates of the first column, for a calendar.
    pub(crate) fn holidays(&mut self, path: &str, place: Span) -> Vec<Date> {
        let Some(source) = self.values_file(path, place) else { return Vec::new() };
        let text = self.sources.text(source).to_string();
        let mut dates: BTreeSet<Date> = BTreeSet::new();
        for (index, line) in lines_of(source, &text).enumerate() {
            let Some(cells) = self.cells(&line) else { return dates.into_iter().collect() };
            let Some((first, at)) = cells.first() else { continue };
            match Date::from_iso(first.trim()) {
                Some(date) if dates.contains(&date) => {
                    let message = format!("{date} stands here twice");
                    let diagnostic = Diagnostic::error(codes::ROWS_OUT_OF_ORDER, *at, message);
                    self.report(diagnostic.help("keep one of the two rows"));
                    return dates.into_iter().collect();
                }
                Some(_) if dates.len() >= MOST_ROWS => {
                    let message = format!("`{}` has more than 1,000,000 rows", sanitize_line(path));
                    self.report(Diagnostic::error(codes::TOO_MUCH, place, message));
                    return dates.into_iter().collect();
                }
                Some(date) => {
                    dates.insert(date);
                }
                None if index == 0 => {}
                None => {
                    let message = format!("`{}` is not a date", sanitize_line(first));
                    self.report(
                        Diagnostic::error(codes::BAD_ROWS, *at, message).help("write dates as in `2026-12-25`"),
                    );
                    return dates.into_iter().collect();
                }
            }
        }
        if dates.is_empty() {
            let message = format!("`{}` has no dates", sanitize_line(path));
            self.report(
                Diagnostic::error(codes::BAD_ROWS, place, message)
                    .help("write one a line under a header, as in `2026-12-25`"),
            );
        }
        dates.into_iter().collect()
    }

    fn values_file(&mut self, path: &str, place: Span) -> Option<SourceId> {
        let from = self.sources.path(place.source).to_string();
        let read = resolve(&from, path).and_then(|resolved| match self.sources.find(&resolved) {
            Some(known) => Ok(known),
            None => {
                let bytes = self.files.read(&resolved, LARGEST_FILE)?;
                match self.sources.add_bytes(resolved, bytes) {
                    (id, None) => Ok(id),
                    (_, Some(problem)) => Err(FileError::NotText(problem)),
                }
            }
        });
        match read {
            Ok(source) => {
                self.values_read.push(source);
                Some(source)
            }
            Err(error) => {
                self.report(unreadable(&error, path, place));
                None
            }
        }
    }

    fn row<K>(&mut self, key: &Key<K>, line: &Line, columns: usize) -> Option<Row<K>> {
        let cells = self.cells(line)?;
        if cells.len() != columns {
            let plural = if cells.len() == 1 { "" } else { "s" };
            let message = format!("this row has {} column{plural}, and the header has {columns}", cells.len());
            let help = "separate columns with `,` and write decimals with a point";
            self.report(Diagnostic::error(codes::BAD_ROWS, line.span(), message).help(help));
            return None;
        }
        let (first, at) = cells.first()?;
        let Some(value) = (key.read)(first.trim()) else {
            let message = format!("`{}` is not {}", sanitize_line(first), key.what);
            let example = key.row.split(',').next().unwrap_or_default();
            let help = format!("write {} as in `{example}`", key.many);
            self.report(Diagnostic::error(codes::BAD_ROWS, *at, message).help(help));
            return None;
        };
        Some(Row { key: value, place: *at, cells: cells.into_iter().skip(1).collect() })
    }

    /// The cells of a line; quotes hold commas, two quotes are one.
    fn cells(&mut self, line: &Line) -> Option<Vec<(String, Span)>> {
        let mut cells = Vec::new();
        let mut rest = line.text;
        let mut at = line.start;
        loop {
            let (cell, length) = match rest.strip_prefix('"') {
                Some(quoted) => match closing_quote(quoted) {
                    Some(end) => (quoted.get(..end).unwrap_or("").replace("\"\"", "\""), end + 2),
                    None => {
                        let place = Span { source: line.source, start: at, end: at + 1 };
                        let message = "this quote is never closed";
                        self.report(
                            Diagnostic::error(codes::BAD_ROWS, place, message)
                                .help("close it with `\"` on the same line"),
                        );
                        return None;
                    }
                },
                None => {
                    let end = rest.find(',').unwrap_or(rest.len());
                    (rest.get(..end).unwrap_or("").to_string(), end)
                }
            };
            let length_bytes = super::names::count(length);
            cells.push((cell.trim().to_string(), Span { source: line.source, start: at, end: at + length_bytes }));
            at += length_bytes;
            rest = rest.get(length..).unwrap_or("");
            match rest.strip_prefix(',') {
                Some(after) => {
                    rest = after;
                    at += 1;
                }
                None if rest.trim().is_empty() => return Some(cells),
                None => {
                    let place = Span { source: line.source, start: at, end: at + 1 };
                    let message = "something stands between a closing quote and the next comma";
                    self.report(Diagnostic::error(codes::BAD_ROWS, place, message));
                    return None;
                }
            }
        }
    }
}

/// The byte of the quote that closes a quoted cell.
fn closing_quote(quoted: &str) -> Option<usize> {
    let bytes = quoted.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        if bytes.get(index) == Some(&b'"') {
            if bytes.get(index + 1) != Some(&b'"') {
                return Some(index);
            }
            index += 1;
        }
        index += 1;
    }
    None
}

/// A line that says something.
struct Line<'t> {
    source: SourceId,
    text: &'t str,
    start: u32,
}

impl Line<'_> {
    fn span(&self) -> Span {
        Span { source: self.source, start: self.start, end: self.start + super::names::count(self.text.len()) }
    }
}

/// Lines with something on them that is no comment.
fn lines_of(source: SourceId, text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split(['\n', '\r']).filter_map(move |line| {
        let at = start;
        start += line.len() + 1;
        let says = !line.trim().is_empty() && !line.starts_with('#');
        says.then(|| Line { source, text: line, start: super::names::count(at) })
    })
}
