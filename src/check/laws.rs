//! Laws of a whole deal, each a small function: cash has an origin, dues have a payer, what is asked for can happen.
//!
//! They read the model, so they hold once everything in it is sound.

use std::collections::BTreeSet;

use super::codes;
use super::drawn::{asks_for_default, every_draw_can_be_made, every_process_moves_something};
use super::names::count;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::fold;
use crate::model::{
    AccountId, Change, Consequence, Contract, CureKind, DrawDestination, LiquidationId, Model, OnPayerDefault, PartyId,
    PayeeKind, ShockEntry, ShockTarget, Step, StepAction, StepId,
};
use crate::source::Span;

/// Every law, in the order in which a reader would recite them.
pub(crate) fn broken_laws(model: &Model) -> Vec<Diagnostic> {
    let laws: &[fn(&Model) -> Vec<Diagnostic>] = &[
        every_waterfall_is_reached_by_cash,
        every_order_pays_the_costs_of_its_sales,
        every_top_up_has_a_step,
        every_acceleration_has_an_enforcement,
        every_shock_changes_something,
        every_scenario_takes_a_shock_once,
        every_promise_to_cure_has_something_to_cure,
        every_process_moves_something,
        every_draw_can_be_made,
    ];
    laws.iter().flat_map(|law| law(model)).collect()
}

fn error(code: Code, place: Span, message: String, help: &str) -> Diagnostic {
    Diagnostic::error(code, place, message).help(help)
}

/// A waterfall from an account that nothing ever reaches pays nothing.
fn every_waterfall_is_reached_by_cash(model: &Model) -> Vec<Diagnostic> {
    let reached = reached(model);
    let mut findings = Vec::new();
    for waterfall in &model.waterfalls {
        let mut steps = waterfall.steps.iter().filter_map(|id| model.steps.get(id.index()));
        if reached.contains(&waterfall.from) || steps.any(|step| is_supported(step, &reached)) {
            continue;
        }
        let Some(account) = model.accounts.get(waterfall.from.index()) else { continue };
        let (name, from) = (&waterfall.label.name, &account.label.name);
        let message = format!("no cash ever reaches `{from}`, so no step of `{name}` can receive any");
        let help = "say what it `receives`, or send proceeds or a step's cash to it; one meant to stay empty has `opening: USD 0`";
        findings.push(
            error(codes::NEVER_REACHED, waterfall.label.place, message, help)
                .related(account.label.place, "the account"),
        );
    }
    findings
}

/// Whether a step may pay from somewhere else than its waterfall's account.
fn is_supported(step: &Step, reached: &BTreeSet<AccountId>) -> bool {
    let brings = |from: &DrawDestination| match from {
        DrawDestination::Party(_) => true,
        DrawDestination::Account(id) => reached.contains(id),
    };
    let releases = matches!(step.action, StepAction::Release { account, .. } if reached.contains(&account));
    releases || step.support.iter().any(brings)
}

