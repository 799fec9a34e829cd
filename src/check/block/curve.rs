//! `curve`: a path through time: a start that falls or grows, a table, a file, or a formula.

use super::super::checker::{Checker, stand_in};
use super::super::codes;
use super::super::definition::Definition;
use super::super::names::count;
use super::super::phrase::Cursor;
use super::super::rows::Rows;
use super::super::term::{Term, Terms, list};
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::model::{Between, Curve, CurveId, CurvePath, Expr, ExprKind, Type};
use crate::quantity::Unit;
use crate::syntax::ast::{self, Block, BlockKind, Element, Preposition};
use crate::time::Date;

/// The labels that say how a curve runs; a nested table is one more.
const PATHS: &[&str] = &["starts", "from", "formula"];

/// The kind of a curve, from its first value.
pub(crate) fn define(checker: &mut Checker, id: CurveId) -> Option<Type> {
    let terms = checker.blocks.curves.get(id.index())?.clone();
    if !checker.says_one_path(&terms) {
        return None;
    }
    if let Some(term) = terms.get("starts") {
        return checker.start(term).map(|(start, _)| start.of);
    }
    if let Some(term) = terms.get("formula") {
        let value = checker.term_value(term, &Wanted::Any)?;
        let of = value.of.clone();
        checker.values.insert(Definition::Curve(id), value);
        return numeric(&of).then_some(of);
    }
    if let Some(term) = terms.get("from") {
        return checker.file_path(id, term, &terms);
    }
    let table = terms.nested.first().copied()?;
    checker.table_path(id, table, &terms)
}

fn numeric(of: &Type) -> bool {
    matches!(of, Type::Quantity(_))
}

impl<'a> Checker<'a> {
    pub(crate) fn build_curves(&mut self) -> Vec<Curve> {
        let blocks = self.blocks.curves.clone();
        let mut curves = Vec::new();
        for (index, terms) in blocks.into_iter().enumerate() {
            curves.push(self.curve(CurveId(count(index)), &terms));
        }
        curves
    }

    fn curve(&mut self, id: CurveId, terms: &Terms<'a>) -> Curve {
        let place = terms.place();
        self.check_belongs(terms);
        let of = self.kind_of(Definition::Curve(id), place);
        let path = of.as_ref().and_then(|_| self.curve_path(id, terms));
        let wanted = of.clone().map_or(Wanted::Any, Wanted::Like);
        let floor = match of {
            Some(_) => self.optional_value(terms.get("floor"), &wanted),
            None => None,
        };
        Curve {
            label: self.label(terms.block),
            of: of.unwrap_or(Type::Quantity(Unit::ratio())),
            path: path.unwrap_or_else(|| CurvePath::Formula(stand_in(place, Unit::ratio()))),
            floor,
        }
    }

