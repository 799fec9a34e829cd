//! What the tests of a file and its citations leave open, as findings: one for each thing that a clause may do and no
//! test has shown, for each section of a paper without a clause, and for each clause without a section.

use super::finding::fingerprint;
use super::{Finding, Level, Place, Rule, rule};
use crate::analysis::coverage::{Coverage, OpenSection, Point, Uncited};
use crate::source::{Sources, Span};

pub fn uncovered(coverage: &Coverage, sources: &Sources) -> Vec<Finding> {
    let points = coverage.missed().map(|it| point(it, sources));
    let sections = coverage.papers.iter().flat_map(|it| &it.open).map(|it| section(it, sources));
    let clauses = coverage.uncited.iter().map(|it| clause(it, sources));
    points.chain(sections).chain(clauses).collect()
}

fn point(it: &Point, sources: &Sources) -> Finding {
    let clause = it.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
    let message = format!("no test shows that `{}`{clause} {}", it.name, it.does);
    let help = "write a test under a scenario in which it happens";
    let mut finding = finding(rule::NOT_EXERCISED, it.place, &[&it.name, &it.does], message, sources);
    finding.level = Level::Warning;
    finding.help = Some(help.to_owned());
    finding
}

fn section(it: &OpenSection, sources: &Sources) -> Finding {
    let title = if it.title.is_empty() { String::new() } else { format!(" \"{}\"", it.title) };
    let message = format!("no clause of the deal cites `{}`{title}", it.number);
    finding(rule::SECTION_OPEN, it.place, &[&it.number], message, sources)
}

fn clause(it: &Uncited, sources: &Sources) -> Finding {
    let message = format!("`{}` cites nothing", it.name);
    finding(rule::CLAUSE_UNCITED, it.place, &[&it.name], message, sources)
}

/// For the record, unless somebody says otherwise.
fn finding(rule: Rule, place: Span, about: &[&str], message: String, sources: &Sources) -> Finding {
    let identity = [&[rule.id, sources.path(place.source)], about].concat();
    Finding {
        rule,
        level: Level::Note,
        subject: about.join(" "),
        message,
        label: String::new(),
        place: Place::of(place, sources),
        related: Vec::new(),
        help: None,
        fingerprint: fingerprint(&identity),
    }
}