/// Accounts that cash may reach.
fn reached(model: &Model) -> BTreeSet<AccountId> {
    let mut reached: BTreeSet<AccountId> = BTreeSet::new();
    for (index, account) in model.accounts.iter().enumerate() {
        if !account.receives.is_empty() || account.opening.is_some() {
            reached.insert(AccountId(count(index)));
        }
    }
    let account_of = |to: &DrawDestination| match to {
        DrawDestination::Account(id) => Some(*id),
        DrawDestination::Party(_) => None,
    };
    let drawn = model.tranches.iter().filter(|tranche| !tranche.draws.is_empty());
    reached.extend(drawn.filter_map(|tranche| account_of(&tranche.proceeds)));
    reached.extend(model.liquidations.iter().filter_map(|sale| account_of(sale.proceeds.as_ref()?)));
    let cures = model.covenants.iter().flat_map(|covenant| &covenant.levels).filter_map(|level| level.cure.as_ref());
    reached.extend(cures.filter_map(|cure| match cure.kind {
        CureKind::Equity { to, .. } => Some(to),
        CureKind::Prepayment { .. } => None,
    }));
    loop {
        let before = reached.len();
        for (index, account) in model.accounts.iter().enumerate() {
            if reached.contains(&AccountId(count(index))) {
                reached.extend(account.releases.as_ref().map(|(to, _)| *to));
                reached.extend(account.at_end.as_ref().and_then(account_of));
            }
        }
        for step in &model.steps {
            let Some(from) = step.from else { continue };
            if !reached.contains(&from) && !is_supported(step, &reached) {
                continue;
            }
            match &step.action {
                StepAction::Remaining(to) => reached.extend(account_of(to)),
                StepAction::Move { to, .. } => reached.extend([*to]),
                StepAction::TopUp { account, .. } => reached.extend([*account]),
                StepAction::Release { .. } => reached.extend([from]),
                StepAction::Pay { .. } | StepAction::Keep => {}
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}

/// Costs that no step pays would make every recovery look better than it is.
fn every_order_pays_the_costs_of_its_sales(model: &Model) -> Vec<Diagnostic> {
    let Some(enforcement) = &model.enforcement else { return Vec::new() };
    let pays = |id: LiquidationId| {
        steps(model, &enforcement.order).any(|step| match &step.action {
            StepAction::Pay { payees, .. } => payees.iter().any(|payee| payee.kind == PayeeKind::SaleCosts(id)),
            _ => false,
        })
    };
    let mut findings = Vec::new();
    for (id, _) in &enforcement.sells {
        let Some(sale) = model.liquidations.get(id.index()) else { continue };
        if (sale.costs.is_some() || sale.carry.is_some()) && !pays(*id) {
            let name = &sale.label.name;
            let message = format!("no step of the order pays the costs of `{name}`");
            let help = format!("add `costs: pay {name}.costs`, most often as its first step");
            findings.push(
                error(codes::NEVER_PAID, enforcement.label.place, message, &help)
                    .related(sale.label.place, "the sale states costs or carry"),
            );
        }
    }
    findings
}

fn steps<'m>(model: &'m Model, ids: &'m [StepId]) -> impl Iterator<Item = &'m Step> {
    ids.iter().filter_map(|id| model.steps.get(id.index()))
}

/// Every consequence of every covenant, with the place of its level.
fn consequences(model: &Model) -> Vec<(&Consequence, Span)> {
    fn with_inner<'m>(consequence: &'m Consequence, place: Span, found: &mut Vec<(&'m Consequence, Span)>) {
        found.push((consequence, place));
        if let Consequence::RequirePrepayment { otherwise, .. } | Consequence::RequireTopUp { otherwise, .. } =
            consequence
        {
            otherwise.iter().for_each(|inner| with_inner(inner, place, found));
        }
    }
    let mut found = Vec::new();
    for level in model.covenants.iter().flat_map(|covenant| &covenant.levels) {
        level.consequences.iter().for_each(|consequence| with_inner(consequence, level.place, &mut found));
    }
    found
}

/// A top-up that is required is made by a step, or by nobody.
fn every_top_up_has_a_step(model: &Model) -> Vec<Diagnostic> {
    let fills = |id: AccountId| {
        model.steps.iter().any(|step| match &step.action {
            StepAction::TopUp { account, .. } => *account == id,
            StepAction::Move { to, .. } => *to == id,
            StepAction::Remaining(to) => *to == DrawDestination::Account(id),
            _ => false,
        })
    };
    let mut findings = Vec::new();
    for (consequence, place) in consequences(model) {
        let Consequence::RequireTopUp { account: id, .. } = consequence else { continue };
        let Some(account) = model.accounts.get(id.index()).filter(|_| !fills(*id)) else { continue };
        let name = &account.label.name;
        let message = format!("no step puts cash into `{name}`, which this requires");
        let help = format!("add a step `reserve: top up {name} to …`");
        findings.push(error(codes::NEVER_PAID, place, message, &help).related(account.label.place, "the account"));
    }
    findings
}

/// Acceleration without an enforcement has no order in which anybody is paid.
fn every_acceleration_has_an_enforcement(model: &Model) -> Vec<Diagnostic> {
    if model.enforcement.is_some() {
        return Vec::new();
    }
    let accelerations = consequences(model).into_iter().filter(|(it, _)| matches!(it, Consequence::Accelerate));
    let finding = |place| {
        let message = "this accelerates the debt, and the deal has no enforcement".to_string();
        let help = "add `enforcement NAME { … }` with its order, or write `declare event of default`";
        error(codes::SOMETHING_MISSING, place, message, help)
    };
    accelerations.map(|(_, place)| finding(place)).collect()
}

/// A shock outside the life of what it changes, or to what holds anyway, changes nothing.
fn every_shock_changes_something(model: &Model) -> Vec<Diagnostic> {
    let entries = model.shocks.iter().flat_map(|shock| &shock.entries);
    entries.filter_map(|entry| idle(model, entry)).collect()
}

fn idle(model: &Model, entry: &ShockEntry) -> Option<Diagnostic> {
    let (why, place) = match entry.target {
        ShockTarget::PartyDefault(id) => {
            let party = model.parties.get(id.index())?;
            let mut contracts = model.contracts.iter().filter(|contract| contract.payer == id).peekable();
            let name = &party.label.name;
            if asks_for_default(model, id) {
                return None;
            }
            if contracts.peek().is_none() {
                (format!("`{name}` pays under no contract"), party.label.place)
            } else if !contracts.any(|contract| runs_after(contract, entry)) {
                (format!("every contract that `{name}` pays has ended by then"), party.label.place)
            } else {
                return None;
            }
        }
        ShockTarget::ContractPrice(id) | ShockTarget::ContractUnits(id) => {
            let contract = model.contracts.get(id.index())?;
            if runs_after(contract, entry) && entry.until.is_none_or(|until| until >= contract.from) {
                return None;
            }
            let (name, from, until) = (&contract.label.name, contract.from, contract.until);
            (format!("`{name}` runs from {from} until {until}"), contract.label.place)
        }
        ShockTarget::Coupon(id) => {
            let tranche = model.tranches.get(id.index())?;
            if entry.from.is_none_or(|from| from <= tranche.maturity) {
                return None;
            }
            (format!("`{}` matures on {}", tranche.label.name, tranche.maturity), tranche.label.place)
        }
        ShockTarget::Input(id) => {
            let input = model.inputs.get(id.index())?;
            match &entry.change {
                Change::To(value) if fold(value, model.deal.rounding) == Some(input.value) => {
                    (format!("`{}` has this value anyway", input.label.name), input.label.place)
                }
                _ => return None,
            }
        }
        _ => return None,
    };
    let message = format!("this shock changes nothing: {why}");
    let help = "change its date or its target, or drop it";
    Some(error(codes::SHOCK, entry.place, message, help).related(place, "declared here"))
}

/// Whether a contract can still earn something once a shock has begun.
fn runs_after(contract: &Contract, entry: &ShockEntry) -> bool {
    let goes_on = contract.renews_at.is_some() || matches!(contract.on_default, OnPayerDefault::Relet { .. });
    goes_on || entry.from.is_none_or(|from| from <= contract.until)
}

/// A shock named twice would act twice, and nobody means that.
fn every_scenario_takes_a_shock_once(model: &Model) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut told = BTreeSet::new();
    for scenario in &model.scenarios {
        for (index, id) in scenario.shocks.iter().enumerate() {
            let again = scenario.shocks.iter().take(index).any(|earlier| earlier == id);
            let Some(shock) = model.shocks.get(id.index()).filter(|_| again && told.insert(*id)) else { continue };
            let message = format!("scenario `{}` takes the shock `{}` twice", scenario.label.name, shock.label.name);
            let help = "name it once: a scenario has every shock of the one it stands on";
            findings
                .push(error(codes::SHOCK, scenario.label.place, message, help).related(shock.label.place, "the shock"));
        }
    }
    findings
}

/// A party that promises to cure where no level lets it.
fn every_promise_to_cure_has_something_to_cure(model: &Model) -> Vec<Diagnostic> {
    let may_cure = |party: PartyId| {
        let levels = model.covenants.iter().flat_map(|covenant| &covenant.levels);
        levels.filter_map(|level| level.cure.as_ref()).any(|cure| cure.from == party)
    };
    let mut findings = Vec::new();
    let mut told = BTreeSet::new();
    for scenario in &model.scenarios {
        for cure in scenario.cures.iter().filter(|cure| !may_cure(cure.party)) {
            let Some(party) = model.parties.get(cure.party.index()).filter(|_| told.insert(cure.party)) else {
                continue;
            };
            let name = &party.label.name;
            let message = format!("scenario `{}` lets `{name}` cure, and no covenant does", scenario.label.name);
            let help = format!("add `cure LEVEL: equity from {name} …` to a covenant, or drop the cure");
            findings.push(error(codes::SHOCK, scenario.label.place, message, &help));
        }
    }
    findings
}
