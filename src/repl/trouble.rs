//! What is wrong, ready to print: words of the session, and diagnostics with their places in what was read and typed.

use super::session::Session;
use super::told::{self, Told};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::sanitize::sanitize;
use crate::diagnostic::suggestion::nearest;
use crate::model::{Model, ScenarioId};
use crate::report::diagnostics::human;
use crate::report::format::Format;
use crate::report::table::Table;
use crate::source::{Sources, Span};

/// Ready to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble(pub String);

impl Session<'_> {
    /// Diagnostics about the deal as it stands.
    pub(super) fn told(&self, problems: &[Diagnostic]) -> Trouble {
        let Some(deal) = &self.deal else { return Trouble(String::new()) };
        self.told_with(problems, &deal.sources)
    }

    /// The same with texts that have joined the deal's.
    pub(super) fn told_with(&self, problems: &[Diagnostic], sources: &Sources) -> Trouble {
        let Some(deal) = &self.deal else { return self.problems(problems, sources) };
        let pieces = self.standing.all_pieces();
        let (problems, sources) = told::told(problems, sources, deal.source, &deal.composed, &self.file, &pieces);
        self.problems(&problems, &sources)
    }

    /// `helios.deal:81`, or `typed:1`.
    pub(super) fn told_place(&self, place: Span) -> String {
        let Some(deal) = &self.deal else { return String::new() };
        let pieces = self.standing.all_pieces();
        let told = Told::new(&deal.sources, deal.source, &self.file, &deal.composed, &pieces);
        let place = told.place(place);
        format!("{}:{}", told.sources.path(place.source), told.sources.position(place).line)
    }

    /// One diagnostic of a run.
    pub(super) fn problem(&self, problem: Diagnostic) -> Trouble {
        self.told(&[problem])
    }

    pub(super) fn problems(&self, problems: &[Diagnostic], sources: &Sources) -> Trouble {
        let text = human(problems, sources, self.look.colour_problems);
        // At the prompt a page is asked for by `:explain`.
        Trouble(text.replace("`deal explain ", "`:explain "))
    }

    pub(super) fn tables(&self, tables: &[Table]) -> String {
        let print = Format::find("human").map(|format| format.print);
        print.map_or_else(String::new, |print| print(tables, self.look.tables))
    }
}

pub(super) fn scenario_named(model: &Model, name: &str) -> Result<ScenarioId, Trouble> {
    let position = model.scenarios.iter().position(|it| it.label.name == name);
    position.map(|index| ScenarioId(index as u32)).ok_or_else(|| {
        let names = model.scenarios.iter().map(|it| it.label.name.as_str());
        unknown("scenario", name, names)
    })
}

/// What is wrong, in words.
pub(super) fn words(message: &str) -> Trouble {
    Trouble(format!("error: {}\n", sanitize(message)))
}

/// A name that is none, with the one it resembles.
pub(super) fn unknown<'a>(what: &str, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Trouble {
    let name: String = name.chars().take(60).collect();
    match nearest(&name, names.clone()) {
        Some(near) => words(&format!("no {what} `{name}`; did you mean `{near}`?")),
        None => {
            let known: Vec<String> = names.take(12).map(|name| format!("`{name}`")).collect();
            let there =
                if known.is_empty() { "there is none".to_owned() } else { format!("there is {}", known.join(", ")) };
            words(&format!("no {what} `{name}`; {there}"))
        }
    }
}
