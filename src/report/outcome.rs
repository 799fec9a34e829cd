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
    use crate::source::Span;
    use serde_json::Value;

    /// Every field written is described and every field described is written, all the way down.
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

    fn describes(root: &Value, schema: &Value, value: &Value, at: &str) {
        if let Some(name) = schema["$ref"].as_str().and_then(|it| it.strip_prefix("#/$defs/")) {
            return describes(root, &root["$defs"][name], value, at);
        }
        if let Some(either) = schema["anyOf"].as_array() {
            if !value.is_null() {
                describes(root, &either[0], value, at);
            }
            return;
        }
        match value {
            Value::Object(fields) => {
                let described = schema["properties"].as_object().unwrap_or_else(|| panic!("{at} has no properties"));
                let known: Vec<&String> = described.keys().collect();
                let mut there: Vec<&String> = fields.keys().collect();
                there.sort();
                assert_eq!(there, known, "{at}");
                assert_eq!(schema["required"].as_array().map(Vec::len), Some(known.len()), "{at}");
                for (name, value) in fields {
                    describes(root, &described[name], value, &format!("{at}.{name}"));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| describes(root, &schema["items"], item, at)),
            Value::String(text) if schema.get("enum").is_some() => {
                let words = schema["enum"].as_array().cloned().unwrap_or_default();
                assert!(words.contains(&Value::String(text.clone())), "{at}: {text}");
            }
            Value::String(_) => assert!(schema["type"] == "string" || schema.get("const").is_some(), "{at}"),
            Value::Bool(_) => assert_eq!(schema["type"], "boolean", "{at}"),
            Value::Number(_) => assert!(schema["type"] == "integer" || schema.get("const").is_some(), "{at}"),
            Value::Null => panic!("{at} may not be null"),
        }
    }
}
