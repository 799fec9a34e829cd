//! `source`: a paper document that citations point to, and its text.

use super::super::checker::Checker;
use super::super::codes;
use super::super::phrase::Cursor;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::files::unreadable;
use crate::model::{Paper, Source};
use crate::source::{FileError, Span, resolve};
use crate::syntax::ast::{Expr, ExprKind, Preposition};

/// Bytes of a paper.
const LARGEST_PAPER: usize = 64 * 1024 * 1024;

impl<'a> Checker<'a> {
    pub(crate) fn build_sources(&mut self) -> Vec<Source> {
        let blocks = self.blocks.sources.clone();
        let mut sources = Vec::new();
        for terms in blocks {
            let mut cursor = Cursor::new(&terms.block.head, terms.block.span);
            let at = cursor.operand(Preposition::At).map(|operand| (operand, operand.span));
            self.finish(&mut cursor, "this `source`");
            let dated = self.term_date(terms.get("dated"));
            let term = terms.get("file");
            if let (Some((_, stated)), Some(term)) = (at, term) {
                let message = "the file of this `source` is stated twice";
                let diagnostic = Diagnostic::error(codes::LABEL_TWICE, term.line.head_span, message);
                self.report(diagnostic.related(stated, "first stated here").help("keep one"));
            }
            let file = at.or_else(|| {
                let term = term?;
                let mut cursor = Cursor::of(self.single(term)?);
                let value = self.take_value(&mut cursor, "`file`")?;
                self.finish(&mut cursor, "`file`");
                Some((value, value.span))
            });
            let paper = file.and_then(|(path, place)| self.paper(path, place));
            sources.push(Source { label: self.label(terms.block), dated, paper });
        }
        sources
    }

    fn paper(&mut self, path: &Expr, place: Span) -> Option<Paper> {
        let ExprKind::Text(path) = &path.kind else {
            if path.kind != ExprKind::Bad {
                let message = format!("expected the path of a file in quotes, and this is `{}`", self.text(place));
                let help = "write `at \"term-sheet.md\"`";
                self.report(Diagnostic::error(codes::WRONG_KIND, place, message).help(help));
            }
            return None;
        };
        match self.read_paper(path, place) {
            Ok(paper) => Some(paper),
            Err(error) => {
                let diagnostic = unreadable(&error, path, place);
                self.report(match error {
                    FileError::NotFound => diagnostic
                        .help("write where the document is now, from the folder of this file; or name no file"),
                    _ => diagnostic,
                });
                None
            }
        }
    }

    /// A document that is no text has no sections, and is cited as a whole.
    fn read_paper(&mut self, path: &str, place: Span) -> Result<Paper, FileError> {
        let resolved = resolve(self.sources.path(place.source), path)?;
        let bytes = self.files.read(&resolved, LARGEST_PAPER)?;
        let is_text = std::str::from_utf8(&bytes).is_ok();
        let id = match self.sources.find(&resolved) {
            Some(known) => known,
            None => self.sources.add_bytes(resolved, bytes).0,
        };
        let source = self.sources.get(id).ok_or(FileError::NotFound)?;
        Ok(Paper::read(id, source, is_text))
    }
}
