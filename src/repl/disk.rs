//! The file of a session: read again when it changes, and everything it reads too.

use super::command::Answer;
use super::defined::changes;
use super::reply::{Part, Reply};
use super::session::Session;
use super::standing::Unread;
use super::trouble::{Trouble, words};
use crate::library::shipped::PREFIX;
use crate::source::{SourceId, Sources, decode, hash_of};
use crate::syntax::limits::FILE_BYTES;

/// Any file that a deal reads is smaller.
const LARGEST: usize = 1 << 30;

impl Session<'_> {
    pub(super) fn read_file(&mut self) -> Result<String, Trouble> {
        let read = self.world.files().read(&self.path, FILE_BYTES);
        let hash = read.as_ref().ok().map(|bytes| hash_of(bytes));
        self.seen.insert(self.path.clone(), hash);
        let bytes = read.map_err(|error| words(&format!("`{}` {error}", self.path)))?;
        match decode(&bytes) {
            Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
            Err(problem) => Err(words(&format!("`{}` {problem}", self.path))),
        }
    }

    /// Takes a text as the file's where it checks, with what was typed in its place; what is worth a warning then.
    pub(super) fn try_file(&mut self, text: String) -> Result<String, Trouble> {
        let pieces = self.standing.all_pieces();
        let deal = match self.read_pieces(&text, &pieces) {
            Ok(deal) => deal,
            Err(unread) => {
                if let Unread::Broken(broken) = &*unread {
                    self.remember_files(&broken.sources, broken.source);
                }
                self.stale = true;
                return Err(self.broken(&unread, &text, &pieces));
            }
        };
        self.stale = false;
        self.remember_files(&deal.sources, deal.source);
        let warnings = deal.warnings.clone();
        self.file = text;
        self.take(deal);
        Ok(self.told(&warnings).0)
    }

    fn remember_files(&mut self, sources: &Sources, own: SourceId) {
        for (id, source) in sources.iter() {
            if id != own && !source.path.starts_with(PREFIX) {
                self.seen.insert(source.path.clone(), Some(source.hash.clone()));
            }
        }
    }

    /// Reads again what has changed on the disk, keeping the place of the session.
    pub(super) fn notice_changes(&mut self, reply: &mut Reply) {
        let files = self.world.files();
        let mut changed: Vec<String> = Vec::new();
        for (path, known) in &mut self.seen {
            let now = files.read(path, LARGEST).ok().map(|bytes| hash_of(&bytes));
            if now != *known {
                changed.push(path.clone());
                *known = now;
            }
        }
        if changed.is_empty() && self.stale && self.checks_again() {
            changed.push(self.path.clone());
        }
        if !changed.is_empty() {
            match self.reload(&changed) {
                Ok(said) => reply.parts.push(Part::Note(said)),
                Err(trouble) => self.fail(trouble, reply),
            }
        }
    }

    /// Whether a text that did not check does now: a file that it names may be there at last.
    fn checks_again(&mut self) -> bool {
        let pieces = self.standing.all_pieces();
        self.read_file().is_ok_and(|text| self.read_pieces(&text, &pieces).is_ok())
    }

    /// Reads the file again, whether or not it has changed; says what did.
    pub(super) fn reload(&mut self, changed: &[String]) -> Answer {
        let names = changed.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        let kept = |trouble: Trouble, session: &Session| match session.deal {
            Some(_) => {
                Trouble(format!("{}{names} changed and does not check; the last version that did is kept\n", trouble.0))
            }
            None => trouble,
        };
        if !self.has_file() {
            return Ok("there is no file to read again\n".to_owned());
        }
        let text = self.read_file().map_err(|trouble| kept(trouble, self))?;
        let before = self.deal.as_ref().map(|deal| deal.composed.clone());
        let warnings = self.try_file(text).map_err(|trouble| kept(trouble, self))?;
        let what = match (&before, &self.deal) {
            (Some(before), Some(deal)) => changes(before, &deal.composed),
            _ => "checks now".to_owned(),
        };
        let mut said =
            if changed.is_empty() { format!("read again: {what}\n") } else { format!("{names} changed: {what}\n") };
        if self.scenario().is_err() {
            said.push_str(&format!("scenario `{}` has gone: back in the base\n", self.standing.under));
            self.standing.under = "base".into();
            self.past.clear();
        }
        Ok(said + &warnings)
    }
}
