//! Shocks, scenarios, amendments.

use super::super::fact::{Book, Kind, Value};
use super::super::words;
use super::waterfall::name_of;
use crate::model::{Amendment, Change, CureGrant, Model, Scenario, Shock, ShockEntry, ShockTarget, TestInput};

pub fn amendment(book: &mut Book, amendment: &Amendment) {
    let Amendment { label } = amendment;
    book.open(Kind::Amendment, label);
}

/// As a shock names it: `rent`, `Fleet.market`, `Sale.depth`.
pub fn target(model: &Model, target: ShockTarget) -> String {
    let liquidation = |index: usize| words::label(&model.liquidations, index, |it| &it.label);
    let contract = |index: usize| words::label(&model.contracts, index, |it| &it.label);
    match target {
        ShockTarget::Curve(id) => words::label(&model.curves, id.index(), |it| &it.label),
        ShockTarget::AssetValue(id, line) => {
            let lines = model.assets.get(id.index()).map_or(&[][..], |asset| asset.values.as_slice());
            format!("{}.{}", words::asset(model, id), words::label(lines, line, |it| &it.label))
        }
        ShockTarget::Input(id) => words::label(&model.inputs, id.index(), |it| &it.label),
        ShockTarget::Line(id) => words::label(&model.lines, id.index(), |it| &it.label),
        ShockTarget::PartyDefault(id) => words::party(model, id),
        ShockTarget::ContractPrice(id) => format!("{}.price", contract(id.index())),
        ShockTarget::ContractUnits(id) => format!("{}.units", contract(id.index())),
        ShockTarget::Depth(id) => format!("{}.depth", liquidation(id.index())),
        ShockTarget::Buyers(id) => format!("{}.buyers", liquidation(id.index())),
        ShockTarget::Drift(id) => format!("{}.drift", liquidation(id.index())),
        ShockTarget::Coupon(id) => {
            format!("{}.coupon", words::tranche(model, id))
        }
    }
}

pub fn shock<'m>(book: &mut Book<'m>, shock: &'m Shock) {
    let Shock { label, entries } = shock;
    let mut entry = book.open(Kind::Shock, label);
    let model = entry.model();
    // Several on one thing apply one after the other.
    entry.order("order", entries.iter().map(|it| target(model, it.target)).collect());
    for ShockEntry { target: on, change, from, over_months, until, text: _, place } in entries {
        let start = from.map_or(String::new(), |from| format!(" from {from}"));
        let name = format!("{} {}{start}", label.name, target(model, *on));
        let mut entry = book.about(Kind::Entry, &name, Some((Kind::Shock, &label.name)), *place);
        entry.word("of", target(model, *on));
        match change {
            Change::To(value) => entry.expr("to", value),
            Change::Times(value) => entry.expr("times", value),
            Change::By(value) => entry.expr("by", value),
            Change::Default => entry.word("to", "default"),
        }
        from.iter().for_each(|from| entry.date("from", *from));
        over_months.iter().for_each(|it| entry.number("over", format!("{it} months"), i128::from(*it), "months"));
        until.iter().for_each(|until| entry.date("until", *until));
    }
}

pub fn scenario<'m>(book: &mut Book<'m>, scenario: &'m Scenario) {
    let Scenario { label, shocks, inputs, cures, without, without_waterfalls, without_covenants, without_amendments } =
        scenario;
    let mut entry = book.open(Kind::Scenario, label);
    let model = entry.model();
    let names: Vec<String> = shocks.iter().map(|id| words::label(&model.shocks, id.index(), |it| &it.label)).collect();
    names.iter().for_each(|name| entry.has("shock", name));
    entry.order("order of shocks", names);
    inputs.iter().for_each(|it| given(&mut entry, it));
    for CureGrant { party, up_to } in cures {
        let name = words::party(model, *party);
        match up_to {
            Some(up_to) => entry.item_expr("cures up to", &name, up_to),
            None => entry.say("cures up to", &name, Value::word("without limit"), label.place),
        }
    }
    without.iter().for_each(|id| entry.has("without", name_of(model, *id)));
    let waterfalls = without_waterfalls.iter().map(|id| words::label(&model.waterfalls, id.index(), |it| &it.label));
    let covenants = without_covenants.iter().map(|id| words::label(&model.covenants, id.index(), |it| &it.label));
    let amendments = without_amendments.iter().map(|id| words::label(&model.amendments, id.index(), |it| &it.label));
    waterfalls.chain(covenants).chain(amendments).for_each(|name| entry.has("without", name));
}

/// `given utilization = 70%`
pub fn given(entry: &mut super::super::fact::Entry, given: &TestInput) {
    let TestInput { input, value } = given;
    if let Some(input) = entry.model().inputs.get(input.index()) {
        entry.figure("given", &input.label.name, *value, &input.of);
    }
}
