//! Levels without teeth: the state they enter is one that nothing in the deal waits for.

use std::collections::BTreeSet;

use super::ground::Ground;
use crate::diagnostic::Diagnostic;
use crate::library::lint::TOOTHLESS;
use crate::model::{Consequence, Read};

pub fn judge(ground: &Ground) -> Vec<Diagnostic> {
    let model = ground.model;
    let read: BTreeSet<Read> = model.terms().iter().flat_map(|term| term.reads()).collect();
    let mut found = Vec::new();
    for (covenant, level) in model.covenants.iter().flat_map(|it| it.levels.iter().map(move |level| (it, level))) {
        let idle = level.consequences.iter().map(|consequence| match consequence {
            Consequence::Enter { state, .. } if !read.contains(&Read::State(*state)) => Some(*state),
            _ => None,
        });
        let Some(states) = idle.collect::<Option<Vec<_>>>().filter(|it| !it.is_empty()) else { continue };
        let names: Vec<String> = states.iter().map(|id| format!("`{}`", model.states[id.index()].label.name)).collect();
        let message = format!(
            "nothing follows from `{}` of `{}`: no term of the deal reads {}",
            level.text,
            covenant.label.name,
            names.join(" or "),
        );
        let help = "let a step wait for it, as in `trap: move remaining to Trap when lockup`";
        found.push(Diagnostic::warning(TOOTHLESS, level.place, message).help(help));
    }
    found
}
