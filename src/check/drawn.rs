//! Laws of random drivers: each moves something that a run works out, and each has numbers that can be drawn.

use std::collections::BTreeSet;

use super::chance::unsound_draws;
use super::codes;
use super::names::count;
use crate::diagnostic::Diagnostic;
use crate::model::{
    AssetId, Correlation, CureKind, Expectation, Expr, InputId, Model, Parameter, PartyAttribute, PayeeKind, Process,
    Read, ScenarioId, ShockTarget, StepAction,
};

/// Sets of numbers behind the draws, over all scenarios.
const MOST_DRAWS: usize = 1_000;

/// A process on something that nothing reads draws in vain.
pub(crate) fn every_process_moves_something(model: &Model) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for process in &model.processes {
        for target in process.on.iter().filter(|target| !is_used(model, **target)) {
            let why = match target {
                ShockTarget::PartyDefault(id) => {
                    let name = model.parties.get(id.index()).map_or("", |party| &party.label.name);
                    format!("`{name}` pays under no contract, and no line reads `{name}.defaulted`")
                }
                _ => format!("no term and no line reads {}", name_of(model, *target)),
            };
            let Process { label, .. } = process;
            let message = format!("process `{}` changes nothing: {why}", label.name);
            let help = "let it move something that the deal reads, or drop it";
            findings.push(Diagnostic::error(codes::PROCESS, label.place, message).help(help));
        }
    }
    findings
}

/// In every scenario: what one of them changes may leave the range that can be drawn.
pub(crate) fn every_draw_can_be_made(model: &Model) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = Vec::new();
    let read = parameters_read(model);
    let mut seen: BTreeSet<Vec<Option<i128>>> = BTreeSet::new();
    for (index, scenario) in model.scenarios.iter().enumerate() {
        let value = |id: &InputId| scenario.inputs.iter().find(|it| it.input == *id).map(|it| it.value);
        if !seen.insert(read.iter().map(value).collect()) {
            continue;
        }
        if seen.len() > MOST_DRAWS {
            let message =
                format!("the scenarios of this deal draw from more than {MOST_DRAWS} different sets of numbers");
            let finding = Diagnostic::error(codes::TOO_MUCH, scenario.label.place, message);
            findings.push(finding.help("move these inputs with a study instead"));
            break;
        }
        let found = unsound_draws(model, ScenarioId(count(index)), &[]);
        let new = |finding: &Diagnostic| !findings.iter().any(|known| known.place == finding.place);
        let found: Vec<Diagnostic> = found.into_iter().filter(new).collect();
        findings.extend(found);
    }
    findings
}

/// The inputs behind the numbers of processes and correlations.
fn parameters_read(model: &Model) -> BTreeSet<InputId> {
    let own = model.processes.iter().flat_map(Process::parameters);
    let tied = model.correlations.iter().flat_map(Correlation::parameters);
    own.chain(tied).flat_map(Parameter::inputs).collect()
}

/// Whether some line or expectation asks if a party has defaulted.
pub(crate) fn asks_for_default(model: &Model, id: crate::model::PartyId) -> bool {
    let read = Read::Party(id, PartyAttribute::Defaulted);
    figures(model).iter().any(|expr| expr.reads().contains(&read))
}

/// Everything that is worked out in a run or asked of it.
fn figures(model: &Model) -> Vec<&Expr> {
    let mut figures = model.terms();
    figures.extend(model.studies.iter().flat_map(|study| &study.measures).map(|measure| &measure.expr));
    for (expectation, ..) in model.tests.iter().flat_map(|test| &test.expectations) {
        if let Expectation::Condition { left, right, .. } = expectation {
            figures.extend([&left.expr, &right.expr]);
        }
    }
    figures
}

fn is_used(model: &Model, target: ShockTarget) -> bool {
    let read = match target {
        ShockTarget::Curve(id) => Read::Curve(id),
        ShockTarget::Input(id) => Read::Input(id),
        ShockTarget::Line(id) => Read::Line(id),
        ShockTarget::AssetValue(id, line) => Read::AssetValue(id, count(line)),
        ShockTarget::PartyDefault(id) => {
            return model.contracts.iter().any(|contract| contract.payer == id) || asks_for_default(model, id);
        }
        // Prices and units bill, coupons accrue, terms of a sale price it.
        _ => return true,
    };
    is_named(model, target) || figures(model).iter().any(|expr| expr.reads().contains(&read))
}

/// What a term names without an expression: a line that a step pays or a cure counts as, a value that is sold.
fn is_named(model: &Model, target: ShockTarget) -> bool {
    match target {
        ShockTarget::Line(id) => {
            let pays = |action: &StepAction| match action {
                StepAction::Pay { payees, .. } => payees.iter().any(|payee| payee.kind == PayeeKind::Line(id)),
                _ => false,
            };
            let cures = model.covenants.iter().flat_map(|covenant| &covenant.levels).filter_map(|it| it.cure.as_ref());
            let mut counted = cures.map(|cure| &cure.kind);
            model.steps.iter().any(|step| pays(&step.action))
                || counted.any(|kind| matches!(kind, CureKind::Equity { counted_as, .. } if *counted_as == id))
        }
        ShockTarget::AssetValue(id, line) => model.liquidations.iter().any(|it| it.of == id && it.value == line),
        _ => false,
    }
}

fn name_of(model: &Model, target: ShockTarget) -> String {
    let read = match target {
        ShockTarget::Curve(id) => Read::Curve(id),
        ShockTarget::Input(id) => Read::Input(id),
        ShockTarget::Line(id) => Read::Line(id),
        ShockTarget::AssetValue(id, line) => Read::AssetValue(AssetId(id.0), count(line)),
        _ => return "it".to_string(),
    };
    format!("`{}`", model.name_of(read))
}
