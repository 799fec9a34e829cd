//! Indenture: term sheets that run.

pub mod cli;
pub mod diagnostic;
pub mod report;
pub mod source;
pub mod syntax;
