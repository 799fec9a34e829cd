//! Flags of three kinds of lanes, as two flags of two: where it is true, and where it is false.

use crate::engine::native::{Tape, Where};

/// Where a flag is true and where it is false; it is not available elsewhere. What nobody asks for is left away later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    pub yes: Where,
    pub no: Where,
    /// It is available everywhere.
    pub sure: bool,
}

impl Sides {
    pub const NONE: Sides = Sides { yes: Where::Never, no: Where::Never, sure: false };

    /// The same everywhere.
    pub fn known(truth: bool) -> Sides {
        Sides { yes: truth.into(), no: (!truth).into(), sure: true }
    }

    /// True here, and false elsewhere.
    pub fn sure(tape: &mut Tape, yes: Where) -> Sides {
        Sides { yes, no: tape.not(yes), sure: true }
    }

    pub fn turned(self) -> Sides {
        Sides { yes: self.no, no: self.yes, ..self }
    }
}
