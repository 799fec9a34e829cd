//! Values known before the run: expressions without names, worked out as the engine would.

use crate::model::{Arithmetic, Expr, ExprKind, Type};
use crate::quantity::Rounding;
use crate::quantity::fixed::{LIMIT, fraction, power_of_ten};

/// The value at the scale of its kind, or `None` when it reads a name or cannot be worked out.
pub(crate) fn fold(expr: &Expr, rounding: Rounding) -> Option<i128> {
    let value = match &expr.kind {
        ExprKind::Constant(value) => *value,
        ExprKind::Negative(inner) => -fold(inner, rounding)?,
        ExprKind::Absolute(inner) => fold(inner, rounding)?.abs(),
        ExprKind::Convert(inner, (numerator, denominator)) => {
            let from = power_of_ten(inner.of.scale());
            fraction(
                &[fold(inner, rounding)?, *numerator, power_of_ten(expr.of.scale())],
                &[*denominator, from],
                rounding,
            )?
        }
        ExprKind::Arithmetic(kind, left, right) => {
            let (a, b) = (fold(left, rounding)?, fold(right, rounding)?);
            let (own, of_left, of_right) = (scale(&expr.of), scale(&left.of), scale(&right.of));
            match kind {
                Arithmetic::Add => a.checked_add(b)?,
                Arithmetic::Subtract => a.checked_sub(b)?,
                Arithmetic::Multiply { numerator, denominator } => {
                    fraction(&[a, b, *numerator, own], &[*denominator, of_left, of_right], rounding)?
                }
                Arithmetic::Divide { numerator, denominator } => {
                    fraction(&[a, of_right, *numerator, own], &[b, *denominator, of_left], rounding)?
                }
            }
        }
        ExprKind::Minimum(values) => fold_all(values, rounding)?.into_iter().min()?,
        ExprKind::Maximum(values) => fold_all(values, rounding)?.into_iter().max()?,
        _ => return None,
    };
    (value.abs() <= LIMIT).then_some(value)
}

fn fold_all(values: &[Expr], rounding: Rounding) -> Option<Vec<i128>> {
    values.iter().map(|value| fold(value, rounding)).collect()
}

fn scale(of: &Type) -> i128 {
    power_of_ten(of.scale())
}
