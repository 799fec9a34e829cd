//! `deal fmt`: files in their canonical layout.

use std::path::Path;

use super::{Exit, Terminal, verdict};
use crate::analysis::{Silent, explicit};
use crate::cli::arguments::Fmt;
use crate::cli::files::{DiskFiles, Project, StandardInput, rewrite};
use crate::cli::session::{Answer, load};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::sanitize::{sanitize, sanitize_line};
use crate::library::label;
use crate::report::diagnostics::human;
use crate::report::unified::unified;
use crate::source::{SourceId, Sources, hash_of};
use crate::syntax::format::{Formatted, format};

/// The word for standard input.
const STANDARD_INPUT: &str = "-";

pub fn run(fmt: &Fmt, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Done;
    let (mut changed, mut unchanged) = (0, 0);
    for file in &fmt.files {
        let ended = match one(fmt, file, root, terminal) {
            Ok(Laid { changes, exit }) => {
                changed += usize::from(changes);
                unchanged += usize::from(!changes && exit == Exit::Done);
                exit
            }
            Err(Refused { message, exit }) => {
                terminal.complain(&message);
                exit
            }
        };
        exit = exit.worse(ended);
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

/// Whether a file changes, or would; and how the command ends on its account.
struct Laid {
    changes: bool,
    exit: Exit,
}

/// Why nothing was done with a file; the message is empty when all has been said.
struct Refused {
    message: String,
    exit: Exit,
}

impl Refused {
    fn call(message: &str) -> Refused {
        Refused { message: format!("error: {message}\n"), exit: Exit::Usage }
    }
}

fn one(fmt: &Fmt, file: &Path, root: Option<&Path>, terminal: &mut Terminal) -> Result<Laid, Refused> {
    let mut sources = Sources::new();
    let mut answer = Answer::default();
    let (files, source) = read(file, root, &mut sources, &mut answer).map_err(|message| Refused::call(&message))?;
    let Some(source) = source else {
        terminal.print_err(&human(&answer.diagnostics, &sources, terminal.colour_err()));
        return Err(Refused { message: String::new(), exit: verdict(&answer.diagnostics, answer.unreadable) });
    };
    let wanted = match fmt.explicit {
        false => plain(source, &sources),
        true => written_out(source, &mut sources, &files, terminal),
    };
    let Formatted { text, diagnostics } = wanted.map_err(|stop| match stop {
        Stop::Bug => bug(file),
        Stop::Invalid(problems) => {
            terminal.print_err(&human(&problems, &sources, terminal.colour_err()));
            let message = format!(
                "error: `{}` does not check: what it assumes cannot be written out, and it is left as it is\n",
                file.display()
            );
            Refused { message, exit: verdict(&problems, false) }
        }
    })?;
    terminal.print_err(&human(&diagnostics, &sources, terminal.colour_err()));
    // By the bytes: a byte order mark is not in the text.
    let changes = sources.get(source).is_some_and(|it| it.hash != hash_of(text.as_bytes()));
    let ended = show(fmt, file, (sources.text(source), &text), changes, terminal)?;
    Ok(Laid { changes, exit: verdict(&diagnostics, false).worse(ended) })
}

fn bug(file: &Path) -> Refused {
    let message = format!(
        "this is a bug in deal {}: laid out, `{}` would say something else, so it is left as it is; please report it \
         with the file\n",
        env!("CARGO_PKG_VERSION"),
        file.display(),
    );
    Refused { message, exit: Exit::Bug }
}

enum Stop {
    Bug,
    Invalid(Vec<Diagnostic>),
}

fn plain(source: SourceId, sources: &Sources) -> Result<Formatted, Stop> {
    format(source, sources.text(source), &label::named()).map_err(|_| Stop::Bug)
}

/// With the defaults as terms; those that no term says are told.
fn written_out(
    source: SourceId,
    sources: &mut Sources,
    files: &DiskFiles,
    terminal: &mut Terminal,
) -> Result<Formatted, Stop> {
    let explicit = explicit(source, sources, files).map_err(|silent| match silent {
        Silent::Invalid(problems) => Stop::Invalid(problems),
        Silent::Changed(_) => Stop::Bug,
    })?;
    for assumed in &explicit.unsaid {
        terminal.complain(&format!("note: no term here says: {assumed}\n"));
    }
    let formatted = format(source, &explicit.text, &label::named()).map_err(|_| Stop::Bug)?;
    Ok(Formatted { diagnostics: explicit.diagnostics, ..formatted })
}

/// Writes the file, or says what would be written.
fn show(
    fmt: &Fmt,
    file: &Path,
    (old, new): (&str, &str),
    changes: bool,
    terminal: &mut Terminal,
) -> Result<Exit, Refused> {
    let standard = file.as_os_str() == STANDARD_INPUT;
    let name = if standard { "standard input".into() } else { file.display().to_string() };
    if fmt.diff {
        terminal.print(&sanitize(&unified(&sanitize_line(&name), old, new)));
    } else if fmt.check && changes {
        terminal.print(&format!("would change {}\n", sanitize_line(&name)));
    } else if !fmt.check && standard {
        terminal.print(new);
    } else if !fmt.check && changes {
        rewrite(file, new).map_err(|message| Refused::call(&message))?;
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
) -> Result<(DiskFiles, Option<SourceId>), String> {
    if file.as_os_str() != STANDARD_INPUT {
        let Project { files, path, .. } = Project::open(root, file)?;
        let source = load(&files, &path, sources, answer);
        return Ok((files, source));
    }
    let files = DiskFiles::under(root)?;
    let source = load(&StandardInput, "standard input", sources, answer);
    Ok((files, source))
}
