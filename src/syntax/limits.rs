//! How large a text may be: counted, never timed, and the same in every build.

/// Bytes in one file.
pub const FILE_BYTES: usize = 2 * 1024 * 1024;
/// Brackets, braces, `not`, `prior`, `-`, `if` and `% of` inside one another.
pub const NESTING: usize = 64;
/// Blocks in one file.
pub const BLOCKS: usize = 10_000;
/// Operators in one line.
pub const OPERATORS: usize = 1_000;
