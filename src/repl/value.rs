//! The value of an expression: its kind, what it comes to, and how it goes through time.

use super::command::Answer;
use super::session::{Last, Session};
use super::trouble::{Trouble, words};
use crate::analysis::{rerun, unfinished};
use crate::check::{self, described};
use crate::compile::Case;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::{Figure, Reading, as_level};
use crate::model::{Expr, ExprKind, Model, Read, ScenarioId, Type, fold};
use crate::quantity::{Unit, power_of_ten};
use crate::report::session::series;
use crate::syntax::parse_expression;
use crate::syntax::tokens::{Class, tokens};
use crate::time::Date;

/// An expression, worked out.
#[derive(Debug)]
pub struct Value {
    /// As it was read, with `ans` in full.
    pub text: String,
    pub of: Type,
    /// What its level is written like, where a covenant is read: `below 1.35x`.
    pub level: Option<String>,
    pub course: Course,
    /// A fold over the whole run is in it: one value, whatever the date.
    pub whole: bool,
}

/// How a value goes through time.
#[derive(Debug)]
pub enum Course {
    /// The same whatever the date, and read from nothing.
    Constant(Figure),
    /// By row, closing first; `None` is n/a.
    Rows(Vec<(Date, Option<Figure>)>),
}

/// What an expression means in the deal: nothing has been run.
pub struct Meaning {
    pub text: String,
    pub expr: Expr,
    pub under: Option<ScenarioId>,
}

/// Longer than anybody writes: `ans` in `ans` doubles.
const LONGEST: usize = 10_000;
/// Rows shown of a series that was not asked for in full.
const SHORT: usize = 12;

impl Value {
    /// The answer to an expression at the prompt.
    pub fn ask(session: &mut Session, text: &str) -> Answer {
        let value = Value::of(session, text)?;
        let shown = value.shown(session, Some(SHORT));
        value.remember(session);
        Ok(shown)
    }

    /// What the expression comes to in the world of the session.
    pub fn of(session: &Session, text: &str) -> Result<Value, Trouble> {
        let Meaning { text, expr, under } = meaning(session, text)?;
        let deal = session.deal()?;
        let level = level_of(&deal.model, &expr);
        let of = expr.of.clone();
        if expr.reads().is_empty()
            && let Some(value) = fold(&expr, deal.model.deal.rounding)
        {
            let course = Course::Constant(Figure::new(value, of.clone()));
            return Ok(Value { text, of, level, course, whole: false });
        }
        if !deal.model.holes.is_empty() {
            return Err(session.told_with(&unfinished(&deal.model, Diagnostic::error), &deal.sources));
        }
        let scenario = under.map_or_else(|| session.scenario(), Ok)?;
        let case = Case { observe: vec![&expr], ..Case::of(scenario) };
        let (plan, run) = rerun(&deal.model, &case, &session.limits()).map_err(|problem| session.problem(problem))?;
        let it = Reading { model: deal.model.under(scenario), plan: &plan, run: &run };
        let slot = plan.observed.first().copied().ok_or_else(|| words("this expression has no value"))?;
        if expr.reads().is_empty()
            && let Some(figure) = it.slot(run.last(), slot)
        {
            return Ok(Value { text, of, level, course: Course::Constant(figure), whole: false });
        }
        let rows = it.rows().map(|row| (it.date(row), it.slot(row, slot))).collect();
        let whole = session.cursor.is_none() && folds_all(&expr);
        Ok(Value { text, of, level, course: Course::Rows(rows), whole })
    }

    /// A ratio that is read from nothing, or whole wherever it is read: a count more than a share.
    fn is_plain(&self) -> bool {
        let one = power_of_ten(self.of.scale());
        self.of.unit().is_some_and(Unit::is_ratio)
            && match &self.course {
                Course::Constant(_) => true,
                Course::Rows(rows) => {
                    let known = || rows.iter().filter_map(|(_, figure)| figure.as_ref());
                    known().all(|it| it.value % one == 0) && known().any(|it| it.value > one)
                }
            }
    }

    /// In words, as a covenant's level is written where one is read.
    pub fn words(&self, figure: Option<&Figure>) -> String {
        match (figure, &self.level) {
            (None, _) => "n/a".to_owned(),
            (Some(figure), Some(level)) => as_level(figure, level),
            (Some(figure), None) if self.is_plain() => figure.literal(),
            (Some(figure), None) => figure.words(),
        }
    }

    /// The value where the session stands, and its date.
    fn here(&self, session: &Session) -> (Option<Figure>, Option<Date>) {
        match &self.course {
            Course::Constant(figure) => (Some(figure.clone()), None),
            Course::Rows(rows) => {
                let found = session.cursor.and_then(|date| rows.iter().find(|(end, _)| date <= *end));
                found.or(rows.last()).map_or((None, None), |(date, figure)| (figure.clone(), Some(*date)))
            }
        }
    }

