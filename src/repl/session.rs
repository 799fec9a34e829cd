//! A session: what has been read and typed, where it stands, and what comes of the next line.

use std::collections::BTreeMap;

use super::command::{self, Answer};
use super::deal::{self, Broken, Deal, EMPTY, UNNAMED};
use super::text::{Composed, Piece, is_term};
use super::value::Value;
use super::world::World;
use crate::analysis::{Driven, Limits, drive, unfinished};
use crate::compile::Case;
use crate::diagnostic::sanitize::{deceives, sanitize, sanitize_line};
use crate::diagnostic::{Diagnostic, sort};
use crate::engine::outcome::Reading;
use crate::model::{Model, ScenarioId};
use crate::report::diagnostics::human;
use crate::report::format::{self, Format};
use crate::report::table::Table;
use crate::source::{SourceId, Sources, hash_of};
use crate::syntax::limits::FILE_BYTES;
use crate::syntax::tokens::{Class, Token, is_open, tokens};
use crate::time::Date;

/// How answers and problems should look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    pub tables: format::Look,
    /// Colour in what is wrong.
    pub colour_problems: bool,
}

/// What came of one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    pub parts: Vec<Part>,
    /// The session is over.
    pub ends: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Answer(String),
    /// Worth knowing, and nothing wrong.
    Note(String),
    Problem(String),
}

impl Reply {
    pub fn failed(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Problem(_)))
    }

    /// All of it in one text, as a transcript has it.
    pub fn text(&self) -> String {
        let text = |part: &Part| match part {
            Part::Answer(text) | Part::Note(text) | Part::Problem(text) => text.clone(),
        };
        self.parts.iter().map(text).collect()
    }
}

/// Lines of one entry, and their bytes: more than anybody types.
const LONGEST: usize = 64 * 1024;
/// Entries that wait for what they lack.
const MOST_DRAFTS: usize = 20;
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
    fn all_pieces(&self) -> Vec<Piece> {
        self.pieces.iter().cloned().chain(super::fork::pieces(self)).collect()
    }
}

pub struct Session<'w> {
    pub(super) world: &'w dyn World,
    pub(super) look: Look,
    /// From the project root; empty for a session without a file.
    path: String,
    /// What the file said when it last checked.
    pub(super) file: String,
    /// Hashes of every file that was read, as last seen.
    seen: BTreeMap<String, Option<String>>,
    pub(super) standing: Standing,
    pub(super) past: Vec<(Standing, String)>,
    /// Typed and sound by themselves, but not yet with the deal.
    pub(super) drafts: Vec<Piece>,
    deal: Option<Deal>,
    ran: Option<Driven>,
    /// The last day of the period the session stands at; the whole run where it is none.
    pub(super) cursor: Option<Date>,
    pub(super) steps: super::steps::Walk,
    pub(super) last: Option<Last>,
    waiting: String,
    ended: bool,
    any_failed: bool,
}

/// What `ans` stands for.
#[derive(Debug, Clone)]
pub struct Last {
    /// As an expression of the language.
    pub text: String,
}

/// Ready to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble(pub String);

impl<'w> Session<'w> {
    /// A session over the file with this path from the project root; over an empty deal without one.
    pub fn open(world: &'w dyn World, path: Option<&str>, look: Look) -> (Session<'w>, Reply) {
        let mut session = Session {
            world,
            look,
            path: path.unwrap_or_default().to_owned(),
            file: String::new(),
            seen: BTreeMap::new(),
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
            false => Value::ask(self, entry),
        };
        self.tell(answer, reply);
    }

    fn tell(&mut self, answer: Answer, reply: &mut Reply) {
        match answer {
            Ok(text) if text.is_empty() => {}
            Ok(text) => reply.parts.push(Part::Answer(text)),
            Err(trouble) => self.fail(trouble, reply),
        }
    }

