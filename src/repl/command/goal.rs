//! `:goal`: the value of a lever at which a figure meets a target, as a block to paste.

use super::{Answer, needs};
use crate::analysis::simulate::{Manner, Observer};
use crate::analysis::{Solution, solve};
use crate::engine::Stop;
use crate::engine::outcome::Figure;
use crate::model::{Lever, LeverTarget, Question};
use crate::repl::fork;
use crate::repl::session::Session;
use crate::repl::trouble::{Trouble, words};
use crate::report::studies;
use crate::syntax::tokens::{Class, tokens};

/// Asked between two rounds.
struct Patience(Stop);

impl Observer for Patience {
    fn stop(&self) -> bool {
        self.0.asked()
    }
}

pub fn goal(session: &mut Session, rest: &str) -> Answer {
    let (target, range, within) = parts(rest).ok_or_else(|| needs("goal"))?;
    let deal = session.deal()?;
    let under = if session.standing.forks.is_empty() { session.standing.under.as_str() } else { fork::SCENARIO };
    let within = within.map_or_else(String::new, |within| format!("  within: {within}\n"));
    let text = format!("study {{\n  solve: {range}\n  so that: {target}\n  under: {under}\n{within}}}\n");
    let mut sources = deal.sources.clone();
    let asked = sources.add("goal", text);
    let (model, problems) = crate::read_with_study(deal.source, asked, &mut sources, session.world.files());
    let Some(model) = model else {
        let own = problems.into_iter().filter(|it| it.is_error()).collect::<Vec<_>>();
        return Err(session.told_with(&own, &sources));
    };
    let Some((study, Question::Solve(question))) = model.studies.last().map(|study| (study, &study.asks)) else {
        return Err(needs("goal"));
    };
    let (limits, patience) = (session.limits(), Patience(session.world.stop()));
    let manner = Manner { limits: &limits, threads: 1, observer: &patience };
    let mut solution = solve(&model, study, question, &manner).map_err(|problem| session.problem(problem))?;
    // What the deal takes for granted is no news here.
    solution.about.assumed.clear();
    if patience.stop() {
        return Err(words("stopped"));
    }
    let tables: Vec<_> = studies::solved(&solution);
    let blocks = pasted(session, &solution, &question.by.lever)?;
    Ok(format!("{}{blocks}", session.tables(&tables)))
}

/// `min(DSCR.value) = 1.10x`, `decline from 0% to 60%`, and what follows `within`.
fn parts(rest: &str) -> Option<(String, String, Option<String>)> {
    if rest.contains(['{', '}', '\n', '#']) {
        return None;
    }
    let mut depth = 0usize;
    let (mut by, mut within) = (None, None);
    for token in tokens(rest) {
        match (token.class, rest.get(token.bytes.clone())) {
            (Class::Open, _) => depth += 1,
            (Class::Close, _) => depth = depth.saturating_sub(1),
            (_, Some("by")) if depth == 0 => by = by.or(Some(token.bytes)),
            (_, Some("within")) if depth == 0 => within = Some(token.bytes),
            _ => {}
        }
    }
    let by = by?;
    let end = within.as_ref().map_or(rest.len(), |it| it.start);
    let text = |range: std::ops::Range<usize>| rest.get(range).map(|text| text.trim().to_owned());
    let (target, range) = (text(0..by.start)?, text(by.end..end)?);
    let within = within.and_then(|it| text(it.end..rest.len()));
    (!target.is_empty() && !range.is_empty()).then_some((target, range, within))
}

/// For each root a block that sets the lever there: a scenario for an input, else the block that states the number.
fn pasted(session: &Session, solution: &Solution, lever: &Lever) -> Result<String, Trouble> {
    let roots: Vec<&Figure> =
        solution.answers.iter().flat_map(|answer| answer.roots.iter().map(|root| &root.at.value)).collect();
    if roots.is_empty() {
        return Ok(String::new());
    }
    let mut text = String::from("\nto type or paste:\n\n");
    for (index, root) in roots.iter().enumerate() {
        let number = if index == 0 { String::new() } else { (index + 1).to_string() };
        text.push_str(&match lever.what {
            LeverTarget::Input(_) => {
                let under = &session.standing.under;
                let tried = fork::blocks(&session.standing, "", &format!("Goal{number}_shock"));
                let shocks: String =
                    tried.iter().filter(|it| it.text.starts_with("shock")).map(|it| format!("{}\n", it.text)).collect();
                let names = (1..tried.len()).map(|shock| format!("Goal{number}_shock_{shock}, "));
                let names: String = names.collect();
                format!("{shocks}scenario Goal{number}: {under} with {names}{} = {}\n", lever.name, root.literal())
            }
            LeverTarget::Constant(place) => stated(session, place, root)?,
        });
    }
    Ok(text)
}

/// The item of the deal that says a number, with the other number in it.
fn stated(session: &Session, place: crate::source::Span, root: &Figure) -> Result<String, Trouble> {
    let deal = session.deal()?;
    let bytes = place.start as usize..place.end as usize;
    let item = if place.source == deal.source { deal.composed.around(bytes.start) } else { None };
    let Some(item) = item else {
        return Ok(format!("{} in {}\n", root.literal(), deal.sources.location(place)));
    };
    let text = &deal.composed.text;
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or("");
    Ok(format!("{}{}{}\n", part(item.start..bytes.start), root.literal(), part(bytes.end..item.end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_a_target_a_lever_and_a_tolerance() {
        let found = parts("min(DSCR.value) = 1.10x by decline from 0% to 60% within 0.01%");
        let (target, range, within) = found.expect("it is whole");
        assert_eq!(target, "min(DSCR.value) = 1.10x");
        assert_eq!(range, "decline from 0% to 60%");
        assert_eq!(within.as_deref(), Some("0.01%"));
        assert!(parts("x = 1").is_none());
        assert!(parts("by x").is_none());
    }
}
