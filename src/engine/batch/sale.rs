//! What one lot fetches, where its impact is a share that needs no root and no power: as `exact::sale` has it.

use super::graph::{Order, Value};
use super::trace::Tracer;
use crate::plan::{ImpactForm, LotPrice};

/// A ratio of one.
const ONE: i128 = 1_000_000_000_000;

impl Tracer<'_> {
    /// The price of a unit, averaged over the lot; `None` where floats cannot do it exactly.
    pub(super) fn lot_price(&mut self, lot: &LotPrice) -> Option<Value> {
        let terms = &lot.terms;
        let discount = match terms.impact {
            ImpactForm::None => None,
            ImpactForm::Flat(discount) | ImpactForm::Formula(discount) => Some(self.get(discount)),
            ImpactForm::Linear(_) | ImpactForm::SquareRoot { .. } | ImpactForm::Exponential(_) => return None,
        };
        let (price, quantity) = (self.get(lot.price), self.get(lot.lot));
        let share = match discount {
            None => Value::Known(ONE),
            Some(discount) => {
                let most = self.graph.minimum(discount, Value::Known(ONE))?;
                let share = self.graph.subtract(Value::Known(ONE), most)?;
                self.graph.positive(share)?
            }
        };
        let fetched = self.graph.product(price, share, 1, ONE)?;
        let scrap = terms.scrap.map_or(Value::ZERO, |scrap| self.get(scrap));
        let fetched = self.graph.maximum(fetched, scrap)?;
        let nothing = self.graph.compare(Order::Equal, quantity, Value::ZERO)?;
        let mut fetched = self.graph.select(nothing, Value::ZERO, fetched)?;
        let others = [Some(lot.used), terms.depth, terms.refill].into_iter().flatten();
        let others: Vec<Value> = others.map(|slot| self.get(slot)).collect();
        for needed in [Some(price), Some(quantity), discount, Some(scrap)].into_iter().flatten().chain(others) {
            let there = self.graph.available(needed);
            fetched = self.graph.select(there, fetched, Value::NONE)?;
        }
        Some(fetched)
    }
}
