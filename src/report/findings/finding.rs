//! One thing to tell: which rule, how grave, where, and what makes it this finding and no other.

use super::{OTHER_LAYOUT, Place, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Sources, Span, hash_of};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub level: Level,
    /// What it is about, without dates and figures: the same from run to run.
    pub subject: String,
    /// As a diagnostic says it: lower case, no full stop, the user's words in backticks. Foreign text as it came.
    pub message: String,
    /// What the place is, in a few words; may be empty.
    pub label: String,
    pub place: Place,
    pub related: Vec<(Place, String)>,
    pub help: Option<String>,
    /// In hexadecimal: the same as long as the finding is, on whatever line it stands.
    pub fingerprint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It fails the command: an invalid file, a failed test, what `--fail-on` names.
    Error,
    /// Worth a look: a warning of the checker, a breach in a stress.
    Warning,
    /// For the record: a breach that was cured.
    Note,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

impl Finding {
    /// A diagnostic is known by its code, its file and the words of its line.
    pub fn of(diagnostic: &Diagnostic, sources: &Sources) -> Finding {
        let at = |span: Span| Place::of(span, sources);
        let line = sources.get(diagnostic.place.source).map_or("", |source| {
            let line = source.position(diagnostic.place.start).line;
            source.line_text(line)
        });
        let line: Vec<&str> = line.split_whitespace().collect();
        let code = diagnostic.code;
        Finding {
            rule: Rule::of(code),
            level: match diagnostic.severity {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
            },
            subject: diagnostic.message.clone(),
            message: diagnostic.message.clone(),
            label: diagnostic.label.clone(),
            place: at(diagnostic.place),
            related: diagnostic.related.iter().map(|(span, note)| (at(*span), note.clone())).collect(),
            help: diagnostic.help.clone(),
            fingerprint: fingerprint(&[code.0, sources.path(diagnostic.place.source), &line.join(" ")]),
        }
    }

    /// About a file as a whole.
    pub fn of_file(rule: Rule, path: &str, message: impl Into<String>) -> Finding {
        let message = message.into();
        Finding {
            rule,
            level: Level::Error,
            subject: message.clone(),
            label: String::new(),
            place: Place::file(path),
            related: Vec::new(),
            help: None,
            fingerprint: fingerprint(&[rule.id, path, &message]),
            message,
        }
    }

    pub fn move_under(&mut self, base: &str) {
        self.place.move_under(base);
        self.related.iter_mut().for_each(|(place, _)| place.move_under(base));
    }

    /// The message on one line.
    pub fn line(&self) -> String {
        self.message.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A file that `deal fmt` would change, from this place on.
    pub fn of_layout(place: Span, sources: &Sources) -> Finding {
        let path = sources.path(place.source);
        Finding {
            place: Place::of(place, sources),
            help: Some("`deal fmt` writes it so; `deal fmt --diff` shows what changes".into()),
            fingerprint: fingerprint(&[OTHER_LAYOUT.id, path]),
            ..Finding::of_file(OTHER_LAYOUT, path, format!("`{path}` is not in its canonical layout"))
        }
    }

    /// The message, then the help on a line of its own.
    pub fn text(&self) -> String {
        match &self.help {
            Some(help) => format!("{}\nhelp: {help}", self.message),
            None => self.message.clone(),
        }
    }
}

/// A hash of the parts, which cannot run into each other.
pub fn fingerprint(parts: &[&str]) -> String {
    hash_of(parts.join("\n").as_bytes())
}
