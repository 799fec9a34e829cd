//! The verbs that move cash. Each takes what it gives and remembers the operation that moved it.

use super::arithmetic::bounded;
use super::{Machine, Posting, Reason, Step};
use crate::plan::{NOT_AVAILABLE, Pay, PaySource, Payment, Place, Sharing, Slot};
use crate::quantity::allocate;

impl Machine<'_> {
    /// An amount fit to be paid: known and not negative.
    pub(super) fn amount(&self, slot: Slot) -> Step<i128> {
        match self.get(slot) {
            NOT_AVAILABLE => Err(Reason::NotAvailable(slot)),
            negative if negative < 0 => Err(Reason::Negative(slot)),
            amount => Ok(amount),
        }
    }

    pub(super) fn transfer(
        &mut self,
        index: usize,
        from: (Place, Option<Slot>),
        to: (Place, Option<Slot>),
        amount: Slot,
    ) -> Step<()> {
        let amount = self.amount(amount)?;
        self.move_cash(index, from, to, amount)
    }

    fn move_cash(
        &mut self,
        index: usize,
        from: (Place, Option<Slot>),
        to: (Place, Option<Slot>),
        amount: i128,
    ) -> Step<()> {
        if amount == 0 {
            return Ok(());
        }
        if let Some(balance) = from.1 {
            self.change(balance, -amount)?;
        }
        if let Some(balance) = to.1 {
            self.change(balance, amount)?;
        }
        self.postings.push(Posting { row: self.row, operation: index, from: from.0, to: to.0, amount });
        Ok(())
    }

    fn change(&mut self, slot: Slot, by: i128) -> Step<()> {
        let value = bounded(self.get(slot).checked_add(by))?;
        self.set(slot, value);
        Ok(())
    }

    /// Meets the dues of a step from its sources, first to last, within its limit.
    pub(super) fn pay(&mut self, index: usize, pay: &Pay) -> Step<()> {
        let dues = pay.payments.iter().map(|it| self.amount(it.due)).collect::<Step<Vec<i128>>>()?;
        let due = dues.iter().try_fold(0i128, |sum, &it| bounded(sum.checked_add(it)))?;
        let within = match pay.limit {
            Some(limit) => due.min(self.limit(limit)?),
            None => due,
        };
        let available = self.available(&pay.from, within)?;
        let shares = self.shares(pay, &dues, within.min(available))?;
        let support_before = self.postings.len();
        for (payment, &share) in pay.payments.iter().zip(&shares) {
            self.pay_one(index, &pay.from, payment, share)?;
        }
        let paid: i128 = shares.iter().sum();
        let primary = pay.from.first().map(|it| it.place);
        let support =
            self.postings[support_before..].iter().filter(|it| Some(it.from) != primary).map(|it| it.amount).sum();
        self.set(pay.due, due);
        self.set(pay.paid, paid);
        self.set(pay.unpaid, due - paid);
        self.set(pay.support, support);
        Ok(())
    }

    /// A limit below zero pays nothing.
    fn limit(&self, slot: Slot) -> Step<i128> {
        match self.get(slot) {
            NOT_AVAILABLE => Err(Reason::NotAvailable(slot)),
            limit => Ok(limit.max(0)),
        }
    }

    fn available(&self, from: &[PaySource], wanted: i128) -> Step<i128> {
        let mut sum = 0i128;
        for source in from {
            match source.balance {
                None => return Ok(wanted),
                Some(balance) => sum = bounded(sum.checked_add(self.get(balance).max(0)))?,
            }
        }
        Ok(sum)
    }

    /// What each payee gets of `total`: in order, or pro rata with what one does not need going to the others.
    fn shares(&self, pay: &Pay, dues: &[i128], total: i128) -> Step<Vec<i128>> {
        match &pay.sharing {
            Sharing::InOrder => {
                let mut left = total;
                Ok(dues
                    .iter()
                    .map(|&due| {
                        let share = due.min(left);
                        left -= share;
                        share
                    })
                    .collect())
            }
            Sharing::ProRata(weights) => {
                let weights = weights.iter().map(|&it| self.amount(it)).collect::<Step<Vec<i128>>>()?;
                pro_rata(dues, &weights, total).ok_or(Reason::Overflow)
            }
        }
    }

    fn pay_one(&mut self, index: usize, from: &[PaySource], payment: &Payment, share: i128) -> Step<()> {
        let mut left = share;
        for source in from {
            let there = source.balance.map_or(left, |balance| self.get(balance).max(0));
            let part = left.min(there);
            self.move_cash(index, (source.place, source.balance), (payment.to, payment.to_balance), part)?;
            left -= part;
        }
        for &slot in &payment.reduces {
            self.change(slot, -share)?;
        }
        for &slot in &payment.raises {
            self.change(slot, share)?;
        }
        Ok(())
    }
}

/// Exact pro rata within each due: whoever is full leaves the rest to those who are not.
fn pro_rata(dues: &[i128], weights: &[i128], total: i128) -> Option<Vec<i128>> {
    let mut paid = vec![0i128; dues.len()];
    let mut left = total;
    loop {
        let open: Vec<usize> = (0..dues.len()).filter(|&it| paid[it] < dues[it] && weights[it] > 0).collect();
        if left == 0 || open.is_empty() {
            return Some(paid);
        }
        let parts = allocate(left, &open.iter().map(|&it| weights[it]).collect::<Vec<_>>())?;
        let full = open.iter().zip(&parts).any(|(&it, &part)| part > dues[it] - paid[it]);
        for (&it, &part) in open.iter().zip(&parts) {
            let room = dues[it] - paid[it];
            let part = if full { if part >= room { room } else { 0 } } else { part };
            paid[it] += part;
            left -= part;
        }
    }
}
