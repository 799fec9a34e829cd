//! `fee`: what falls due each period to someone outside the deal.

use super::super::checker::{Checker, stand_in};
use super::super::wanted::Wanted;
use crate::model::{Fee, FeeAmount, Unpaid};
use crate::quantity::Unit;

impl<'a> Checker<'a> {
    pub(crate) fn build_fees(&mut self) -> Vec<Fee> {
        let blocks = self.blocks.fees.clone();
        let mut fees = Vec::new();
        for terms in blocks {
            let amount = terms.get("amount").and_then(|term| self.term_value(term, &Wanted::MoneyOrPerTime));
            let amount = amount.unwrap_or_else(|| stand_in(terms.place(), Unit::ratio()));
            let per_time = amount.of.unit().is_some_and(|unit| unit.calendar_unit().is_some());
            let unpaid = match terms.get("unpaid") {
                Some(term) => self.one_of(term, &["carries", "lapses"]),
                None => {
                    let assumed = format!("what is not paid of `{}` carries over", terms.name());
                    self.assume_term(terms.block, "unpaid: carries", assumed);
                    None
                }
            };
            fees.push(Fee {
                label: self.label(terms.block),
                amount: if per_time { FeeAmount::PerTime(amount) } else { FeeAmount::Amount(amount) },
                cap: self.optional_value(terms.get("cap"), &Wanted::Money),
                unpaid: if unpaid == Some("lapses") { Unpaid::Lapse } else { Unpaid::Carry },
            });
        }
        fees
    }
}
