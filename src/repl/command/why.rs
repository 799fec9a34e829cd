//! `:why`, `:report`, `:test`: what the other commands of `deal` say, in the world of the session.

use super::{Answer, needs};
use crate::analysis::suite::suite;
use crate::analysis::{enforced_today, why};
use crate::engine::outcome::Reading;
use crate::repl::session::Session;
use crate::repl::trouble::{unknown, words};
use crate::report::reports::{self, REPORTS, Report, View, verdicts};
use crate::time::Date;

pub fn why(session: &mut Session, rest: &str) -> Answer {
    let (name, on) = match rest.split_once(" on ").or_else(|| rest.split_once('@')) {
        Some((name, on)) => (name.trim(), Some(on.trim())),
        None => (rest, None),
    };
    if name.is_empty() {
        return Err(needs("why"));
    }
    let on = match on {
        None => session.cursor,
        Some(text) => {
            let date = Date::from_iso(text);
            Some(date.ok_or_else(|| words(&format!("`{text}` is no date; write it as 2026-12-31")))?)
        }
    };
    session.run()?;
    let case = session.case()?;
    let (it, _) = session.ran()?;
    match why::why(&it, &case, name, on, why::Reach::default(), &session.limits()) {
        Ok(found) => Ok(session.tables(&reports::why::tables(&found, &session.deal()?.sources))),
        Err(why::Refusal::Failed(problem)) => Err(session.problem(*problem)),
        Err(refusal) => Err(words(&refusal.to_string())),
    }
}

pub fn report(session: &mut Session, rest: &str) -> Answer {
    let name = if rest.is_empty() { reports::USUAL } else { rest };
    let report = Report::find(name).ok_or_else(|| unknown("report", name, REPORTS.iter().map(|it| it.name)))?;
    session.run()?;
    let mut driven = session.keep_run()?;
    let deal = session.deal()?;
    let case = session.case()?;
    if report.name == "recovery" {
        driven.outcome.enforced_today =
            enforced_today(&deal.model, &case, &session.limits()).map_err(|problem| session.problem(problem))?;
    }
    let it = Reading { model: deal.model.under(case.scenario), plan: &driven.plan, run: &driven.run };
    let (from, to) = (session.cursor, session.cursor);
    let view = View { it, outcome: &driven.outcome, sources: &deal.sources, from, to };
    Ok(session.tables(&(report.make)(&view)))
}

pub fn test(session: &mut Session, rest: &str) -> Answer {
    super::nothing_after("test", rest)?;
    session.run()?;
    let deal = session.deal()?;
    let judged = suite(&deal.model, &session.limits());
    if judged.tests.is_empty() {
        return Err(words("the deal has no `test`"));
    }
    let text = session.tables(&verdicts::tables(&judged, &deal.sources));
    match judged.failed() {
        0 => Ok(text),
        _ => Err(crate::repl::trouble::Trouble(text)),
    }
}
