//! Price impact: how far a forced sale pushes the price down.

use super::signature::{Kind, Signature, direct, required};
use crate::syntax::ast::Preposition::{At, On};

/// The forms of `impact:` and `range:`; any other expression of a ratio is the discount itself.
pub const FORMS: &[Signature] = &[
    Signature { words: "none", takes: &[], sentence: "The sale does not move the price.", example: "impact: none" },
    Signature {
        words: "flat",
        takes: &[direct(Kind::Ratio, "the discount")],
        sentence: "The same discount whatever the quantity.",
        example: "impact: flat 30%",
    },
    Signature {
        words: "linear",
        takes: &[required(At, Kind::Ratio, "the slope")],
        sentence: "The price falls in proportion to the share of the depth that is used.",
        example: "impact: linear at 1",
    },
    Signature {
        words: "exponential",
        takes: &[required(At, Kind::Ratio, "the slope")],
        sentence: "The price falls by a constant factor for each unit sold: e to the power of minus the share of depth used.",
        example: "impact: exponential at 1",
    },
    Signature {
        words: "square root",
        takes: &[direct(Kind::Ratio, "the discount"), required(On, Kind::Quantity, "the volume it is measured on")],
        sentence: "The discount grows with the square root of the quantity over a usual volume.",
        example: "impact: square root 10% on 1_000 GPU per month",
    },
];
