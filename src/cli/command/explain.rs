//! `deal explain`: the page of a code, or the list of all.

use super::{Exit, Terminal};
use crate::cli::arguments::Explain;
use crate::diagnostic::codes::{PAGES, Page};
use crate::diagnostic::suggestion::nearest;
use crate::library::lint::{LINTS, Lint};
use crate::report::findings::{RULES, Rule};

pub fn run(explain: Explain, terminal: &mut Terminal) -> Exit {
    let Some(code) = explain.code else {
        terminal.print(&contents());
        return Exit::Done;
    };
    let page = Lint::find(&code).map_or(code.as_str(), |lint| lint.code.0);
    match Page::find(page).map(|page| page.text).or_else(|| Rule::find(&code).map(|rule| rule.text)) {
        Some(text) => {
            terminal.print(text);
            Exit::Done
        }
        None => {
            let rules = RULES.iter().map(|rule| rule.id).chain(LINTS.iter().map(|lint| lint.name));
            let names = PAGES.iter().map(|page| page.code.0).chain(rules);
            let hint = match nearest(&code, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`deal explain` lists them".to_string(),
            };
            terminal.complain(&format!("error: no code `{code}`; {hint}\n"));
            Exit::Usage
        }
    }
}

/// Every code under its family.
fn contents() -> String {
    let mut text = String::new();
    let mut family = None;
    for page in PAGES {
        if family != Some(page.code.family()) {
            let gap = if family.is_some() { "\n" } else { "" };
            text.push_str(&format!("{gap}{}\n", page.code.family().title()));
            family = Some(page.code.family());
        }
        text.push_str(&format!("  {}  {}\n", page.code.0, page.name()));
    }
    text.push_str("\nwhat runs and tests find\n");
    for rule in RULES {
        text.push_str(&format!("  {:<17} {}\n", rule.id, rule.name));
    }
    text
}
