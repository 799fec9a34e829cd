//! Where things stand, told as places of the file and of what was typed.

use super::entry::Piece;
use super::text::Composed;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span};

/// Places of a composed text told as places of the file and of what was typed.
#[derive(Debug)]
pub struct Told {
    pub sources: Sources,
    whole: SourceId,
    file: SourceId,
    pieces: Vec<SourceId>,
    composed: Composed,
}

impl Told {
    /// `sources` hold the composed text as `whole`; `file` is the text as it stands on the disk.
    pub fn new(sources: &Sources, whole: SourceId, file: &str, composed: &Composed, pieces: &[Piece]) -> Told {
        let mut sources = sources.clone();
        let path = sources.path(whole).to_owned();
        let file = sources.add(path, file);
        let last = pieces.iter().rposition(|piece| !piece.tried);
        let named = pieces.iter().enumerate().map(|(index, piece)| {
            let path = match piece.tried {
                true => "what-if".to_owned(),
                false if Some(index) == last => "typed".to_owned(),
                false => format!("typed {}", index + 1),
            };
            sources.add(path, piece.text.as_str())
        });
        let pieces = named.collect();
        Told { sources, whole, file, pieces, composed: composed.clone() }
    }

    pub fn place(&self, span: Span) -> Span {
        if span.source != self.whole {
            return span;
        }
        let (piece, start) = self.composed.origin(span.start as usize);
        let source = match piece {
            None => self.file,
            Some(piece) => self.pieces.get(piece).copied().unwrap_or(self.file),
        };
        Span { source, start: start as u32, end: start as u32 + (span.end - span.start) }
    }
}

/// Diagnostics with their places told as those of the file and of what was typed, and the texts they point into.
pub fn told(
    problems: &[Diagnostic],
    sources: &Sources,
    whole: SourceId,
    composed: &Composed,
    file: &str,
    pieces: &[Piece],
) -> (Vec<Diagnostic>, Sources) {
    let told = Told::new(sources, whole, file, composed, pieces);
    let mapped = problems.iter().map(|problem| {
        let mut problem = problem.clone();
        problem.place = told.place(problem.place);
        for (place, _) in &mut problem.related {
            *place = told.place(*place);
        }
        problem
    });
    (mapped.collect(), told.sources)
}
