//! What every lowering needs: where the line stands in its text, and where mistakes are written down.

use super::ast::Name;
use super::grammar::Pair;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};

pub struct Reader {
    pub source: SourceId,
    /// Where the line being read begins in its text.
    pub base: usize,
    pub diagnostics: Vec<Diagnostic>,
}

impl Reader {
    pub fn span(&self, pair: &Pair) -> Span {
        let matched = pair.as_span();
        self.place(matched.start(), matched.end())
    }

    /// A place by offsets in the line.
    pub fn place(&self, start: usize, end: usize) -> Span {
        Span { source: self.source, start: (self.base + start) as u32, end: (self.base + end) as u32 }
    }

    pub fn name(&self, pair: &Pair) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.span(pair) }
    }

    pub fn error(&mut self, code: Code, place: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(code, place, brief(message.into())).help(brief(help.into())));
    }
}

/// A message that quotes a very long word keeps its start.
pub fn brief(mut text: String) -> String {
    const LONGEST: usize = 200;
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}
