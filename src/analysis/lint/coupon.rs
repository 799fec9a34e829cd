//! Coupons that cannot be meant: a margin on nothing, a default rate that rewards the default.

use super::ground::Ground;
use super::reads::reads;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::Figure;
use crate::library::lint::{CHEAP_DEFAULT, MARGIN_ALONE};
use crate::model::{Expr, Model, Read, TrancheAttribute, TrancheId};

/// `coupon: 450 bps`, where the paper has `SOFR + 450 bps`.
pub fn margin_alone(ground: &Ground) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for tranche in &ground.model.tranches {
        let written = ground.sources.slice(tranche.coupon.place);
        if written.split_whitespace().any(|word| word == "bps") && !reads_a_rate(ground.model, &tranche.coupon) {
            let message = format!("the coupon of `{}` is a margin without a base rate", tranche.label.name);
            let help = "add the rate it stands on, as in `SOFR + 450 bps`; a fixed coupon is written in percent";
            found.push(Diagnostic::warning(MARGIN_ALONE, tranche.coupon.place, message).help(help));
        }
    }
    found
}

fn reads_a_rate(model: &Model, expr: &Expr) -> bool {
    reads(model, expr).iter().any(|read| matches!(read, Read::Curve(_) | Read::Input(_)))
}

/// On some row of the base the default rate is below the coupon.
pub fn cheap_default(ground: &Ground) -> Vec<Diagnostic> {
    let it = ground.base();
    let mut found = Vec::new();
    let stated = ground
        .model
        .tranches
        .iter()
        .enumerate()
        .filter_map(|(index, tranche)| Some((TrancheId(index as u32), tranche, tranche.default_rate.as_ref()?)));
    for ((id, tranche, rate), slot) in stated.zip(&ground.base.plan.observed) {
        let below = it.periods().find_map(|row| {
            let coupon = it.read(row, Read::Tranche(id, TrancheAttribute::Coupon))?;
            let default = it.slot(row, *slot)?;
            (coupon.of == default.of && default.value < coupon.value).then_some((row, coupon, default))
        });
        let Some((row, coupon, default)) = below else { continue };
        let message = format!(
            "the default rate of `{}` is {} on {}, below its coupon of {}: a default would make it cheaper",
            tranche.label.name,
            Figure::words(&default),
            it.date(row),
            coupon.words(),
        );
        let help = format!("write it on top of the coupon, as in `{}.coupon + 200 bps`", tranche.label.name);
        found.push(Diagnostic::warning(CHEAP_DEFAULT, rate.place, message).help(help));
    }
    found
}
