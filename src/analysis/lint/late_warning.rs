//! Warnings that come with the default or after it: a lock-up below the level that ends the deal.

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::library::lint::LATE_WARNING;
use crate::model::{Consequence, Expr, Level, LevelTest, fold};

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for covenant in &ground.model.covenants {
        for warning in covenant.levels.iter().filter(|level| !level.consequences.iter().any(is_final)) {
            let mut finals = covenant.levels.iter().filter(|level| level.consequences.iter().any(is_final));
            let Some(end) = finals.find(|end| comes_first(ground, end, warning)) else { continue };
            let message = format!(
                "`{}` of `{}` comes after `{}` has declared the default it should warn of",
                warning.text, covenant.label.name, end.text,
            );
            let help = "a lock-up, a prepayment or a higher margin belongs on the level that fails first";
            let diagnostic = Diagnostic::warning(LATE_WARNING, warning.place, message).help(help);
            found.push(diagnostic.related(end.place, "this one fails first"));
        }
    }
    found
}

fn is_final(consequence: &Consequence) -> bool {
    matches!(consequence, Consequence::EventOfDefault { .. } | Consequence::Accelerate)
}

fn comes_first(ground: &Ground, end: &Level, warning: &Level) -> bool {
    let value = |expr: &Expr| fold(expr, ground.model.deal.rounding);
    let first = match (&end.test, &warning.test) {
        (LevelTest::Below(a), LevelTest::Below(b)) => value(a).zip(value(b)).is_some_and(|(a, b)| a > b),
        (LevelTest::Above(a), LevelTest::Above(b)) => value(a).zip(value(b)).is_some_and(|(a, b)| a < b),
        _ => false,
    };
    first && end.in_a_row <= warning.in_a_row
}
