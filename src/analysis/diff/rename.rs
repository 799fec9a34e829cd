//! Renames: a block, a step or a value line that says what another one said, under another name.

use std::collections::BTreeMap;

use super::fact::{Fact, Kind, Weight};
use super::facts;
use crate::model::{Label, Lever, Model, Question};
use crate::source::{Sources, Span};

/// One thing with two names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    pub kind: Kind,
    pub before: String,
    pub after: String,
    /// In the new deal.
    pub place: Span,
}

/// Finds what only changed its name, and the old deal with the new names in it.
pub fn renamed(before: &Model, after: &Model, texts: (&Sources, &Sources)) -> (Model, Vec<Rename>) {
    let candidates = candidates(before, after, texts);
    if candidates.is_empty() {
        return (before.clone(), Vec::new());
    }
    let mut kept = candidates;
    // One that differs in more than its name once the names agree was none; without it others may fall too.
    loop {
        let model = with_names(before, &kept);
        let (old, new) = (facts::of(&model, texts.0), facts::of(after, texts.1));
        let (old, new) = (signatures(&old), signatures(&new));
        let count = kept.len();
        kept.retain(|it| {
            let key = (it.kind, it.after.clone());
            old.get(&key) == new.get(&key)
        });
        if kept.len() == count {
            return (model, kept);
        }
    }
}

/// Every label with the name that facts know it by.
fn labels(model: &mut Model) -> Vec<(Kind, Option<String>, &mut Label)> {
    let mut found: Vec<(Kind, Option<String>, &mut Label)> = Vec::new();
    macro_rules! each {
        ($($kind:ident $table:ident),*) => {$(
            found.extend(model.$table.iter_mut().map(|it| (Kind::$kind, None, &mut it.label)));
        )*};
    }
    each!(
        Source sources, Input inputs, Curve curves, Contract contracts, Party parties, Line lines, Tranche tranches,
        Fee fees, Account accounts, State states, Waterfall waterfalls, Covenant covenants, Liquidation liquidations,
        Amendment amendments, Shock shocks, Scenario scenarios, Process processes, Correlation correlations,
        Study studies
    );
    found.extend(model.enforcement.iter_mut().map(|it| (Kind::Enforcement, None, &mut it.label)));
    for asset in &mut model.assets {
        let name = asset.label.name.clone();
        found.extend(asset.values.iter_mut().map(|it| (Kind::Value, Some(name.clone()), &mut it.label)));
        found.push((Kind::Asset, None, &mut asset.label));
    }
    // `Payments.trap`
    found.extend(model.steps.iter_mut().map(|it| (Kind::Step, None, &mut it.label)));
    found
}

/// `Fleet.market` of a value line.
fn known_as(owner: &Option<String>, label: &Label) -> String {
    owner.as_ref().map_or_else(|| label.name.clone(), |owner| format!("{owner}.{}", label.name))
}

/// Stands around the number of a name that only one of the deals has.
const MARK: char = '\u{1}';

fn candidates(before: &Model, after: &Model, texts: (&Sources, &Sources)) -> Vec<Rename> {
    let names = |model: &Model| -> Vec<(Kind, String)> {
        let mut model = model.clone();
        labels(&mut model).into_iter().map(|(kind, owner, label)| (kind, known_as(&owner, label))).collect()
    };
    let (old, new) = (names(before), names(after));
    let (gone, places) = masked(before, &new, texts.0);
    let (come, here) = masked(after, &old, texts.1);
    let mut found = Vec::new();
    for (name, said) in &gone {
        let twins = gone.iter().filter(|(other, also)| other.0 == name.0 && also == &said).count();
        let mut same = come.iter().filter(|(other, also)| other.0 == name.0 && *also == said);
        if let (1, Some((other, _)), None) = (twins, same.next(), same.next())
            && let (Some((was, _)), Some((is, place))) = (places.get(&name.1), here.get(&other.1))
        {
            found.push(Rename { kind: name.0, before: was.clone(), after: is.clone(), place: *place });
        }
    }
    found
}

type Signature = Vec<(String, String, String)>;
type ByMark = BTreeMap<(Kind, String), Signature>;

