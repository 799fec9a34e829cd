//! `deal repl`: a deal at a prompt, in a script, or at the end of a pipe.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::{Exit, Terminal};
use crate::cli::arguments::Repl;
use crate::cli::files::{DiskFiles, Project, save};
use crate::engine::Stop;
use crate::repl::{Look, Part, Reply, Session, World, lines};
use crate::report::format;
use crate::source::Files;

/// Columns of a transcript, wherever it is made.
const TRANSCRIPT: usize = 120;

pub fn run(asked: Repl, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    match prepare(&asked, root) {
        Err(message) => {
            terminal.complain(&format!("error: {message}\n"));
            Exit::Usage
        }
        Ok((disk, path, script)) => {
            let transcript = Look { tables: format::Look { colour: false, width: TRANSCRIPT }, colour_problems: false };
            let shown = Look { tables: terminal.look(), colour_problems: terminal.colour_err() };
            let look = if script.is_some() { transcript } else { shown };
            let (session, opening) = Session::open(&disk, path.as_deref(), look);
            let mut talk = Talk { session, terminal, transcript: script.is_some() };
            talk.say(&opening);
            if let Some(under) = &asked.under {
                let reply = talk.session.line(&format!(":under {under}"));
                talk.say_problems(&reply);
            }
            match script {
                Some(mut script) => talk.read(&mut script),
                None if !asked.expressions.is_empty() => talk.expressions(&asked.expressions),
                None => talk.read(&mut io::stdin().lock()),
            }
        }
    }
}

type Script = BufReader<File>;

fn prepare(asked: &Repl, root: Option<&Path>) -> Result<(Disk, Option<String>, Option<Script>), String> {
    let script = match &asked.script {
        Some(path) => {
            let refused = |error: io::Error| format!("cannot read `{}`: {}", path.display(), error.kind());
            Some(BufReader::new(File::open(path).map_err(refused)?))
        }
        None => None,
    };
    let (files, path) = match &asked.file {
        Some(file) => {
            let project = Project::open(root, file)?;
            (project.files, Some(project.path))
        }
        None => (DiskFiles::under(root)?, None),
    };
    Ok((Disk { files, stop: Stop::default() }, path, script))
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

/// A session and who listens to it.
struct Talk<'a, 'w> {
    session: Session<'w>,
    terminal: &'a mut Terminal,
    /// Everything in one stream, with the prompts and what was typed.
    transcript: bool,
}

impl Talk<'_, '_> {
    fn say(&mut self, reply: &Reply) {
        for part in &reply.parts {
            match part {
                Part::Answer(text) => self.terminal.print(text),
                Part::Note(text) | Part::Problem(text) if self.transcript => self.terminal.print(text),
                Part::Note(text) | Part::Problem(text) => self.terminal.print_err(text),
            }
        }
    }

    fn say_problems(&mut self, reply: &Reply) {
        if reply.failed() {
            self.say(reply);
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
