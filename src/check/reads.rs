//! What an expression reads.

use crate::model::{Expr, ExprKind, Read, TrancheAttribute};

/// Every name read in the same period, with its place; `prior` reads the past and is left out.
pub(crate) fn visit(expr: &Expr, found: &mut impl FnMut(Read, &Expr)) {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Prior(_) => {}
        ExprKind::Read(read) => found(*read, expr),
        ExprKind::Projection(tranche, _) => found(Read::Tranche(*tranche, TrancheAttribute::ScheduledService), expr),
        ExprKind::Negative(inner) | ExprKind::Convert(inner, _) | ExprKind::Not(inner) | ExprKind::Absolute(inner) => {
            visit(inner, found);
        }
        ExprKind::Window(_, inner, _) => visit(inner, found),
        ExprKind::Arithmetic(_, left, right)
        | ExprKind::Comparison(_, left, right)
        | ExprKind::And(left, right)
        | ExprKind::Or(left, right) => {
            visit(left, found);
            visit(right, found);
        }
        ExprKind::If(condition, chosen, otherwise) => {
            visit(condition, found);
            visit(chosen, found);
            visit(otherwise, found);
        }
        ExprKind::Minimum(values) | ExprKind::Maximum(values) => {
            for value in values {
                visit(value, found);
            }
        }
        ExprKind::Dated(dated) => {
            for (_, value) in &dated.until {
                visit(value, found);
            }
            visit(&dated.after, found);
        }
    }
}

pub(crate) fn reads_of(expr: &Expr) -> Vec<Read> {
    let mut reads = Vec::new();
    visit(expr, &mut |read, _| reads.push(read));
    reads
}
