//! `deal lint`: what a careful reader of the paper would ask about.

use std::path::Path;

use super::check::{Examination, examine};
use super::{Exit, Terminal};
use crate::cli::arguments::Lint;
use crate::cli::session::Question;

pub fn run(lint: Lint, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let Lint { files, only, skip, deny, format, summary, lock } = lint;
    let question = Question::Lint { only, skip };
    let it = Examination { command: "lint", did: "linted", files, question, deny, format, summary, lock };
    examine(it, root, terminal)
}
