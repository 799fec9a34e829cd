//! `deal fmt`: files in their canonical layout.

use std::io::Read;
use std::path::Path;

use super::{Exit, Terminal, verdict};
use crate::cli::arguments::Fmt;
use crate::cli::files::{Project, rewrite};
use crate::cli::session::{Answer, load, load_bytes};
use crate::diagnostic::sanitize::{sanitize, sanitize_line};
use crate::library::label;
use crate::report::diagnostics::human;
use crate::report::unified::unified;
use crate::source::{SourceId, Sources, hash_of};
use crate::syntax::format::format;
use crate::syntax::limits;

/// The word for standard input.
const STANDARD_INPUT: &str = "-";

pub fn run(fmt: &Fmt, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Done;
    let (mut changed, mut unchanged) = (0, 0);
    for file in &fmt.files {
        match one(fmt, file, root, terminal) {
            (true, ended) => {
                changed += 1;
                exit = exit.worse(ended);
            }
            (false, Exit::Done) => unchanged += 1,
            (false, ended) => exit = exit.worse(ended),
        }
    }
    let quiet = fmt.diff || fmt.files.iter().any(|file| file.as_os_str() == STANDARD_INPUT);
    if !quiet {
        terminal.print(&summary(fmt.check, changed, unchanged));
    }
    exit
}

fn summary(check: bool, changed: usize, unchanged: usize) -> String {
    let files = |count: usize| format!("{count} file{}", if count == 1 { "" } else { "s" });
    let done = if check { "would change" } else { "formatted" };
    match (changed, unchanged) {
        (0, 0) => String::new(),
        (0, count) => format!("{} in canonical layout\n", files(count)),
        (count, 0) => format!("{} {done}\n", files(count)),
        (count, rest) => format!("{} {done}, {rest} in canonical layout\n", files(count)),
    }
}

/// Whether the file changes, or would; and how the command ends on its account.
fn one(fmt: &Fmt, file: &Path, root: Option<&Path>, terminal: &mut Terminal) -> (bool, Exit) {
    let mut sources = Sources::new();
    let mut answer = Answer::default();
    let source = match read(file, root, &mut sources, &mut answer) {
        Ok(source) => source,
        Err(message) => {
            terminal.complain(&format!("error: {message}\n"));
            return (false, Exit::Usage);
        }
    };
    let Some(source) = source else {
        terminal.print_err(&human(&answer.diagnostics, &sources, terminal.colour_err()));
        return (false, verdict(&answer.diagnostics, answer.unreadable));
    };
    let text = sources.text(source);
    let Ok(formatted) = format(source, text, &label::named()) else {
        let shown = file.display();
        terminal.complain(&format!(
            "this is a bug in deal {}: its layout of `{shown}` would say something else, so the file is left alone; \
             please report it with the file\n",
            env!("CARGO_PKG_VERSION"),
        ));
        return (false, Exit::Bug);
    };
    terminal.print_err(&human(&formatted.diagnostics, &sources, terminal.colour_err()));
    let exit = verdict(&formatted.diagnostics, false);
    // By the bytes: a byte order mark is not in the text.
    let changes = sources.get(source).is_some_and(|it| it.hash != hash_of(formatted.text.as_bytes()));
    let ended = match show(fmt, file, (sources.text(source), &formatted.text), changes, terminal) {
        Ok(ended) => ended,
        Err(message) => {
            terminal.complain(&format!("error: {message}\n"));
            return (false, exit.worse(Exit::Usage));
        }
    };
    (changes, exit.worse(ended))
}

/// Writes the file, or says what would be written.
fn show(
    fmt: &Fmt,
    file: &Path,
    (old, new): (&str, &str),
    changes: bool,
    terminal: &mut Terminal,
) -> Result<Exit, String> {
    let standard = file.as_os_str() == STANDARD_INPUT;
    let name = if standard { "standard input".into() } else { file.display().to_string() };
    if fmt.diff {
        terminal.print(&sanitize(&unified(&name, old, new)));
    } else if fmt.check && changes {
        terminal.print(&format!("would change {}\n", sanitize_line(&name)));
    } else if !fmt.check && standard {
        terminal.print(new);
    } else if !fmt.check && changes {
        rewrite(file, new)?;
        terminal.print(&format!("formatted {}\n", sanitize_line(&name)));
    }
    Ok(if fmt.check && changes { Exit::WouldChange } else { Exit::Done })
}

/// The text of a file or of standard input, once it has joined the sources; None with what is wrong in the answer.
fn read(
    file: &Path,
    root: Option<&Path>,
    sources: &mut Sources,
    answer: &mut Answer,
) -> Result<Option<SourceId>, String> {
    if file.as_os_str() != STANDARD_INPUT {
        let project = Project::open(root, file)?;
        return Ok(load(&project.files, &project.path, sources, answer));
    }
    let mut bytes = Vec::new();
    let most = limits::FILE_BYTES as u64 + 1;
    std::io::stdin()
        .lock()
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot read standard input: {error}"))?;
    Ok(load_bytes("standard input", bytes, sources, answer))
}
