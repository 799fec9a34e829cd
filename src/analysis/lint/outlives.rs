//! Debt that is still there when what pays it is not: the last contract has ended, or the hardware is written off.

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::library::depreciation::method;
use crate::library::lint::{OUTLIVES_ASSET, OUTLIVES_CONTRACT};
use crate::model::{Argument, AssetId, Depreciation, Read, SecuredBy, Tranche, TrancheAttribute, TrancheId, ValueLine};
use crate::source::Span;
use crate::syntax::ast::Preposition;
use crate::time::Date;

/// Contracts that end, and are neither renewed nor followed by another on the same asset.
pub fn contract(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let last = |id: AssetId| {
        let on: Vec<_> = model.contracts.iter().filter(|contract| contract.on == id).collect();
        let ends = on.iter().all(|contract| contract.renews_at.is_none());
        on.into_iter()
            .max_by_key(|contract| contract.until)
            .filter(|_| ends)
            .map(|it| (it.until, it.label.place, it.label.name.clone()))
    };
    judge(ground, |tranche, ids| {
        let ends: Option<Vec<(Date, Span, String)>> = ids.iter().map(|id| last(*id)).collect();
        let (until, place, name) = ends?.into_iter().max()?;
        (tranche.maturity > until).then(|| Outlived {
            until,
            place,
            what: format!("the last contract on its collateral, `{name}`, ends on {until}"),
            note: "this contract",
            code: OUTLIVES_CONTRACT,
            help: "let it mature with the contract, state what follows with `renews at`, or amortize it by then",
        })
    })
}

/// Assets whose book says when nothing is left of them.
pub fn asset(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let end = |id: AssetId| {
        let asset = model.assets.get(id.index())?;
        let months = asset.values.iter().filter_map(life).max()?;
        let until = asset.in_service.add_months(months, model.deal.month_end)?;
        Some((until, asset.label.place, asset.label.name.clone()))
    };
    judge(ground, |tranche, ids| {
        let ends: Option<Vec<(Date, Span, String)>> = ids.iter().map(|id| end(*id)).collect();
        let (until, place, name) = ends?.into_iter().max()?;
        (tranche.maturity > until).then(|| Outlived {
            until,
            place,
            what: format!("`{name}` is written off by {until}"),
            note: "this asset",
            code: OUTLIVES_ASSET,
            help: "let it mature within the life of the hardware, or amortize it by then",
        })
    })
}

/// Months over which a line of the books falls to its salvage value.
fn life(line: &ValueLine) -> Option<i64> {
    let Depreciation::Method { method: words, arguments } = &line.depreciation else { return None };
    let takes = method(words)?.signature.takes.iter();
    let over = takes.zip(arguments).find(|(argument, _)| argument.preposition == Some(Preposition::Over));
    match over? {
        (_, Some(Argument::Months(months))) => Some(i64::from(*months)),
        _ => None,
    }
}

struct Outlived {
    until: Date,
    place: Span,
    what: String,
    note: &'static str,
    code: crate::diagnostic::Code,
    help: &'static str,
}

/// Tranches with a balance after the day on which their collateral is spent.
fn judge(ground: &Ground, spent: impl Fn(&Tranche, &[AssetId]) -> Option<Outlived>) -> Vec<Diagnostic> {
    let model = ground.model;
    let unsecured = model.tranches.iter().all(|tranche| tranche.secured_by.is_empty());
    let mut found = Vec::new();
    for (index, tranche) in model.tranches.iter().enumerate() {
        let ids: Vec<AssetId> = (0..model.assets.len() as u32)
            .map(AssetId)
            .filter(|id| unsecured || tranche.secured_by.contains(&SecuredBy::Asset(*id)))
            .collect();
        let Some(outlived) = spent(tranche, &ids).filter(|_| !ids.is_empty()) else { continue };
        let it = ground.base();
        let balance = it
            .row_of(outlived.until)
            .and_then(|row| it.read(row, Read::Tranche(TrancheId(index as u32), TrancheAttribute::Balance)));
        let Some(balance) = balance.filter(|balance| balance.value > 0) else { continue };
        let message = format!(
            "`{}` matures on {}, and {}: {} of it is still outstanding then in the base case",
            tranche.label.name,
            tranche.maturity,
            outlived.what,
            balance.words(),
        );
        let diagnostic = Diagnostic::warning(outlived.code, tranche.label.place, message).help(outlived.help);
        found.push(diagnostic.related(outlived.place, outlived.note));
    }
    found
}
