//! Payments: what was missed when, and what is still owed at maturity.

use super::{Figure, Reading};
use crate::model::{Read, TrancheAttribute, TrancheId};
use crate::time::Date;
use serde::Serialize;

/// A payment date on which a tranche did not get what was due.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MissedPayment {
    pub tranche: String,
    pub clause: Option<String>,
    /// The payment date.
    pub date: Date,
    #[serde(skip)]
    pub row: usize,
    pub interest_short: Option<Figure>,
    pub principal_short: Option<Figure>,
    pub short: Option<Figure>,
}

/// Principal and interest that a tranche still owes after its maturity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnpaidAtMaturity {
    pub tranche: String,
    pub clause: Option<String>,
    pub maturity: Date,
    pub balance: Figure,
    pub interest: Option<Figure>,
}

pub fn missed(it: &Reading) -> Vec<MissedPayment> {
    let mut missed = Vec::new();
    for row in it.periods() {
        for (index, (tranche, slots)) in it.model.tranches.iter().zip(&it.plan.events.tranches).enumerate() {
            if !it.is_set(row, slots.missed) {
                continue;
            }
            let read = |attribute| it.read(row, Read::Tranche(TrancheId(index as u32), attribute));
            let (interest, principal) =
                (read(TrancheAttribute::InterestArrears), read(TrancheAttribute::PrincipalArrears));
            missed.push(MissedPayment {
                tranche: tranche.label.name.clone(),
                clause: tranche.label.clause.clone(),
                date: it.payment(row),
                row,
                short: sum(&interest, &principal),
                interest_short: interest,
                principal_short: principal,
            });
        }
    }
    missed
}

/// Read at the close of the period of each maturity, and only where something is left. After an acceleration there is
/// no maturity to miss: the claim says what is owed.
pub fn unpaid_at_maturity(it: &Reading) -> Vec<UnpaidAtMaturity> {
    let tranches = it.model.tranches.iter().enumerate();
    tranches
        .filter_map(|(index, tranche)| {
            let row = it.row_of(tranche.maturity)?;
            if it.plan.events.accelerated.is_some_and(|slot| it.is_set(row, slot)) {
                return None;
            }
            let read = |attribute| it.read(row, Read::Tranche(TrancheId(index as u32), attribute));
            let balance = read(TrancheAttribute::Balance)?;
            let interest = read(TrancheAttribute::InterestArrears).filter(|it| it.value > 0);
            (balance.value > 0 || interest.is_some()).then(|| UnpaidAtMaturity {
                tranche: tranche.label.name.clone(),
                clause: tranche.label.clause.clone(),
                maturity: tranche.maturity,
                balance,
                interest,
            })
        })
        .collect()
}

fn sum(a: &Option<Figure>, b: &Option<Figure>) -> Option<Figure> {
    match (a, b) {
        (Some(a), Some(b)) => Some(Figure::new(a.value.checked_add(b.value)?, a.of.clone())),
        (one, None) | (None, one) => one.clone(),
    }
}
