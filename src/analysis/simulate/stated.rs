//! What a result rests on, in the words of the deal: what moves by chance, how it hangs together, how deep markets are.

use super::law;
use super::result::{CorrelationStated, DepthStated, ProcessStated};
use crate::engine::outcome::Figure;
use crate::model::{
    AssetId, Copula, Correlation, Expr, ExprKind, Impact, InputId, Liquidation, Model, ShockTarget, TestInput, Type,
    fold_with,
};
use crate::plan::{Dependence, Randomness};
use crate::quantity::Unit;

/// As drawn: with numbers, under the inputs of the study.
pub fn processes(model: &Model, randomness: &Randomness) -> Vec<ProcessStated> {
    let one = |it: &crate::model::Process| {
        let drawn = randomness.processes.iter().find(|drawn| drawn.name == it.label.name);
        let numbers = drawn.map_or(String::new(), |drawn| format!(", {}", law::words(&drawn.law)));
        ProcessStated {
            name: it.label.name.clone(),
            on: it.on.iter().map(|target| target_name(model, *target)).collect(),
            follows: format!("{}{numbers}", it.text),
        }
    };
    model.processes.iter().map(one).collect()
}

fn target_name(model: &Model, target: ShockTarget) -> String {
    match target {
        ShockTarget::Curve(id) => model.curves[id.index()].label.name.clone(),
        ShockTarget::AssetValue(AssetId(asset), line) => {
            let asset = &model.assets[asset as usize];
            format!("{}.{}", asset.label.name, asset.values[line].label.name)
        }
        ShockTarget::Input(id) => model.inputs[id.index()].label.name.clone(),
        ShockTarget::Line(id) => model.lines[id.index()].label.name.clone(),
        ShockTarget::PartyDefault(id) => format!("default of {}", model.parties[id.index()].label.name),
        ShockTarget::ContractPrice(id) => format!("{}.price", model.contracts[id.index()].label.name),
        ShockTarget::ContractUnits(id) => format!("{}.units", model.contracts[id.index()].label.name),
        ShockTarget::Depth(id) => format!("{}.depth", model.liquidations[id.index()].label.name),
        ShockTarget::Buyers(id) => format!("{}.buyers", model.liquidations[id.index()].label.name),
        ShockTarget::Drift(id) => format!("{}.drift", model.liquidations[id.index()].label.name),
        ShockTarget::Coupon(id) => format!("{}.coupon", model.tranches[id.index()].label.name),
    }
}

/// As drawn: with numbers, under the inputs of the study.
pub fn correlations(model: &Model, randomness: &Randomness) -> Vec<CorrelationStated> {
    let of: Vec<String> = model.processes.iter().map(|it| it.label.name.clone()).collect();
    let ratio = Type::Quantity(Unit::ratio());
    let one = |drawn: &Dependence| {
        let stated = model.correlations.iter().find(|it| it.label.name == drawn.name);
        let row = |row: &Vec<i128>| row.iter().map(|&value| Figure::new(value, ratio.clone())).collect();
        CorrelationStated {
            name: drawn.name.clone(),
            copula: match stated.map(|it| it.copula) {
                Some(Copula::StudentT { degrees }) => format!("Student-t with {degrees} degrees of freedom"),
                Some(Copula::Gaussian) | None => "Gaussian".into(),
            },
            when: stated.and_then(|it| when(model, it, drawn)),
            of: of.clone(),
            matrix: drawn.matrix.iter().map(row).collect(),
        }
    };
    randomness.correlations.iter().map(one).collect()
}

fn when(model: &Model, stated: &Correlation, drawn: &Dependence) -> Option<String> {
    let (trigger, drawn) = (stated.when.as_ref()?, drawn.when.as_ref()?);
    let name = &model.processes[trigger.process.index()].label.name;
    let side = if trigger.below { "below" } else { "above" };
    Some(format!("{name} {side} {}", Figure::new(drawn.level, Type::Quantity(Unit::ratio())).literal()))
}

/// How each sale is taken to move its price.
pub fn depths(model: &Model, given: &[TestInput]) -> Vec<DepthStated> {
    let told = Told { model, given };
    model
        .liquidations
        .iter()
        .map(|it| DepthStated { liquidation: it.label.name.clone(), text: told.liquidation(it) })
        .collect()
}

struct Told<'a> {
    model: &'a Model,
    given: &'a [TestInput],
}

impl Told<'_> {
    fn liquidation(&self, it: &Liquidation) -> String {
        let mut parts = vec![match &it.impact {
            Impact::None => "price impact: none".to_owned(),
            Impact::Flat(share) => format!("price impact: flat {}", self.term(share)),
            Impact::Linear(beta) => format!("price impact: linear at {}", self.term(beta)),
            Impact::Exponential(k) => format!("price impact: exponential at {}", self.term(k)),
            Impact::SquareRoot { alpha, volume } => {
                format!("price impact: square root {} on {}", self.term(alpha), self.term(volume))
            }
            Impact::Formula(_) => "price impact: by its formula".to_owned(),
        }];
        let terms = [
            ("plan", &it.plan),
            ("depth", &it.depth),
            ("refill", &it.refill),
            ("buyers", &it.buyers),
            ("drift", &it.drift),
            ("carry", &it.carry),
            ("costs", &it.costs),
            ("scrap", &it.scrap),
        ];
        parts.extend(terms.iter().filter_map(|(name, term)| Some(format!("{name}: {}", self.term((*term).as_ref()?)))));
        parts.join(", ")
    }

    /// The number, where it is one before any run.
    fn term(&self, expr: &Expr) -> String {
        let inputs = |id: InputId| {
            let given = self.given.iter().rev().find(|it| it.input == id).map(|it| it.value);
            given.or_else(|| self.model.inputs.get(id.index()).map(|it| it.value))
        };
        let value = match &expr.kind {
            ExprKind::Constant(value) => Some(*value),
            _ => fold_with(expr, self.model.deal.rounding, &inputs),
        };
        value.map_or_else(|| "as the file computes it".into(), |value| Figure::new(value, expr.of.clone()).literal())
    }
}
