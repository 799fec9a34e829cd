//! Indenture: term sheets that run.

pub mod check;
pub mod diagnostic;
pub mod library;
pub mod model;
pub mod quantity;
pub mod report;
pub mod source;
pub mod syntax;
pub mod time;
