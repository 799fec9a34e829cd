//! A deal against its lock.

use super::codes::{CHANGED, NOT_LOCKED, SECTION_CHANGED};
use super::{Lock, Locked, beside, cited, folder, parse};
use crate::diagnostic::files::unreadable;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;
use crate::source::{FileError, Files, Sources, Span};
use crate::syntax::limits;

/// How much a lock is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Cited sections that changed are warned of, where there is a lock.
    Warn,
    /// Whatever differs is an error: `--locked`.
    Refuse,
}

/// Everything in which the deal at `path` differs from the lock beside it.
pub fn verify(model: &Model, path: &str, sources: &mut Sources, files: &dyn Files, how: Strictness) -> Vec<Diagnostic> {
    let deal = Span { source: model.deal.label.place.source, start: 0, end: 0 };
    let mut found = match open(path, sources, files) {
        Ok(lock) => {
            let name = path.rsplit('/').next().unwrap_or(path);
            let now = Locked::of(model, folder(path), sources);
            match (lock.as_ref().and_then(|lock| lock.deals.get(name)), how) {
                (Some(then), Strictness::Warn) => sections(model, then, false),
                (Some(then), Strictness::Refuse) => {
                    [changed(then, &now, path, deal), sections(model, then, true)].concat()
                }
                (None, Strictness::Warn) => Vec::new(),
                (None, Strictness::Refuse) => vec![not_locked(lock.is_some(), path, deal)],
            }
        }
        Err(problem) => vec![problem],
    };
    if how == Strictness::Warn {
        found.iter_mut().for_each(|it| it.severity = Severity::Warning);
    }
    found
}

/// The lock beside a deal, once it has joined the sources; none where there is no such file.
pub fn open(path: &str, sources: &mut Sources, files: &dyn Files) -> Result<Option<Lock>, Diagnostic> {
    let path = beside(path);
    let bytes = match files.read(&path, limits::FILE_BYTES) {
        Ok(bytes) => bytes,
        Err(FileError::NotFound) => return Ok(None),
        Err(error) => {
            let source = sources.add(path.clone(), "");
            return Err(unreadable(&error, &path, Span { source, start: 0, end: 0 }));
        }
    };
    let (id, problem) = sources.add_bytes(path.clone(), bytes);
    if let Some(problem) = problem {
        let end = sources.text(id).len() as u32;
        return Err(unreadable(&FileError::NotText(problem), &path, Span { source: id, start: end, end }));
    }
    sources.get(id).map(|source| parse(id, source)).transpose()
}

fn not_locked(has_lock: bool, path: &str, deal: Span) -> Diagnostic {
    let lock = beside(path);
    let message = match has_lock {
        true => format!("`{path}` is not in `{lock}`"),
        false => format!("`{path}` is not locked: there is no `{lock}`"),
    };
    Diagnostic::error(NOT_LOCKED, deal, message).help(format!("write it with `deal lock {path}`"))
}

/// Texts that are not those of the lock.
fn changed(then: &Locked, now: &Locked, deal: &str, start: Span) -> Vec<Diagnostic> {
    let again = format!("if that is meant, accept it with `deal lock {deal}`");
    let differ = |place: Span, message: String| Diagnostic::error(CHANGED, place, message).help(again.clone());
    let mut found = Vec::new();
    for (path, seal) in &now.files {
        match then.files.get(path) {
            Some(known) if known.hash == seal.hash => {}
            Some(_) => found.push(differ(seal.place, format!("`{path}` is not the one that was locked"))),
            None => found.push(differ(seal.place, format!("`{path}` was not there when the deal was locked"))),
        }
    }
    let gone = then.files.iter().filter(|(path, _)| !now.files.contains_key(*path));
    found.extend(gone.map(|(path, seal)| {
        differ(start, format!("`{path}` was locked, and the deal does not read it any more"))
            .related(seal.place, "locked here")
    }));
    found
}

/// Sections that have other words than those accepted, at every citation; those never accepted too, if asked.
fn sections(model: &Model, then: &Locked, all: bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for clause in &model.clauses {
        for citation in &clause.cites {
            for (name, seal) in cited(model, citation) {
                let message = match then.cites.get(&name) {
                    Some(known) if known.hash == seal.hash => continue,
                    Some(_) => {
                        format!("`{name}` has changed since it was accepted, and {} stands on it", clause.words())
                    }
                    None if !all => continue,
                    None => format!("`{name}` has not been accepted, and {} stands on it", clause.words()),
                };
                let diagnostic = Diagnostic::error(SECTION_CHANGED, citation.place, message);
                let diagnostic = diagnostic.related(seal.place, "the paper as it is now");
                found.push(diagnostic.help("read both again; when they agree, accept the paper with `deal lock`"));
            }
        }
    }
    found
}
