//! How depreciation methods lose value with age: each gives the share of cost left, or the value itself.

use super::curve::months_per;
use super::lowering::Lowering;
use crate::model::{Argument, Expr, Type};
use crate::plan::Slot;
use crate::quantity::{Unit, power_of_ten};
use crate::time::Date;

impl Lowering<'_> {
    /// The value of `cost` under a method of the library's table.
    pub fn aged(&mut self, method: &str, arguments: &[Option<Argument>], cost: Slot, in_service: Date) -> Slot {
        let months = arguments.iter().find_map(|it| match it {
            Some(Argument::Months(months)) => Some(*months),
            _ => None,
        });
        let mut exprs = arguments.iter().filter_map(|it| match it {
            Some(Argument::Expr(expr)) => Some(expr),
            _ => None,
        });
        match method {
            "straight line" => {
                let salvage = exprs.next();
                self.straight_line(cost, months.unwrap_or(1), salvage, in_service)
            }
            "double declining" => self.double_declining(cost, months.unwrap_or(12), in_service),
            "declining" => {
                let rate = exprs.next();
                let floor = exprs.next();
                self.declining(cost, rate, floor, in_service)
            }
            _ => {
                let rate = exprs.next();
                let floor = exprs.next();
                self.declining_balance(cost, rate, floor, in_service)
            }
        }
    }

    /// cost - (cost - salvage) × age / life, one fraction rounded once.
    fn straight_line(&mut self, cost: Slot, life: u32, salvage: Option<&Expr>, in_service: Date) -> Slot {
        let salvage = match salvage {
            Some(salvage) => self.expression(salvage),
            None => self.b.constant(self.b.of(cost), 0),
        };
        let lost = self.b.subtract(cost, salvage);
        let life = i128::from(life);
        let left = self.counts(|_, end| life - i128::from(in_service.months_until(end)).clamp(0, life));
        let kept = self.b.multiply_by(lost, left, self.b.of(cost), (1, life));
        self.b.add(salvage, kept)
    }

    /// Compounds by month: cost × (1 - rate)^(age/12).
    fn declining(&mut self, cost: Slot, rate: Option<&Expr>, floor: Option<&Expr>, in_service: Date) -> Slot {
        let Some(rate) = rate else { return cost };
        let base = self.one_minus(rate);
        let age = self.counts(|_, end| i128::from(in_service.months_until(end)).max(0));
        let factor = self.power(base, age, months_per(&rate.of));
        let value = self.b.multiply(cost, factor, self.b.of(cost));
        self.floored(value, floor)
    }

    /// Charges by year on the balance at the year's start, spread evenly over its months.
    fn declining_balance(&mut self, cost: Slot, rate: Option<&Expr>, floor: Option<&Expr>, in_service: Date) -> Slot {
        let Some(rate) = rate else { return cost };
        let base = self.one_minus(rate);
        let value = self.by_year(cost, base, in_service);
        self.floored(value, floor)
    }

    /// Twice the straight-line rate of the life, by year.
    fn double_declining(&mut self, cost: Slot, life: u32, in_service: Date) -> Slot {
        let ratio = Type::Quantity(Unit::ratio());
        let one = power_of_ten(ratio.scale());
        let rate = one * 24 / i128::from(life.max(24));
        let base = self.b.constant(ratio, one - rate);
        self.by_year(cost, base, in_service)
    }

    /// cost × base^years × (1 - (1 - base) × months / 12)
    fn by_year(&mut self, cost: Slot, base: Slot, in_service: Date) -> Slot {
        let ratio = Type::Quantity(Unit::ratio());
        let years = self.counts(|_, end| i128::from(in_service.months_until(end)).max(0) / 12);
        let months = self.counts(|_, end| i128::from(in_service.months_until(end)).max(0) % 12);
        let at_start = self.power(base, years, 1);
        let start = self.b.multiply(cost, at_start, self.b.of(cost));
        let one = self.b.constant(ratio.clone(), power_of_ten(ratio.scale()));
        let lost = self.b.subtract(one, base);
        let part = self.b.multiply_by(lost, months, ratio, (1, 12));
        let charge = self.b.multiply(start, part, self.b.of(cost));
        self.b.subtract(start, charge)
    }

    fn one_minus(&mut self, rate: &Expr) -> Slot {
        let rate = self.expression(rate);
        let ratio = Type::Quantity(Unit::ratio());
        let as_ratio = self.b.rescale(rate, ratio.clone(), (1, 1));
        let one = self.b.constant(ratio.clone(), power_of_ten(ratio.scale()));
        self.b.subtract(one, as_ratio)
    }

    pub fn floored(&mut self, value: Slot, floor: Option<&Expr>) -> Slot {
        match floor {
            Some(floor) => {
                let floor = self.expression(floor);
                self.b.maximum(value, floor)
            }
            None => value,
        }
    }
}
