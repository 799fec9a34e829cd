//! The verbs of waterfall steps.

/// A verb and its object: `pay interest on Senior`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    pub name: &'static str,
    pub sentence: &'static str,
    pub example: &'static str,
}

/// What a step may do with cash.
pub const VERBS: &[Verb] = &[
    Verb {
        name: "pay",
        sentence: "Pays what is due: a fee, a computed line, a due of a tranche, or what remains.",
        example: "interest: pay interest on Senior else from Trap",
    },
    Verb {
        name: "move",
        sentence: "Moves what remains, or an amount, to another account.",
        example: "trap: move remaining to Trap when lockup",
    },
    Verb {
        name: "top up",
        sentence: "Fills an account up to its target.",
        example: "reserve: top up DSRA to DSRA.target",
    },
    Verb {
        name: "release",
        sentence: "Takes what an account holds above its target back into the waterfall.",
        example: "excess: release DSRA to DSRA.target",
    },
    Verb {
        name: "keep",
        sentence: "Leaves what remains in the waterfall's own account.",
        example: "rest: keep remaining",
    },
];

/// Something of a tranche or another block that a step can pay: `interest on Senior`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Written between `pay` and `on`.
    pub words: &'static str,
    pub sentence: &'static str,
    pub example: &'static str,
}

/// The dues of a tranche, each written `pay WORDS on TRANCHE`.
pub const DUES: &[Due] = &[
    Due {
        words: "interest",
        sentence: "Interest accrued for the period and interest in arrears.",
        example: "interest: pay interest on Senior",
    },
    Due {
        words: "scheduled principal",
        sentence: "Principal scheduled, principal in arrears, and the balance at maturity.",
        example: "principal: pay scheduled principal on Senior",
    },
    Due {
        words: "arrears",
        sentence: "Interest and scheduled principal left unpaid in earlier periods.",
        example: "catchup: pay arrears on Senior",
    },
    Due {
        words: "principal",
        sentence: "Any principal, ahead of schedule, up to the balance: a sweep.",
        example: "sweep: pay principal on Mezz up to 50% of remaining",
    },
    Due {
        words: "mandatory prepayment",
        sentence: "The prepayment that a covenant has required.",
        example: "forced: pay mandatory prepayment on Senior",
    },
    Due {
        words: "upfront fee",
        sentence: "The upfront fee, on the amount drawn.",
        example: "upfront: pay upfront fee on Senior",
    },
    Due {
        words: "undrawn fee",
        sentence: "The fee on the commitment not yet drawn.",
        example: "undrawn: pay undrawn fee on Senior",
    },
    Due {
        words: "claim",
        sentence: "The claim at acceleration: principal, unpaid interest, default interest and fees.",
        example: "senior: pay claim on Senior",
    },
];
