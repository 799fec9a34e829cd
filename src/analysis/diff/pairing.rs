//! What has no name of its own is paired by what it says: a level whose threshold moved is the same level.

use std::collections::BTreeMap;

use super::fact::{Fact, Kind, Subject, Weight};

/// Makes every fact the only one of its key: the second of two equal names is told as such, and of two equal members.
pub fn number_twins(facts: &mut [Fact]) {
    let (mut opened, mut said) = (BTreeMap::new(), BTreeMap::new());
    for fact in facts {
        let of = opened.entry(fact.key.subject.clone()).or_insert(0usize);
        // The facts of a subject follow its opening.
        *of += usize::from(fact.key.term.is_empty());
        if *of > 1 {
            fact.key.subject.name = format!("{} ({of})", fact.key.subject.name);
        }
        let count = said.entry(fact.key.clone()).or_insert(0usize);
        *count += 1;
        if *count > 1 {
            fact.key.item = format!("{} ({count})", fact.key.item).trim().to_owned();
        }
    }
}

/// Gives the nameless things of the new deal the names of those of the old one that they are most like; says which, the
/// old name first.
pub fn pair(before: &[Fact], after: &mut [Fact]) -> Vec<(String, String)> {
    let (old, new) = (nameless(before), nameless(after));
    let gone: Vec<&Subject> = old.keys().filter(|it| !new.contains_key(*it)).collect();
    let come: Vec<&Subject> = new.keys().filter(|it| !old.contains_key(*it)).collect();
    let mut scored: Vec<(usize, usize, usize)> = Vec::new();
    for (i, one) in gone.iter().enumerate() {
        for (j, other) in come.iter().enumerate() {
            if one.kind == other.kind && one.owner == other.owner {
                let score = alike(&old[*one], &new[*other]);
                scored.push((score, i, j));
            }
        }
    }
    // The likest first; of equals, those that come first in the text.
    scored.sort_by_key(|(score, i, j)| (usize::MAX - score, *i, *j));
    let (mut taken, mut given): (Vec<usize>, BTreeMap<Subject, String>) = (Vec::new(), BTreeMap::new());
    let mut paired = Vec::new();
    for (score, i, j) in scored {
        if score > 0 && !taken.contains(&i) && !paired.contains(&j) {
            taken.push(i);
            paired.push(j);
            given.insert(come[j].clone(), gone[i].name.clone());
        }
    }
    for fact in after {
        if let Some(name) = given.get(&fact.key.subject) {
            fact.key.subject.name.clone_from(name);
        }
        if let Weight::Order(names) = &mut fact.value.weight {
            for name in names {
                let known = given.iter().find(|(subject, _)| subject.kind == Kind::Level && subject.name == *name);
                known.into_iter().for_each(|(_, old)| name.clone_from(old));
            }
        }
    }
    given.into_iter().map(|(new, old)| (old, new.name)).collect()
}

type Said = Vec<(&'static str, String, String)>;

fn nameless(facts: &[Fact]) -> BTreeMap<Subject, Said> {
    let mut found: BTreeMap<Subject, Said> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.key.subject.kind.is_nameless()) {
        let said = found.entry(fact.key.subject.clone()).or_default();
        if !fact.key.term.is_empty() {
            said.push((fact.key.term, fact.key.item.clone(), fact.value.canon.clone()));
        }
    }
    found
}

/// Facts that are the same; half as much for a term that both have.
fn alike(old: &Said, new: &Said) -> usize {
    let same = new.iter().filter(|it| old.contains(it)).count();
    let both = new.iter().filter(|it| old.iter().any(|was| was.0 == it.0 && was.1 == it.1)).count();
    same * 2 + both
}