/// What each thing says whose name the other deal does not have, with all such names blotted out; and these names.
fn masked(model: &Model, known: &[(Kind, String)], sources: &Sources) -> (ByMark, BTreeMap<String, (String, Span)>) {
    let mut blotted = model.clone();
    let mut places = BTreeMap::new();
    // Their steps keep their own names under the blotted one.
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for (index, (kind, owner, label)) in labels(&mut blotted).into_iter().enumerate() {
        let name = known_as(&owner, label);
        let step = name.split_once('.').and_then(|(owner, step)| Some((owners.get(owner)?, step)));
        if let (Kind::Step, Some((owner, step))) = (kind, step) {
            label.name = format!("{owner}.{step}");
            continue;
        }
        if known.contains(&(kind, name.clone())) {
            continue;
        }
        let mark = format!("{MARK}{index}{MARK}");
        if matches!(kind, Kind::Waterfall | Kind::Enforcement) {
            owners.insert(name.clone(), mark.clone());
        }
        let local = name.rsplit_once('.').map_or("", |(owner, _)| owner);
        let full = if local.is_empty() { mark.clone() } else { format!("{local}.{mark}") };
        places.insert(full.clone(), (name, label.place));
        label.name = if kind == Kind::Value { mark } else { full };
    }
    let facts = facts::of(&blotted, sources);
    let all = signatures(&facts);
    let blot = |text: &str| {
        let mut inside = false;
        text.chars()
            .filter(|c| {
                if *c == MARK {
                    inside = !inside;
                    return true;
                }
                !inside
            })
            .collect::<String>()
    };
    let marked = all.into_iter().filter(|((_, name), _)| name.contains(MARK));
    let marked = marked.map(|(key, said)| {
        let said = said.iter().map(|(a, b, c)| (blot(a), blot(b), blot(c))).collect();
        (key, said)
    });
    (marked.collect(), places)
}

/// Everything said of a thing and of what it owns, by its name.
fn signatures(facts: &[Fact]) -> ByMark {
    let mut found: ByMark = BTreeMap::new();
    for fact in facts {
        let subject = &fact.key.subject;
        let mut whose = vec![(subject.kind, subject.name.clone())];
        whose.extend(subject.owner.clone());
        for (kind, name) in whose {
            let inner = if subject.name == name { "" } else { subject.name.strip_prefix(name.as_str()).unwrap_or("") };
            let order = match &fact.value.weight {
                Weight::Order(names) => names.join(", "),
                _ => String::new(),
            };
            let term = format!("{inner} {} {}", fact.key.term, fact.key.item);
            found.entry((kind, name)).or_default().push((term, fact.value.canon.clone(), order));
        }
    }
    found.values_mut().for_each(|said| said.sort());
    found
}

/// The deal with other names. Levers and clauses have names put together of others.
fn with_names(model: &Model, renames: &[Rename]) -> Model {
    let mut renamed = model.clone();
    let new_name = |kind: Kind, name: &str| {
        renames.iter().find(|it| it.kind == kind && it.before == name).map(|it| it.after.clone())
    };
    let owners: Vec<&Rename> =
        renames.iter().filter(|it| matches!(it.kind, Kind::Waterfall | Kind::Enforcement)).collect();
    for (kind, owner, label) in labels(&mut renamed) {
        let known = known_as(&owner, label);
        if let Some(name) = new_name(kind, &known) {
            let local = if kind == Kind::Value { name.rsplit('.').next().unwrap_or(&name).to_owned() } else { name };
            label.name = local;
        } else if kind == Kind::Step {
            let of = owners.iter().find_map(|it| Some((label.name.strip_prefix(&format!("{}.", it.before))?, it)));
            if let Some((step, it)) = of {
                label.name = format!("{}.{step}", it.after);
            }
        }
    }
    for lever in renamed.studies.iter_mut().flat_map(|study| levers(&mut study.asks)) {
        lever.name = respelt(&lever.name, renames);
    }
    for clause in &mut renamed.clauses {
        clause.name = respelt(&clause.name, renames);
    }
    renamed
}

fn levers(asks: &mut Question) -> Vec<&mut Lever> {
    match asks {
        Question::Simulate(_) => Vec::new(),
        Question::Sweep(axes) => axes.iter_mut().map(|it| &mut it.lever).collect(),
        Question::Solve(solve) => vec![&mut solve.by.lever],
        Question::Reverse(reverse) => reverse.levers.iter_mut().map(|it| &mut it.by.lever).collect(),
        Question::Tornado(brackets) => brackets.iter_mut().map(|it| &mut it.lever).collect(),
    }
}

/// A text with the new names in place of the old ones.
fn respelt(text: &str, renames: &[Rename]) -> String {
    let local = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let words = text.split_inclusive(|c| !is_name(c)).map(|piece| {
        let (word, rest) = piece.split_at(piece.find(|c| !is_name(c)).unwrap_or(piece.len()));
        let known = renames.iter().find(|it| local(&it.before) == word);
        known.map_or_else(|| piece.to_owned(), |it| local(&it.after) + rest)
    });
    words.collect()
}
