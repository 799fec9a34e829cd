//! Expressions, typed bottom-up; a bare `%` takes the kind of its neighbour, else of its label, else it is a ratio.

mod arithmetic;
mod call;
mod comparison;
mod read;
mod window;

pub(crate) use comparison::comparison_of;

use super::checker::Checker;
use super::codes;
use super::wanted::describe;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, ExprKind, Read, Type};
use crate::quantity::CalendarUnit;
use crate::syntax::ast::{self, Operator};

/// What may be written where an expression stands.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Scope {
    /// Inside a waterfall step: what `remaining` reads.
    pub(crate) remaining: Option<Read>,
    /// Inside a test: folds over the whole run.
    pub(crate) test: bool,
}

/// Expressions inside one another, those of the names they read among them: room on the stack is counted, not hoped for.
const DEEPEST: usize = 2_000;

impl<'a> Checker<'a> {
    /// The checked expression; `None` when it has an error, which has been reported. `bare` is the calendar unit of
    /// the rate that a bare `%` stands for here.
    pub(crate) fn infer(&mut self, expr: &ast::Expr, bare: Option<CalendarUnit>, scope: &Scope) -> Option<Expr> {
        if self.depth >= DEEPEST {
            let message = "too many figures wait here for one another";
            self.report_too_much(expr.span, message, "split the longest of them into lines with names of their own");
            return None;
        }
        self.depth += 1;
        let checked = self.infer_kind(expr, bare, scope);
        self.depth -= 1;
        checked
    }

    fn infer_kind(&mut self, expr: &ast::Expr, bare: Option<CalendarUnit>, scope: &Scope) -> Option<Expr> {
        let place = expr.span;
        match &expr.kind {
            ast::ExprKind::Number(number) => self.plain(*number, place),
            ast::ExprKind::Multiple(number) => self.plain(*number, place),
            ast::ExprKind::Percent(number, unit) if unit.per.is_empty() => match bare {
                Some(calendar) => self.percent_rate(*number, calendar, place),
                None => self.percent(*number, place),
            },
            ast::ExprKind::Percent(number, unit) => self.percent_per(*number, unit, place),
            ast::ExprKind::BasisPoints(number, unit) => self.basis_points(*number, unit, place),
            ast::ExprKind::Money(code, number, unit) => self.money_literal(code, *number, unit, place),
            ast::ExprKind::Quantity(number, unit) => self.quantity_literal(*number, unit, place),
            ast::ExprKind::BusinessDays(_) => {
                let message = "business days are a span between dates, not a quantity";
                let help = "use them where a term says how long, as in `within 10 business days`";
                self.report(Diagnostic::error(codes::WRONG_KIND, place, message).help(help));
                None
            }
            ast::ExprKind::Date(date) => {
                let date = self.civil(*date, place)?;
                let days = i128::from(date.day_number());
                Some(Expr { kind: ExprKind::Constant(days), of: Type::Date, place })
            }
            ast::ExprKind::Text(_) => {
                let help = "write it without quotes";
                self.report(Diagnostic::error(codes::WRONG_KIND, place, "a text is not a value").help(help));
                None
            }
            ast::ExprKind::Boolean(value) => {
                Some(Expr { kind: ExprKind::Constant(i128::from(*value)), of: Type::Boolean, place })
            }
            ast::ExprKind::ToBeDetermined | ast::ExprKind::Undisclosed => {
                let written = self.text(place);
                let message = format!("`{written}` stands for a whole term, not for a part of one");
                let help = "put it in an `input` or a term of its own, and name that here";
                self.report(Diagnostic::error(codes::WRONG_KIND, place, message).help(help));
                None
            }
            ast::ExprKind::Path(names) => self.read_value(names, place, scope),
            ast::ExprKind::Call(name, arguments) => self.call(name, arguments, bare, place, scope),
            ast::ExprKind::Not(inner) => {
                let inner = self.condition(inner, scope)?;
                Some(Expr { kind: ExprKind::Not(Box::new(inner)), of: Type::Boolean, place })
            }
            ast::ExprKind::Negative(inner) => self.negative(inner, bare, place, scope),
            ast::ExprKind::Prior(inner) => self.prior(inner, place),
            ast::ExprKind::Binary(operator, at, left, right) => match operator {
                Operator::Or | Operator::And => {
                    let (left, right) = (self.condition(left, scope), self.condition(right, scope));
                    let (left, right) = (Box::new(left?), Box::new(right?));
                    let kind =
                        if *operator == Operator::Or { ExprKind::Or(left, right) } else { ExprKind::And(left, right) };
                    Some(Expr { kind, of: Type::Boolean, place })
                }
                Operator::Add | Operator::Subtract => self.sum(*operator, left, right, bare, place, scope),
                Operator::Multiply => self.product(left, right, bare, place, scope),
                Operator::Divide => self.quotient(left, right, bare, place, scope),
                _ => self.comparison(*operator, *at, left, right, place, scope),
            },
            ast::ExprKind::If(condition, chosen, otherwise) => {
                let condition = self.condition(condition, scope);
                let branches = self.alike(&[chosen, otherwise], bare, scope, "the two sides of `if`");
                let [chosen, otherwise]: [Expr; 2] = branches?.try_into().ok()?;
                let of = chosen.of.clone();
                let kind = ExprKind::If(Box::new(condition?), Box::new(chosen), Box::new(otherwise));
                Some(Expr { kind, of, place })
            }
            ast::ExprKind::Share(share, whole) => self.share(share, whole, place, scope),
            ast::ExprKind::Window(..) => {
                let message = "a window stands only as the last argument of a function";
                self.report(Diagnostic::error(codes::WINDOW, place, message).help("write `sum(x, last 3 months)`"));
                None
            }
            ast::ExprKind::Each(_) => {
                let message = format!("`{}` says when, and a value is wanted here", self.text(place));
                self.report(Diagnostic::error(codes::WRONG_KIND, place, message));
                None
            }
            ast::ExprKind::Bad => None,
        }
    }

