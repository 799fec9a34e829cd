//! Assets: units, cost, value lines and what a forced sale would bring.

use super::lowering::Lowering;
use crate::model::{Argument, AssetAttribute, AssetCost, AssetId, Depreciation, Expr, Read, ShockTarget, Type};
use crate::plan::{Action, ForcedSale, Slot};
use crate::quantity::{Unit, multiply_divide, power_of_ten};

/// The slots of one asset.
#[derive(Debug, Clone, Copy)]
pub struct AssetSlots {
    /// Units held: sales take from it.
    pub units: Slot,
    /// Units at the start, before any sale.
    pub first_units: Slot,
}

impl Lowering<'_> {
    pub fn declare_assets(&mut self) {
        for asset in &self.model.assets {
            self.b.place = asset.label.place;
            let first = self.known(&asset.units).unwrap_or(0);
            let units = self.b.state(format!("{}.units", asset.label.name), asset.units.of.clone(), first);
            let first_units = self.b.constant(asset.units.of.clone(), first);
            self.assets.push(AssetSlots { units, first_units });
        }
    }

    /// The slot of an attribute, emitted when first read.
    pub fn asset(&mut self, id: AssetId, attribute: AssetAttribute) -> Slot {
        let asset = &self.model.assets[id.index()];
        let slots = self.assets[id.index()];
        self.b.place = asset.label.place;
        let value = match attribute {
            AssetAttribute::Units => slots.units,
            AssetAttribute::Cost => match &asset.cost {
                AssetCost::Total(cost) => self.expression(cost),
                AssetCost::PerUnit(price) => {
                    let price = self.expression(price);
                    let money = self.money();
                    self.b.multiply(price, slots.first_units, money)
                }
                AssetCost::None => self.zero_money(),
            },
            AssetAttribute::UnitCost => match &asset.cost {
                AssetCost::PerUnit(price) => self.expression(price),
                _ => {
                    let cost = self.read(Read::Asset(id, AssetAttribute::Cost));
                    let (unit, fraction) = self.unit_of(cost).over(&self.unit_of(slots.first_units));
                    self.b.divide_by(cost, slots.first_units, Type::Quantity(unit), fraction)
                }
            },
            AssetAttribute::Purchase => {
                let cost = self.read(Read::Asset(id, AssetAttribute::Cost));
                let row = self.row_of(asset.in_service);
                let due = self.flags_by(|it, _| it == row);
                let none = self.zero_money();
                self.b.select(due, cost, none)
            }
            AssetAttribute::Power => self.optional(asset.power.as_ref()),
            AssetAttribute::Hosting => self.optional(asset.hosting.as_ref()),
            AssetAttribute::Age => {
                let (in_service, ratio) = (asset.in_service, Type::Quantity(Unit::ratio()));
                let one = power_of_ten(ratio.scale());
                let ages =
                    self.dates.iter().map(|&end| one * i128::from(in_service.months_until(end)).max(0)).collect();
                self.b.column(ratio, ages)
            }
            AssetAttribute::Forced | AssetAttribute::ForcedNet => {
                let (gross, net) = self.forced(id);
                self.name(Read::Asset(id, AssetAttribute::Forced), &format!("{}.forced", asset.label.name), gross);
                let net = self.name(
                    Read::Asset(id, AssetAttribute::ForcedNet),
                    &format!("{}.forced_net", asset.label.name),
                    net,
                );
                return if attribute == AssetAttribute::Forced {
                    self.directory[&Read::Asset(id, attribute)]
                } else {
                    net
                };
            }
        };
        self.name(Read::Asset(id, attribute), &format!("{}.{}", asset.label.name, attribute.name()), value)
    }

    fn optional(&mut self, term: Option<&crate::model::Expr>) -> Slot {
        match term {
            Some(term) => self.expression(term),
            None => self.b.constant(Type::Quantity(Unit::ratio()), crate::plan::NOT_AVAILABLE),
        }
    }

    /// A value line: what the units now held are worth by it.
    pub fn asset_value(&mut self, id: AssetId, line: u32) -> Slot {
        let asset = &self.model.assets[id.index()];
        let it = &asset.values[line as usize];
        let slots = self.assets[id.index()];
        self.b.place = it.label.place;
        let raw = match &it.depreciation {
            Depreciation::Method { method, arguments } => {
                let cost = self.read(Read::Asset(id, AssetAttribute::Cost));
                self.b.place = it.label.place;
                let value = self.aged(method, arguments, cost, asset.in_service);
                self.share_held(id, value)
            }
            Depreciation::ByAge { rows, linear } => {
                let cost = self.read(Read::Asset(id, AssetAttribute::Cost));
                let in_service = asset.in_service;
                let shares =
                    self.dates.iter().map(|&end| share_at(rows, *linear, in_service.months_until(end))).collect();
                let share = self.b.column(Type::Quantity(Unit::ratio()), shares);
                let value = self.b.multiply(cost, share, self.b.of(cost));
                self.share_held(id, value)
            }
            Depreciation::Price(price) => {
                let price = self.expression(price);
                let money = self.money();
                self.b.multiply(price, slots.units, money)
            }
            Depreciation::Total(total) => {
                let value = self.expression(total);
                self.share_held(id, value)
            }
        };
        let stepped = it.steps.iter().fold(raw, |value, step| {
            let falls = self.expression(&step.falls);
            let row = self.row_of(step.on);
            let since = self.flags_by(|at, _| at >= row);
            let lost = self.b.multiply(value, falls, self.b.of(value));
            let after = self.b.subtract(value, lost);
            self.b.select(since, after, value)
        });
        let shocked = self.shocked(ShockTarget::AssetValue(id, line as usize), stepped);
        let value =
            [method_floor(&it.depreciation), it.floor.as_ref()].into_iter().flatten().fold(shocked, |value, floor| {
                let floor = self.expression(floor);
                let floor = self.share_held(id, floor);
                self.b.maximum(value, floor)
            });
        self.name(Read::AssetValue(id, line), &format!("{}.{}", asset.label.name, it.label.name), value)
    }

    /// The part of a value that belongs to units not yet sold.
    fn share_held(&mut self, id: AssetId, value: Slot) -> Slot {
        let slots = self.assets[id.index()];
        if !self.may_be_sold(id) {
            return value;
        }
        // value × units / first units as one fraction.
        let first = self.b.constant_of(slots.first_units).unwrap_or(1).max(1);
        let out = self.b.flow(self.b.of(value));
        self.b.push(Action::Multiply { out, a: value, b: slots.units, numerator: 1, denominator: first });
        out
    }

    /// Gross and net of a forced sale from today by the asset's first liquidation; n/a without one.
    fn forced(&mut self, id: AssetId) -> (Slot, Slot) {
        let found = self.model.liquidations.iter().position(|it| it.of == id);
        let money = self.money();
        let Some(index) = found else {
            let none = self.b.constant(money, crate::plan::NOT_AVAILABLE);
            return (none, none);
        };
        let liquidation = &self.model.liquidations[index];
        let value = self.read(Read::AssetValue(id, liquidation.value as u32));
        let terms = self.sale_terms(crate::model::LiquidationId(index as u32));
        self.b.place = liquidation.label.place;
        let (gross, net) = (self.b.flow(money.clone()), self.b.flow(money));
        self.b.push(Action::ForcedSale(Box::new(ForcedSale {
            value,
            units: self.assets[id.index()].units,
            plan: terms.plan,
            drift: terms.drift,
            carry: terms.carry,
            costs: terms.costs,
            terms: terms.impact,
            gross,
            net,
        })));
        (gross, net)
    }

    pub fn may_be_sold(&self, id: AssetId) -> bool {
        self.model.assets[id.index()].sold.is_some()
            || self.model.enforcement.as_ref().is_some_and(|it| {
                it.sells.iter().any(|(liquidation, _)| self.model.liquidations[liquidation.index()].of == id)
            })
    }
}

