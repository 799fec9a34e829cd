//! Half-life: half of the value gone in each span.

use super::{Ageing, Method, ONE};
use crate::library::signature::{Kind, Signature, optional, required};
use crate::plan::Slot;
use crate::syntax::ast::Preposition::{Of, To};

pub const METHOD: Method = Method {
    signature: Signature {
        words: "half-life",
        takes: &[required(Of, Kind::Months, "the half-life"), optional(To, Kind::MoneyOrShare, "the floor")],
        sentence: "Loses half of its value in each such span.",
        example: "depreciation market: half-life of 24 months",
    },
    lower,
};

/// cost × 0.5^(age / half-life)
fn lower(it: &mut Ageing) -> Slot {
    let life = it.months_at(0).unwrap_or(1);
    let floor = it.floor_at(1);
    let half = it.builder.constant(Ageing::ratio(), ONE / 2);
    let age = it.counts(|age| age);
    let factor = it.power(half, age, u32::try_from(life).unwrap_or(u32::MAX));
    it.scaled(factor, floor)
}
