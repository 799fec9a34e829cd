//! Shocks that take an input where its own bounds say it never is.

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::Figure;
use crate::library::lint::BEYOND_BOUNDS;
use crate::model::{Change, ScenarioId, ShockTarget, fold};
use crate::quantity::decimal::percent;
use crate::quantity::{multiply_divide, power_of_ten};

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let mut found: Vec<Diagnostic> = Vec::new();
    for (index, scenario) in model.scenarios.iter().enumerate() {
        let case = crate::compile::Case::of(ScenarioId(index as u32));
        for entry in scenario.shocks.iter().filter_map(|id| model.shocks.get(id.index())).flat_map(|it| &it.entries) {
            let ShockTarget::Input(id) = entry.target else { continue };
            let input = &model.inputs[id.index()];
            let value = case.input_value(model, id);
            let rounding = model.deal.rounding;
            let shocked = match &entry.change {
                Change::To(to) => fold(to, rounding),
                Change::By(by) => fold(by, rounding).and_then(|by| value.checked_add(by)),
                Change::Times(factor) => fold(factor, rounding)
                    .and_then(|times| multiply_divide(value, times, 1, power_of_ten(factor.of.scale()), rounding)),
                Change::Default => None,
            };
            let Some(shocked) = shocked else { continue };
            let beyond = match (input.low, input.high) {
                (Some(low), _) if shocked < low => Some(("below", low)),
                (_, Some(high)) if shocked > high => Some(("above", high)),
                _ => None,
            };
            let Some((side, bound)) = beyond else { continue };
            if found.iter().any(|it| it.place == entry.place) {
                continue;
            }
            let words = |value: i128| match input.of.unit() {
                Some(unit) if unit.is_ratio() => percent(value, 1),
                _ => Figure::new(value, input.of.clone()).literal(),
            };
            let name = &input.label.name;
            let message = format!(
                "this takes `{name}` to {} under `{}`, {side} its bound of {}",
                words(shocked),
                scenario.label.name,
                words(bound),
            );
            let help = "widen the bounds of the input, or shock it less: studies and lints stay within the bounds";
            let diagnostic = Diagnostic::warning(BEYOND_BOUNDS, entry.place, message).help(help);
            found.push(diagnostic.related(input.label.place, "the input"));
        }
    }
    found
}
