//! Functions: `min`, `max`, `sum`, `average`, `abs`.

use super::super::checker::Checker;
use super::super::codes;
use super::Scope;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::library::function::{FUNCTIONS, Function};
use crate::model::{Expr, ExprKind, Fold, Type, Window};
use crate::quantity::CalendarUnit;
use crate::source::Span;
use crate::syntax::ast::{self, Name};

impl<'a> Checker<'a> {
    pub(super) fn call(
        &mut self,
        name: &Name,
        arguments: &[ast::Expr],
        bare: Option<CalendarUnit>,
        place: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let Some(function) = FUNCTIONS.iter().find(|function| function.name == name.text) else {
            let message = format!("there is no function called `{}`", name.text);
            let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, name.span, message);
            let known: Vec<String> = FUNCTIONS.iter().map(|function| format!("`{}`", function.name)).collect();
            self.report(match nearest(&name.text, FUNCTIONS.iter().map(|function| function.name)) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help(format!("the functions are {}", known.join(", "))),
            });
            return None;
        };
        let fold = match function.name {
            "sum" => Some(Fold::Sum),
            "average" => Some(Fold::Average),
            "min" => Some(Fold::Minimum),
            "max" => Some(Fold::Maximum),
            _ => None,
        };
        match (arguments, fold) {
            ([value, ast::Expr { kind: ast::ExprKind::Window(direction, length, fewer), span }], Some(fold)) => {
                self.window(fold, value, *direction, length, *fewer, *span, place)
            }
            ([value], Some(fold)) if scope.test && self.names_a_figure(value) => {
                let value = self.windowed(value, scope)?;
                let of = value.of.clone();
                let window = Window { periods: None, or_fewer: true };
                Some(Expr { kind: ExprKind::Window(fold, Box::new(value), window), of, place })
            }
            ([_, _, ..], Some(Fold::Minimum | Fold::Maximum)) => {
                self.least_or_greatest(function, arguments, bare, place, scope)
            }
            ([value], None) => self.absolute(value, bare, place, scope),
            _ => {
                let message = format!("`{}` takes {}", function.name, function.takes);
                let help = format!("write `{}`", function.example);
                self.report(Diagnostic::error(codes::ARGUMENTS, place, message).help(help));
                None
            }
        }
    }

    fn least_or_greatest(
        &mut self,
        function: &Function,
        arguments: &[ast::Expr],
        bare: Option<CalendarUnit>,
        place: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let arguments: Vec<&ast::Expr> = arguments.iter().collect();
        let values = self.alike(&arguments, bare, scope, &format!("the values of `{}`", function.name))?;
        let of = values.first()?.of.clone();
        if of == Type::Boolean {
            let message = format!("`{}` takes numbers, and these are conditions", function.name);
            self.report(Diagnostic::error(codes::WRONG_KIND, place, message));
            return None;
        }
        let kind = match function.name {
            "min" => ExprKind::Minimum(values),
            _ => ExprKind::Maximum(values),
        };
        Some(Expr { kind, of, place })
    }

    fn absolute(&mut self, value: &ast::Expr, bare: Option<CalendarUnit>, place: Span, scope: &Scope) -> Option<Expr> {
        let value = self.infer(value, bare, scope)?;
        let of = value.of.clone();
        if !matches!(of, Type::Quantity(_)) {
            let message = "`abs` takes a number";
            self.report(Diagnostic::error(codes::WRONG_KIND, place, message));
            return None;
        }
        Some(Expr { kind: ExprKind::Absolute(Box::new(value)), of, place })
    }

    fn names_a_figure(&self, value: &ast::Expr) -> bool {
        matches!(value.kind, ast::ExprKind::Path(_))
    }
}
