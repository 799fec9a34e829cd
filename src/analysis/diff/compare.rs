//! Two books of facts, fact by fact.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Place, What};
use super::fact::{Fact, Key, Kind, NEVER, Subject, Value, Weight, counted};
use super::favour::{Favour, Sense, class_of, limited, of_move, rule};
use super::words;
use crate::model::Model;
use std::cmp::Ordering;

/// One of the two deals.
#[derive(Debug, Clone, Copy)]
pub struct Side<'m> {
    pub model: &'m Model,
    pub facts: &'m [Fact<'m>],
}

/// What differs, in the order of the new deal; what is gone stands with what it belonged to, or at the end of its kind.
pub fn compare(before: Side, after: Side) -> Vec<Change> {
    let (old, new) = (indexed(before.facts), indexed(after.facts));
    let (were, are) = (subjects(before.facts), subjects(after.facts));
    let mut found: Vec<(usize, Change)> = Vec::new();
    for (at, fact) in after.facts.iter().enumerate() {
        let subject = &fact.key.subject;
        match old.get(&fact.key) {
            Some(was) => found.extend(changes((before, was), (after, fact)).into_iter().map(|it| (at, it))),
            None if were.contains_key(subject) => found.push((at, term_change(What::Added, after, fact))),
            None if opens_one_of(fact, &were) => found.push((at, subject_change(What::Added, after, fact))),
            None => {}
        }
    }
    for fact in before.facts.iter().filter(|fact| !new.contains_key(&fact.key)) {
        let subject = &fact.key.subject;
        if let Some(at) = are.get(subject) {
            let mut gone = term_change(What::Removed, before, fact);
            // What it belonged to is still there to be pointed at.
            gone.place = after.facts.get(*at).map_or(gone.place, |it| Place::After(it.place));
            found.push((last_of(after.facts, *at), gone));
        } else if opens_one_of(fact, &are) {
            let at = after.facts.iter().rposition(|it| it.key.subject.kind == subject.kind);
            let at = at.unwrap_or(after.facts.len());
            found.push((at, subject_change(What::Removed, before, fact)));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, change)| change).collect()
}

/// Whether a subject opens here that the other deal does not have. One whose owner it does not have either is told
/// with its owner.
fn opens_one_of(fact: &Fact, others: &BTreeMap<&Subject, usize>) -> bool {
    let owner = fact.key.subject.owner.as_ref();
    fact.key.term.is_empty() && owner.is_none_or(|owner| owned(others, owner))
}

fn indexed<'f, 'm>(facts: &'f [Fact<'m>]) -> BTreeMap<&'f Key, &'f Fact<'m>> {
    facts.iter().map(|fact| (&fact.key, fact)).collect()
}

/// Where each subject opens.
fn subjects<'f>(facts: &'f [Fact]) -> BTreeMap<&'f Subject, usize> {
    let mut found = BTreeMap::new();
    for (at, fact) in facts.iter().enumerate() {
        found.entry(&fact.key.subject).or_insert(at);
    }
    found
}

fn owned(subjects: &BTreeMap<&Subject, usize>, (kind, name): &(Kind, String)) -> bool {
    subjects.keys().any(|subject| subject.kind == *kind && subject.name == *name)
}

fn last_of(facts: &[Fact], at: usize) -> usize {
    let subject = facts.get(at).map(|fact| &fact.key.subject);
    facts.iter().rposition(|fact| Some(&fact.key.subject) == subject).unwrap_or(at)
}

/// Terms that say more of an item than that it is there.
const ITEM_FIRST: [&str; 6] = ["holds", "prepay to", "top up by", "margin by", "within", "cures up to"];

/// What can be said of a fact before its values are compared.
fn change(what: What, side: Side, fact: &Fact) -> Change {
    let Key { subject, term, item } = &fact.key;
    // A level is named by what it tests: where that changes, its covenant is.
    let names_itself = subject.kind == Kind::Level && matches!(*term, "below" | "above" | "when");
    let name = match &subject.owner {
        Some((_, owner)) if names_itself => owner.clone(),
        _ => subject.name.clone(),
    };
    Change {
        what,
        kind: subject.kind,
        name,
        term: match ITEM_FIRST.contains(term) && !item.is_empty() {
            true => format!("{item}, {term}"),
            false => [*term, item.as_str()].join(" ").trim().to_owned(),
        },
        before: None,
        after: None,
        notes: Vec::new(),
        clause: side.model.cited_at(fact.place),
        place: if what == What::Removed { Place::Before(fact.place) } else { Place::After(fact.place) },
        favours: Favour::Neither,
        because: super::favour::NO_RULE.to_owned(),
    }
}

