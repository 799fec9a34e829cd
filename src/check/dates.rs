//! Dates and spans of time in terms.

use super::checker::Checker;
use super::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind};
use crate::time::{Date, Duration};

impl<'a> Checker<'a> {
    /// A date as written; `closing` is the closing date.
    pub(crate) fn date(&mut self, expr: &Expr) -> Option<Date> {
        match &expr.kind {
            ExprKind::Date(date) => self.civil(*date, expr.span),
            ExprKind::Path(names) if matches!(names.as_slice(), [name] if name.text == "closing") => {
                Some(self.deal.grid.closing())
            }
            ExprKind::Bad => None,
            _ => {
                let message = format!("expected a date, and this is `{}`", self.text(expr.span));
                let help = "write a date as in `2026-12-31`, or `closing`";
                self.report(Diagnostic::error(codes::DATE_WANTED, expr.span, message).help(help));
                None
            }
        }
    }

    /// A date within the years that dates run.
    pub(crate) fn civil(&mut self, date: ast::Date, place: Span) -> Option<Date> {
        let known = Date::new(date.year, date.month, date.day);
        if known.is_none() {
            let message = format!("`{}` is outside the calendar", self.text(place));
            let help = "years run from 1900 to 2299";
            self.report(Diagnostic::error(codes::DATE_OUT_OF_RANGE, place, message).help(help));
        }
        known
    }

    /// A date from closing to the last period end.
    pub(crate) fn date_in_grid(&mut self, expr: &Expr, what: &str) -> Option<Date> {
        let date = self.date(expr)?;
        self.check_in_grid(date, expr.span, what).then_some(date)
    }

    /// Reports a date outside the life of the deal.
    pub(crate) fn check_in_grid(&mut self, date: Date, place: Span, what: &str) -> bool {
        if !self.deal.sound {
            return true;
        }
        let closing = self.deal.grid.closing();
        let last = self.deal.grid.end(self.deal.grid.periods()).unwrap_or(closing);
        let (message, label, words) = if date < closing {
            (format!("{what} is before closing on {closing}"), "closing", "closing")
        } else if date > last {
            (format!("{what} is after the last period, which ends on {last}"), "the last period", "periods")
        } else {
            return true;
        };
        let related = self.blocks.deal.as_ref().and_then(|terms| terms.get(words)).map(|term| term.line.span);
        let help = format!("write a date from {closing} to {last}, or other periods");
        let diagnostic = Diagnostic::error(codes::OUTSIDE_GRID, place, message).help(help);
        self.report(match related {
            Some(related) => diagnostic.related(related, label),
            None => diagnostic,
        });
        false
    }

    /// A span of time in its own family: days, business days or months.
    pub(crate) fn duration(&mut self, expr: &Expr) -> Option<Duration> {
        match &expr.kind {
            ExprKind::Quantity(number, unit) if unit.per.is_empty() => self.duration_literal(*number, unit, expr.span),
            ExprKind::BusinessDays(number) => Some(Duration::BusinessDays(self.whole(*number, expr.span)?)),
            ExprKind::Bad => None,
            _ => {
                let message = format!("expected a span of time, and this is `{}`", self.text(expr.span));
                let help = "write it as in `30 days`, `10 business days` or `18 months`";
                self.report(Diagnostic::error(codes::SPAN, expr.span, message).help(help));
                None
            }
        }
    }

    /// A whole number of months, at least one.
    pub(crate) fn months(&mut self, expr: &Expr) -> Option<u32> {
        match self.duration(expr)? {
            Duration::Months(months @ 1..) => u32::try_from(months).ok(),
            _ => {
                let message = format!("`{}` is not a number of months", self.text(expr.span));
                self.report(
                    Diagnostic::error(codes::SPAN, expr.span, message).help("write it as in `54 months` or `5 years`"),
                );
                None
            }
        }
    }

    /// `3 times`, `2 passes`, `for 3 tests`: a count and the word it counts.
    pub(crate) fn counted(&mut self, expr: &Expr, words: &[&str]) -> Option<u32> {
        match &expr.kind {
            ExprKind::Quantity(number, unit)
                if unit.per.is_empty()
                    && unit.over.as_ref().is_some_and(|name| words.contains(&name.text.as_str())) =>
            {
                let count = self.whole(*number, expr.span)?;
                match u32::try_from(count) {
                    Ok(count @ 1..) => Some(count),
                    _ => {
                        let message = format!("`{}` counts nothing", self.text(expr.span));
                        self.report(
                            Diagnostic::error(codes::OUT_OF_BOUNDS, expr.span, message).help("write 1 or more"),
                        );
                        None
                    }
                }
            }
            ExprKind::Bad => None,
            _ => {
                let wanted = words.last().copied().unwrap_or("");
                let message = format!("expected a number of {wanted}, and this is `{}`", self.text(expr.span));
                self.report(
                    Diagnostic::error(codes::WRONG_KIND, expr.span, message)
                        .help(format!("write it as in `2 {wanted}`")),
                );
                None
            }
        }
    }
}
