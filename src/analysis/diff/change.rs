//! One change, and whom it favours.

use super::fact::Kind;
use super::favour::Favour;
use crate::source::Span;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub what: What,
    pub kind: Kind,
    /// `Senior`; `DSCR` where a level of it changes; empty for the deal itself.
    pub name: String,
    /// `margin`; empty where the thing itself comes or goes.
    pub term: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// What else is to be said: of a series how many rows, of a new block what it states.
    pub notes: Vec<String>,
    /// Cited in the new deal; in the old one for what is gone.
    pub clause: Option<String>,
    pub place: Place,
    pub favours: Favour,
    /// The rule that says so.
    pub because: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    Added,
    Removed,
    Changed,
    Moved,
    Renamed,
}

/// Where it stands, and in which of the two deals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Before(Span),
    After(Span),
}

impl Change {
    /// `Senior: margin 4.50% → 5.00% [TS 3.2]`
    pub fn line(&self) -> String {
        let clause = self.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
        format!("{}{clause}", self.words())
    }

    /// `covenant LTV`; tests and nameless things say what they are.
    fn subject(&self) -> String {
        match self.kind {
            Kind::Test | Kind::Draw => self.name.clone(),
            kind => format!("{} {}", kind.word(), self.name).trim().to_owned(),
        }
    }

    /// Notes that are not in the line.
    pub fn statements(&self) -> &[String] {
        if self.what == What::Changed { &[] } else { &self.notes }
    }

    /// The line without its clause.
    pub fn words(&self) -> String {
        let name = match (self.kind, self.name.as_str()) {
            (kind, "") => kind.word().to_owned(),
            (_, name) => name.to_owned(),
        };
        let (before, after) = (self.before.as_deref().unwrap_or(""), self.after.as_deref().unwrap_or(""));
        let said = |words: &str| if words.is_empty() { String::new() } else { format!(": {words}") };
        match self.what {
            What::Renamed => format!("{} {before} is now called {after}", self.kind.word()),
            What::Moved => format!("{name}: moved {after}"),
            What::Added if self.term.is_empty() => format!("{} added", self.subject()),
            What::Removed if self.term.is_empty() => format!("{} removed", self.subject()),
            What::Added => format!("{name}: {} added{}", self.term, said(after)),
            What::Removed => format!("{name}: {} removed{}", self.term, said(before)),
            What::Changed => {
                let notes = if self.notes.is_empty() { String::new() } else { format!(" ({})", self.notes.join(", ")) };
                format!("{name}: {} {before} → {after}{notes}", self.term)
            }
        }
    }
}
