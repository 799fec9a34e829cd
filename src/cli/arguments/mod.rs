//! What can be asked on the command line, and the words that explain it.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

mod study;

pub use study::{Manner, Merge, Place, Reverse, Simulate, Solve, Study, Sweep, Tornado, World};

use super::exit::table;
use crate::library::lint::LINTS;
use crate::quantity::decimal::from_text;
use crate::quantity::{Rounding, power_of_ten, rescale};
use crate::report::findings::Rule;
use crate::report::findings::format::{FORMS, HUMAN};
use crate::report::format::FORMATS;
use crate::report::review;

/// Checks, runs and tests `.deal` files: term sheets that run.
///
/// A deal file states the collateral, the debt on it, who is paid in which order, what is tested and what could go
/// wrong. Running it answers which covenant breaks, when and why, and what each tranche recovers.
#[derive(Debug, Parser)]
#[command(name = "deal", version, after_long_help = table(), max_term_width = 100)]
pub struct Arguments {
    /// The folder that a deal may read from [default: the current one, or the file's own if it lies elsewhere]
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,

    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Check(Check),
    Lint(Lint),
    Run(Run),
    Test(Test),
    Coverage(Coverage),
    Why(Why),
    Study(Study),
    Simulate(Simulate),
    Merge(Merge),
    Sweep(Sweep),
    Solve(Solve),
    Reverse(Reverse),
    Tornado(Tornado),
    Repl(Repl),
    Fmt(Fmt),
    Diff(Diff),
    Lock(Lock),
    Explain(Explain),
    New(New),
    Schema(Schema),
    Completions(Completions),
    Man(Man),
}

/// Say everything that is wrong with a file, without running it
///
/// Reports every mistake in one go. A file with TBD holes still checks.
///
/// Example: deal check tower.deal --deny warnings
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Check {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub lock: LockFile,

    /// Say also how many operations a run would take
    #[arg(long)]
    pub cost: bool,

    /// Treat warnings as errors
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Deny>,

    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = finding_formats())]
    pub format: String,

    #[command(flatten)]
    pub summary: SummaryFile,
}

/// Say what a careful reader of the paper would ask about
///
/// Prints what `check` says, and then what is valid and hardly meant: a level that never fails, debt that outlives its
/// contract, a name that nothing uses. A deal says `allow LINT because "…"` where it is meant.
///
/// Example: deal lint tower.deal --deny warnings
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Lint {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Look only for this; may be given several times
    #[arg(long, value_name = "LINT", value_parser = lints(), conflicts_with = "skip")]
    pub only: Vec<String>,

    /// Do not look for this; may be given several times
    #[arg(long, value_name = "LINT", value_parser = lints(), hide_possible_values = true)]
    pub skip: Vec<String>,

    /// Treat warnings as errors
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Deny>,

    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = finding_formats())]
    pub format: String,

    #[command(flatten)]
    pub summary: SummaryFile,

    #[command(flatten)]
    pub lock: LockFile,
}

fn lints() -> PossibleValuesParser {
    values(LINTS.iter().map(|lint| (lint.name, lint.sentence)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Warnings,
}

/// Whether the deal must be the one that was locked.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct LockFile {
    /// Refuse a deal that is not as `deal.lock` beside it records
    #[arg(long = "locked")]
    pub required: bool,
}

/// Where a summary goes besides.
#[derive(Debug, Clone, Default, Args)]
pub struct SummaryFile {
    /// Append a summary in Markdown to this file too [default: what GITHUB_STEP_SUMMARY names]
    #[arg(id = "summary", long = "summary", value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Run a deal and report what happens
///
/// Prints which covenants break, when and why, and what each tranche recovers. A breach alone is not a failure: in a
/// stress it is often the expected answer. Name it with --fail-on to make it one.
///
/// Example: deal run tower.deal --under Collapse --set utilization=70% --report covenants
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Run {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    #[command(flatten)]
    pub lock: LockFile,

    #[command(flatten)]
    pub scenario: ScenarioChoice,

    /// Run the base and every scenario of the file
    #[arg(long, conflicts_with = "under")]
    pub all: bool,

    /// The first date to report
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,

    /// The last date to report
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,

    /// Print this report instead of the usual ones; may be given several times
    #[arg(long = "report", value_name = "NAME")]
    pub reports: Vec<String>,

    /// How to print the tables, or what was found
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = all_formats())]
    pub format: String,

    #[command(flatten)]
    pub summary: SummaryFile,

    /// Write the whole outcome as JSON to this file too
    #[arg(long, value_name = "FILE")]
    pub outcome: Option<PathBuf>,

    /// Exit with 3 if this happens; may be given several times
    #[arg(long = "fail-on", value_name = "EVENT")]
    pub fail_on: Vec<Happening>,
}

