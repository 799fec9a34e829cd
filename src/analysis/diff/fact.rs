//! A deal as facts: one for each thing it says, so that two deals compare fact by fact.

use super::words;
use crate::engine::outcome::Figure;
use crate::model::{Expr, Label, Model, Type, fold};
use crate::source::{Sources, Span};
use crate::time::{Date, Duration};
use serde::Serialize;

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Deal,
    Source,
    Input,
    Curve,
    Asset,
    Value,
    Contract,
    Party,
    Line,
    Tranche,
    Draw,
    Fee,
    Account,
    State,
    Waterfall,
    Step,
    Covenant,
    Level,
    Liquidation,
    Enforcement,
    Amendment,
    Shock,
    Entry,
    Scenario,
    Process,
    Correlation,
    Study,
    Test,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Deal => "deal",
            Kind::Source => "source",
            Kind::Input => "input",
            Kind::Curve => "curve",
            Kind::Asset => "asset",
            Kind::Value => "value line",
            Kind::Contract => "contract",
            Kind::Party => "party",
            Kind::Line => "line",
            Kind::Tranche => "tranche",
            Kind::Draw => "draw",
            Kind::Fee => "fee",
            Kind::Account => "account",
            Kind::State => "state",
            Kind::Waterfall => "waterfall",
            Kind::Step => "step",
            Kind::Covenant => "covenant",
            Kind::Level => "level",
            Kind::Liquidation => "liquidation",
            Kind::Enforcement => "enforcement",
            Kind::Amendment => "amendment",
            Kind::Shock => "shock",
            Kind::Entry => "shock of",
            Kind::Scenario => "scenario",
            Kind::Process => "process",
            Kind::Correlation => "correlation",
            Kind::Study => "study",
            Kind::Test => "test",
        }
    }

    /// It has no name of its own, only what it says: two of them are one where they say nearly the same.
    pub fn is_nameless(self) -> bool {
        matches!(self, Kind::Draw | Kind::Level | Kind::Entry)
    }
}

/// `tranche Senior`; a step or a level also says whose it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    pub kind: Kind,
    pub name: String,
    pub owner: Option<(Kind, String)>,
}

/// Which fact it is: the same in two deals where they speak of the same thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub subject: Subject,
    /// `margin`; empty for the subject itself.
    pub term: &'static str,
    /// Which of several: `secured by` and `Trap`.
    pub item: String,
}

#[derive(Debug, Clone)]
pub struct Fact<'m> {
    pub key: Key,
    pub value: Value<'m>,
    pub place: Span,
}

/// What a fact says.
#[derive(Debug, Clone)]
pub struct Value<'m> {
    /// For people, as the author wrote it where that is to be had.
    pub text: String,
    /// The same for the same meaning, whatever the spelling.
    pub canon: String,
    pub weight: Weight<'m>,
}

/// How two values of a fact compare.
#[derive(Debug, Clone)]
pub enum Weight<'m> {
    None,
    /// A number, and of what: only numbers of one unit compare.
    Number(i128, String),
    Expr(&'m Expr),
    /// Rows by key, each with its value.
    Rows(Vec<(String, String)>),
    /// Names whose order counts.
    Order(Vec<String>),
}

/// The facts of one deal, as they are found.
pub struct Book<'m> {
    pub model: &'m Model,
    sources: &'m Sources,
    pub facts: Vec<Fact<'m>>,
}

impl<'m> Book<'m> {
    pub fn new(model: &'m Model, sources: &'m Sources) -> Book<'m> {
        Book { model, sources, facts: Vec::new() }
    }

    /// Opens a subject with its label; its title and citations are facts.
    pub fn open<'b>(&'b mut self, kind: Kind, label: &Label) -> Entry<'b, 'm> {
        let mut entry = self.about(kind, &label.name, None, label.place);
        entry.label(label);
        entry
    }

    /// Opens something that belongs to another.
    pub fn about<'b>(&'b mut self, kind: Kind, name: &str, owner: Option<(Kind, &str)>, place: Span) -> Entry<'b, 'm> {
        let owner = owner.map(|(kind, name)| (kind, name.to_owned()));
        let subject = Subject { kind, name: name.to_owned(), owner };
        let mut entry = Entry { book: self, subject, place };
        entry.say("", "", Value::word(""), place);
        entry
    }

    /// More of the deal itself, which has been opened.
    pub fn of_deal<'b>(&'b mut self, place: Span) -> Entry<'b, 'm> {
        let subject = Subject { kind: Kind::Deal, name: String::new(), owner: None };
        Entry { book: self, subject, place }
    }

    /// What the author wrote at a place, white space folded; comments end their line.
    fn written(&self, place: Span) -> String {
        let lines = self.sources.slice(place).lines().map(|line| line.split(" #").next().unwrap_or(line));
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }
}

