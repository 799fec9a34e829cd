//! Amortization profiles: how the principal of a tranche falls due.

use super::signature::{Kind, Signature, direct, optional, required};
use crate::syntax::ast::Preposition::{From, Over};

/// The profiles of `amortization:`.
pub const PROFILES: &[Signature] = &[
    Signature {
        words: "none",
        takes: &[],
        sentence: "Nothing before maturity: the whole balance falls due then.",
        example: "amortization: none",
    },
    Signature {
        words: "equal principal",
        takes: &[required(Over, Kind::Months, "how long"), optional(From, Kind::Date, "the first instalment")],
        sentence: "Equal parts of what has been drawn, one each period; without `from`, starting in the first period.",
        example: "amortization: equal principal over 54 months from 2026-01-31",
    },
    Signature {
        words: "level payment",
        takes: &[required(Over, Kind::Months, "how long"), optional(From, Kind::Date, "the first instalment")],
        sentence: "Interest and principal together are the same each period, at the coupon in force.",
        example: "amortization: level payment over 54 months from 2026-01-31",
    },
    Signature {
        words: "per period",
        takes: &[direct(Kind::Money, "the amount"), optional(From, Kind::Date, "the first instalment")],
        sentence: "A fixed amount each period until the balance is paid.",
        example: "amortization: USD 375_000 per period from 2026-01-31",
    },
    Signature {
        words: "table",
        takes: &[],
        sentence: "Shares of the amount drawn, each falling due on its date, in a nested table.",
        example: "table amortization { 2027-12-31: 40% }",
    },
];
