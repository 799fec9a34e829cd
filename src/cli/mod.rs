//! The command line: the only place with files, a terminal and the environment.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::{panic, thread};

use clap::Parser;
use clap::error::ErrorKind;

mod arguments;
mod command;
mod delivery;
pub mod environment;
mod exit;
mod files;
mod inquiry;
mod interrupt;
mod progress;
mod revision;
mod session;
mod shard;
mod study_text;
mod terminal;
mod watch;

pub use exit::{ENDS, End, Exit};

use arguments::{Arguments, Command};
use terminal::Terminal;

/// Room for the deepest file our own limits let through, with much to spare, on every system.
const STACK: usize = 64 * 1024 * 1024;

/// Runs the command named by the process's arguments and says how it ended.
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    // A panic is a bug of ours: it is told in two lines, and leaves no trail of addresses.
    let belief = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&belief);
    panic::set_hook(Box::new(move |info| {
        if let Ok(mut heard) = heard.lock() {
            *heard = info.to_string();
        }
    }));
    let work = thread::Builder::new().stack_size(STACK).spawn(move || run(words));
    let exit = match work.map(thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        Ok(Err(_)) => bug(&belief.lock().map(|belief| belief.clone()).unwrap_or_default()),
        Err(error) => bug(&error.to_string()),
    };
    ExitCode::from(exit.code())
}

fn bug(belief: &str) -> Exit {
    let mut terminal = Terminal::plain();
    terminal.complain(&format!(
        "this is a bug in deal {}, not in your file; please report it with the file and this line:\n  {}\n",
        env!("CARGO_PKG_VERSION"),
        belief.replace('\n', " "),
    ));
    Exit::Bug
}

fn run(words: Vec<OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let mut terminal = Terminal::new(arguments.color);
    let root = arguments.root.as_deref();
    let exit = match arguments.command {
        Command::Check(check) => command::check::run(check, root, &mut terminal),
        Command::Lint(lint) => command::lint::run(lint, root, &mut terminal),
        Command::Run(run) => command::run::run(run, root, &mut terminal),
        Command::Test(test) => command::test::run(test, root, &mut terminal),
        Command::Coverage(coverage) => command::coverage::run(coverage, root, &mut terminal),
        Command::Why(why) => command::why::run(why, root, &mut terminal),
        Command::Study(study) => command::study::run(study, root, &mut terminal),
        Command::Simulate(simulate) => command::simulate::run(simulate, root, &mut terminal),
        Command::Merge(merge) => command::merge::run(merge, root, &mut terminal),
        Command::Sweep(sweep) => command::asked::sweep(sweep, root, &mut terminal),
        Command::Solve(solve) => command::asked::solve(solve, root, &mut terminal),
        Command::Reverse(reverse) => command::asked::reverse(reverse, root, &mut terminal),
        Command::Tornado(tornado) => command::asked::tornado(tornado, root, &mut terminal),
        Command::Repl(repl) => command::repl::run(repl, root, &mut terminal),
        Command::Fmt(fmt) => command::fmt::run(&fmt, root, &mut terminal),
        Command::Diff(diff) => command::diff::run(&diff, root, &mut terminal),
        Command::Lock(lock) => command::lock::run(&lock, root, &mut terminal),
        Command::Explain(explain) => command::explain::run(explain, &mut terminal),
        Command::New(new) => command::new::run(new, &mut terminal),
        Command::Schema(schema) => command::schema::run(schema, &mut terminal),
        Command::Completions(completions) => command::completions::run(completions, &mut terminal),
        Command::Man(man) => command::man::run(man, &mut terminal),
    };
    terminal.finish(exit)
}

/// Help and the version are answers; anything else is a mistake in how we were called.
fn usage(error: &clap::Error) -> Exit {
    let mut terminal = Terminal::new(arguments::Color::Auto);
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let help = error.render();
            let text = if terminal.colour_out() { help.ansi().to_string() } else { help.to_string() };
            terminal.print(&text);
            terminal.finish(Exit::Done)
        }
        _ => {
            terminal.complain(&error.render().to_string());
            Exit::Usage
        }
    }
}
