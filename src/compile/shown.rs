//! What reports show of every deal, whether or not the deal reads it.

use super::lowering::Lowering;
use crate::model::{AccountAttribute, AccountId, AssetAttribute, AssetId, Read, StateId, TrancheAttribute, TrancheId};

impl Lowering<'_> {
    /// Emits them at closing values, under the names users know.
    pub fn show(&mut self) {
        for (index, slot) in self.states.clone().into_iter().enumerate() {
            self.directory.insert(Read::State(StateId(index as u32)), slot);
        }
        for index in 0..self.model.assets.len() {
            let id = AssetId(index as u32);
            for line in 0..self.model.assets[index].values.len() {
                self.read(Read::AssetValue(id, line as u32));
            }
            if self.model.liquidations.iter().any(|it| it.of == id) {
                self.read(Read::Asset(id, AssetAttribute::Forced));
            }
        }
        for index in 0..self.model.accounts.len() {
            if self.model.accounts[index].target.is_some() {
                self.show_one(Read::Account(AccountId(index as u32), AccountAttribute::Target));
            }
        }
        for index in 0..self.model.tranches.len() {
            for attribute in [
                TrancheAttribute::Coupon,
                TrancheAttribute::Unpaid,
                TrancheAttribute::Recovery,
                TrancheAttribute::RecoveryPv,
                TrancheAttribute::RecoveryCash,
            ] {
                self.show_one(Read::Tranche(TrancheId(index as u32), attribute));
            }
        }
    }

    fn show_one(&mut self, read: Read) {
        if !self.directory.contains_key(&read) {
            let value = self.read(read);
            if !self.directory.contains_key(&read) {
                let name = self.model.name_of(read);
                self.name(read, &name, value);
            }
        }
    }
}
