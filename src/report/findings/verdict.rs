//! The tests of a file as findings: one for each expectation that failed, and one for what stopped a test.

use super::finding::fingerprint;
use super::{Finding, Level, Place, rule};
use crate::analysis::suite::{Judged, Verdict, Verdicts};
use crate::report::reports::verdicts::{command, expectation, part};
use crate::source::{Sources, Span};

/// What came of one test of a file, or of one level of a covenant in a run; it passed when nothing was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    pub title: String,
    /// `Squeeze, utilization=70%`
    pub under: String,
    pub place: Place,
    pub findings: Vec<Finding>,
    /// It could not be run to its end.
    pub stopped: bool,
}

impl Tested {
    pub fn passed(&self) -> bool {
        self.findings.is_empty()
    }
}

pub fn tested(verdicts: &Verdicts, sources: &Sources) -> Vec<Tested> {
    verdicts.tests.iter().map(|test| one(test, sources)).collect()
}

fn one(test: &Verdict, sources: &Sources) -> Tested {
    let failed = test.judged.iter().filter(|it| !it.passed);
    let mut findings: Vec<Finding> = failed.map(|judged| failure(test, judged, sources)).collect();
    findings.extend(test.stopped.iter().map(|diagnostic| Finding::of(diagnostic, sources)));
    if findings.is_empty() && !test.passed() {
        findings.push(finding(test, test.place, "", format!("test \"{}\" expects nothing", test.title), sources));
    }
    Tested {
        title: test.title.clone(),
        under: [&[test.under.clone()][..], &test.given].concat().join(", "),
        place: Place::of(test.place, sources),
        findings,
        stopped: test.stopped.is_some(),
    }
}

fn failure(test: &Verdict, judged: &Judged, sources: &Sources) -> Finding {
    let found = judged.found.iter().map(|found| {
        let on = found.on.map(|date| format!(" on {date}")).unwrap_or_default();
        format!("{} is {}{on}", part(found, sources), found.value)
    });
    let found = found.collect::<Vec<_>>().join(", ");
    let found = if found.is_empty() { String::new() } else { format!(": {found}") };
    let message =
        format!("test \"{}\" under `{}`: `{}` does not hold{found}", test.title, test.under, expectation(judged));
    let mut finding = finding(test, judged.place, &judged.text, message, sources);
    finding.help = Some(format!("`{}`", command(test, judged, sources)));
    finding
}

fn finding(test: &Verdict, place: Span, expectation: &str, message: String, sources: &Sources) -> Finding {
    let rule = rule::TEST_FAILED;
    Finding {
        rule,
        level: Level::Error,
        subject: test.title.clone(),
        message,
        label: String::new(),
        place: Place::of(place, sources),
        related: vec![(Place::of(test.place, sources), "in this test".to_owned())],
        help: None,
        fingerprint: fingerprint(&[rule.id, sources.path(test.place.source), &test.title, &test.under, expectation]),
    }
}
