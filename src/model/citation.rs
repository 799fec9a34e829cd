//! What of a deal a paper may stand behind, and the sections cited for it.

use super::Model;
use crate::source::Span;
use crate::syntax::ast::BlockKind;

/// A block, a line of it, or a computed line. Tests, studies, sources and imports are none.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// `tranche Senior`, `tranche Senior: coupon`, `waterfall Payments: trap`, `CFADS`
    pub name: String,
    /// None of a computed line.
    pub kind: Option<BlockKind>,
    /// The block that a line stands in: an index in [`Model::clauses`].
    pub within: Option<usize>,
    /// Its handle, or its head.
    pub place: Span,
    /// All of it.
    pub span: Span,
    pub cites: Vec<Citation>,
}

/// `[TS 4.2(b)]`
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    /// Without the brackets.
    pub text: String,
    pub place: Span,
    /// An index in [`Model::sources`]; none where the file declares no source.
    pub source: Option<usize>,
    /// Indexes in the sections of its paper. None of them: the paper as a whole, or one that is not there to be read.
    pub sections: Vec<usize>,
}

impl Clause {
    /// As messages say it: `` `coupon` of tranche `Senior` ``, `` tranche `Senior` ``.
    pub fn words(&self) -> String {
        let quoted = |block: &str| match block.split_once(' ') {
            Some((kind, handle)) => format!("{kind} `{handle}`"),
            None if self.kind.is_some() => format!("the {block}"),
            None => format!("`{block}`"),
        };
        match self.name.split_once(": ") {
            Some((block, line)) => format!("`{line}` of {}", quoted(block)),
            None => quoted(&self.name),
        }
    }
}

impl Model {
    /// The innermost clause around a place, with its index.
    pub fn clause_at(&self, place: Span) -> Option<(usize, &Clause)> {
        let holds = |it: &Clause| {
            let span = it.span;
            span.source == place.source && span.start <= place.start && place.end <= span.end
        };
        self.clauses.iter().enumerate().rfind(|(_, it)| holds(it))
    }

    /// What is cited for a place: by its own line, else by the block around it. `TS 7.1, TS 7.2`
    pub fn cited_at(&self, place: Span) -> Option<String> {
        let mut at = self.clause_at(place).map(|(_, clause)| clause);
        while let Some(clause) = at {
            if !clause.cites.is_empty() {
                return Some(clause.cites.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(", "));
            }
            at = clause.within.and_then(|index| self.clauses.get(index));
        }
        None
    }
}
