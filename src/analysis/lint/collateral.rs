//! Collateral on paper: lent beyond its value, pledged twice, or with no way to turn it into money.

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::Figure;
use crate::library::lint::{ADVANCE_ABOVE_VALUE, NO_DEPTH, NO_SALE, PLEDGED_TWICE};
use crate::model::{
    Arithmetic, Expr, ExprKind, Impact, InputId, Model, PayeeKind, SecuredBy, StepAction, Tranche, TrancheId, fold_with,
};
use crate::quantity::power_of_ten;

/// `advance: 110% of Fleet.cost`, whatever the inputs are at most.
pub fn advance_above_value(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let most = |id: InputId| model.inputs.get(id.index()).map(|input| input.high.unwrap_or(input.value));
    let mut found = Vec::new();
    for tranche in &model.tranches {
        let Some(ExprKind::Arithmetic(Arithmetic::Multiply { .. }, a, b)) = tranche.advance.as_ref().map(|it| &it.kind)
        else {
            continue;
        };
        let is_share = |it: &&Expr| it.of.unit().is_some_and(crate::quantity::Unit::is_ratio);
        let share = [&**a, &**b].into_iter().find(is_share);
        let Some((share, rate)) = share.and_then(|it| Some((it, fold_with(it, model.deal.rounding, &most)?))) else {
            continue;
        };
        if rate <= power_of_ten(share.of.scale()) {
            continue;
        }
        let message = format!(
            "`{}` may be drawn to {} of the value of its collateral",
            tranche.label.name,
            crate::engine::outcome::as_level(&Figure::new(rate, share.of.clone()), "%"),
        );
        let help = "an advance rate is at most 100%: above it the lender has lent on nothing";
        found.push(Diagnostic::warning(ADVANCE_ABOVE_VALUE, share.place, message).help(help));
    }
    found
}

/// Two tranches on one asset or account, and no order in which an enforcement pays their claims.
pub fn pledged_twice(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let ordered = claims(model);
    let mut found = Vec::new();
    let tranches: Vec<(TrancheId, &Tranche)> =
        model.tranches.iter().enumerate().map(|(index, it)| (TrancheId(index as u32), it)).collect();
    for (place, (id, tranche)) in tranches.iter().enumerate() {
        for (other, earlier) in &tranches[..place] {
            let shared: Vec<String> = tranche
                .secured_by
                .iter()
                .filter(|it| earlier.secured_by.contains(it))
                .map(|it| format!("`{}`", name(model, *it)))
                .collect();
            if shared.is_empty() || (ordered.contains(id) && ordered.contains(other)) {
                continue;
            }
            let message = format!(
                "{} secures both `{}` and `{}`, and no enforcement says which is paid first",
                shared.join(" and "),
                earlier.label.name,
                tranche.label.name,
            );
            let help = "pay both claims in the `order` of an `enforcement`, one after the other or `pro rata`";
            let diagnostic = Diagnostic::warning(PLEDGED_TWICE, tranche.label.place, message).help(help);
            found.push(diagnostic.related(earlier.label.place, "pledged here too"));
        }
    }
    found
}

fn claims(model: &Model) -> Vec<TrancheId> {
    let steps = model.enforcement.iter().flat_map(|it| &it.order).filter_map(|id| model.steps.get(id.index()));
    let payees = steps.flat_map(|step| match &step.action {
        StepAction::Pay { payees, .. } => payees.as_slice(),
        _ => &[],
    });
    let claims = payees.filter_map(|payee| match payee.kind {
        PayeeKind::Claim(id) => Some(id),
        _ => None,
    });
    claims.collect()
}

fn name(model: &Model, secured: SecuredBy) -> &str {
    match secured {
        SecuredBy::Asset(id) => &model.assets[id.index()].label.name,
        SecuredBy::Account(id) => &model.accounts[id.index()].label.name,
    }
}

/// An asset that secures debt, and that no enforcement sells.
pub fn no_sale(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let sold: Vec<_> =
        model.enforcement.iter().flat_map(|it| &it.sells).map(|(id, _)| model.liquidations[id.index()].of).collect();
    let mut found: Vec<Diagnostic> = Vec::new();
    for (tranche, secured) in model.tranches.iter().flat_map(|it| it.secured_by.iter().map(move |by| (it, *by))) {
        let SecuredBy::Asset(id) = secured else { continue };
        let asset = &model.assets[id.index()];
        if sold.contains(&id) || found.iter().any(|it| it.place == asset.label.place) {
            continue;
        }
        let name = &asset.label.name;
        let message = format!("`{name}` secures `{}`, and no enforcement sells it", tranche.label.name);
        let help = format!("write a `liquidation … of {name}`, and let an `enforcement` sell by it");
        let diagnostic = Diagnostic::warning(NO_SALE, asset.label.place, message).help(help);
        found.push(diagnostic.related(tranche.label.place, "the debt it secures"));
    }
    found
}

/// A sale at a price that no quantity moves.
pub fn no_depth(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for liquidation in &ground.model.liquidations {
        let moved = matches!(liquidation.impact, Impact::SquareRoot { .. } | Impact::Formula(_));
        if liquidation.depth.is_none() && !moved {
            let message = format!(
                "`{}` sells `{}` into a market without a depth: any quantity finds a buyer at one price",
                liquidation.label.name,
                ground.model.assets[liquidation.of.index()].label.name,
            );
            let help = "write `depth: 5_000 GPU per month` and an `impact` that looks at it";
            found.push(Diagnostic::warning(NO_DEPTH, liquidation.label.place, message).help(help));
        }
    }
    found
}
