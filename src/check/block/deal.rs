//! `deal`: currency, closing, the grid of periods, payment dates and conventions.

use super::super::checker::{Checker, DealTerms};
use super::super::codes;
use super::super::phrase::Cursor;
use super::super::term::{Term, Terms};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::library::convention::{MONTH_ENDS, ROUNDINGS};
use crate::model;
use crate::quantity::{Currency, Rounding};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Preposition};
use crate::time::{Calendar, Date, Frequency, Grid, GridError, MonthEnd, PaymentRule, Roll};

impl DealTerms {
    /// What holds until the `deal` block has been read, and where it has errors.
    pub(crate) fn stand_in() -> Option<DealTerms> {
        let closing = Date::new(2000, 1, 31)?;
        let first = Date::new(2000, 2, 29)?;
        let last = Date::new(2010, 1, 31)?;
        let grid = Grid::build(closing, Frequency::Month, first, last, MonthEnd::Keep).ok()?;
        Some(DealTerms {
            currency: Currency::from_code("USD")?,
            rounding: Rounding::HalfUp,
            payments: Vec::new(),
            grid,
            months_per_period: 1,
            calendar: Calendar::none(),
            roll: Roll::None,
            month_end: MonthEnd::Keep,
            sound: false,
            already_running: None,
        })
    }
}

impl<'a> Checker<'a> {
    /// Reads the `deal` block first: everything else needs its currency and grid.
    pub(crate) fn read_deal(&mut self) {
        let Some(terms) = self.blocks.deal.clone() else { return };
        if let Some(currency) = self.currency(&terms) {
            self.deal.currency = currency;
        }
        self.deal.rounding = self.rounding(&terms);
        self.deal.month_end = self.month_end(&terms);
        self.deal.calendar = self.calendar(&terms);
        self.deal.roll = self.roll(&terms);
        self.read_grid(&terms);
        self.deal.payments = self.payments(&terms);
        self.deal.already_running = self.already_running(&terms);
        if let Some(term) = terms.get("edition") {
            self.one_of(term, &["2026"]);
        }
    }

    /// The deal as the model holds it.
    pub(crate) fn build_deal(&mut self, tail: Vec<Date>) -> model::Deal {
        let label = match self.blocks.deal.clone() {
            Some(terms) => self.label(terms.block),
            None => model::Label { name: String::new(), title: None, clause: None, place: Span::default() },
        };
        model::Deal {
            label,
            currency: self.deal.currency,
            rounding: self.deal.rounding,
            grid: self.deal.grid.clone(),
            months_per_period: self.deal.months_per_period,
            payments: self.deal.payments.clone(),
            tail,
            calendar: self.deal.calendar.clone(),
            month_end: self.deal.month_end,
        }
    }

    fn currency(&mut self, terms: &Terms<'a>) -> Option<Currency> {
        let term = terms.get("currency")?;
        let mut cursor = Cursor::of(self.single(term)?);
        let code = cursor.word();
        let place = cursor.span;
        let written = code.map_or_else(|| self.text(place), |code| code.text.clone());
        let currency = Currency::from_code(&written);
        if currency.is_none() {
            let message = format!("`{written}` is not a currency");
            let diagnostic = Diagnostic::error(codes::UNKNOWN_CURRENCY, place, message);
            self.report(match nearest(&written, Currency::codes()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("write the three letters of ISO 4217, as in `USD`"),
            });
            return None;
        }
        self.finish(&mut cursor, "`currency`");
        currency
    }

    fn rounding(&mut self, terms: &Terms<'a>) -> Rounding {
        let Some(term) = terms.get("rounding") else {
            self.assume_term(terms.block, "rounding: half up", "exact halves are rounded away from zero");
            return Rounding::HalfUp;
        };
        let known: Vec<&'static str> = ROUNDINGS.iter().map(|entry| entry.name).collect();
        match self.one_of(term, &known) {
            Some(word) if word.starts_with("half even") => Rounding::HalfEven,
            _ => Rounding::HalfUp,
        }
    }

    fn month_end(&mut self, terms: &Terms<'a>) -> MonthEnd {
        let Some(term) = terms.get("month end") else { return MonthEnd::Keep };
        let known: Vec<&'static str> = MONTH_ENDS.iter().map(|entry| entry.name).collect();
        match self.one_of(term, &known) {
            Some("same day") => MonthEnd::SameDay,
            _ => MonthEnd::Keep,
        }
    }

    fn calendar(&mut self, terms: &Terms<'a>) -> Calendar {
        let Some(term) = terms.get("calendar") else {
            self.assume_term(terms.block, "calendar: none", "every day is a business day");
            return Calendar::none();
        };
        let file = term.line.phrase.clauses.first().and_then(|clause| match clause.elements.as_slice() {
            [crate::syntax::ast::Element::Expr(Expr { kind: ExprKind::Text(path), span })] => Some((path, *span)),
            _ => None,
        });
        if let Some((path, place)) = file {
            return Calendar::with_holidays(self.holidays(path, place));
        }
        let known: Vec<&'static str> = Calendar::names().iter().map(|(name, _)| *name).collect();
        self.one_of(term, &known).and_then(Calendar::from_name).unwrap_or_else(Calendar::none)
    }

