//! Sales: lots sold into limited depth, in an enforcement or on a date.

use super::curve::months_per;
use super::lowering::Lowering;
use crate::model::{
    AccountId, DrawDestination, Expr, Impact, LiquidationAttribute, LiquidationId, Read, ShockTarget, Type,
};
use crate::plan::{
    Action, Held, ImpactForm, LotPrice, Party, Pay, PaySource, Payment, Place, SaleTerms, Sharing, Slot,
};
use crate::quantity::{Unit, power_of_ten};

/// The slots of one liquidation.
#[derive(Debug, Clone, Copy)]
pub struct SaleSlots {
    pub started: Slot,
    started_in: Slot,
    first_price: Slot,
    used: Slot,
    /// Costs and carry not yet paid.
    pub costs_owed: Slot,
    sold: Slot,
    price: Slot,
    gross: Slot,
    costs: Slot,
    carry: Slot,
    net: Slot,
}

/// The terms of a sale as slots, for lots of one month or of one period.
#[derive(Debug, Clone)]
pub struct Terms {
    pub plan: Option<Slot>,
    /// Factor of the price, a month.
    pub drift: Option<Slot>,
    pub carry: Option<Slot>,
    pub costs: Option<Slot>,
    pub impact: SaleTerms,
}

impl Lowering<'_> {
    pub fn declare_sales(&mut self) {
        for (index, it) in self.model.liquidations.iter().enumerate() {
            self.b.place = it.label.place;
            let name = it.label.name.clone();
            let money = self.money();
            let units = self.b.of(self.assets[it.of.index()].units);
            let price = self.price_type(&units);
            let flow = |lowering: &mut Self, what: LiquidationAttribute, of: Type| {
                let slot = lowering.b.named_flow(format!("{name}.{}", what.name()), of);
                lowering.directory.insert(Read::Liquidation(LiquidationId(index as u32), what), slot);
                slot
            };
            let slots = SaleSlots {
                started: self.b.state(format!("{name} started"), Type::Boolean, 0),
                started_in: self.b.slot(None, Type::Date, Held::State(0)),
                first_price: self.b.state(format!("{name} price at the start"), price.clone(), 0),
                used: self.b.slot(None, units.clone(), Held::State(0)),
                costs_owed: self.b.state(format!("{name} costs owed"), money.clone(), 0),
                sold: flow(self, LiquidationAttribute::Sold, units),
                price: flow(self, LiquidationAttribute::Price, price),
                gross: flow(self, LiquidationAttribute::Gross, money.clone()),
                costs: flow(self, LiquidationAttribute::Costs, money.clone()),
                carry: flow(self, LiquidationAttribute::Carry, money.clone()),
                net: flow(self, LiquidationAttribute::Net, money),
            };
            self.sales.push(slots);
        }
    }

    fn price_type(&self, units: &Type) -> Type {
        let money = Unit::money(self.model.deal.currency);
        Type::Quantity(units.unit().map_or(money.clone(), |units| money.over(units).0))
    }

    pub fn liquidation(&mut self, id: LiquidationId, attribute: LiquidationAttribute) -> Slot {
        let slots = self.sales[id.index()];
        match attribute {
            LiquidationAttribute::Sold => slots.sold,
            LiquidationAttribute::Price => slots.price,
            LiquidationAttribute::Gross => slots.gross,
            LiquidationAttribute::Costs => slots.costs,
            LiquidationAttribute::Carry => slots.carry,
            LiquidationAttribute::Net => slots.net,
        }
    }

    pub fn sale_costs_owed(&self, id: LiquidationId) -> Slot {
        self.sales[id.index()].costs_owed
    }

    /// Terms for lots of one month.
    pub fn sale_terms(&mut self, id: LiquidationId) -> Terms {
        self.terms(id, 1)
    }

    fn terms(&mut self, id: LiquidationId, months: u32) -> Terms {
        let it = &self.model.liquidations[id.index()];
        let units = self.b.of(self.assets[it.of.index()].units);
        let price = self.price_type(&units);
        let ratio = Type::Quantity(Unit::ratio());
        self.b.place = it.label.place;
        let plan = it.plan.as_ref().map(|plan| self.per_lot(plan, months, units.clone()));
        let depth = it.depth.as_ref().map(|depth| {
            let depth_per_lot = self.per_lot(depth, months, units.clone());
            let depth_per_lot = self.shocked(ShockTarget::Depth(id), depth_per_lot);
            match &it.buyers {
                Some(buyers) => {
                    let buyers = self.expression(buyers);
                    let buyers = self.shocked(ShockTarget::Buyers(id), buyers);
                    self.b.multiply(depth_per_lot, buyers, units.clone())
                }
                None => depth_per_lot,
            }
        });
        let refill = it.refill.as_ref().map(|refill| self.per_lot(refill, months, ratio.clone()));
        let drift = it.drift.as_ref().map(|drift| {
            let base = self.one_plus(drift);
            let base = self.shocked(ShockTarget::Drift(id), base);
            let month = self.b.count(1);
            self.power(base, month, months_per(&drift.of))
        });
        let carry = it.carry.as_ref().map(|carry| self.per_lot(carry, months, price.clone()));
        let costs = it.costs.as_ref().map(|costs| self.expression(costs));
        let scrap = it.scrap.as_ref().map(|scrap| self.expression(scrap));
        let stated = self.case.impacts.get(&id).unwrap_or(&it.impact);
        let impact = self.impact(stated, months, &units);
        let impact = SaleTerms {
            impact,
            depth,
            refill,
            scrap,
            unit_scale: units.scale(),
            price_scale: price.scale(),
            money_scale: self.money().scale(),
        };
        Terms { plan, drift, carry, costs, impact }
    }

    /// Something per month or year, for a lot of so many months.
    fn per_lot(&mut self, expr: &Expr, months: u32, of: Type) -> Slot {
        let per = expr.of.unit().and_then(Unit::calendar_unit).map(|unit| unit.months());
        let value = self.expression(expr);
        self.b.rescale(value, of, per.map_or((1, 1), |per| (i128::from(months), per)))
    }

    fn impact(&mut self, impact: &Impact, months: u32, units: &Type) -> ImpactForm {
        match impact {
            Impact::None => ImpactForm::None,
            Impact::Flat(discount) => ImpactForm::Flat(self.expression(discount)),
            Impact::Linear(beta) => ImpactForm::Linear(self.expression(beta)),
            Impact::Exponential(k) => ImpactForm::Exponential(self.expression(k)),
            Impact::Formula(discount) => ImpactForm::Formula(self.expression(discount)),
            Impact::SquareRoot { alpha, volume } => ImpactForm::SquareRoot {
                alpha: self.expression(alpha),
                volume: self.per_lot(volume, months, units.clone()),
            },
        }
    }

    /// Sales on a date whose proceeds reach an account, just before the waterfall that pays from it.
    pub fn sell_into(&mut self, account: AccountId) {
        self.sell_dated(|it| it == Some(DrawDestination::Account(account)));
    }

    /// The dated sales that no payment waterfall distributes.
    pub fn sell_elsewhere(&mut self) {
        let paid_from: Vec<AccountId> = self.payment_accounts();
        self.sell_dated(|it| !matches!(it, Some(DrawDestination::Account(account)) if paid_from.contains(&account)));
    }

    fn payment_accounts(&self) -> Vec<AccountId> {
        let waterfalls = self.model.waterfalls.iter();
        waterfalls.filter(|it| it.dates == crate::model::WaterfallDates::EachPayment).map(|it| it.from).collect()
    }

    fn sell_dated(&mut self, wanted: impl Fn(Option<DrawDestination>) -> bool) {
        for asset in &self.model.assets {
            let Some(sale) = &asset.sold else { continue };
            let liquidation = &self.model.liquidations[sale.by.index()];
            if !wanted(liquidation.proceeds) {
                continue;
            }
            let row = self.row_of(sale.on);
            let start = self.flags_by(|it, _| it == row);
            let start = self.b.and(start, self.operating);
            let to = self.destination(liquidation.proceeds.unwrap_or(DrawDestination::Party(crate::model::PartyId(0))));
            self.run_sale(sale.by, start, self.operating, to);
            self.pay_sale_costs(sale.by, to);
        }
    }

    /// Outside an enforcement the costs of a sale come off its proceeds.
    fn pay_sale_costs(&mut self, id: LiquidationId, from: (Place, Option<Slot>)) {
        let owed = self.sales[id.index()].costs_owed;
        let money = self.money();
        let [due, paid, unpaid, support] = [(); 4].map(|()| self.b.flow(money.clone()));
        let to = Place::Outside(Party::SaleAgents(id.0));
        self.b.push(Action::Pay(Box::new(Pay {
            from: vec![PaySource { place: from.0, balance: from.1 }],
            payments: vec![Payment { due: owed, to, to_balance: None, reduces: vec![owed], raises: Vec::new() }],
            sharing: Sharing::InOrder,
            limit: None,
            due,
            paid,
            unpaid,
            support,
        })));
        self.moved();
    }

    /// One period of a sale: starts when told to, sells the lots of its months, pays its proceeds to a place.
    pub fn run_sale(&mut self, id: LiquidationId, start: Slot, active: Slot, to: (Place, Option<Slot>)) {
        let it = &self.model.liquidations[id.index()];
        let slots = self.sales[id.index()];
        let value = self.read(Read::AssetValue(it.of, it.value as u32));
        let terms = self.sale_terms(id);
        self.b.place = it.label.place;
        let units = self.assets[it.of.index()].units;
        let begins = self.begin(id, start, value, units);
        let some = self.b.is_positive(units);
        let running = self.b.and(slots.started, some);
        let running = self.b.and(running, active);
        match terms.plan {
            // Everything at once, on the day the sale starts.
            None => {
                let now = self.b.and(running, begins);
                let guard = self.b.set_guard(Some(now));
                let price = self.sell_lot(id, &terms, units, slots.first_price);
                self.b.copy(slots.price, price);
                self.b.set_guard(guard);
            }
            Some(plan) => {
                let later = self.b.not(begins);
                let selling = self.b.and(running, later);
                let guard = self.b.set_guard(Some(selling));
                self.sell_months(id, &terms, plan);
                self.b.set_guard(guard);
            }
        }
        let guard = self.b.set_guard(Some(running));
        if let Some(costs) = terms.costs {
            let (numerator, denominator) = (1, power_of_ten(Unit::ratio().scale()));
            self.b.push(Action::Multiply { out: slots.costs, a: slots.gross, b: costs, numerator, denominator });
        }
        for cost in [slots.costs, slots.carry] {
            self.b.push(Action::Add { out: slots.costs_owed, a: slots.costs_owed, b: cost });
        }
        let after_costs = self.b.subtract(slots.gross, slots.costs);
        self.b.push(Action::Subtract { out: slots.net, a: after_costs, b: slots.carry });
        self.b.transfer((Place::Outside(Party::Buyers(it.of.0)), None), to, slots.gross);
        self.b.set_guard(guard);
        self.moved();
    }

    /// The monthly lots of one period, and their average price.
    fn sell_months(&mut self, id: LiquidationId, terms: &Terms, plan: Slot) {
        let slots = self.sales[id.index()];
        let units = self.assets[self.model.liquidations[id.index()].of.index()].units;
        let months = self.model.deal.months_per_period;
        for month in 1..=months {
            if let Some(carry) = terms.carry {
                let held = self.b.multiply_by(units, carry, self.money(), (1, 1));
                self.b.push(Action::Add { out: slots.carry, a: slots.carry, b: held });
            }
            let lot = self.b.minimum(plan, units);
            let price = self.price_after(id, terms, month);
            let price = self.sell_lot(id, terms, lot, price);
            self.b.copy(slots.price, price);
        }
        if months > 1 {
            let average = self.b.divide_by(slots.gross, slots.sold, self.b.of(slots.price), (1, 1));
            self.b.copy(slots.price, average);
        }
    }

    /// Sells a lot at a price before impact, and gives what a unit of it fetched.
    fn sell_lot(&mut self, id: LiquidationId, terms: &Terms, lot: Slot, price: Slot) -> Slot {
        let slots = self.sales[id.index()];
        let units = self.assets[self.model.liquidations[id.index()].of.index()].units;
        // The lot may be all units: a copy, for the units go down by it.
        let sold = self.b.flow(self.b.of(units));
        self.b.copy(sold, lot);
        let used = self.used_before(id, terms);
        let out = self.b.flow(self.b.of(slots.price));
        self.b.push(Action::LotPrice(Box::new(LotPrice { price, lot: sold, used, terms: terms.impact.clone(), out })));
        let gross = self.b.multiply_by(sold, out, self.money(), (1, 1));
        self.b.push(Action::Add { out: slots.gross, a: slots.gross, b: gross });
        self.b.push(Action::Add { out: slots.sold, a: slots.sold, b: sold });
        self.b.push(Action::Add { out: slots.used, a: used, b: sold });
        self.b.push(Action::Subtract { out: units, a: units, b: sold });
        out
    }

    /// The row in which the sale starts: its price is frozen there.
    fn begin(&mut self, id: LiquidationId, start: Slot, value: Slot, units: Slot) -> Slot {
        let slots = self.sales[id.index()];
        let fresh = self.b.not(slots.started);
        let begins = self.b.and(start, fresh);
        let price = self.b.divide_by(value, units, self.b.of(slots.first_price), (1, 1));
        let known = self.b.flow(Type::Boolean);
        self.b.push(Action::Available { out: known, a: price });
        let none = self.b.constant(self.b.of(slots.first_price), 0);
        let price = self.b.select(known, price, none);
        let row = self.counts(|row, _| row as i128);
        let guard = self.b.set_guard(Some(begins));
        self.b.copy(slots.first_price, price);
        self.b.copy(slots.started_in, row);
        self.b.set_guard(guard);
        self.b.push(Action::Or { out: slots.started, a: slots.started, b: begins });
        begins
    }

    /// The frozen price, drifted by the months since the start, in a month of this period.
    fn price_after(&mut self, id: LiquidationId, terms: &Terms, month: u32) -> Slot {
        let it = &self.model.liquidations[id.index()];
        let slots = self.sales[id.index()];
        let (Some(_), Some(drift)) = (terms.drift, &it.drift) else { return slots.first_price };
        let months = i128::from(self.model.deal.months_per_period);
        let elapsed = self.counts(|row, _| (row as i128 - 1) * months + i128::from(month));
        let at_start = self.b.rescale(slots.started_in, Type::Date, (months, 1));
        let since = self.b.subtract(elapsed, at_start);
        let base = self.one_plus(drift);
        let base = self.shocked(ShockTarget::Drift(id), base);
        let factor = self.power(base, since, months_per(&drift.of));
        self.b.multiply(slots.first_price, factor, self.b.of(slots.first_price))
    }

    /// Depth still used up when the lot comes.
    fn used_before(&mut self, id: LiquidationId, terms: &Terms) -> Slot {
        let used = self.sales[id.index()].used;
        let of = self.b.of(used);
        let ratio = Type::Quantity(Unit::ratio());
        let one = self.b.constant(ratio.clone(), power_of_ten(ratio.scale()));
        let back = terms.impact.refill.map_or(one, |refill| self.b.minimum(refill, one));
        let left = self.b.subtract(one, back);
        self.b.multiply(used, left, of)
    }
}
