//! Builds a plan: new slots, interned constants, operations under the guard in force.

use super::{Action, Held, Operation, Place, Slot, SlotInfo};
use crate::model::{Comparison, Type};
use crate::quantity::Unit;
use crate::source::Span;
use std::collections::BTreeMap;

/// Slots and operations under construction. Everything pushed while a guard is set runs only where it is 1.
#[derive(Debug)]
pub struct Builder {
    pub slots: Vec<SlotInfo>,
    pub operations: Vec<Operation>,
    /// Rows of the plan: the length of every column.
    pub rows: usize,
    /// The place of the text that is being lowered.
    pub place: Span,
    guard: Option<Slot>,
    constants: BTreeMap<(u32, i128), Slot>,
}

impl Builder {
    pub fn new(rows: usize) -> Builder {
        Builder {
            slots: Vec::new(),
            operations: Vec::new(),
            rows,
            place: Span::default(),
            guard: None,
            constants: BTreeMap::new(),
        }
    }

    pub fn slot(&mut self, name: Option<String>, of: Type, held: Held) -> Slot {
        let slot = Slot(self.slots.len() as u32);
        self.slots.push(SlotInfo { name, of, held, place: self.place });
        slot
    }

    /// A part of an expression.
    pub fn flow(&mut self, of: Type) -> Slot {
        self.slot(None, of, Held::Flow)
    }

    pub fn named_flow(&mut self, name: impl Into<String>, of: Type) -> Slot {
        self.slot(Some(name.into()), of, Held::Flow)
    }

    pub fn state(&mut self, name: impl Into<String>, of: Type, initial: i128) -> Slot {
        self.slot(Some(name.into()), of, Held::State(initial))
    }

    pub fn column(&mut self, of: Type, values: Vec<i128>) -> Slot {
        debug_assert_eq!(values.len(), self.rows, "a column has one value a row");
        self.slot(None, of, Held::Column(values))
    }

    /// A column of flags.
    pub fn flags(&mut self, flags: impl IntoIterator<Item = bool>) -> Slot {
        let values = flags.into_iter().map(i128::from).collect();
        self.column(Type::Boolean, values)
    }

    /// A number without a unit that is only counted with: row numbers, months.
    pub fn count(&mut self, value: i128) -> Slot {
        self.constant(Type::Date, value)
    }

    pub fn constant(&mut self, of: Type, value: i128) -> Slot {
        let scale = of.scale();
        if let Some(&slot) = self.constants.get(&(scale, value))
            && self.slots[slot.index()].of == of
        {
            return slot;
        }
        let slot = self.slot(None, of, Held::Constant(value));
        self.constants.insert((scale, value), slot);
        slot
    }

    pub fn of(&self, slot: Slot) -> Type {
        self.slots[slot.index()].of.clone()
    }

    pub fn scale(&self, slot: Slot) -> u32 {
        self.slots[slot.index()].of.scale()
    }

