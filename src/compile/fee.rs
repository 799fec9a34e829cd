//! Fees: what falls due, what is carried.

use super::lowering::Lowering;
use crate::model::{FeeAmount, FeeAttribute, FeeId, Read, Unpaid};
use crate::plan::{Action, Slot};

/// The slots of one fee.
#[derive(Debug, Clone, Copy)]
pub struct FeeSlots {
    /// Due and unpaid: runs inside a waterfall.
    pub outstanding: Slot,
    pub paid: Slot,
}

impl Lowering<'_> {
    pub fn declare_fees(&mut self) {
        for (index, fee) in self.model.fees.iter().enumerate() {
            self.b.place = fee.label.place;
            let (name, money, id) = (&fee.label.name, self.money(), FeeId(index as u32));
            let outstanding = self.b.state(format!("{name}.outstanding"), money.clone(), 0);
            let paid = self.b.named_flow(format!("{name}.paid"), money);
            self.fees.push(FeeSlots { outstanding, paid });
            self.directory.insert(Read::Fee(id, FeeAttribute::Outstanding), outstanding);
            self.directory.insert(Read::Fee(id, FeeAttribute::Paid), paid);
        }
    }

    pub fn fee(&mut self, id: FeeId, attribute: FeeAttribute) -> Slot {
        match attribute {
            FeeAttribute::Due => self.fee_due(id),
            FeeAttribute::Outstanding => self.fees[id.index()].outstanding,
            FeeAttribute::Paid => self.fees[id.index()].paid,
        }
    }

    fn fee_due(&mut self, id: FeeId) -> Slot {
        let fee = &self.model.fees[id.index()];
        self.b.place = fee.label.place;
        let money = self.money();
        let amount = match &fee.amount {
            FeeAmount::Amount(amount) => self.expression(amount),
            FeeAmount::PerTime(price) => {
                let months = i128::from(self.model.deal.months_per_period);
                let per = i128::from(super::curve::months_per(&price.of));
                let price = self.expression(price);
                self.b.rescale(price, money.clone(), (months, per))
            }
        };
        let capped = match &fee.cap {
            Some(cap) => {
                let cap = self.expression(cap);
                self.b.minimum(amount, cap)
            }
            None => amount,
        };
        let none = self.zero_money();
        let due = self.b.select(self.operating, capped, none);
        self.name(Read::Fee(id, FeeAttribute::Due), &format!("{}.due", fee.label.name), due)
    }

    /// Moment 3: the period's fees join what was carried, or replace what lapsed.
    pub fn accrue_fees(&mut self) {
        for (index, fee) in self.model.fees.iter().enumerate() {
            let due = self.read(Read::Fee(FeeId(index as u32), FeeAttribute::Due));
            self.b.place = fee.label.place;
            let out = self.fees[index].outstanding;
            match fee.unpaid {
                Unpaid::Carry => self.b.push(Action::Add { out, a: out, b: due }),
                Unpaid::Lapse => self.b.push(Action::Copy { out, a: due }),
            }
        }
        self.moved();
    }
}
