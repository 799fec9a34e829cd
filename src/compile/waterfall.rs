//! Waterfalls: each step becomes one payment under its guard.

use super::lowering::Lowering;
use crate::model::{
    DrawDestination, PartyId, Payee, PayeeKind, Read, Sharing, Step, StepAction, StepAttribute, StepId, TestPosition,
    TrancheId, Unpaid, UnpaidInterest, WaterfallDates, WaterfallId,
};
use crate::plan::{self, Action, Party, Pay, PaySource, Payment, Place, Slot};

/// The slots of one step.
#[derive(Debug, Clone, Copy)]
pub struct StepSlots {
    pub due: Slot,
    pub paid: Slot,
    pub unpaid: Slot,
    pub support: Slot,
}

/// The account a waterfall pays from: its place and balance.
pub type Primary = (Place, Slot);

impl<'a> Lowering<'a> {
    pub fn declare_steps(&mut self) {
        for (index, step) in self.model.steps.iter().enumerate() {
            self.b.place = step.label.place;
            let name = &step.label.name;
            let [due, paid, unpaid, support] = StepAttribute::ALL
                .iter()
                .map(|attribute| {
                    let slot = self.b.named_flow(format!("{name}.{}", attribute.name()), self.money());
                    self.directory.insert(Read::Step(StepId(index as u32), *attribute), slot);
                    slot
                })
                .collect::<Vec<_>>()[..]
            else {
                continue;
            };
            self.steps.push(StepSlots { due, paid, unpaid, support });
        }
    }

    pub fn step(&mut self, id: StepId, attribute: StepAttribute) -> Slot {
        let slots = self.steps[id.index()];
        match attribute {
            StepAttribute::Due => slots.due,
            StepAttribute::Paid => slots.paid,
            StepAttribute::Unpaid => slots.unpaid,
            StepAttribute::Support => slots.support,
        }
    }

    /// Moment 1: draws, then the waterfalls that run on them.
    pub fn draw(&mut self) {
        self.fund_accounts();
        self.draw_tranches();
        let rows = self.draw_rows();
        let drawing = self.flags_by(|row, _| rows.contains(&row));
        for (index, waterfall) in self.model.waterfalls.iter().enumerate() {
            let gate = match waterfall.dates {
                WaterfallDates::EachDraw => {
                    let going = self.b.not(self.accelerated);
                    self.b.and(drawing, going)
                }
                WaterfallDates::Closing => self.calendar.closing,
                WaterfallDates::EachPayment => continue,
            };
            self.run_waterfall(WaterfallId(index as u32), gate);
        }
    }

    /// Moments 5 and 6: early tests and the payment waterfalls, in their stated order.
    pub fn waterfalls(&mut self) {
        let gate = self.b.and(self.operating, self.calendar.payment);
        for (index, waterfall) in self.model.waterfalls.iter().enumerate() {
            if waterfall.dates != WaterfallDates::EachPayment {
                continue;
            }
            let id = WaterfallId(index as u32);
            self.test_covenants(TestPosition::BeforeWaterfall(id));
            self.sell_into(waterfall.from);
            let gate = self.meanwhile_gate(gate, |it| it.meanwhile.as_ref().is_some_and(|(kept, _)| *kept == id));
            self.run_waterfall(id, gate);
        }
        self.sell_elsewhere();
        self.capitalize_what_no_step_pays(gate);
        self.settle_arrears();
    }

    /// During a standstill only the waterfall that runs meanwhile goes on, less its struck steps.
    fn meanwhile_gate(&mut self, gate: Slot, goes_on: impl Fn(&crate::model::Enforcement) -> bool) -> Slot {
        match &self.model.enforcement {
            Some(enforcement) if !goes_on(enforcement) => {
                let quiet = self.b.not(self.started);
                self.b.and(gate, quiet)
            }
            _ => gate,
        }
    }

    fn run_waterfall(&mut self, id: WaterfallId, gate: Slot) {
        let scenario = &self.model.scenarios[self.case.scenario.index()];
        let waterfall = &self.model.waterfalls[id.index()];
        let (place, balance) = self.place_of(waterfall.from);
        let Some(balance) = balance else { return };
        // What is struck out pays nothing; covenants tested before its steps are tested all the same.
        let all_struck = scenario.without_waterfalls.contains(&id);
        for &step in &waterfall.steps {
            self.test_covenants(TestPosition::BeforeStep(step));
            let struck = |it: &crate::model::Enforcement| {
                it.meanwhile.as_ref().is_some_and(|(_, struck)| struck.contains(&step))
            };
            let step_gate = self.meanwhile_gate(gate, |it| !struck(it));
            if !all_struck && !scenario.without.contains(&step) {
                self.run_step(step, (place, balance), step_gate);
            }
            if waterfall.dates == WaterfallDates::EachPayment {
                self.capitalize_after(step, gate);
            }
        }
    }

