//! `deal schema`: the JSON Schema of each JSON we write.

use super::{Exit, Terminal};
use crate::cli::arguments::Schema;
use crate::diagnostic::suggestion::nearest;

/// Name, sentence, schema. An entry is one file in `docs/schema/` and one line here.
const SCHEMAS: &[(&str, &str, &str)] = &[
    ("coverage", "what `deal coverage --outcome FILE` writes", include_str!("../../../docs/schema/coverage.json")),
    ("diagnostics", "what `deal check --format json` prints", include_str!("../../../docs/schema/diagnostics.json")),
    ("diff", "what `deal diff --format json` prints", include_str!("../../../docs/schema/diff.json")),
    ("json-lines", "each line of `--format json-lines`", include_str!("../../../docs/schema/json-lines.json")),
    ("outcome", "what `deal run --outcome FILE` writes", include_str!("../../../docs/schema/outcome.json")),
    ("report", "what `deal run --format json` prints", include_str!("../../../docs/schema/report.json")),
    ("reversal", "what `deal reverse --outcome FILE` writes", include_str!("../../../docs/schema/reversal.json")),
    ("simulation", "what `deal simulate --outcome FILE` writes", include_str!("../../../docs/schema/simulation.json")),
    ("solution", "what `deal solve --outcome FILE` writes", include_str!("../../../docs/schema/solution.json")),
    ("sweep", "what `deal sweep --outcome FILE` writes", include_str!("../../../docs/schema/sweep.json")),
    ("tornado", "what `deal tornado --outcome FILE` writes", include_str!("../../../docs/schema/tornado.json")),
];

pub fn run(schema: Schema, terminal: &mut Terminal) -> Exit {
    let Some(name) = schema.name else {
        for (name, sentence, _) in SCHEMAS {
            terminal.print(&format!("{name:<12} {sentence}\n"));
        }
        return Exit::Done;
    };
    match SCHEMAS.iter().find(|(known, _, _)| *known == name) {
        Some((_, _, text)) => {
            terminal.print(text);
            Exit::Done
        }
        None => {
            let hint = match nearest(&name, SCHEMAS.iter().map(|(known, _, _)| *known)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`deal schema` lists them".to_string(),
            };
            terminal.complain(&format!("error: no schema `{name}`; {hint}\n"));
            Exit::Usage
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_json() {
        for (name, _, text) in SCHEMAS {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            // Where there are several forms, one has the version.
            let form = ["run", "end"].iter().find_map(|form| value["$defs"].get(form)).unwrap_or(&value);
            assert!(form["properties"]["format_version"].is_object(), "{name}");
        }
    }
}
