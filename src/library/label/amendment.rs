//! Labels of `amendment`, besides the terms it amends.

use super::Label;

pub const AMENDMENT: &[Label] = &[Label {
    repeats: true,
    ..Label::new(
        "waives",
        "Test dates of a covenant on which nothing follows from it.",
        "waives: DSCR on 2026-03-31, 2026-06-30",
    )
}];
