//! Sum of years' digits: six twenty-firsts of the loss in the first of six years, five in the second.

use super::{Ageing, Method};
use crate::library::signature::{Kind, Signature, optional, required};
use crate::plan::Slot;
use crate::syntax::ast::Preposition::{Over, To};

pub const METHOD: Method = Method {
    signature: Signature {
        words: "sum-of-years-digits",
        takes: &[required(Over, Kind::Months, "its life"), optional(To, Kind::MoneyOrShare, "the salvage value")],
        sentence: "Charges the years' digits in reverse: 6/21, 5/21, … over six years, evenly within a year.",
        example: "depreciation book: sum-of-years-digits over 6 years",
    },
    lower,
};

/// salvage + (cost - salvage) × what the digits leave, one fraction rounded once. A part of a year counts as a year.
fn lower(it: &mut Ageing) -> Slot {
    let years = (it.months_at(0).unwrap_or(12) + 11) / 12;
    let all = 12 * years * (years + 1) / 2;
    let left = move |age: i128| {
        let (full, months) = ((age / 12).min(years), age % 12);
        // After `full` years, the digits years - full … 1 are left; the current one goes month by month.
        let rest = years - full;
        12 * rest * (rest + 1) / 2 - if rest > 0 { rest * months } else { 0 }
    };
    let salvage = it.floor_at(1);
    let lost = it.builder.subtract(it.cost, salvage);
    let left = it.counts(left);
    let kept = it.builder.multiply_by(lost, left, it.builder.of(it.cost), (1, all));
    it.builder.add(salvage, kept)
}

#[cfg(test)]
mod tests {
    use super::super::{Operand, tests::yearly};

    /// 2,100 over six years: charges of 600, 500, 400, 300, 200, 100 by hand.
    #[test]
    fn six_years() {
        let left = yearly("sum-of-years-digits", 2_100, vec![Some(Operand::Months(72)), None], 7);
        assert_eq!(left, [2_100, 1_500, 1_000, 600, 300, 100, 0, 0]);
    }
}
