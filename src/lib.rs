//! Indenture: term sheets that run.

pub mod diagnostic;
pub mod quantity;
pub mod source;
pub mod syntax;
pub mod time;
