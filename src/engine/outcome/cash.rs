//! Cash over the whole run: what came in, what went out, what is held; the engine has checked every period.

use super::{Figure, Reading};
use crate::model::Type;
use crate::plan::{Held, Place, Slot};
use crate::quantity::Unit;
use serde::Serialize;

/// opening + received = paid + held
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conservation {
    /// In the accounts before anything ran.
    pub opening: Figure,
    /// From outside to the accounts.
    pub received: Figure,
    /// From the accounts to outside.
    pub paid: Figure,
    /// In the accounts at the end of the run.
    pub held: Figure,
    /// From one outside party to another: what lenders pay to the Sponsor at once.
    pub beside: Figure,
    pub balances: bool,
}

pub fn conservation(it: &Reading) -> Conservation {
    let money = Type::Quantity(Unit::money(it.model.deal.currency));
    let figure = |value| Figure::new(value, money.clone());
    let (mut received, mut paid, mut beside) = (0i128, 0i128, 0i128);
    for posting in &it.run.postings {
        match (posting.from, posting.to) {
            (Place::Outside(_), Place::Account(_)) => received = received.saturating_add(posting.amount),
            (Place::Account(_), Place::Outside(_)) => paid = paid.saturating_add(posting.amount),
            (Place::Outside(_), Place::Outside(_)) => beside = beside.saturating_add(posting.amount),
            (Place::Account(_), Place::Account(_)) => {}
        }
    }
    let last = it.run.last();
    let initial = |slot: Slot| match it.plan.slots.get(slot.index()).map(|it| &it.held) {
        Some(Held::State(value)) => *value,
        _ => 0,
    };
    let opening: i128 = it.plan.accounts.iter().map(|(_, slot)| initial(*slot)).sum();
    let held: i128 = it.plan.accounts.iter().filter_map(|(_, slot)| it.run.value(last, *slot)).sum();
    Conservation {
        balances: opening.saturating_add(received) == paid.saturating_add(held),
        opening: figure(opening),
        received: figure(received),
        paid: figure(paid),
        held: figure(held),
        beside: figure(beside),
    }
}
