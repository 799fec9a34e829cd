//! A session: what has been read and typed, where it stands, and what comes of the next line.

use std::collections::BTreeMap;

use super::command::{self, Answer};
use super::deal::{Deal, EMPTY, UNNAMED};
use super::entry::{Piece, is_term};
use super::reply::{Look, Part, Reply};
use super::standing::Standing;
use super::steps::Walk;
use super::trouble::{Trouble, words};
use super::value::Value;
use super::world::World;
use crate::analysis::Driven;
use crate::diagnostic::sanitize::{deceives, sanitize_line};
use crate::model::Model;
use crate::syntax::tokens::{Class, Token, is_open, tokens};
use crate::time::Date;

/// Lines of one entry, and their bytes: more than anybody types.
const LONGEST: usize = 64 * 1024;

pub struct Session<'w> {
    pub(super) world: &'w dyn World,
    pub(super) look: Look,
    /// From the project root; empty for a session without a file.
    pub(super) path: String,
    /// What the file said when it last checked.
    pub(super) file: String,
    /// Hashes of every file that was read, as last seen.
    pub(super) seen: BTreeMap<String, Option<String>>,
    /// The file says something else than the deal in hand: it did not check.
    pub(super) stale: bool,
    pub(super) standing: Standing,
    pub(super) past: Vec<(Standing, String)>,
    /// Typed and sound by themselves, but not yet with the deal.
    pub(super) drafts: Vec<Piece>,
    pub(super) deal: Option<Deal>,
    pub(super) ran: Option<Driven>,
    /// The last day of the period the session stands at; the whole run where it is none.
    pub(super) cursor: Option<Date>,
    pub(super) steps: Walk,
    pub(super) last: Option<Last>,
    waiting: String,
    ended: bool,
    pub(super) any_failed: bool,
}

/// What `ans` stands for.
#[derive(Debug, Clone)]
pub struct Last {
    /// As an expression of the language.
    pub text: String,
}

impl<'w> Session<'w> {
    /// A session over the file with this path from the project root; over an empty deal without one.
    pub fn open(world: &'w dyn World, path: Option<&str>, look: Look) -> (Session<'w>, Reply) {
        let mut session = Session {
            world,
            look,
            path: path.unwrap_or_default().to_owned(),
            file: String::new(),
            seen: BTreeMap::new(),
            stale: false,
            standing: Standing { under: "base".into(), ..Standing::default() },
            past: Vec::new(),
            drafts: Vec::new(),
            deal: None,
            ran: None,
            cursor: None,
            steps: Default::default(),
            last: None,
            waiting: String::new(),
            ended: false,
            any_failed: false,
        };
        let mut reply = Reply::default();
        let read = match path {
            Some(_) => session.read_file().and_then(|text| session.try_file(text)),
            None => session.try_file(EMPTY.to_owned()),
        };
        match read {
            Ok(warnings) if warnings.is_empty() => {}
            Ok(warnings) => reply.parts.push(Part::Note(warnings)),
            Err(trouble) => session.fail(trouble, &mut reply),
        }
        (session, reply)
    }

    /// What a session at a terminal begins with.
    pub fn greeting(&self) -> String {
        let help = "`:help` lists the commands, `:quit` leaves";
        match &self.deal {
            Some(deal) if self.has_file() => {
                let grid = &deal.model.deal.grid;
                let title = deal.model.deal.label.title.as_deref().unwrap_or("a deal without a title");
                let last = grid.ends().last().copied().unwrap_or(grid.closing());
                let (title, closing) = (sanitize_line(title), grid.closing());
                format!("{title}: {} periods from {closing} to {last}\n{help}\n", grid.periods())
            }
            Some(_) => format!("an empty deal; type values, lines and blocks\n{help}\n"),
            None => format!("{help}\n"),
        }
    }

    /// `deal> `, with where the session stands when that is not the whole run in the base; `....> ` while an entry
    /// goes on.
    pub fn prompt(&self) -> String {
        if !self.waiting.is_empty() {
            return "....> ".to_owned();
        }
        let mut prompt = String::from("deal");
        if let Some(date) = self.cursor {
            prompt.push_str(&format!(" {date}"));
        }
        if self.standing.under != "base" {
            prompt.push_str(&format!(" {}", self.standing.under));
        }
        if !self.standing.forks.is_empty() {
            prompt.push_str(&format!(" +{}", self.standing.forks.len()));
        }
        prompt + "> "
    }

