//! What the line editor asks while a line is typed: completion, hints, colours, whether the entry is whole.

use std::borrow::Cow;

use rustyline::Context;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};

use crate::repl::colour::painted;
use crate::repl::complete::{complete, hint};
use crate::repl::session::{Session, is_command};
use crate::syntax::tokens::is_open;

#[derive(rustyline::Helper)]
pub struct Helper<'w> {
    pub session: Session<'w>,
    pub colour: bool,
}

impl Completer for Helper<'_> {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, found) = complete(&self.session, line.get(..at).unwrap_or(""));
        let pair = |it: crate::repl::complete::Candidate| Pair { display: it.text.clone(), replacement: it.text };
        Ok((start, found.into_iter().map(pair).collect()))
    }
}

impl Hinter for Helper<'_> {
    type Hint = String;

    fn hint(&self, line: &str, at: usize, context: &Context) -> Option<String> {
        if at < line.len() || line.contains('\n') {
            return None;
        }
        HistoryHinter {}.hint(line, at, context).or_else(|| hint(line))
    }
}

impl Highlighter for Helper<'_> {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.colour { Cow::Owned(painted(line)) } else { Cow::Borrowed(line) }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.colour { Cow::Owned(format!("\u{1b}[1m{prompt}\u{1b}[0m")) } else { Cow::Borrowed(prompt) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.colour { Cow::Owned(format!("\u{1b}[2m{hint}\u{1b}[0m")) } else { Cow::Borrowed(hint) }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.colour && kind != CmdKind::MoveCursor
    }
}

impl Validator for Helper<'_> {
    fn validate(&self, context: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        let last = text.lines().last().unwrap_or("");
        let whole = is_command(last) || !is_open(text);
        Ok(if whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}
