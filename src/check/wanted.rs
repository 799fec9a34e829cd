//! What a place in the file wants: a kind of value, in words for messages, and whether a given kind is one.

use super::checker::{Checker, stand_in};
use super::codes;
use super::expression::Scope;
use super::phrase::Cursor;
use super::term::Term;
use crate::diagnostic::Diagnostic;
use crate::library::label::Range;
use crate::model::fold;
use crate::model::{Dated, Expr, ExprKind, Hole, Type};
use crate::quantity::{CalendarUnit, Unit, power_of_ten};
use crate::source::Span;
use crate::syntax::ast::{self, Clause, Preposition};

/// A kind of value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wanted {
    Any,
    /// Money of the deal's currency.
    Money,
    /// Money, or money per month or year.
    MoneyOrPerTime,
    Ratio,
    /// A rate in its own calendar unit; a bare `%` is per year.
    Rate,
    /// A rate, brought to one per year.
    RatePerYear,
    /// A rate; a bare `%` is per month.
    RatePerMonth,
    /// A number of things: `8_192 GPU`.
    Count,
    /// Money per something.
    Price,
    /// Any quantity without money.
    Quantity,
    /// Exactly this kind, months and years apart.
    Like(Type),
}

impl Wanted {
    /// What a bare `%` is read as.
    pub(crate) fn bare(&self) -> Option<CalendarUnit> {
        match self {
            Wanted::Rate | Wanted::RatePerYear => Some(CalendarUnit::Year),
            Wanted::RatePerMonth => Some(CalendarUnit::Month),
            Wanted::Like(Type::Quantity(unit)) if unit.is_rate() => unit.calendar_unit(),
            _ => None,
        }
    }

    /// For messages: `expected …`.
    fn described(&self, checker: &Checker) -> String {
        let currency = checker.deal.currency;
        match self {
            Wanted::Any => "a value".to_string(),
            Wanted::Money => format!("money in {currency}"),
            Wanted::MoneyOrPerTime => format!("money in {currency}, or money per month or year"),
            Wanted::Ratio => "a ratio".to_string(),
            Wanted::Rate | Wanted::RatePerYear => "a rate per year".to_string(),
            Wanted::RatePerMonth => "a rate per month".to_string(),
            Wanted::Count => "a number of units".to_string(),
            Wanted::Price => format!("a price in {currency}"),
            Wanted::Quantity => "a quantity".to_string(),
            Wanted::Like(of) => describe(of),
        }
    }

    /// The kind a hole stands for.
    fn stand_in(&self, checker: &Checker) -> Type {
        let money = checker.money();
        Type::Quantity(match self {
            Wanted::Money | Wanted::MoneyOrPerTime | Wanted::Price => money,
            Wanted::Rate | Wanted::RatePerYear => Unit::rate(CalendarUnit::Year),
            Wanted::RatePerMonth => Unit::rate(CalendarUnit::Month),
            Wanted::Like(of) => return of.clone(),
            Wanted::Any | Wanted::Ratio | Wanted::Count | Wanted::Quantity => Unit::ratio(),
        })
    }
}

/// A kind in words of deals.
pub(crate) fn describe(of: &Type) -> String {
    match of {
        Type::Quantity(unit) => unit.describe(),
        Type::Boolean => "a condition".to_string(),
        Type::Date => "a date".to_string(),
    }
}

impl<'a> Checker<'a> {
    /// A value of any kind, outside of steps and tests.
    pub(crate) fn any_value(&mut self, expr: &ast::Expr) -> Option<Expr> {
        self.infer(expr, None, &Scope::default())
    }

    /// A value of the wanted kind; `what` names the place for messages.
    pub(crate) fn value(&mut self, expr: &ast::Expr, wanted: &Wanted, what: &str, scope: &Scope) -> Option<Expr> {
        match &expr.kind {
            ast::ExprKind::ToBeDetermined => {
                self.holes.push(Hole { place: expr.span, blocks: what.to_string() });
                return Some(Expr { kind: ExprKind::Constant(0), of: wanted.stand_in(self), place: expr.span });
            }
            ast::ExprKind::Undisclosed => {
                self.holes.push(Hole { place: expr.span, blocks: format!("{what}, which the paper withholds") });
                return Some(Expr { kind: ExprKind::Constant(0), of: wanted.stand_in(self), place: expr.span });
            }
            _ => {}
        }
        let expr = self.infer(expr, wanted.bare(), scope)?;
        self.fit(expr, wanted, what)
    }