    /// One step: its dues are worked out at running values, then paid under its guard.
    pub fn run_step(&mut self, id: StepId, primary: Primary, gate: Slot) {
        let step = &self.model.steps[id.index()];
        self.b.place = step.label.place;
        let when = self.step_guard(step, gate);
        let (from, payments, sharing) = self.step_payments(step, primary, when);
        if payments.is_empty() {
            return;
        }
        let limit = self.step_limit(id);
        let slots = self.steps[id.index()];
        self.b.place = step.label.place;
        let guard = self.b.set_guard(Some(when));
        self.b.push(Action::Pay(Box::new(Pay {
            from,
            payments,
            sharing,
            limit: limit.map(|it| it.0),
            due: slots.due,
            paid: slots.paid,
            unpaid: slots.unpaid,
            support: slots.support,
        })));
        if let Some((_, Some(year))) = limit {
            self.b.push(Action::Add { out: year, a: year, b: slots.paid });
        }
        self.b.set_guard(guard);
        self.moved();
    }

    /// The gate, the step's own condition, and the Sponsor's turn: last, after a default.
    fn step_guard(&mut self, step: &Step, gate: Slot) -> Slot {
        let mut when = gate;
        if let Some(condition) = &step.when {
            let condition = self.expression(condition);
            when = self.b.and(when, condition);
        }
        if pays_sponsor(&step.action) {
            let blocked = self.distributions_blocked();
            let free = self.b.not(blocked);
            when = self.b.and(when, free);
        }
        when
    }

    fn step_payments(
        &mut self,
        step: &Step,
        primary: Primary,
        gate: Slot,
    ) -> (Vec<PaySource>, Vec<Payment>, plan::Sharing) {
        let mut from = vec![PaySource { place: primary.0, balance: Some(primary.1) }];
        for &support in &step.support {
            let (place, balance) = self.destination(support);
            from.push(PaySource { place, balance });
        }
        let all_in_order = plan::Sharing::InOrder;
        match &step.action {
            StepAction::Pay { payees, sharing } => {
                let mut payments = Vec::new();
                for payee in payees {
                    if let PayeeKind::Arrears(id) = payee.kind {
                        payments.push((payee, self.interest_arrears(id)));
                    }
                    payments.push((payee, self.payment(payee, gate)));
                }
                let sharing = self.sharing(*sharing, &payments);
                (from, payments.into_iter().map(|(_, payment)| payment).collect(), sharing)
            }
            StepAction::Remaining(destination) => {
                let payment = self.payment_to(*destination, primary.1);
                (from, vec![payment], all_in_order)
            }
            StepAction::Move { amount, to } => {
                let due = self.expression(amount);
                (from, vec![self.payment_to(DrawDestination::Account(*to), due)], all_in_order)
            }
            StepAction::TopUp { account, target } => {
                let target = self.expression(target);
                let balance = self.accounts[account.index()].balance;
                let short = self.b.subtract(target, balance);
                let due = self.b.positive(short);
                (from, vec![self.payment_to(DrawDestination::Account(*account), due)], all_in_order)
            }
            StepAction::Release { account, target } => {
                let target = self.expression(target);
                let (place, balance) = self.place_of(*account);
                let held = self.accounts[account.index()].balance;
                let above = self.b.subtract(held, target);
                let due = self.b.positive(above);
                let payment = Payment {
                    due,
                    to: primary.0,
                    to_balance: Some(primary.1),
                    reduces: Vec::new(),
                    raises: Vec::new(),
                };
                (vec![PaySource { place, balance }], vec![payment], all_in_order)
            }
            StepAction::Keep => (from, Vec::new(), all_in_order),
        }
    }

    fn payment_to(&self, destination: DrawDestination, due: Slot) -> Payment {
        let (to, to_balance) = self.destination(destination);
        Payment { due, to, to_balance, reduces: Vec::new(), raises: Vec::new() }
    }

    fn sharing(&mut self, sharing: Sharing, payments: &[(&Payee, Payment)]) -> plan::Sharing {
        match sharing {
            Sharing::InOrder => plan::Sharing::InOrder,
            Sharing::ProRataByDue => plan::Sharing::ProRata(payments.iter().map(|(_, it)| it.due).collect()),
            Sharing::ProRataByBalance => {
                let balance = |(payee, payment): &(&Payee, Payment)| match tranche_of(&payee.kind) {
                    Some(tranche) => self.tranches[tranche.index()].balance,
                    None => payment.due,
                };
                plan::Sharing::ProRata(payments.iter().map(balance).collect())
            }
        }
    }

