//! Why nothing can be drawn.

/// Found before any path is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No draws hang together like this: with the correlations of this process the matrix is no longer positive
    /// definite.
    NotPositive { dependence: usize, process: usize },
}
