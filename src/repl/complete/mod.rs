//! Completion: what may stand where the cursor is, by kind where a kind is wanted.

mod place;
#[cfg(test)]
mod tests;

use super::command::{COMMANDS, Command};
use super::entry;
use super::fork;
use super::session::Session;
use super::steps::Stop;
use crate::check::described;
use crate::library::function::FUNCTIONS;
use crate::library::label;
use crate::model::Type;
use crate::report::findings::RULES;
use crate::report::reports::REPORTS;
use crate::syntax::words::BLOCK_KINDS;
use place::{Place, place};

/// Something that may be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// In place of the word under the cursor.
    pub text: String,
    /// What it is, in a few words; may be empty.
    pub what: String,
}

/// What a command wants after its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    Nothing,
    Commands,
    Dates,
    Scenarios,
    Kinds,
    Figures,
    Names,
    Steps,
    Breaks,
    Change,
    Expression,
    Condition,
    Goal,
    Reports,
    Codes,
}

/// Longer lists help nobody.
const MOST: usize = 200;

/// Where the word under the cursor begins, and what may stand there. `text` is all of the entry up to the cursor.
pub fn complete(session: &Session, text: &str) -> (usize, Vec<Candidate>) {
    let (start, mut found) = candidates(session, text);
    let word = text.get(start..).unwrap_or("");
    found.retain(|it| it.text.starts_with(word) && it.text != word);
    found.dedup_by(|a, b| a.text == b.text);
    found.truncate(MOST);
    (start, found)
}

fn candidates(session: &Session, text: &str) -> (usize, Vec<Candidate>) {
    let lead = text.len() - text.trim_start().len();
    if let Some(line) = text.get(lead..).and_then(|line| line.strip_prefix(':')) {
        let Some((name, rest)) = line.split_once(char::is_whitespace) else { return (lead, commands()) };
        let Some(command) = Command::find(name) else { return (text.len(), Vec::new()) };
        return after_command(session, command.wants, text, rest);
    }
    let (start, place) = place(session, text);
    (start, at_place(session, text.get(start..).unwrap_or(""), &place))
}

fn commands() -> Vec<Candidate> {
    COMMANDS.iter().map(|it| candidate(format!(":{}", it.name), it.sentence)).collect()
}

fn candidate(text: impl Into<String>, what: impl Into<String>) -> Candidate {
    Candidate { text: text.into(), what: what.into() }
}

fn after_command(session: &Session, wants: Wants, text: &str, rest: &str) -> (usize, Vec<Candidate>) {
    let word = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let is_first = rest.split_whitespace().count() <= usize::from(!rest.ends_with(' '));
    let after = |preposition: &str| {
        let before = text.get(..word).unwrap_or("").trim_end();
        before.rsplit(char::is_whitespace).next() == Some(preposition)
    };
    let own = |list: Vec<Candidate>| (word, list);
    match wants {
        Wants::Nothing => own(Vec::new()),
        Wants::Commands => own(COMMANDS.iter().map(|it| candidate(it.name, it.sentence)).collect()),
        Wants::Dates => own(words(&["start", "end", "all"]).chain(dates(session)).collect()),
        Wants::Scenarios => own(scenarios(session)),
        Wants::Kinds => {
            let kinds = BLOCK_KINDS.iter().map(|(keyword, _)| candidate(*keyword, ""));
            own(kinds.chain(words(&["lines", "typed", "waiting"])).collect())
        }
        Wants::Figures if after("on") => own(dates(session).collect()),
        Wants::Figures if is_first => own(by_owner(session, text.get(word..).unwrap_or(""), None)),
        Wants::Figures => own(words(&["on"]).collect()),
        Wants::Names => {
            let mut list = names(session);
            list.extend(by_owner(session, text.get(word..).unwrap_or(""), None));
            own(list)
        }
        Wants::Steps => own(words(&["when"]).chain(steps(session)).collect()),
        Wants::Breaks => {
            own(session.steps.breaks.iter().map(|it| candidate(it.number.to_string(), stop(&it.at))).collect())
        }
        Wants::Change if after("from") || after("on") || after("until") => own(dates(session).collect()),
        Wants::Change if is_first => own(targets(session)),
        Wants::Change => {
            own(words(&["times", "to", "by", "from", "over", "until", "then hold", "default on"]).collect())
        }
        Wants::Goal if after("by") => own(levers(session)),
        Wants::Reports => own(REPORTS.iter().map(|it| candidate(it.name, it.sentence)).collect()),
        Wants::Codes => {
            let pages = crate::diagnostic::codes::PAGES.iter().map(|page| candidate(page.code.0, page.name()));
            own(pages.chain(RULES.iter().map(|rule| candidate(rule.id, rule.name))).collect())
        }
        Wants::Expression | Wants::Goal | Wants::Condition => {
            let from = text.len() - rest.len();
            let (start, place) = place(session, rest);
            let mut list = at_place(session, rest.get(start..).unwrap_or(""), &place);
            if wants == Wants::Condition && is_first {
                list.insert(0, candidate("breach", "of a covenant"));
            }
            (from + start, list)
        }
    }
}

