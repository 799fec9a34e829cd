//! Depreciation methods: how a value line of an asset falls with age.

mod declining;
mod declining_balance;
mod half_life;
mod straight_line;
mod sum_of_years_digits;

use super::signature::{Entry, Signature};
use crate::model::Type;
use crate::plan::{Action, Builder, Slot};
use crate::quantity::{Unit, power_of_ten};

/// A method: what it takes, and the operations that give its value.
#[derive(Debug, Clone, Copy)]
pub struct Method {
    pub signature: Signature,
    pub lower: fn(&mut Ageing) -> Slot,
}

impl Entry for Method {
    fn signature(&self) -> &Signature {
        &self.signature
    }
}

/// The methods of `depreciation NAME:`. The model names a method by its words.
pub const METHODS: &[Method] = &[
    straight_line::METHOD,
    declining_balance::PLAIN,
    declining_balance::SWITCHING,
    declining_balance::DOUBLE,
    declining_balance::DOUBLE_SWITCHING,
    declining::METHOD,
    sum_of_years_digits::METHOD,
    half_life::METHOD,
    KEPT,
];

const KEPT: Method = Method {
    signature: Signature { words: "none", takes: &[], sentence: "Keeps its cost.", example: "depreciation book: none" },
    lower: |it| it.cost,
};

/// The method with these words.
pub fn method(words: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.signature.words == words)
}

/// An asset growing older: what a method lowers from.
pub struct Ageing<'b> {
    pub builder: &'b mut Builder,
    pub cost: Slot,
    /// Whole months in service at each row; never below zero.
    pub months: Vec<i128>,
    /// In the order of the signature; the checker has seen that what is required is there.
    pub operands: Vec<Option<Operand>>,
}

/// What a preposition introduced, lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// A value, and the months in the calendar unit of its kind: 12 for `per year`, 1 for `per month`.
    Value(Slot, u32),
    Months(u32),
}

const ONE: i128 = 1_000_000_000_000;

impl Ageing<'_> {
    fn months_at(&self, place: usize) -> Option<i128> {
        match self.operands.get(place) {
            Some(Some(Operand::Months(months))) => Some(i128::from(*months).max(1)),
            _ => None,
        }
    }

    fn value_at(&self, place: usize) -> Option<(Slot, u32)> {
        match self.operands.get(place) {
            Some(Some(Operand::Value(slot, per))) => Some((*slot, *per)),
            _ => None,
        }
    }

    /// The salvage value or floor: zero when none is stated.
    fn floor_at(&mut self, place: usize) -> Slot {
        let zero = self.builder.constant(self.builder.of(self.cost), 0);
        self.value_at(place).map_or(zero, |(slot, _)| slot)
    }

    /// A column of counts, one a row.
    fn counts(&mut self, count: impl Fn(i128) -> i128) -> Slot {
        let values = self.months.iter().map(|&months| count(months)).collect();
        self.builder.column(Type::Date, values)
    }

    fn ratio() -> Type {
        Type::Quantity(Unit::ratio())
    }

    /// 1 - rate, as a ratio.
    fn one_minus(&mut self, rate: Slot) -> Slot {
        debug_assert_eq!(power_of_ten(Unit::ratio().scale()), ONE, "a ratio has twelve decimals");
        let one = self.builder.constant(Ageing::ratio(), ONE);
        let rate = self.builder.rescale(rate, Ageing::ratio(), (1, 1));
        self.builder.subtract(one, rate)
    }

    /// base^(exponent / per)
    fn power(&mut self, base: Slot, exponent: Slot, per: u32) -> Slot {
        let out = self.builder.flow(Ageing::ratio());
        self.builder.push(Action::Power { out, base, exponent, per });
        out
    }

    /// cost × factor, not below a floor.
    fn scaled(&mut self, factor: Slot, floor: Slot) -> Slot {
        let value = self.builder.multiply(self.cost, factor, self.builder.of(self.cost));
        self.builder.maximum(value, floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Currency;

    /// Values on each birthday, in whole dollars, of a cost under a method: the plan is run as any other.
    pub(super) fn yearly(words: &str, cost: i128, operands: Vec<Option<Operand>>, years: i128) -> Vec<i128> {
        let months: Vec<i128> = (0..=years).map(|year| year * 12).collect();
        values(words, cost, operands, months).into_iter().map(|cents| (cents + 50) / 100).collect()
    }

    pub(super) fn values(words: &str, cost: i128, operands: Vec<Option<Operand>>, months: Vec<i128>) -> Vec<i128> {
        let mut builder = Builder::new(months.len());
        let money = Type::Quantity(Unit::money(Currency::from_code("USD").expect("a currency")));
        let cost = builder.constant(money.clone(), cost * 100);
        let lowered = operands.into_iter().map(|it| match it {
            // Test operands carry their number where a slot would be.
            Some(Operand::Value(Slot(number), 0)) => Some(Operand::Value(builder.constant(money.clone(), i128::from(number) * 100), 1)),
            Some(Operand::Value(Slot(percent), per)) => {
                let rate = Type::Quantity(Unit::rate(crate::quantity::CalendarUnit::Year));
                Some(Operand::Value(builder.constant(rate, i128::from(percent) * ONE / 100), per))
            }
            other => other,
        });
        let operands = lowered.collect();
        let method = method(words).expect("a method");
        let value = (method.lower)(&mut Ageing { builder: &mut builder, cost, months: months.clone(), operands });
        let date = crate::time::Date::new(2026, 12, 31).expect("a date");
        let plan = crate::plan::Plan {
            slots: builder.slots,
            operations: builder.operations,
            dates: vec![date; months.len()],
            periods: months.len() - 1,
            ..Default::default()
        };
        let run = crate::engine::exact::run(&plan, u64::MAX).expect("it runs");
        (0..months.len()).map(|row| run.value(row, value).expect("a value")).collect()
    }

    #[test]
    fn what_is_kept_keeps_its_cost() {
        assert_eq!(yearly("none", 1_000, Vec::new(), 2), [1_000, 1_000, 1_000]);
    }
}
