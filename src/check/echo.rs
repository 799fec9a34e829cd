//! What a mistake in how a line is written makes look wrong elsewhere: told once, at the line itself.

use std::collections::BTreeSet;

use super::codes::*;
use crate::diagnostic::{Code, Diagnostic, codes::Family};
use crate::source::{SourceId, Sources, Span};
use crate::syntax::codes::{EMPTY_FILE, MERGE_MARKER};

/// Codes that say something is not there; a broken line may have held it.
const ABSENCES: &[Code] = &[
    UNKNOWN_NAME,
    UNKNOWN_SOURCE,
    UNKNOWN_UNIT,
    UNKNOWN_ATTRIBUTE,
    LABEL_MISSING,
    SOMETHING_MISSING,
    DEAL_BLOCK,
    NO_REMAINDER,
    NEVER_PAID,
    CASH_LOST,
    EMPTY_TEST,
];

/// What the checker found, without what only follows from the mistakes of the reader: anything on a line that could
/// not be read, and the absence of a name, a label or a step that such a line mentions.
pub fn without_echoes(misread: &[Diagnostic], found: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let errors = || misread.iter().filter(|diagnostic| diagnostic.is_error());
    // Where reading stopped, or two versions stand in one file, nothing can be said about the whole.
    let hopeless = |code: Code| code == EMPTY_FILE || code == MERGE_MARKER || code.family() == Family::Limits;
    if errors().any(|diagnostic| hopeless(diagnostic.code)) {
        return Vec::new();
    }
    let unread = errors().any(|diagnostic| diagnostic.code.family() == Family::Files);
    let lines: BTreeSet<(SourceId, u32)> = errors().map(|error| line_of(error.place, sources)).collect();
    let mut lost: BTreeSet<&str> = BTreeSet::new();
    for (source, line) in &lines {
        let text = sources.get(*source).map_or("", |source| source.line_text(*line));
        lost.extend(words(text));
    }
    let echo = |diagnostic: &Diagnostic| {
        let absent = ABSENCES.contains(&diagnostic.code);
        lines.contains(&line_of(diagnostic.place, sources))
            || (absent && unread)
            || (absent && quoted(&diagnostic.message).any(|words| words.split(' ').all(|word| lost.contains(word))))
    };
    found.into_iter().filter(|diagnostic| !echo(diagnostic)).collect()
}

fn line_of(place: Span, sources: &Sources) -> (SourceId, u32) {
    (place.source, sources.position(place).line)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// What a message quotes of the user's own words.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}
