//! Straight line: the same amount each month.

use super::{Ageing, Method};
use crate::library::signature::{Kind, Signature, optional, required};
use crate::plan::Slot;
use crate::syntax::ast::Preposition::{Over, To};

pub const METHOD: Method = Method {
    signature: Signature {
        words: "straight line",
        takes: &[required(Over, Kind::Months, "its life"), optional(To, Kind::MoneyOrShare, "the salvage value")],
        sentence: "Falls by the same amount each month, from the cost to the salvage value.",
        example: "depreciation book: straight line over 6 years to 10% of Fleet.cost",
    },
    lower,
};

/// salvage + (cost - salvage) × months left / life, one fraction rounded once.
fn lower(it: &mut Ageing) -> Slot {
    let life = it.months_at(0).unwrap_or(1);
    let salvage = it.floor_at(1);
    let lost = it.builder.subtract(it.cost, salvage);
    let left = it.counts(|age| life - age.min(life));
    let kept = it.builder.multiply_by(lost, left, it.builder.of(it.cost), (1, life));
    it.builder.add(salvage, kept)
}
