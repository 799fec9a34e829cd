//! Cash that goes nowhere: steps that never pay, deposits nobody draws on, reserves nobody fills.

use super::ground::Ground;
use super::reads::reads;
use crate::diagnostic::Diagnostic;
use crate::library::lint::{IDLE_DEPOSIT, NEVER_PAYS, UNFUNDED_RESERVE};
use crate::model::{
    Account, AccountAttribute, AccountId, Covenant, CureKind, DrawDestination, Measure, Model, PayeeKind, Read, Step,
    StepAction, StepId,
};

/// Steps of waterfalls that move nothing in any run. What only a breach makes due waits for one, and so does a step
/// with a condition.
pub fn never_pays(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let mut found = Vec::new();
    // The last step of a waterfall disposes of what may be left, and must be there.
    let steps = model.waterfalls.iter().filter_map(|waterfall| waterfall.steps.split_last());
    for id in steps.flat_map(|(_, others)| others) {
        let Some(step) = model.steps.get(id.index()).filter(|step| !waits(step)) else { continue };
        if ground.has_moved(*id) || ground.chancy.steps.contains(id) || !is_kept(ground, *id) {
            continue;
        }
        let message = format!("step `{}` moved no cash in {}", step.label.name, ground.tried());
        let help = "put it where cash reaches it, or delete it";
        found.push(Diagnostic::warning(NEVER_PAYS, step.label.place, message).help(help));
    }
    found
}

fn waits(step: &Step) -> bool {
    let on_default = |kind: &PayeeKind| {
        matches!(kind, PayeeKind::MandatoryPrepayment(_) | PayeeKind::Claim(_) | PayeeKind::Arrears(_))
    };
    match &step.action {
        StepAction::Keep => true,
        StepAction::Pay { payees, .. } if payees.iter().all(|payee| on_default(&payee.kind)) => true,
        _ => step.when.is_some(),
    }
}

/// Whether the runs say what it paid at all.
fn is_kept(ground: &Ground, id: StepId) -> bool {
    ground.base.plan.directory.contains_key(&Read::Step(id, crate::model::StepAttribute::Paid))
}

/// Accounts that cash is put into, and that nothing ever pays from.
pub fn idle_deposit(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let mut found = Vec::new();
    for (id, account) in accounts(model) {
        if !is_filled(model, id, account) || is_drawn_on(model, id, account) {
            continue;
        }
        let message = format!("cash is put into `{}`, and nothing ever draws on it", account.label.name);
        let help =
            format!("let a step pay `else from {0}`, release it, or let an enforcement apply it", account.label.name);
        found.push(Diagnostic::warning(IDLE_DEPOSIT, account.label.place, message).help(help));
    }
    found
}

/// Accounts with a target that no step tops up to it.
pub fn unfunded_reserve(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let mut found = Vec::new();
    for (id, account) in accounts(model).filter(|(_, account)| account.target.is_some()) {
        let tops_up = |step: &Step| matches!(&step.action, StepAction::TopUp { account, .. } if *account == id);
        if model.steps.iter().any(tops_up) {
            continue;
        }
        let name = &account.label.name;
        let message = format!("no step tops `{name}` up to its target");
        let help = format!("write `reserve: top up {name} to {name}.target` in a waterfall");
        found.push(Diagnostic::warning(UNFUNDED_RESERVE, account.label.place, message).help(help));
    }
    found
}

fn accounts(model: &Model) -> impl Iterator<Item = (AccountId, &Account)> {
    model.accounts.iter().enumerate().map(|(index, account)| (AccountId(index as u32), account))
}

fn is_filled(model: &Model, id: AccountId, account: &Account) -> bool {
    let to = DrawDestination::Account(id);
    let by_step = |step: &Step| match &step.action {
        StepAction::Remaining(destination) => *destination == to,
        StepAction::Move { to, .. } => *to == id,
        StepAction::TopUp { account, .. } => *account == id,
        _ => false,
    };
    !account.receives.is_empty()
        || account.opening.is_some()
        || model.steps.iter().any(by_step)
        || model.tranches.iter().any(|tranche| tranche.proceeds == to)
        || model.liquidations.iter().any(|liquidation| liquidation.proceeds == Some(to))
        || model.accounts.iter().any(|it| it.releases.as_ref().is_some_and(|(to, _)| *to == id))
        || cures(model).any(|kind| matches!(kind, CureKind::Equity { to, .. } if *to == id))
}

fn is_drawn_on(model: &Model, id: AccountId, account: &Account) -> bool {
    let from = DrawDestination::Account(id);
    let by_step = |step: &Step| {
        let released = matches!(&step.action, StepAction::Release { account, .. } if *account == id);
        released || step.from == Some(id) || step.support.contains(&from)
    };
    account.releases.is_some()
        || model.waterfalls.iter().any(|waterfall| waterfall.from == id)
        || model.steps.iter().any(by_step)
        || model.enforcement.iter().any(|enforcement| enforcement.apply.contains(&id))
        // A deposit that a covenant counts does its work by being there.
        || model.covenants.iter().any(|covenant| counts(model, covenant, id))
}

fn counts(model: &Model, covenant: &Covenant, id: AccountId) -> bool {
    let parts = match &covenant.measure {
        Measure::Quotient { numerator, denominator, .. } => vec![numerator, denominator],
        Measure::Value(value) => vec![value],
        Measure::Undisclosed => Vec::new(),
    };
    let cash = [AccountAttribute::Balance, AccountAttribute::Opening].map(|it| Read::Account(id, it));
    parts.into_iter().flat_map(|part| reads(model, part)).any(|read| cash.contains(&read))
}

fn cures(model: &Model) -> impl Iterator<Item = &CureKind> {
    model.covenants.iter().flat_map(|it| &it.levels).filter_map(|level| level.cure.as_ref()).map(|cure| &cure.kind)
}
