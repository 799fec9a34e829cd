//! Conditions that say the same: two covenants, or two sides of an `and`.

use super::ground::Ground;
use super::levels::{is_measured_alike, text};
use crate::diagnostic::Diagnostic;
use crate::library::lint::SAME_CONDITION;
use crate::model::{Expr, ExprKind, Level, LevelTest};

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = covenants(ground);
    for term in ground.model.terms() {
        sides(ground, term, &mut found);
    }
    found
}

/// Levels of two covenants with the same measure, the same test and the same dates.
fn covenants(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let covenants = &ground.model.covenants;
    for (index, later) in covenants.iter().enumerate() {
        for earlier in covenants.iter().take(index).filter(|earlier| is_measured_alike(ground, earlier, later)) {
            for level in &later.levels {
                let Some(same) = earlier.levels.iter().find(|it| is_tested_alike(ground, it, level)) else { continue };
                let message = format!(
                    "`{}` of `{}` tests what `{}` of `{}` tests, on the same dates",
                    level.text, later.label.name, same.text, earlier.label.name,
                );
                let help = "write the consequences of both on one level, separated by commas";
                let diagnostic = Diagnostic::warning(SAME_CONDITION, level.place, message).help(help);
                found.push(diagnostic.related(same.place, "the other level"));
            }
        }
    }
    found
}

fn is_tested_alike(ground: &Ground, a: &Level, b: &Level) -> bool {
    let tests = match (&a.test, &b.test) {
        (LevelTest::Below(a), LevelTest::Below(b))
        | (LevelTest::Above(a), LevelTest::Above(b))
        | (LevelTest::When(a), LevelTest::When(b)) => text(ground, a) == text(ground, b),
        _ => false,
    };
    tests && a.in_a_row == b.in_a_row
}

/// `lockup and lockup`
fn sides(ground: &Ground, expr: &Expr, found: &mut Vec<Diagnostic>) {
    let repeated = match &expr.kind {
        ExprKind::And(..) | ExprKind::Or(..) => {
            let parts = joined(expr);
            let repeats =
                |index: usize| parts[..index].iter().find(|it| text(ground, it) == text(ground, parts[index]));
            (1..parts.len()).find_map(|index| repeats(index).map(|first| (first.place, parts[index])))
        }
        ExprKind::If(_, yes, no) => (text(ground, yes) == text(ground, no)).then_some((yes.place, &**no)),
        _ => None,
    };
    if let Some((first, again)) = repeated
        && !found.iter().any(|it| it.place == again.place)
    {
        let message = match &expr.kind {
            ExprKind::If(..) => format!("both branches are `{}`: the condition decides nothing", text(ground, again)),
            _ => format!("`{}` is said twice", text(ground, again)),
        };
        let help = "one of the two was meant to be another";
        found.push(Diagnostic::warning(SAME_CONDITION, again.place, message).related(first, "said here").help(help));
    }
    // The parts of a chain have been looked at with it.
    let inner = match &expr.kind {
        ExprKind::And(..) | ExprKind::Or(..) => joined(expr),
        _ => expr.parts(),
    };
    inner.into_iter().for_each(|part| sides(ground, part, found));
}

/// `a and b and c` in three parts.
fn joined(expr: &Expr) -> Vec<&Expr> {
    let is_same = |part: &Expr| std::mem::discriminant(&part.kind) == std::mem::discriminant(&expr.kind);
    expr.parts().into_iter().flat_map(|part| if is_same(part) { joined(part) } else { vec![part] }).collect()
}
