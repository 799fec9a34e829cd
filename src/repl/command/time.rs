//! `:at`, `:next`, `:prev`, `:until`: where in time the session stands.

use super::{Answer, needs, nothing_after};
use crate::model::Type;
use crate::repl::session::Session;
use crate::repl::trouble::{Trouble, words};
use crate::repl::value::{Course, Value};
use crate::report::session::moment;
use crate::time::Date;

pub fn at(session: &mut Session, rest: &str) -> Answer {
    session.run()?;
    let (it, driven) = session.ran()?;
    let last = driven.run.last();
    let row = match rest {
        "" => return whereabouts(session),
        "start" => 0,
        "end" => last,
        "all" => {
            session.stand(None)?;
            return Ok("the whole run, read at its end\n".to_owned());
        }
        text => match (Date::from_iso(text), text.parse::<usize>()) {
            (Some(date), _) if date < it.date(0) => {
                return Err(words(&format!("{date} is before closing on {}", it.date(0))));
            }
            (Some(date), _) => it.row_of(date).ok_or_else(|| {
                words(&format!("no period of the run contains {date}; the last ends on {}", it.date(last)))
            })?,
            (None, Ok(row)) if row <= last => row,
            (None, Ok(row)) => return Err(words(&format!("there is no period {row}; the last is {last}"))),
            (None, Err(_)) => {
                return Err(words(&format!("`{text}` is no date; write it as 2026-12-31, or the number of a period")));
            }
        },
    };
    stand(session, row)
}

pub fn next(session: &mut Session, rest: &str) -> Answer {
    let by = count("next", rest)?;
    session.run()?;
    let (it, driven) = session.ran()?;
    let last = driven.run.last();
    let row = match session.cursor {
        None => by - 1,
        Some(_) => session.row()? + by,
    };
    if row > last {
        return Err(words(&format!("{} is the last period; `:at start` goes back", it.date(last))));
    }
    stand(session, row)
}

pub fn prev(session: &mut Session, rest: &str) -> Answer {
    let by = count("prev", rest)?;
    session.run()?;
    let row = session.row()?.checked_sub(by);
    let closing = session.ran()?.0.date(0);
    let row = row.ok_or_else(|| words(&format!("{closing} is closing; nothing comes before")))?;
    stand(session, row)
}

fn count(name: &str, rest: &str) -> Result<usize, Trouble> {
    match rest {
        "" => Ok(1),
        text => text.parse::<u16>().ok().filter(|it| *it > 0).map(usize::from).ok_or_else(|| needs(name)),
    }
}

pub fn until(session: &mut Session, rest: &str) -> Answer {
    if rest.is_empty() {
        return Err(needs("until"));
    }
    session.run()?;
    let from = match session.cursor {
        None => 0,
        Some(_) => session.row()? + 1,
    };
    let row = match rest.split_once(char::is_whitespace).unwrap_or((rest, "")) {
        ("breach", of) => breach(session, from, of.trim_start().strip_prefix("of ").unwrap_or(of).trim())?,
        _ => holds(session, rest)?.into_iter().find(|row| *row >= from),
    };
    match row {
        Some(row) => stand(session, row),
        None => {
            let (it, _) = session.ran()?;
            let since = if from == 0 { "in the whole run".to_owned() } else { format!("after {}", it.date(from - 1)) };
            Err(words(&format!("`{rest}` does not come {since}")))
        }
    }
}

/// The first row from here on with a failed level, of one covenant or of any.
fn breach(session: &Session, from: usize, of: &str) -> Result<Option<usize>, Trouble> {
    let (it, driven) = session.ran()?;
    let covenants = it.model.covenants.iter().map(|covenant| covenant.label.name.as_str());
    if !of.is_empty() && !covenants.clone().any(|name| name == of) {
        return Err(crate::repl::trouble::unknown("covenant", of, covenants));
    }
    let own = driven.outcome.breaches.iter().filter(|breach| of.is_empty() || breach.covenant == of);
    Ok(own.filter_map(|breach| it.row_of(breach.date)).find(|row| *row >= from))
}

/// The rows at whose close a condition holds.
pub fn holds(session: &Session, condition: &str) -> Result<Vec<usize>, Trouble> {
    let value = Value::of(session, condition)?;
    if value.of != Type::Boolean {
        let kind = crate::check::described(&value.of);
        return Err(words(&format!("`{condition}` is {kind}, and a condition is wanted, as in `DSCR.value < 1.35x`")));
    }
    Ok(match value.course {
        Course::Constant(figure) if figure.value == 1 => session.ran()?.0.rows().collect(),
        Course::Constant(_) => Vec::new(),
        Course::Rows(rows) => {
            let set = rows.iter().enumerate().filter(|(_, (_, it))| it.as_ref().is_some_and(|it| it.value == 1));
            set.map(|(row, _)| row).collect()
        }
    })
}

/// Stands at a row, and says what happened in its period.
pub fn stand(session: &mut Session, row: usize) -> Answer {
    let date = session.ran()?.0.date(row);
    session.stand(Some(date))?;
    whereabouts(session)
}

fn whereabouts(session: &mut Session) -> Answer {
    if session.cursor.is_none() {
        let (it, driven) = session.ran()?;
        let last = driven.run.last();
        return Ok(format!(
            "the whole run: {last} periods from {} to {}; `:at DATE` goes to one\n",
            it.date(0),
            it.date(last)
        ));
    }
    let row = session.row()?;
    let (it, driven) = session.ran()?;
    let last = driven.run.last();
    let what = match row {
        0 => "closing".to_owned(),
        _ if row > it.plan.periods => format!("period {row} of {last}, winding down"),
        _ => format!("period {row} of {last}"),
    };
    let happened = moment::events(&it, &driven.outcome, row);
    let told = if happened.rows.is_empty() { String::new() } else { session.tables(&[happened]) };
    Ok(format!("{}, {what}\n{told}", it.date(row)))
}

pub fn state(session: &mut Session, rest: &str) -> Answer {
    nothing_after("state", rest)?;
    session.run()?;
    let row = session.row()?;
    let (it, driven) = session.ran()?;
    Ok(session.tables(&moment::tables(&it, &driven.outcome, row)))
}
