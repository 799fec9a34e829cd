//! `:type` and `:all`: an expression's kind without its value, and every period of it.

use super::{Answer, needs};
use crate::check::described;
use crate::repl::session::Session;
use crate::repl::trouble::words;
use crate::repl::value::{Value, meaning};

pub fn kind(session: &mut Session, rest: &str) -> Answer {
    if rest.is_empty() {
        return Err(needs("type"));
    }
    let meaning = meaning(session, rest)?;
    Ok(format!("{}\n", described(&meaning.expr.of)))
}

pub fn all(session: &mut Session, rest: &str) -> Answer {
    let text = match (rest, &session.last) {
        ("", Some(last)) => last.text.clone(),
        ("", None) => {
            return Err(words("nothing has been worked out yet; `:all EXPRESSION` shows every period of one"));
        }
        (text, _) => text.to_owned(),
    };
    let value = Value::of(session, &text)?;
    let shown = value.shown(session, None);
    value.remember(session);
    Ok(shown)
}