    fn roll(&mut self, terms: &Terms<'a>) -> Roll {
        let Some(term) = terms.get("roll") else { return Roll::None };
        let known: Vec<&'static str> = Roll::names().iter().map(|(name, _)| *name).collect();
        self.one_of(term, &known).and_then(Roll::from_name).unwrap_or(Roll::None)
    }

    /// `each month end from 2025-07-31 to 2030-06-30`
    fn read_grid(&mut self, terms: &Terms<'a>) {
        let closing = self.term_date(terms.get("closing"));
        let Some(term) = terms.get("periods") else { return };
        let Some(clause) = self.single(term) else { return };
        let mut cursor = Cursor::of(clause);
        let frequency = self.frequency(&mut cursor, term);
        let mut bound = |checker: &mut Self, preposition, word: &str| {
            let operand = cursor.operand(preposition);
            if operand.is_none() {
                let message = format!("`periods` does not say `{word}` when");
                let help = format!("write `{}`", term.label.example);
                checker.report(Diagnostic::error(codes::SOMETHING_MISSING, clause.span, message).help(help));
            }
            operand.and_then(|operand| Some((checker.date(operand)?, operand.span)))
        };
        let first = bound(self, Preposition::From, "from");
        let last = bound(self, Preposition::To, "to");
        self.finish(&mut cursor, "`periods`");
        let (Some(closing), Some((frequency, month_end)), Some((first, first_place)), Some((last, last_place))) =
            (closing, frequency, first, last)
        else {
            return;
        };
        if month_end && !(frequency.ends_on(first) || frequency != Frequency::Month && first.is_month_end()) {
            let message = format!("{first} is not the end of a month");
            let help = format!("write {}, or `each month on day {} from {first}`", first.month_end(), first.day());
            self.report(Diagnostic::error(codes::GRID, first_place, message).help(help));
            return;
        }
        match Grid::build(closing, frequency, first, last, self.deal.month_end) {
            Ok(grid) => {
                let whole = grid.end(1).and_then(|end| end.add_months(-frequency.months(), self.deal.month_end));
                if whole != Some(closing) {
                    self.assume("terms per month or year count the first period as a whole one");
                }
                self.deal.grid = grid;
                self.deal.months_per_period = u32::try_from(frequency.months()).unwrap_or(1);
                self.deal.sound = true;
            }
            Err(error) => self.report_grid(error, terms, first_place, last_place),
        }
    }

    fn report_grid(&mut self, error: GridError, terms: &Terms<'a>, first_place: Span, last_place: Span) {
        let closing_place = terms.get("closing").map(|term| term.line.span);
        let diagnostic = match error {
            GridError::FirstNotAfterClosing { closing, first } => {
                let message = format!("the first period would end on {first}, and the deal closes on {closing}");
                let diagnostic = Diagnostic::error(codes::GRID, first_place, message)
                    .help("the first period runs from closing to its end: write a later date");
                match closing_place {
                    Some(place) => diagnostic.related(place, "closing"),
                    None => diagnostic,
                }
            }
            GridError::LastBeforeFirst { first, last } => {
                let message = format!("the last period would end on {last}, before the first on {first}");
                Diagnostic::error(codes::GRID, last_place, message).related(first_place, "the first period")
            }
            GridError::LastNotReached { last, before, after } => {
                let message = format!("no period ends on {last}");
                let help = match after {
                    Some(after) => format!("periods end on {before} and {after}: write one of them"),
                    None => format!("the last period before ends on {before}"),
                };
                Diagnostic::error(codes::GRID, last_place, message).help(help)
            }
            GridError::TooManyPeriods => {
                let message = "this is more than 12,000 periods";
                Diagnostic::error(codes::TOO_MUCH, last_place, message).help("write longer periods or an earlier end")
            }
        };
        self.report(diagnostic);
    }

