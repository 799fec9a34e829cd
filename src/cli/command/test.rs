//! `deal test`: the tests written in the files.

use std::path::Path;

use super::{Exit, Terminal, ask, examined, problems, read_problems_aloud, report_problems};
use crate::cli::arguments::Test;
use crate::cli::delivery::deliver;
use crate::cli::session::{Answer, Question, Tally};
use crate::diagnostic::sanitize::sanitize_line;
use crate::report::findings::{Finding, Findings, Rule, format::Form};
use crate::report::format::Format;
use crate::report::table::Table;
use crate::source::Sources;

pub fn run(test: Test, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Done;
    let mut total = Tally::default();
    let mut findings = Findings::new("test");
    let mut tables: Vec<Table> = Vec::new();
    let format = Format::find(&test.format);
    // A person sees each file as it is done; for everybody else all of it is one document.
    let at_once = test.format == "human";
    for (index, file) in test.files.iter().enumerate() {
        // Which of several files a table belongs to.
        let several = test.files.len() > 1;
        if several && at_once {
            let above = if index > 0 { "\n" } else { "" };
            terminal.print(&format!("{above}{}\n\n", sanitize_line(&file.display().to_string())));
        }
        let mut sources = Sources::new();
        let mut answer = ask(root, file, &Question::Test, test.lock, &mut sources);
        let told = match format {
            Some(format) if format.name == "plain" => read_problems_aloud(&mut answer, &sources, terminal),
            Some(_) => report_problems(&mut answer, &sources, terminal),
            None => problems(&answer, terminal),
        };
        let mut found = examined(&mut answer, &sources);
        match told {
            Err(ended) => exit = exit.worse(ended),
            Ok(()) if answer.tests == Tally::default() => {
                terminal.complain(&format!("error: no test in `{}`\n", file.display()));
                found.findings.extend(
                    Rule::find("no-test")
                        .map(|rule| Finding::of_file(*rule, &found.path, "there is no test in this file")),
                );
                exit = exit.worse(Exit::TestFailed);
            }
            Ok(()) => {
                total.passed += answer.tests.passed;
                total.failed += answer.tests.failed;
                if let (true, Some(format)) = (at_once, format) {
                    terminal.print(&(format.print)(&answer.tables, terminal.look()));
                }
            }
        }
        findings.add(found, &answer.base);
        tables.extend(named(answer, several));
    }
    if total.failed > 0 {
        exit = exit.worse(Exit::TestFailed);
    }
    match (format, Form::find(&test.format)) {
        (Some(format), _) if !at_once => {
            terminal.print(&(format.print)(&tables, terminal.look()));
            if let ("plain", Some(verdict)) = (format.name, findings.verdict()) {
                terminal.print(&format!("\n{verdict}.\n"));
            }
        }
        (None, Some(form)) => terminal.print(&(form.print)(&findings)),
        _ if total != Tally::default() => {
            terminal.print(&format!("\n{} passed, {} failed\n", total.passed, total.failed));
        }
        _ => {}
    }
    let outputs = vec![("passed", total.passed.to_string()), ("failed", total.failed.to_string())];
    deliver(&findings, &tables, outputs, &test.summary, exit, terminal)
}

/// The tables, with the file they belong to where there are several.
fn named(answer: Answer, several: bool) -> Vec<Table> {
    let mut tables = answer.tables;
    for table in tables.iter_mut().filter(|_| several) {
        let title = if table.title.is_empty() { String::new() } else { format!(": {}", table.title) };
        table.title = format!("{}{title}", answer.path);
    }
    tables
}
