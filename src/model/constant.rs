//! Values known before the run: expressions without names but inputs, worked out as the engine would.

use super::{Arithmetic, Expr, ExprKind, InputId, Read, Type};
use crate::quantity::Rounding;
use crate::quantity::fixed::{LIMIT, fraction, power_of_ten};

/// The value at the scale of its kind, or `None` when it reads a name or cannot be worked out.
pub fn fold(expr: &Expr, rounding: Rounding) -> Option<i128> {
    fold_with(expr, rounding, &|_| None)
}

/// The same where inputs have values.
pub fn fold_with(expr: &Expr, rounding: Rounding, inputs: &dyn Fn(InputId) -> Option<i128>) -> Option<i128> {
    let fold = |expr: &Expr| fold_with(expr, rounding, inputs);
    let fold_all = |values: &[Expr]| values.iter().map(fold).collect::<Option<Vec<i128>>>();
    let value = match &expr.kind {
        ExprKind::Constant(value) => *value,
        ExprKind::Negative(inner) => -fold(inner)?,
        ExprKind::Absolute(inner) => fold(inner)?.abs(),
        ExprKind::Convert(inner, (numerator, denominator)) => {
            let from = power_of_ten(inner.of.scale());
            fraction(&[fold(inner)?, *numerator, power_of_ten(expr.of.scale())], &[*denominator, from], rounding)?
        }
        ExprKind::Arithmetic(kind, left, right) => {
            let (a, b) = (fold(left)?, fold(right)?);
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
        ExprKind::Minimum(values) => fold_all(values)?.into_iter().min()?,
        ExprKind::Maximum(values) => fold_all(values)?.into_iter().max()?,
        ExprKind::Read(Read::Input(id)) => inputs(*id)?,
        _ => return None,
    };
    (value.abs() <= LIMIT).then_some(value)
}

fn scale(of: &Type) -> i128 {
    power_of_ten(of.scale())
}
