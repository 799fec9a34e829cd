//! Debt that is still there when what pays it is not: the last contract has ended, or the hardware is written off.

use super::ground::Ground;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::depreciation::method;
use crate::library::lint::{OUTLIVES_ASSET, OUTLIVES_CONTRACT};
use crate::model::{Argument, AssetId, Depreciation, Read, SecuredBy, TrancheAttribute, TrancheId, ValueLine};
use crate::source::Span;
use crate::syntax::ast::Preposition;
use crate::time::Date;

/// When an asset pays no more, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Spent {
    until: Date,
    why: String,
    place: Span,
}

/// Contracts that end, and are neither renewed nor followed by another on the same asset.
pub fn contract(ground: &Ground) -> Vec<Diagnostic> {
    let contracts = &ground.model.contracts;
    let help = "let it mature with the contract, state what follows with `renews at`, or amortize it by then";
    judge(ground, (OUTLIVES_CONTRACT, help), |id| {
        let on = || contracts.iter().filter(|contract| contract.on == id);
        let last = on().max_by_key(|contract| contract.until)?;
        on().all(|contract| contract.renews_at.is_none()).then(|| Spent {
            until: last.until,
            why: format!("the last contract on its collateral, `{}`, ends on {}", last.label.name, last.until),
            place: last.label.place,
        })
    })
}

/// Assets whose books say when nothing is left of them.
pub fn asset(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let help = "let it mature within the life of the hardware, or amortize it by then";
    judge(ground, (OUTLIVES_ASSET, help), |id| {
        let asset = model.assets.get(id.index())?;
        let months = asset.values.iter().filter_map(life).max()?;
        let until = asset.in_service.add_months(months, model.deal.month_end)?;
        let why = format!("`{}` is written off by {until}", asset.label.name);
        Some(Spent { until, why, place: asset.label.place })
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

/// Tranches with a balance after the day on which all of their collateral is spent.
fn judge(ground: &Ground, (code, help): (Code, &str), spent: impl Fn(AssetId) -> Option<Spent>) -> Vec<Diagnostic> {
    let model = ground.model;
    let unsecured = model.tranches.iter().all(|tranche| tranche.secured_by.is_empty());
    let it = ground.base();
    let mut found = Vec::new();
    for (index, tranche) in model.tranches.iter().enumerate() {
        let secures = |id: &AssetId| unsecured || tranche.secured_by.contains(&SecuredBy::Asset(*id));
        let assets = (0..model.assets.len() as u32).map(AssetId).filter(secures);
        let Some(last) = assets.map(&spent).collect::<Option<Vec<Spent>>>().and_then(|all| all.into_iter().max())
        else {
            continue;
        };
        let balance = |row| it.read(row, Read::Tranche(TrancheId(index as u32), TrancheAttribute::Balance));
        let left = it.row_of(last.until).and_then(balance).filter(|balance| balance.value > 0);
        let Some(left) = left.filter(|_| tranche.maturity > last.until) else { continue };
        let message = format!(
            "`{}` matures on {}, and {}: {} of it is still outstanding then in the base case",
            tranche.label.name,
            tranche.maturity,
            last.why,
            left.words(),
        );
        let diagnostic = Diagnostic::warning(code, tranche.label.place, message).help(help);
        found.push(diagnostic.related(last.place, "this comes first"));
    }
    found
}
