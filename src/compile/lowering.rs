//! The state of a lowering: slots of everything that moves, and reads emitted when first needed.

use super::account::AccountSlots;
use super::asset::AssetSlots;
use super::calendar::Calendar;
use super::case::Case;
use super::covenant::{CovenantLowering, Credits};
use super::fee::FeeSlots;
use super::sale::SaleSlots;
use super::tranche::Debt;
use super::waterfall::StepSlots;
use crate::model::{InputId, LeverTarget, LineId, Model, ProcessId, Read, Type};
use crate::plan::{Builder, Driver, Events, Held, Place, Plan, Slot};
use crate::quantity::Unit;
use crate::source::Span;
use crate::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One deal under one case, on its way into a plan.
pub struct Lowering<'a> {
    pub model: &'a Model,
    pub case: &'a Case<'a>,
    pub b: Builder,
    /// Closing, period ends, tail.
    pub dates: Vec<Date>,
    pub payments: Vec<Date>,
    pub calendar: Calendar,
    pub inputs: Vec<Slot>,
    pub assets: Vec<AssetSlots>,
    pub accounts: Vec<AccountSlots>,
    pub fees: Vec<FeeSlots>,
    pub tranches: Vec<Debt>,
    pub steps: Vec<StepSlots>,
    pub covenants: Vec<CovenantLowering>,
    pub states: Vec<Slot>,
    /// Cure money that counts as a line while a measure is lowered.
    pub credits: Credits,
    pub sales: Vec<SaleSlots>,
    /// Acceleration has happened in an earlier row, or in this one once *enforce* has run.
    pub accelerated: Slot,
    /// An enforcement has started.
    pub started: Slot,
    /// Acceleration without standstill, asked for by a covenant in this row.
    pub accelerate_now: Slot,
    /// In the grid and not accelerated: ordinary business goes on.
    pub operating: Slot,
    /// Where each readable name is kept, once emitted.
    pub directory: BTreeMap<Read, Slot>,
    /// For lines that read running stocks: the moment of their last emission.
    pub emitted: BTreeMap<LineId, u32>,
    /// Moves on whenever cash may have moved.
    pub epoch: u32,
    /// Names being worked out because another waits for them.
    pub depth: usize,
    /// Where names wait for each other in too long a row.
    pub too_deep: Option<Span>,
    pub events: Events,
    /// What differs from path to path, and the driver of each process once it has one.
    pub drivers: Vec<Driver>,
    /// Levers whose neutral value went into the plan itself.
    pub taken: BTreeSet<usize>,
    pub drawn: BTreeMap<ProcessId, Slot>,
    /// Balance slots by place: the model's accounts, then the estate.
    pub balances: Vec<(String, Slot)>,
}

impl<'a> Lowering<'a> {
    pub fn new(model: &'a Model, case: &'a Case<'a>) -> Lowering<'a> {
        let deal = &model.deal;
        let mut dates = vec![deal.grid.closing()];
        dates.extend_from_slice(deal.grid.ends());
        dates.extend_from_slice(&deal.tail);
        let mut payments = deal.payments.clone();
        payments.extend_from_slice(&deal.tail);
        let mut b = Builder::new(dates.len());
        let calendar = Calendar::new(&mut b, model, &dates);
        let accelerated = b.state("accelerated", Type::Boolean, 0);
        let started = b.state("enforcement started", Type::Boolean, 0);
        let accelerate_now = b.flow(Type::Boolean);
        let operating = b.not(accelerated);
        let operating = b.and(operating, calendar.in_grid);
        Lowering {
            model,
            case,
            b,
            dates,
            payments,
            calendar,
            inputs: Vec::new(),
            assets: Vec::new(),
            accounts: Vec::new(),
            fees: Vec::new(),
            tranches: Vec::new(),
            steps: Vec::new(),
            covenants: Vec::new(),
            states: Vec::new(),
            credits: Vec::new(),
            sales: Vec::new(),
            accelerated,
            started,
            accelerate_now,
            operating,
            directory: BTreeMap::new(),
            emitted: BTreeMap::new(),
            epoch: 0,
            depth: 0,
            too_deep: None,
            events: Events::default(),
            drivers: Vec::new(),
            taken: BTreeSet::new(),
            drawn: BTreeMap::new(),
            balances: Vec::new(),
        }
    }

    /// Slots of everything that carries a value from one period to the next.
    pub fn declare(&mut self) {
        self.declare_levers();
        self.declare_inputs();
        self.declare_accounts();
        self.declare_states();
        self.declare_assets();
        self.declare_fees();
        self.declare_tranches();
        self.declare_sales();
        self.declare_steps();
        self.declare_covenants();
    }

    /// Inputs are constants of the case: the caller's value, else the scenario's, else the file's.
    fn declare_inputs(&mut self) {
        for (index, input) in self.model.inputs.iter().enumerate() {
            let id = InputId(index as u32);
            self.b.place = input.label.place;
            let slot = match self.lever(LeverTarget::Input(id)) {
                Some(slot) => slot,
                None => {
                    let value = self.input_value(id);
                    self.b.slot(Some(input.label.name.clone()), input.of.clone(), Held::Constant(value))
                }
            };
            self.inputs.push(slot);
        }
    }

    pub fn input_value(&self, id: InputId) -> i128 {
        self.case.input_value(self.model, id)
    }

    pub fn money(&self) -> Type {
        Type::Quantity(Unit::money(self.model.deal.currency))
    }

    pub fn zero_money(&mut self) -> Slot {
        let money = self.money();
        self.b.constant(money, 0)
    }

    pub fn unit_of(&self, slot: Slot) -> Unit {
        self.b.of(slot).unit().cloned().unwrap_or_else(Unit::ratio)
    }

    /// Puts a value under the name users know it by.
    pub fn name(&mut self, read: Read, name: &str, value: Slot) -> Slot {
        let slot = &mut self.b.slots[value.index()];
        let own = if slot.name.is_none() && slot.held == Held::Flow {
            slot.name = Some(name.to_owned());
            value
        } else {
            let of = slot.of.clone();
            let named = self.b.named_flow(name, of);
            self.b.copy(named, value);
            named
        };
        self.directory.insert(read, own);
        own
    }

    /// Marks a moment after which running stocks may have changed.
    pub fn moved(&mut self) {
        self.epoch += 1;
    }

    /// What waterfalls and transfers call an account.
    pub fn place_of(&self, account: crate::model::AccountId) -> (Place, Option<Slot>) {
        (Place::Account(account.0), Some(self.accounts[account.index()].balance))
    }

    /// Emits what nobody has read, so that reports find it.
    pub fn close(&mut self) {
        for index in 0..self.model.lines.len() {
            self.read(Read::Line(LineId(index as u32)));
        }
        self.show();
    }

    pub fn finish(mut self) -> Plan {
        let observe = self.case.observe.clone();
        self.moved();
        let observed = observe.into_iter().map(|expr| self.expression(expr)).collect();
        let randomness = self.randomness();
        let loans = self.tranches.iter().map(Debt::loan).collect();
        Plan {
            slots: self.b.slots,
            operations: self.b.operations,
            dates: self.dates,
            payments: self.payments,
            periods: self.model.deal.grid.periods(),
            winding: self.model.enforcement.as_ref().map(|_| self.accelerated),
            waiting: self.model.enforcement.as_ref().map(|_| self.started),
            rounding: self.model.deal.rounding,
            accounts: self.balances,
            loans,
            directory: self.directory,
            events: self.events,
            drivers: self.drivers,
            taken: self.taken,
            randomness,
            observed,
        }
    }
}
