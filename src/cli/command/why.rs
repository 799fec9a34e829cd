//! `deal why`: where a number comes from.

use std::path::Path;

use super::{Exit, Terminal, ask, report_problems};
use crate::cli::arguments::Why;
use crate::cli::session::{Question, World};
use crate::report::format::Format;
use crate::source::Sources;

pub fn run(why: Why, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let (name, date) = match why.figure.split_once('@') {
        Some((name, date)) => (name.to_string(), Some(date.to_string())),
        None => (why.figure, None),
    };
    let question = Question::Why { world: World { under: why.scenario.under, set: why.scenario.set }, name, date };
    let mut sources = Sources::new();
    let mut answer = ask(root, &why.file, &question, why.lock, &mut sources);
    match report_problems(&mut answer, &sources, terminal) {
        Err(exit) => exit,
        Ok(()) => {
            if let Some(format) = Format::find("human") {
                terminal.print(&(format.print)(&answer.tables, terminal.look()));
            }
            Exit::Done
        }
    }
}
