//! The commands of a session, one file for each or for a few that belong together.

mod explain;
mod goal;
mod help;
mod info;
mod leave;
mod list;
mod save;
mod step;
mod table;
mod time;
mod value;
mod what_if;
mod why;

use super::complete::Wants;
use super::session::Session;
use super::trouble::{Trouble, words};
use crate::diagnostic::suggestion::nearest;

pub use table::COMMANDS;

/// What a line comes to: text that is ready to print.
pub type Answer = Result<String, Trouble>;

/// A command, as it is typed after `:`.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    pub name: &'static str,
    /// As help shows what follows: `DATE | PERIOD | start | end | all`.
    pub takes: &'static str,
    pub sentence: &'static str,
    pub example: &'static str,
    /// What completion offers after the name.
    pub wants: Wants,
    pub run: fn(&mut Session, &str) -> Answer,
}

impl Command {
    pub fn find(name: &str) -> Option<&'static Command> {
        COMMANDS.iter().find(|command| command.name == name)
    }

    /// `:under [SCENARIO]`
    pub fn usage(&self) -> String {
        format!(":{} {}", self.name, self.takes).trim_end().to_owned()
    }
}

/// Runs a line that begins with `:`.
pub fn run(session: &mut Session, line: &str) -> Answer {
    let line = line.trim_start().trim_start_matches(':');
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (named(name)?.run)(session, rest.trim())
}

/// The command of this name, or of which it is the only beginning.
fn named(name: &str) -> Result<&'static Command, Trouble> {
    if let Some(command) = Command::find(name) {
        return Ok(command);
    }
    let begun: Vec<&Command> = COMMANDS.iter().filter(|it| !name.is_empty() && it.name.starts_with(name)).collect();
    match begun.as_slice() {
        [command] => Ok(command),
        [] if name.is_empty() => Err(words("`:` begins a command; `:help` lists them")),
        [] => Err(match nearest(name, COMMANDS.iter().map(|it| it.name)) {
            Some(near) => words(&format!("no command `:{name}`; did you mean `:{near}`?")),
            None => words(&format!("no command `:{name}`; `:help` lists them")),
        }),
        several => {
            let names: Vec<String> = several.iter().map(|it| format!("`:{}`", it.name)).collect();
            Err(words(&format!("`:{name}` could be {}", names.join(" or "))))
        }
    }
}

/// What to say of an expression that is none because its `:` is missing: `help`, `under Collapse`.
pub fn meant(entry: &str) -> Option<Trouble> {
    let (first, rest) = entry.split_once(' ').unwrap_or((entry, ""));
    let command = Command::find(first).or_else(|| Command::find("quit").filter(|_| entry == "exit"))?;
    let takes_it = rest.is_empty() || !command.takes.is_empty() && rest.starts_with(char::is_alphanumeric);
    let line = format!(":{} {rest}", command.name);
    takes_it.then(|| words(&format!("a command begins with `:`; write `{}`", line.trim_end())))
}

/// For commands that take nothing.
fn nothing_after(name: &str, rest: &str) -> Result<(), Trouble> {
    match rest.is_empty() {
        true => Ok(()),
        false => Err(words(&format!("`:{name}` takes nothing; leave out `{rest}`"))),
    }
}

/// For commands that need something.
fn needs(name: &str) -> Trouble {
    let usage = Command::find(name).map(|it| (it.usage(), it.example)).unwrap_or_default();
    words(&format!("write `{}`, as in `{}`", usage.0, usage.1))
}
