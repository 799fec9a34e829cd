//! Tranches: draws, coupon, interest, schedule, dues.

use super::lowering::Lowering;
use crate::model::{Amortization, Prepayments, RateSetting, Read, Tranche, TrancheAttribute, TrancheId, Type};
use crate::plan::{
    Accrual, Action, Instalment, Loan, Party, Place, ProjectedDraw, ProjectedInstalment, Projection, Slot, TrancheSlots,
};
use crate::quantity::{Unit, power_of_ten};
use crate::time::Date;

/// The slots of one tranche.
#[derive(Debug, Clone)]
pub struct Debt {
    pub name: String,
    pub balance: Slot,
    pub opening: Slot,
    pub drawn: Slot,
    /// Drawn so far: what the upfront fee, the undrawn fee and a table of shares are of.
    pub drawn_total: Slot,
    /// Drawn so far by each scheduled draw.
    pub by_draw: Vec<Slot>,
    /// Drawn in the period by each scheduled draw.
    pub draw_parts: Vec<Slot>,
    pub interest: Slot,
    pub default_interest: Slot,
    pub scheduled: Slot,
    pub debt_service: Slot,
    pub due: Slot,
    /// Interest due and unpaid: runs inside a waterfall.
    pub interest_arrears: Slot,
    /// Scheduled principal due and unpaid: runs inside a waterfall.
    pub principal_arrears: Slot,
    /// Prepaid ahead of the next instalments.
    pub ahead: Slot,
    pub mandatory: Slot,
    pub mandatory_paid: Slot,
    pub upfront: Slot,
    pub undrawn_fee: Slot,
    pub interest_paid: Slot,
    pub fees_paid: Slot,
    pub scheduled_paid: Slot,
    pub prepaid: Slot,
    pub principal_paid: Slot,
    pub capitalized: Slot,
    pub in_default: Slot,
    /// In default since an earlier period.
    pub was_in_default: Slot,
    /// Margin added by covenants, one slot each.
    pub margin: Vec<(Slot, Slot)>,
    /// Draws stopped by these holds.
    pub stops: Vec<Slot>,
    pub claim: Slot,
    pub claim_at_acceleration: Slot,
    pub received: Slot,
    pub retired: Slot,
    pub received_total: Slot,
    pub received_pv: Slot,
    pub missed: Slot,
    pub payment_default: Slot,
    pub maturity_default: Slot,
    /// Unpaid since an earlier payment date, and the row in which its grace ends.
    pub overdue: Slot,
    pub grace_ends: Slot,
    pub misses: Slot,
    /// Schedule columns, set once accrued.
    pub schedule: Vec<ProjectedInstalment>,
}

impl Debt {
    pub fn loan(&self) -> Loan {
        Loan {
            name: self.name.clone(),
            balance: self.balance,
            drawn: self.drawn,
            capitalized: self.capitalized,
            principal_paid: self.principal_paid,
            retired: self.retired,
        }
    }

    pub fn events(&self) -> TrancheSlots {
        TrancheSlots {
            payment_default: self.payment_default,
            maturity_default: self.maturity_default,
            in_default: self.in_default,
            missed: self.missed,
            claim_at_acceleration: self.claim_at_acceleration,
            received_total: self.received_total,
            received_pv: self.received_pv,
        }
    }
}

