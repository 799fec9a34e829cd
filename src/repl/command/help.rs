//! `:help`

use super::{Answer, COMMANDS, named};
use crate::repl::session::Session;
use crate::report::table::{Cell, Column, Table};

const INTRODUCTION: &str = "\
Type an expression for its kind and value, a line or a block to add it to the deal, or a command.
`ans` is the value before.

";

pub fn help(session: &mut Session, rest: &str) -> Answer {
    let name = rest.trim_start_matches(':');
    if !name.is_empty() {
        let command = named(name)?;
        return Ok(format!("{}\n{}\nexample: {}\n", command.usage(), command.sentence, command.example));
    }
    let mut table = Table::new("help", "").column(Column::left("Command").key()).column(Column::left("What it does"));
    for command in COMMANDS {
        table.row(vec![Cell::text(command.usage()), Cell::text(command.sentence)]);
    }
    Ok(INTRODUCTION.to_owned() + &session.tables(&[table]))
}