    /// A value that must be true or false.
    pub(crate) fn condition(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<Expr> {
        let place = expr.span;
        let value = self.infer(expr, None, scope)?;
        if value.of == Type::Boolean {
            return Some(value);
        }
        let message = format!("a condition is wanted here, and this is {}", describe(&value.of));
        let help = "write a comparison, as in `a > b`, or the name of a state";
        self.report(Diagnostic::error(codes::CONDITION_WANTED, place, message).help(help));
        None
    }

    /// Values that must be of one kind: bare `%` among them take the kind of the others, months and years meet.
    pub(crate) fn alike(
        &mut self,
        exprs: &[&ast::Expr],
        bare: Option<CalendarUnit>,
        scope: &Scope,
        what: &str,
    ) -> Option<Vec<Expr>> {
        let mut checked: Vec<Option<Expr>> = exprs.iter().map(|_| None).collect();
        let mut like: Option<Type> = None;
        let mut sound = true;
        for (slot, expr) in checked.iter_mut().zip(exprs).filter(|(_, expr)| !is_bare(expr)) {
            *slot = self.infer(expr, bare, scope);
            sound &= slot.is_some();
            like = like.or_else(|| slot.as_ref().map(|value| value.of.clone()));
        }
        let bare = match &like {
            Some(Type::Quantity(unit)) if unit.is_rate() => unit.calendar_unit(),
            Some(_) => None,
            None => bare,
        };
        for (slot, expr) in checked.iter_mut().zip(exprs).filter(|(_, expr)| is_bare(expr)) {
            *slot = self.infer(expr, bare, scope);
            sound &= slot.is_some();
        }
        let checked: Vec<Expr> = checked.into_iter().flatten().collect();
        if !sound {
            return None;
        }
        let like = like.or_else(|| checked.first().map(|value| value.of.clone()))?;
        checked.into_iter().map(|value| self.same_kind(value, &like, what)).collect()
    }

    /// The value brought to a kind it must have beside another.
    fn same_kind(&mut self, value: Expr, like: &Type, what: &str) -> Option<Expr> {
        if value.of == *like {
            return Some(value);
        }
        if let (Type::Quantity(unit), Type::Quantity(to)) = (&value.of, like)
            && let Some(factor) = unit.conversion_to(to)
        {
            return Some(super::wanted::converted(value, to.clone(), factor));
        }
        let message = format!("{what} are of one kind: here {} meets {}", describe(like), describe(&value.of));
        self.report(
            Diagnostic::error(codes::DO_NOT_ADD, value.place, message)
                .help(format!("write {} here too", describe(like))),
        );
        None
    }
}

/// Made of percents without `per` only, so that its neighbours say whether it is a ratio or a rate.
pub(crate) fn is_bare(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ast::ExprKind::Percent(_, unit) => unit.per.is_empty(),
        ast::ExprKind::Negative(inner) => is_bare(inner),
        ast::ExprKind::Binary(Operator::Add | Operator::Subtract, _, left, right) => is_bare(left) && is_bare(right),
        ast::ExprKind::Call(name, arguments) => {
            matches!(name.text.as_str(), "min" | "max" | "abs")
                && !arguments.is_empty()
                && arguments.iter().all(is_bare)
        }
        ast::ExprKind::If(_, chosen, otherwise) => is_bare(chosen) && is_bare(otherwise),
        _ => false,
    }
}
