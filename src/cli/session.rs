//! From a question to an answer: the seam between the command line and the language.

use std::collections::BTreeSet;

use super::arguments::{Assignment, Happening};
use crate::diagnostic::{Code, Diagnostic, files::unreadable};
use crate::report::table::Table;
use crate::source::{FileError, Files, Sources, Span};

/// The largest deal file that is read.
pub const FILE_LIMIT: usize = 2 * 1024 * 1024;

/// What a command wants to know about one file.
#[derive(Debug, Clone)]
#[expect(dead_code, reason = "the language behind the seam is not joined yet")]
pub enum Question {
    Check {
        /// Also the operations a run would take, as a table.
        cost: bool,
    },
    Run {
        world: World,
        /// The base and every scenario.
        all: bool,
        from: Option<String>,
        to: Option<String>,
        /// Names of reports; empty means the usual ones.
        reports: Vec<String>,
        /// Whether [`Answer::outcome`] is wanted.
        outcome: bool,
    },
    Test,
    Why {
        world: World,
        name: String,
        date: Option<String>,
    },
}

/// The scenario and inputs to run under.
#[derive(Debug, Clone, Default)]
#[expect(dead_code, reason = "the language behind the seam is not joined yet")]
pub struct World {
    pub under: Option<String>,
    pub set: Vec<Assignment>,
}

/// What came of it. Diagnostics point into the sources that were passed along.
#[derive(Debug, Default)]
pub struct Answer {
    pub diagnostics: Vec<Diagnostic>,
    pub tables: Vec<Table>,
    /// The whole outcome as JSON text, when it was asked for.
    pub outcome: Option<String>,
    pub happened: BTreeSet<Happening>,
    /// Only for [`Question::Test`].
    pub tests: Tally,
    /// The question itself cannot be answered: an unknown scenario or report, a date that is none.
    pub refusal: Option<String>,
    /// The file named cannot be read at all, which is the caller's mistake and not the file's.
    pub unreadable: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

/// Reads the file and answers the question. Everything read joins `sources`, also when the answer is a list of errors.
pub fn answer(files: &dyn Files, path: &str, question: &Question, sources: &mut Sources) -> Answer {
    let mut answer = Answer::default();
    let Some(place) = load(files, path, sources, &mut answer) else { return answer };
    if sources.text(place.source).lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        answer.diagnostics.push(
            Diagnostic::error(Code("E0001"), place, "there is no deal in this file")
                .help("`deal new NAME` writes a small one to start from"),
        );
        return answer;
    }
    answer.refusal = Some(match question {
        Question::Check { .. } => "`deal check` is not built yet".into(),
        Question::Run { .. } => "`deal run` is not built yet".into(),
        Question::Test => "`deal test` is not built yet".into(),
        Question::Why { .. } => "`deal why` is not built yet".into(),
    });
    answer
}

/// The start of the file's text, once it has joined the sources.
fn load(files: &dyn Files, path: &str, sources: &mut Sources, answer: &mut Answer) -> Option<Span> {
    let start_of = |source| Span { source, start: 0, end: 0 };
    match files.read(path, FILE_LIMIT) {
        Ok(bytes) => {
            let (source, problem) = sources.add_bytes(path, bytes);
            let Some(problem) = problem else { return Some(start_of(source)) };
            let end = sources.text(source).len() as u32;
            let place = Span { source, start: end, end };
            answer.diagnostics.push(unreadable(&FileError::NotText(problem), path, place));
        }
        Err(error) => {
            answer.unreadable = !matches!(error, FileError::TooLarge { .. });
            let source = sources.add(path, "");
            answer.diagnostics.push(unreadable(&error, path, start_of(source)));
        }
    }
    None
}
