//! What a file leaves to a default and could state: the words that say the same.

use crate::syntax::format::Insertion;

/// One of [`super::Model::assumed`], and how the file would say it.
#[derive(Debug, Clone, PartialEq)]
pub struct Unstated {
    pub assumed: String,
    pub insertion: Insertion,
}
