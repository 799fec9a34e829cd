//! The commands of a session: the one table that help, completion and the reference read.

mod explain;
mod goal;
mod help;
mod info;
mod leave;
mod list;
mod save;
mod step;
mod time;
mod value;
mod what_if;
mod why;

use super::complete::Wants as W;
use super::complete::Wants;
use super::session::Session;
use super::trouble::{Trouble, words};
use crate::diagnostic::suggestion::nearest;

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
    /// What completion offers after the name.
    pub wants: Wants,
    pub run: fn(&mut Session, &str) -> Answer,
}

const fn command(
    name: &'static str,
    takes: &'static str,
    sentence: &'static str,
    example: &'static str,
    wants: Wants,
    run: fn(&mut Session, &str) -> Answer,
) -> Command {
    Command { name, takes, sentence, example, wants, run }
}

pub const COMMANDS: &[Command] = &[
    command(
        "at",
        "DATE | PERIOD | start | end | all",
        "Goes to a period, by a date in it or by its number; `all` is the whole run again.",
        ":at 2027-03-31",
        W::Dates,
        time::at,
    ),
    command("next", "[N]", "Goes on by a period, or by several.", ":next 3", W::Nothing, time::next),
    command("prev", "[N]", "Goes back by a period, or by several.", ":prev", W::Nothing, time::prev),
    command(
        "until",
        "breach [of COVENANT] | CONDITION",
        "Goes on to the next period with a breach, or at whose close a condition holds.",
        ":until DSCR.value < 1.20x",
        W::Condition,
        time::until,
    ),
    command(
        "state",
        "",
        "Accounts, debt, states, covenants and collateral where the session stands.",
        ":state",
        W::Nothing,
        time::state,
    ),
    command(
        "step",
        "",
        "Shows the next step of the waterfalls: what there was, was asked, paid, left.",
        ":step",
        W::Nothing,
        step::step,
    ),
    command(
        "break",
        "[STEP | when CONDITION]",
        "Sets a breakpoint before a step pays, or in the first period that ends with a condition; lists them.",
        ":break Payments.trap",
        W::Steps,
        step::set,
    ),
    command("continue", "", "Walks on to the next breakpoint.", ":continue", W::Nothing, step::go_on),
    command("delete", "NUMBER | all", "Takes a breakpoint away.", ":delete 1", W::Breaks, step::delete),
    command(
        "why",
        "FIGURE [on DATE]",
        "Walks back from a figure to the terms, curves, shocks and clauses that made it.",
        ":why DSCR.value on 2027-03-31",
        W::Figures,
        why::why,
    ),
    command(
        "what-if",
        "[TARGET CHANGE]",
        "Tries a change, in the words of a shock, and shows what differs; alone, lists what is tried.",
        ":what-if rent times 80% from 2026-10-01",
        W::Change,
        what_if::what_if,
    ),
    command(
        "keep",
        "[NAME]",
        "Makes a scenario of what is tried, and goes on under it.",
        ":keep Slump",
        W::Nothing,
        what_if::keep,
    ),
    command("drop", "[all]", "Gives up the last change that is tried, or all.", ":drop", W::Nothing, what_if::drop),
    command(
        "undo",
        "",
        "Takes the last change of the session back: typed, tried, kept or chosen.",
        ":undo",
        W::Nothing,
        what_if::undo,
    ),
    command(
        "goal",
        "FIGURE = TARGET by LEVER from VALUE to VALUE [within VALUE]",
        "Finds the value of a lever at which a figure meets a target, and prints the block that says so.",
        ":goal min(DSCR.value) = 1.10x by utilization from 20% to 90%",
        W::Goal,
        goal::goal,
    ),
    command(
        "under",
        "[SCENARIO]",
        "Goes on under a scenario; alone, lists them.",
        ":under Collapse",
        W::Scenarios,
        what_if::under,
    ),
    command(
        "all",
        "[EXPRESSION]",
        "Every period of an expression, or of the last one.",
        ":all Senior.balance",
        W::Expression,
        value::all,
    ),
    command(
        "type",
        "EXPRESSION",
        "The kind and unit of an expression, without working it out.",
        ":type rent * 2",
        W::Expression,
        value::kind,
    ),
    command(
        "list",
        "[KIND]",
        "What the deal declares, or its things of one kind.",
        ":list covenants",
        W::Kinds,
        list::list,
    ),
    command(
        "info",
        "NAME",
        "What a name is: its text and place, its clause, its figures, what reads it.",
        ":info Senior",
        W::Names,
        info::info,
    ),
    command(
        "report",
        "[NAME]",
        "A report of `deal run`, of the period or of the whole run.",
        ":report debt",
        W::Reports,
        why::report,
    ),
    command("test", "", "Runs the tests of the deal.", ":test", W::Nothing, why::test),
    command(
        "explain",
        "CODE | WORD",
        "The page of a code, or what a word of the language means.",
        ":explain E0207",
        W::Codes,
        explain::explain,
    ),
    command(
        "save",
        "FILE",
        "Writes the deal with what was typed; never over a file.",
        ":save tower-2.deal",
        W::Nothing,
        save::save,
    ),
    command(
        "save!",
        "FILE",
        "The same, over a file that is there.",
        ":save! tower-2.deal",
        W::Nothing,
        save::save_over,
    ),
    command(
        "reload",
        "",
        "Reads the file again now; a change on the disk is noticed by itself.",
        ":reload",
        W::Nothing,
        save::reload,
    ),
    command(
        "forget",
        "[all]",
        "Gives up the last of what was typed and could not be taken.",
        ":forget",
        W::Nothing,
        save::forget,
    ),
    command(
        "help",
        "[COMMAND]",
        "What can be typed, or all about one command.",
        ":help until",
        W::Commands,
        help::help,
    ),
    command("quit", "", "Leaves the session, as Ctrl-D does.", ":quit", W::Nothing, leave::quit),
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
