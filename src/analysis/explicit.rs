//! A deal with its defaults written out: what it assumes, said by terms of its own.

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::source::{Files, SourceId, Sources};
use crate::syntax::format::{Changed, Insertion, insert};

#[derive(Debug)]
pub struct Explicit {
    /// Before it is laid out.
    pub text: String,
    /// What is still assumed, since no term says it or it belongs to an imported file, in words.
    pub unsaid: Vec<String>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Why there is no such text.
#[derive(Debug)]
pub enum Silent {
    /// The file does not check: what it assumes is not known.
    Invalid(Vec<Diagnostic>),
    /// Written out it would say something else: a bug of ours.
    Changed(Changed),
}

pub fn explicit(source: SourceId, sources: &mut Sources, files: &dyn Files) -> Result<Explicit, Silent> {
    let (model, diagnostics) = crate::read_source(source, sources, files);
    let Some(model) = model else { return Err(Silent::Invalid(diagnostics)) };
    let own = |model: &Model| -> Vec<Insertion> {
        let own = model.unstated.iter().filter(|it| it.insertion.place.span().source == source);
        own.map(|it| it.insertion.clone()).collect()
    };
    let text = insert(source, sources.text(source), &own(&model));
    let mut again = Sources::new();
    let written = again.add(sources.path(source), &*text);
    let (read, _) = crate::read_source(written, &mut again, files);
    let fewer = |read: &Model| {
        let own = read.unstated.iter().any(|it| it.insertion.place.span().source == written);
        !own && read.assumed.iter().all(|it| model.assumed.contains(it))
    };
    match read.filter(fewer) {
        Some(read) => Ok(Explicit { text, unsaid: read.assumed, diagnostics }),
        None => Err(Silent::Changed(Changed)),
    }
}