/// A subject being told.
pub struct Entry<'b, 'm> {
    book: &'b mut Book<'m>,
    pub subject: Subject,
    place: Span,
}

impl<'m> Entry<'_, 'm> {
    pub fn model(&self) -> &'m Model {
        self.book.model
    }

    pub fn label(&mut self, label: &Label) {
        if let Some(title) = &label.title {
            self.word("title", title);
        }
        if let Some(clause) = &label.clause {
            self.word("cites", clause);
        }
    }

    pub fn say(&mut self, term: &'static str, item: &str, value: Value<'m>, place: Span) {
        let key = Key { subject: self.subject.clone(), term, item: item.to_owned() };
        self.book.facts.push(Fact { key, value, place });
    }

    pub fn expr(&mut self, term: &'static str, expr: &'m Expr) {
        self.item_expr(term, "", expr);
    }

    pub fn some(&mut self, term: &'static str, expr: Option<&'m Expr>) {
        expr.into_iter().for_each(|expr| self.expr(term, expr));
    }

    pub fn item_expr(&mut self, term: &'static str, item: &str, expr: &'m Expr) {
        let value = self.value(expr);
        self.say(term, item, value, expr.place);
    }

    pub fn value(&self, expr: &'m Expr) -> Value<'m> {
        let model = self.book.model;
        let written = self.book.written(expr.place);
        // A hole stands for a number that is not there yet.
        let is_hole = model.holes.iter().any(|hole| hole.place == expr.place);
        let canon = if is_hole { "TBD".to_owned() } else { words::of(model, expr) };
        let text = if written.is_empty() || written.len() > 200 { canon.clone() } else { written };
        Value { text, canon, weight: Weight::Expr(expr) }
    }

    pub fn word(&mut self, term: &'static str, word: impl AsRef<str>) {
        let place = self.place;
        self.say(term, "", Value::word(word.as_ref()), place);
    }

    /// A member of a set.
    pub fn has(&mut self, term: &'static str, item: impl AsRef<str>) {
        let place = self.place;
        self.say(term, item.as_ref(), Value::word(""), place);
    }

    pub fn number(&mut self, term: &'static str, text: impl Into<String>, number: i128, of: &str) {
        let place = self.place;
        self.say(term, "", Value::number(text, number, of), place);
    }

    pub fn item_number(&mut self, term: &'static str, item: &str, text: impl Into<String>, number: i128, of: &str) {
        let place = self.place;
        self.say(term, item, Value::number(text, number, of), place);
    }

    pub fn date(&mut self, term: &'static str, date: Date) {
        self.number(term, date.to_string(), i128::from(date.day_number()), "date");
    }

    pub fn duration(&mut self, term: &'static str, duration: Duration) {
        let (count, of) = weigh(duration);
        self.number(term, duration.to_string(), count, of);
    }

    /// A whole number of its type.
    pub fn figure(&mut self, term: &'static str, item: &str, value: i128, of: &Type) {
        let figure = Figure::new(value, of.clone());
        let place = self.place;
        let value = Value::number(figure.literal(), value, &format!("{of:?}"));
        self.say(term, item, value, place);
    }

    pub fn rows(&mut self, term: &'static str, rows: Vec<(String, String)>) {
        let canon = rows.iter().map(|(key, value)| format!("{key}: {value}; ")).collect();
        let place = self.place;
        let text = counted(rows.len(), "row");
        self.say(term, "", Value { text, canon, weight: Weight::Rows(rows) }, place);
    }

    pub fn order(&mut self, term: &'static str, names: Vec<String>) {
        let place = self.place;
        let value = Value { text: names.join(", "), canon: String::new(), weight: Weight::Order(names) };
        self.say(term, "", value, place);
    }

    /// At another place than the subject's.
    pub fn at(&mut self, place: Span) -> &mut Self {
        self.place = place;
        self
    }

    /// The number that an expression comes to without a run.
    pub fn folded(&self, expr: &Expr) -> Option<i128> {
        fold(expr, self.book.model.deal.rounding)
    }
}

impl<'m> Value<'m> {
    pub fn word(text: &str) -> Value<'m> {
        Value { text: text.to_owned(), canon: text.to_owned(), weight: Weight::None }
    }

    pub fn number(text: impl Into<String>, number: i128, of: &str) -> Value<'m> {
        let text = text.into();
        Value { canon: format!("{number} {of} {text}"), weight: Weight::Number(number, of.to_owned()), text }
    }
}

/// Of a number that is larger than any other.
pub const NEVER: &str = "never";

/// Days, business days and months do not compare.
pub fn weigh(duration: Duration) -> (i128, &'static str) {
    match duration {
        Duration::Days(days) => (i128::from(days), "days"),
        Duration::BusinessDays(days) => (i128::from(days), "business days"),
        Duration::Months(months) => (i128::from(months), "months"),
    }
}

/// `1 row`, `2 rows`
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
