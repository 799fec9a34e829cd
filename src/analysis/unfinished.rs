//! Terms that are to be determined: a deal with any of them checks and does not run.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::source::Span;

/// A term is `TBD`, and the deal is asked to run.
const TO_BE_DETERMINED: Code = Code("E6020");

/// A message for each, as an error or as a warning.
pub fn unfinished(model: &Model, kind: fn(Code, Span, String) -> Diagnostic) -> Vec<Diagnostic> {
    let hole = |hole: &crate::model::Hole| {
        let message = format!("{} is to be determined: the deal does not run", hole.blocks);
        kind(TO_BE_DETERMINED, hole.place, message).help("write its value in place of `TBD`")
    };
    model.holes.iter().map(hole).collect()
}
