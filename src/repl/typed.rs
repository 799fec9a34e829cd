//! What is typed into the deal: taken where the deal checks with it, else kept until it does.

use super::command::Answer;
use super::defined::{name_of, said};
use super::entry::{Piece, is_nameless, is_term};
use super::session::Session;
use super::standing::Unread;
use crate::diagnostic::{Diagnostic, sort};
use crate::source::Sources;
use crate::syntax::parse;

/// Entries that wait for what they lack.
const MOST_DRAFTS: usize = 12;

impl Session<'_> {
    /// Takes what was typed into the deal; what does not fit yet waits for what it lacks.
    pub(super) fn define(&mut self, entry: &str) -> Answer {
        let deal = self.deal()?;
        let before = deal.composed.clone();
        let new = Piece::typed(entry);
        if !is_term(entry) {
            // What cannot be read by itself will not be read later either.
            let mut sources = Sources::new();
            let source = sources.add("typed", entry);
            let (_, mut problems) = parse(source, entry);
            if problems.iter().any(Diagnostic::is_error) {
                sort(&mut problems);
                return Err(self.problems(&problems, &sources));
            }
        }
        let mut standing = self.standing.clone();
        // What is said again need not be said twice.
        standing.pieces.retain(|old| !replaces(&new, old));
        let kept = standing.pieces.len();
        let drafts: Vec<Piece> = self.drafts.iter().filter(|draft| !replaces(&new, draft)).cloned().collect();
        let with = |between: &[Piece]| -> Vec<Piece> {
            standing.pieces.iter().chain(between).chain([&new]).cloned().collect()
        };
        let (mut pieces, mut left) = (with(&[]), drafts.clone());
        let mut read = self.read_pieces(&self.file, &pieces);
        if !drafts.is_empty()
            && let Err(alone) = &read
        {
            let together = with(&drafts);
            let with_drafts = self.read_pieces(&self.file, &together);
            // What is nearer to a deal is told.
            if with_drafts.as_ref().err().is_none_or(|it| it.errors() < alone.errors()) {
                (pieces, left, read) = (together, Vec::new(), with_drafts);
            }
        }
        match read {
            Ok(deal) => {
                let more = self.take_drafts(&mut pieces, &mut left);
                let taken: Vec<Piece> = pieces.iter().skip(kept).cloned().collect();
                standing.pieces = pieces;
                let name = name_of(entry);
                match more || !standing.forks.is_empty() {
                    true => self.change(standing, &name)?,
                    false => self.settle(standing, &name, deal),
                }
                self.drafts = left;
                let mut text = String::new();
                for piece in &taken {
                    text.push_str(&said(self.deal()?, &before, &piece.text));
                }
                Ok(text + &self.warnings())
            }
            Err(unread) => {
                let mut trouble = self.broken(&unread, &self.file, &pieces);
                if matches!(*unread, Unread::Broken(_)) {
                    self.drafts = drafts;
                    self.drafts.push(new);
                    if self.drafts.len() > MOST_DRAFTS {
                        self.any_failed = true;
                        self.drafts.remove(0);
                    }
                    trouble.0.push_str("not taken yet: type what it lacks, type it again, or `:forget` it\n");
                }
                Err(trouble)
            }
        }
    }

    /// What waited for the new pieces joins them; whether any did.
    fn take_drafts(&self, pieces: &mut Vec<Piece>, drafts: &mut Vec<Piece>) -> bool {
        let before = pieces.len();
        while let Some(index) = drafts.iter().position(|draft| {
            let with: Vec<Piece> = pieces.iter().chain([draft]).cloned().collect();
            self.read_pieces(&self.file, &with).is_ok()
        }) {
            pieces.push(drafts.remove(index));
        }
        pieces.len() > before
    }

    /// Warnings about the deal that stand in what was typed last.
    fn warnings(&self) -> String {
        let Some(deal) = &self.deal else { return String::new() };
        let last = self.standing.pieces.len().checked_sub(1);
        let own = deal
            .warnings
            .iter()
            .filter(|it| it.place.source == deal.source && deal.composed.origin(it.place.start as usize).0 == last);
        let own: Vec<Diagnostic> = own.cloned().collect();
        self.told(&own).0
    }
}

/// Whether a piece says again what an earlier one said.
fn replaces(new: &Piece, old: &Piece) -> bool {
    let name = name_of(&new.text);
    !is_nameless(&name) && name == name_of(&old.text)
}
