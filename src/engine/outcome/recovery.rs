//! What each tranche recovers of its claim.

use super::{Figure, Reading};
use crate::model::{Read, TrancheAttribute, TrancheId};
use crate::time::Date;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recovery {
    pub tranche: String,
    pub clause: Option<String>,
    /// No event of default of it was ever declared: the ratios read 100%.
    pub never_defaulted: bool,
    /// The day its claim was fixed.
    pub accelerated: Option<Date>,
    pub claim: Option<Figure>,
    /// Paid on the claim, in all.
    pub received: Option<Figure>,
    /// Received over claim.
    pub nominal: Option<Figure>,
    /// Discounted to acceleration.
    pub discounted: Option<Figure>,
    /// With anything taken in kind at zero.
    pub cash: Option<Figure>,
    /// Principal still outstanding at the end of the run.
    pub outstanding: Option<Figure>,
}

impl Recovery {
    /// The tranche gets less than its claim, or defaulted and still owes at the end.
    pub fn is_loss(&self) -> bool {
        match (&self.claim, &self.received) {
            (Some(claim), Some(received)) if self.accelerated.is_some() => received.value < claim.value,
            _ => !self.never_defaulted && self.outstanding.as_ref().is_some_and(|it| it.value > 0),
        }
    }
}

pub fn recoveries(it: &Reading) -> Vec<Recovery> {
    let last = it.run.last();
    let accelerated = accelerated(it);
    let tranches = it.model.tranches.iter().zip(&it.plan.events.tranches).enumerate();
    tranches
        .map(|(index, (tranche, slots))| {
            let read = |attribute| it.read(last, Read::Tranche(TrancheId(index as u32), attribute));
            let claim = it.slot(last, slots.claim_at_acceleration).filter(|it| it.value > 0);
            let has_claim = claim.is_some();
            Recovery {
                tranche: tranche.label.name.clone(),
                clause: tranche.label.clause.clone(),
                never_defaulted: !it.rows().any(|row| it.is_set(row, slots.in_default)),
                accelerated: accelerated.filter(|_| has_claim),
                received: it.slot(last, slots.received_total).filter(|_| has_claim),
                claim,
                nominal: read(TrancheAttribute::Recovery),
                discounted: read(TrancheAttribute::RecoveryPv),
                cash: read(TrancheAttribute::RecoveryCash),
                outstanding: read(TrancheAttribute::Balance),
            }
        })
        .collect()
}

/// The day of the acceleration, if there was one.
pub fn accelerated(it: &Reading) -> Option<Date> {
    let slot = it.plan.events.accelerated?;
    it.rows().find(|&row| it.is_set(row, slot)).map(|row| it.date(row))
}
