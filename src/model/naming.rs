//! The name of everything that can be read, as the file writes it: `Senior.balance`, `Payments.trap.paid`.

use super::{Label, Model, Read};

impl Model {
    pub fn name_of(&self, read: Read) -> String {
        let Some(label) = self.label_of(read) else {
            return match read {
                Read::Period(attribute) => format!("period.{}", attribute.name()),
                _ => "remaining".to_string(),
            };
        };
        let figure = match read {
            Read::Line(_) | Read::Input(_) | Read::Curve(_) | Read::State(_) | Read::Period(_) => {
                return label.name.clone();
            }
            Read::Asset(_, attribute) => attribute.name(),
            Read::AssetValue(id, line) => {
                let values = self.assets.get(id.index()).map_or(&[][..], |asset| asset.values.as_slice());
                values.get(line as usize).map_or("value", |value| &value.label.name)
            }
            Read::Contract(_, attribute) => attribute.name(),
            Read::Party(_, attribute) => attribute.name(),
            Read::Account(_, attribute) => attribute.name(),
            Read::Fee(_, attribute) => attribute.name(),
            Read::Tranche(_, attribute) => attribute.name(),
            Read::Step(_, attribute) => attribute.name(),
            Read::Covenant(_, attribute) => attribute.name(),
            Read::Liquidation(_, attribute) => attribute.name(),
            Read::Remaining(_) | Read::Estate => "remaining",
        };
        format!("{}.{figure}", label.name)
    }

    /// The clause that the thing read comes from.
    pub fn clause_of(&self, read: Read) -> Option<&str> {
        if let Read::AssetValue(id, line) = read {
            let own = self.assets.get(id.index())?.values.get(line as usize);
            if let Some(clause) = own.and_then(|value| value.label.clause.as_deref()) {
                return Some(clause);
            }
        }
        self.label_of(read)?.clause.as_deref()
    }

    /// The block or line that a read is of; none for the period and for the estate of an enforcement.
    fn label_of(&self, read: Read) -> Option<&Label> {
        Some(match read {
            Read::Line(id) => &self.lines.get(id.index())?.label,
            Read::Input(id) => &self.inputs.get(id.index())?.label,
            Read::Curve(id) => &self.curves.get(id.index())?.label,
            Read::State(id) => &self.states.get(id.index())?.label,
            Read::Asset(id, _) | Read::AssetValue(id, _) => &self.assets.get(id.index())?.label,
            Read::Party(id, _) => &self.parties.get(id.index())?.label,
            Read::Contract(id, _) => &self.contracts.get(id.index())?.label,
            Read::Account(id, _) | Read::Remaining(id) => &self.accounts.get(id.index())?.label,
            Read::Fee(id, _) => &self.fees.get(id.index())?.label,
            Read::Tranche(id, _) => &self.tranches.get(id.index())?.label,
            Read::Step(id, _) => &self.steps.get(id.index())?.label,
            Read::Covenant(id, _) => &self.covenants.get(id.index())?.label,
            Read::Liquidation(id, _) => &self.liquidations.get(id.index())?.label,
            Read::Period(_) | Read::Estate => return None,
        })
    }
}
