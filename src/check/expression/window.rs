//! Windows: `sum(CFADS, last 3 months)`, and `next`, which sees contractual payments only.

use super::super::checker::Checker;
use super::super::codes;
use super::Scope;
use crate::diagnostic::Diagnostic;
use crate::model::{AccountAttribute, Expr, ExprKind, Fold, Read, TrancheAttribute, Type, Window};
use crate::source::Span;
use crate::syntax::ast::{self, Direction};

impl<'a> Checker<'a> {
    #[expect(clippy::too_many_arguments, reason = "the parts of one construct")]
    pub(super) fn window(
        &mut self,
        fold: Fold,
        value: &ast::Expr,
        direction: Direction,
        length: &ast::Expr,
        or_fewer: bool,
        window: Span,
        place: Span,
    ) -> Option<Expr> {
        let periods = self.periods(length, window);
        match direction {
            Direction::Last => {
                let value = self.windowed(value, &Scope::default())?;
                if fold == Fold::Sum && is_stock(&value) {
                    let message =
                        format!("`{}` is a balance, and balances do not add up over time", self.text(value.place));
                    let help = "write `average`, `min` or `max`, or sum a flow";
                    self.report(Diagnostic::error(codes::WINDOW, value.place, message).help(help));
                    return None;
                }
                let of = value.of.clone();
                let window = Window { periods: Some(periods?), or_fewer };
                Some(Expr { kind: ExprKind::Window(fold, Box::new(value), window), of, place })
            }
            Direction::Next => self.projection(fold, value, periods, or_fewer, window, place),
        }
    }

    /// The value a window folds: something with a name.
    pub(super) fn windowed(&mut self, value: &ast::Expr, scope: &Scope) -> Option<Expr> {
        let checked = self.infer(value, None, scope)?;
        if !matches!(checked.of, Type::Quantity(_)) {
            let message = format!("a window folds numbers, and `{}` is not one", self.text(value.span));
            self.report(Diagnostic::error(codes::WINDOW, value.span, message));
            return None;
        }
        if matches!(checked.kind, ExprKind::Read(_)) {
            return Some(checked);
        }
        let message = "a window folds something that has a name";
        let help = format!("give it one: `NAME = {}`, and fold `NAME`", self.text(value.span));
        self.report(Diagnostic::error(codes::WINDOW, value.span, message).help(help));
        None
    }

    fn projection(
        &mut self,
        fold: Fold,
        value: &ast::Expr,
        periods: Option<u32>,
        or_fewer: bool,
        window: Span,
        place: Span,
    ) -> Option<Expr> {
        let value = self.projected(value)?;
        let (
            Expr { kind: ExprKind::Read(Read::Tranche(tranche, TrancheAttribute::ScheduledService)), of, .. },
            Fold::Sum,
        ) = (&value, fold)
        else {
            let message = "looking forward sees contractual payments only, and adds them up";
            let help = "write `sum(TRANCHE.scheduled_service, next 6 months)`";
            self.report(Diagnostic::error(codes::FUTURE, place, message).help(help));
            return None;
        };
        if or_fewer {
            let message = "`or fewer` belongs to windows that look back";
            self.report(Diagnostic::error(codes::WINDOW, window, message).help("payments after maturity are none"));
            return None;
        }
        Some(Expr { kind: ExprKind::Projection(*tranche, periods?), of: of.clone(), place })
    }

    fn projected(&mut self, value: &ast::Expr) -> Option<Expr> {
        match &value.kind {
            ast::ExprKind::Path(names) => self.read_path(names, value.span, &Scope::default(), true),
            _ => self.infer(value, None, &Scope::default()),
        }
    }

    /// The length of a window in periods, which must be whole.
    fn periods(&mut self, length: &ast::Expr, window: Span) -> Option<u32> {
        let months_per_period = i64::from(self.deal.months_per_period.max(1));
        let count = match &length.kind {
            ast::ExprKind::Bad => return None,
            ast::ExprKind::Quantity(number, unit)
                if unit.per.is_empty()
                    && unit.over.as_ref().is_some_and(|name| matches!(name.text.as_str(), "period" | "periods")) =>
            {
                self.whole(*number, length.span)?
            }
            ast::ExprKind::Quantity(number, unit) if unit.per.is_empty() => {
                match self.duration_literal(*number, unit, length.span)? {
                    crate::time::Duration::Months(months) if months % months_per_period == 0 => {
                        months / months_per_period
                    }
                    crate::time::Duration::Months(_) => {
                        let message = format!("`{}` is not a whole number of periods", self.text(length.span));
                        let help = format!("a period is {months_per_period} months here: write a multiple of it");
                        self.report(Diagnostic::error(codes::WINDOW, window, message).help(help));
                        return None;
                    }
                    _ => {
                        let message = format!("`{}` counts days, and periods end by months", self.text(length.span));
                        self.report(Diagnostic::error(codes::WINDOW, window, message).help("write months or periods"));
                        return None;
                    }
                }
            }
            _ => {
                let message = "a window says how many months or periods";
                self.report(Diagnostic::error(codes::WINDOW, window, message).help("write `last 3 months`"));
                return None;
            }
        };
        match u32::try_from(count) {
            Ok(periods @ 1..=12_000) => Some(periods),
            _ => {
                let message = format!("`{}` holds no period", self.text(length.span));
                self.report(Diagnostic::error(codes::WINDOW, window, message));
                None
            }
        }
    }
}

fn is_stock(value: &Expr) -> bool {
    matches!(
        value.kind,
        ExprKind::Read(
            Read::Tranche(_, TrancheAttribute::Balance | TrancheAttribute::Opening | TrancheAttribute::Limit)
                | Read::Account(_, AccountAttribute::Balance | AccountAttribute::Opening | AccountAttribute::Target)
                | Read::AssetValue(..)
        )
    )
}
