//! What people and programs read: diagnostics as text and JSON, tables and the formats that print them, charts,
//! differences of two texts.

pub mod chart;
pub mod coverage;
pub mod diagnostics;
pub mod findings;
pub mod format;
pub mod json;
pub mod outcome;
pub mod paths;
pub mod reports;
pub mod review;
#[cfg(test)]
mod schema;
pub mod session;
pub mod studies;
pub mod table;
pub mod unified;
