//! Scenarios and shocks that change nothing: the stress was meant, and is not there.

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::library::lint::IDLE_SCENARIO;

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let mut found = Vec::new();
    for id in &ground.idle {
        let Some(scenario) = model.scenarios.get(id.index()) else { continue };
        let name = &scenario.label.name;
        let message = format!("scenario `{name}` changes nothing: every figure is that of the base case");
        let help = "let its shocks reach something that the deal reads, or delete it";
        found.push(Diagnostic::warning(IDLE_SCENARIO, scenario.label.place, message).help(help));
    }
    for (id, place) in &ground.idle_shocks {
        let Some(scenario) = model.scenarios.get(id.index()) else { continue };
        let Some(shock) = scenario.shocks.get(*place).and_then(|shock| model.shocks.get(shock.index())) else {
            continue;
        };
        let (name, shock_name) = (&scenario.label.name, &shock.label.name);
        let message =
            format!("shock `{shock_name}` changes nothing under `{name}`: without it every figure is the same");
        let help = "check its dates and its target against the other shocks of the scenario";
        let diagnostic = Diagnostic::warning(IDLE_SCENARIO, scenario.label.place, message).help(help);
        found.push(diagnostic.related(shock.label.place, "the shock"));
    }
    found
}
