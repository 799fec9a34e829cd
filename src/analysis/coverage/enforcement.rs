//! What an enforcement may do: start, accelerate, sell, pay in its order, leave a tranche whole or not.

use super::step::{is_above_zero, of_step};
use super::{Kind, Sought, sought};
use crate::engine::outcome::Reading;
use crate::model::{LiquidationAttribute, Model, Read};
use crate::plan::Slot;

pub fn points(model: &Model) -> Vec<Sought> {
    let Some(enforcement) = &model.enforcement else { return Vec::new() };
    let clause = || enforcement.label.clause.clone();
    let name = match enforcement.label.name.as_str() {
        "" => "enforcement",
        name => name,
    };
    let at = || (enforcement.label.place, clause());
    let flag = |which: fn(&Reading) -> Option<Slot>| {
        move |it: &Reading| which(it).is_some_and(|slot| it.rows().any(|row| it.is_set(row, slot)))
    };
    let mut points = vec![
        sought(Kind::Enforcement, name, "starts", at(), flag(|it| it.plan.events.enforcement_started)),
        sought(Kind::Enforcement, name, "accelerates", at(), flag(|it| it.plan.events.accelerated)),
    ];
    for (id, _) in &enforcement.sells {
        let (id, sale) = (*id, &model.liquidations[id.index()]);
        let at = (sale.label.place, sale.label.clause.clone());
        let sold = move |it: &Reading| is_above_zero(it, Read::Liquidation(id, LiquidationAttribute::Sold));
        points.push(sought(Kind::Enforcement, &*sale.label.name, "sells", at, sold));
    }
    for id in &enforcement.order {
        let Some(step) = model.steps.get(id.index()) else { continue };
        points.extend(of_step(*id, step, Kind::Enforcement, step.label.clause.clone().or_else(clause)));
    }
    for (index, tranche) in model.tranches.iter().enumerate() {
        let at = || (tranche.label.place, tranche.label.clause.clone());
        let is_whole = move |it: &Reading, whole: bool| claim_met(it, index) == Some(whole);
        let name = tranche.label.name.as_str();
        points.push(sought(Kind::Enforcement, name, "gets its claim", at(), move |it| is_whole(it, true)));
        points.push(sought(Kind::Enforcement, name, "loses money", at(), move |it| is_whole(it, false)));
    }
    points
}

/// Whether the claim of a tranche was met in full, where it had one.
fn claim_met(it: &Reading, tranche: usize) -> Option<bool> {
    let slots = it.plan.events.tranches.get(tranche)?;
    let last = it.run.last();
    let claim = it.run.value(last, slots.claim_at_acceleration).filter(|claim| *claim > 0)?;
    let accelerated = it.plan.events.accelerated?;
    it.rows().any(|row| it.is_set(row, accelerated)).then_some(())?;
    Some(it.run.value(last, slots.received_total)? >= claim)
}