fn words<'a>(list: &'a [&'a str]) -> impl Iterator<Item = Candidate> + 'a {
    list.iter().map(|word| candidate(*word, ""))
}

fn stop(at: &Stop) -> String {
    match at {
        Stop::Step(name) => name.clone(),
        Stop::When(condition) => format!("when {condition}"),
    }
}

fn dates(session: &Session) -> impl Iterator<Item = Candidate> {
    let grid = session.model().ok().map(|model| &model.deal);
    let dates: Vec<_> = grid
        .into_iter()
        .flat_map(|deal| std::iter::once(deal.grid.closing()).chain(deal.grid.ends().iter().copied()))
        .collect();
    dates.into_iter().map(|date| candidate(date.to_string(), ""))
}

fn scenarios(session: &Session) -> Vec<Candidate> {
    let Ok(model) = session.model() else { return Vec::new() };
    let own = model.scenarios.iter().filter(|it| it.label.name != fork::SCENARIO);
    own.map(|it| candidate(&*it.label.name, it.label.title.clone().unwrap_or_default())).collect()
}

fn steps(session: &Session) -> Vec<Candidate> {
    let Ok(model) = session.model() else { return Vec::new() };
    model.steps.iter().map(|it| candidate(&*it.label.name, &*it.text)).collect()
}

/// Everything that is declared.
fn names(session: &Session) -> Vec<Candidate> {
    let Ok(deal) = session.deal() else { return Vec::new() };
    let parts = entry::parts(&deal.composed.text);
    parts.iter().map(|(name, _)| candidate(entry::identity(name), "")).filter(|it| !it.text.starts_with('"')).collect()
}

/// What a shock may change.
fn targets(session: &Session) -> Vec<Candidate> {
    let Ok(model) = session.model() else { return Vec::new() };
    let own = |name: &str, what: &str| candidate(name, what);
    let mut found: Vec<Candidate> = Vec::new();
    found.extend(model.curves.iter().map(|it| own(&it.label.name, "a curve")));
    found.extend(model.inputs.iter().map(|it| own(&it.label.name, "an input")));
    found.extend(model.lines.iter().map(|it| own(&it.label.name, "a computed line")));
    found.extend(model.parties.iter().map(|it| own(&it.label.name, "a party")));
    for asset in &model.assets {
        found.extend(
            asset.values.iter().map(|it| candidate(format!("{}.{}", asset.label.name, it.label.name), "a value")),
        );
    }
    for contract in &model.contracts {
        found.extend(["price", "units"].map(|it| candidate(format!("{}.{it}", contract.label.name), "of a contract")));
    }
    for sale in &model.liquidations {
        found
            .extend(["depth", "buyers", "drift"].map(|it| candidate(format!("{}.{it}", sale.label.name), "of a sale")));
    }
    found.extend(model.tranches.iter().map(|it| candidate(format!("{}.coupon", it.label.name), "a coupon")));
    found.sort_by(|a, b| a.text.cmp(&b.text));
    found
}

/// What a goal may move: inputs, and the numbers of curves and shocks.
fn levers(session: &Session) -> Vec<Candidate> {
    let Ok(model) = session.model() else { return Vec::new() };
    model.inputs.iter().map(|it| candidate(&*it.label.name, described(&it.of))).collect()
}

fn at_place(session: &Session, word: &str, place: &Place) -> Vec<Candidate> {
    match place {
        Place::Nothing => Vec::new(),
        Place::Labels(kind) => {
            label::of(*kind).iter().map(|it| candidate(format!("{}:", it.words), it.sentence)).collect()
        }
        Place::Scenario => scenarios(session),
        Place::Date => dates(session).collect(),
        Place::Names => names(session),
        Place::Targets => targets(session),
        Place::Expectation => words(&["expect", "given"]).collect(),
        Place::Value(wanted) => {
            let mut list = by_owner(session, word, wanted.as_ref());
            if wanted.as_ref().is_none_or(|of| matches!(of, Type::Quantity(_))) {
                list.extend(FUNCTIONS.iter().map(|it| candidate(format!("{}(", it.name), it.sentence)));
            }
            list
        }
        Place::Start => {
            let mut list = by_owner(session, word, None);
            list.extend(FUNCTIONS.iter().map(|it| candidate(format!("{}(", it.name), it.sentence)));
            list.extend(BLOCK_KINDS.iter().map(|(keyword, _)| candidate(*keyword, "a block")));
            list
        }
    }
}

/// Figures of a kind; up to a dot the blocks that have such figures, after it the figures.
fn by_owner(session: &Session, word: &str, wanted: Option<&Type>) -> Vec<Candidate> {
    let Ok(deal) = session.deal() else { return Vec::new() };
    let all = deal.figures(session.world.files());
    let depth = word.matches('.').count();
    let mut found: Vec<Candidate> = Vec::new();
    for (path, expr) in all.iter().filter(|(path, expr)| path.starts_with(word) && fits(&expr.of, wanted)) {
        let parts: Vec<&str> = path.split('.').collect();
        let shown = match parts.len() > depth + 1 {
            true => candidate(format!("{}.", parts.get(..=depth).unwrap_or(&[]).join(".")), ""),
            false => candidate(path.as_str(), described(&expr.of)),
        };
        if !found.contains(&shown) {
            found.push(shown);
        }
    }
    found
}

/// Whether a value of one kind may stand where another is wanted.
fn fits(of: &Type, wanted: Option<&Type>) -> bool {
    match (of, wanted) {
        (_, None) => true,
        (Type::Quantity(of), Some(Type::Quantity(wanted))) => of.conversion_to(wanted).is_some(),
        (of, Some(wanted)) => of == wanted,
    }
}

/// The rest of what a command takes, shown after its name.
pub fn hint(text: &str) -> Option<String> {
    let name = text.strip_prefix(':')?;
    let command = Command::find(name.trim_end())?;
    let gap = if name.ends_with(' ') { "" } else { " " };
    (!command.takes.is_empty()).then(|| format!("{gap}{}", command.takes))
}