    /// The kind, the value, and the series with at most so many rows.
    pub fn shown(&self, session: &Session, most: Option<usize>) -> String {
        let (figure, date) = self.here(session);
        let mut value = self.words(figure.as_ref());
        if let Some(exact) = figure.as_ref().and_then(|figure| exactly(figure, &value)) {
            value.push_str(&format!(" (exactly {exact})"));
        }
        let kind = described(&self.of);
        match (&self.course, date) {
            (Course::Rows(_), _) if self.whole && most.is_some() => format!("{value} over the whole run, {kind}\n"),
            (Course::Rows(rows), Some(date)) => {
                let mut text = format!("{value} on {date}, {kind}\n");
                // A line has no value at closing.
                let from = rows.iter().position(|(_, it)| it.is_some()).filter(|first| *first <= 1).unwrap_or(0);
                let varies = rows.iter().skip(from).any(|(_, it)| rows.get(from).is_some_and(|(_, first)| it != first));
                if varies || most.is_none() {
                    text.push('\n');
                    text.push_str(&self.series(session, rows, most));
                } else {
                    text = format!("{value}, {kind}, the same in every period\n");
                }
                text
            }
            _ => format!("{value}, {kind}\n"),
        }
    }

    fn series(&self, session: &Session, rows: &[(Date, Option<Figure>)], most: Option<usize>) -> String {
        let at = session.cursor.and_then(|date| rows.iter().position(|(end, _)| date <= *end));
        let shown = series::Shown { at, most };
        let table = series::table(&self.text, &self.of, self.level.as_deref(), rows, shown);
        let spark = series::spark(rows, session.look.tables.width, &|figure| self.words(Some(figure)));
        let more = match most {
            Some(most) if rows.len() > most => format!("{} periods in all; `:all` shows each\n", rows.len()),
            _ => String::new(),
        };
        format!("{spark}{}{more}", session.tables(&[table]))
    }

    /// `ans` stands for it from now on.
    pub fn remember(self, session: &mut Session) {
        let literal = match &self.course {
            // A number is shorter than how it came about, where the language can write it.
            Course::Constant(figure) => {
                let text = figure.literal();
                let reads_back = Value::of(session, &text)
                    .is_ok_and(|back| matches!(&back.course, Course::Constant(again) if again == figure));
                reads_back.then_some(text)
            }
            Course::Rows(_) => None,
        };
        session.last = Some(Last { text: literal.unwrap_or(self.text) });
    }
}

/// Every digit, where the words leave some out.
fn exactly(figure: &Figure, said: &str) -> Option<String> {
    figure.of.unit()?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let literal = figure.literal();
    let (all, shown) = (digits(&literal), digits(said));
    let trimmed = |text: &str| text.trim_start_matches('0').trim_end_matches('0').to_owned();
    // The same digits up to noughts: nothing was left out.
    let same = trimmed(&all) == trimmed(&shown);
    (!same).then_some(literal)
}

/// What an expression means, or all that is wrong with it.
pub fn meaning(session: &Session, text: &str) -> Result<Meaning, Trouble> {
    let deal = session.deal()?;
    let text = with_ans(session, text)?;
    let mut sources = deal.sources.clone();
    let source = sources.add("typed", text.as_str());
    let parsed = parse_expression(source, &text).map_err(|problems| session.told_with(&problems, &sources))?;
    let question = check::question(&deal.tree, &parsed, &mut sources, session.world.files())
        .map_err(|problems| session.told_with(&problems, &sources))?;
    Ok(Meaning { text, expr: question.expr, under: question.under })
}

/// The expression with `ans` replaced by what it stands for.
fn with_ans(session: &Session, text: &str) -> Result<String, Trouble> {
    let declared = session.deal()?.composed.item("ans").is_some();
    let mut full = String::new();
    let mut end = 0;
    for token in tokens(text) {
        if token.class != Class::Name || text.get(token.bytes.clone()) != Some("ans") || declared {
            continue;
        }
        let Some(last) = &session.last else {
            return Err(words("nothing has been worked out yet: `ans` is the value before"));
        };
        full.push_str(text.get(end..token.bytes.start).unwrap_or(""));
        let is_whole = tokens(&last.text).len() == 1;
        full.push_str(&if is_whole { last.text.clone() } else { format!("({})", last.text) });
        end = token.bytes.end;
    }
    full.push_str(text.get(end..).unwrap_or(""));
    if full.len() > LONGEST.max(text.len()) {
        return Err(words("`ans` has grown too long; give the value a name of its own: `NAME = …`"));
    }
    Ok(full)
}

/// Whether a fold over everything so far is part of it.
fn folds_all(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Window(_, _, window) if window.periods.is_none())
        || expr.parts().into_iter().any(folds_all)
}

/// The first level of the covenant that a ratio is read from.
fn level_of(model: &Model, expr: &Expr) -> Option<String> {
    if !expr.of.unit().is_some_and(Unit::is_ratio) {
        return None;
    }
    let covenant = expr.reads().into_iter().find_map(|read| match read {
        Read::Covenant(id, _) => model.covenants.get(id.index()),
        _ => None,
    });
    covenant?.levels.first().map(|level| level.text.clone())
}