impl Lowering<'_> {
    pub fn declare_tranches(&mut self) {
        for (index, tranche) in self.model.tranches.iter().enumerate() {
            self.b.place = tranche.label.place;
            let debt = self.declare_debt(tranche);
            let id = TrancheId(index as u32);
            for (attribute, slot) in [
                (TrancheAttribute::Balance, debt.balance),
                (TrancheAttribute::Opening, debt.opening),
                (TrancheAttribute::Drawn, debt.drawn),
                (TrancheAttribute::InterestPaid, debt.interest_paid),
                (TrancheAttribute::FeesPaid, debt.fees_paid),
                (TrancheAttribute::ScheduledPaid, debt.scheduled_paid),
                (TrancheAttribute::Prepaid, debt.prepaid),
                (TrancheAttribute::PrincipalPaid, debt.principal_paid),
                (TrancheAttribute::Capitalized, debt.capitalized),
                (TrancheAttribute::InterestArrears, debt.interest_arrears),
                (TrancheAttribute::PrincipalArrears, debt.principal_arrears),
                (TrancheAttribute::MandatoryPrepayment, debt.mandatory),
                (TrancheAttribute::UpfrontFee, debt.upfront),
                (TrancheAttribute::UndrawnFee, debt.undrawn_fee),
                (TrancheAttribute::InDefault, debt.in_default),
                (TrancheAttribute::Claim, debt.claim),
                (TrancheAttribute::Received, debt.received),
                (TrancheAttribute::Interest, debt.interest),
                (TrancheAttribute::DefaultInterest, debt.default_interest),
                (TrancheAttribute::Scheduled, debt.scheduled),
                (TrancheAttribute::DebtService, debt.debt_service),
                (TrancheAttribute::Due, debt.due),
            ] {
                self.directory.insert(Read::Tranche(id, attribute), slot);
            }
            self.events.tranches.push(debt.events());
            self.tranches.push(debt);
        }
    }

    fn declare_debt(&mut self, tranche: &Tranche) -> Debt {
        let name = tranche.label.name.clone();
        let money = self.money();
        let opening = tranche.opening.as_ref().and_then(|it| self.known(it)).unwrap_or(0);
        let state =
            |it: &mut Self, what: &str, initial: i128| it.b.state(format!("{name}.{what}"), it.money(), initial);
        let flow = |it: &mut Self, what: &str| it.b.named_flow(format!("{name}.{what}"), it.money());
        let flag = |it: &mut Self, what: &str| it.b.named_flow(format!("{name}.{what}"), Type::Boolean);
        let balance = state(self, "balance", opening);
        let opening_slot = flow(self, "opening");
        self.b.copy(opening_slot, balance);
        let in_default = self.b.state(format!("{name}.in_default"), Type::Boolean, 0);
        let was_in_default = self.b.flow(Type::Boolean);
        self.b.copy(was_in_default, in_default);
        Debt {
            balance,
            opening: opening_slot,
            drawn: flow(self, "drawn"),
            drawn_total: state(self, "drawn_total", opening),
            by_draw: (0..tranche.draws.len())
                .map(|_| self.b.slot(None, money.clone(), crate::plan::Held::State(0)))
                .collect(),
            draw_parts: Vec::new(),
            interest: flow(self, "interest"),
            default_interest: flow(self, "default_interest"),
            scheduled: flow(self, "scheduled"),
            debt_service: flow(self, "debt_service"),
            due: flow(self, "due"),
            interest_arrears: state(self, "interest_arrears", 0),
            principal_arrears: state(self, "principal_arrears", 0),
            ahead: state(self, "prepaid_ahead", 0),
            mandatory: state(self, "mandatory_prepayment", 0),
            upfront: state(self, "upfront_fee", 0),
            undrawn_fee: state(self, "undrawn_fee", 0),
            interest_paid: flow(self, "interest_paid"),
            fees_paid: flow(self, "fees_paid"),
            scheduled_paid: flow(self, "scheduled_paid"),
            prepaid: flow(self, "prepaid"),
            principal_paid: flow(self, "principal_paid"),
            capitalized: flow(self, "capitalized"),
            in_default,
            was_in_default,
            mandatory_paid: self.b.flow(money.clone()),
            margin: Vec::new(),
            stops: Vec::new(),
            claim: state(self, "claim", 0),
            claim_at_acceleration: state(self, "claim_at_acceleration", 0),
            received: flow(self, "received"),
            retired: flow(self, "retired"),
            received_total: state(self, "received_total", 0),
            received_pv: state(self, "received_pv", 0),
            missed: flag(self, "missed"),
            payment_default: flag(self, "payment_default"),
            maturity_default: flag(self, "maturity_default"),
            overdue: state(self, "overdue", 0),
            grace_ends: self.b.state(format!("{name}.grace_ends"), Type::Date, 0),
            misses: self.b.state(format!("{name}.misses"), Type::Date, 0),
            schedule: Vec::new(),
            name,
        }
    }

    /// Moment 1: draws reach their destination; upfront fees fall due on them.
    pub fn draw_tranches(&mut self) {
        for index in 0..self.model.tranches.len() {
            self.draw_tranche(index);
        }
        self.moved();
    }

    fn draw_tranche(&mut self, index: usize) {
        let tranche = &self.model.tranches[index];
        let debt = self.tranches[index].clone();
        self.b.place = tranche.label.place;
        // Lenders do not fund a tranche in default.
        let stops: Vec<Slot> = debt.stops.iter().copied().chain([debt.in_default]).collect();
        let stopped = self.b.any(&stops);
        let going = self.b.not(self.accelerated);
        let free = self.b.not(stopped);
        let allowed = self.b.and(going, free);
        let mut parts = Vec::new();
        for (number, draw) in tranche.draws.iter().enumerate() {
            let row = self.row_of(draw.on);
            let falls = self.flags_by(|it, _| it == row);
            let when = self.b.and(falls, allowed);
            let amount = self.expression(&draw.amount);
            let none = self.zero_money();
            let drawn = self.b.select(when, amount, none);
            self.b.push(Action::Add { out: debt.by_draw[number], a: debt.by_draw[number], b: drawn });
            parts.push(drawn);
        }
        let money = self.money();
        let drawn = self.b.sum(money.clone(), &parts);
        self.tranches[index].draw_parts = parts;
        self.b.copy(debt.drawn, drawn);
        self.b.push(Action::Add { out: debt.drawn_total, a: debt.drawn_total, b: drawn });
        self.b.push(Action::Add { out: debt.balance, a: debt.balance, b: drawn });
        if let Some(advance) = &tranche.advance {
            let most = self.expression(advance);
            let within = self.b.compare(crate::model::Comparison::LessOrEqual, debt.balance, most);
            let drew = self.b.is_positive(drawn);
            let guard = self.b.set_guard(Some(drew));
            self.b.push(Action::Require { holds: within, what: "the advance rate" });
            self.b.set_guard(guard);
        }
        let lenders = (Place::Outside(Party::Lenders(index as u32)), None);
        let to = self.destination(tranche.proceeds);
        self.b.transfer(lenders, to, drawn);
        if let Some(fee) = &tranche.upfront_fee {
            let share = self.expression(fee);
            let amount = self.b.multiply(drawn, share, money);
            self.b.push(Action::Add { out: debt.upfront, a: debt.upfront, b: amount });
        }
    }

    /// Moment 3: interest, schedule, dues and undrawn fees.
    pub fn accrue_tranches(&mut self) {
        for index in 0..self.model.tranches.len() {
            self.accrue_tranche(index);
        }
        self.moved();
    }

    fn accrue_tranche(&mut self, index: usize) {
        let id = TrancheId(index as u32);
        let tranche = &self.model.tranches[index];
        let debt = self.tranches[index].clone();
        let coupon = self.read(Read::Tranche(id, TrancheAttribute::Coupon));
        self.b.place = tranche.label.place;
        let (days, basis) = self.day_columns(tranche, None);
        let mut terms = vec![Accrual { amount: debt.opening, rate: coupon, days, basis }];
        for (number, draw) in tranche.draws.iter().enumerate() {
            let row = self.row_of(draw.on);
            // A draw on the last day of the accrual period earns nothing in it.
            if row > 0 && self.accrues_until(tranche, row).is_some_and(|end| end != draw.on) {
                let (days, basis) = self.day_columns(tranche, Some((row, draw.on)));
                terms.push(Accrual { amount: debt.draw_parts[number], rate: coupon, days, basis });
            }
        }
        let money = self.money();
        let at_coupon = self.b.flow(money.clone());
        let guard = self.b.set_guard(Some(self.operating));
        self.b.push(Action::Accrue { out: at_coupon, terms: terms.clone() });
        self.b.set_guard(guard);
        self.b.copy(debt.interest, at_coupon);
        if let Some(default_rate) = &tranche.default_rate {
            let rate = self.expression(default_rate);
            let at_default = self.b.flow(money.clone());
            let when = self.b.and(self.operating, debt.in_default);
            let guard = self.b.set_guard(Some(when));
            let terms = terms.into_iter().map(|it| Accrual { rate, ..it }).collect();
            self.b.push(Action::Accrue { out: at_default, terms });
            self.b.push(Action::Subtract { out: debt.default_interest, a: at_default, b: at_coupon });
            self.b.copy(debt.interest, at_default);
            self.b.set_guard(guard);
        }
        let guard = self.b.set_guard(Some(self.operating));
        self.schedule(index);
        if tranche.capitalizes {
            self.b.copy(debt.capitalized, debt.interest);
            self.b.push(Action::Add { out: debt.balance, a: debt.balance, b: debt.interest });
            self.b.copy(debt.debt_service, debt.scheduled);
        } else {
            self.b.push(Action::Add { out: debt.interest_arrears, a: debt.interest_arrears, b: debt.interest });
            // The default margin is a line of its own.
            self.b.push(Action::Add { out: debt.debt_service, a: at_coupon, b: debt.scheduled });
        }
        let matured = self.matured(tranche.maturity);
        self.b.push(Action::Add { out: debt.principal_arrears, a: debt.principal_arrears, b: debt.scheduled });
        let owed = self.b.minimum(debt.principal_arrears, debt.balance);
        self.b.push(Action::Select { out: debt.principal_arrears, condition: matured, yes: debt.balance, no: owed });
        self.b.push(Action::Add { out: debt.due, a: debt.interest_arrears, b: debt.principal_arrears });
        if let Some(fee) = &tranche.undrawn_fee {
            let rate = self.expression(fee);
            let undrawn = self.read(Read::Tranche(id, TrancheAttribute::Undrawn));
            // The commitment lapses with the last scheduled draw.
            let last = tranche.draws.iter().map(|draw| draw.on).max().map_or(0, |on| self.row_of(on));
            let committed = self.flags_by(|row, _| row <= last);
            let drawn_in_period = self.b.add(undrawn, debt.drawn);
            let amount = self.b.flow(money);
            let when = self.b.and(self.operating, committed);
            self.b.set_guard(Some(when));
            self.b.push(Action::Accrue {
                out: amount,
                terms: vec![Accrual { amount: drawn_in_period, rate, days, basis }],
            });
            self.b.push(Action::Add { out: debt.undrawn_fee, a: debt.undrawn_fee, b: amount });
        }
        self.b.set_guard(guard);
    }

    fn matured(&mut self, maturity: Date) -> Slot {
        let row = self.row_of(maturity);
        self.flags_by(|it, _| it >= row)
    }

    /// The end of a row's accrual period.
    fn accrues_until(&self, tranche: &Tranche, row: usize) -> Option<Date> {
        let dates = if tranche.adjusted { &self.payments } else { &self.dates };
        dates.get(row).copied()
    }

    /// Day-count fraction of each row's accrual period; of one row only, from a date, for a draw inside it.
    fn day_columns(&mut self, tranche: &Tranche, draw: Option<(usize, Date)>) -> (Slot, Slot) {
        let dates = if tranche.adjusted { self.payments.clone() } else { self.dates.clone() };
        let fraction = |row: usize| {
            if row == 0 {
                return (0, 1);
            }
            match draw {
                Some((at, on)) if at == row => tranche.day_count.fraction(on.min(dates[row]), dates[row]),
                Some(_) => (0, 1),
                None => tranche.day_count.fraction(dates[row - 1], dates[row]),
            }
        };
        let fractions: Vec<(i64, i64)> = (0..dates.len()).map(fraction).collect();
        let days = self.b.column(Type::Date, fractions.iter().map(|it| i128::from(it.0)).collect());
        let basis = self.b.column(Type::Date, fractions.iter().map(|it| i128::from(it.1)).collect());
        (days, basis)
    }

    /// Principal scheduled for the period: the instalment, less what was prepaid ahead, within what is not in arrears.
    fn schedule(&mut self, index: usize) {
        let tranche = &self.model.tranches[index];
        let debt = self.tranches[index].clone();
        let instalments = self.instalments(index);
        let money = self.money();
        let parts: Vec<Slot> = instalments.iter().map(|it| self.emit_instalment(index, it)).collect();
        let raw = self.b.sum(money, &parts);
        let mut wanted = raw;
        if tranche.prepayments == Prepayments::InOrder {
            let absorbed = self.b.minimum(raw, debt.ahead);
            self.b.push(Action::Subtract { out: debt.ahead, a: debt.ahead, b: absorbed });
            wanted = self.b.subtract(raw, absorbed);
        }
        let current = self.b.subtract(debt.balance, debt.principal_arrears);
        let current = self.b.positive(current);
        self.b.push(Action::Minimum { out: debt.scheduled, a: wanted, b: current });
        self.tranches[index].schedule = instalments;
    }

    fn emit_instalment(&mut self, index: usize, it: &ProjectedInstalment) -> Slot {
        let debt = self.tranches[index].clone();
        let money = self.money();
        let out = self.b.flow(money.clone());
        match *it {
            ProjectedInstalment::Equal { drawn, number, count, .. } => {
                self.b
                    .push(Action::Instalment { out, instalment: Box::new(Instalment::Equal { drawn, number, count }) });
                out
            }
            ProjectedInstalment::Level { rate, days, basis, left } => {
                let current = self.b.subtract(debt.balance, debt.principal_arrears);
                let balance = self.b.positive(current);
                let instalment = Box::new(Instalment::Level { balance, rate, days, basis, left });
                self.b.push(Action::Instalment { out, instalment });
                out
            }
            ProjectedInstalment::Amount { amount, active } => {
                let none = self.zero_money();
                self.b.select(active, amount, none)
            }
            ProjectedInstalment::Share { drawn, share } => self.b.multiply(drawn, share, money),
        }
    }

    /// The schedule as columns, one part for each draw where parts differ.
    fn instalments(&mut self, index: usize) -> Vec<ProjectedInstalment> {
        let tranche = &self.model.tranches[index];
        let debt = self.tranches[index].clone();
        match &tranche.amortization {
            Amortization::None => Vec::new(),
            Amortization::EqualPrincipal { instalments, from } if tranche.prepayments == Prepayments::ProRata => {
                let rate = self.b.constant(Type::Quantity(Unit::ratio()), 0);
                vec![self.level(tranche, *instalments, *from, rate)]
            }
            Amortization::EqualPrincipal { instalments, from } => {
                let first = self.row_of(*from);
                let mut parts = Vec::new();
                if tranche.opening.is_some() {
                    let opening = self.b.constant_of_state(debt.drawn_total);
                    let drawn = self.b.constant(self.money(), opening);
                    parts.push(self.equal(drawn, opening, 0, first, first, *instalments));
                }
                for (number, draw) in tranche.draws.iter().enumerate() {
                    let row = self.row_of(draw.on);
                    // One at closing is never ahead.
                    let committed = if row > 0 { self.known(&draw.amount).unwrap_or(0) } else { 0 };
                    parts.push(self.equal(debt.by_draw[number], committed, row, first, first.max(row), *instalments));
                }
                parts
            }
            Amortization::LevelPayment { instalments, from } => {
                let coupon = self.read(Read::Tranche(TrancheId(index as u32), TrancheAttribute::Coupon));
                vec![self.level(tranche, *instalments, *from, coupon)]
            }
            Amortization::Table(rows) => {
                let one = power_of_ten(Unit::ratio().scale());
                let mut shares = vec![0; self.dates.len()];
                for &(date, share) in rows {
                    if let Some(cell) = shares.get_mut(self.row_of(date)) {
                        *cell += share.min(one);
                    }
                }
                let share = self.b.column(Type::Quantity(Unit::ratio()), shares);
                vec![ProjectedInstalment::Share { drawn: debt.drawn_total, share }]
            }
            Amortization::PerPeriod { amount, from } => {
                let amount = self.expression(amount);
                let first = from.map_or(1, |from| self.row_of(from));
                let active = self.flags_by(|row, _| row >= first.max(1));
                vec![ProjectedInstalment::Amount { amount, active }]
            }
        }
    }

    /// Equal parts of one draw, over the instalments that are left when it is drawn.
    fn equal(
        &mut self,
        drawn: Slot,
        committed: i128,
        drawn_row: usize,
        first: usize,
        start: usize,
        instalments: u32,
    ) -> ProjectedInstalment {
        let gone = u32::try_from(start - first).unwrap_or(u32::MAX);
        let count = instalments.saturating_sub(gone).max(1);
        let number = self.counts(|row, _| if row >= start { (row - start + 1) as i128 } else { 0 });
        ProjectedInstalment::Equal { drawn, committed, drawn_row: drawn_row as u32, number, count }
    }

    fn level(&mut self, tranche: &Tranche, instalments: u32, from: Date, rate: Slot) -> ProjectedInstalment {
        let (days, basis) = self.day_columns(tranche, None);
        let first = self.row_of(from);
        let last = first + instalments as usize;
        let left = self.counts(|row, _| if row >= first && row < last { (last - row) as i128 } else { 0 });
        ProjectedInstalment::Level { rate, days, basis, left }
    }

    /// `sum(T.scheduled_service, next N months)`
    pub fn projection(&mut self, id: TrancheId, periods: u32) -> Slot {
        let index = id.index();
        let tranche = &self.model.tranches[index];
        let debt = self.tranches[index].clone();
        let rate = self.read(Read::Tranche(id, TrancheAttribute::Coupon));
        let (days, basis) = self.day_columns(tranche, None);
        let instalments = self.instalments(index);
        let mut draws = Vec::new();
        for draw in &tranche.draws {
            let row = self.row_of(draw.on);
            if row == 0 {
                continue;
            }
            if let (Some(end), Some(amount)) = (self.accrues_until(tranche, row), self.known(&draw.amount)) {
                let (days, basis) = tranche.day_count.fraction(draw.on.min(end), end);
                draws.push(ProjectedDraw { row: row as u32, amount, days, basis });
            }
        }
        let out = self.b.flow(self.money());
        let ahead = (tranche.prepayments == Prepayments::InOrder).then_some(debt.ahead);
        self.b.push(Action::Project {
            out,
            projection: Box::new(Projection {
                balance: debt.balance,
                arrears: debt.principal_arrears,
                rate,
                days,
                basis,
                instalments,
                ahead,
                matures: self.row_of(tranche.maturity) as u32,
                draws,
                rows: periods,
                capitalizes: tranche.capitalizes,
            }),
        });
        out
    }

    /// Attributes that are worked out where they are read.
    pub fn tranche(&mut self, id: TrancheId, attribute: TrancheAttribute) -> Slot {
        let tranche = &self.model.tranches[id.index()];
        let debt = self.tranches[id.index()].clone();
        self.b.place = tranche.label.place;
        let name = format!("{}.{}", debt.name, attribute.name());
        match attribute {
            TrancheAttribute::Coupon => {
                let coupon = self.coupon(id);
                self.name(Read::Tranche(id, attribute), &name, coupon)
            }
            TrancheAttribute::Limit => {
                let limit = self.expression(&tranche.limit);
                self.name(Read::Tranche(id, attribute), &name, limit)
            }
            TrancheAttribute::Undrawn => {
                let limit = self.read(Read::Tranche(id, TrancheAttribute::Limit));
                let undrawn = self.b.subtract(limit, debt.drawn_total);
                self.b.positive(undrawn)
            }
            TrancheAttribute::Unpaid => self.b.add(debt.interest_arrears, debt.principal_arrears),
            TrancheAttribute::Paid => self.b.add(debt.interest_paid, debt.principal_paid),
            TrancheAttribute::Recovery | TrancheAttribute::RecoveryCash => self.recovery(debt.received_total, &debt),
            TrancheAttribute::RecoveryPv => self.recovery(debt.received_pv, &debt),
            // Only a window that looks ahead reads it; as a plain name it is the next period's.
            TrancheAttribute::ScheduledService => self.projection(id, 1),
            _ => self.zero_money(),
        }
    }

    /// Received over claim; 100% for a tranche that never defaulted.
    fn recovery(&mut self, received: Slot, debt: &Debt) -> Slot {
        let ratio = Type::Quantity(Unit::ratio());
        let share = self.b.divide_by(received, debt.claim_at_acceleration, ratio.clone(), (1, 1));
        let claimed = self.b.is_positive(debt.claim_at_acceleration);
        let whole = self.b.constant(ratio.clone(), power_of_ten(ratio.scale()));
        self.b.select(claimed, share, whole)
    }

    /// The rate in force: fixed on the period before's close, or on its own; margins of covenants on top.
    fn coupon(&mut self, id: TrancheId) -> Slot {
        let tranche = &self.model.tranches[id.index()];
        let fixing = self.expression(&tranche.coupon);
        let fixing = self.shocked(crate::model::ShockTarget::Coupon(id), fixing);
        let mut rate = match tranche.setting {
            RateSetting::InArrears => fixing,
            RateSetting::InAdvance => {
                let before = self.b.prior(fixing);
                self.b.select(self.calendar.closing, fixing, before)
            }
        };
        for (hold, margin) in self.tranches[id.index()].margin.clone() {
            let none = self.b.constant(self.b.of(rate), 0);
            let added = self.b.select(hold, margin, none);
            rate = self.b.add(rate, added);
        }
        rate
    }

    /// Any tranche in default while debt is still owed: nothing goes to the Sponsor.
    pub fn distributions_blocked(&mut self) -> Slot {
        let money = self.money();
        let defaults: Vec<Slot> = self.tranches.iter().map(|it| it.in_default).collect();
        let any = self.b.any(&defaults);
        let owed: Vec<Slot> = self.tranches.iter().flat_map(|it| [it.balance, it.interest_arrears]).collect();
        let claims: Vec<Slot> = self.tranches.iter().map(|it| it.claim).collect();
        let before = self.b.sum(money.clone(), &owed);
        let after = self.b.sum(money, &claims);
        let total = self.b.select(self.accelerated, after, before);
        let left = self.b.is_positive(total);
        self.b.and(any, left)
    }

    /// Whether cash from a draw can reach a waterfall that runs on draw dates.
    pub fn draw_rows(&self) -> Vec<usize> {
        let draws = self.model.tranches.iter().flat_map(|it| &it.draws);
        draws.map(|draw| self.row_of(draw.on)).collect()
    }
}