fn judged(mut change: Change, judgement: Option<(Favour, &'static str)>) -> Change {
    if let Some((favours, because)) = judgement {
        (change.favours, change.because) = (favours, because.to_owned());
    }
    change
}

/// A block, step or level that is new, or gone: with all it says.
fn subject_change(what: What, side: Side, fact: &Fact) -> Change {
    let subject = &fact.key.subject;
    let sense = if what == What::Added { Sense::There } else { Sense::Gone };
    let class = class_of(side.model, subject);
    let notes = statements(subject, side.facts);
    judged(Change { notes, ..change(what, side, fact) }, rule(subject.kind, class, sense))
}

/// Lines that tell of a new block.
const MOST_STATEMENTS: usize = 16;

/// What a subject says, and what belongs to it; names, citations and orders apart.
fn statements(subject: &Subject, facts: &[Fact]) -> Vec<String> {
    let owned_by =
        |it: &Subject| it.owner.as_ref().is_some_and(|(kind, name)| *kind == subject.kind && *name == subject.name);
    let told = facts.iter().filter(|it| {
        let Key { subject: whose, term, .. } = &it.key;
        let is_said = !matches!(*term, "" | "title" | "cites") && !matches!(it.value.weight, Weight::Order(_));
        is_said && (whose == subject || owned_by(whose))
    });
    let mut notes: Vec<String> = told
        .map(|it| {
            let Key { subject: whose, term, item } = &it.key;
            let inner = if whose == subject { "" } else { whose.name.as_str() };
            let inner = inner.strip_prefix(&subject.name).unwrap_or(inner).trim_start_matches(['.', ' ', ',']);
            let of = if inner.is_empty() { String::new() } else { format!("{inner}: ") };
            let words = [*term, item, it.value.text.as_str()];
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            format!("{of}{}", words.join(" "))
        })
        .collect();
    let more = notes.len().saturating_sub(MOST_STATEMENTS);
    if more > 0 {
        notes.truncate(MOST_STATEMENTS);
        notes.push(format!("and {more} more"));
    }
    notes
}

/// A term that its block did not have, or has no more.
fn term_change(what: What, side: Side, fact: &Fact) -> Change {
    let sense = if what == What::Added { Sense::There } else { Sense::Gone };
    let said = Some(fact.value.text.clone());
    let mut told = change(what, side, fact);
    match what {
        What::Added => told.after = said,
        _ => told.before = said,
    }
    judged(told, rule(fact.key.subject.kind, fact.key.term, sense))
}

fn changes((before, was): (Side, &Fact), (after, is): (Side, &Fact)) -> Vec<Change> {
    if let (Weight::Order(old), Weight::Order(new)) = (&was.value.weight, &is.value.weight) {
        return moves(old, new, after, is);
    }
    if was.value.canon == is.value.canon {
        return Vec::new();
    }
    let mut told = change(What::Changed, after, is);
    if told.clause.is_none() {
        told.clause = before.model.cited_at(was.place);
    }
    let (old, new) = said(&was.value, &is.value, &mut told.notes);
    (told.before, told.after) = (Some(old), Some(new));
    let kind = is.key.subject.kind;
    let sense = match direction((before, &was.value), (after, &is.value)) {
        Some(Ordering::Greater) => Some(Sense::More),
        Some(Ordering::Less) => Some(Sense::Less),
        _ => None,
    };
    let class = class_of(after.model, &is.key.subject);
    vec![judged(told, sense.and_then(|sense| rule(kind, limited(class, is.key.term), sense)))]
}

/// The two values in words that differ.
fn said(was: &Value, is: &Value, notes: &mut Vec<String>) -> (String, String) {
    if let (Weight::Rows(old), Weight::Rows(new)) = (&was.weight, &is.weight) {
        return rows(old, new, notes);
    }
    match was.text == is.text {
        true => (was.canon.clone(), is.canon.clone()),
        false => (was.text.clone(), is.text.clone()),
    }
}

/// The first row that differs, and how many do.
fn rows(old: &[(String, String)], new: &[(String, String)], notes: &mut Vec<String>) -> (String, String) {
    let (then, now): (BTreeMap<_, _>, BTreeMap<_, _>) = (old.iter().cloned().collect(), new.iter().cloned().collect());
    let keys: Vec<&String> = old.iter().chain(new).map(|(key, _)| key).collect();
    let mut seen = BTreeSet::new();
    let mut differ: Vec<&String> =
        keys.into_iter().filter(|key| then.get(*key) != now.get(*key) && seen.insert(*key)).collect();
    differ.sort();
    let Some(first) = differ.first() else { return (counted(old.len(), "row"), counted(new.len(), "row")) };
    let shown = |rows: &BTreeMap<String, String>| rows.get(*first).map_or("no row".to_owned(), Clone::clone);
    notes.push(format!("{} of {}, the first at {first}", differ.len(), counted(now.len().max(then.len()), "row")));
    (shown(&then), shown(&now))
}

/// Whether the new value is more than the old one.
fn direction((before, was): (Side, &Value), (after, is): (Side, &Value)) -> Option<Ordering> {
    match (&was.weight, &is.weight) {
        (Weight::Number(old, of), Weight::Number(new, also)) if of == also => Some(new.cmp(old)),
        // Never is later than after however long.
        (Weight::Number(..), Weight::Number(_, also)) if also == NEVER => Some(Ordering::Greater),
        (Weight::Number(_, of), Weight::Number(..)) if of == NEVER => Some(Ordering::Less),
        (Weight::Expr(old), Weight::Expr(new)) => words::compared((before.model, old), (after.model, new)),
        _ => None,
    }
}

/// Names of an order that stand at another place among those that both have.
fn moves(old: &[String], new: &[String], after: Side, fact: &Fact) -> Vec<Change> {
    let common = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|name| other.contains(name)).cloned().collect()
    };
    let (old, new) = (common(old, new), common(new, old));
    let kept = longest_common(&old, &new);
    let moved = new.iter().filter(|name| !kept.contains(name));
    let changes = moved.map(|name| {
        let here = after.facts.iter().find(|it| it.key.term.is_empty() && it.key.subject.name == *name);
        let told = change(What::Moved, after, here.unwrap_or(fact));
        let term = if here.is_some() { String::new() } else { fact.key.term.to_owned() };
        let name_of = if here.is_some() { told.name.clone() } else { format!("{} {name}", told.name) };
        let (ahead, behind) = passed(name, &old, &new);
        let judgement = of_move(after.model, name, (&ahead, &behind));
        let words = [("ahead of", ahead), ("behind", behind)];
        let words = words.iter().filter(|(_, names)| !names.is_empty()).map(|(word, names)| {
            let names: Vec<&str> = names.iter().map(|name| name.rsplit('.').next().unwrap_or(name)).collect();
            format!("{word} {}", names.join(", "))
        });
        let to = words.collect::<Vec<_>>().join(" and ");
        judged(Change { name: name_of, term, after: Some(to), ..told }, Some(judgement))
    });
    changes.collect()
}

/// Names that stood before one and stand behind it now, and the other way round.
fn passed(name: &str, old: &[String], new: &[String]) -> (Vec<String>, Vec<String>) {
    let is_before = |order: &[String], other: &String| {
        let at = |wanted: &str| order.iter().position(|it| it == wanted);
        at(other) < at(name)
    };
    let others = || old.iter().filter(|it| *it != name);
    let ahead = others().filter(|it| is_before(old, it) && !is_before(new, it));
    let behind = others().filter(|it| !is_before(old, it) && is_before(new, it));
    (ahead.cloned().collect(), behind.cloned().collect())
}

/// The longest list of names that stand in the same order in both.
fn longest_common(old: &[String], new: &[String]) -> Vec<String> {
    let mut lengths = vec![vec![0usize; new.len() + 1]; old.len() + 1];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            lengths[i][j] = if a == b { lengths[i + 1][j + 1] + 1 } else { lengths[i + 1][j].max(lengths[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut kept) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            kept.push(old[i].clone());
            (i, j) = (i + 1, j + 1);
        } else if lengths[i + 1][j] >= lengths[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}
