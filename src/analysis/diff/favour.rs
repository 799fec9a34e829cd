//! Whom a change favours: one table of rules. What no rule covers favours neither.

use super::fact::{Kind, Subject};
use crate::model::{DrawDestination, Model, PartyId, PayeeKind, SecuredBy, Step, StepAction};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Favour {
    Lender,
    Borrower,
    Neither,
}

impl Favour {
    pub fn word(self) -> &'static str {
        match self {
            Favour::Lender => "lender",
            Favour::Borrower => "borrower",
            Favour::Neither => "neither",
        }
    }

    pub fn other(self) -> Favour {
        match self {
            Favour::Lender => Favour::Borrower,
            Favour::Borrower => Favour::Lender,
            Favour::Neither => Favour::Neither,
        }
    }
}

/// Why a change favours neither where nothing is known of it.
pub const NO_RULE: &str = "no rule";

/// How something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    More,
    Less,
    There,
    Gone,
}

/// A term, whom more of it favours, or that it is there at all, and why: in words that hold both ways. Less, or its
/// absence, favours the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub kind: Kind,
    pub term: &'static str,
    pub sense: Sense,
    pub favours: Favour,
    pub because: &'static str,
}

const fn more(kind: Kind, term: &'static str, favours: Favour, because: &'static str) -> Rule {
    Rule { kind, term, sense: Sense::More, favours, because }
}

const fn there(kind: Kind, term: &'static str, favours: Favour, because: &'static str) -> Rule {
    Rule { kind, term, sense: Sense::There, favours, because }
}

use Favour::{Borrower, Lender, Neither};

/// Every rule about terms. Steps are told apart by whom they pay: see [`class_of`].
pub const RULES: &[Rule] = &[
    more(Kind::Tranche, "margin", Lender, "the margin is what the lender earns"),
    more(Kind::Tranche, "coupon", Lender, "the coupon is what the lender earns"),
    more(Kind::Tranche, "coupon, before its margin", Lender, "the coupon is what the lender earns"),
    more(Kind::Tranche, "default rate", Lender, "the default rate is what the lender earns in default"),
    there(Kind::Tranche, "default rate", Lender, "a default rate is what the lender earns in default"),
    more(Kind::Tranche, "upfront fee", Lender, "the upfront fee is paid to the lender"),
    there(Kind::Tranche, "upfront fee", Lender, "an upfront fee is paid to the lender"),
    more(Kind::Tranche, "undrawn fee", Lender, "the undrawn fee is paid to the lender"),
    there(Kind::Tranche, "undrawn fee", Lender, "an undrawn fee is paid to the lender"),
    more(Kind::Tranche, "limit", Borrower, "the limit is how much the borrower may draw"),
    more(Kind::Tranche, "advance", Borrower, "the advance rate is how much is lent against the collateral"),
    there(Kind::Tranche, "advance", Lender, "an advance rate keeps the loan below its collateral"),
    more(Kind::Tranche, "maturity", Borrower, "until its maturity the lender waits for the loan"),
    more(Kind::Tranche, "amortization", Lender, "a loan that amortizes is repaid before its maturity"),
    more(Kind::Tranche, "instalments", Borrower, "the more instalments, the slower the lender is repaid"),
    more(Kind::Tranche, "first instalment", Borrower, "until the first instalment nothing is repaid"),
    more(Kind::Tranche, "instalment", Lender, "the larger the instalments, the sooner the lender is repaid"),
    more(
        Kind::Tranche,
        "interest",
        Lender,
        "interest that is due reaches the lender in cash, capitalized interest waits",
    ),
    more(Kind::Tranche, "unpaid interest", Lender, "unpaid interest that stays due is a payment missed"),
    more(Kind::Tranche, "payment default", Borrower, "the longer the grace, the later the payment default"),
    more(Kind::Tranche, "day count", Lender, "the smaller the year, the more interest for the same days"),
    there(Kind::Tranche, "secured by", Lender, "security stands behind the lender"),
    more(Kind::Draw, "amount", Borrower, "a draw is what the borrower gets"),
    more(Kind::Draw, "on", Lender, "until a draw the lender is not exposed to it"),
    there(Kind::Draw, "", Borrower, "a draw is what the borrower gets"),
    more(Kind::Account, "target", Lender, "a reserve stands between the lender and a shortfall"),
    there(Kind::Account, "target", Lender, "a reserve stands between the lender and a shortfall"),
    there(Kind::Account, "releases to", Borrower, "what is released no longer stands behind the lender"),
    more(Kind::Level, "below", Lender, "a covenant that tests `below` is the tighter the higher its level"),
    more(Kind::Level, "above", Borrower, "a covenant that tests `above` is the looser the higher its level"),
    more(Kind::Level, "tests in a row", Borrower, "the more tests must fail, the later anything follows"),
    there(Kind::Level, "", Lender, "a level gives the lender a remedy"),
    there(Kind::Level, "consequence", Lender, "a consequence is a remedy of the lender"),
    more(Kind::Level, "holds", Lender, "the longer a consequence holds, the longer the borrower is bound"),
    more(Kind::Level, "prepay to", Borrower, "the higher the level to prepay to, the smaller the prepayment"),
    more(Kind::Level, "top up by", Lender, "a top-up stands behind the lender"),
    more(Kind::Level, "margin by", Lender, "the margin is what the lender earns"),
    more(Kind::Level, "within", Borrower, "a deadline gives the borrower time"),
    there(Kind::Level, "within", Borrower, "a deadline gives the borrower time"),
    there(Kind::Level, "cure", Borrower, "a cure lets the borrower put a breach right"),
    more(Kind::Level, "cure within", Borrower, "the cure period gives the borrower time"),
    more(Kind::Level, "cures at most", Borrower, "each cure lets the borrower put a breach right"),
    there(Kind::Covenant, "", Lender, "a covenant is a test that the borrower must pass"),
    there(Kind::Covenant, "waived", Borrower, "nothing follows from a test that is waived"),
    more(Kind::Covenant, "tested", Lender, "the more test dates, the sooner a breach is found"),
    more(Kind::Covenant, "when n/a", Lender, "a test that fails when there is nothing to measure is tighter"),
    more(Kind::Enforcement, "standstill", Borrower, "until the standstill is over nothing is accelerated"),
    there(Kind::Enforcement, "starts", Lender, "a trigger lets the lender enforce"),
    there(Kind::Enforcement, "apply", Lender, "cash that is applied joins the estate"),
    there(Kind::Enforcement, "meanwhile without", Lender, "what a step struck would have paid stays for the lenders"),
    there(Kind::Enforcement, "", Lender, "an enforcement turns collateral into recovery"),
    there(Kind::Step, PAYS_LENDER, Lender, "the step pays the lender, or into what secures it"),
    there(Kind::Step, PAYS_OWNER, Borrower, "the step pays cash out of the deal"),
    more(Kind::Step, LENDER_AT_MOST, Lender, "the step pays the lender, or into what secures it"),
    more(Kind::Step, OWNER_AT_MOST, Borrower, "the step pays cash out of the deal"),
];

