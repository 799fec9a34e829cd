//! Two levels side by side: whether they look at the same figure, and which of them fails first.

use super::ground::Ground;
use crate::model::{Covenant, Expr, Level, LevelTest, Measure, fold};

/// The same figure on the same dates, at the same point of the period.
pub fn is_measured_alike(ground: &Ground, a: &Covenant, b: &Covenant) -> bool {
    let dates = a.dates.tested == b.dates.tested && a.position == b.position;
    dates && measure(ground, a).is_some_and(|it| Some(it) == measure(ground, b))
}

fn measure(ground: &Ground, covenant: &Covenant) -> Option<String> {
    match &covenant.measure {
        Measure::Quotient { numerator, denominator, .. } => {
            Some(format!("{} / {}", text(ground, numerator), text(ground, denominator)))
        }
        Measure::Value(value) => Some(text(ground, value)),
        Measure::Undisclosed => None,
    }
}

/// Whether one level has failed wherever the other does, both of one measure: not the other way round.
pub fn fails_first(ground: &Ground, one: &Level, other: &Level) -> bool {
    let value = |expr: &Expr| fold(expr, ground.model.deal.rounding);
    let first = match (&one.test, &other.test) {
        (LevelTest::Below(a), LevelTest::Below(b)) => value(a).zip(value(b)).is_some_and(|(a, b)| a > b),
        (LevelTest::Above(a), LevelTest::Above(b)) => value(a).zip(value(b)).is_some_and(|(a, b)| a < b),
        _ => false,
    };
    first && one.in_a_row <= other.in_a_row
}

/// What the file says there, white space folded.
pub fn text(ground: &Ground, expr: &Expr) -> String {
    ground.sources.slice(expr.place).split_whitespace().collect::<Vec<_>>().join(" ")
}
