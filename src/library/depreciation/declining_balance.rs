//! Declining balance: a share of the value at the year's start, spread evenly over the year's months.

use super::{Ageing, Method, ONE};
use crate::library::signature::{Kind, Signature, direct, optional, required};
use crate::plan::Slot;
use crate::syntax::ast::Preposition::{Over, To};

pub const PLAIN: Method = Method {
    signature: Signature {
        words: "declining balance",
        takes: &[direct(Kind::Rate, "the yearly rate"), optional(To, Kind::MoneyOrShare, "the salvage value")],
        sentence: "Charges a share of the opening value by year, spread evenly over the months of the year.",
        example: "depreciation book: declining balance 35%",
    },
    lower: |it| {
        let Some((rate, _)) = it.value_at(0) else { return it.cost };
        let rate = it.builder.rescale(rate, Ageing::ratio(), (1, 1));
        let floor = it.floor_at(1);
        by_year(it, rate, floor)
    },
};

pub const SWITCHING: Method = Method {
    signature: Signature {
        words: "declining balance switching",
        takes: &[
            direct(Kind::Rate, "the yearly rate"),
            required(Over, Kind::Months, "its life"),
            optional(To, Kind::MoneyOrShare, "the salvage value"),
        ],
        sentence: "Declining balance until straight line over the rest of the life charges more.",
        example: "depreciation book: declining balance switching 40% over 5 years",
    },
    lower: |it| {
        let Some((rate, _)) = it.value_at(0) else { return it.cost };
        let rate = it.builder.rescale(rate, Ageing::ratio(), (1, 1));
        switching(it, rate, 1)
    },
};

pub const DOUBLE: Method = Method {
    signature: Signature {
        words: "double declining",
        takes: &[required(Over, Kind::Months, "its life"), optional(To, Kind::MoneyOrShare, "the salvage value")],
        sentence: "Declining balance at twice the straight-line rate, never below the salvage value.",
        example: "depreciation book: double declining over 5 years",
    },
    lower: |it| {
        let rate = double(it);
        let floor = it.floor_at(1);
        by_year(it, rate, floor)
    },
};

pub const DOUBLE_SWITCHING: Method = Method {
    signature: Signature {
        words: "double declining switching",
        takes: &[required(Over, Kind::Months, "its life"), optional(To, Kind::MoneyOrShare, "the salvage value")],
        sentence: "Double declining until straight line over the rest of the life charges more.",
        example: "depreciation book: double declining switching over 5 years",
    },
    lower: |it| {
        let rate = double(it);
        switching(it, rate, 0)
    },
};

/// Twice the straight-line rate of the life, at most all of it.
fn double(it: &mut Ageing) -> Slot {
    let life = it.months_at(0).unwrap_or(24).max(24);
    it.builder.constant(Ageing::ratio(), ONE * 24 / life)
}

/// cost × (1 - rate)^years, less the part of this year's charge that its months have used.
fn by_year(it: &mut Ageing, rate: Slot, floor: Slot) -> Slot {
    let base = it.one_minus(rate);
    let years = it.counts(|age| age / 12);
    let at_start = it.power(base, years, 1);
    let of = it.builder.of(it.cost);
    let opening = it.builder.multiply(it.cost, at_start, of.clone());
    let charge = it.builder.multiply(opening, rate, of.clone());
    let months = it.counts(|age| age % 12);
    let used = it.builder.multiply_by(charge, months, of, (1, 12));
    let value = it.builder.subtract(opening, used);
    it.builder.maximum(value, floor)
}

/// Year after year, the larger of the declining charge and straight line over what is left of the life. A part of a
/// year at the end of the life counts as a year.
fn switching(it: &mut Ageing, rate: Slot, life_at: usize) -> Slot {
    let years = (it.months_at(life_at).unwrap_or(12) + 11) / 12;
    let salvage = it.floor_at(life_at + 1);
    let of = it.builder.of(it.cost);
    let mut opening = it.cost;
    let mut value = salvage;
    let mut by_year = Vec::new();
    for year in 0..years {
        let declining = it.builder.multiply(opening, rate, of.clone());
        let left = it.builder.subtract(opening, salvage);
        let even = it.builder.rescale(left, of.clone(), (1, years - year));
        let charge = it.builder.maximum(declining, even);
        let charge = it.builder.minimum(charge, left);
        by_year.push((year, opening, charge));
        opening = it.builder.subtract(opening, charge);
    }
    for (year, opening, charge) in by_year {
        let months = it.counts(move |age| if age / 12 == year { age % 12 } else { 0 });
        let used = it.builder.multiply_by(charge, months, of.clone(), (1, 12));
        let within = it.builder.subtract(opening, used);
        let flags: Vec<bool> = it.months.iter().map(|&age| age / 12 == year).collect();
        let now = it.builder.flags(flags);
        value = it.builder.select(now, within, value);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::super::tests::{values, yearly};
    use super::*;
    use crate::library::depreciation::Operand;

    const LIFE: Option<Operand> = Some(Operand::Months(60));

    /// Five years at 40% a year: 1,000, 600, 360, 216, 129.60 by hand.
    #[test]
    fn double_declining_over_five_years() {
        assert_eq!(values("double declining", 1_000, vec![LIFE, None], vec![0, 12, 24, 36, 48]), [100_000, 60_000, 36_000, 21_600, 12_960]);
    }

    /// To nothing: in the fourth year straight line over two years (108) charges more than 40% of 216 (86.40). To 100:
    /// it does not (58), and the last year charges what is left (29.60) instead of 40% of 129.60.
    #[test]
    fn switching_ends_at_the_salvage_value() {
        assert_eq!(yearly("double declining switching", 1_000, vec![LIFE, None], 6), [1_000, 600, 360, 216, 108, 0, 0]);
        let salvage = Some(Operand::Value(Slot(100), 0));
        assert_eq!(yearly("double declining switching", 1_000, vec![LIFE, salvage], 5), [1_000, 600, 360, 216, 130, 100]);
    }

    /// Charges by year, spread evenly: half of the first year's 350 after six months.
    #[test]
    fn a_yearly_charge_is_spread_over_its_months() {
        let rate = Some(Operand::Value(Slot(35), 12));
        assert_eq!(values("declining balance", 1_000, vec![rate, None], vec![0, 6, 12, 18]), [100_000, 82_500, 65_000, 53_625]);
    }
}
