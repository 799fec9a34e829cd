//! What was typed into a deal, and how a text differs from the one before, in a line.

use super::deal::Deal;
use super::entry;
use super::text::Composed;
use crate::check::described;
use crate::model::Model;

/// What an entry says something of: `tranche Mezz`, `CFADS`, `Senior.coupon`.
pub fn name_of(entry: &str) -> String {
    match entry::term_name(entry) {
        Some(name) => name,
        None => entry::parts(entry).into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(", "),
    }
}

/// What a piece made of the deal: each name with its kind, and whether it replaced another.
pub fn said(deal: &Deal, before: &Composed, entry: &str) -> String {
    if let Some(name) = entry::term_name(entry) {
        return format!("`{name}` set\n");
    }
    let known = entry::parts(&before.text);
    let line = |(name, _): (String, String)| {
        let kind = kind_of_line(&deal.model, &name).map_or_else(String::new, |kind| format!(": {kind}"));
        let own = entry::identity(&name);
        let old = known.iter().find(|(known, _)| entry::identity(known) == own);
        let replaced = match old {
            Some((old, _)) if *old == name => ", in place of the one before".to_owned(),
            Some((old, _)) => format!(", in place of `{old}`"),
            None => String::new(),
        };
        format!("`{name}`{kind}{replaced}\n")
    };
    entry::parts(entry).into_iter().map(line).collect()
}

/// The kind of a computed line in words.
fn kind_of_line(model: &Model, name: &str) -> Option<String> {
    let line = model.lines.iter().find(|line| line.label.name == name)?;
    Some(described(&line.value.of))
}

/// What differs between two texts: `tranche Senior changed, fee Agent new`.
pub fn changes(before: &Composed, now: &Composed) -> String {
    let (old, new) = (entry::parts(&before.text), entry::parts(&now.text));
    let find = |list: &[(String, String)], name: &str| list.iter().find(|(known, _)| known == name).cloned();
    let mut told: Vec<String> = Vec::new();
    for (name, text) in &new {
        match find(&old, name) {
            None => told.push(format!("`{name}` is new")),
            Some((_, was)) if was != *text => told.push(format!("`{name}` changed")),
            Some(_) => {}
        }
    }
    told.extend(
        old.iter().filter(|(name, _)| find(&new, name).is_none()).map(|(name, _)| format!("`{name}` has gone")),
    );
    match told.len() {
        0 if before.text == now.text => "the text of the deal is the same".to_owned(),
        0 => "only comments and layout".to_owned(),
        1..=6 => told.join(", "),
        many => format!("{}, and {} more", told[..5].join(", "), many - 5),
    }
}
