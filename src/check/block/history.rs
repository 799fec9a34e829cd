//! The history that a bootstrap draws from: the last value in each period of the file, as factors from one to the next.

use super::super::checker::Checker;
use super::super::codes;
use super::super::phrase::Cursor;
use super::super::rows::DATES;
use super::super::term::{Terms, list};
use crate::diagnostic::Diagnostic;
use crate::model::Follows;
use crate::quantity::{LIMIT, Rounding, fraction, power_of_ten, unit::RATIO_SCALE};
use crate::source::Span;
use crate::time::Date;

/// Fewer changes than this are an anecdote.
const FEWEST_CHANGES: usize = 2;

/// The value of a history in one period, its date and its cell.
type Point = (Date, i128, Span);

impl<'a> Checker<'a> {
    pub(crate) fn bootstrap(&mut self, terms: &Terms<'a>) -> Option<Follows> {
        let block = self.block_length(terms);
        let (path, place) = self.file_named(terms.get("from")?)?;
        let rows = self.rows_by(&DATES, &path, place)?;
        let column = match terms.get("column") {
            Some(term) => {
                let wanted = self.free_words(Some(term))?;
                self.column_called(&wanted, term.line.phrase.span, &rows.columns)?
            }
            None if rows.columns.len() == 1 => 0,
            None => {
                let known: Vec<String> = rows.columns.iter().map(|name| format!("`{name}`")).collect();
                let message = format!("process `{}` does not say which column it reads", terms.name());
                let help = format!("add `column:`, one of {}", list(&known));
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
                return None;
            }
        };
        // Only ratios of these are kept, so what a 1 stands for does not matter.
        let values = self.scaled_rows(&rows, column, power_of_ten(RATIO_SCALE))?;
        let cells = rows.rows.iter().map(|row| row.cells.get(column).map_or(place, |(_, at)| *at));
        let points: Vec<Point> = values.into_iter().zip(cells).map(|((date, value), at)| (date, value, at)).collect();
        let history = self.by_period(&points)?;
        let changes = self.changes(&history)?;
        let block = block?;
        let needed = FEWEST_CHANGES.max(usize::try_from(block).unwrap_or(usize::MAX));
        if changes.len() < needed {
            let message = format!("this history has {} changes, and at least {needed} are needed", changes.len());
            let months = self.deal.months_per_period;
            let help = format!("a change is from one period to the next, {months} months here: give more rows");
            self.report(Diagnostic::error(codes::PROCESS, place, message).help(help));
            return None;
        }
        Some(Follows::Bootstrap { changes, block })
    }

    /// `block: 3 months`, in periods; one when not stated.
    fn block_length(&mut self, terms: &Terms<'a>) -> Option<u32> {
        let Some(term) = terms.get("block") else {
            self.assume(format!("process `{}` draws every period of its history by itself", terms.name()));
            return Some(1);
        };
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, "`block`")?;
        let months = self.months(value)?;
        if !self.finish(&mut cursor, "`block`") {
            return None;
        }
        let per_period = self.deal.months_per_period.max(1);
        if months % per_period != 0 {
            let message = format!("{months} months are not a whole number of periods");
            let help = format!("a period is {per_period} months here: write a multiple of it");
            self.report(Diagnostic::error(codes::SPAN, value.span, message).help(help));
            return None;
        }
        Some(months / per_period)
    }

    /// The last row in each period, counted back from the last row of the file; none may be missing.
    fn by_period(&mut self, points: &[Point]) -> Option<Vec<Point>> {
        let month = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let (last, _, _) = points.last()?;
        let per_period = i64::from(self.deal.months_per_period.max(1));
        let period = |date: Date| (month(*last) - month(date)) / per_period;
        let mut history: Vec<Point> = Vec::new();
        for &(date, value, at) in points {
            match history.last().map(|(before, ..)| period(*before) - period(date)) {
                Some(0) => {
                    history.pop();
                }
                Some(apart) if apart > 1 => {
                    let before = history.last().map_or(date, |(before, ..)| *before);
                    let message = format!("this history has no value between {before} and {date}");
                    let help = format!("it needs one in every period, and a period is {per_period} months here");
                    self.report(Diagnostic::error(codes::PROCESS, at, message).help(help));
                    return None;
                }
                _ => {}
            }
            history.push((date, value, at));
        }
        Some(history)
    }

    /// Each value over the one before.
    fn changes(&mut self, history: &[Point]) -> Option<Vec<i128>> {
        let mut changes = Vec::new();
        for (index, (_, value, at)) in history.iter().enumerate() {
            if *value <= 0 {
                let message =
                    format!("a history of factors has only values above zero, and this is `{}`", self.text(*at));
                let help = "take the row out, or draw from a history of prices";
                self.report(Diagnostic::error(codes::PROCESS, *at, message).help(help));
                return None;
            }
            let Some((_, before, _)) = index.checked_sub(1).and_then(|before| history.get(before)) else { continue };
            let change = fraction(&[*value, power_of_ten(RATIO_SCALE)], &[*before], Rounding::HalfUp);
            match change.filter(|change| (1..=LIMIT).contains(change)) {
                Some(change) => changes.push(change),
                None => {
                    let message = "this value is too far from the one before";
                    self.report(Diagnostic::error(codes::TOO_LARGE, *at, message).help("check both rows"));
                    return None;
                }
            }
        }
        Some(changes)
    }
}
