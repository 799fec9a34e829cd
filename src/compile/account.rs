//! Accounts: what reaches them, what they release, where the last cash goes.

use super::lowering::Lowering;
use crate::model::{AccountAttribute, AccountId, DrawDestination, Read};
use crate::plan::{Action, Party, Place, Slot};

/// The slots of one account.
#[derive(Debug, Clone, Copy)]
pub struct AccountSlots {
    pub balance: Slot,
    pub opening: Slot,
}

impl Lowering<'_> {
    pub fn declare_accounts(&mut self) {
        for (index, account) in self.model.accounts.iter().enumerate() {
            self.b.place = account.label.place;
            let (name, money) = (&account.label.name, self.money());
            let balance = self.b.state(format!("{name}.balance"), money.clone(), 0);
            let opening = self.b.named_flow(format!("{name}.opening"), money);
            self.b.copy(opening, balance);
            self.accounts.push(AccountSlots { balance, opening });
            self.balances.push((name.clone(), balance));
            let id = AccountId(index as u32);
            self.directory.insert(Read::Account(id, AccountAttribute::Balance), balance);
            self.directory.insert(Read::Account(id, AccountAttribute::Opening), opening);
        }
    }

    pub fn account(&mut self, id: AccountId, attribute: AccountAttribute) -> Slot {
        let account = &self.model.accounts[id.index()];
        match (attribute, &account.target) {
            // A target may read running balances: it is worked out anew wherever it is read.
            (AccountAttribute::Target, Some(target)) => {
                let value = self.expression(target);
                self.b.place = account.label.place;
                value
            }
            (AccountAttribute::Target, None) => self.zero_money(),
            (AccountAttribute::Opening, _) => self.accounts[id.index()].opening,
            (AccountAttribute::Balance, _) => self.accounts[id.index()].balance,
        }
    }

    /// First fundings by the Sponsor, at closing.
    pub fn fund_accounts(&mut self) {
        for (index, account) in self.model.accounts.iter().enumerate() {
            let Some(opening) = &account.opening else { continue };
            self.b.place = account.label.place;
            let amount = self.expression(opening);
            let guard = self.b.set_guard(Some(self.calendar.closing));
            let to = self.place_of(AccountId(index as u32));
            self.b.transfer((Place::Outside(Party::Named(0)), None), to, amount);
            self.b.set_guard(guard);
        }
        self.moved();
    }

    /// Moment 4: revenue and interest arrive, releases are made.
    pub fn collect(&mut self) {
        for (index, account) in self.model.accounts.iter().enumerate() {
            let to = self.place_of(AccountId(index as u32));
            for flow in &account.receives {
                self.b.place = account.label.place;
                let amount = self.expression(flow);
                let guard = self.b.set_guard(Some(self.operating));
                self.b.transfer((Place::Outside(Party::Customers), None), to, amount);
                self.b.set_guard(guard);
            }
            if let Some(interest) = &account.interest {
                self.b.place = account.label.place;
                let rate = self.expression(interest);
                let money = self.money();
                let opening = self.accounts[index].opening;
                let per_month = i128::from(12 / super::curve::months_per(&interest.of).max(1));
                let amount = self.b.multiply_by(
                    opening,
                    rate,
                    money,
                    (i128::from(self.model.deal.months_per_period) * per_month, 12),
                );
                let guard = self.b.set_guard(Some(self.operating));
                self.b.transfer((Place::Outside(Party::Bank), None), to, amount);
                self.b.set_guard(guard);
            }
        }
        self.moved();
        self.release_accounts();
    }

    /// `releases: to A when C`
    fn release_accounts(&mut self) {
        for (index, account) in self.model.accounts.iter().enumerate() {
            let Some((to, condition)) = &account.releases else { continue };
            self.b.place = account.label.place;
            let mut when = self.operating;
            if let Some(condition) = condition {
                let condition = self.expression(condition);
                when = self.b.and(when, condition);
            }
            let from = self.place_of(AccountId(index as u32));
            let to = self.place_of(*to);
            let amount = self.b.flow(self.money());
            self.b.copy(amount, self.accounts[index].balance);
            let guard = self.b.set_guard(Some(when));
            self.b.transfer(from, to, amount);
            self.b.set_guard(guard);
            self.moved();
        }
    }

    /// What is left goes to its stated place on the last date; to the Sponsor only when no defaulted debt is left.
    pub fn dispose(&mut self) {
        let blocked = self.distributions_blocked();
        for (index, account) in self.model.accounts.iter().enumerate() {
            let Some(destination) = account.at_end else { continue };
            self.b.place = account.label.place;
            let mut when = self.b.and(self.calendar.last, self.operating);
            if destination == DrawDestination::Party(crate::model::PartyId(0)) {
                let free = self.b.not(blocked);
                when = self.b.and(when, free);
            }
            let from = self.place_of(AccountId(index as u32));
            let to = self.destination(destination);
            let amount = self.b.flow(self.money());
            let guard = self.b.set_guard(Some(when));
            self.b.push(Action::Copy { out: amount, a: self.accounts[index].balance });
            self.b.transfer(from, to, amount);
            self.b.set_guard(guard);
        }
        self.moved();
    }

    pub fn destination(&self, destination: DrawDestination) -> (Place, Option<Slot>) {
        match destination {
            DrawDestination::Account(account) => self.place_of(account),
            DrawDestination::Party(party) => (Place::Outside(Party::Named(party.0)), None),
        }
    }
}