    /// Interest of earlier periods that is still due.
    fn interest_arrears(&mut self, id: TrancheId) -> Payment {
        let debt = self.tranches[id.index()].clone();
        let earlier = self.b.subtract(debt.interest_arrears, debt.interest);
        Payment {
            due: self.b.positive(earlier),
            to: Place::Outside(Party::Lenders(id.0)),
            to_balance: None,
            reduces: vec![debt.interest_arrears],
            raises: vec![debt.interest_paid],
        }
    }

    /// Who is paid, what is due now, and what a payment changes.
    fn payment(&mut self, payee: &Payee, gate: Slot) -> Payment {
        let lenders = |id: TrancheId| Place::Outside(Party::Lenders(id.0));
        let make = |due, to, reduces, raises| Payment { due, to, to_balance: None, reduces, raises };
        if let Some(id) = tranche_of(&payee.kind) {
            let debt = self.tranches[id.index()].clone();
            return match payee.kind {
                PayeeKind::Interest(_) => {
                    make(debt.interest_arrears, lenders(id), vec![debt.interest_arrears], vec![debt.interest_paid])
                }
                PayeeKind::ScheduledPrincipal(_) => {
                    let due = self.b.minimum(debt.principal_arrears, debt.balance);
                    let paid = vec![debt.principal_paid, debt.scheduled_paid];
                    make(due, lenders(id), vec![debt.principal_arrears, debt.balance], paid)
                }
                // Principal of earlier periods; their interest is a payment of its own, before it.
                PayeeKind::Arrears(_) => {
                    let earlier = self.b.subtract(debt.principal_arrears, debt.scheduled);
                    let earlier = self.b.minimum(earlier, debt.balance);
                    let due = self.b.positive(earlier);
                    let paid = vec![debt.principal_paid, debt.scheduled_paid];
                    make(due, lenders(id), vec![debt.principal_arrears, debt.balance], paid)
                }
                PayeeKind::Principal(_) => {
                    let paid = vec![debt.principal_paid, debt.prepaid, debt.ahead];
                    make(debt.balance, lenders(id), vec![debt.balance], paid)
                }
                PayeeKind::MandatoryPrepayment(_) => {
                    let due = self.b.minimum(debt.mandatory, debt.balance);
                    let paid = vec![debt.principal_paid, debt.prepaid, debt.ahead, debt.mandatory_paid];
                    make(due, lenders(id), vec![debt.mandatory, debt.balance], paid)
                }
                PayeeKind::UpfrontFee(_) => make(debt.upfront, lenders(id), vec![debt.upfront], vec![debt.fees_paid]),
                PayeeKind::UndrawnFee(_) => {
                    make(debt.undrawn_fee, lenders(id), vec![debt.undrawn_fee], vec![debt.fees_paid])
                }
                _ => make(debt.claim, lenders(id), vec![debt.claim], vec![debt.received, debt.received_total]),
            };
        }
        match &payee.kind {
            PayeeKind::Fee(id) => {
                let fee = self.fees[id.index()];
                make(fee.outstanding, Place::Outside(Party::FeeTaker(id.0)), vec![fee.outstanding], vec![fee.paid])
            }
            PayeeKind::SaleCosts(id) => {
                let owed = self.sale_costs_owed(*id);
                make(owed, Place::Outside(Party::SaleAgents(id.0)), vec![owed], Vec::new())
            }
            PayeeKind::Line(line) => {
                let amount = self.read(Read::Line(*line));
                let owed = self.owed(payee, amount, gate);
                make(owed, Place::Outside(Party::Suppliers), vec![owed], Vec::new())
            }
            PayeeKind::Purchase(asset) => {
                let amount = self.read(Read::Asset(*asset, crate::model::AssetAttribute::Purchase));
                let owed = self.owed(payee, amount, gate);
                make(owed, Place::Outside(Party::Vendors(asset.0)), vec![owed], Vec::new())
            }
            PayeeKind::Amount(amount, party) => {
                let amount = self.expression(amount);
                let owed = self.owed(payee, amount, gate);
                make(owed, Place::Outside(Party::Named(party.0)), vec![owed], Vec::new())
            }
            _ => {
                let none = self.zero_money();
                make(none, Place::Outside(Party::Suppliers), Vec::new(), Vec::new())
            }
        }
    }

    /// What is owed of an amount: this period's, and what earlier periods left when it is carried.
    fn owed(&mut self, payee: &Payee, amount: Slot, gate: Slot) -> Slot {
        let money = self.money();
        match payee.unpaid {
            Unpaid::Lapse => {
                let owed = self.b.flow(money);
                self.b.copy(owed, amount);
                owed
            }
            Unpaid::Carry => {
                let owed = self.b.slot(None, money, plan::Held::State(0));
                let guard = self.b.set_guard(Some(gate));
                self.b.push(Action::Add { out: owed, a: owed, b: amount });
                self.b.set_guard(guard);
                owed
            }
        }
    }

