//! `deal man`: the manual page of `deal` or of one of its commands.

use clap::CommandFactory;

use super::{Exit, Terminal};
use crate::cli::arguments::{Arguments, Man};

pub fn run(man: Man, terminal: &mut Terminal) -> Exit {
    let mut deal = Arguments::command();
    deal.build();
    let page = match &man.command {
        None => Some(deal),
        Some(name) => deal.find_subcommand(name).cloned(),
    };
    let Some(page) = page else {
        terminal
            .complain(&format!("error: no command `{}`; `deal --help` lists them\n", man.command.unwrap_or_default()));
        return Exit::Usage;
    };
    let mut text = Vec::new();
    // A page in memory has nothing to fail on.
    let _ = clap_mangen::Man::new(page).render(&mut text);
    terminal.print(&String::from_utf8_lossy(&text));
    Exit::Done
}
