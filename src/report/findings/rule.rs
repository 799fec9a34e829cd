//! What findings are instances of: the codes of diagnostics, and what a run or a test can say besides.

use crate::diagnostic::{Code, codes::Page};

/// A kind of finding, with a stable name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// `E1001`, `covenant-breach`
    pub id: &'static str,
    /// In a few words.
    pub name: &'static str,
    /// Markdown: what `deal explain` prints.
    pub text: &'static str,
}

macro_rules! rule {
    ($id:literal, $name:literal, $text:literal) => {
        Rule { id: $id, name: $name, text: concat!("# ", $id, ": ", $name, "\n\n", $text, "\n") }
    };
}

pub const COVENANT_BREACH: Rule = rule!(
    "covenant-breach",
    "a covenant is breached",
    "A level of a covenant fails on a test date of a run. A warning; an error under `--fail-on breach`; a note where \
     every breach of the level was cured."
);
pub const STATE_ENTERED: Rule = rule!(
    "state-entered",
    "a state is entered",
    "A state of the deal, such as a lock-up, is entered in a run. A warning; an error under `--fail-on state`."
);
pub const MISSED_PAYMENT: Rule = rule!(
    "missed-payment",
    "a payment is missed",
    "A tranche does not get on a payment date what is due to it. A warning; an error under `--fail-on missed-payment`."
);
pub const PAYMENT_DEFAULT: Rule = rule!(
    "payment-default",
    "a payment default",
    "A missed payment outlasts its grace, or a tranche is not repaid at maturity. A warning; an error under \
     `--fail-on payment-default`."
);
pub const EVENT_OF_DEFAULT: Rule = rule!(
    "event-of-default",
    "an event of default",
    "An event of default of a tranche is declared in a run. A warning; an error under `--fail-on default`."
);
pub const ACCELERATION: Rule = rule!(
    "acceleration",
    "the debt is accelerated",
    "The whole debt falls due at once. A warning; an error under `--fail-on acceleration`."
);
pub const LOSS: Rule = rule!(
    "loss",
    "a tranche loses money",
    "A tranche recovers less than its claim, or has defaulted and still owes at the end of the run. A warning; an \
     error under `--fail-on loss`."
);
pub const TEST_FAILED: Rule = rule!(
    "test-failed",
    "a test failed",
    "An expectation of a test in the file does not hold, or the test expects nothing. Always an error. The help holds \
     the command that shows where the figure comes from."
);
pub const NO_TEST: Rule = rule!(
    "no-test",
    "no test in the file",
    "`deal test` was given a file without a test. Always an error: a file that tests nothing has not passed."
);
pub const NOT_EXERCISED: Rule = rule!(
    "not-exercised",
    "no test shows it",
    "A clause of the deal may do something that no test in the file has it do: a step that never falls short, a level that \
     never fails, a sale that never sells. A warning of `deal coverage`."
);
pub const SECTION_OPEN: Rule = rule!(
    "section-open",
    "a section without a clause",
    "A source numbers its sections, and no clause of the deal cites this one, a part of it or the one it is a part of. \
     A note of `deal coverage`."
);
pub const CLAUSE_UNCITED: Rule = rule!(
    "clause-uncited",
    "a clause without a section",
    "The deal declares a source, and this clause cites nothing: what it says may not stand in any paper. A note of \
     `deal coverage`."
);
pub const COVERAGE_BELOW_MIN: Rule = rule!(
    "coverage-below-min",
    "the tests show too little",
    "The tests of a file reach a smaller share of what its clauses may do than `deal coverage --min` asks for. Always \
     an error."
);
pub const NO_ANSWER: Rule = rule!(
    "no-answer",
    "the question has no answer",
    "The command was asked for what is not there: a file that cannot be read, a scenario the file does not have. \
     Always an error."
);

pub const OTHER_LAYOUT: Rule = rule!(
    "other-layout",
    "a file is not in its canonical layout",
    "`deal fmt` would change the file: white space alone, never what it says. An error of `deal fmt --check`."
);
pub const TERM_CHANGED: Rule = rule!(
    "term-changed",
    "a term changed",
    "A term of the new deal is not that of the old one. A warning where it favours the borrower, else a note; the help \
     holds the rule."
);
pub const OUTCOME_CHANGED: Rule = rule!(
    "outcome-changed",
    "an outcome changed",
    "A figure of a run is another one than with the old deal. A warning where it favours the borrower, else a note; the \
     help holds the rule."
);

/// All but the codes.
pub const RULES: &[Rule] = &[
    COVENANT_BREACH,
    STATE_ENTERED,
    MISSED_PAYMENT,
    PAYMENT_DEFAULT,
    EVENT_OF_DEFAULT,
    ACCELERATION,
    LOSS,
    TEST_FAILED,
    NO_TEST,
    NOT_EXERCISED,
    SECTION_OPEN,
    CLAUSE_UNCITED,
    COVERAGE_BELOW_MIN,
    NO_ANSWER,
    OTHER_LAYOUT,
    TERM_CHANGED,
    OUTCOME_CHANGED,
];

impl Rule {
    pub fn of(code: Code) -> Rule {
        match Page::find(code.0) {
            Some(page) => Rule { id: page.code.0, name: page.name(), text: page.text },
            None => Rule { id: code.0, name: "", text: "" },
        }
    }

    /// One that is not a code.
    pub fn find(id: &str) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }
}
