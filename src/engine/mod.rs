//! Plan to outcome: running a plan, and reading what it left behind.

pub mod exact;
mod failure;
pub mod outcome;

pub use failure::diagnose;