    fn fail(&mut self, trouble: Trouble, reply: &mut Reply) {
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

    /// The scenario that everything is read under: that of what is tried, else that of the session.
    pub(super) fn scenario(&self) -> Result<ScenarioId, Trouble> {
        let model = self.model()?;
        let name = if self.standing.forks.is_empty() { &self.standing.under } else { super::fork::SCENARIO };
        scenario_named(model, name)
    }

    pub(super) fn case(&self) -> Result<Case<'static>, Trouble> {
        self.scenario().map(Case::of)
    }

    pub(super) fn limits(&self) -> Limits {
        Limits { stop: self.world.stop(), ..Limits::default() }
    }

    /// The run of the world the session is in, made once.
    pub(super) fn run(&mut self) -> Result<(), Trouble> {
        if self.ran.is_none() {
            let case = self.case()?;
            let deal = self.deal()?;
            if !deal.model.holes.is_empty() {
                return Err(self.problems(&unfinished(&deal.model, Diagnostic::error), &deal.sources));
            }
            let driven = drive(&deal.model, &case, &self.limits());
            self.ran = Some(driven.map_err(|problem| self.problem(problem))?);
        }
        Ok(())
    }

    /// The run, after [`Session::run`].
    pub(super) fn ran(&self) -> Result<(Reading<'_>, &Driven), Trouble> {
        let driven = self.ran.as_ref().ok_or_else(|| words("nothing has been run yet"))?;
        let model = self.model()?.under(self.scenario()?);
        Ok((Reading { model, plan: &driven.plan, run: &driven.run }, driven))
    }

    /// The run as it is, to compare another with.
    pub(super) fn keep_run(&self) -> Result<Driven, Trouble> {
        self.ran().map(|(_, driven)| driven.clone())
    }

    /// The row the session stands at: the last one run where it stands nowhere.
    pub(super) fn row(&self) -> Result<usize, Trouble> {
        let (it, driven) = self.ran()?;
        Ok(self.cursor.and_then(|date| it.row_of(date)).unwrap_or_else(|| driven.run.last()))
    }

    /// Stands at a date; over the whole run at none.
    pub(super) fn stand(&mut self, at: Option<Date>) -> Result<(), Trouble> {
        self.cursor = at;
        self.steps.leave();
        Ok(())
    }

