//! The deal as it stands: its text, checked.

use std::cell::OnceCell;

use super::text::Composed;
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, Model};
use crate::source::{Files, SourceId, Sources};
use crate::syntax::ast::File;

/// What a session without a file starts with: a year of months, for units and dates to mean something.
pub const EMPTY: &str = "\
deal \"Session\" {
  currency: USD
  closing:  2025-12-31
  periods:  each month end from 2026-01-31 to 2026-12-31
  payments: each month end
}
";

/// What a deal without a file is called in messages.
pub const UNNAMED: &str = "session.deal";

/// A text that checks, and everything found out about it.
#[derive(Debug)]
pub struct Deal {
    pub composed: Composed,
    pub sources: Sources,
    pub source: SourceId,
    pub tree: File,
    pub model: Model,
    pub warnings: Vec<Diagnostic>,
    /// Every figure with what it reads, once somebody asks.
    figures: OnceCell<Vec<(String, Expr)>>,
}

/// A text that does not.
#[derive(Debug)]
pub struct Broken {
    pub problems: Vec<Diagnostic>,
    pub sources: Sources,
    pub source: SourceId,
    pub composed: Composed,
}

impl Deal {
    pub fn read(path: &str, composed: Composed, files: &dyn Files) -> Result<Deal, Box<Broken>> {
        let mut sources = Sources::new();
        let source = sources.add(path, composed.text.as_str());
        let (model, problems) = crate::read_source(source, &mut sources, files);
        match model {
            Some(model) => {
                let (tree, _) = check::read_all(source, &mut sources, files);
                Ok(Deal { composed, sources, source, tree, model, warnings: problems, figures: OnceCell::new() })
            }
            None => Err(Box::new(Broken { problems, sources, source, composed })),
        }
    }
}

impl Deal {
    /// Every figure that an expression may name, in the order of the names.
    pub fn figures(&self, files: &dyn Files) -> &[(String, Expr)] {
        self.figures.get_or_init(|| check::figures(&self.tree, &mut self.sources.clone(), files))
    }
}
