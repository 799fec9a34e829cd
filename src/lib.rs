//! Indenture: term sheets that run.
//!
//! One road, walked by two functions: [`read`] takes a text to a checked deal, [`analysis::drive`] takes the deal and
//! a case to its outcome. Nothing here prints, exits or touches a file: texts come in through [`source::Files`].
//!
//! ```
//! use indenture::{analysis::{Limits, drive}, compile::Case, model::ScenarioId, source::{MemoryFiles, Sources}};
//!
//! let files = MemoryFiles::new();
//! let mut sources = Sources::new();
//! let text = "deal \"Loan\" {\n  currency: USD\n  closing: 2025-12-31\n  \
//!             periods: each year end from 2026-12-31 to 2027-12-31\n  payments: each year end\n}\n";
//! let (deal, problems) = indenture::read(text, "loan.deal", &mut sources, &files);
//! assert!(problems.is_empty());
//! let answer = drive(&deal.expect("it checks"), &Case::of(ScenarioId(0)), &Limits::default()).expect("it runs");
//! assert!(!answer.outcome.is_breached());
//! ```

pub mod analysis;
pub mod check;
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod engine;
pub mod library;
pub mod model;
pub mod plan;
pub mod quantity;
pub mod repl;
pub mod report;
pub mod source;
pub mod syntax;
pub mod time;

/// The snippet of the README is compiled and run with the other examples.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

use diagnostic::Diagnostic;
use model::Model;
use source::{Files, SourceId, Sources};
use syntax::ast::File;

/// Reads and checks a text: the deal when nothing is wrong with it, and all that is worth saying in the text's order.
pub fn read(text: &str, path: &str, sources: &mut Sources, files: &dyn Files) -> (Option<Model>, Vec<Diagnostic>) {
    let source = sources.add(path, text);
    read_source(source, sources, files)
}

/// The same for a text that has joined the sources already.
pub fn read_source(source: SourceId, sources: &mut Sources, files: &dyn Files) -> (Option<Model>, Vec<Diagnostic>) {
    let (file, problems) = check::read_all(source, sources, files);
    checked(&file, problems, sources, files)
}

/// The same with one more study, in a text that has joined the sources too: the last study of the deal. What is wrong
/// with it points into that text.
pub fn read_with_study(
    source: SourceId,
    study: SourceId,
    sources: &mut Sources,
    files: &dyn Files,
) -> (Option<Model>, Vec<Diagnostic>) {
    let (mut file, mut problems) = check::read_all(source, sources, files);
    problems.extend(check::add_study(&mut file, study, sources));
    checked(&file, problems, sources, files)
}

fn checked(
    read: &File,
    mut problems: Vec<Diagnostic>,
    sources: &mut Sources,
    files: &dyn Files,
) -> (Option<Model>, Vec<Diagnostic>) {
    let (deal, found) = check::check(read, sources, files);
    let deal = deal.filter(|_| !problems.iter().any(Diagnostic::is_error));
    problems.extend(check::without_echoes(&problems, found, sources));
    diagnostic::sort(&mut problems);
    (deal, problems)
}
