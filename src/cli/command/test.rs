//! `deal test`: the tests written in the files.

use std::path::Path;

use super::{Exit, Terminal, ask, report_problems};
use crate::cli::arguments::Test;
use crate::cli::session::{Question, Tally};
use crate::diagnostic::sanitize::sanitize_line;
use crate::report::format::Format;
use crate::source::Sources;

pub fn run(test: Test, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Done;
    let mut total = Tally::default();
    for (index, file) in test.files.iter().enumerate() {
        // Which of several files a table belongs to.
        if test.files.len() > 1 {
            let above = if index > 0 { "\n" } else { "" };
            terminal.print(&format!("{above}{}\n\n", sanitize_line(&file.display().to_string())));
        }
        match attempt(file, root, terminal) {
            Err(ended) => exit = exit.worse(ended),
            Ok(Tally { passed: 0, failed: 0 }) => {
                terminal.complain(&format!("error: no test in `{}`\n", file.display()));
                exit = exit.worse(Exit::TestFailed);
            }
            Ok(tally) => {
                total.passed += tally.passed;
                total.failed += tally.failed;
            }
        }
    }
    if total.failed > 0 {
        exit = exit.worse(Exit::TestFailed);
    }
    if total != Tally::default() {
        terminal.print(&format!("\n{} passed, {} failed\n", total.passed, total.failed));
    }
    exit
}

fn attempt(file: &Path, root: Option<&Path>, terminal: &mut Terminal) -> Result<Tally, Exit> {
    let mut sources = Sources::new();
    let mut answer = ask(root, file, &Question::Test, &mut sources);
    report_problems(&mut answer, &sources, terminal)?;
    let any = answer.tests != Tally::default();
    if let (true, Some(format)) = (any, Format::find("human")) {
        terminal.print(&(format.print)(&answer.tables, terminal.look()));
    }
    Ok(answer.tests)
}
