//! Sums, products, quotients and shares, with the units they leave.

use super::super::checker::Checker;
use super::super::codes;
use super::super::wanted::{converted, describe};
use super::{Scope, is_bare};
use crate::diagnostic::Diagnostic;
use crate::model::{Arithmetic, Expr, ExprKind, Type};
use crate::quantity::{CalendarUnit, Dimension, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Operator};

impl<'a> Checker<'a> {
    pub(super) fn negative(
        &mut self,
        inner: &ast::Expr,
        bare: Option<CalendarUnit>,
        place: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let inner = self.infer(inner, bare, scope)?;
        let of = inner.of.clone();
        match (&of, &inner.kind) {
            (Type::Quantity(_), ExprKind::Constant(value)) => {
                Some(Expr { kind: ExprKind::Constant(-value), of, place })
            }
            (Type::Quantity(_), _) => Some(Expr { kind: ExprKind::Negative(Box::new(inner)), of, place }),
            _ => {
                let message = format!("{} has no negative", describe(&of));
                self.report(Diagnostic::error(codes::WRONG_KIND, place, message));
                None
            }
        }
    }

    pub(super) fn sum(
        &mut self,
        operator: Operator,
        left: &ast::Expr,
        right: &ast::Expr,
        bare: Option<CalendarUnit>,
        place: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let (left, right) = self.pair(left, right, bare, scope);
        let (left, right) = (left?, right?);
        let (left, right) = self.operands_alike(left, right, operator)?;
        let of = left.of.clone();
        let kind = match operator {
            Operator::Subtract => Arithmetic::Subtract,
            _ => Arithmetic::Add,
        };
        Some(Expr { kind: ExprKind::Arithmetic(kind, Box::new(left), Box::new(right)), of, place })
    }

    /// Both sides, a bare `%` after its neighbour.
    pub(crate) fn pair(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        bare: Option<CalendarUnit>,
        scope: &Scope,
    ) -> (Option<Expr>, Option<Expr>) {
        let kind = |expr: &Option<Expr>| match expr.as_ref().map(|expr| &expr.of) {
            Some(Type::Quantity(unit)) if unit.is_rate() => unit.calendar_unit(),
            Some(_) => None,
            None => bare,
        };
        match (is_bare(left), is_bare(right)) {
            (true, false) => {
                let right = self.infer(right, bare, scope);
                let left = self.infer(left, kind(&right), scope);
                (left, right)
            }
            (false, true) => {
                let left = self.infer(left, bare, scope);
                let right = self.infer(right, kind(&left), scope);
                (left, right)
            }
            _ => (self.infer(left, bare, scope), self.infer(right, bare, scope)),
        }
    }

