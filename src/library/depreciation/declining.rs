//! Declining at a rate: compounds by month.

use super::{Ageing, Method};
use crate::library::signature::{Kind, Signature, optional, required};
use crate::plan::Slot;
use crate::syntax::ast::Preposition::{At, To};

pub const METHOD: Method = Method {
    signature: Signature {
        words: "declining",
        takes: &[required(At, Kind::Rate, "the rate of decline"), optional(To, Kind::MoneyOrShare, "the floor")],
        sentence: "Falls at a compound rate, month by month, never below the floor.",
        example: "depreciation market: declining at 35% per year to 5% of Fleet.cost",
    },
    lower,
};

/// cost × (1 - rate)^(age / months of the rate's own unit)
fn lower(it: &mut Ageing) -> Slot {
    let Some((rate, per)) = it.value_at(0) else { return it.cost };
    let floor = it.floor_at(1);
    let base = it.one_minus(rate);
    let age = it.counts(|age| age);
    let factor = it.power(base, age, per);
    it.scaled(factor, floor)
}
