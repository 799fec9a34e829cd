//! Indenture: term sheets that run.

pub mod diagnostic;
pub mod report;
pub mod source;
pub mod syntax;
