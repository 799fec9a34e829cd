//! The vocabulary: tables of labels, methods, verbs, functions and conventions, each entry with a sentence and an example.

pub mod amortization;
pub mod consequence;
pub mod convention;
pub mod depreciation;
pub mod function;
pub mod impact;
pub mod label;
pub mod lint;
pub mod process;
pub mod shipped;
pub mod signature;
pub mod verb;

pub use label::Label;
pub use signature::{Argument, Kind, Signature};
