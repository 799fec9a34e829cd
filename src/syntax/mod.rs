//! Text to tree: the only place that knows the parser generator.

pub mod ast;
