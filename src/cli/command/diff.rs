//! `deal diff`: what differs between two deals, and whom it favours.

use std::path::Path;

use super::{Exit, Terminal, examined, read_problems_aloud, report_problems, verdict};
use crate::analysis::Limits;
use crate::analysis::diff::{Favour, Read, outcomes, terms};
use crate::analysis::lock::{Strictness, verify};
use crate::cli::arguments::Diff;
use crate::cli::delivery::{Output, deliver_text};
use crate::cli::files::Project;
use crate::cli::revision::{Revision, split};
use crate::cli::session::{Answer, load, unknown};
use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::report::findings::{Examined, Findings, format::Form};
use crate::report::review::{self, Review};
use crate::source::{Files, Sources};

pub fn run(asked: &Diff, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let told = opened(asked, root).map_err(|message| refuse(&message, terminal));
    match told.and_then(|(before, after)| compared(asked, before, after, terminal)) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn refuse(message: &str, terminal: &mut Terminal) -> Exit {
    terminal.complain(&format!("error: {message}\n"));
    Exit::Usage
}

/// One of the two deals: where it comes from, and what became of reading it.
struct Side {
    /// As it was asked for.
    name: String,
    sources: Sources,
    answer: Answer,
    model: Option<Model>,
}

fn opened(asked: &Diff, root: Option<&Path>) -> Result<(Side, Side), String> {
    let before = side(&asked.before, root, asked.lock.required)?;
    let after = match (&asked.after, split(&asked.before)) {
        (Some(after), _) => side(after, root, asked.lock.required)?,
        (None, Some((revision, file))) => side(&Revision::open(revision, file)?.on_disk, root, asked.lock.required)?,
        (None, None) => {
            return Err("name two deals, or one as REVISION:FILE to compare it with the file as it is".into());
        }
    };
    Ok((before, after))
}

fn side(word: &str, root: Option<&Path>, locked: bool) -> Result<Side, String> {
    match split(word) {
        Some((revision, file)) => {
            let revision = Revision::open(revision, file)?;
            Ok(read(word, &revision.path.clone(), &revision, String::new(), locked))
        }
        None => {
            let Project { files, path, base } = Project::open(root, Path::new(word))?;
            Ok(read(word, &path, &files, base, locked))
        }
    }
}

fn read(name: &str, path: &str, files: &dyn Files, base: String, locked: bool) -> Side {
    let mut sources = Sources::new();
    let mut answer = Answer { path: path.to_owned(), base, ..Answer::default() };
    let mut model = load(files, path, &mut sources, &mut answer).and_then(|source| {
        let (model, problems) = crate::read_source(source, &mut sources, files);
        answer.diagnostics = problems;
        model
    });
    if let (true, Some(read)) = (locked, &model) {
        answer.diagnostics.extend(verify(read, path, &mut sources, files, Strictness::Refuse));
    }
    // What is only warned of, `deal check` tells.
    answer.diagnostics.retain(Diagnostic::is_error);
    model = model.filter(|_| answer.diagnostics.is_empty());
    Side { name: name.to_owned(), sources, answer, model }
}

fn compared(asked: &Diff, mut before: Side, mut after: Side, terminal: &mut Terminal) -> Result<Exit, Exit> {
    let (Some(old), Some(new)) = (before.model.take(), after.model.take()) else {
        return Err(invalid(asked, [before, after], terminal));
    };
    let under = asked.under.as_deref();
    if let Some(name) = under {
        let known = || new.scenarios.iter().map(|it| it.label.name.as_str());
        if !known().any(|it| it == name) {
            return Err(refuse(&unknown("scenario", name, known()), terminal));
        }
    }
    let (old_deal, new_deal) =
        (Read { model: &old, sources: &before.sources }, Read { model: &new, sources: &after.sources });
    let found = terms(old_deal, new_deal);
    let holes = [&old, &new].into_iter().find_map(|model| model.holes.first());
    let not_run = holes.map(|hole| format!("{} is to be determined", hole.blocks));
    let worlds = match asked.terms_only || not_run.is_some() {
        true => Vec::new(),
        false => match outcomes(old_deal, new_deal, &found.names, under, &Limits::default()) {
            Ok(worlds) => worlds,
            Err((in_new, problem)) => {
                let side = if in_new { &mut after } else { &mut before };
                side.answer.diagnostics.push(problem);
                return Err(invalid(asked, [before, after], terminal));
            }
        },
    };
    let review = Review {
        deal: new.deal.label.title.clone().unwrap_or_else(|| new.deal.label.name.clone()),
        before: before.name,
        after: after.name,
        terms: found.changes,
        worlds,
        not_run: not_run.filter(|_| !asked.terms_only),
    };
    let mut findings = Findings::new("diff");
    let found = review::findings(&review, new.deal.label.place, &after.sources);
    findings.add(Examined { path: after.answer.path, findings: found, tests: Vec::new() }, &after.answer.base);
    match (review::Form::find(&asked.format), Form::find(&asked.format)) {
        (Some(form), _) => terminal.print(&(form.print)(&review, terminal.look())),
        (None, Some(form)) => terminal.print(&(form.print)(&findings)),
        (None, None) => {}
    }
    let exit = if asked.exit_code && review.differs() { Exit::Differs } else { Exit::Done };
    let markdown = review::Form::find("markdown").map_or(String::new(), |form| (form.print)(&review, terminal.look()));
    Ok(deliver_text(markdown, &findings, outputs(&review), &asked.summary, exit, terminal))
}

fn outputs(review: &Review) -> Vec<Output> {
    vec![
        ("differs", review.differs().to_string()),
        ("for-lender", review.count(Favour::Lender).to_string()),
        ("for-borrower", review.count(Favour::Borrower).to_string()),
    ]
}

/// A deal that does not check, or does not run, is told of as `deal check` does.
fn invalid(asked: &Diff, sides: [Side; 2], terminal: &mut Terminal) -> Exit {
    let mut findings = Findings::new("diff");
    let mut exit = Exit::Done;
    for mut side in sides {
        if side.answer.diagnostics.is_empty() && side.answer.refusal.is_none() {
            continue;
        }
        exit = exit.worse(verdict(&side.answer.diagnostics, side.answer.unreadable)).worse(Exit::Invalid);
        if review::Form::find(&asked.format).is_some() {
            terminal.complain(&format!("in {}:\n", side.name));
            let tell = if asked.format == "plain" { read_problems_aloud } else { report_problems };
            // How it ends is known already.
            let _ = tell(&mut side.answer, &side.sources, terminal);
        }
        let base = side.answer.base.clone();
        findings.add(examined(&mut side.answer, &side.sources), &base);
    }
    if let (None, Some(form)) = (review::Form::find(&asked.format), Form::find(&asked.format)) {
        terminal.print(&(form.print)(&findings));
    }
    exit
}