    /// Most that the step pays, and the counter of what it has paid this calendar year.
    fn step_limit(&mut self, id: StepId) -> Option<(Slot, Option<Slot>)> {
        let step = &self.model.steps[id.index()];
        let own = step.limit.as_ref().map(|limit| self.expression(limit));
        let Some(yearly) = &step.yearly_limit else { return own.map(|it| (it, None)) };
        let yearly = self.expression(yearly);
        let money = self.money();
        let year = self.b.slot(None, money.clone(), plan::Held::State(0));
        let dates = self.dates.clone();
        let new_year = self.flags_by(|row, end| row > 0 && dates[row - 1].year() != end.year());
        let none = self.b.constant(money, 0);
        let guard = self.b.set_guard(Some(new_year));
        self.b.copy(year, none);
        self.b.set_guard(guard);
        let left = self.b.subtract(yearly, year);
        let limit = match own {
            Some(own) => self.b.minimum(own, left),
            None => left,
        };
        Some((limit, Some(year)))
    }

    /// Interest that a step leaves unpaid joins the balance there, when the tranche says so.
    fn capitalize_after(&mut self, step: StepId, gate: Slot) {
        for index in 0..self.model.tranches.len() {
            let id = TrancheId(index as u32);
            let capitalizes = self.model.tranches[index].unpaid_interest == UnpaidInterest::Capitalizes;
            if capitalizes && self.last_interest_step(id) == Some(step) {
                self.capitalize(id, gate);
            }
        }
    }

    fn capitalize_what_no_step_pays(&mut self, gate: Slot) {
        for index in 0..self.model.tranches.len() {
            let id = TrancheId(index as u32);
            let capitalizes = self.model.tranches[index].unpaid_interest == UnpaidInterest::Capitalizes;
            if capitalizes && self.last_interest_step(id).is_none() {
                self.capitalize(id, gate);
            }
        }
    }

    fn capitalize(&mut self, id: TrancheId, gate: Slot) {
        let debt = self.tranches[id.index()].clone();
        let none = self.zero_money();
        let guard = self.b.set_guard(Some(gate));
        self.b.push(Action::Add { out: debt.capitalized, a: debt.capitalized, b: debt.interest_arrears });
        self.b.push(Action::Add { out: debt.balance, a: debt.balance, b: debt.interest_arrears });
        self.b.copy(debt.interest_arrears, none);
        self.b.set_guard(guard);
        self.moved();
    }

    /// The last payment step that pays a tranche's interest.
    fn last_interest_step(&self, id: TrancheId) -> Option<StepId> {
        let waterfalls = self.model.waterfalls.iter().filter(|it| it.dates == WaterfallDates::EachPayment);
        let pays = |step: &StepId| match &self.model.steps[step.index()].action {
            StepAction::Pay { payees, .. } => payees.iter().any(|it| it.kind == PayeeKind::Interest(id)),
            _ => false,
        };
        waterfalls.flat_map(|it| &it.steps).copied().rfind(pays)
    }

    /// Scheduled principal in arrears is never more than the balance: sweeps may have paid it.
    fn settle_arrears(&mut self) {
        for index in 0..self.tranches.len() {
            let debt = self.tranches[index].clone();
            self.b.push(Action::Minimum { out: debt.principal_arrears, a: debt.principal_arrears, b: debt.balance });
            self.b.push(Action::Minimum { out: debt.mandatory, a: debt.mandatory, b: debt.balance });
        }
        self.moved();
    }
}

/// The tranche whose debt a payee is.
pub fn tranche_of(kind: &PayeeKind) -> Option<TrancheId> {
    match kind {
        PayeeKind::Interest(id)
        | PayeeKind::ScheduledPrincipal(id)
        | PayeeKind::Arrears(id)
        | PayeeKind::Principal(id)
        | PayeeKind::MandatoryPrepayment(id)
        | PayeeKind::UpfrontFee(id)
        | PayeeKind::UndrawnFee(id)
        | PayeeKind::Claim(id) => Some(*id),
        _ => None,
    }
}

fn pays_sponsor(action: &StepAction) -> bool {
    const SPONSOR: PartyId = PartyId(0);
    match action {
        StepAction::Remaining(destination) => *destination == DrawDestination::Party(SPONSOR),
        StepAction::Pay { payees, .. } => payees.iter().any(|it| matches!(it.kind, PayeeKind::Amount(_, SPONSOR))),
        _ => false,
    }
}
