//! How likely a party defaults by when: a rate, a probability over months, or the column of a rating table.

use super::super::checker::Checker;
use super::super::codes;
use super::super::phrase::Cursor;
use super::super::rows::MONTHS;
use super::super::term::{Term, Terms, list};
use super::super::wanted::Wanted;
use super::input::constant_of;
use crate::diagnostic::Diagnostic;
use crate::model::{Hazard, ShockTarget};
use crate::quantity::fixed::power_of_ten;
use crate::quantity::unit::RATIO_SCALE;
use crate::syntax::ast::{ExprKind, Preposition};

const WAYS: &[&str] = &["hazard", "probability", "from"];

impl<'a> Checker<'a> {
    pub(crate) fn hazard(&mut self, terms: &Terms<'a>, on: Option<ShockTarget>) -> Option<Hazard> {
        let said: Vec<&Term<'a>> = WAYS.iter().filter_map(|words| terms.get(words)).collect();
        let term = match said.as_slice() {
            [term] => *term,
            [] => {
                let message = format!("process `{}` does not say how likely the default is", terms.name());
                let help = "add `hazard: 2% per year`, `probability: 15% over 12 months` or `from: \"ratings.csv\"`";
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
                return None;
            }
            [first, second, ..] => {
                let message = "this default is stated in two ways";
                let diagnostic = Diagnostic::error(codes::LABEL_TWICE, second.line.head_span, message);
                self.report(diagnostic.related(first.line.head_span, "the first one").help("keep one of them"));
                return None;
            }
        };
        if term.label.words != "from"
            && let Some(other) = ["column", "unit"].iter().find_map(|words| terms.get(words))
        {
            let message = format!("nothing reads `{}` here", other.label.words);
            let help = "delete it: only a file needs it";
            self.report(Diagnostic::error(codes::LEFT_OVER, other.line.head_span, message).help(help));
            return None;
        }
        match term.label.words {
            "hazard" => self.term_parameter(terms, "hazard", &Wanted::RatePerYear).map(Hazard::Rate),
            "probability" => self.probability(term),
            _ => self.rating_table(term, terms, on),
        }
    }

    /// `15% over 12 months`
    fn probability(&mut self, term: &Term<'a>) -> Option<Hazard> {
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, "`probability`")?;
        let probability = self.parameter(value, &Wanted::Ratio, "`probability`");
        let Some(over) = cursor.operand(Preposition::Over) else {
            let message = "this does not say within how many months of closing";
            let help = "write `15% over 12 months`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help(help));
            return None;
        };
        let months = self.months(over);
        let whole = self.finish(&mut cursor, "`probability`");
        Some(Hazard::Probability { probability: probability?, months: months? }).filter(|_| whole)
    }

    /// `from: "ratings.csv"`: months, then a column for each rating.
    fn rating_table(&mut self, term: &Term<'a>, terms: &Terms<'a>, on: Option<ShockTarget>) -> Option<Hazard> {
        let (path, place) = self.file_named(term)?;
        let Some(unit) = terms.get("unit") else {
            let message = format!("process `{}` does not say what the numbers of its file are", terms.name());
            let help = "add what a 1 stands for: `unit: 1%`, or `unit: 100%` for shares of one";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, place, message).help(help));
            return None;
        };
        let one = self.term_parameter(terms, "unit", &Wanted::Ratio)?;
        let Some(one) = constant_of(&one.0) else {
            let message = "`unit` is a plain number";
            let help = "write `unit: 1%`";
            self.report(Diagnostic::error(codes::WRONG_KIND, unit.line.phrase.span, message).help(help));
            return None;
        };
        let rows = self.rows_by(&MONTHS, &path, place)?;
        let column = self.rating_column(terms, on, &rows.columns)?;
        let values = self.scaled_rows(&rows, column, one)?;
        let mut before = 0;
        for ((_, value), row) in values.iter().zip(&rows.rows) {
            let at = row.cells.get(column).map_or(place, |(_, at)| *at);
            let (message, help) = if *value < before {
                (
                    "probabilities of default add up over time, and this one is lower than the one before",
                    "give cumulative ones, in ascending order",
                )
            } else if *value > power_of_ten(RATIO_SCALE) {
                ("a probability of default is at most 100%", "check `unit`: what a 1 in the file stands for")
            } else {
                before = *value;
                continue;
            };
            self.report(Diagnostic::error(codes::OUT_OF_BOUNDS, at, message).help(help));
            return None;
        }
        Some(Hazard::Table(values))
    }

    /// The stated column, or the one that is called as the party is rated.
    fn rating_column(&mut self, terms: &Terms<'a>, on: Option<ShockTarget>, columns: &[String]) -> Option<usize> {
        let (wanted, place) = match terms.get("column") {
            Some(term) => (self.free_words(Some(term))?, term.line.phrase.span),
            None => {
                let Some(ShockTarget::PartyDefault(party)) = on else { return None };
                let block = self.blocks.parties.get(party.index()).cloned().flatten();
                let rating = block.as_ref().and_then(|block| block.get("rating"));
                match (self.free_words(rating), rating) {
                    (Some(words), Some(term)) => (words, term.line.phrase.span),
                    _ if columns.len() == 1 => return Some(0),
                    _ => {
                        let known: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
                        let message = format!("process `{}` does not say which column it reads", terms.name());
                        let help = format!("give the party a `rating:`, or add `column:`: {}", list(&known));
                        self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
                        return None;
                    }
                }
            }
        };
        self.column_called(&wanted, place, columns)
    }

    pub(crate) fn column_called(
        &mut self,
        wanted: &str,
        place: crate::source::Span,
        columns: &[String],
    ) -> Option<usize> {
        let found = columns.iter().position(|name| name == wanted);
        if found.is_none() {
            let known: Vec<String> = columns.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("the file has no column `{wanted}`");
            let help = format!("its columns are {}", list(&known));
            self.report(Diagnostic::error(codes::UNKNOWN_COLUMN, place, message).help(help));
        }
        found
    }

    /// The path in quotes of a term `from`.
    pub(crate) fn file_named(&mut self, term: &Term<'a>) -> Option<(String, crate::source::Span)> {
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, "`from`")?;
        let ExprKind::Text(path) = &value.kind else {
            let message = "`from` names a file";
            let help = format!("write it in quotes, as in `{}`", term.label.example);
            self.report(Diagnostic::error(codes::WRONG_KIND, value.span, message).help(help));
            return None;
        };
        self.finish(&mut cursor, "`from`").then_some((path.clone(), value.span))
    }
}