    /// The constant a slot holds, if it is one.
    pub fn constant_of(&self, slot: Slot) -> Option<i128> {
        match self.slots[slot.index()].held {
            Held::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// What a state starts with; 0 for anything else.
    pub fn constant_of_state(&self, slot: Slot) -> i128 {
        match self.slots[slot.index()].held {
            Held::State(initial) => initial,
            _ => 0,
        }
    }

    pub fn push(&mut self, action: Action) {
        self.operations.push(Operation { action, guard: self.guard, place: self.place });
    }

    /// Sets the guard for what follows and gives back the one that was in force.
    pub fn set_guard(&mut self, guard: Option<Slot>) -> Option<Slot> {
        std::mem::replace(&mut self.guard, guard)
    }

    pub fn copy(&mut self, out: Slot, a: Slot) {
        self.push(Action::Copy { out, a });
    }

    pub fn add(&mut self, a: Slot, b: Slot) -> Slot {
        let out = self.flow(self.of(a));
        self.push(Action::Add { out, a, b });
        out
    }

    pub fn subtract(&mut self, a: Slot, b: Slot) -> Slot {
        let out = self.flow(self.of(a));
        self.push(Action::Subtract { out, a, b });
        out
    }

    /// The sum of several of one type; zero of that type for none.
    pub fn sum(&mut self, of: Type, parts: &[Slot]) -> Slot {
        match parts.split_first() {
            None => self.constant(of, 0),
            Some((&first, rest)) => rest.iter().fold(first, |sum, &part| self.add(sum, part)),
        }
    }

    pub fn minimum(&mut self, a: Slot, b: Slot) -> Slot {
        let out = self.flow(self.of(a));
        self.push(Action::Minimum { out, a, b });
        out
    }

    pub fn maximum(&mut self, a: Slot, b: Slot) -> Slot {
        let out = self.flow(self.of(a));
        self.push(Action::Maximum { out, a, b });
        out
    }

    /// `max(0, a)`
    pub fn positive(&mut self, a: Slot) -> Slot {
        let zero = self.constant(self.of(a), 0);
        self.maximum(a, zero)
    }

    pub fn and(&mut self, a: Slot, b: Slot) -> Slot {
        let out = self.flow(Type::Boolean);
        self.push(Action::And { out, a, b });
        out
    }

    pub fn or(&mut self, a: Slot, b: Slot) -> Slot {
        let out = self.flow(Type::Boolean);
        self.push(Action::Or { out, a, b });
        out
    }

    pub fn not(&mut self, a: Slot) -> Slot {
        let out = self.flow(Type::Boolean);
        self.push(Action::Not { out, a });
        out
    }

    pub fn any(&mut self, parts: &[Slot]) -> Slot {
        match parts.split_first() {
            None => self.constant(Type::Boolean, 0),
            Some((&first, rest)) => rest.iter().fold(first, |any, &part| self.or(any, part)),
        }
    }

    pub fn select(&mut self, condition: Slot, yes: Slot, no: Slot) -> Slot {
        let out = self.flow(self.of(yes));
        self.push(Action::Select { out, condition, yes, no });
        out
    }

    pub fn compare(&mut self, how: Comparison, a: Slot, b: Slot) -> Slot {
        let out = self.flow(Type::Boolean);
        self.push(Action::Compare { out, how, a, b });
        out
    }

    pub fn is_positive(&mut self, a: Slot) -> Slot {
        let zero = self.constant(self.of(a), 0);
        self.compare(Comparison::Greater, a, zero)
    }

    /// a × b in `of`, one rounding; both units' leftovers must have been settled by the caller.
    pub fn multiply(&mut self, a: Slot, b: Slot, of: Type) -> Slot {
        self.multiply_by(a, b, of, (1, 1))
    }

    /// a × b × fraction in `of`, one rounding.
    pub fn multiply_by(&mut self, a: Slot, b: Slot, of: Type, fraction: (i128, i128)) -> Slot {
        let (numerator, denominator) = scaled(self.scale(a) + self.scale(b), of.scale(), fraction);
        let out = self.flow(of);
        self.push(Action::Multiply { out, a, b, numerator, denominator });
        out
    }

    /// a × fraction / b in `of`, one rounding; n/a over zero, and over a negative when it is a plain ratio.
    pub fn divide_by(&mut self, a: Slot, b: Slot, of: Type, fraction: (i128, i128)) -> Slot {
        let (numerator, denominator) = scaled(self.scale(a), of.scale() + self.scale(b), fraction);
        let ratio = of.unit().is_some_and(Unit::is_ratio);
        let out = self.flow(of);
        self.push(Action::Divide { out, a, b, numerator, denominator, ratio });
        out
    }

    /// The same value at another scale or in another unit.
    pub fn rescale(&mut self, a: Slot, of: Type, fraction: (i128, i128)) -> Slot {
        let (numerator, denominator) = scaled(self.scale(a), of.scale(), fraction);
        let out = self.flow(of);
        self.push(Action::Rescale { out, a, numerator, denominator });
        out
    }

    pub fn prior(&mut self, of: Slot) -> Slot {
        let out = self.flow(self.of(of));
        self.push(Action::Prior { out, of });
        out
    }

    pub fn transfer(&mut self, from: (Place, Option<Slot>), to: (Place, Option<Slot>), amount: Slot) {
        self.push(Action::Transfer { from: from.0, from_balance: from.1, to: to.0, to_balance: to.1, amount });
    }
}

/// The fraction that takes a whole number at scale `from` to one at scale `to`, times `fraction`.
pub fn scaled(from: u32, to: u32, fraction: (i128, i128)) -> (i128, i128) {
    let (numerator, denominator) = fraction;
    if to >= from {
        (numerator * crate::quantity::power_of_ten(to - from), denominator)
    } else {
        (numerator, denominator * crate::quantity::power_of_ten(from - to))
    }
}
