//! What people and programs read: diagnostics as text and JSON, tables and the formats that print them, charts.

pub mod chart;
pub mod diagnostics;
pub mod format;
pub mod json;
pub mod outcome;
pub mod paths;
pub mod reports;
pub mod studies;
pub mod table;
