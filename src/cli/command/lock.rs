//! `deal lock`: accepts a deal as it is, with the sections of the paper it cites.

use std::path::Path;

use super::{Exit, Terminal, report_problems, verdict};
use crate::analysis::lock::{Cited, Locked, NAME, Strictness, beside, folder, open, print, verify};
use crate::cli::arguments::Lock as Asked;
use crate::cli::files::{Project, write};
use crate::cli::session::{Answer, load};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::sanitize::sanitize_line;
use crate::model::Model;
use crate::source::{FileError, Files, Sources};
use crate::syntax::limits;

pub fn run(asked: &Asked, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Done;
    for file in &asked.files {
        let ended = match Project::open(root, file) {
            Ok(project) => one(&project, asked.check, terminal),
            Err(message) => Err(refuse(&message, terminal)),
        };
        exit = exit.worse(ended.map_or_else(|exit| exit, |()| Exit::Done));
    }
    exit
}

fn refuse(message: &str, terminal: &mut Terminal) -> Exit {
    terminal.complain(&format!("error: {message}\n"));
    Exit::Usage
}

fn one(project: &Project, check: bool, terminal: &mut Terminal) -> Result<(), Exit> {
    let mut sources = Sources::new();
    let mut answer = Answer { path: project.path.clone(), ..Answer::default() };
    let model = load(&project.files, &project.path, &mut sources, &mut answer).and_then(|source| {
        let (model, problems) = crate::read_source(source, &mut sources, &project.files);
        answer.diagnostics = problems;
        model
    });
    if let (true, Some(model)) = (check, &model) {
        let how = Strictness::Refuse;
        answer.diagnostics.extend(verify(model, &project.path, &mut sources, &project.files, how));
    }
    report_problems(&mut answer, &sources, terminal)?;
    let Some(model) = model else { return Err(Exit::Invalid) };
    match check {
        true => terminal.print(&format!("{} is as it was locked\n", sanitize_line(&project.path))),
        false => accept(project, &model, &mut sources, terminal)?,
    }
    Ok(())
}

/// Writes the lock with the deal as it is, and says what that accepts.
fn accept(project: &Project, model: &Model, sources: &mut Sources, terminal: &mut Terminal) -> Result<(), Exit> {
    let path = &project.path;
    let now = Locked::of(model, folder(path), sources);
    if let Some(odd) = now.files.keys().find(|name| name.contains(['\n', '\r'])) {
        return Err(refuse(&format!("cannot lock `{}`: its name has a line break", sanitize_line(odd)), terminal));
    }
    let opened = open(path, sources, &project.files);
    let lock = match opened {
        Ok(lock) => lock.unwrap_or_default(),
        Err(problem) => return Err(told(problem, sources, terminal)),
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    let then = lock.deals.get(name).cloned().unwrap_or_default();
    let mut new = lock.clone();
    new.deals.retain(|other, _| is_there(&project.files, path, other));
    let (files, cites) = (now.files.len(), now.cites.len());
    let mut words: Vec<String> = told_of(&then, &now, model);
    words.extend(lock.deals.keys().filter(|deal| !new.deals.contains_key(*deal)).map(|deal| format!("dropped {deal}")));
    new.deals.insert(name.to_owned(), now);
    let (old, text) = (print(&lock), print(&new));
    if old != text {
        write(&project.beside(NAME), &text).map_err(|message| refuse(&message, terminal))?;
    }
    let done = if old == text { "was locked already" } else { "locked" };
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    words.push(format!("{path} {done}: {}, {}", counted(files, "file"), counted(cites, "cited section")));
    terminal.print(&words.iter().map(|line| format!("{}\n", sanitize_line(line))).collect::<String>());
    Ok(())
}

fn told(problem: Diagnostic, sources: &Sources, terminal: &mut Terminal) -> Exit {
    let mut answer = Answer { diagnostics: vec![problem], ..Answer::default() };
    match report_problems(&mut answer, sources, terminal) {
        Err(exit) => exit,
        Ok(()) => verdict(&answer.diagnostics, false),
    }
}

/// Whether another deal of the lock still exists.
fn is_there(files: &dyn Files, path: &str, other: &str) -> bool {
    let other = beside(path).strip_suffix(NAME).map(|folder| format!("{folder}{other}")).unwrap_or_default();
    !matches!(files.read(&other, limits::FILE_BYTES), Err(FileError::NotFound))
}

/// What is accepted that was not accepted before; nothing at the first time.
fn told_of(then: &Locked, now: &Locked, model: &Model) -> Vec<String> {
    if *then == Locked::default() {
        return Vec::new();
    }
    let files = now.files.iter().filter(|(path, seal)| then.files.get(*path).is_none_or(|it| it.hash != seal.hash));
    let mut words: Vec<String> = files.map(|(path, _)| format!("accepted {path}")).collect();
    let cites = now.cites.iter().filter(|(name, seal)| then.cites.get(*name).is_none_or(|it| it.hash != seal.hash));
    words.extend(cites.map(|(name, _)| format!("accepted {name}, which {} stands on", standing_on(name, model))));
    let gone = then.files.keys().filter(|path| !now.files.contains_key(*path)).cloned();
    let uncited = then.cites.keys().filter(|name| !now.cites.contains_key(*name)).map(Cited::to_string);
    words.extend(gone.chain(uncited).map(|name| format!("dropped {name}")));
    words
}

/// The clauses that cite a section.
fn standing_on(name: &Cited, model: &Model) -> String {
    let cites = |clause: &&crate::model::Clause| {
        let named = clause.cites.iter().flat_map(|it| crate::analysis::lock::cited(model, it));
        named.into_iter().any(|(cited, _)| cited == *name)
    };
    let words: Vec<String> = model.clauses.iter().filter(cites).map(|clause| clause.name.clone()).collect();
    words.join("; ")
}
