//! What every study says about itself: whose it is, what it was given, what it takes for granted.

use crate::engine::outcome::{Figure, Given, InputHash};
use crate::model::{Lever, Model, ScenarioId, Study, StudyMeasure};
use serde::Serialize;

/// The head of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct About {
    pub study: String,
    pub title: Option<String>,
    pub deal: String,
    pub currency: &'static str,
    /// Inputs the study sets, over those of its scenarios.
    pub given: Vec<Given>,
    /// What the deal leaves to a default, in words.
    pub assumed: Vec<String>,
    pub inputs: Vec<InputHash>,
}

impl About {
    pub fn of(model: &Model, study: &Study, inputs: &[InputHash]) -> About {
        let given = study.given.iter().filter_map(|it| {
            let of = model.inputs.get(it.input.index())?;
            Some(Given { name: of.label.name.clone(), value: Figure::new(it.value, of.of.clone()).literal() })
        });
        About {
            study: study.label.name.clone(),
            title: study.label.title.clone(),
            deal: model.deal.label.title.clone().unwrap_or_else(|| model.deal.label.name.clone()),
            currency: model.deal.currency.code(),
            given: given.collect(),
            assumed: model.assumed.clone(),
            inputs: inputs.to_vec(),
        }
    }
}

/// A lever as an answer names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeverName {
    pub name: String,
    /// Empty for a ratio.
    pub unit: String,
    /// What the deal says, where no scenario and nothing given says otherwise.
    pub stated: Figure,
}

impl LeverName {
    pub fn of(lever: &Lever) -> LeverName {
        LeverName {
            name: lever.name.clone(),
            unit: Figure::unit(&lever.of),
            stated: Figure::new(lever.stated, lever.of.clone()),
        }
    }
}

/// A measure as an answer names it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureName {
    /// In the words of the file: `min(DSCR.value)`.
    pub text: String,
    /// Empty for a ratio.
    pub unit: String,
}

impl MeasureName {
    pub fn of(measure: &StudyMeasure) -> MeasureName {
        MeasureName { text: measure.text.clone(), unit: Figure::unit(&measure.expr.of) }
    }

    pub fn all(study: &Study) -> Vec<MeasureName> {
        study.measures.iter().map(MeasureName::of).collect()
    }
}

/// The scenarios a study runs: those it names, else the base.
pub fn scenarios(study: &Study) -> Vec<ScenarioId> {
    if study.under.is_empty() { vec![ScenarioId(0)] } else { study.under.clone() }
}

pub fn scenario_name(model: &Model, scenario: ScenarioId) -> String {
    model.scenarios.get(scenario.index()).map_or_else(|| "base".into(), |it| it.label.name.clone())
}
