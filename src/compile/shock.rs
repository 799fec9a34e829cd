//! Shocks: dated changes to the output of a line, before its floor.

use super::lowering::Lowering;
use crate::model::{Change, ShockEntry, ShockTarget, Type};
use crate::plan::Slot;
use crate::quantity::{Unit, power_of_ten};
use crate::time::Date;

impl<'a> Lowering<'a> {
    /// The entries of the case's scenario that touch a target, in the scenario's order.
    pub fn shocks_on(&self, target: ShockTarget) -> Vec<&'a ShockEntry> {
        let scenario = &self.model.scenarios[self.case.scenario.index()];
        let kept = scenario.shocks.iter().enumerate().filter(|(place, _)| !self.case.without_shocks.contains(place));
        let entries = kept.flat_map(|(_, shock)| &self.model.shocks[shock.index()].entries);
        entries.filter(|entry| entry.target == target && self.has_come(entry)).collect()
    }

    /// Enforced today, no shock of a later date is known.
    fn has_come(&self, entry: &ShockEntry) -> bool {
        let today = self.case.enforced_at.and_then(|row| self.dates.get(row));
        today.is_none_or(|&today| entry.from.is_none_or(|from| from <= today))
    }

    /// The raw output as the processes draw it, with every shock of the scenario applied.
    pub fn shocked(&mut self, target: ShockTarget, raw: Slot) -> Slot {
        let drawn = self.drawn_on(target, raw);
        let entries = self.shocks_on(target);
        entries.into_iter().fold(drawn, |value, entry| self.apply(entry, value))
    }

    fn apply(&mut self, entry: &ShockEntry, value: Slot) -> Slot {
        let place = std::mem::replace(&mut self.b.place, entry.place);
        let weight = self.weight(entry);
        let of = self.b.of(value);
        let ratio = Type::Quantity(Unit::ratio());
        let result = match &entry.change {
            Change::Default => value,
            Change::Times(factor) => {
                let factor = self.expression(factor);
                let one = self.b.constant(ratio.clone(), power_of_ten(ratio.scale()));
                let change = self.b.subtract(factor, one);
                let part = self.b.multiply(change, weight, ratio);
                let factor = self.b.add(one, part);
                self.b.multiply(value, factor, of)
            }
            Change::By(amount) => {
                let amount = self.expression(amount);
                let part = self.b.multiply(amount, weight, of);
                self.b.add(value, part)
            }
            Change::To(target) => {
                let target = self.expression(target);
                let distance = self.b.subtract(target, value);
                let part = self.b.multiply(distance, weight, of);
                self.b.add(value, part)
            }
        };
        self.b.place = place;
        result
    }

    /// How much of a shock is in force on each row: 0 before it, 1 once reached.
    fn weight(&mut self, entry: &ShockEntry) -> Slot {
        let one = power_of_ten(Unit::ratio().scale());
        let weight = |end: Date| {
            if entry.from.is_some_and(|from| end < from) || entry.until.is_some_and(|until| end > until) {
                return 0;
            }
            match (entry.over_months, entry.from) {
                (Some(months), Some(from)) if months > 0 => {
                    // A date starts with its day, a period ends with it: October 1st to 31st is a whole month.
                    let elapsed = from.months_until(end.add_days(1).unwrap_or(end)).clamp(0, i64::from(months));
                    one * i128::from(elapsed) / i128::from(months)
                }
                _ => one,
            }
        };
        let values = self.dates.iter().map(|&end| weight(end)).collect();
        self.b.column(Type::Quantity(Unit::ratio()), values)
    }
}
