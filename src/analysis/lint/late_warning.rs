//! Warnings that come with the default or after it: a lock-up below the level that ends the deal.

use super::ground::Ground;
use super::levels::fails_first;
use crate::diagnostic::Diagnostic;
use crate::library::lint::LATE_WARNING;
use crate::model::Consequence;

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for covenant in &ground.model.covenants {
        for warning in covenant.levels.iter().filter(|level| !level.consequences.iter().any(is_final)) {
            let mut finals = covenant.levels.iter().filter(|level| level.consequences.iter().any(is_final));
            let Some(end) = finals.find(|end| fails_first(ground, end, warning)) else { continue };
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
