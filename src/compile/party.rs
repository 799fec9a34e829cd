//! Parties: whether one has defaulted, by a dated shock of the scenario or by chance.

use super::lowering::Lowering;
use crate::model::{Change, Comparison, PartyAttribute, PartyId, Read, ShockTarget};
use crate::plan::Slot;
use crate::time::Date;

impl Lowering<'_> {
    pub fn party(&mut self, id: PartyId, attribute: PartyAttribute) -> Slot {
        let label = &self.model.parties[id.index()].label;
        self.b.place = label.place;
        let value = match attribute {
            PartyAttribute::Defaulted => self.defaulted(id),
        };
        self.name(Read::Party(id, attribute), &format!("{}.{}", label.name, attribute.name()), value)
    }

    /// When a party defaults in this scenario, if it does.
    pub fn default_date(&self, id: PartyId) -> Option<Date> {
        let entries = self.shocks_on(ShockTarget::PartyDefault(id));
        entries.iter().filter(|it| it.change == Change::Default).filter_map(|it| it.from).min()
    }

    /// From the period that holds the default.
    fn defaulted(&mut self, id: PartyId) -> Slot {
        let dated = self.default_date(id);
        let stated = self.flags_by(|_, end| dated.is_some_and(|on| end >= on));
        let Some(row) = self.default_row(ShockTarget::PartyDefault(id)) else { return stated };
        let index = self.counts(|row, _| row as i128);
        let by_chance = self.b.compare(Comparison::GreaterOrEqual, index, row);
        self.b.or(stated, by_chance)
    }
}