/// Which world to run a deal in.
#[derive(Debug, Clone, Args)]
pub struct ScenarioChoice {
    /// Run under this scenario of the file [default: the base]
    #[arg(long, value_name = "SCENARIO")]
    pub under: Option<String>,

    /// Give an input another value; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,
}

/// `NAME=VALUE`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    /// In the words of the language: `70%`, `USD 2.60 per GPU-hour`.
    pub value: String,
}

fn assignment(text: &str) -> Result<Assignment, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok(Assignment { name: name.trim().into(), value: value.trim().into() })
        }
        _ => Err("write NAME=VALUE, as in utilization=70%".into()),
    }
}

/// Formats of what was found.
fn finding_formats() -> PossibleValuesParser {
    values(std::iter::once(HUMAN).chain(FORMS.iter().map(|form| (form.name, form.sentence))))
}

/// Formats of tables, then those of what was found that are not among them.
fn all_formats() -> PossibleValuesParser {
    let others = FORMS.iter().filter(|form| !FORMATS.iter().any(|format| format.name == form.name));
    let tables = FORMATS.iter().map(|format| (format.name, format.sentence));
    values(tables.chain(others.map(|form| (form.name, form.sentence))))
}

/// Formats of a review, then those of findings that are not among them.
fn review_formats() -> PossibleValuesParser {
    let others = FORMS.iter().filter(|form| review::Form::find(form.name).is_none());
    let own = review::FORMS.iter().map(|form| (form.name, form.sentence));
    values(own.chain(others.map(|form| (form.name, form.sentence))))
}

fn values(formats: impl Iterator<Item = (&'static str, &'static str)>) -> PossibleValuesParser {
    PossibleValuesParser::new(formats.map(|(name, sentence)| clap::builder::PossibleValue::new(name).help(sentence)))
}

/// What a run may be asked to fail on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Happening {
    /// A covenant is breached and not cured or waived
    Breach,
    /// A state such as a lock-up is entered
    State,
    /// A payment is not made in full when due
    MissedPayment,
    /// A missed payment outlasts its grace
    PaymentDefault,
    /// An event of default
    Default,
    /// A debt is accelerated
    Acceleration,
    /// A tranche recovers less than its claim
    Loss,
}

impl Happening {
    /// As `--fail-on` takes it.
    pub fn word(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// What findings of it are instances of.
    pub fn rule(self) -> &'static str {
        let id = match self {
            Happening::Breach => "covenant-breach",
            Happening::State => "state-entered",
            Happening::MissedPayment => "missed-payment",
            Happening::PaymentDefault => "payment-default",
            Happening::Default => "event-of-default",
            Happening::Acceleration => "acceleration",
            Happening::Loss => "loss",
        };
        Rule::find(id).map_or(id, |rule| rule.id)
    }
}

/// Run the tests written in a file
///
/// Prints each test with its expectations. No tests, or a test without expectations, is a failure.
///
/// Example: deal test tower.deal
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Test {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub lock: LockFile,

    /// How to print the verdicts, or what was found
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = all_formats())]
    pub format: String,

    #[command(flatten)]
    pub summary: SummaryFile,
}

/// Say what the tests of a file put to work, and what they leave open
///
/// Runs the tests and looks which steps paid, which levels failed, what followed, who was cured, what an enforcement
/// sold and paid. What no test has shown is listed with its clause and its line.
///
/// Example: deal coverage tower.deal --min 80%
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Coverage {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Exit with 4 if the tests of a file reach less
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub min: Option<Share>,

    /// How to print the tables, or what was found
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = all_formats())]
    pub format: String,

    #[command(flatten)]
    pub summary: SummaryFile,

    #[command(flatten)]
    pub lock: LockFile,

    /// Write every point as JSON to this file too
    #[arg(long, value_name = "FILE")]
    pub outcome: Option<PathBuf>,
}

/// A ratio of twelve decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(pub i128);

/// `80%`, `82.5%`
fn share(text: &str) -> Result<Share, String> {
    let written = text.strip_suffix('%').and_then(from_text);
    let share = written.and_then(|(mantissa, scale)| rescale(mantissa, scale + 2, 12, Rounding::default()));
    share.filter(|share| (0..=power_of_ten(12)).contains(share)).map(Share).ok_or("write a share, as in 80%".into())
}

/// Say where a number comes from
///
/// Walks back from a figure to the terms, curves, shocks and clauses that made it.
///
/// Example: deal why tower.deal DSCR.value@2027-03-31 --under Collapse
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Why {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// A line of the deal, and the date to explain it on [default: the last]
    #[arg(value_name = "NAME[@DATE]")]
    pub figure: String,

    #[command(flatten)]
    pub lock: LockFile,

    #[command(flatten)]
    pub scenario: ScenarioChoice,
}

