//! `:what-if`, `:keep`, `:drop`, `:undo`, `:under`: other worlds, tried and kept.

use super::{Answer, needs};
use crate::engine::outcome::Reading;
use crate::repl::fork::{self, blocks};
use crate::repl::session::Session;
use crate::repl::trouble::{Trouble, scenario_named, words};
use crate::report::session::difference::{Side, table};
use crate::syntax::tokens::{Class, tokens};

pub fn what_if(session: &mut Session, rest: &str) -> Answer {
    if rest.is_empty() {
        return listed(session);
    }
    let change = change(rest)?;
    session.run()?;
    let before = session.keep_run()?;
    let mut to = session.standing.clone();
    to.forks.push(change);
    let was = session.standing.clone();
    session.change(to, &format!("what-if {rest}"))?;
    if let Err(trouble) = session.run() {
        session.past.pop();
        session.bring_back(was)?;
        return Err(trouble);
    }
    let (it, driven) = session.ran()?;
    let then = Reading { model: session.model()?, plan: &before.plan, run: &before.run };
    let differs = table(Side { it: then, outcome: &before.outcome }, Side { it, outcome: &driven.outcome });
    if differs.rows.is_empty() {
        let note = "breaches, defaults, recoveries and repayment stay as they were; figures may differ";
        return Ok(format!("{note}\n"));
    }
    Ok(session.tables(&[differs]))
}

/// `rent times 80% from 2026-10-01` as a shock says it: `rent: times 80% from 2026-10-01`.
fn change(rest: &str) -> Result<String, Trouble> {
    let found = tokens(rest);
    if found.iter().any(|token| token.class == Class::Comment) || rest.contains(['{', '}', '\n']) {
        return Err(words("a change is one line, without braces or comments, as in `rent times 80%`"));
    }
    let Some(first) = found.first() else { return Err(needs("what-if")) };
    let has_colon = found.get(1).is_some_and(|token| token.class == Class::Colon);
    let target = rest.get(first.bytes.clone()).unwrap_or("");
    let after = found.get(1).map_or(rest.len(), |token| if has_colon { token.bytes.end } else { token.bytes.start });
    let phrase = rest.get(after..).unwrap_or("").trim();
    if phrase.is_empty() {
        return Err(needs("what-if"));
    }
    Ok(format!("{target}: {phrase}"))
}

fn listed(session: &Session) -> Answer {
    if session.standing.forks.is_empty() {
        return Ok("nothing is tried; `:what-if rent times 80%` tries something\n".to_owned());
    }
    let lines: Vec<String> = session.standing.forks.iter().map(|fork| format!("  {fork}\n")).collect();
    Ok(format!("on top of {}:\n{}", session.standing.under, lines.concat()))
}

pub fn keep(session: &mut Session, rest: &str) -> Answer {
    if session.standing.forks.is_empty() {
        return Err(words("nothing is tried, so there is nothing to keep"));
    }
    let name = match rest {
        "" => free_name(session)?,
        name if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => name.to_owned(),
        _ => return Err(words("a name is letters, digits and `_`, as in `:keep Slump`")),
    };
    if session.deal()?.composed.item(&name).is_some() {
        return Err(words(&format!("`{name}` is in the deal already; choose another name")));
    }
    let mut to = session.standing.clone();
    let kept = blocks(&to, &name, &format!("{name}_shock"));
    let text: Vec<String> = kept.iter().map(|piece| format!("{}\n", piece.text)).collect();
    to.pieces.extend(kept);
    to.forks.clear();
    to.under.clone_from(&name);
    session.change(to, &format!("keep {name}"))?;
    Ok(format!("{}`{name}` is the scenario of the session now; `:save FILE` writes it\n", text.concat()))
}

fn free_name(session: &Session) -> Result<String, Trouble> {
    let composed = &session.deal()?.composed;
    let names = (1..).map(|number: u32| format!("Kept{number}"));
    Ok(names.into_iter().find(|name| composed.item(name).is_none()).unwrap_or_default())
}

pub fn drop(session: &mut Session, rest: &str) -> Answer {
    let mut to = session.standing.clone();
    match rest {
        "" => match to.forks.pop() {
            Some(change) => {
                session.change(to, "drop")?;
                Ok(format!("dropped: {change}\n"))
            }
            None => Err(words("nothing is tried, so there is nothing to drop")),
        },
        "all" => {
            let count = to.forks.len();
            to.forks.clear();
            session.change(to, "drop all")?;
            Ok(format!("dropped: {count}\n"))
        }
        _ => Err(needs("drop")),
    }
}

pub fn undo(session: &mut Session, rest: &str) -> Answer {
    super::nothing_after("undo", rest)?;
    let Some((before, what)) = session.past.pop() else { return Err(words("nothing has been changed yet")) };
    session.bring_back(before)?;
    Ok(format!("undone: {what}\n"))
}

pub fn under(session: &mut Session, rest: &str) -> Answer {
    if rest.is_empty() {
        let names = session.model()?.scenarios.iter().map(|it| it.label.name.as_str());
        let names: Vec<String> = names.filter(|name| *name != fork::SCENARIO).map(|name| format!("`{name}`")).collect();
        return Ok(format!("under {}; there is {}\n", session.standing.under, names.join(", ")));
    }
    scenario_named(session.model()?, rest)?;
    if rest == fork::SCENARIO {
        return Err(words("what is tried stands on a scenario of the deal; name one of those"));
    }
    let mut to = session.standing.clone();
    to.under = rest.to_owned();
    session.change(to, &format!("under {rest}"))?;
    Ok(format!("under {rest}\n"))
}