    /// The expression as the wanted kind, converted where months meet years; an error when it is another.
    pub(crate) fn fit(&mut self, expr: Expr, wanted: &Wanted, what: &str) -> Option<Expr> {
        let currency = self.deal.currency;
        let place = expr.place;
        let fits = match (&expr.of, wanted) {
            (_, Wanted::Any) => true,
            (Type::Quantity(unit), Wanted::Money) => unit.is_money() && unit.currency() == Some(currency),
            (Type::Quantity(unit), Wanted::MoneyOrPerTime) => {
                unit.currency() == Some(currency)
                    && (unit.is_money() || unit.times(&Unit::calendar(CalendarUnit::Year)).0.is_money())
            }
            (Type::Quantity(unit), Wanted::Ratio) => unit.is_ratio(),
            (Type::Quantity(unit), Wanted::Rate | Wanted::RatePerMonth) => unit.is_rate(),
            (Type::Quantity(unit), Wanted::RatePerYear) => {
                let year = Unit::rate(CalendarUnit::Year);
                return match unit.conversion_to(&year) {
                    Some(factor) => Some(converted(expr, year, factor)),
                    None => self.wrong_kind(&expr.of, wanted, what, place),
                };
            }
            (Type::Quantity(unit), Wanted::Count) => {
                unit.currency().is_none()
                    && !unit.is_rate()
                    && !unit.is_hours()
                    && !unit.is_calendar_span()
                    && !unit.is_ratio()
            }
            (Type::Quantity(unit), Wanted::Price) => unit.is_price() && unit.currency() == Some(currency),
            (Type::Quantity(unit), Wanted::Quantity) => {
                unit.currency().is_none() && !unit.is_ratio() && !unit.is_rate()
            }
            (Type::Quantity(unit), Wanted::Like(Type::Quantity(like))) => match unit.conversion_to(like) {
                Some(factor) => return Some(converted(expr, like.clone(), factor)),
                None => false,
            },
            (of, Wanted::Like(like)) => of == like,
            _ => false,
        };
        if fits { Some(expr) } else { self.wrong_kind(&expr.of, wanted, what, place) }
    }

