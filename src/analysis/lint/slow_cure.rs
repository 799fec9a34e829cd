//! Cures slower than the tests: the next one fails before the first is settled.

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::library::lint::SLOW_CURE;
use crate::time::Date;

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let deal = &ground.model.deal;
    let mut found = Vec::new();
    for covenant in &ground.model.covenants {
        let ends = std::iter::once(deal.grid.closing()).chain(deal.grid.ends().iter().copied());
        let tests: Vec<Date> =
            ends.zip(&covenant.dates.tested).filter(|(_, tested)| **tested).map(|(date, _)| date).collect();
        for cure in covenant.levels.iter().filter_map(|level| level.cure.as_ref()) {
            let is_late = |pair: &[Date]| match pair {
                [test, next] => cure.within.after(*test, &deal.calendar, deal.month_end).is_some_and(|it| it > *next),
                _ => false,
            };
            if tests.len() > 1 && tests.windows(2).all(is_late) {
                let message = format!(
                    "a cure of `{}` may take {}, and the next test always comes before that",
                    covenant.label.name, cure.within,
                );
                let help = "shorten `within`, or test less often: two breaches would be pending at once";
                found.push(Diagnostic::warning(SLOW_CURE, cure.place, message).help(help));
            }
        }
    }
    found
}
