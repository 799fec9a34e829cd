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

/// Reads and checks a text: the deal when nothing is wrong with it, and all that is worth saying in the text's order.
pub fn read(text: &str, path: &str, sources: &mut Sources, files: &dyn Files) -> (Option<Model>, Vec<Diagnostic>) {
    let source = sources.add(path, text);
    read_source(source, sources, files)
}

/// The same for a text that has joined the sources already.
pub fn read_source(source: SourceId, sources: &mut Sources, files: &dyn Files) -> (Option<Model>, Vec<Diagnostic>) {
    let (read, mut problems) = check::read_all(source, sources, files);
    let (deal, found) = check::check(&read, sources, files);
    let deal = deal.filter(|_| !problems.iter().any(Diagnostic::is_error));
    problems.extend(check::without_echoes(&problems, found, sources));
    diagnostic::sort(&mut problems);
    (deal, problems)
}
