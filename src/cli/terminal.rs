//! Where output goes: standard output for answers, standard error for what is wrong.

use std::io::{self, ErrorKind, IsTerminal, Write};

use super::arguments::Color;
use super::environment;
use super::exit::Exit;
use crate::diagnostic::sanitize::sanitize;
use crate::report::format::Look;

/// Columns assumed where there is no screen.
const WIDTH: usize = 120;

/// Both streams, and what may be done to them.
pub struct Terminal {
    colour_out: bool,
    colour_err: bool,
    width: usize,
    /// The reader has gone: nothing more is written, and that is no failure.
    closed: bool,
    /// The first answer that could not be written for another reason.
    lost: Option<io::Error>,
}

impl Terminal {
    pub fn new(color: Color) -> Terminal {
        let refused = environment::refuses_colour() || environment::is_dumb_terminal();
        let colour = |is_terminal: bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !refused,
        };
        let width = match io::stdout().is_terminal() {
            true => terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0).max(40)),
            false => WIDTH,
        };
        Terminal {
            colour_out: colour(io::stdout().is_terminal()),
            colour_err: colour(io::stderr().is_terminal()),
            width,
            closed: false,
            lost: None,
        }
    }

    pub fn plain() -> Terminal {
        Terminal { colour_out: false, colour_err: false, width: WIDTH, closed: false, lost: None }
    }

    pub fn colour_out(&self) -> bool {
        self.colour_out
    }

    pub fn colour_err(&self) -> bool {
        self.colour_err
    }

    /// Whether the reader has gone.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// How tables should look on standard output.
    pub fn look(&self) -> Look {
        Look { colour: self.colour_out, width: self.width }
    }

    /// An answer that is already safe to print: a rendered table, a page, JSON.
    pub fn print(&mut self, text: &str) {
        if self.closed || self.lost.is_some() {
            return;
        }
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => self.closed = true,
            Err(error) => self.lost = Some(error),
        }
    }

    /// What is wrong, already rendered: diagnostics with their colours.
    pub fn print_err(&mut self, rendered: &str) {
        // Nobody is left to tell if this fails.
        let _ = io::stderr().lock().write_all(rendered.as_bytes());
    }

    /// What is wrong, in words that may hold foreign text.
    pub fn complain(&mut self, message: &str) {
        self.print_err(&sanitize(message));
    }

    /// The end of the command: an answer nobody could read is not a job done.
    pub fn finish(&mut self, exit: Exit) -> Exit {
        match self.lost.take() {
            Some(error) => {
                self.complain(&format!("error: the output could not be written: {error}\n"));
                exit.worse(Exit::Usage)
            }
            None => exit,
        }
    }
}