    /// Whether an entry goes on.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Whether anything went wrong that was not mended later.
    pub fn any_failed(&self) -> bool {
        self.any_failed || !self.drafts.is_empty()
    }

    /// Leaves what was typed of an entry.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// The next line: an answer, or nothing yet where the entry goes on.
    pub fn line(&mut self, line: &str) -> Reply {
        let mut reply = Reply::default();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let is_command = is_command(line);
        if is_command && !self.waiting.is_empty() {
            self.finish(&mut reply);
        }
        if is_command {
            self.notice_changes(&mut reply);
            let answer = match line.chars().any(|c| c != '\t' && deceives(c)) {
                true => Err(words("a command holds no control characters")),
                false => command::run(self, line.trim()),
            };
            self.tell(answer, &mut reply);
        } else {
            if self.waiting.is_empty() {
                self.waiting.push_str(line.trim_start());
            } else {
                // A line in column 0 would begin something new.
                let indent = if line.starts_with([' ', '}', ')']) || line.is_empty() { "" } else { "  " };
                self.waiting.push('\n');
                self.waiting.push_str(indent);
                self.waiting.push_str(line);
            }
            if self.waiting.len() > LONGEST || !is_open(&self.waiting) {
                self.finish(&mut reply);
            }
        }
        reply.ends = self.ended;
        reply
    }

    /// No more lines come: what waits is answered as it stands.
    pub fn close(&mut self) -> Reply {
        let mut reply = Reply::default();
        self.finish(&mut reply);
        reply
    }

    /// Ends with the reply to this line.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    fn finish(&mut self, reply: &mut Reply) {
        let entry = std::mem::take(&mut self.waiting);
        let entry = entry.trim();
        let found = tokens(entry);
        if found.iter().all(|token| token.class == Class::Comment)
            && !entry.bytes().any(|byte| byte < b' ' || byte == 127)
        {
            return;
        }
        self.notice_changes(reply);
        let answer = match defines(entry, &found) {
            true => self.define(entry),
            false => Value::ask(self, entry).map_err(|trouble| command::meant(entry).unwrap_or(trouble)),
        };
        // What waits may still be taken.
        let failed = self.any_failed;
        let waits = self.drafts.last().is_some_and(|draft| draft.text == entry);
        self.tell(answer, reply);
        if waits {
            self.any_failed = failed;
        }
    }

    pub(super) fn tell(&mut self, answer: Answer, reply: &mut Reply) {
        match answer {
            Ok(text) if text.is_empty() => {}
            Ok(text) => reply.parts.push(Part::Answer(text)),
            Err(trouble) => self.fail(trouble, reply),
        }
    }

    pub(super) fn fail(&mut self, trouble: Trouble, reply: &mut Reply) {
        self.any_failed = true;
        let text = if self.world.stop().asked() { "stopped; nothing has changed\n".to_owned() } else { trouble.0 };
        reply.parts.push(Part::Problem(text));
    }

    /// The deal; an error until the file checks for the first time.
    pub(super) fn deal(&self) -> Result<&Deal, Trouble> {
        self.deal.as_ref().ok_or_else(|| {
            words(&format!("`{}` does not check; mend it, and the next line reads it again", self.shown_path()))
        })
    }

    /// The deal as it stands, with what was typed and what is tried.
    pub fn model(&self) -> Result<&Model, Trouble> {
        self.deal().map(|deal| &deal.model)
    }

    pub fn shown_path(&self) -> &str {
        if self.path.is_empty() { UNNAMED } else { &self.path }
    }

    pub(super) fn has_file(&self) -> bool {
        !self.path.is_empty()
    }
}

/// `:at 2027-03-31`
pub fn is_command(line: &str) -> bool {
    line.trim_start().starts_with(':')
}

/// Whether an entry says something of the deal, rather than asks for a value.
fn defines(entry: &str, tokens: &[Token]) -> bool {
    let mut said = tokens.iter().filter(|token| token.class != Class::Comment);
    let (first, second) = (said.next(), said.next());
    let text = |token: Option<&Token>| token.and_then(|token| entry.get(token.bytes.clone())).unwrap_or("");
    match first.map(|first| first.class) {
        Some(Class::Keyword) => true,
        Some(Class::Name) if text(second) == "=" => !text(first).contains('.'),
        Some(Class::Name) => is_term(entry),
        _ => false,
    }
}
