//! `party`: obligors, payers, guarantors; `Sponsor` always exists.

use super::super::checker::Checker;
use crate::model::{Label, Party};
use crate::source::Span;

impl<'a> Checker<'a> {
    pub(crate) fn build_parties(&mut self) -> Vec<Party> {
        let blocks = self.blocks.parties.clone();
        let mut parties = Vec::new();
        for terms in blocks {
            let (label, rating) = match terms {
                Some(terms) => (self.label(terms.block), self.free_words(terms.get("rating"))),
                None => {
                    let name = "Sponsor".to_string();
                    (Label { name, title: None, clause: None, place: Span::default() }, None)
                }
            };
            parties.push(Party { label, rating });
        }
        parties
    }
}