/// Explore a deal at a prompt
///
/// Type an expression for its kind and value, a line or a block to add it, `:help` for the commands. Without a file, an
/// empty deal. What is piped in is read line by line; a line that fails makes the exit code 1.
///
/// Example: deal repl tower.deal -e 'min(DSCR.value)' -e ':why DSCR.value'
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Repl {
    /// The deal to open [default: an empty one]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Answer this line and leave; may be given several times
    #[arg(short = 'e', long = "expression", value_name = "LINE", allow_hyphen_values = true)]
    pub expressions: Vec<String>,

    /// Answer the lines of this file and print a transcript
    #[arg(long, value_name = "SCRIPT", conflicts_with = "expressions")]
    pub script: Option<PathBuf>,

    /// Begin under this scenario of the file [default: the base]
    #[arg(long, value_name = "SCENARIO")]
    pub under: Option<String>,

    /// Neither read nor keep a history of lines
    #[arg(long)]
    pub no_history: bool,
}

/// Put files into their canonical layout
///
/// Only white space changes, never what a file says. A block with a mistake in it is left as it is, and the mistake is
/// reported. `-` reads standard input and writes standard output.
///
/// Example: deal fmt --check *.deal
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Fmt {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Write nothing; list the files that would change, and exit with 6 if there are any
    #[arg(long)]
    pub check: bool,

    /// Write nothing; print what would change
    #[arg(long)]
    pub diff: bool,

    /// Write out the defaults that a deal assumes, as terms of its blocks
    #[arg(long)]
    pub explicit: bool,

    /// How to print what --check found
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = finding_formats())]
    pub format: String,

    #[command(flatten)]
    pub summary: SummaryFile,
}

/// Say what differs between two deals, and whom each change favours
///
/// Compares what the deals mean, not how they are written: terms with their clauses, then the outcomes of each scenario.
/// Reordering and layout are no difference; the order of waterfall steps is. A deal is a file, or REVISION:FILE of a git
/// checkout, with all it reads from that revision.
///
/// Example: deal diff main:tower.deal tower.deal --format markdown
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Diff {
    /// The deal as it was: FILE or REVISION:FILE
    #[arg(value_name = "BEFORE")]
    pub before: String,

    /// The deal as it is [default: the file of BEFORE, as it is on disk]
    #[arg(value_name = "AFTER")]
    pub after: Option<String>,

    #[command(flatten)]
    pub lock: LockFile,

    /// Compare terms and run nothing
    #[arg(long, conflicts_with = "under")]
    pub terms_only: bool,

    /// Compare the outcomes of this scenario only [default: all that both deals have]
    #[arg(long, visible_alias = "scenario", value_name = "SCENARIO")]
    pub under: Option<String>,

    /// Exit with 5 if anything differs
    #[arg(long)]
    pub exit_code: bool,

    /// How to print what differs
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = review_formats())]
    pub format: String,

    #[command(flatten)]
    pub summary: SummaryFile,
}

/// Record what a deal is made of, and accept the sections of the paper it cites
///
/// Writes `deal.lock` beside the deal: the hash of every file it reads and of each cited section. `check`, `run`, `test`
/// and the rest refuse what differs when called with --locked.
///
/// Example: deal lock tower.deal
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Lock {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Write nothing; say what differs, and exit with 1 if anything does
    #[arg(long)]
    pub check: bool,
}

/// Explain an error or warning by its code
///
/// Example: deal explain E0001
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Explain {
    /// As printed in brackets after `error`; without one, every code is listed
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Start a small complete deal that runs
///
/// Writes NAME.deal in the current folder: one asset, one tranche, one covenant, two tests. Never overwrites a file.
///
/// Example: deal new tower
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct New {
    /// Letters, digits, `-` and `_`
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// Print the JSON Schema of what `--format json` writes
///
/// Example: deal schema diagnostics
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Schema {
    /// Without a name, they are listed
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

/// Print a completion script for a shell
///
/// Example: deal completions bash > ~/.local/share/bash-completion/completions/deal
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Completions {
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Print the manual page
///
/// Example: deal man run | man -l -
#[derive(Debug, Args)]
#[command(after_long_help = table())]
pub struct Man {
    /// The page of this command [default: of `deal` itself]
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn assignments_split_at_the_first_equals_sign() {
        assert_eq!(assignment("u = 70%"), Ok(Assignment { name: "u".into(), value: "70%".into() }));
        assert!(assignment("u").is_err());
        assert!(assignment("=1").is_err());
    }

    #[test]
    fn shares_are_written_in_percent() {
        assert_eq!(share("82.5%"), Ok(Share(825_000_000_000)));
        assert_eq!(share("100%"), Ok(Share(1_000_000_000_000)));
        assert!(["80", "101%", "-1%", "%", "0.8"].iter().all(|text| share(text).is_err()));
    }
}
