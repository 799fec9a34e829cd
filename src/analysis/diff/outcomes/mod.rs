//! The outcomes of two deals, world by world: figures that a lender looks at first, side by side.

mod figures;

use std::cmp::Ordering;

use super::Read;
use super::favour::Favour;
use crate::analysis::Limits;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use figures::{Told, Value, run};

/// What differs in one world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    pub scenario: String,
    pub changes: Vec<Moved>,
}

/// One figure that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// `DSCR below 1.35x`, `Senior`
    pub of: String,
    /// `first breach`, `recovery`
    pub figure: &'static str,
    pub before: String,
    pub after: String,
    pub clause: Option<String>,
    /// In the new deal; none of the owner.
    pub place: Option<Span>,
    pub favours: Favour,
    pub because: &'static str,
}

impl Moved {
    /// `DSCR below 1.35x: first breach 2027-03-31 → never [TS 7.1]`
    pub fn line(&self) -> String {
        let clause = self.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
        format!("{}: {} {} → {}{clause}", self.of, self.figure, self.before, self.after)
    }
}

/// A figure, whom more of it favours, and why.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub figure: &'static str,
    pub favours: Favour,
    pub because: &'static str,
}

use Favour::{Borrower, Lender, Neither};

/// Every figure that is compared. Of dates, later is more, and never is latest.
pub const FIGURES: &[Rule] = &[
    Rule {
        figure: "first breach",
        favours: Neither,
        because: "a breach is a remedy for the lender and a warning to both",
    },
    Rule {
        figure: "test dates failed",
        favours: Neither,
        because: "a breach is a remedy for the lender and a warning to both",
    },
    Rule {
        figure: "least headroom",
        favours: Neither,
        because: "a breach is a remedy for the lender and a warning to both",
    },
    Rule {
        figure: "first entered",
        favours: Neither,
        because: "a breach is a remedy for the lender and a warning to both",
    },
    Rule { figure: "event of default", favours: Neither, because: "a default costs both sides" },
    Rule { figure: "first missed payment", favours: Lender, because: "until a payment is missed the lender is paid" },
    Rule { figure: "payments missed", favours: Borrower, because: "each payment missed is money the lender waits for" },
    Rule { figure: "payment default", favours: Neither, because: "a default costs both sides" },
    Rule { figure: "maturity default", favours: Neither, because: "a default costs both sides" },
    Rule { figure: "acceleration", favours: Neither, because: "a default costs both sides" },
    Rule { figure: "recovery", favours: Lender, because: "the recovery is the lender's" },
    Rule {
        figure: "recovery, discounted",
        favours: Lender,
        because: "the recovery is the lender's, the sooner the better",
    },
    Rule {
        figure: "outstanding at the end",
        favours: Borrower,
        because: "what is still owed at the end is not with the lender",
    },
    Rule { figure: "repaid on", favours: Borrower, because: "until it is repaid the lender waits" },
    Rule { figure: "average life", favours: Borrower, because: "the longer the life, the longer the lender waits" },
    Rule { figure: "interest paid", favours: Lender, because: "interest is what the lender earns" },
    Rule { figure: "return", favours: Lender, because: "the return is the lender's" },
    Rule { figure: "paid out", favours: Borrower, because: "what is paid to the owner has left the deal" },
    Rule { figure: "put in", favours: Lender, because: "what the owner puts in stands behind the lender" },
];

/// Runs both deals in every world that both have, or in one of them, and keeps what differs.
pub fn outcomes(
    before: Read,
    after: Read,
    renamed: &[(String, String)],
    under: Option<&str>,
    limits: &Limits,
) -> Result<Vec<World>, (bool, Diagnostic)> {
    let mut worlds = Vec::new();
    for (index, scenario) in after.model.scenarios.iter().enumerate() {
        let name = &scenario.label.name;
        let was = renamed.iter().find(|(_, new)| new == name).map_or(name, |(old, _)| old);
        let old = before.model.scenarios.iter().position(|it| it.label.name == *was);
        let (Some(old), true) = (old, under.is_none_or(|under| under == name)) else { continue };
        let then = run(before.model, old, limits).map_err(|problem| (false, problem))?;
        let now = run(after.model, index, limits).map_err(|problem| (true, problem))?;
        let then: Vec<Told> = then.into_iter().map(|told| Told { of: respelt(&told.of, renamed), ..told }).collect();
        let changes = now.iter().filter_map(|is| {
            let was = then.iter().find(|was| was.of == is.of && was.figure == is.figure);
            moved(was.map(|was| &was.value), is)
        });
        worlds.push(World { scenario: name.clone(), changes: changes.collect() });
    }
    Ok(worlds)
}

/// A figure that is not what it was. Of something new only what happens to it is told.
fn moved(was: Option<&Value>, is: &Told) -> Option<Moved> {
    let rule = FIGURES.iter().find(|rule| rule.figure == is.figure)?;
    let told = |before: String, after: String, favours: Favour, because: &'static str| Moved {
        of: is.of.clone(),
        figure: is.figure,
        before,
        after,
        clause: is.clause.clone(),
        place: is.place,
        favours,
        because,
    };
    let now = &is.value;
    let Some(was) = was else {
        return now.happens().then(|| told("none".to_owned(), now.words.clone(), Neither, "there was no such figure"));
    };
    let way = now.amount.cmp(&was.amount);
    let alike = was.words == now.words;
    let words = |value: &Value| if alike { value.exact.clone() } else { value.words.clone() };
    let favours = match way {
        Ordering::Greater => rule.favours,
        Ordering::Less => rule.favours.other(),
        Ordering::Equal => Neither,
    };
    (way != Ordering::Equal || !alike).then(|| told(words(was), words(now), favours, rule.because))
}

/// `DSCR below 1.35x` under the name and level that the new deal gives it.
fn respelt(of: &str, renamed: &[(String, String)]) -> String {
    let new = |name: &str| renamed.iter().find(|(old, _)| old == name).map(|(_, new)| new.clone());
    let (name, rest) = of.split_once(' ').unwrap_or((of, ""));
    let of = format!("{} {rest}", new(name).unwrap_or_else(|| name.to_owned()));
    new(of.trim()).unwrap_or_else(|| of.trim().to_owned())
}
