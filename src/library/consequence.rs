//! What may follow from a failed covenant level.

/// A consequence: how it begins, a sentence and an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consequence {
    pub words: &'static str,
    pub sentence: &'static str,
    pub example: &'static str,
}

/// Closed: a consequence enters a state, declares something, or creates a due that a waterfall step pays.
pub const CONSEQUENCES: &[Consequence] = &[
    Consequence {
        words: "enter",
        sentence: "Enters a state, and says how it lets go.",
        example: "below 1.35x: enter lockup until 2 passes",
    },
    Consequence {
        words: "declare event of default",
        sentence: "Declares an event of default, of every tranche unless it names some.",
        example: "below 1.10x: declare event of default of Senior",
    },
    Consequence { words: "accelerate", sentence: "Makes all debt due at once.", example: "below 1.00x: accelerate" },
    Consequence {
        words: "require prepayment",
        sentence: "Creates a mandatory prepayment down to a level of the measure.",
        example: "above 85%: require prepayment of Senior to 85% within 10 business days else declare event of default",
    },
    Consequence {
        words: "require top up",
        sentence: "Wants an account filled by the steps that top it up, by a deadline.",
        example: "below 1.20x: require top up of DSRA to USD 5M within 30 days else declare event of default",
    },
    Consequence {
        words: "stop draws",
        sentence: "Stops further draws, and says how it lets go.",
        example: "above 80%: stop draws of Senior until passed",
    },
    Consequence {
        words: "raise margin",
        sentence: "Adds to the coupon of a tranche, and says how it lets go.",
        example: "below 1.50x: raise margin of Senior by 50 bps until passed",
    },
];
