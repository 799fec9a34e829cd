//! Moment 9: acceleration, sale, and the order in which the estate pays claims.

use super::curve::months_per;
use super::lowering::Lowering;
use super::tranche::Debt;
use crate::model::{AccountId, Comparison, Enforcement, EnforcementStart, Type};
use crate::plan::{Action, Held, Place, Slot};
use crate::time::Duration;

impl Lowering<'_> {
    pub fn enforce(&mut self) {
        match &self.model.enforcement {
            Some(enforcement) => self.run_enforcement(enforcement),
            None => self.collect_recoveries(None),
        }
    }

    fn run_enforcement(&mut self, it: &Enforcement) {
        self.b.place = it.label.place;
        let estate = self.open_estate();
        let accelerated_in = self.b.slot(None, Type::Date, Held::State(0));
        let now = self.accelerate(it, accelerated_in);
        self.state_claims(now);
        self.gather(it, estate);
        for &(liquidation, delay) in &it.sells {
            let start = self.passed(delay, now, self.accelerated);
            self.run_sale(liquidation, start, self.accelerated, estate_place(estate));
        }
        let (place, balance) = estate_place(estate);
        if let Some(balance) = balance {
            for &step in &it.order {
                self.run_step(step, (place, balance), self.accelerated);
            }
        }
        self.collect_recoveries(Some((it, accelerated_in)));
    }

    /// The account that proceeds and applied cash join.
    fn open_estate(&mut self) -> (u32, Slot) {
        let money = self.money();
        let balance = self.b.state("Estate.balance", money, 0);
        let index = self.balances.len() as u32;
        self.balances.push(("Estate".to_owned(), balance));
        (index, balance)
    }

    /// What is in the estate; nothing without an enforcement.
    pub fn estate(&mut self) -> Slot {
        match self.balances.get(self.model.accounts.len()) {
            Some((_, balance)) => *balance,
            None => self.zero_money(),
        }
    }

    /// Starts on its event; accelerates when the standstill has passed. Gives the slot that is 1 in that row.
    fn accelerate(&mut self, it: &Enforcement, accelerated_in: Slot) -> Slot {
        let begins = match &it.starts {
            EnforcementStart::EventOfDefault(tranches) => {
                let defaults: Vec<Slot> = tranches.iter().map(|id| self.tranches[id.index()].in_default).collect();
                self.b.any(&defaults)
            }
            EnforcementStart::When(condition) => {
                let condition = self.expression(condition);
                self.fired(condition)
            }
        };
        let begins = self.b.or(begins, self.accelerate_now);
        let fresh = self.b.not(self.started);
        let first = self.b.and(begins, fresh);
        self.b.push(Action::Or { out: self.started, a: self.started, b: begins });
        let mut due = self.passed(it.standstill, first, self.started);
        due = self.b.or(due, self.accelerate_now);
        if let Some(row) = self.case.enforced_at {
            let today = self.flags_by(|it, _| it == row);
            self.b.push(Action::Or { out: self.started, a: self.started, b: today });
            due = self.b.or(due, today);
        }
        let pending = self.b.not(self.accelerated);
        let now = self.b.and(due, pending);
        let row = self.counts(|row, _| row as i128);
        self.b.push(Action::Select { out: accelerated_in, condition: now, yes: row, no: accelerated_in });
        self.b.push(Action::Or { out: self.accelerated, a: self.accelerated, b: now });
        self.events.enforcement_started = Some(self.started);
        self.events.accelerated = Some(self.accelerated);
        self.events.acceleration = Some(now);
        now
    }

    /// 1 once a span has passed since the row in which `from` was 1; `since` stays 1 from there on.
    fn passed(&mut self, span: Duration, from: Slot, since: Slot) -> Slot {
        let started = self.b.slot(None, Type::Date, Held::State(0));
        self.b.push(Action::Select { out: started, condition: from, yes: self.calendar.end, no: started });
        let deal = &self.model.deal;
        let back = |end: crate::time::Date| span.before(end, &deal.calendar, deal.month_end);
        let reached = self.counts(|_, end| back(end).map_or(i128::MIN >> 64, |it| i128::from(it.day_number())));
        let over = self.b.compare(Comparison::GreaterOrEqual, reached, started);
        self.b.and(over, since)
    }

    /// Claim = principal + unpaid interest, default interest among it, + fees.
    fn state_claims(&mut self, now: Slot) {
        let none = self.zero_money();
        for index in 0..self.tranches.len() {
            let debt = self.tranches[index].clone();
            self.b.place = self.model.tranches[index].label.place;
            let money = self.money();
            let owed = [debt.balance, debt.interest_arrears, debt.upfront, debt.undrawn_fee];
            let claim = self.b.sum(money, &owed);
            let guard = self.b.set_guard(Some(now));
            self.b.copy(debt.claim, claim);
            self.b.copy(debt.claim_at_acceleration, claim);
            for slot in [debt.interest_arrears, debt.principal_arrears, debt.upfront, debt.undrawn_fee, debt.mandatory]
            {
                self.b.copy(slot, none);
            }
            self.b.set_guard(guard);
        }
        self.moved();
    }

    /// `apply`: reserves and traps join the estate.
    fn gather(&mut self, it: &Enforcement, estate: (u32, Slot)) {
        for &account in &it.apply {
            let amount = self.b.flow(self.money());
            self.b.copy(amount, self.accounts[account.index()].balance);
            let from = self.place_of(AccountId(account.0));
            let guard = self.b.set_guard(Some(self.accelerated));
            self.b.transfer(from, estate_place(estate), amount);
            self.b.set_guard(guard);
        }
        self.moved();
    }

    /// What claims have received: nominal, and discounted to acceleration.
    fn collect_recoveries(&mut self, enforcement: Option<(&Enforcement, Slot)>) {
        for index in 0..self.tranches.len() {
            let debt = self.tranches[index].clone();
            self.b.place = self.model.tranches[index].label.place;
            let Some((it, accelerated_in)) = enforcement else {
                self.b.push(Action::Add { out: debt.received_total, a: debt.received_total, b: debt.received });
                self.b.push(Action::Add { out: debt.received_pv, a: debt.received_pv, b: debt.received });
                self.restate_claim(&debt);
                continue;
            };
            let value = self.present_value(it, accelerated_in, debt.received);
            self.b.push(Action::Add { out: debt.received_pv, a: debt.received_pv, b: value });
            // Payments on the claim retire interest and fees first, then the balance.
            let left = self.b.minimum(debt.balance, debt.claim);
            let guard = self.b.set_guard(Some(self.accelerated));
            self.b.push(Action::Subtract { out: debt.retired, a: debt.balance, b: left });
            self.b.copy(debt.balance, left);
            self.b.set_guard(guard);
        }
        self.moved();
    }

    /// Without an enforcement nothing stops the loan: what it claims is what it has had since its default and what it
    /// is still owed, interest since then included.
    fn restate_claim(&mut self, debt: &Debt) {
        let money = self.money();
        let claim = self.b.sum(money, &[debt.received_total, debt.balance, debt.interest_arrears]);
        let guard = self.b.set_guard(Some(debt.in_default));
        self.b.copy(debt.claim_at_acceleration, claim);
        self.b.set_guard(guard);
    }

    fn present_value(&mut self, it: &Enforcement, accelerated_in: Slot, amount: Slot) -> Slot {
        let Some(discount) = &it.discount else { return amount };
        let base = self.one_plus(discount);
        let row = self.counts(|row, _| row as i128);
        let back = self.b.subtract(accelerated_in, row);
        let months = i128::from(self.model.deal.months_per_period);
        let none = self.b.count(0);
        let back = self.b.minimum(back, none);
        let back = self.b.rescale(back, Type::Date, (months, 1));
        let guard = self.b.set_guard(Some(self.accelerated));
        let factor = self.power(base, back, months_per(&discount.of));
        let money = self.money();
        let value = self.b.multiply(amount, factor, money);
        self.b.set_guard(guard);
        value
    }
}

fn estate_place(estate: (u32, Slot)) -> (Place, Option<Slot>) {
    (Place::Account(estate.0), Some(estate.1))
}
