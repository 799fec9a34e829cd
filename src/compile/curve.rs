//! Curves: tables read at period ends, growth from a start, formulas.

use super::lowering::Lowering;
use crate::model::{Between, CurveId, CurvePath, Read, ShockTarget, Type};
use crate::plan::{NOT_AVAILABLE, Slot};
use crate::quantity::{Rounding, Unit, multiply_divide, power_of_ten};
use crate::time::Date;

impl Lowering<'_> {
    pub fn curve(&mut self, id: CurveId) -> Slot {
        let curve = &self.model.curves[id.index()];
        self.b.place = curve.label.place;
        let raw = match &curve.path {
            CurvePath::Table { rows, between, hold_after } => {
                let rounding = self.model.deal.rounding;
                let values = self.dates.iter().map(|&date| read(rows, *between, *hold_after, date, rounding)).collect();
                self.b.column(curve.of.clone(), values)
            }
            CurvePath::Growth { start, on, rate } => {
                let start = self.expression(start);
                let factor = self.growth_since(rate, *on);
                self.b.multiply(start, factor, curve.of.clone())
            }
            CurvePath::Formula(formula) => self.expression(formula),
        };
        let shocked = self.shocked(ShockTarget::Curve(id), raw);
        let value = match &curve.floor {
            Some(floor) => {
                let floor = self.expression(floor);
                self.b.maximum(shocked, floor)
            }
            None => shocked,
        };
        self.name(Read::Curve(id), &curve.label.name, value)
    }

    /// (1 + rate)^(months since a date), by the calendar unit of the rate; 1 before the date.
    pub fn growth_since(&mut self, rate: &crate::model::Expr, on: Date) -> Slot {
        let exponent = self.counts(|_, end| i128::from(on.months_until(end)).max(0));
        let base = self.one_plus(rate);
        let per = months_per(&rate.of);
        self.power(base, exponent, per)
    }

    /// 1 + rate as a ratio, for compounding once per the rate's own calendar unit.
    pub fn one_plus(&mut self, rate: &crate::model::Expr) -> Slot {
        let rate = self.expression(rate);
        let ratio = Type::Quantity(Unit::ratio());
        let as_ratio = self.b.rescale(rate, ratio.clone(), (1, 1));
        let one = self.b.constant(ratio.clone(), power_of_ten(ratio.scale()));
        self.b.add(one, as_ratio)
    }

    pub fn power(&mut self, base: Slot, exponent: Slot, per: u32) -> Slot {
        let out = self.b.flow(Type::Quantity(Unit::ratio()));
        self.b.push(crate::plan::Action::Power { out, base, exponent, per });
        out
    }
}

/// Months in the calendar unit a rate is stated in: 12 per year, 1 per month.
pub fn months_per(of: &Type) -> u32 {
    let unit = of.unit().and_then(Unit::calendar_unit);
    unit.map_or(1, |unit| u32::try_from(unit.months()).unwrap_or(1))
}

/// The table's value on a date; n/a before the first row, and after the last when nothing holds there.
fn read(rows: &[(Date, i128)], between: Between, hold_after: bool, date: Date, rounding: Rounding) -> i128 {
    let after = rows.partition_point(|&(on, _)| on <= date);
    let Some(&(from, low)) = after.checked_sub(1).and_then(|before| rows.get(before)) else { return NOT_AVAILABLE };
    let Some(&(to, high)) = rows.get(after) else {
        return if hold_after || from == date { low } else { NOT_AVAILABLE };
    };
    match between {
        Between::Step => low,
        Between::Linear => {
            let (gone, whole) = (i128::from(from.days_until(date)), i128::from(from.days_until(to)));
            multiply_divide(high - low, gone, 1, whole, rounding).map_or(NOT_AVAILABLE, |part| low + part)
        }
    }
}
