//! The prompt on a terminal: the one place that knows the line editor.

mod helper;

use std::path::Path;

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};

use super::reply::Reply;
use super::session::Session;
use helper::Helper;

/// Lines remembered from one session to the next.
const REMEMBERED: usize = 2_000;
/// Errors of the terminal in a row before it is taken to be gone.
const PATIENCE: usize = 20;

/// Who is spoken to.
pub trait Listener {
    fn say(&mut self, reply: &Reply);

    /// What is wrong with the input itself.
    fn complain(&mut self, message: &str);

    /// The reader has gone.
    fn is_gone(&self) -> bool;

    /// Before each line: whoever asked to stop meant the line before.
    fn begin(&mut self);
}

/// Reads lines until the session ends; `Err` where the terminal cannot be used.
pub fn talk(session: Session, history: Option<&Path>, colour: bool, listener: &mut dyn Listener) -> Result<(), String> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .history_ignore_space(true)
        .color_mode(if colour { ColorMode::Enabled } else { ColorMode::Disabled })
        .build();
    let mut editor: Editor<Helper, FileHistory> = Editor::with_config(config).map_err(|error| error.to_string())?;
    editor.set_max_history_size(REMEMBERED).map_err(|error| error.to_string())?;
    editor.set_helper(Some(Helper { session, colour }));
    if let Some(path) = history {
        // None yet, or none to be had: the session goes on without.
        let _ = editor.load_history(path);
    }
    let mut failures = 0;
    while let Some(prompt) = editor.helper().map(|helper| helper.session.prompt()) {
        match editor.readline(&prompt) {
            Ok(entry) => {
                failures = 0;
                if !entry.trim().is_empty() {
                    let _ = editor.add_history_entry(entry.as_str());
                }
                listener.begin();
                let Some(helper) = editor.helper_mut() else { break };
                if answer(&mut helper.session, &entry, listener) || listener.is_gone() {
                    break;
                }
            }
            Err(ReadlineError::Interrupted) => {
                failures = 0;
                if let Some(helper) = editor.helper_mut() {
                    helper.session.clear();
                }
            }
            Err(ReadlineError::Eof) => break,
            Err(ReadlineError::Signal(_)) => {}
            Err(error) => {
                failures += 1;
                listener.complain(&format!("this line could not be read: {error}"));
                if failures == PATIENCE {
                    break;
                }
            }
        }
    }
    if let Some(path) = history {
        let _ = editor.append_history(path);
    }
    Ok(())
}

/// Everything of an entry, line by line; whether the session is over.
fn answer(session: &mut Session, entry: &str, listener: &mut dyn Listener) -> bool {
    for line in entry.lines() {
        let reply = session.line(line);
        listener.say(&reply);
        if reply.ends {
            return true;
        }
    }
    listener.say(&session.close());
    false
}
