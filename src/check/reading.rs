//! What a read is called in the file: `Senior.balance`, `Payments.trap.paid`.

use crate::model::{Label, Model, Read};

/// As the file writes it.
pub(crate) fn name_of(model: &Model, read: Read) -> String {
    let plain = |label: Option<&Label>| label.map_or(String::new(), |label| label.name.clone());
    let figure =
        |label: Option<&Label>, figure: &str| label.map_or(String::new(), |label| format!("{}.{figure}", label.name));
    match read {
        Read::Line(id) => plain(model.lines.get(id.index()).map(|line| &line.label)),
        Read::Input(id) => plain(model.inputs.get(id.index()).map(|input| &input.label)),
        Read::Curve(id) => plain(model.curves.get(id.index()).map(|curve| &curve.label)),
        Read::State(id) => plain(model.states.get(id.index()).map(|state| &state.label)),
        Read::Asset(id, it) => figure(model.assets.get(id.index()).map(|asset| &asset.label), it.name()),
        Read::AssetValue(id, index) => {
            let asset = model.assets.get(id.index());
            let value = asset.and_then(|asset| asset.values.get(usize::try_from(index).unwrap_or(usize::MAX)));
            figure(asset.map(|asset| &asset.label), value.map_or("", |value| value.label.name.as_str()))
        }
        Read::Contract(id, it) => figure(model.contracts.get(id.index()).map(|contract| &contract.label), it.name()),
        Read::Account(id, it) => figure(model.accounts.get(id.index()).map(|account| &account.label), it.name()),
        Read::Fee(id, it) => figure(model.fees.get(id.index()).map(|fee| &fee.label), it.name()),
        Read::Tranche(id, it) => figure(model.tranches.get(id.index()).map(|tranche| &tranche.label), it.name()),
        Read::Step(id, it) => figure(model.steps.get(id.index()).map(|step| &step.label), it.name()),
        Read::Covenant(id, it) => figure(model.covenants.get(id.index()).map(|covenant| &covenant.label), it.name()),
        Read::Liquidation(id, it) => figure(model.liquidations.get(id.index()).map(|sale| &sale.label), it.name()),
        Read::Period(it) => format!("period.{}", it.name()),
        Read::Remaining(_) => "remaining".to_string(),
    }
}
