//! Debt that the base case itself does not repay.

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::library::lint::NOT_REPAID;

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let outcome = &ground.outcome;
    let mut found = Vec::new();
    for tranche in &ground.model.tranches {
        let name = &tranche.label.name;
        let owed = outcome.unpaid_at_maturity.iter().find(|it| it.tranche == *name);
        let lost = outcome.recoveries.iter().find(|it| it.tranche == *name && it.is_loss());
        let message = match (owed, lost) {
            (Some(owed), _) => format!(
                "`{name}` is not repaid in the base case: {} of it is left at maturity on {}",
                owed.balance.words(),
                owed.maturity,
            ),
            (None, Some(lost)) => {
                let nominal = lost.nominal.as_ref().map(|it| crate::quantity::decimal::percent(it.value, 1));
                let on = lost.accelerated.map(|date| format!(", accelerated on {date}")).unwrap_or_default();
                format!("`{name}` is not repaid in the base case: it recovers {}{on}", nominal.unwrap_or_default())
            }
            (None, None) => continue,
        };
        let help = "size it to what the base case can carry: a stress may lose money, the base case is the plan";
        found.push(Diagnostic::warning(NOT_REPAID, tranche.label.place, message).help(help));
    }
    found
}
