//! The environment variables that are read: these and no others, and nowhere else.

use std::ffi::OsString;
use std::path::PathBuf;

/// A variable with the sentence that documents it.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    pub name: &'static str,
    pub sentence: &'static str,
}

const NO_COLOR: Variable = Variable {
    name: "NO_COLOR",
    sentence: "with any value but the empty one: no colour, unless `--color` asks for it",
};
const TERM: Variable =
    Variable { name: "TERM", sentence: "`dumb`: no colour, unless `--color` asks for it, and no line of progress" };
const SUMMARY: Variable = Variable {
    name: "GITHUB_STEP_SUMMARY",
    sentence: "the file that `check`, `lint`, `run`, `test`, `coverage`, `diff` and `fmt --check` append a summary to; `--summary` goes before it",
};
const OUTPUT: Variable = Variable {
    name: "GITHUB_OUTPUT",
    sentence: "the file that `check`, `lint`, `run`, `test`, `coverage`, `diff` and `fmt --check` append their outputs to",
};

const CI: Variable = Variable { name: "CI", sentence: "with any value but the empty one: no line of progress" };
/// Read by clap.
const COLUMNS: Variable = Variable { name: "COLUMNS", sentence: "how wide `--help` is where there is no terminal" };

const STATE: Variable =
    Variable { name: "XDG_STATE_HOME", sentence: "the folder in which `deal repl` keeps its history, under `deal/`" };
const HOME: Variable = Variable { name: "HOME", sentence: "without the former: `.local/state` in it" };
const LOCAL: Variable = Variable { name: "LOCALAPPDATA", sentence: "the same on Windows" };

/// Every one of them.
pub const VARIABLES: &[Variable] = &[NO_COLOR, TERM, CI, COLUMNS, SUMMARY, OUTPUT, STATE, HOME, LOCAL];

/// <https://no-color.org>: any value but the empty one.
pub fn refuses_colour() -> bool {
    value(NO_COLOR).is_some()
}

pub fn is_dumb_terminal() -> bool {
    value(TERM).is_some_and(|value| value == "dumb")
}

/// Nobody watches.
pub fn is_automatic() -> bool {
    value(CI).is_some()
}

/// Where what a user did is remembered: `~/.local/state/deal`.
pub fn state_folder() -> Option<PathBuf> {
    let own = value(STATE).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || value(HOME).map(|home| PathBuf::from(home).join(".local").join("state"));
    let local = || value(LOCAL).map(PathBuf::from);
    Some(own.or_else(home).or_else(local)?.join("deal"))
}

pub fn step_summary() -> Option<PathBuf> {
    value(SUMMARY).map(PathBuf::from)
}

pub fn step_output() -> Option<PathBuf> {
    value(OUTPUT).map(PathBuf::from)
}

fn value(variable: Variable) -> Option<OsString> {
    std::env::var_os(variable.name).filter(|value| !value.is_empty())
}
