//! The lints: what `deal lint` says about a deal as paper, and what `allow` may silence.

use crate::diagnostic::Code;

/// A lint: how it is called in the file and on the command line, and what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lint {
    pub code: Code,
    pub name: &'static str,
    pub sentence: &'static str,
}

pub const UNUSED_ALLOW: Code = Code("E8001");
pub const UNUSED_NAME: Code = Code("E8002");
pub const IDLE_SCENARIO: Code = Code("E8003");
pub const BEYOND_BOUNDS: Code = Code("E8004");
pub const NEVER_FAILS: Code = Code("E8101");
pub const ALWAYS_FAILS: Code = Code("E8102");
pub const SAME_CONDITION: Code = Code("E8103");
pub const IMPLIED_LEVEL: Code = Code("E8104");
pub const LATE_WARNING: Code = Code("E8105");
pub const SLOW_CURE: Code = Code("E8106");
pub const TOOTHLESS: Code = Code("E8107");
pub const NOT_REPAID: Code = Code("E8201");
pub const OUTLIVES_CONTRACT: Code = Code("E8202");
pub const OUTLIVES_ASSET: Code = Code("E8203");
pub const MARGIN_ALONE: Code = Code("E8204");
pub const ADVANCE_ABOVE_VALUE: Code = Code("E8205");
pub const PLEDGED_TWICE: Code = Code("E8206");
pub const CHEAP_DEFAULT: Code = Code("E8207");
pub const NO_SALE: Code = Code("E8208");
pub const NO_DEPTH: Code = Code("E8209");
pub const NEVER_PAYS: Code = Code("E8301");
pub const IDLE_DEPOSIT: Code = Code("E8302");
pub const UNFUNDED_RESERVE: Code = Code("E8303");

const fn lint(code: Code, name: &'static str, sentence: &'static str) -> Lint {
    Lint { code, name, sentence }
}

/// E80 names and scenarios, E81 covenants, E82 debt and collateral, E83 cash. What each looks at is in
/// `analysis::lint`.
pub const LINTS: &[Lint] = &[
    lint(UNUSED_ALLOW, "unused-allow", "An `allow` that silences nothing."),
    lint(UNUSED_NAME, "unused-name", "A name that nothing in the deal refers to."),
    lint(IDLE_SCENARIO, "idle-scenario", "A scenario, or a shock in one, that changes nothing."),
    lint(BEYOND_BOUNDS, "beyond-bounds", "A shock that takes an input beyond its own bounds."),
    lint(NEVER_FAILS, "never-fails", "A covenant level that fails nowhere within the bounds of the inputs."),
    lint(ALWAYS_FAILS, "always-fails", "A covenant level that fails on every test date."),
    lint(SAME_CONDITION, "same-condition", "Two conditions that say the same."),
    lint(IMPLIED_LEVEL, "implied-level", "A level from which nothing follows that another has not brought about."),
    lint(
        LATE_WARNING,
        "late-warning",
        "A lock-up or a prepayment that comes no earlier than the default it should prevent.",
    ),
    lint(SLOW_CURE, "slow-cure", "A cure that may take longer than the time to the next test."),
    lint(TOOTHLESS, "toothless", "A level whose consequences change nothing."),
    lint(NOT_REPAID, "not-repaid", "A tranche that is not repaid by its maturity in the base case."),
    lint(OUTLIVES_CONTRACT, "outlives-contract", "Debt that matures after the last contract on its collateral."),
    lint(OUTLIVES_ASSET, "outlives-asset", "Debt that matures after the economic life of its collateral."),
    lint(MARGIN_ALONE, "margin-alone", "A coupon in basis points without a base rate."),
    lint(ADVANCE_ABOVE_VALUE, "advance-above-value", "More lent on collateral than it costs or is worth."),
    lint(PLEDGED_TWICE, "pledged-twice", "Collateral of two tranches without an order between them."),
    lint(CHEAP_DEFAULT, "cheap-default", "A default rate below the coupon."),
    lint(NO_SALE, "no-sale", "Collateral that no enforcement sells."),
    lint(NO_DEPTH, "no-depth", "A forced sale into a market without a depth."),
    lint(NEVER_PAYS, "never-pays", "A waterfall step that moves no cash in any run."),
    lint(IDLE_DEPOSIT, "idle-deposit", "A deposit that nothing draws on."),
    lint(UNFUNDED_RESERVE, "unfunded-reserve", "A reserve with a target that no cash reaches."),
];

impl Lint {
    /// By its name, or by its code in any capitals.
    pub fn find(word: &str) -> Option<&'static Lint> {
        LINTS.iter().find(|lint| lint.name == word || lint.code.0.eq_ignore_ascii_case(word))
    }

    pub fn of(code: Code) -> Option<&'static Lint> {
        LINTS.iter().find(|lint| lint.code == code)
    }
}
