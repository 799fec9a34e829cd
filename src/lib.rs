//! Indenture: term sheets that run.

pub mod analysis;
pub mod cli;
pub mod compile;
pub mod diagnostic;
pub mod engine;
pub mod model;
pub mod plan;
pub mod quantity;
pub mod report;
pub mod source;
pub mod syntax;
pub mod time;
