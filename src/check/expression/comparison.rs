//! Comparisons.

use super::super::checker::Checker;
use super::Scope;
use crate::model::{Comparison, Expr, ExprKind, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Operator};

impl<'a> Checker<'a> {
    pub(super) fn comparison(
        &mut self,
        operator: Operator,
        _at: Span,
        left: &ast::Expr,
        right: &ast::Expr,
        place: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let (left, right) = self.pair(left, right, None, scope);
        let (left, right) = self.operands_alike(left?, right?, operator)?;
        let kind = ExprKind::Comparison(comparison_of(operator)?, Box::new(left), Box::new(right));
        Some(Expr { kind, of: Type::Boolean, place })
    }
}

/// `None` for what does not compare.
pub(crate) fn comparison_of(operator: Operator) -> Option<Comparison> {
    Some(match operator {
        Operator::Equal => Comparison::Equal,
        Operator::NotEqual => Comparison::NotEqual,
        Operator::Less => Comparison::Less,
        Operator::LessOrEqual => Comparison::LessOrEqual,
        Operator::Greater => Comparison::Greater,
        Operator::GreaterOrEqual => Comparison::GreaterOrEqual,
        Operator::Or | Operator::And | Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide => {
            return None;
        }
    })
}