    fn curve_path(&mut self, id: CurveId, terms: &Terms<'a>) -> Option<CurvePath> {
        if let Some(term) = terms.get("starts") {
            // The kind has been worked out from this term, so it reads cleanly.
            let (start, on) = self.start(term)?;
            let rate = self.growth(terms)?;
            return Some(CurvePath::Growth { start, on, rate });
        }
        for label in ["falls", "grows"] {
            if let Some(term) = terms.get(label) {
                let message = format!("`{label}` needs a start");
                let help = "add `starts: VALUE on DATE`";
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, term.line.head_span, message).help(help));
            }
        }
        if let Some(value) = self.values.get(&Definition::Curve(id)) {
            return Some(CurvePath::Formula(value.clone()));
        }
        self.curve_paths.remove(&id.0)
    }

    /// A label that its kind of path does not read would be ignored.
    fn check_belongs(&mut self, terms: &Terms<'a>) {
        let file = terms.get("from").is_some();
        let table = terms.nested.iter().any(|block| block.kind == BlockKind::Table);
        let write_units = "write the unit in each row, as in `2026-06-30: 3.68% per year`";
        for (label, read, help) in [
            ("unit", file, if table { write_units } else { "delete it: only a file needs it" }),
            ("column", file, "delete it: only a file has columns"),
            ("between", file || table, "delete it: only a table or a file has rows"),
            ("after", file || table, "delete it: only a table or a file has a last row"),
        ] {
            if let (Some(term), false) = (terms.get(label), read) {
                let message = format!("nothing reads `{label}` in this curve");
                self.report(Diagnostic::error(codes::LEFT_OVER, term.line.head_span, message).help(help));
            }
        }
    }

    /// One path and no more.
    fn says_one_path(&mut self, terms: &Terms<'a>) -> bool {
        let mut said: Vec<String> =
            PATHS.iter().filter(|label| terms.get(label).is_some()).map(|label| format!("`{label}`")).collect();
        said.extend(terms.nested.iter().filter(|block| block.kind == BlockKind::Table).map(|_| "`table`".to_string()));
        let (message, help) = match said.len() {
            0 => (
                format!("curve `{}` does not say how it runs", terms.name()),
                "add `starts: VALUE on DATE` with `falls` or `grows`, `from: \"FILE\"`, `formula: …` or `table { DATE: VALUE }`",
            ),
            1 => return true,
            _ => (format!("curve `{}` runs in more than one way: {}", terms.name(), list(&said)), "keep one of them"),
        };
        self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
        false
    }

    /// `USD 2.60 per GPU-hour on 2025-06-30`
    fn start(&mut self, term: &Term<'a>) -> Option<(Expr, Date)> {
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, "`starts`")?;
        let value = self.value(value, &Wanted::Any, "`starts`", &super::super::expression::Scope::default());
        let on = match cursor.operand(Preposition::On).or_else(|| cursor.operand(Preposition::At)) {
            Some(operand) => self.date(operand)?,
            None => self.deal.grid.closing(),
        };
        self.finish(&mut cursor, "`starts`");
        let value = value?;
        if !numeric(&value.of) {
            self.report(Diagnostic::error(
                codes::WRONG_KIND,
                value.place,
                "a curve is a number that changes over time",
            ));
            return None;
        }
        Some((value, on))
    }

    /// The rate, negative when it falls; none at all is a constant.
    fn growth(&mut self, terms: &Terms<'a>) -> Option<Expr> {
        match (terms.get("falls"), terms.get("grows")) {
            (Some(falls), None) => {
                let rate = self.term_value(falls, &Wanted::Rate)?;
                let (of, place) = (rate.of.clone(), rate.place);
                // A study moves the rate as it is written, so the sign stays apart from it.
                Some(Expr { kind: ExprKind::Negative(Box::new(rate)), of, place })
            }
            (None, Some(grows)) => self.term_value(grows, &Wanted::Rate),
            (None, None) => {
                let place = terms.place();
                Some(stand_in(place, Unit::rate(crate::quantity::CalendarUnit::Year)))
            }
            (Some(falls), Some(grows)) => {
                let message = "it falls and grows at once";
                self.report(
                    Diagnostic::error(codes::LABEL_TWICE, grows.line.head_span, message)
                        .related(falls.line.head_span, "falls here")
                        .help("keep one of them"),
                );
                None
            }
        }
    }

    /// `table { 2026-12-31: 4.30% per year }`
    fn table_path(&mut self, id: CurveId, table: &'a Block, terms: &Terms<'a>) -> Option<Type> {
        let rows = self.dated_rows(table, &Wanted::Any)?;
        let of = rows.first()?.1.of.clone();
        let mut values: Vec<(Date, i128)> = Vec::new();
        for (date, value) in rows {
            let value = self.fit(value, &Wanted::Like(of.clone()), "a row of this table")?;
            let number = crate::model::fold(&value, self.deal.rounding)?;
            values.push((date, number));
        }
        self.store_table(id, values, terms);
        Some(of)
    }

    /// Rows by date, in order, each a plain number.
    pub(crate) fn dated_rows(&mut self, table: &'a Block, wanted: &Wanted) -> Option<Vec<(Date, Expr)>> {
        let lines: &[ast::Line] = match &table.body {
            ast::Body::Lines(lines) => lines,
            _ => &[],
        };
        let mut rows: Vec<(Date, Expr)> = Vec::new();
        let mut sound = true;
        for line in lines {
            let row = self.dated_row(line, wanted);
            sound &= row.is_some();
            let Some((date, value)) = row else { continue };
            if let Some((last, _)) = rows.last()
                && *last >= date
            {
                let message = format!("the row of {date} does not come after that of {last}");
                let help = "put the rows in order of date, each date once";
                self.report(Diagnostic::error(codes::ROWS_OUT_OF_ORDER, value.place, message).help(help));
                sound = false;
            }
            rows.push((date, value));
        }
        if rows.is_empty() && sound {
            let message = "this table has no rows";
            self.report(
                Diagnostic::error(codes::SOMETHING_MISSING, table.kind_span, message).help("write `2026-12-31: VALUE`"),
            );
            return None;
        }
        Some(rows).filter(|_| sound)
    }

    fn dated_row(&mut self, line: &'a ast::Line, wanted: &Wanted) -> Option<(Date, Expr)> {
        let ast::Line::Labelled(line) = line else { return None };
        let date = match line.head.as_slice() {
            [Element::Expr(head)] => self.date(head)?,
            _ => {
                let message = format!("expected a date, and this is `{}`", self.text(line.head_span));
                self.report(
                    Diagnostic::error(codes::DATE_WANTED, line.head_span, message)
                        .help("write rows as `2026-12-31: VALUE`"),
                );
                return None;
            }
        };
        let mut cursor = Cursor::of(line.phrase.clauses.first()?);
        let value = self.take_value(&mut cursor, "a row")?;
        let value = self.constant(value, wanted, "a row of a table")?;
        self.finish(&mut cursor, "a row");
        Some((date, value))
    }

    fn store_table(&mut self, id: CurveId, rows: Vec<(Date, i128)>, terms: &Terms<'a>) {
        let between = self.between(terms);
        let hold_after = terms.get("after").is_some_and(|term| self.one_of(term, &["hold", "error"]) == Some("hold"));
        self.curve_paths.insert(id.0, CurvePath::Table { rows, between, hold_after });
    }

    fn between(&mut self, terms: &Terms<'a>) -> Between {
        let word = match terms.get("between") {
            Some(term) => self.one_of(term, &["step", "linear"]),
            None => {
                let assumed = format!("curve `{}` keeps each value until the next date of its table", terms.name());
                self.assume_term(terms.block, "between: step", assumed);
                None
            }
        };
        match word {
            Some("linear") => Between::Linear,
            _ => Between::Step,
        }
    }

    /// `from: "market/sofr.csv"`, with `unit:` saying what a 1 stands for.
    fn file_path(&mut self, id: CurveId, term: &Term<'a>, terms: &Terms<'a>) -> Option<Type> {
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, "`from`")?;
        let ast::ExprKind::Text(path) = &value.kind else {
            let message = "`from` names a file";
            self.report(
                Diagnostic::error(codes::WRONG_KIND, value.span, message)
                    .help("write it in quotes, as in `from: \"market/sofr.csv\"`"),
            );
            return None;
        };
        let Some(unit) = terms.get("unit") else {
            let message = format!("curve `{}` does not say what the numbers of its file are", terms.name());
            let help = "add what a 1 stands for, as in `unit: 1% per year` or `unit: USD 1 per BTC`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, value.span, message).help(help));
            return None;
        };
        let unit_value = self.term_value(unit, &Wanted::Any);
        let rows = self.rows(path, value.span)?;
        let unit_value = unit_value?;
        let ExprKind::Constant(one) = unit_value.kind else {
            let message = "`unit` is a plain number with its unit";
            self.report(
                Diagnostic::error(codes::WRONG_KIND, unit_value.place, message).help("write `unit: 1% per year`"),
            );
            return None;
        };
        let column = self.column(terms, &rows)?;
        let values = self.scaled_rows(&rows, column, one)?;
        self.store_table(id, values, terms);
        Some(unit_value.of)
    }

    fn column(&mut self, terms: &Terms<'a>, rows: &Rows) -> Option<usize> {
        let known: Vec<String> = rows.columns.iter().map(|name| format!("`{name}`")).collect();
        match terms.get("column") {
            Some(term) => {
                let written = self.free_words(Some(term))?;
                let found = rows.columns.iter().position(|name| *name == written);
                if found.is_none() {
                    let message = format!("the file has no column `{written}`");
                    let help = format!("its columns are {}", list(&known));
                    self.report(Diagnostic::error(codes::UNKNOWN_COLUMN, term.line.phrase.span, message).help(help));
                }
                found
            }
            None if rows.columns.len() == 1 => Some(0),
            None => {
                let message = format!("curve `{}` does not say which column it reads", terms.name());
                let help = format!("add `column:`, one of {}", list(&known));
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
                None
            }
        }
    }
}
