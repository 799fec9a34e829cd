//! Every form of a review, on two small deals.

use serde_json::Value;

use super::*;
use crate::analysis::Limits;
use crate::analysis::diff::{Read, outcomes, terms};
use crate::analysis::sample;
use crate::model::Model;
use crate::report::schema::describes;
use crate::source::{MemoryFiles, Sources};

fn read(text: &str) -> (Model, Sources) {
    let mut sources = Sources::new();
    let (model, problems) = crate::read(text, "loan.deal", &mut sources, &MemoryFiles::new());
    assert!(problems.is_empty(), "{problems:?}");
    (model.unwrap(), sources)
}

fn review() -> Review {
    let text = sample::TEXT;
    let (old, new) = (read(text), read(&text.replace("below 1.35x", "below 1.30x").replace("9%", "9.50%")));
    let (old, new) = (Read { model: &old.0, sources: &old.1 }, Read { model: &new.0, sources: &new.1 });
    let found = terms(old, new);
    let worlds = outcomes(old, new, &found.names, None, &Limits::default()).unwrap();
    let (before, after) = ("main:<loan>.deal".to_owned(), "loan.deal".to_owned());
    Review { deal: "A | loan".into(), before, after, terms: found.changes, worlds, not_run: None }
}

#[test]
fn the_schema_names_every_field() {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/schema/diff.json")).unwrap();
    let mut review = review();
    review.not_run = Some("a term is to be determined".into());
    let written: Value = serde_json::from_str(&json::print(&review)).unwrap();
    describes(&schema, &schema, &written, "diff");
    assert_eq!(written["terms"][0]["favours"], "lender");
}

#[test]
fn forms_are_found_by_name() {
    assert_eq!(Form::find("markdown").map(|form| form.name), Some("markdown"));
    assert!(Form::find("sarif").is_none());
}

#[test]
fn a_page_does_not_act_on_what_it_shows() {
    let text = markdown::print(&review());
    assert!(text.starts_with("## A \\| loan\n\nmain:&lt;loan&gt;.deal → loan.deal\n\n### Terms, 2 changes:"), "{text}");
}

#[test]
fn a_narrow_screen_holds_every_line() {
    let text = human::print(&review(), Look { colour: false, width: 40 });
    let long: Vec<&str> = text.lines().filter(|line| line.chars().count() > 40).collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn a_listener_hears_sentences() {
    let text = plain::print(&review());
    assert!(text.lines().all(|line| line.ends_with('.')), "{text}");
    assert!(text.contains("below 1.35x, now 1.30x, cited as "), "{text}");
}