    fn wrong_kind(&mut self, of: &Type, wanted: &Wanted, what: &str, place: Span) -> Option<Expr> {
        let expected = wanted.described(self);
        let message = format!("{what} is {expected}, and this is {}", describe(of));
        let code = match (of, wanted) {
            (Type::Boolean, _) => codes::CONDITION_WANTED,
            _ => codes::WRONG_KIND,
        };
        let unit = of.unit();
        let help = match wanted {
            Wanted::Rate | Wanted::RatePerYear => {
                Some("write it as a rate, as in `5% per year` or `450 bps`".to_string())
            }
            Wanted::RatePerMonth if unit.is_some_and(Unit::is_ratio) => {
                Some("write it as a rate, as in `2% per month`".to_string())
            }
            Wanted::Money if unit.is_some_and(Unit::is_ratio) => Some(format!(
                "write money with its currency, as in `{} 5M`, or a share of money, as in `5% of …`",
                self.deal.currency
            )),
            Wanted::Money if unit.and_then(Unit::currency).is_some_and(|currency| currency != self.deal.currency) => {
                Some("convert it with a rate of exchange first, as in `x * 1.1 …`".to_string())
            }
            Wanted::Count => Some("write how many of what, as in `1_000 GPU`".to_string()),
            Wanted::Price => {
                Some(format!("write money for each unit, as in `{} 2.60 per GPU-hour`", self.deal.currency))
            }
            Wanted::Ratio if unit.is_some_and(Unit::is_rate) => Some("write it without `per`, as in `5%`".to_string()),
            _ => None,
        };
        let diagnostic = Diagnostic::error(code, place, message);
        self.report(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
        None
    }

    /// The value of a term of one clause, which may change by date: `5.60% until 2031-03-25 then 10.60%`.
    pub(crate) fn term_value(&mut self, term: &Term<'a>, wanted: &Wanted) -> Option<Expr> {
        let what = format!("`{}`", term.label.words);
        let clause = self.single(term)?;
        let mut cursor = Cursor::of(clause);
        let value = self.dated_value(&mut cursor, wanted, &what, &Scope::default());
        self.finish(&mut cursor, &what);
        let value = value?;
        self.within_range(&value, term.label.range, &what).then_some(value)
    }

    /// Whether the numbers a term states are ones it may have; what is worked out in a run is not known here.
    fn within_range(&mut self, value: &Expr, range: Range, what: &str) -> bool {
        if let ExprKind::Dated(dated) = &value.kind {
            let mut parts = dated.until.iter().map(|(_, part)| part).chain([dated.after.as_ref()]);
            return parts.all(|part| self.within_range(part, range, what));
        }
        let Some(number) = fold(value, self.deal.rounding) else { return true };
        let whole = power_of_ten(value.of.scale());
        let (fits, wanted) = match range {
            Range::Any => (true, ""),
            Range::NotNegative => (number >= 0, "is not negative"),
            Range::Positive => (number > 0, "is more than nothing"),
            Range::Share => ((0..=whole).contains(&number), "lies between 0% and 100%"),
        };
        if !fits {
            let message = format!("{what} {wanted}, and this is `{}`", self.text(value.place));
            self.report(
                Diagnostic::error(codes::OUT_OF_BOUNDS, value.place, message).help("check the sign and the size"),
            );
        }
        fits
    }

    /// As [`Checker::term_value`], with a stand-in where it has an error.
    pub(crate) fn required_value(&mut self, term: Option<&Term<'a>>, wanted: &Wanted) -> Expr {
        let place = term.map_or(Span::default(), |term| term.line.span);
        let value = term.and_then(|term| self.term_value(term, wanted));
        value.unwrap_or_else(|| stand_in(place, Unit::ratio()))
    }

    /// As [`Checker::term_value`] for a term that may be missing; `undisclosed` counts as missing and is noted.
    pub(crate) fn optional_value(&mut self, term: Option<&Term<'a>>, wanted: &Wanted) -> Option<Expr> {
        let term = term?;
        if is_undisclosed(term) {
            self.assume(format!("the paper withholds `{}`: it is left out", term.label.words));
            return None;
        }
        self.term_value(term, wanted)
    }

    /// A value, and the values it changes to.
    pub(crate) fn dated_value(
        &mut self,
        cursor: &mut Cursor<'a>,
        wanted: &Wanted,
        what: &str,
        scope: &Scope,
    ) -> Option<Expr> {
        let first = self.take_value(cursor, what)?;
        let mut value = self.value(first, wanted, what, scope);
        let mut until = Vec::new();
        let mut sound = value.is_some();
        while let Some(modifier) = cursor.modifier(Preposition::Until) {
            let date = modifier.operand.as_ref().and_then(|operand| self.date(operand));
            let Some(next) = cursor.operand(Preposition::Then) else {
                let help = "write what holds afterwards, as in `5% until 2031-03-25 then 10%`";
                let message = "`until` without `then`";
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, modifier.span, message).help(help));
                return None;
            };
            let like = value.as_ref().map_or(wanted.clone(), |value| Wanted::Like(value.of.clone()));
            let next = self.value(next, &like, what, scope);
            sound &= next.is_some() && date.is_some();
            if let (Some(date), Some(value)) = (date, value.take()) {
                if let Some((last, _)) = until.last()
                    && *last >= date
                {
                    let message = format!("{date} does not come after {last}");
                    self.report(
                        Diagnostic::error(codes::DATE_ORDER, modifier.span, message).help("put the dates in order"),
                    );
                    sound = false;
                }
                until.push((date, value));
            }
            value = next;
        }
        let value = value.filter(|_| sound)?;
        if until.is_empty() {
            return Some(value);
        }
        let (of, place) = (value.of.clone(), cursor.span);
        Some(Expr { kind: ExprKind::Dated(Dated { until, after: Box::new(value) }), of, place })
    }

    /// The next value of a clause.
    pub(crate) fn take_value(&mut self, cursor: &mut Cursor<'a>, what: &str) -> Option<&'a ast::Expr> {
        let value = cursor.value();
        if value.is_none() {
            let message = format!("{what} has no value");
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message));
        }
        value
    }

    /// The only clause of a term.
    pub(crate) fn single(&mut self, term: &Term<'a>) -> Option<&'a Clause> {
        let clauses = &term.line.phrase.clauses;
        if let Some(second) = clauses.get(1) {
            let message = format!("`{}` takes one value, and a comma begins another", term.label.words);
            self.report(
                Diagnostic::error(codes::LEFT_OVER, second.span, message)
                    .help(format!("write `{}`", term.label.example)),
            );
            return None;
        }
        clauses.first()
    }

    /// Reports what is left of a clause.
    pub(crate) fn finish(&mut self, cursor: &mut Cursor<'a>, what: &str) -> bool {
        let Some(element) = cursor.left_over() else { return true };
        let place = super::phrase::element_span(element);
        let written = self.text(place);
        if !is_bad(element) {
            let message = format!("`{written}` is left over in {what}");
            self.report(Diagnostic::error(codes::LEFT_OVER, place, message).help("delete it: nothing reads it here"));
        }
        false
    }
}

fn is_bad(element: &ast::Element) -> bool {
    match element {
        ast::Element::Expr(expr) => expr.kind == ast::ExprKind::Bad,
        ast::Element::Modifier(modifier) => {
            modifier.operand.as_ref().is_none_or(|operand| operand.kind == ast::ExprKind::Bad)
        }
    }
}

/// Whether a term says only `undisclosed`.
pub(crate) fn is_undisclosed(term: &Term) -> bool {
    matches!(
        term.line.phrase.clauses.as_slice(),
        [clause] if matches!(clause.elements.as_slice(), [ast::Element::Expr(expr)] if expr.kind == ast::ExprKind::Undisclosed)
    )
}

/// The same value in another unit of the same dimensions.
pub(crate) fn converted(expr: Expr, to: Unit, factor: (i128, i128)) -> Expr {
    let place = expr.place;
    if factor == (1, 1) {
        return Expr { of: Type::Quantity(to), ..expr };
    }
    Expr { kind: ExprKind::Convert(Box::new(expr), factor), of: Type::Quantity(to), place }
}
