//! A study that is asked from outside the file, as the command line does with its flags.

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span};
use crate::syntax::ast::{BlockKind, File, Item, Name};
use crate::syntax::parse;

/// Adds the one `study` block of a text to a deal, as its last item; one without a name gets a free one.
pub fn add_study(file: &mut File, study: SourceId, sources: &Sources) -> Vec<Diagnostic> {
    let (mut asked, mut problems) = parse(study, sources.text(study));
    match asked.items.as_mut_slice() {
        [Item::Block(block)] if block.kind == BlockKind::Study => {
            block.handle.get_or_insert_with(|| Name { text: free_name(file), span: block.kind_span });
            file.items.append(&mut asked.items);
        }
        // A text that cannot be read has said why.
        _ if problems.iter().any(Diagnostic::is_error) => {}
        _ => {
            let place = Span { source: study, ..Span::default() };
            let message = "this is not one `study` block";
            problems.push(Diagnostic::error(codes::QUESTION, place, message).help("write `study { … }` and no more"));
        }
    }
    problems
}

/// `asked`, or the first of `asked_2`, `asked_3` … that nothing in the deal is called.
fn free_name(file: &File) -> String {
    let taken = |name: &str| {
        file.items.iter().any(|item| match item {
            Item::Block(block) => block.handle.as_ref().is_some_and(|handle| handle.text.eq_ignore_ascii_case(name)),
            Item::Computed(line) => line.name.text.eq_ignore_ascii_case(name),
        })
    };
    let numbered = (2..).map(|number: u32| format!("asked_{number}"));
    std::iter::once("asked".to_string()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}