    /// Changes what commands may change, and says whether the deal still checks.
    pub(super) fn change(&mut self, to: Standing, what: &str) -> Result<(), Trouble> {
        let deal = self.read_standing(&to, &self.file)?;
        let before = std::mem::replace(&mut self.standing, to);
        self.past.push((before, what.to_owned()));
        if self.past.len() > MOST_PAST {
            self.past.remove(0);
        }
        self.take(deal);
        Ok(())
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

    fn take(&mut self, deal: Deal) {
        self.deal = Some(deal);
        self.ran = None;
        self.steps.leave();
    }

    /// What the session's text would be: the file, what was typed, and what is tried.
    fn read_standing(&self, standing: &Standing, file: &str) -> Result<Deal, Trouble> {
        let pieces = standing.all_pieces();
        self.read_pieces(file, &pieces).map_err(|broken| self.broken(&broken, file, &pieces))
    }

    fn read_pieces(&self, file: &str, pieces: &[Piece]) -> Result<Deal, Box<Unread>> {
        let composed = Composed::new(file, pieces).map_err(|message| Box::new(Unread::Words(message)))?;
        let read = Deal::read(self.shown_path(), composed, self.world.files());
        read.map_err(|broken| Box::new(Unread::Broken(*broken)))
    }

    fn broken(&self, unread: &Unread, file: &str, pieces: &[Piece]) -> Trouble {
        match unread {
            Unread::Words(message) => words(message),
            Unread::Broken(it) => {
                let (problems, sources) = deal::told(&it.problems, &it.sources, it.source, &it.composed, file, pieces);
                self.problems(&problems, &sources)
            }
        }
    }

    /// Takes what was typed into the deal; what does not fit yet waits for what it lacks.
    fn define(&mut self, entry: &str) -> Answer {
        let deal = self.deal()?;
        let before = deal.composed.clone();
        let new = Piece { text: entry.to_owned() };
        if !is_term(entry) {
            // What cannot be read by itself will not be read later either.
            let mut sources = Sources::new();
            let source = sources.add("typed", entry);
            let (_, mut problems) = crate::syntax::parse(source, entry);
            if problems.iter().any(Diagnostic::is_error) {
                sort(&mut problems);
                return Err(self.problems(&problems, &sources));
            }
        }
        let mut standing = self.standing.clone();
        let alone: Vec<Piece> = standing.pieces.iter().cloned().chain([new.clone()]).collect();
        let drafts: Vec<Piece> = self.drafts.iter().filter(|draft| !replaces(&new, draft)).cloned().collect();
        let together: Vec<Piece> =
            standing.pieces.iter().cloned().chain(drafts.iter().cloned()).chain([new.clone()]).collect();
        let mut pieces = alone;
        let mut left = drafts.clone();
        let mut read = self.read_pieces(&self.file, &pieces);
        if read.is_err() && !drafts.is_empty() {
            let with_drafts = self.read_pieces(&self.file, &together);
            if with_drafts.is_ok() {
                (pieces, left) = (together.clone(), Vec::new());
            }
            read = with_drafts;
        }
        match read {
            Ok(_) => {
                self.take_drafts(&mut pieces, &mut left);
                let taken: Vec<Piece> = pieces.iter().skip(standing.pieces.len()).cloned().collect();
                standing.pieces = pieces;
                self.change(standing, &super::defined::name_of(entry))?;
                self.drafts = left;
                let mut text = String::new();
                for piece in &taken {
                    text.push_str(&super::defined::said(self.deal()?, &before, &piece.text));
                }
                Ok(text + &self.warnings())
            }
            Err(unread) => {
                let shown = if drafts.is_empty() { &pieces } else { &together };
                let mut trouble = self.broken(&unread, &self.file, shown);
                if matches!(*unread, Unread::Broken(_)) {
                    self.drafts = drafts;
                    self.drafts.push(new);
                    if self.drafts.len() > MOST_DRAFTS {
                        self.drafts.remove(0);
                    }
                    trouble.0.push_str("not taken yet: type what it lacks, type it again, or `:forget` it\n");
                }
                Err(trouble)
            }
        }
    }

    /// What waited for the new pieces joins them.
    fn take_drafts(&self, pieces: &mut Vec<Piece>, drafts: &mut Vec<Piece>) {
        while let Some(index) = drafts.iter().position(|draft| {
            let with: Vec<Piece> = pieces.iter().chain([draft]).cloned().collect();
            self.read_pieces(&self.file, &with).is_ok()
        }) {
            pieces.push(drafts.remove(index));
        }
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

    /// Diagnostics about the deal as it stands.
    fn told(&self, problems: &[Diagnostic]) -> Trouble {
        let Some(deal) = &self.deal else { return Trouble(String::new()) };
        self.told_with(problems, &deal.sources)
    }

    /// The same with texts that have joined the deal's.
    pub(super) fn told_with(&self, problems: &[Diagnostic], sources: &Sources) -> Trouble {
        let Some(deal) = &self.deal else { return self.problems(problems, sources) };
        let pieces = self.standing.all_pieces();
        let (problems, sources) = deal::told(problems, sources, deal.source, &deal.composed, &self.file, &pieces);
        self.problems(&problems, &sources)
    }

    /// `helios.deal:81`, or `typed:1`.
    pub(super) fn told_place(&self, place: crate::source::Span) -> String {
        let Some(deal) = &self.deal else { return String::new() };
        let pieces = self.standing.all_pieces();
        let told = super::text::Told::new(&deal.sources, deal.source, &self.file, &deal.composed, &pieces);
        let place = told.place(place);
        format!("{}:{}", told.sources.path(place.source), told.sources.position(place).line)
    }

    /// One diagnostic of a run.
    pub(super) fn problem(&self, problem: Diagnostic) -> Trouble {
        self.told(&[problem])
    }

    pub(super) fn problems(&self, problems: &[Diagnostic], sources: &Sources) -> Trouble {
        let text = human(problems, sources, self.look.colour_problems);
        // At the prompt a page is asked for by `:explain`.
        Trouble(text.replace("`deal explain ", "`:explain "))
    }

    pub(super) fn tables(&self, tables: &[Table]) -> String {
        let print = Format::find("human").map(|format| format.print);
        print.map_or_else(String::new, |print| print(tables, self.look.tables))
    }

    fn read_file(&mut self) -> Result<String, Trouble> {
        let read = self.world.files().read(&self.path, FILE_BYTES);
        let hash = read.as_ref().ok().map(|bytes| hash_of(bytes));
        self.seen.insert(self.path.clone(), hash);
        let bytes = read.map_err(|error| words(&format!("`{}` {error}", self.path)))?;
        match crate::source::decode(&bytes) {
            Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
            Err(problem) => Err(words(&format!("`{}` {problem}", self.path))),
        }
    }

    /// Takes a text as the file's where it checks, with what was typed in its place; what is worth a warning then.
    fn try_file(&mut self, text: String) -> Result<String, Trouble> {
        let pieces = self.standing.all_pieces();
        let deal = match self.read_pieces(&text, &pieces) {
            Ok(deal) => deal,
            Err(unread) => {
                if let Unread::Broken(broken) = &*unread {
                    self.remember_files(&broken.sources, broken.source);
                }
                return Err(self.broken(&unread, &text, &pieces));
            }
        };
        self.remember_files(&deal.sources, deal.source);
        let warnings = deal.warnings.clone();
        self.file = text;
        self.take(deal);
        Ok(self.told(&warnings).0)
    }

    fn remember_files(&mut self, sources: &Sources, own: SourceId) {
        for (id, source) in sources.iter() {
            if id != own && !source.path.starts_with(crate::library::shipped::PREFIX) {
                self.seen.insert(source.path.clone(), Some(source.hash.clone()));
            }
        }
    }

    /// Reads again what has changed on the disk, keeping the place of the session.
    fn notice_changes(&mut self, reply: &mut Reply) {
        let files = self.world.files();
        let mut changed: Vec<String> = Vec::new();
        for (path, known) in &mut self.seen {
            let now = files.read(path, FILE_BYTES).ok().map(|bytes| hash_of(&bytes));
            if now != *known {
                changed.push(path.clone());
                *known = now;
            }
        }
        if !changed.is_empty() {
            match self.reload(&changed) {
                Ok(said) => reply.parts.push(Part::Note(said)),
                Err(trouble) => self.fail(trouble, reply),
            }
        }
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
            (Some(before), Some(deal)) => super::defined::changes(before, &deal.composed),
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

/// Why a text is no deal.
enum Unread {
    Words(String),
    Broken(Broken),
}

pub(super) fn scenario_named(model: &Model, name: &str) -> Result<ScenarioId, Trouble> {
    let position = model.scenarios.iter().position(|it| it.label.name == name);
    position.map(|index| ScenarioId(index as u32)).ok_or_else(|| {
        let names = model.scenarios.iter().map(|it| it.label.name.as_str());
        unknown("scenario", name, names)
    })
}

/// What is wrong, in words.
pub(super) fn words(message: &str) -> Trouble {
    Trouble(format!("error: {}\n", sanitize(message)))
}

/// A name that is none, with the one it resembles.
pub(super) fn unknown<'a>(what: &str, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Trouble {
    let name: String = name.chars().take(60).collect();
    match crate::diagnostic::suggestion::nearest(&name, names.clone()) {
        Some(near) => words(&format!("no {what} `{name}`; did you mean `{near}`?")),
        None => {
            let known: Vec<String> = names.take(12).map(|name| format!("`{name}`")).collect();
            let there =
                if known.is_empty() { "there is none".to_owned() } else { format!("there is {}", known.join(", ")) };
            words(&format!("no {what} `{name}`; {there}"))
        }
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

/// Whether a piece says again what an earlier one said.
fn replaces(new: &Piece, old: &Piece) -> bool {
    super::defined::name_of(&new.text) == super::defined::name_of(&old.text)
}
