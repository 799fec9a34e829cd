//! The outcome for programs: `docs/schema/outcome.json` describes this shape.

use super::json::to_json;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::{InputHash, Outcome};
use crate::source::Sources;
use serde::Serialize;

/// One run, or several of them.
pub fn json(outcomes: &[Outcome]) -> String {
    match outcomes {
        [one] => to_json(one),
        several => to_json(&several),
    }
}

/// What is left to say when nothing ran.
pub fn invalid(deal: &str, problems: &[Diagnostic], refusal: Option<&str>, sources: &Sources) -> String {
    let told = problems.iter().filter(|problem| problem.is_error()).map(|problem| Problem {
        code: problem.code.0,
        message: &problem.message,
        place: sources.location(problem.place),
    });
    let refused = refusal.map(|message| Problem { code: "", message, place: deal.to_owned() });
    to_json(&Invalid {
        format: "outcome",
        format_version: 1,
        deal,
        valid: false,
        problems: told.chain(refused).collect(),
        inputs: hashes(sources),
    })
}

/// The files read so far and their content hashes.
pub fn hashes(sources: &Sources) -> Vec<InputHash> {
    let hash = |source: &crate::source::Source| InputHash { path: source.path.clone(), sha256: source.hash.clone() };
    sources.iter().map(|(_, source)| hash(source)).collect()
}

#[derive(Serialize)]
struct Invalid<'a> {
    format: &'static str,
    format_version: u32,
    deal: &'a str,
    valid: bool,
    problems: Vec<Problem<'a>>,
    inputs: Vec<InputHash>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    message: &'a str,
    place: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Limits, drive, sample};
    use crate::compile::Case;
    use crate::model::ScenarioId;
    use crate::report::schema::describes;
    use crate::source::Span;
    use serde_json::Value;

    #[test]
    fn the_schema_names_every_field() {
        let schema: Value =
            serde_json::from_str(include_str!("../../docs/schema/outcome.json")).expect("the schema is JSON");
        let driven = drive(&sample::deal(), &Case::of(ScenarioId(0)), &Limits::default()).expect("it runs");
        let written: Value = serde_json::from_str(&json(&[driven.outcome])).expect("what we write is JSON");
        describes(&schema, &schema, &written, "outcome");
        let mut sources = Sources::new();
        let source = sources.add("loan.deal", "deal");
        let problem = Diagnostic::error(crate::diagnostic::Code("E0001"), Span { source, start: 0, end: 4 }, "nothing");
        let written: Value = serde_json::from_str(&invalid("loan.deal", &[problem], Some("no scenario"), &sources))
            .expect("what we write is JSON");
        describes(&schema, &schema["$defs"]["invalid"], &written, "invalid");
        assert_eq!(written["problems"][0]["place"], "loan.deal:1:1");
    }
}
