//! `deal.lock`: what a deal was read from, and the words of the paper that were accepted with it.
//!
//! The lock stands beside the deal. It records the hash of every text the deal is made of, and of each section that is
//! cited. Line ends and a byte order mark are not part of a text; white space is not part of a section.

pub mod codes;
mod text;
mod verify;

pub use text::{parse, print};
pub use verify::{Strictness, open, verify};

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::library::shipped::PREFIX;
use crate::model::{Citation, Model};
use crate::source::{SourceId, Sources, Span, hash_of, resolve};

/// The name of the file.
pub const NAME: &str = "deal.lock";

/// Every deal of one folder, by its path from there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lock {
    pub deals: BTreeMap<String, Locked>,
}

/// One deal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Locked {
    /// By path from the folder of the lock, with `/`.
    pub files: BTreeMap<String, Seal>,
    pub cites: BTreeMap<Cited, Seal>,
}

/// A SHA-256 in hexadecimal, and where it comes from: a line of the lock, a text, a section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seal {
    pub hash: String,
    pub place: Span,
}

/// A section of a source; without a number the source as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    pub source: String,
    pub number: String,
}

impl std::fmt::Display for Cited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(format!("{} {}", self.source, self.number).trim_end())
    }
}

/// `4.2` comes before `4.10`.
impl Ord for Cited {
    fn cmp(&self, other: &Cited) -> Ordering {
        let parts = |it: &Cited| -> Vec<(u64, String)> {
            let parts = it.number.split(['.', '(', ')']).filter(|part| !part.is_empty());
            parts.map(|part| (part.parse().unwrap_or(0), part.to_owned())).collect()
        };
        let key = |it: &Cited| (it.source.clone(), parts(it), it.number.clone());
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Cited {
    fn partial_cmp(&self, other: &Cited) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Locked {
    /// A deal as it is now; `folder` is that of the lock, from the project root.
    pub fn of(model: &Model, folder: &str, sources: &Sources) -> Locked {
        let mut locked = Locked::default();
        for id in &model.texts {
            let Some(source) = sources.get(*id) else { continue };
            let hash = hash_of(source.text.replace("\r\n", "\n").replace('\r', "\n").as_bytes());
            locked.files.insert(relative(folder, &source.path), Seal { hash, place: start(*id) });
        }
        for citation in model.clauses.iter().flat_map(|clause| &clause.cites) {
            locked.cites.extend(cited(model, citation));
        }
        locked
    }
}

/// What a citation names, with its hash as the paper has it now. Nothing of a source without a file.
pub fn cited(model: &Model, citation: &Citation) -> Vec<(Cited, Seal)> {
    let Some(source) = citation.source.and_then(|index| model.sources.get(index)) else { return Vec::new() };
    let Some(paper) = &source.paper else { return Vec::new() };
    let name = |number: &str| Cited { source: source.label.name.clone(), number: number.to_owned() };
    if citation.sections.is_empty() {
        return vec![(name(""), Seal { hash: paper.hash.clone(), place: start(paper.text) })];
    }
    let sections = citation.sections.iter().filter_map(|index| paper.sections.get(*index));
    sections.map(|it| (name(&it.number), Seal { hash: it.hash.clone(), place: it.heading })).collect()
}

fn start(source: SourceId) -> Span {
    Span { source, start: 0, end: 0 }
}

/// The folder of a path, without the last `/`; empty at the root.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The lock of a deal, from the project root.
pub fn beside(path: &str) -> String {
    resolve(path, NAME).unwrap_or_else(|_| NAME.to_owned())
}

/// The way from a folder to a path, both from the project root. What ships with the language is in no folder.
fn relative(folder: &str, path: &str) -> String {
    if path.starts_with(PREFIX) {
        return path.to_owned();
    }
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(same).map(|_| "..");
    up.chain(to.iter().skip(same).copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_sorted_as_people_count() {
        let cited = |number: &str| Cited { source: "TS".into(), number: number.into() };
        let mut found = ["10", "4.10", "4.2(b)", "4.2", "4.2(a)(ii)", "", "4.2(a)"].map(cited);
        found.sort();
        assert_eq!(found.map(|it| it.number), ["", "4.2", "4.2(a)", "4.2(a)(ii)", "4.2(b)", "4.10", "10"]);
    }

    #[test]
    fn paths_lead_from_the_lock_to_the_file() {
        assert_eq!(relative("", "a.deal"), "a.deal");
        assert_eq!(relative("deals", "deals/a.deal"), "a.deal");
        assert_eq!(relative("deals/us", "market/sofr.csv"), "../../market/sofr.csv");
        assert_eq!(relative("deals", "deal:shocks"), "deal:shocks");
        assert_eq!((folder("deals/a.deal"), beside("deals/a.deal").as_str()), ("deals", "deals/deal.lock"));
        assert_eq!((folder("a.deal"), beside("a.deal").as_str()), ("", "deal.lock"));
    }
}
