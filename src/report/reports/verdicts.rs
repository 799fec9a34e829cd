//! What came of the tests of a file: a line a test, and what was found where one failed.

use crate::analysis::suite::{Found, Judged, Part, Verdict, Verdicts};
use crate::report::table::{Cell, Column, Table, Tone};
use crate::source::Sources;

/// A table of all tests, then one of the expectations that failed.
pub fn tables(verdicts: &Verdicts, sources: &Sources) -> Vec<Table> {
    let mut tests = Table::new("tests", "")
        .column(Column::left("Result"))
        .column(Column::left("Test"))
        .column(Column::left("Under"))
        .column(Column::right("Held"));
    for test in &verdicts.tests {
        let held = test.judged.iter().filter(|judged| judged.passed).count();
        let result = match (test.passed(), test.judged.is_empty() && test.stopped.is_none()) {
            (true, _) => Cell::Mark("passed".into(), Tone::Good),
            (false, true) => Cell::Mark("no expectation".into(), Tone::Bad),
            (false, false) => Cell::Mark("failed".into(), Tone::Bad),
        };
        let under = [&[test.under.clone()][..], &test.given].concat().join(", ");
        tests.row(vec![
            result,
            Cell::text(&*test.title),
            Cell::text(under),
            Cell::text(format!("{held} of {}", test.judged.len())),
        ]);
    }
    let failures = verdicts
        .tests
        .iter()
        .flat_map(|test| test.judged.iter().filter(|it| !it.passed).map(move |it| failure(test, it, sources)));
    let mut tables = vec![tests];
    tables.extend(failures);
    tables.extend(verdicts.tests.iter().filter_map(|test| stopped(test, sources)));
    tables
}

fn failure(test: &Verdict, judged: &Judged, sources: &Sources) -> Table {
    let mut table = Table::new("failure", format!("failed: {}", expectation(judged)))
        .column(Column::left("Part"))
        .column(Column::left("Value"))
        .column(Column::left("On"))
        .column(Column::left("Under"));
    for found in &judged.found {
        table.row(vec![
            Cell::text(part(found, sources)),
            Cell::text(&*found.value),
            found.on.map_or(Cell::Empty, super::cell::date),
            Cell::text(&*found.scenario),
        ]);
    }
    table.note(format!("in test \"{}\" at {}", test.title, sources.location(judged.place)));
    table.note(format!("reproduce: {}", command(test, judged, sources)));
    table
}

fn stopped(test: &Verdict, sources: &Sources) -> Option<Table> {
    let diagnostic = test.stopped.as_ref()?;
    let mut table = Table::new("failure", format!("failed: test \"{}\" could not run", test.title));
    table.note(format!("{}: {} ({})", diagnostic.code.0, diagnostic.message, sources.location(diagnostic.place)));
    Some(table)
}

pub fn expectation(judged: &Judged) -> String {
    if judged.text.starts_with("expect") { judged.text.clone() } else { format!("expect {}", judged.text) }
}

pub fn part(found: &Found, sources: &Sources) -> String {
    match &found.what {
        Part::Side(place) => sources.slice(*place).split_whitespace().collect::<Vec<_>>().join(" "),
        Part::Fact(words) => words.clone(),
    }
}

/// `deal why FILE Trap.balance@2028-12-31 --under Squeeze --set utilization=70%`
pub fn command(test: &Verdict, judged: &Judged, sources: &Sources) -> String {
    let file = sources.path(judged.place.source);
    let mut words = match &judged.ask {
        Some((name, on)) => {
            let on = on.map(|date| format!("@{date}")).unwrap_or_default();
            vec!["deal why".to_string(), quoted(file), quoted(&format!("{name}{on}"))]
        }
        None => vec!["deal run".to_string(), quoted(file), "--report breaches".to_string()],
    };
    let under = judged.found.first().map_or(&test.under, |found| &found.scenario);
    if under != "base" {
        words.push(format!("--under {}", quoted(under)));
    }
    words.extend(test.given.iter().map(|given| format!("--set {}", quoted(given))));
    words.join(" ")
}

/// As a shell takes it.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/@=%+,:".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod checks {
    use super::*;

    #[test]
    fn words_for_a_shell() {
        assert_eq!(quoted("DSCR.value@2028-12-31"), "DSCR.value@2028-12-31");
        assert_eq!(quoted("decline=0% per year"), "'decline=0% per year'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
