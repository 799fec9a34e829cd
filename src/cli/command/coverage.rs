//! `deal coverage`: what the tests of files put to work.

use std::path::Path;

use super::{Exit, Terminal, ask, examined, problems, read_problems_aloud, report_problems};
use crate::cli::arguments::{Coverage, Share};
use crate::cli::delivery::deliver;
use crate::cli::files::write;
use crate::cli::session::Question;
use crate::quantity::decimal::percent;
use crate::report::coverage::{Covered, json, share, tables};
use crate::report::findings::{Finding, Findings, Rule, format::Form};
use crate::report::format::Format;
use crate::source::Sources;

pub fn run(it: Coverage, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Done;
    let mut findings = Findings::new("coverage");
    let mut all = Vec::new();
    let format = Format::find(&it.format);
    for file in &it.files {
        let mut sources = Sources::new();
        let mut answer = ask(root, file, &Question::Coverage, it.lock, &mut sources);
        let told = match format {
            Some(format) if format.name == "plain" => read_problems_aloud(&mut answer, &sources, terminal),
            Some(_) => report_problems(&mut answer, &sources, terminal),
            None => problems(&answer, terminal),
        };
        let mut found = examined(&mut answer, &sources);
        if let Err(ended) = told {
            exit = exit.worse(ended);
        }
        if let Some(coverage) = answer.coverage.take() {
            let covered = Covered::of(&answer.path, coverage, &answer.base, &sources);
            if let Some(words) = it.min.and_then(|min| short_of(&covered, min)) {
                terminal.complain(&format!("error: {}: {words}\n", covered.path));
                let rule = Rule::find("coverage-below-min");
                found.findings.extend(rule.map(|rule| Finding::of_file(*rule, &found.path, words)));
                exit = exit.worse(Exit::TestFailed);
            }
            all.push(covered);
        }
        findings.add(found, &answer.base);
    }
    let shown: Vec<_> = all.iter().flat_map(tables).collect();
    match (format, Form::find(&it.format)) {
        (Some(format), _) => terminal.print(&(format.print)(&shown, terminal.look())),
        (None, Some(form)) => terminal.print(&(form.print)(&findings)),
        (None, None) => {}
    }
    if let Some(Err(message)) = it.outcome.as_deref().map(|path| write(path, &json(&all))) {
        terminal.complain(&format!("error: {message}\n"));
        exit = exit.worse(Exit::Usage);
    }
    let reached = all.iter().map(|it| it.coverage.reached()).sum();
    let points = all.iter().map(|it| it.coverage.points.len()).sum();
    let outputs = share(reached, points).map(|share| ("coverage", percent(share, 1)));
    deliver(&findings, &shown, outputs.into_iter().collect(), &it.summary, exit, terminal)
}

/// What is said of a file with less than was asked for.
fn short_of(covered: &Covered, Share(min): Share) -> Option<String> {
    let (reached, of) = (covered.coverage.reached(), covered.coverage.points.len());
    let share = share(reached, of).filter(|share| *share < min)?;
    Some(format!(
        "the tests reach {reached} of {of} points, {}, and `--min` asks for {}",
        percent(share, 1),
        percent(min, 1)
    ))
}
