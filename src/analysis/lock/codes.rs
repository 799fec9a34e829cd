//! The codes of a lock: E52 of the family of files. Each has a page in `docs/errors/`.

use crate::diagnostic::Code;

/// A text that a deal is made of is not the one that was locked.
pub const CHANGED: Code = Code("E5201");
/// A cited section has other words than those that were accepted, or was never accepted.
pub const SECTION_CHANGED: Code = Code("E5202");
/// A lock that cannot be read as one.
pub const BAD_LOCK: Code = Code("E5203");
/// `--locked`, and nothing is locked.
pub const NOT_LOCKED: Code = Code("E5204");
