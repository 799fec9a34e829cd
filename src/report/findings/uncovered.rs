//! What the tests of a file leave open, as findings: one for each thing that a clause may do and no test has shown.

use super::finding::fingerprint;
use super::{Finding, Level, Place, rule};
use crate::analysis::coverage::{Coverage, Point};
use crate::source::Sources;

pub fn uncovered(coverage: &Coverage, sources: &Sources) -> Vec<Finding> {
    coverage.missed().map(|point| one(point, sources)).collect()
}

fn one(point: &Point, sources: &Sources) -> Finding {
    let rule = rule::NOT_EXERCISED;
    let clause = point.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
    Finding {
        rule,
        level: Level::Warning,
        subject: format!("{} {}", point.name, point.does),
        message: format!("no test shows that `{}`{clause} {}", point.name, point.does),
        label: String::new(),
        place: Place::of(point.place, sources),
        related: Vec::new(),
        help: Some("write a test under a scenario in which it happens".to_owned()),
        fingerprint: fingerprint(&[rule.id, sources.path(point.place.source), &point.name, &point.does]),
    }
}
