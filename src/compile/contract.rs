//! Contracts: units in force, what is billed, what is received.

use super::lowering::Lowering;
use crate::model::{Comparison, ContractAttribute, ContractId, OnPayerDefault, Read, ShockTarget, Type};
use crate::plan::Slot;
use crate::quantity::{Unit, power_of_ten};
use crate::time::{Date, Duration};

/// A payer that defaulted by chance, in flags by row.
struct Gone {
    /// Gone, and the units not let again.
    void: Slot,
    relet: Slot,
}

impl Lowering<'_> {
    pub fn contract(&mut self, id: ContractId, attribute: ContractAttribute) -> Slot {
        let contract = &self.model.contracts[id.index()];
        self.b.place = contract.label.place;
        let value = match attribute {
            ContractAttribute::Units => self.units_in_force(id),
            ContractAttribute::Price => self.price_in_force(id),
            ContractAttribute::Contracted => {
                let end = if contract.renews_at.is_some() { None } else { Some(contract.until) };
                self.revenue_within(id, contract.from, end)
            }
            ContractAttribute::Billed => self.billed(id),
            ContractAttribute::Received => self.received(id),
        };
        self.name(Read::Contract(id, attribute), &format!("{}.{}", contract.label.name, attribute.name()), value)
    }

    /// When the payer defaults in this scenario, if it does.
    fn payer_default(&self, id: ContractId) -> Option<Date> {
        self.default_date(self.model.contracts[id.index()].payer)
    }

    /// Units at the period's end: the contract's while it runs.
    fn units_in_force(&mut self, id: ContractId) -> Slot {
        let contract = &self.model.contracts[id.index()];
        let units = self.units_shocked(id);
        let (from, until, renews) = (contract.from, contract.until, contract.renews_at.is_some());
        let gone = self.payer_default(id);
        let relet = self.relet_from(id);
        let in_force = self.flags_by(|_, end| {
            let running = end > from && (renews || end <= until);
            let void = gone.is_some_and(|gone| end > gone) && relet.is_none_or(|relet| end <= relet);
            running && !void
        });
        let in_force = match self.gone_by_chance(id) {
            Some(chance) => {
                let kept = self.b.not(chance.void);
                self.b.and(in_force, kept)
            }
            None => in_force,
        };
        let none = self.b.constant(self.b.of(units), 0);
        self.b.select(in_force, units, none)
    }

    /// The day after which the units are let again after a default.
    fn relet_from(&self, id: ContractId) -> Option<Date> {
        let OnPayerDefault::Relet { after_months, .. } = &self.model.contracts[id.index()].on_default else {
            return None;
        };
        self.payer_default(id)?.add_months(i64::from(*after_months), self.model.deal.month_end)
    }

    fn price_in_force(&mut self, id: ContractId) -> Slot {
        let contract = &self.model.contracts[id.index()];
        let price = self.expression(&contract.price);
        let mut price = self.shocked(ShockTarget::ContractPrice(id), price);
        if let Some(renewal) = &contract.renews_at {
            let renewal = self.expression(renewal);
            let until = contract.until;
            let renewed = self.flags_by(|_, end| end > until);
            price = self.b.select(renewed, renewal, price);
        }
        if let (OnPayerDefault::Relet { at, .. }, Some(from)) = (&contract.on_default, self.relet_from(id)) {
            let at = self.expression(at);
            let relet = self.flags_by(|_, end| end > from);
            price = self.b.select(relet, at, price);
        }
        if let (OnPayerDefault::Relet { at, .. }, Some(chance)) = (&contract.on_default, self.gone_by_chance(id)) {
            let at = self.expression(at);
            price = self.b.select(chance.relet, at, price);
        }
        price
    }

    /// Whether the payer has defaulted by chance at the end of an earlier row, and whether the units are let again.
    fn gone_by_chance(&mut self, id: ContractId) -> Option<Gone> {
        let contract = &self.model.contracts[id.index()];
        let row = self.default_row(ShockTarget::PartyDefault(contract.payer))?;
        let index = self.counts(|row, _| row as i128);
        let gone = self.b.compare(Comparison::Greater, index, row);
        let relet = match &contract.on_default {
            OnPayerDefault::Void => self.b.constant(Type::Boolean, 0),
            OnPayerDefault::Relet { after_months, .. } => {
                let wait = self.b.count(i128::from(after_months.div_ceil(self.model.deal.months_per_period)));
                let from = self.b.add(row, wait);
                self.b.compare(Comparison::Greater, index, from)
            }
        };
        let waiting = self.b.not(relet);
        let void = self.b.and(gone, waiting);
        Some(Gone { void, relet })
    }

    /// What is billed once chance has had its say: nothing while the units are free, the new price after.
    fn billed(&mut self, id: ContractId) -> Slot {
        let billed = self.billed_in_scenario(id);
        let Some(chance) = self.gone_by_chance(id) else { return billed };
        let contract = &self.model.contracts[id.index()];
        let none = self.zero_money();
        let billed = self.b.select(chance.void, none, billed);
        let OnPayerDefault::Relet { at, .. } = &contract.on_default else { return billed };
        let end = if contract.renews_at.is_some() { None } else { Some(contract.until) };
        let (units, at) = (self.units_shocked(id), self.expression(at));
        let hours = self.hours_within(contract.from, end);
        let relet = self.revenue(units, at, hours);
        self.b.select(chance.relet, relet, billed)
    }

    /// Contracted hours up to the payer's default, then those after reletting.
    fn billed_in_scenario(&mut self, id: ContractId) -> Slot {
        let contract = &self.model.contracts[id.index()];
        let Some(gone) = self.payer_default(id) else {
            return self.read(Read::Contract(id, ContractAttribute::Contracted));
        };
        let end = if contract.renews_at.is_some() { None } else { Some(contract.until) };
        let before = self.revenue_within(id, contract.from, Some(end.map_or(gone, |end| end.min(gone))));
        match (&contract.on_default, self.relet_from(id)) {
            (OnPayerDefault::Relet { at, .. }, Some(from)) => {
                let (units, at) = (self.units_shocked(id), self.expression(at));
                let hours = self.hours_within(from, end);
                let after = self.revenue(units, at, hours);
                self.b.add(before, after)
            }
            _ => before,
        }
    }

    /// Revenue of the hours after `from` and not after `to`: at the contract's price, after its end at the renewal's.
    fn revenue_within(&mut self, id: ContractId, from: Date, to: Option<Date>) -> Slot {
        let contract = &self.model.contracts[id.index()];
        let units = self.units_shocked(id);
        let price = self.expression(&contract.price);
        let price = self.shocked(ShockTarget::ContractPrice(id), price);
        let hours = self.hours_within(from, Some(to.map_or(contract.until, |to| to.min(contract.until))));
        let own = self.revenue(units, price, hours);
        let Some(renewal) = &contract.renews_at else { return own };
        let renewal = self.expression(renewal);
        let hours = self.hours_within(from.max(contract.until), to);
        let renewed = self.revenue(units, renewal, hours);
        self.b.add(own, renewed)
    }

    fn units_shocked(&mut self, id: ContractId) -> Slot {
        let units = self.expression(&self.model.contracts[id.index()].units);
        self.shocked(ShockTarget::ContractUnits(id), units)
    }

    /// units × price × hours, in money: units × price rounds as a price, hours make it money.
    fn revenue(&mut self, units: Slot, price: Slot, hours: Slot) -> Slot {
        let money = self.money();
        let (unit, fraction) = self.unit_of(units).times(&self.unit_of(price));
        let per_time = self.b.multiply_by(units, price, Type::Quantity(unit.clone()), fraction);
        let (_, fraction) = unit.times(&self.unit_of(hours));
        self.b.multiply_by(per_time, hours, money, fraction)
    }

    /// Hours of each row's period that lie after `from` and not after `until`.
    fn hours_within(&mut self, from: Date, until: Option<Date>) -> Slot {
        let hour = Type::Quantity(Unit::hour());
        let unit = power_of_ten(hour.scale()) * 24;
        let periods = self.model.deal.grid.periods();
        let dates = self.dates.clone();
        let hours = |row: usize| {
            if row == 0 || row > periods {
                return 0;
            }
            let start = dates[row - 1].max(from);
            let end = until.map_or(dates[row], |until| dates[row].min(until));
            unit * i128::from(start.days_until(end)).max(0)
        };
        self.b.column(hour, (0..dates.len()).map(hours).collect())
    }

    /// Billed in the period that the billing lag reaches back to.
    fn received(&mut self, id: ContractId) -> Slot {
        let billed = self.read(Read::Contract(id, ContractAttribute::Billed));
        let lag = self.model.contracts[id.index()].billing_lag;
        let per_period = i64::from(self.model.deal.months_per_period);
        // The checker has seen that a lag is a whole number of periods.
        let periods = match lag {
            Some(Duration::Months(months)) => months / per_period,
            _ => 0,
        };
        (0..periods).fold(billed, |of, _| {
            let before = self.b.prior(of);
            let none = self.b.constant(self.b.of(of), 0);
            self.b.select(self.calendar.closing, none, before)
        })
    }
}
