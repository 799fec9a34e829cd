//! Debt arithmetic: interest, principal scheduled, contractual payments ahead.

use super::arithmetic::bounded;
use super::{Machine, Reason, Step};
use crate::plan::{Accrual, Held, Instalment, NOT_AVAILABLE, ProjectedInstalment, Projection, Slot};
use crate::quantity::{allocate_one, fraction, level_payment, power_of_ten};

/// Decimals of a rate.
const RATE: u32 = 12;

impl Machine<'_> {
    pub(super) fn accrue(&mut self, out: Slot, terms: &[Accrual]) -> Step<()> {
        let mut sum = 0;
        for term in terms {
            let values = [self.get(term.amount), self.get(term.rate), self.get(term.days)];
            if values[0] == 0 || values[2] == 0 {
                continue;
            }
            if values.contains(&NOT_AVAILABLE) {
                return Err(Reason::NotAvailable(if values[1] == NOT_AVAILABLE { term.rate } else { term.amount }));
            }
            let divisors = [self.get(term.basis), power_of_ten(RATE)];
            sum += bounded(fraction(&values, &divisors, self.plan.rounding))?;
        }
        self.set(out, sum);
        Ok(())
    }

    pub(super) fn instalment(&mut self, out: Slot, instalment: &Instalment) -> Step<()> {
        let value = match *instalment {
            Instalment::Equal { drawn, number, count } => equal(self.get(drawn), self.get(number), count),
            Instalment::Level { balance, rate, days, basis, left } => {
                let left = self.get(left);
                self.level(self.get(balance), self.get(rate), self.get(days), self.get(basis), left)?
            }
        };
        self.set(out, value);
        Ok(())
    }

    /// Principal of an annuity instalment: the payment less this period's interest.
    fn level(&self, balance: i128, rate: i128, days: i128, basis: i128, left: i128) -> Step<i128> {
        let Ok(left) = u32::try_from(left) else { return Ok(0) };
        if left == 0 || balance <= 0 {
            return Ok(0);
        }
        if rate == NOT_AVAILABLE {
            return Ok(NOT_AVAILABLE);
        }
        let rounding = self.plan.rounding;
        let (numerator, denominator) =
            (bounded(rate.checked_mul(days))?, bounded(power_of_ten(RATE).checked_mul(basis))?);
        let payment = bounded(level_payment(balance, numerator, denominator, left, rounding))?;
        let interest = bounded(fraction(&[balance, numerator], &[denominator], rounding))?;
        Ok(if left == 1 { balance } else { (payment - interest).clamp(0, balance) })
    }

    pub(super) fn project(&mut self, out: Slot, it: &Projection) -> Step<()> {
        let mut balance = self.get(it.balance);
        let mut ahead = it.ahead.map_or(0, |ahead| self.get(ahead));
        let arrears = self.get(it.arrears);
        let mut sum = 0i128;
        let last = (self.row + it.rows as usize).min(self.plan.periods).min(it.matures as usize);
        for row in self.row + 1..=last {
            let (days, basis) = (self.column(it.days, row), self.column(it.basis, row).max(1));
            let mut interest = self.projected_interest(balance, it.rate, days, basis)?;
            for draw in it.draws.iter().filter(|draw| draw.row as usize == row) {
                balance = bounded(balance.checked_add(draw.amount))?;
                let (days, basis) = (i128::from(draw.days), i128::from(draw.basis.max(1)));
                interest =
                    bounded(interest.checked_add(self.projected_interest(draw.amount, it.rate, days, basis)?))?;
            }
            let mut scheduled = 0;
            for instalment in &it.instalments {
                scheduled += self.projected(instalment, row, balance)?;
            }
            let absorbed = scheduled.min(ahead);
            ahead -= absorbed;
            let principal = (scheduled - absorbed).min(balance - arrears).max(0);
            balance -= principal;
            if it.capitalizes {
                balance = bounded(balance.checked_add(interest))?;
                sum = bounded(sum.checked_add(principal))?;
            } else {
                sum = bounded(sum.checked_add(principal + interest))?;
            }
        }
        self.set(out, sum);
        Ok(())
    }

    fn projected_interest(&self, balance: i128, rate: Slot, days: i128, basis: i128) -> Step<i128> {
        match (balance, self.get(rate)) {
            (0, _) => Ok(0),
            (_, NOT_AVAILABLE) => Err(Reason::NotAvailable(rate)),
            (_, rate) => bounded(fraction(&[balance, rate, days], &[basis, power_of_ten(RATE)], self.plan.rounding)),
        }
    }

    fn projected(&self, it: &ProjectedInstalment, row: usize, balance: i128) -> Step<i128> {
        match *it {
            ProjectedInstalment::Equal { drawn, committed, drawn_row, number, count } => {
                let amount = if drawn_row as usize > self.row { committed } else { self.get(drawn) };
                Ok(equal(amount, self.column(number, row), count))
            }
            ProjectedInstalment::Level { rate, days, basis, left } => {
                let day = (self.column(days, row), self.column(basis, row));
                self.level(balance, self.column(rate, row), day.0, day.1, self.column(left, row))
            }
            ProjectedInstalment::Amount { amount, active } => Ok(self.get(amount) * self.column(active, row)),
            ProjectedInstalment::Share { drawn, share } => bounded(fraction(
                &[self.get(drawn), self.column(share, row)],
                &[power_of_ten(RATE)],
                self.plan.rounding,
            )),
        }
    }

    /// A calendar column in any row; a constant is the same in all of them.
    fn column(&self, slot: Slot, row: usize) -> i128 {
        match &self.plan.slots[slot.index()].held {
            Held::Column(values) => values.get(row).copied().unwrap_or(0),
            Held::Constant(value) => *value,
            Held::State(_) | Held::Flow | Held::Driver(_) => self.get(slot),
        }
    }
}

/// Part `number` of `count` equal parts of an amount, odd cents first; nothing outside them.
fn equal(amount: i128, number: i128, count: u32) -> i128 {
    let count = i128::from(count);
    if number < 1 || number > count { 0 } else { allocate_one(amount, number - 1, count) }
}
