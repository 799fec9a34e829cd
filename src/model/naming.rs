//! The name of everything that can be read, as the file writes it: `Senior.balance`, `Payments.trap.paid`.

use super::{Model, Read};

impl Model {
    pub fn name_of(&self, read: Read) -> String {
        let of = |name: &str, attribute: &str| format!("{name}.{attribute}");
        match read {
            Read::Line(id) => self.lines[id.index()].label.name.clone(),
            Read::Input(id) => self.inputs[id.index()].label.name.clone(),
            Read::Curve(id) => self.curves[id.index()].label.name.clone(),
            Read::State(id) => self.states[id.index()].label.name.clone(),
            Read::Asset(id, attribute) => of(&self.assets[id.index()].label.name, attribute.name()),
            Read::AssetValue(id, line) => {
                let asset = &self.assets[id.index()];
                of(&asset.label.name, asset.values.get(line as usize).map_or("value", |it| &it.label.name))
            }
            Read::Contract(id, attribute) => of(&self.contracts[id.index()].label.name, attribute.name()),
            Read::Account(id, attribute) => of(&self.accounts[id.index()].label.name, attribute.name()),
            Read::Fee(id, attribute) => of(&self.fees[id.index()].label.name, attribute.name()),
            Read::Tranche(id, attribute) => of(&self.tranches[id.index()].label.name, attribute.name()),
            Read::Step(id, attribute) => of(&self.steps[id.index()].label.name, attribute.name()),
            Read::Covenant(id, attribute) => of(&self.covenants[id.index()].label.name, attribute.name()),
            Read::Liquidation(id, attribute) => of(&self.liquidations[id.index()].label.name, attribute.name()),
            Read::Period(attribute) => of("period", attribute.name()),
            Read::Remaining(id) => of(&self.accounts[id.index()].label.name, "remaining"),
        }
    }

    /// The clause that the thing read comes from.
    pub fn clause_of(&self, read: Read) -> Option<&str> {
        let label = match read {
            Read::Line(id) => &self.lines[id.index()].label,
            Read::Input(id) => &self.inputs[id.index()].label,
            Read::Curve(id) => &self.curves[id.index()].label,
            Read::State(id) => &self.states[id.index()].label,
            Read::Asset(id, _) => &self.assets[id.index()].label,
            Read::AssetValue(id, line) => {
                let asset = &self.assets[id.index()];
                let own = asset.values.get(line as usize).and_then(|it| it.label.clause.as_deref());
                return own.or(asset.label.clause.as_deref());
            }
            Read::Contract(id, _) => &self.contracts[id.index()].label,
            Read::Account(id, _) | Read::Remaining(id) => &self.accounts[id.index()].label,
            Read::Fee(id, _) => &self.fees[id.index()].label,
            Read::Tranche(id, _) => &self.tranches[id.index()].label,
            Read::Step(id, _) => &self.steps[id.index()].label,
            Read::Covenant(id, _) => &self.covenants[id.index()].label,
            Read::Liquidation(id, _) => &self.liquidations[id.index()].label,
            Read::Period(_) => return None,
        };
        label.clause.as_deref()
    }
}
