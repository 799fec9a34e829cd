//! Indenture: term sheets that run.

pub mod diagnostic;
pub mod source;
pub mod syntax;
