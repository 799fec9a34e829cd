//! Moment 8: defaults are recognised, deadlines pass, cures arrive, consequences follow.

use super::lowering::Lowering;
use crate::model::{Comparison, Consequence, Cure, CureKind, Deadline, PartyId, PaymentDefault, TrancheId, Type};
use crate::plan::{Action, Held, Party, Place, Slot};
use crate::quantity::LIMIT;
use crate::time::Duration;

/// A deadline: whether something waits for it, and whether it has just passed.
struct Deadlined {
    pending: Slot,
    expired: Slot,
    deadline: Slot,
}

impl Lowering<'_> {
    pub fn react(&mut self) {
        self.recognise_payment_defaults();
        let budgets = self.cure_budgets();
        for covenant in 0..self.model.covenants.len() {
            for level in 0..self.model.covenants[covenant].levels.len() {
                self.react_to_level(covenant, level, &budgets);
            }
        }
        self.dispose();
    }

    /// Interest or scheduled principal unpaid on a payment date, its grace, and the balance at maturity.
    fn recognise_payment_defaults(&mut self) {
        let paying = self.b.and(self.operating, self.calendar.payment);
        for (index, tranche) in self.model.tranches.iter().enumerate() {
            let debt = self.tranches[index].clone();
            self.b.place = tranche.label.place;
            let unpaid = self.b.add(debt.interest_arrears, debt.principal_arrears);
            let short = self.b.is_positive(unpaid);
            let missed = self.b.and(short, paying);
            self.b.copy(debt.missed, missed);
            let maturity = self.row_of(tranche.maturity);
            let matures = self.flags_by(|row, _| row == maturity);
            let owed = self.b.add(debt.balance, debt.interest_arrears);
            let owed = self.b.is_positive(owed);
            let unrepaid = self.b.and(matures, owed);
            let unrepaid = self.b.and(unrepaid, self.operating);
            self.b.copy(debt.maturity_default, unrepaid);
            let failed = match tranche.payment_default {
                PaymentDefault::Never => self.b.constant(Type::Boolean, 0),
                PaymentDefault::AfterPaymentDates(count) => self.missed_in_a_row(index, missed, paying, count),
                PaymentDefault::AfterDays(days) => self.overdue(index, unpaid, paying, days),
            };
            let fresh = self.b.not(debt.in_default);
            let failed = self.b.and(failed, fresh);
            self.b.copy(debt.payment_default, failed);
            let defaulted = self.b.or(failed, unrepaid);
            self.declare_default(TrancheId(index as u32), defaulted);
        }
    }

    fn missed_in_a_row(&mut self, index: usize, missed: Slot, paying: Slot, count: u32) -> Slot {
        let debt = self.tranches[index].clone();
        let one = self.b.count(1);
        let none = self.b.count(0);
        let more = self.b.add(debt.misses, one);
        let misses = self.b.select(missed, more, none);
        let guard = self.b.set_guard(Some(paying));
        self.b.copy(debt.misses, misses);
        self.b.set_guard(guard);
        let wanted = self.b.count(i128::from(count));
        let reached = self.b.compare(Comparison::GreaterOrEqual, debt.misses, wanted);
        self.b.and(reached, paying)
    }

    /// What was unpaid on an earlier date, oldest first: a default when some of it is left at the first payment date
    /// on or after the end of its grace.
    fn overdue(&mut self, index: usize, unpaid: Slot, paying: Slot, days: i64) -> Slot {
        let debt = self.tranches[index].clone();
        let grace = self.next_payment(Duration::Days(days));
        let row = self.counts(|row, _| row as i128);
        let paid = self.b.add(debt.interest_paid, debt.scheduled_paid);
        let left = self.b.subtract(debt.overdue, paid);
        let left = self.b.positive(left);
        let still = self.b.minimum(left, unpaid);
        let none = self.zero_money();
        let was_waiting = self.b.is_positive(debt.overdue);
        let over = self.b.compare(Comparison::GreaterOrEqual, row, debt.grace_ends);
        let some_left = self.b.is_positive(still);
        let expired = self.b.and(was_waiting, over);
        let expired = self.b.and(expired, some_left);
        let waits = self.b.not(over);
        let waiting = self.b.and(was_waiting, waits);
        // A new miss starts its own grace once the older one has been met.
        let short = self.b.is_positive(unpaid);
        let free = self.b.not(waiting);
        let starts = self.b.and(short, free);
        let at_once = self.b.compare(Comparison::LessOrEqual, grace, row);
        let immediate = self.b.and(starts, at_once);
        let kept = self.b.select(waiting, still, none);
        let next = self.b.select(starts, unpaid, kept);
        let guard = self.b.set_guard(Some(paying));
        self.b.copy(debt.overdue, next);
        self.b.push(Action::Select { out: debt.grace_ends, condition: starts, yes: grace, no: debt.grace_ends });
        self.b.set_guard(guard);
        let failed = self.b.or(expired, immediate);
        self.b.and(failed, paying)
    }

    /// An event of default of a tranche. Without an enforcement its claim is counted from here.
    fn declare_default(&mut self, id: TrancheId, when: Slot) {
        let debt = self.tranches[id.index()].clone();
        // A tranche that is owed nothing has nothing to default on.
        let owed = self.b.add(debt.balance, debt.interest_arrears);
        let owed = self.b.is_positive(owed);
        let when = self.b.and(when, owed);
        if self.model.enforcement.is_none() {
            let fresh = self.b.not(debt.in_default);
            let first = self.b.and(when, fresh);
            let claim = self.b.add(debt.balance, debt.interest_arrears);
            let received = self.b.and(debt.was_in_default, self.operating);
            let paid = self.b.add(debt.interest_paid, debt.principal_paid);
            let guard = self.b.set_guard(Some(first));
            self.b.copy(debt.claim_at_acceleration, claim);
            self.b.set_guard(Some(received));
            self.b.copy(debt.received, paid);
            self.b.push(Action::Maximum { out: debt.received, a: debt.received, b: paid });
            self.b.set_guard(guard);
        }
        self.b.push(Action::Or { out: debt.in_default, a: debt.in_default, b: when });
    }

    /// What each party may still bring under this scenario: nothing, unless it says so.
    fn cure_budgets(&mut self) -> Vec<(PartyId, Slot)> {
        let scenario = &self.model.scenarios[self.case.scenario.index()];
        let mut budgets = Vec::new();
        for grant in &scenario.cures {
            let initial = match &grant.up_to {
                Some(amount) => self.known(amount).unwrap_or(0),
                None => LIMIT / 4,
            };
            let name = format!("{} cure money left", self.model.parties[grant.party.index()].label.name);
            let money = self.money();
            budgets.push((grant.party, self.b.state(name, money, initial)));
        }
        budgets
    }

    fn react_to_level(&mut self, covenant: usize, number: usize, budgets: &[(PartyId, Slot)]) {
        let level = &self.model.covenants[covenant].levels[number];
        let slots = self.covenants[covenant].levels[number].clone();
        self.b.place = level.place;
        let failed = self.fired(slots.failed);
        let acts = match (&level.cure, slots.remedy) {
            (Some(cure), Some(remedy)) => {
                let budget = budgets.iter().find(|(party, _)| *party == cure.from).map(|(_, slot)| *slot);
                self.cure((covenant, number), cure, failed, remedy, budget)
            }
            _ => failed,
        };
        self.follow((covenant, number), &level.consequences, acts, failed);
    }

    /// Consequences that are not holds. `acts` is set when the level fails, or when its cure period has passed.
    fn follow(&mut self, level: (usize, usize), consequences: &[Consequence], acts: Slot, failed: Slot) {
        for consequence in consequences {
            match consequence {
                Consequence::Enter { .. } | Consequence::StopDraws { .. } | Consequence::ChangeMargin { .. } => {}
                Consequence::EventOfDefault { of } => {
                    for &tranche in of {
                        self.declare_default(tranche, acts);
                    }
                }
                Consequence::Accelerate => {
                    self.b.push(Action::Or { out: self.accelerate_now, a: self.accelerate_now, b: acts });
                }
                Consequence::RequirePrepayment { of, within, otherwise, .. } => {
                    let debt = &self.tranches[of.index()];
                    let due = (debt.mandatory, debt.mandatory_paid);
                    self.await_due(level, due, failed, *within, otherwise);
                }
                Consequence::RequireTopUp { otherwise, within, account, amount } => {
                    let target = self.expression(amount);
                    let short = self.b.subtract(target, self.accounts[account.index()].balance);
                    let due = (self.b.positive(short), self.zero_money());
                    self.await_due(level, due, failed, *within, otherwise);
                }
            }
        }
    }

    /// A due that a step pays: its deadline is the first payment date on or after it. What is paid meets the oldest
    /// requirement first; what a later test asks has a deadline of its own.
    fn await_due(
        &mut self,
        level: (usize, usize),
        (due, paid): (Slot, Slot),
        failed: Slot,
        within: Option<Deadline>,
        otherwise: &[Consequence],
    ) {
        let Some(within) = within else { return };
        let deadline = self.next_payment(within.within);
        let money = self.money();
        let pending = self.b.slot(None, Type::Boolean, Held::State(0));
        let ends = self.b.slot(None, Type::Date, Held::State(0));
        let awaited = self.b.slot(None, money, Held::State(0));
        let row = self.counts(|row, _| row as i128);
        let left = self.b.subtract(awaited, paid);
        let left = self.b.positive(left);
        let left = self.b.minimum(left, due);
        let some_left = self.b.is_positive(left);
        let over = self.b.compare(Comparison::GreaterOrEqual, row, ends);
        // An acceleration leaves nothing to wait for: what was required is part of the claim.
        let waiting = self.b.and(pending, self.operating);
        let late = self.b.and(waiting, over);
        let late = self.b.and(late, some_left);
        let in_time = self.b.not(over);
        let waits = self.b.and(waiting, some_left);
        let waits = self.b.and(waits, in_time);
        let nothing_left = self.b.not(some_left);
        let met = self.b.and(waiting, nothing_left);
        let asked = self.b.or(failed, met);
        let free = self.b.not(waits);
        let asked = self.b.and(asked, free);
        let some_due = self.b.is_positive(due);
        let starts = self.b.and(asked, some_due);
        let paid_at_once = self.b.not(some_due);
        let met_at_once = self.b.and(asked, paid_at_once);
        let past = self.b.compare(Comparison::LessOrEqual, deadline, row);
        let late_at_once = self.b.and(starts, past);
        let none = self.zero_money();
        let kept = self.b.select(waits, left, none);
        self.b.push(Action::Select { out: awaited, condition: starts, yes: due, no: kept });
        self.b.push(Action::Select { out: ends, condition: starts, yes: deadline, no: ends });
        let expired = self.b.or(late, late_at_once);
        let on_time = self.b.not(late_at_once);
        let starts = self.b.and(starts, on_time);
        self.b.push(Action::Or { out: pending, a: waits, b: starts });
        let met = self.b.or(met, met_at_once);
        // What acceleration takes over was not met.
        let met = self.b.and(met, self.operating);
        self.record(level, |slots| {
            slots.pending = Some(pending);
            slots.cured = Some(met);
            slots.expired = Some(expired);
            slots.deadline = Some(ends);
        });
        let none = self.b.constant(Type::Boolean, 0);
        self.follow(level, otherwise, expired, none);
    }

    /// Waits from a failure to a row, and has passed there.
    fn deadline(&mut self, failed: Slot, deadline: Slot) -> Deadlined {
        let pending = self.b.slot(None, Type::Boolean, Held::State(0));
        let ends = self.b.slot(None, Type::Date, Held::State(0));
        let row = self.counts(|row, _| row as i128);
        let idle = self.b.not(pending);
        let starts = self.b.and(failed, idle);
        self.b.push(Action::Select { out: ends, condition: starts, yes: deadline, no: ends });
        let waiting = self.b.or(pending, starts);
        let over = self.b.compare(Comparison::GreaterOrEqual, row, ends);
        let expired = self.b.and(waiting, over);
        let goes_on = self.b.not(expired);
        self.b.push(Action::And { out: pending, a: waiting, b: goes_on });
        Deadlined { pending, expired, deadline: ends }
    }

    fn record(&mut self, level: (usize, usize), change: impl Fn(&mut crate::plan::LevelSlots)) {
        let found = self.events.levels.iter_mut().find(|it| (it.covenant, it.level) == level);
        if let Some(slots) = found {
            change(slots);
        }
    }

    /// A right to cure. Gives the slot that is 1 when the cure period has passed unused.
    fn cure(&mut self, level: (usize, usize), cure: &Cure, failed: Slot, amount: Slot, budget: Option<Slot>) -> Slot {
        let money = self.money();
        let settles = self.settles(cure.within);
        let none = self.zero_money();
        let can = match budget {
            Some(budget) => {
                let within = self.b.compare(Comparison::LessOrEqual, amount, budget);
                self.b.and(failed, within)
            }
            None => self.b.constant(Type::Boolean, 0),
        };
        let can = match cure.at_most {
            Some(most) => {
                let uses = self.b.slot(None, Type::Date, Held::State(0));
                let most = self.b.count(i128::from(most));
                let open = self.b.compare(Comparison::Less, uses, most);
                let can = self.b.and(can, open);
                let one = self.b.count(1);
                let guard = self.b.set_guard(Some(can));
                self.b.push(Action::Add { out: uses, a: uses, b: one });
                self.b.set_guard(guard);
                can
            }
            None => can,
        };
        // The commitment counts from the test it cures; the cash arrives when its period is over.
        let credit = self.b.select(can, amount, none);
        if let (CureKind::Equity { .. }, Some(counted)) = (&cure.kind, self.covenants[level.0].levels[level.1].credit) {
            self.b.copy(counted, credit);
        }
        if let Some(budget) = budget {
            self.b.push(Action::Subtract { out: budget, a: budget, b: credit });
        }
        let committed = self.b.slot(None, money, Held::State(0));
        let due_row = self.b.slot(None, Type::Date, Held::State(0));
        // What an earlier test was promised arrives first: a new promise on that date has a deadline of its own.
        let earlier = self.arrival(cure, committed, due_row);
        let idle = self.b.compare(Comparison::Equal, committed, none);
        let starts = self.b.and(can, idle);
        self.b.push(Action::Select { out: due_row, condition: starts, yes: settles, no: due_row });
        self.b.push(Action::Add { out: committed, a: committed, b: credit });
        let at_once = self.arrival(cure, committed, due_row);
        let arrives = self.b.or(earlier, at_once);
        let still = self.b.is_positive(committed);
        let no_cure = self.b.not(can);
        let uncured = self.b.and(failed, no_cure);
        let it = self.deadline(uncured, settles);
        let pending = self.b.or(still, it.pending);
        self.record(level, |slots| {
            slots.pending = Some(pending);
            slots.committed = Some(still);
            slots.cured = Some(arrives);
            slots.expired = Some(it.expired);
            slots.cure_amount = Some(amount);
            slots.deadline = Some(it.deadline);
        });
        it.expired
    }

    /// Brings what was committed once its row has come; gives whether it did.
    fn arrival(&mut self, cure: &Cure, committed: Slot, due_row: Slot) -> Slot {
        let row = self.counts(|row, _| row as i128);
        let waiting = self.b.is_positive(committed);
        let over = self.b.compare(Comparison::GreaterOrEqual, row, due_row);
        let arrives = self.b.and(waiting, over);
        // Nobody cures what has been accelerated.
        let arrives = self.b.and(arrives, self.operating);
        self.bring(cure, committed, arrives);
        arrives
    }

    /// Cure money arrives: to the account of the revenue, or to the lenders.
    fn bring(&mut self, cure: &Cure, committed: Slot, arrives: Slot) {
        let party = (Place::Outside(Party::Named(cure.from.0)), None);
        let none = self.zero_money();
        let guard = self.b.set_guard(Some(arrives));
        match cure.kind {
            CureKind::Equity { to, .. } => {
                let to = self.place_of(to);
                self.b.transfer(party, to, committed);
            }
            CureKind::Prepayment { of } => {
                let debt = self.tranches[of.index()].clone();
                let amount = self.b.minimum(committed, debt.balance);
                self.b.transfer(party, (Place::Outside(Party::Lenders(of.0)), None), amount);
                self.b.push(Action::Subtract { out: debt.balance, a: debt.balance, b: amount });
                for out in [debt.principal_paid, debt.prepaid, debt.ahead] {
                    self.b.push(Action::Add { out, a: out, b: amount });
                }
            }
        }
        self.b.copy(committed, none);
        self.b.set_guard(guard);
        self.moved();
    }
}
