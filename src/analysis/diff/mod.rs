//! What differs between two deals: terms in the words of the field, then outcomes, each with whom it favours.
//!
//! The checked models are compared, not their texts: each is told as [`fact`]s, and the facts are held side by side.

pub mod change;
mod compare;
pub mod fact;
mod facts;
pub mod favour;
mod outcomes;
mod pairing;
mod rename;
pub mod words;

pub use change::{Change, Place, What};
pub use fact::Kind;
pub use favour::{Favour, RULES, Sense};
pub use outcomes::{FIGURES, Moved, World, outcomes};

use crate::model::Model;
use crate::source::Sources;
use compare::{Side, compare};

/// A deal and the texts it was read from.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    pub model: &'a Model,
    pub sources: &'a Sources,
}

/// The terms in which two deals differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    pub changes: Vec<Change>,
    /// Names and levels that are told apart by what the new deal calls them, the old one's first.
    pub names: Vec<(String, String)>,
}

/// The terms in which the second deal differs from the first.
pub fn terms(before: Read, after: Read) -> Terms {
    let texts = (before.sources, after.sources);
    let (model, renames) = rename::renamed(before.model, after.model, texts);
    let mut changes: Vec<Change> = renames.iter().map(|it| renamed(it, after.model)).collect();
    let mut names: Vec<(String, String)> = renames.into_iter().map(|it| (it.before, it.after)).collect();
    let (found, levels) = between(Read { model: &model, ..before }, after);
    changes.extend(found);
    names.extend(levels);
    // A scenario may run without amendments: terms that only stand there.
    for old in &model.alternatives {
        let named = |model: &Model, ids: &[crate::model::AmendmentId]| -> Vec<String> {
            ids.iter().map(|id| words::label(&model.amendments, id.index(), |it| &it.label)).collect()
        };
        let struck = named(&model, &old.without);
        let same = after.model.alternatives.iter().find(|it| named(after.model, &it.without) == struck);
        let Some(new) = same else { continue };
        let (old, new) = (Read { model: &old.model, ..before }, Read { model: &new.model, ..after });
        for mut change in between(old, new).0 {
            let told = |it: &Change| {
                (it.kind, &it.term, it.what) == (change.kind, &change.term, change.what) && it.name == change.name
            };
            if !changes.iter().any(told) {
                change.notes.push(format!("without {}", struck.join(", ")));
                changes.push(change);
            }
        }
    }
    Terms { changes, names }
}

fn between(before: Read, after: Read) -> (Vec<Change>, Vec<(String, String)>) {
    let (mut old, mut new) = (facts::of(before.model, before.sources), facts::of(after.model, after.sources));
    pairing::number_twins(&mut old);
    pairing::number_twins(&mut new);
    let names = pairing::pair(&old, &mut new);
    (compare(Side { model: before.model, facts: &old }, Side { model: after.model, facts: &new }), names)
}

fn renamed(it: &rename::Rename, after: &Model) -> Change {
    Change {
        what: What::Renamed,
        kind: it.kind,
        name: it.after.clone(),
        term: String::new(),
        before: Some(it.before.clone()),
        after: Some(it.after.clone()),
        notes: Vec::new(),
        clause: after.cited_at(it.place),
        place: Place::After(it.place),
        favours: Favour::Neither,
        because: "a name means nothing by itself".to_owned(),
    }
}
