//! `source`: a paper document that citations point to.

use super::super::checker::Checker;
use super::super::codes;
use super::super::phrase::Cursor;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::model::Source;
use crate::syntax::ast::{Cite, ExprKind, Preposition};

impl<'a> Checker<'a> {
    pub(crate) fn build_sources(&mut self) -> Vec<Source> {
        let blocks = self.blocks.sources.clone();
        let mut sources = Vec::new();
        for terms in blocks {
            let mut cursor = Cursor::new(&terms.block.head, terms.block.span);
            let at = cursor.operand(Preposition::At).and_then(|operand| match &operand.kind {
                ExprKind::Text(path) => Some(path.clone()),
                _ => None,
            });
            self.finish(&mut cursor, "this `source`");
            self.term_date(terms.get("dated"));
            let file = at.or_else(|| self.free_words(terms.get("file")));
            sources.push(Source { label: self.label(terms.block), file });
        }
        sources
    }

    /// A citation begins with the handle of a source, where the file declares any.
    pub(crate) fn check_cite(&mut self, cite: &Cite) {
        let handle = cite.text.split(' ').next().unwrap_or("");
        let known: Vec<&str> = self.blocks.sources.iter().map(|terms| terms.name()).collect();
        if known.is_empty() || known.contains(&handle) {
            return;
        }
        let message = format!("`[{}]` cites a source that is not declared", cite.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_SOURCE, cite.span, message);
        let help = match nearest(handle, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it: `source {handle} \"…\"`"),
        };
        self.report(diagnostic.help(help));
    }
}
