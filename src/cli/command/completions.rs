//! `deal completions`: a script that teaches a shell our words.

use clap::CommandFactory;

use super::{Exit, Terminal};
use crate::cli::arguments::{Arguments, Completions};

pub fn run(completions: Completions, terminal: &mut Terminal) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Arguments::command(), "deal", &mut script);
    terminal.print(&String::from_utf8_lossy(&script));
    Exit::Done
}
