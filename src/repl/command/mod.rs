//! The commands of a session: the one table that help, completion and the reference read.

mod help;
mod leave;

use super::session::{Session, Trouble, unknown, words};

/// What a line comes to: text that is ready to print.
pub type Answer = Result<String, Trouble>;

/// A command, as it is typed after `:`.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    pub name: &'static str,
    /// As help shows what follows: `DATE | ROW | start | end`.
    pub takes: &'static str,
    pub sentence: &'static str,
    pub example: &'static str,
    pub run: fn(&mut Session, &str) -> Answer,
}

const fn command(
    name: &'static str,
    takes: &'static str,
    sentence: &'static str,
    example: &'static str,
    run: fn(&mut Session, &str) -> Answer,
) -> Command {
    Command { name, takes, sentence, example, run }
}

pub const COMMANDS: &[Command] = &[
    command("help", "[COMMAND]", "What can be typed, or all about one command.", ":help until", help::help),
    command("quit", "", "Leaves the session, as Ctrl-D does.", ":quit", leave::quit),
];

impl Command {
    pub fn find(name: &str) -> Option<&'static Command> {
        COMMANDS.iter().find(|command| command.name == name)
    }

    /// `:at DATE | ROW | start | end`
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
        [] => Err(unknown("command", name, COMMANDS.iter().map(|it| it.name))),
        several => {
            let names: Vec<String> = several.iter().map(|it| format!("`:{}`", it.name)).collect();
            Err(words(&format!("`:{name}` could be {}", names.join(" or "))))
        }
    }
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
