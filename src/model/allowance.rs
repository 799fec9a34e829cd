//! What a lint is told to leave alone, where, and why.

use crate::source::Span;

/// `allow never-fails of below 1.10x because "the paper sets it as a backstop"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// A name of the table of lints.
    pub lint: &'static str,
    pub reason: String,
    /// The line itself.
    pub place: Span,
    /// Findings that begin here are allowed: a term, a block, a file.
    pub within: Span,
}

impl Allowance {
    pub fn covers(&self, lint: &str, place: Span) -> bool {
        let Span { source, start, end } = self.within;
        self.lint == lint && source == place.source && start <= place.start && place.start <= end
    }
}
