//! Levels that bring about nothing: whatever follows from them has followed from an easier one.

use super::ground::Ground;
use super::levels::{fails_first, is_measured_alike, text};
use crate::diagnostic::Diagnostic;
use crate::library::lint::IMPLIED_LEVEL;
use crate::model::{Consequence, Expr, Until};

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let covenants = &ground.model.covenants;
    for covenant in covenants {
        for other in covenants {
            let own = std::ptr::eq(covenant, other);
            if !own && !is_measured_alike(ground, covenant, other) {
                continue;
            }
            for level in covenant.levels.iter().filter(|it| it.cure.is_none()) {
                let Some(easier) = other.levels.iter().find(|it| fails_first(ground, it, level)) else { continue };
                let follows =
                    |consequence: &Consequence| easier.consequences.iter().any(|it| brings(ground, it, consequence));
                if !level.consequences.iter().all(follows) {
                    continue;
                }
                let of = if own { String::new() } else { format!(" of `{}`", other.label.name) };
                let message = format!(
                    "nothing follows from `{}` of `{}` that has not followed from `{}`{of}",
                    level.text, covenant.label.name, easier.text,
                );
                let help = "give it a consequence of its own, or delete it";
                let diagnostic = Diagnostic::warning(IMPLIED_LEVEL, level.place, message).help(help);
                found.push(diagnostic.related(easier.place, "this one fails before it"));
            }
        }
    }
    found
}

/// Whether one consequence has brought about what the other would.
fn brings(ground: &Ground, one: &Consequence, other: &Consequence) -> bool {
    let same = |a: &Expr, b: &Expr| text(ground, a) == text(ground, b);
    match (one, other) {
        (Consequence::Enter { state: a, until: held }, Consequence::Enter { state: b, until }) => {
            a == b && holds_as_long(*held, *until)
        }
        (Consequence::EventOfDefault { of: a }, Consequence::EventOfDefault { of: b }) => {
            b.iter().all(|it| a.contains(it))
        }
        (Consequence::Accelerate, Consequence::Accelerate) => true,
        (Consequence::StopDraws { of: a, until: held }, Consequence::StopDraws { of: b, until }) => {
            b.iter().all(|it| a.contains(it)) && holds_as_long(*held, *until)
        }
        (
            Consequence::RequirePrepayment { of: a, to: x, within: s, otherwise: p },
            Consequence::RequirePrepayment { of: b, to: y, within: t, otherwise: q },
        ) => a == b && same(x, y) && s == t && p.len() == q.len() && p.iter().zip(q).all(|(p, q)| brings(ground, p, q)),
        // A margin raised twice is raised by both.
        _ => false,
    }
}

fn holds_as_long(held: Until, until: Until) -> bool {
    match (held, until) {
        (Until::Permanent, _) | (Until::Passed, Until::Passed) => true,
        (Until::Passes(_), Until::Passed) => true,
        (Until::Passes(a), Until::Passes(b)) => a >= b,
        (Until::Date(a), Until::Date(b)) => a >= b,
        _ => false,
    }
}
