//! What differs between two deals, for people and for programs. What grows is the list of [`FORMS`].

mod finding;
mod human;
mod json;
mod markdown;
mod plain;
#[cfg(test)]
mod tests;

pub use finding::findings;

use super::format::Look;
use crate::analysis::diff::{Change, Favour, World};

/// Two deals held side by side.
#[derive(Debug)]
pub struct Review {
    pub deal: String,
    /// What was asked for: `HEAD:tower.deal`, `tower.deal`.
    pub before: String,
    pub after: String,
    pub terms: Vec<Change>,
    /// One for each scenario that both have; none where only terms were asked for.
    pub worlds: Vec<World>,
    /// Why there are no outcomes.
    pub not_run: Option<String>,
}

/// A way of printing a review.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// What `--format` takes.
    pub name: &'static str,
    pub sentence: &'static str,
    pub print: fn(&Review, Look) -> String,
}

/// Findings have the other formats.
pub const FORMS: &[Form] = &[
    Form { name: "human", sentence: "for a terminal: each change, whom it favours, the rule", print: human::print },
    Form { name: "markdown", sentence: "for a comment on a pull request", print: |it, _| markdown::print(it) },
    Form { name: "json", sentence: "one document with a published schema", print: |it, _| json::print(it) },
    Form {
        name: "plain",
        sentence: "whole sentences for a screen reader, nothing drawn",
        print: |it, _| plain::print(it),
    },
];

impl Form {
    pub fn find(name: &str) -> Option<&'static Form> {
        FORMS.iter().find(|form| form.name == name)
    }
}

impl Review {
    pub fn differs(&self) -> bool {
        !self.terms.is_empty() || self.worlds.iter().any(|world| !world.changes.is_empty())
    }

    /// Changes of terms that favour one of them.
    pub fn count(&self, favour: Favour) -> usize {
        self.terms.iter().filter(|change| change.favours == favour).count()
    }
}

/// `3 changes: 1 for the lender, 2 for the borrower`
fn counted(favours: impl Iterator<Item = Favour> + Clone) -> String {
    let of = |favour: Favour| favours.clone().filter(|it| *it == favour).count();
    let all = favours.clone().count();
    let parts = [
        (of(Favour::Lender), "for the lender"),
        (of(Favour::Borrower), "for the borrower"),
        (of(Favour::Neither), "for neither"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, whom)| format!("{count} {whom}")).collect();
    match all {
        0 => "no change".to_owned(),
        1 => format!("1 change, {}", parts.join(", ").trim_start_matches("1 ")),
        _ => format!("{all} changes: {}", parts.join(", ")),
    }
}

fn of_terms(review: &Review) -> String {
    counted(review.terms.iter().map(|it| it.favours))
}

fn of_world(world: &World) -> String {
    counted(world.changes.iter().map(|it| it.favours))
}
