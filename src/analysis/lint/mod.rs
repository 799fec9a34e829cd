//! Lints: what a careful reader of the paper would ask about, beyond what makes a deal invalid.
//!
//! Each is a function from the ground to its findings, in the file of its name. What a lint concludes from runs it says
//! so: in how many, and over which bounds.

mod allowed;
mod beyond_bounds;
mod bounds;
mod cash;
mod collateral;
mod coupon;
mod ground;
mod idle_scenario;
mod implied_level;
mod late_warning;
mod levels;
mod never_fails;
mod not_repaid;
mod outlives;
mod range;
mod reads;
mod same_condition;
mod seen;
mod slow_cure;
mod toothless;
mod unused_name;

use std::collections::BTreeSet;

use crate::analysis::Limits;
use crate::check;
use crate::diagnostic::{Diagnostic, sort};
use crate::library::lint::{LINTS, Lint, UNUSED_NAME};
use crate::model::Model;
use crate::source::{Files, SourceId, Sources, Span};
use ground::Ground;

type Judge = fn(&Ground) -> Vec<Diagnostic>;

/// Every lint but `unused-allow`, which looks at what the others found.
const JUDGES: &[(&str, Judge)] = &[
    ("unused-name", unused_name::judge),
    ("idle-scenario", idle_scenario::judge),
    ("beyond-bounds", beyond_bounds::judge),
    ("never-fails", never_fails::never),
    ("always-fails", never_fails::always),
    ("same-condition", same_condition::judge),
    ("implied-level", implied_level::judge),
    ("late-warning", late_warning::judge),
    ("slow-cure", slow_cure::judge),
    ("toothless", toothless::judge),
    ("not-repaid", not_repaid::judge),
    ("outlives-contract", outlives::contract),
    ("outlives-asset", outlives::asset),
    ("margin-alone", coupon::margin_alone),
    ("cheap-default", coupon::cheap_default),
    ("advance-above-value", collateral::advance_above_value),
    ("pledged-twice", collateral::pledged_twice),
    ("no-sale", collateral::no_sale),
    ("no-depth", collateral::no_depth),
    ("never-pays", cash::never_pays),
    ("idle-deposit", cash::idle_deposit),
    ("unfunded-reserve", cash::unfunded_reserve),
];

/// What the lints `wanted` find in a deal, after its allowances.
pub fn lint(
    model: &Model,
    source: SourceId,
    wanted: &dyn Fn(&Lint) -> bool,
    limits: &Limits,
    sources: &mut Sources,
    files: &dyn Files,
) -> Result<Vec<Diagnostic>, Diagnostic> {
    let (file, _) = check::read_all(source, sources, files);
    let ground = Ground::new(model, &file, sources, source, limits)?;
    let judged = |name: &str| LINTS.iter().find(|lint| lint.name == name).is_some_and(wanted);
    let found: Vec<Diagnostic> =
        JUDGES.iter().filter(|(name, _)| judged(name)).flat_map(|(_, judge)| judge(&ground)).collect();
    let mut left = allowed::without(told_once(found), &ground, &judged);
    sort(&mut left);
    Ok(left)
}

/// A name of which there is something better to say than that nothing uses it.
fn told_once(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let said: BTreeSet<Span> = found.iter().filter(|it| it.code != UNUSED_NAME).map(|it| it.place).collect();
    found.into_iter().filter(|it| it.code != UNUSED_NAME || !said.contains(&it.place)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes::Page;

    #[test]
    fn every_lint_has_one_judge_and_a_page_under_its_name() {
        let judged: Vec<&str> = std::iter::once("unused-allow").chain(JUDGES.iter().map(|(name, _)| *name)).collect();
        let mut known: Vec<&str> = LINTS.iter().map(|lint| lint.name).collect();
        assert!(LINTS.is_sorted_by_key(|lint| lint.code));
        for lint in LINTS {
            assert_eq!(Page::find(lint.code.0).map(Page::name), Some(lint.name));
        }
        known.sort();
        assert_eq!(known, {
            let mut judged = judged;
            judged.sort();
            judged
        });
    }
}
