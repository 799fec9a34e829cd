//! Forced sales: what one lot fetches in limited depth, and what everything would fetch from today.

use super::arithmetic::bounded;
use super::{Machine, Step};
use crate::plan::{ForcedSale, ImpactForm, LotPrice, NOT_AVAILABLE, SaleTerms, Slot};
use crate::quantity::{exponential, fraction, multiply_divide, power_of_ten, square_root};

/// Decimals of a ratio.
const RATIO: u32 = 12;
const ONE: i128 = 1_000_000_000_000;
/// A sale that has not ended after a hundred years of months has no value here.
const MOST_LOTS: u32 = 1_200;

impl Machine<'_> {
    pub(super) fn lot_price(&mut self, lot: &LotPrice) -> Step<()> {
        let (price, quantity, used) = (self.get(lot.price), self.get(lot.lot), self.get(lot.used));
        let known = ![price, quantity, used].contains(&NOT_AVAILABLE) && self.all_known(&lot.terms);
        let value = if known { self.average_price(price, quantity, used, &lot.terms)? } else { NOT_AVAILABLE };
        self.set(lot.out, value);
        Ok(())
    }

    /// Whether none of the terms is n/a.
    fn all_known(&self, terms: &SaleTerms) -> bool {
        let (first, second) = match terms.impact {
            ImpactForm::None => (None, None),
            ImpactForm::Flat(it) | ImpactForm::Formula(it) | ImpactForm::Linear(it) | ImpactForm::Exponential(it) => {
                (Some(it), None)
            }
            ImpactForm::SquareRoot { alpha, volume } => (Some(alpha), Some(volume)),
        };
        [first, second, terms.depth, terms.refill, terms.scrap].into_iter().flatten().all(|it| self.is_known(it))
    }

    fn is_known(&self, slot: Slot) -> bool {
        self.get(slot) != NOT_AVAILABLE
    }

    pub(super) fn forced_sale(&mut self, sale: &ForcedSale) -> Step<()> {
        let (gross, net) = self.sell_everything(sale)?.unwrap_or((NOT_AVAILABLE, NOT_AVAILABLE));
        self.set(sale.gross, gross);
        self.set(sale.net, net);
        Ok(())
    }

    fn sell_everything(&mut self, sale: &ForcedSale) -> Step<Option<(i128, i128)>> {
        let terms = &sale.terms;
        let (mut units, value) = (self.get(sale.units), self.get(sale.value));
        if units == 0 {
            return Ok(Some((0, 0)));
        }
        let others = [sale.plan, sale.drift, sale.carry, sale.costs];
        let known = others.into_iter().flatten().all(|it| self.is_known(it)) && self.all_known(terms);
        if units == NOT_AVAILABLE || value == NOT_AVAILABLE || !known {
            return Ok(None);
        }
        let to_price = power_of_ten(terms.unit_scale + terms.price_scale - terms.money_scale);
        let start = bounded(multiply_divide(value, to_price, 1, units, self.plan.rounding))?;
        let plan = sale.plan.map(|plan| self.get(plan)).filter(|&plan| plan > 0);
        let (mut gross, mut carry, mut used) = (0i128, 0i128, 0i128);
        for month in 0..=MOST_LOTS {
            let lot = match plan {
                None => units,
                Some(_) if month == 0 => continue,
                Some(plan) => plan.min(units),
            };
            carry += self.carry(sale, units, month)?;
            let price = self.drifted(start, sale.drift, month)?;
            let average = self.average_price(price, lot, used, terms)?;
            if average == NOT_AVAILABLE {
                return Ok(None);
            }
            gross += bounded(fraction(&[lot, average], &[to_price], self.plan.rounding))?;
            used = self.refilled(used + lot, terms.refill)?;
            units -= lot;
            if units == 0 {
                let costs = match sale.costs.map(|costs| self.get(costs)) {
                    None => 0,
                    Some(costs) => bounded(fraction(&[gross, costs], &[ONE], self.plan.rounding))?,
                };
                return Ok(Some((bounded(Some(gross))?, bounded(Some(gross - costs - carry))?)));
            }
        }
        Ok(None)
    }

    fn carry(&self, sale: &ForcedSale, units: i128, month: u32) -> Step<i128> {
        let terms = &sale.terms;
        match sale.carry {
            Some(carry) if month > 0 => {
                let divisor = power_of_ten(terms.unit_scale + terms.price_scale - terms.money_scale);
                bounded(fraction(&[units, self.get(carry)], &[divisor], self.plan.rounding))
            }
            _ => Ok(0),
        }
    }

    fn drifted(&mut self, price: i128, drift: Option<Slot>, month: u32) -> Step<i128> {
        let Some(drift) = drift.filter(|_| month > 0) else { return Ok(price) };
        let factor = self.raised(self.get(drift).max(0), i64::from(month), 1)?;
        bounded(multiply_divide(price, factor, 1, ONE, self.plan.rounding))
    }

    /// Depth still used up after a month of refill.
    fn refilled(&self, used: i128, refill: Option<Slot>) -> Step<i128> {
        let refill = refill.map_or(ONE, |refill| self.get(refill)).clamp(0, ONE);
        bounded(multiply_divide(used, ONE - refill, 1, ONE, self.plan.rounding))
    }

    /// Price of a unit averaged over the lot, never under scrap.
    fn average_price(&mut self, price: i128, lot: i128, used: i128, terms: &SaleTerms) -> Step<i128> {
        if lot == 0 {
            return Ok(0);
        }
        let Some(share) = self.share_kept(lot, used, terms)? else { return Ok(NOT_AVAILABLE) };
        let price = bounded(multiply_divide(price, share.max(0), 1, ONE, self.plan.rounding))?;
        Ok(price.max(terms.scrap.map_or(0, |scrap| self.get(scrap))))
    }

    /// What the lot keeps of the price, as a ratio: the impact forms.
    fn share_kept(&mut self, lot: i128, used: i128, terms: &SaleTerms) -> Step<Option<i128>> {
        let rounding = self.plan.rounding;
        let depth = terms.depth.map(|depth| self.get(depth));
        // A slope in a market without depth leaves nothing of the price; the sale brings its scrap.
        let closed = depth.is_some_and(|depth| depth <= 0);
        let share = match terms.impact {
            ImpactForm::Linear(slope) | ImpactForm::Exponential(slope) if closed && self.get(slope) > 0 => 0,
            ImpactForm::Linear(_) | ImpactForm::Exponential(_) if closed => ONE,
            ImpactForm::None => ONE,
            ImpactForm::Flat(discount) | ImpactForm::Formula(discount) => ONE - self.get(discount).min(ONE),
            ImpactForm::Linear(beta) => {
                let Some(depth) = depth else { return Ok(None) };
                ONE - bounded(fraction(&[self.get(beta), 2 * used + lot], &[2, depth], rounding))?
            }
            ImpactForm::SquareRoot { alpha, volume } => {
                let volume = self.get(volume);
                if volume <= 0 {
                    return Ok(None);
                }
                let root =
                    bounded(square_root(bounded(multiply_divide(used + lot, ONE, 1, volume, rounding))?, rounding))?;
                ONE - bounded(multiply_divide(self.get(alpha), root, 1, ONE, rounding))?
            }
            ImpactForm::Exponential(k) => {
                let Some(depth) = depth else { return Ok(None) };
                let k = self.get(k);
                if k == 0 {
                    return Ok(Some(ONE));
                }
                let before = self.decayed(bounded(multiply_divide(k, used, 1, depth, rounding))?)?;
                let after = self.decayed(bounded(multiply_divide(k, used + lot, 1, depth, rounding))?)?;
                bounded(fraction(&[before - after, depth, power_of_ten(RATIO)], &[k, lot], rounding))?
            }
        };
        Ok(Some(share))
    }

    /// e^(-x), remembered beside the powers under their own key.
    fn decayed(&mut self, x: i128) -> Step<i128> {
        if let Some(&known) = self.powers.get(&(x, i64::MIN, 0)) {
            return Ok(known);
        }
        let value = bounded(exponential(-x, self.plan.rounding))?;
        self.powers.insert((x, i64::MIN, 0), value);
        Ok(value)
    }
}
