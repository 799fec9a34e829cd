//! For programs: `docs/schema/diff.json` describes this shape.

use serde::Serialize;

use super::Review;
use crate::analysis::diff::{Favour, Kind, What};
use crate::report::json::to_json;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    /// Raised when a field changes its meaning or goes; a new field does not raise it.
    format_version: u32,
    deal: &'a str,
    before: &'a str,
    after: &'a str,
    differs: bool,
    terms: Vec<Term<'a>>,
    outcomes: Vec<World<'a>>,
    not_run: Option<&'a str>,
}

#[derive(Serialize)]
struct Term<'a> {
    what: What,
    kind: Kind,
    name: &'a str,
    term: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    notes: &'a [String],
    clause: Option<&'a str>,
    line: String,
    favours: Favour,
    because: &'a str,
}

#[derive(Serialize)]
struct World<'a> {
    scenario: &'a str,
    changes: Vec<Moved<'a>>,
}

#[derive(Serialize)]
struct Moved<'a> {
    of: &'a str,
    figure: &'a str,
    before: &'a str,
    after: &'a str,
    clause: Option<&'a str>,
    line: String,
    favours: Favour,
    because: &'a str,
}

pub fn print(review: &Review) -> String {
    let terms = review.terms.iter().map(|it| Term {
        what: it.what,
        kind: it.kind,
        name: &it.name,
        term: &it.term,
        before: it.before.as_deref(),
        after: it.after.as_deref(),
        notes: &it.notes,
        clause: it.clause.as_deref(),
        line: it.line(),
        favours: it.favours,
        because: &it.because,
    });
    let outcomes = review.worlds.iter().map(|world| World {
        scenario: &world.scenario,
        changes: world
            .changes
            .iter()
            .map(|it| Moved {
                of: &it.of,
                figure: it.figure,
                before: &it.before,
                after: &it.after,
                clause: it.clause.as_deref(),
                line: it.line(),
                favours: it.favours,
                because: it.because,
            })
            .collect(),
    });
    to_json(&Document {
        format: "diff",
        format_version: 1,
        deal: &review.deal,
        before: &review.before,
        after: &review.after,
        differs: review.differs(),
        terms: terms.collect(),
        outcomes: outcomes.collect(),
        not_run: review.not_run.as_deref(),
    })
}
