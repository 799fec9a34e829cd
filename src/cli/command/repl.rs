//! `deal repl`: a deal at a prompt, in a script, or at the end of a pipe.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use super::{Exit, Terminal};
use crate::cli::arguments::Repl;
use crate::cli::environment;
use crate::cli::files::{DiskFiles, Project, folder, read_text, save};
use crate::cli::interrupt;
use crate::engine::Stop;
use crate::repl::editor::{self, Listener};
use crate::repl::{Look, Part, Reply, Session, World, lines};
use crate::report::format;
use crate::source::{FileError, Files};
use crate::syntax::limits::FILE_BYTES;

/// Columns of a transcript, wherever it is made.
const TRANSCRIPT: usize = 120;

pub fn run(asked: Repl, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    match prepare(&asked, root) {
        Err(message) => {
            terminal.complain(&format!("error: {message}\n"));
            Exit::Usage
        }
        Ok((mut disk, path, script)) => {
            let alone = script.is_none() && asked.expressions.is_empty();
            let at_prompt = alone && io::stdin().is_terminal() && io::stdout().is_terminal();
            if at_prompt {
                disk.stop = Stop::on(interrupt::asked_of_a_session());
            }
            let transcript = Look { tables: format::Look { colour: false, width: TRANSCRIPT }, colour_problems: false };
            let shown = Look { tables: terminal.look(), colour_problems: terminal.colour_err() };
            let look = if script.is_some() { transcript } else { shown };
            let (session, opening) = Session::open(&disk, path.as_deref(), look);
            let mut talk = Talk { session, terminal, transcript: script.is_some() };
            talk.say(&opening);
            // Nothing can be asked of a deal that does not check, except at a prompt, where it may be mended.
            if opening.failed() && !at_prompt && !talk.transcript {
                return Exit::Invalid;
            }
            if let Some(under) = &asked.under {
                let reply = talk.session.line(&format!(":under {under}"));
                if reply.failed() {
                    talk.say(&reply);
                    return Exit::Usage;
                }
            }
            match script {
                Some(script) => talk.read(&mut script.as_bytes()),
                None if !asked.expressions.is_empty() => talk.expressions(&asked.expressions),
                None if at_prompt => talk.at_prompt((!asked.no_history).then(history).flatten()),
                None => talk.read(&mut io::stdin().lock()),
            }
        }
    }
}

/// The disk, the deal's path from the root, and the script.
type Prepared = (Disk, Option<String>, Option<String>);

fn prepare(asked: &Repl, root: Option<&Path>) -> Result<Prepared, String> {
    let script = asked.script.as_deref().map(|path| read_text(path, FILE_BYTES)).transpose()?;
    let (files, path) = match &asked.file {
        Some(file) => {
            let project = Project::open(root, file)?;
            match project.files.read(&project.path, FILE_BYTES) {
                // What is wrong with what it says is told by the session.
                Ok(_) | Err(FileError::TooLarge { .. }) => {}
                Err(error) => return Err(format!("`{}` {error}", file.display())),
            }
            (project.files, Some(project.path))
        }
        None => (DiskFiles::under(root)?, None),
    };
    Ok((Disk { files, stop: Stop::NEVER }, path, script))
}

/// The disk, as a session may use it.
struct Disk {
    files: DiskFiles,
    stop: Stop,
}

impl World for Disk {
    fn files(&self) -> &dyn Files {
        &self.files
    }

    fn place(&self, name: &str) -> Option<String> {
        self.files.inside(Path::new(name))
    }

    fn save(&self, name: &str, text: &str, over: bool) -> Result<(), String> {
        save(&PathBuf::from(name), text, over)
    }

    fn stop(&self) -> Stop {
        self.stop
    }
}

/// The file of lines typed before, in a folder that is there.
fn history() -> Option<PathBuf> {
    let place = environment::state_folder()?;
    folder(&place).ok()?;
    Some(place.join("history"))
}

/// Answers on standard output; the rest too, where all of it is one text.
fn say(terminal: &mut Terminal, reply: &Reply, together: bool) {
    for part in &reply.parts {
        match part {
            Part::Answer(text) => terminal.print(text),
            Part::Note(text) | Part::Problem(text) if together => terminal.print(text),
            Part::Note(text) | Part::Problem(text) => terminal.print_err(text),
        }
    }
}

/// Somebody at a terminal.
struct Listening<'a>(&'a mut Terminal);

impl Listener for Listening<'_> {
    fn say(&mut self, reply: &Reply) {
        say(self.0, reply, false);
    }

    fn complain(&mut self, message: &str) {
        self.0.complain(&format!("error: {message}\n"));
    }

    fn is_gone(&self) -> bool {
        self.0.is_closed()
    }

    fn begin(&mut self) {
        interrupt::forget();
    }
}

/// A session and who listens to it.
struct Talk<'a, 'w> {
    session: Session<'w>,
    terminal: &'a mut Terminal,
    /// Everything in one stream, with the prompts and what was typed.
    transcript: bool,
}

impl Talk<'_, '_> {
    fn say(&mut self, reply: &Reply) {
        say(self.terminal, reply, self.transcript);
    }

    fn at_prompt(self, history: Option<PathBuf>) -> Exit {
        let Talk { session, terminal, .. } = self;
        terminal.print(&session.greeting());
        let colour = terminal.colour_out();
        let mut listener = Listening(terminal);
        match editor::talk(session, history.as_deref(), colour, &mut listener) {
            // What went wrong at a prompt was seen by whoever sat there.
            Ok(()) => Exit::Done,
            Err(message) => {
                terminal.complain(&format!("error: the terminal cannot be used: {message}\n"));
                Exit::Usage
            }
        }
    }

    fn end(&mut self) -> Exit {
        let reply = self.session.close();
        self.say(&reply);
        if self.session.any_failed() { Exit::Invalid } else { Exit::Done }
    }

    fn expressions(&mut self, expressions: &[String]) -> Exit {
        for expression in expressions {
            for line in expression.lines() {
                let reply = self.session.line(line);
                self.say(&reply);
                if reply.ends {
                    return self.end();
                }
            }
            let reply = self.session.close();
            self.say(&reply);
        }
        self.end()
    }

    fn read(&mut self, input: &mut dyn BufRead) -> Exit {
        let mut unread = false;
        loop {
            match lines::next(input) {
                Ok(None) => break,
                Ok(Some(Ok(line))) => {
                    if self.transcript {
                        self.echo(&line);
                    }
                    let reply = self.session.line(&line);
                    self.say(&reply);
                    if reply.ends || self.terminal.is_closed() {
                        break;
                    }
                }
                Ok(Some(Err(message))) => {
                    unread = true;
                    self.say(&Reply { parts: vec![Part::Problem(format!("error: {message}\n"))], ends: false });
                }
                Err(error) => {
                    self.terminal.complain(&format!("error: the input cannot be read: {}\n", error.kind()));
                    return Exit::Usage;
                }
            }
        }
        let exit = self.end();
        if unread { exit.worse(Exit::Invalid) } else { exit }
    }

    fn echo(&mut self, line: &str) {
        let blank = line.trim().is_empty() && !self.session.is_waiting();
        let prompt = if blank { String::new() } else { self.session.prompt() };
        let shown = crate::diagnostic::sanitize::sanitize_line(line);
        self.terminal.print(&format!("{}\n", format!("{prompt}{shown}").trim_end()));
    }
}