    /// Two sides of a sum or a comparison in one unit.
    pub(crate) fn operands_alike(&mut self, left: Expr, right: Expr, operator: Operator) -> Option<(Expr, Expr)> {
        let may_meet = matches!(left.of, Type::Quantity(_)) || !operator_adds(operator);
        if left.of == right.of && may_meet {
            return Some((left, right));
        }
        if let (Type::Quantity(unit), Type::Quantity(other)) = (&left.of, &right.of)
            && let Some(factor) = other.conversion_to(unit)
        {
            let unit = unit.clone();
            return Some((left, converted(right, unit, factor)));
        }
        let (a, b) = (describe(&left.of), describe(&right.of));
        let verb = if operator_adds(operator) { "do not add" } else { "do not compare" };
        let message = format!("{a} and {b} {verb}");
        let diagnostic = Diagnostic::error(codes::DO_NOT_ADD, left.place.to(right.place), message);
        let hint = match (operator_adds(operator), &left.of, &right.of) {
            (true, Type::Boolean, _) => Some(format!("write `if {} then … else …`", self.text(left.place))),
            (true, _, Type::Boolean) => Some(format!("write `if {} then … else …`", self.text(right.place))),
            (true, ..) => self.hint(&left, &right),
            (false, ..) => Some(format!("compare {a} with {a}, and {b} with {b}")),
        };
        self.report(match hint {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
        None
    }

    fn hint(&self, left: &Expr, right: &Expr) -> Option<String> {
        let (left_unit, right_unit) = (left.of.unit()?, right.of.unit()?);
        let (written, other) = (self.text(left.place), self.text(right.place));
        if left_unit.currency().is_some()
            && right_unit.currency().is_some()
            && left_unit.currency() != right_unit.currency()
        {
            return Some("convert one with a rate of exchange first".to_string());
        }
        if (left_unit.is_hours() && right_unit.is_calendar_span())
            || (left_unit.is_calendar_span() && right_unit.is_hours())
        {
            return Some("a month has no fixed number of days: keep to one family".to_string());
        }
        if left_unit.is_money() && (right_unit.is_rate() || right_unit.is_ratio()) {
            let ratio = other.split(" per ").next().unwrap_or(&other);
            return Some(format!("a share of it is added as `{written} * (1 + {ratio})`"));
        }
        if left_unit.is_ratio() && right_unit.is_rate() || left_unit.is_rate() && right_unit.is_ratio() {
            return Some("a rate is a ratio over time: write `per year` on both, or on neither".to_string());
        }
        None
    }

    pub(super) fn product(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        bare: Option<CalendarUnit>,
        place: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let (left, right) = self.factors(left, right, bare, scope);
        self.multiply(left?, right?, place)
    }

    /// Both factors: where a rate is wanted, a bare `%` beside a plain ratio is that rate.
    fn factors(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        bare: Option<CalendarUnit>,
        scope: &Scope,
    ) -> (Option<Expr>, Option<Expr>) {
        let is_ratio =
            |expr: &Option<Expr>| expr.as_ref().is_some_and(|expr| expr.of.unit().is_some_and(Unit::is_ratio));
        match (is_bare(left), is_bare(right)) {
            (true, false) => {
                let right = self.infer(right, None, scope);
                let left = self.infer(left, bare.filter(|_| is_ratio(&right)), scope);
                (left, right)
            }
            (false, true) => {
                let left = self.infer(left, None, scope);
                let right = self.infer(right, bare.filter(|_| is_ratio(&left)), scope);
                (left, right)
            }
            (true, true) => (self.infer(left, None, scope), self.infer(right, None, scope)),
            (false, false) => (self.infer(left, bare, scope), self.infer(right, bare, scope)),
        }
    }

    pub(super) fn multiply(&mut self, left: Expr, right: Expr, place: Span) -> Option<Expr> {
        let (a, b) = self.units(&left, &right, "multiply")?;
        if has_money(&a) && has_money(&b) && !exchanges(&a, &b) {
            let message = format!("{} times {} is nothing", a.describe(), b.describe());
            let help = "one of the two should be a ratio or a quantity";
            self.report(Diagnostic::error(codes::MONEY_TIMES_MONEY, place, message).help(help));
            return None;
        }
        let (unit, (numerator, denominator)) = a.times(&b);
        let kind = Arithmetic::Multiply { numerator, denominator };
        let of = Type::Quantity(unit);
        Some(Expr { kind: ExprKind::Arithmetic(kind, Box::new(left), Box::new(right)), of, place })
    }

    pub(super) fn quotient(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        bare: Option<CalendarUnit>,
        place: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let below = right.span;
        let left = match is_bare(left) {
            true => self.infer(left, bare, scope),
            false => self.infer(left, None, scope),
        };
        let right = self.infer(right, None, scope);
        let (left, right) = (left?, right?);
        if matches!(right.kind, ExprKind::Constant(0)) {
            let message = format!("`{}` divides by zero", self.text(place));
            self.report(
                Diagnostic::error(codes::DIVIDES_BY_ZERO, below, message)
                    .help("divide by what was meant: over zero a ratio is n/a in every period"),
            );
            return None;
        }
        let (a, b) = self.units(&left, &right, "divide")?;
        let (unit, (numerator, denominator)) = a.over(&b);
        let kind = Arithmetic::Divide { numerator, denominator };
        let of = Type::Quantity(unit);
        Some(Expr { kind: ExprKind::Arithmetic(kind, Box::new(left), Box::new(right)), of, place })
    }

    /// `18% of revenue`
    pub(super) fn share(&mut self, share: &ast::Expr, whole: &ast::Expr, place: Span, scope: &Scope) -> Option<Expr> {
        let (share, whole) = (self.infer(share, None, scope), self.infer(whole, None, scope));
        self.multiply(share?, whole?, place)
    }

    fn units(&mut self, left: &Expr, right: &Expr, verb: &str) -> Option<(Unit, Unit)> {
        match (&left.of, &right.of) {
            (Type::Quantity(a), Type::Quantity(b)) => Some((a.clone(), b.clone())),
            (a, b) => {
                let (side, of) = if matches!(a, Type::Quantity(_)) { (right, b) } else { (left, a) };
                let message = format!("{} does not {verb}", describe(of));
                let help = match of {
                    Type::Boolean => Some("write `if condition then value else value`"),
                    _ => None,
                };
                let diagnostic = Diagnostic::error(codes::WRONG_KIND, side.place, message);
                self.report(match help {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                });
                None
            }
        }
    }
}

fn operator_adds(operator: Operator) -> bool {
    matches!(operator, Operator::Add | Operator::Subtract)
}

/// Whether a currency is on top.
fn has_money(unit: &Unit) -> bool {
    unit.dimensions().iter().any(|(dimension, exponent)| matches!(dimension, Dimension::Currency(_)) && *exponent > 0)
}

/// Whether the two leave money of one currency: `USD 5 * (EUR 0.9 per USD)`.
fn exchanges(a: &Unit, b: &Unit) -> bool {
    a.times(b).0.currency().is_some()
}