const PAYS_LENDER: &str = "pays the lender";
const PAYS_OWNER: &str = "pays the owner";
const LENDER_AT_MOST: &str = "pays the lender up to";
const OWNER_AT_MOST: &str = "pays the owner up to";

/// The term under which rules speak of how much a step pays.
pub fn limited(class: &'static str, term: &'static str) -> &'static str {
    match (class, term) {
        (PAYS_LENDER, "up to" | "up to in each year" | "to" | "amount") => LENDER_AT_MOST,
        (PAYS_OWNER, "up to" | "up to in each year" | "amount") => OWNER_AT_MOST,
        _ => term,
    }
}

/// Whom a change of a term favours, and the rule; none where there is none.
pub fn rule(kind: Kind, term: &str, sense: Sense) -> Option<(Favour, &'static str)> {
    let (wanted, reversed) = match sense {
        Sense::More => (Sense::More, false),
        Sense::Less => (Sense::More, true),
        Sense::There => (Sense::There, false),
        Sense::Gone => (Sense::There, true),
    };
    let found = RULES.iter().find(|it| it.kind == kind && it.term == term && it.sense == wanted)?;
    Some((if reversed { found.favours.other() } else { found.favours }, found.because))
}

/// The term under which rules speak of a subject: empty but for steps.
pub fn class_of(model: &Model, subject: &Subject) -> &'static str {
    match subject.kind {
        Kind::Step => model.steps.iter().find(|it| it.label.name == subject.name).map_or("", |step| pays(model, step)),
        _ => "",
    }
}

/// Whom a step pays: a lender, or into what secures one; the owner; or somebody else.
fn pays(model: &Model, step: &Step) -> &'static str {
    let secures = |account: crate::model::AccountId| {
        model.tranches.iter().any(|it| it.secured_by.contains(&SecuredBy::Account(account)))
    };
    let lends = |kind: &PayeeKind| {
        !matches!(
            kind,
            PayeeKind::Fee(_)
                | PayeeKind::Line(_)
                | PayeeKind::Amount(..)
                | PayeeKind::Purchase(_)
                | PayeeKind::SaleCosts(_)
        )
    };
    let owner = |kind: &PayeeKind| matches!(kind, PayeeKind::Amount(_, PartyId(0)));
    match &step.action {
        StepAction::Pay { payees, .. } if payees.iter().any(|payee| owner(&payee.kind)) => PAYS_OWNER,
        StepAction::Pay { payees, .. } if payees.iter().any(|payee| lends(&payee.kind)) => PAYS_LENDER,
        StepAction::TopUp { account, .. } | StepAction::Move { to: account, .. } if secures(*account) => PAYS_LENDER,
        StepAction::Remaining(DrawDestination::Account(account)) if secures(*account) => PAYS_LENDER,
        StepAction::Remaining(DrawDestination::Party(_)) => PAYS_OWNER,
        _ => "",
    }
}

/// A step at another place of its waterfall: what matters is what it passed, ahead of some and behind others.
pub fn of_move(model: &Model, name: &str, (ahead, behind): (&[String], &[String])) -> (Favour, &'static str) {
    let lends = |name: &str| {
        let subject = Subject { kind: Kind::Step, name: name.to_owned(), owner: None };
        class_of(model, &subject) == PAYS_LENDER
    };
    let mine = lends(name);
    let passes = |names: &[String]| names.iter().any(|it| lends(it) != mine);
    match (passes(ahead), passes(behind), mine) {
        (true, _, true) => (Lender, "a payment to the lender that moves ahead is paid more surely"),
        (true, _, false) => (Borrower, "a step that moves ahead of debt service is paid before the lender"),
        (_, true, true) => (Borrower, "a payment to the lender that moves back is paid less surely"),
        (_, true, false) => (Lender, "a step that moves behind debt service is paid after the lender"),
        _ => (Neither, "it passed nothing between lender and borrower"),
    }
}
