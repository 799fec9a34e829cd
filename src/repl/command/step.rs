//! `:step`, `:break`, `:continue`, `:delete`: a walk through the waterfalls.

use super::time::{holds, stand};
use super::{Answer, needs, nothing_after};
use crate::repl::session::Session;
use crate::repl::steps::{Break, Stop as At};
use crate::repl::trouble::{Trouble, unknown, words};
use crate::report::session::step::{Stop, stops, table};
use crate::report::table::{Cell, Column, Table};

pub fn step(session: &mut Session, rest: &str) -> Answer {
    nothing_after("step", rest)?;
    session.run()?;
    let Some((row, index)) = next(session, position(session)?)? else { return over(session) };
    go(session, row, index)
}

/// Where the walk is: the row, and the steps of it that were shown.
fn position(session: &Session) -> Result<(usize, usize), Trouble> {
    Ok(match (session.steps.at, session.cursor) {
        (Some(at), _) => at,
        (None, Some(_)) => (session.row()?, 0),
        (None, None) => (0, 0),
    })
}

/// The next step at or after a position; rows in which nothing runs are passed over.
fn next(session: &Session, (row, index): (usize, usize)) -> Result<Option<(usize, usize)>, Trouble> {
    let (it, driven) = session.ran()?;
    if index < stops(&it, row).len() {
        return Ok(Some((row, index)));
    }
    Ok((row + 1..=driven.run.last()).find(|row| !stops(&it, *row).is_empty()).map(|row| (row, 0)))
}

fn go(session: &mut Session, row: usize, index: usize) -> Answer {
    let (before, date) = (session.cursor, session.ran()?.0.date(row));
    let head = if before == Some(date) { String::new() } else { stand(session, row)? };
    session.steps.at = Some((row, index + 1));
    let (it, _) = session.ran()?;
    let all = stops(&it, row);
    let shown = all.get(index).and_then(|stop| table(&it, row, *stop, (index + 1, all.len())));
    let shown: Vec<Table> = shown.into_iter().collect();
    let gap = if head.is_empty() { "" } else { "\n" };
    Ok(format!("{head}{gap}{}", session.tables(&shown)))
}

fn over(session: &mut Session) -> Answer {
    let last = session.ran()?.1.run.last();
    let told = stand(session, last)?;
    session.steps.at = Some((last, usize::MAX));
    Ok(format!("the run is over\n{told}"))
}

pub fn go_on(session: &mut Session, rest: &str) -> Answer {
    nothing_after("continue", rest)?;
    if session.steps.breaks.is_empty() {
        return Err(words("nothing to stop at; set a breakpoint, as in `:break Payments.trap`"));
    }
    session.run()?;
    let mut when: Vec<(usize, Vec<usize>)> = Vec::new();
    for it in &session.steps.breaks {
        if let At::When(condition) = &it.at {
            when.push((it.number, holds(session, condition)?));
        }
    }
    let start = position(session)?;
    let mut at = start;
    while let Some((row, index)) = next(session, at)? {
        let (it, _) = session.ran()?;
        let all = stops(&it, row);
        // A condition holds at a close: it stops the walk as it enters the period.
        let entered = index == 0 && (row, index) != (start.0, start.1.saturating_sub(1));
        let held = when.iter().find(|(_, rows)| entered && row > start.0 && rows.contains(&row));
        let met = held.map(|(number, _)| *number).or_else(|| breaks_at(session, all.get(index).copied()));
        if let Some(number) = met {
            return Ok(format!("breakpoint {number}\n{}", go(session, row, index)?));
        }
        at = (row, index + 1);
    }
    over(session)
}

/// The breakpoint on a step that runs.
fn breaks_at(session: &Session, stop: Option<Stop>) -> Option<usize> {
    let stop = stop.filter(|stop| stop.runs)?;
    let (it, _) = session.ran().ok()?;
    let name = &it.model.steps.get(stop.step.index())?.label.name;
    session.steps.breaks.iter().find(|it| it.at == At::Step(name.clone())).map(|it| it.number)
}

pub fn set(session: &mut Session, rest: &str) -> Answer {
    if rest.is_empty() {
        return Ok(listed(session));
    }
    let at = match rest.strip_prefix("when ") {
        Some(condition) => {
            session.run()?;
            holds(session, condition)?;
            At::When(condition.trim().to_owned())
        }
        None => At::Step(step_named(session, rest)?),
    };
    if let Some(known) = session.steps.breaks.iter().find(|it| it.at == at) {
        return Err(words(&format!("breakpoint {} stops there already", known.number)));
    }
    session.steps.numbered += 1;
    let number = session.steps.numbered;
    let told = format!("breakpoint {number}: {}\n", described(&at));
    session.steps.breaks.push(Break { number, at });
    Ok(told)
}

/// `Payments.trap`, or `trap` where one step alone is called that.
fn step_named(session: &Session, name: &str) -> Result<String, Trouble> {
    let model = session.model()?;
    let names = || model.steps.iter().map(|step| step.label.name.as_str());
    if names().any(|known| known == name) {
        return Ok(name.to_owned());
    }
    let own: Vec<&str> = names().filter(|known| known.split('.').next_back() == Some(name)).collect();
    match own.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => Err(unknown("step", name, names())),
        several => Err(words(&format!("`{name}` is a step of several waterfalls: {}", several.join(", ")))),
    }
}

fn described(at: &At) -> String {
    match at {
        At::Step(name) => format!("before `{name}` pays"),
        At::When(condition) => format!("in the first period that ends with {condition}"),
    }
}

fn listed(session: &Session) -> String {
    let mut table = Table::new("breaks", "").column(Column::right("Number")).column(Column::left("Stops"));
    for it in &session.steps.breaks {
        table.row(vec![Cell::count(it.number), Cell::text(described(&it.at))]);
    }
    session.tables(&[table])
}

pub fn delete(session: &mut Session, rest: &str) -> Answer {
    if rest == "all" {
        let count = session.steps.breaks.len();
        session.steps.breaks.clear();
        return Ok(format!("{count} gone\n"));
    }
    let number: usize = rest.parse().map_err(|_| needs("delete"))?;
    let known = session.steps.breaks.iter().position(|it| it.number == number);
    let index = known.ok_or_else(|| words(&format!("no breakpoint {number}; `:break` lists them")))?;
    session.steps.breaks.remove(index);
    Ok(format!("breakpoint {number} gone\n"))
}