/// The floor that a method states: shocks act before it, as before any floor.
fn method_floor(depreciation: &Depreciation) -> Option<&Expr> {
    let Depreciation::Method { method, arguments } = depreciation else { return None };
    let takes = crate::library::depreciation::method(method)?.signature.takes;
    let place = takes.iter().position(|it| it.name == "the floor")?;
    match arguments.get(place)?.as_ref()? {
        Argument::Expr(floor) => Some(floor),
        Argument::Months(_) | Argument::Date(_) => None,
    }
}

/// Share of cost left at an age in months; the first row before it, the last row after.
fn share_at(rows: &[(u32, i128)], linear: bool, age: i64) -> i128 {
    let age = u32::try_from(age.max(0)).unwrap_or(u32::MAX);
    let after = rows.partition_point(|&(at, _)| at <= age);
    let Some(&(from, low)) = after.checked_sub(1).and_then(|before| rows.get(before)) else {
        return rows.first().map_or(0, |&(_, share)| share);
    };
    match rows.get(after) {
        Some(&(to, high)) if linear => {
            let (gone, whole) = (i128::from(age - from), i128::from(to - from));
            let part = multiply_divide(high - low, gone, 1, whole, Default::default());
            low + part.unwrap_or(0)
        }
        _ => low,
    }
}
