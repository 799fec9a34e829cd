//! `:quit`

use super::{Answer, nothing_after};
use crate::repl::session::Session;

pub fn quit(session: &mut Session, rest: &str) -> Answer {
    nothing_after("quit", rest)?;
    session.end();
    Ok(String::new())
}