    /// `each month end`, `each month on day 15`; whether it is a month's end.
    fn frequency(&mut self, cursor: &mut Cursor<'a>, term: &Term<'a>) -> Option<(Frequency, bool)> {
        let place = cursor.span;
        let words = match cursor.value() {
            Some(Expr { kind: ExprKind::Each(words), .. }) => words,
            Some(Expr { kind: ExprKind::Bad, .. }) => return None,
            _ => {
                let message = "`periods` says which dates end them";
                let help = format!("write `{}`", term.label.example);
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, place, message).help(help));
                return None;
            }
        };
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let (unit, end) = match words.as_slice() {
            [unit, "end"] => (*unit, true),
            [unit] => (*unit, false),
            _ => ("", false),
        };
        let frequency = match unit {
            "month" => Some(Frequency::Month),
            "quarter" => Some(Frequency::Quarter),
            "half-year" => Some(Frequency::HalfYear),
            "year" => Some(Frequency::Year),
            _ => None,
        };
        let Some(frequency) = frequency else {
            let message = format!("`each {}` does not end periods", words.join(" "));
            let help = "write `each month end`, `each quarter end`, `each half-year end` or `each year end`";
            self.report(Diagnostic::error(codes::UNKNOWN_WORD, place, message).help(help));
            return None;
        };
        if !end {
            self.day_of_month(cursor);
        }
        Some((frequency, end))
    }

    /// `on day 15`, which the first date must be.
    fn day_of_month(&mut self, cursor: &mut Cursor<'a>) -> Option<()> {
        let place = cursor.span;
        let day = cursor.operand(Preposition::On).and_then(super::super::phrase::word_of_expr);
        if day.is_some_and(|day| day.text == "day")
            && let Some(Expr { kind: ExprKind::Number(number), span }) = cursor.value()
        {
            self.whole(*number, *span)?;
            return Some(());
        }
        let message = "this does not say on which day periods end";
        let help = "write `each month end from …`, or `each month on day 15 from …`";
        self.report(Diagnostic::error(codes::SOMETHING_MISSING, place, message).help(help));
        None
    }

    /// Closing, then the payment date of each period.
    fn payments(&mut self, terms: &Terms<'a>) -> Vec<Date> {
        let rule = match terms.get("payments") {
            Some(term) => self.payment_rule(term).unwrap_or_default(),
            None => {
                self.assume_term(terms.block, "payments: each period end", "each period is paid on its last day");
                PaymentRule::OnPeriodEnd
            }
        };
        let grid = self.deal.grid.clone();
        let mut dates = vec![grid.closing()];
        for end in grid.ends() {
            match rule.payment_date(*end, &self.deal.calendar, self.deal.roll) {
                Some(date) => dates.push(date),
                None => {
                    let place = terms.get("payments").map_or(terms.place(), |term| term.line.span);
                    let message = format!("the payment date of the period that ends on {end} is outside the calendar");
                    self.report(Diagnostic::error(codes::DATE_OUT_OF_RANGE, place, message));
                    return dates;
                }
            }
        }
        dates
    }

    fn payment_rule(&mut self, term: &Term<'a>) -> Option<PaymentRule> {
        let clause = self.single(term)?;
        let written = self.text(clause.span);
        let words: Vec<&str> = written.split(' ').collect();
        match words.as_slice() {
            ["each", unit, "end"] => {
                let months = match *unit {
                    "period" => return Some(PaymentRule::OnPeriodEnd),
                    "month" => 1,
                    "quarter" => 3,
                    "half-year" => 6,
                    "year" => 12,
                    _ => return self.bad_payments(clause.span, &written),
                };
                if self.deal.sound && months != self.deal.months_per_period {
                    let message =
                        format!("payments come each {unit}, and a period has {} months", self.deal.months_per_period);
                    let help = "write `each period end`, or other periods";
                    self.report(Diagnostic::error(codes::GRID, clause.span, message).help(help));
                    return None;
                }
                Some(PaymentRule::OnPeriodEnd)
            }
            ["on", "period", "end"] => Some(PaymentRule::OnPeriodEnd),
            ["day", day, "of", "next", "month"] => match day.parse::<u8>() {
                Ok(day @ 1..=31) => Some(PaymentRule::DayOfNextMonth(day)),
                _ => self.bad_payments(clause.span, &written),
            },
            [count, "business", "day" | "days", "after", "period", "end"] => match count.parse::<i64>() {
                Ok(count @ 0..=250) => Some(PaymentRule::BusinessDaysAfter(count)),
                _ => self.bad_payments(clause.span, &written),
            },
            _ => self.bad_payments(clause.span, &written),
        }
    }

    fn bad_payments(&mut self, place: Span, written: &str) -> Option<PaymentRule> {
        let message = format!("`payments` cannot be `{written}`");
        let help = "write `each period end`, `day 25 of next month` or `3 business days after period end`";
        self.report(Diagnostic::error(codes::UNKNOWN_WORD, place, message).help(help));
        None
    }

    fn already_running(&mut self, terms: &Terms<'a>) -> Option<Date> {
        let term = terms.get("already running")?;
        let mut cursor = Cursor::of(self.single(term)?);
        let date = cursor.operand(Preposition::From).and_then(|operand| self.date(operand));
        self.finish(&mut cursor, "`already running`");
        let date = date?;
        if self.deal.sound && date != self.deal.grid.closing() {
            let message =
                format!("the deal runs on from {date}, and its first period begins on {}", self.deal.grid.closing());
            let help = "state that date as `closing` too: it is the end of period 0";
            self.report(Diagnostic::error(codes::DATE_ORDER, term.line.span, message).help(help));
        }
        Some(date)
    }
}
