//! Labels of `covenant`.

use super::Label;

pub const COVENANT: &[Label] = &[
    Label::new(
        "measure",
        "What is tested; `, fail when n/a` makes a measure that is not available a failed one.",
        "measure: Senior.balance / Fleet.market",
    )
    .required(),
    Label::new(
        "tested",
        "On which period ends, from when, and before which waterfall or step.",
        "tested: each month end from 2026-03-31 before Payments.trap",
    )
    .required(),
    Label::new(
        "below",
        "A level that fails when the measure is below it, and what follows.",
        "below 1.35x: enter lockup until 2 passes",
    )
    .valued(),
    Label::new(
        "above",
        "A level that fails when the measure is above it, and what follows.",
        "above 90%: enter lockup until passed",
    )
    .valued(),
    Label::new(
        "cure",
        "Who may cure the level of the same value, with what and how soon.",
        "cure 1.10x: equity from Sponsor counted as CFADS within 30 days at most 3 times",
    )
    .valued(),
];
