//! What a session may change and bring back: what was typed, what is tried, under which scenario.

use super::deal::{Broken, Deal};
use super::entry::Piece;
use super::fork;
use super::session::Session;
use super::text::Composed;
use super::told;
use super::trouble::{Trouble, words};

/// States that can be come back to.
const MOST_PAST: usize = 1_000;

/// What commands change and `:undo` brings back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// What was typed and taken.
    pub pieces: Vec<Piece>,
    /// What is tried and not kept: a change each, as a shock says it.
    pub forks: Vec<String>,
    /// The scenario of the session; `base` where it is none.
    pub under: String,
}

impl Standing {
    /// What stands in the text besides the file.
    pub(super) fn all_pieces(&self) -> Vec<Piece> {
        self.pieces.iter().cloned().chain(fork::pieces(self)).collect()
    }
}

/// Why a text is no deal.
pub(super) enum Unread {
    Words(String),
    Broken(Broken),
}

impl Unread {
    pub(super) fn errors(&self) -> usize {
        match self {
            Unread::Words(_) => 1,
            Unread::Broken(it) => it.problems.iter().filter(|problem| problem.is_error()).count(),
        }
    }
}

impl Session<'_> {
    /// Changes what commands may change, and says whether the deal still checks.
    pub(super) fn change(&mut self, to: Standing, what: &str) -> Result<(), Trouble> {
        let deal = self.read_standing(&to, &self.file)?;
        self.settle(to, what, deal);
        Ok(())
    }

    /// The same where the deal has been read already.
    pub(super) fn settle(&mut self, to: Standing, what: &str, deal: Deal) {
        let before = std::mem::replace(&mut self.standing, to);
        self.past.push((before, what.to_owned()));
        if self.past.len() > MOST_PAST {
            self.past.remove(0);
        }
        self.take(deal);
    }

    /// The deal without what is only tried: what a file would say.
    pub(super) fn kept(&self) -> Result<Deal, Trouble> {
        self.deal()?;
        let kept = Standing { forks: Vec::new(), ..self.standing.clone() };
        self.read_standing(&kept, &self.file)
    }

    /// Brings an earlier state back, as it was.
    pub(super) fn bring_back(&mut self, to: Standing) -> Result<(), Trouble> {
        let deal = self.read_standing(&to, &self.file)?;
        self.standing = to;
        self.take(deal);
        Ok(())
    }

    pub(super) fn take(&mut self, deal: Deal) {
        self.deal = Some(deal);
        self.ran = None;
        self.steps.leave();
    }

    /// What the session's text would be: the file, what was typed, and what is tried.
    fn read_standing(&self, standing: &Standing, file: &str) -> Result<Deal, Trouble> {
        let pieces = standing.all_pieces();
        self.read_pieces(file, &pieces).map_err(|broken| self.broken(&broken, file, &pieces))
    }

    pub(super) fn read_pieces(&self, file: &str, pieces: &[Piece]) -> Result<Deal, Box<Unread>> {
        let composed = Composed::new(file, pieces).map_err(|message| Box::new(Unread::Words(message)))?;
        let read = Deal::read(self.shown_path(), composed, self.world.files());
        read.map_err(|broken| Box::new(Unread::Broken(*broken)))
    }

    pub(super) fn broken(&self, unread: &Unread, file: &str, pieces: &[Piece]) -> Trouble {
        match unread {
            Unread::Words(message) => words(message),
            Unread::Broken(it) => {
                let (problems, sources) = told::told(&it.problems, &it.sources, it.source, &it.composed, file, pieces);
                self.problems(&problems, &sources)
            }
        }
    }
}
