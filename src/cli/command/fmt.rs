//! `deal fmt`: files in their canonical layout.

use std::path::Path;

use super::{Exit, Terminal, verdict};
use crate::analysis::{Silent, explicit};
use crate::cli::arguments::Fmt;
use crate::cli::delivery::deliver;
use crate::cli::files::{DiskFiles, Project, StandardInput, rewrite};
use crate::cli::session::{Answer, load};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::sanitize::{sanitize, sanitize_line};
use crate::library::label;
use crate::report::diagnostics::human;
use crate::report::findings::{Examined, Finding, Findings, Rule, format::Form};
use crate::report::unified::unified;
use crate::source::{SourceId, Sources, Span, hash_of};
use crate::syntax::format::{Formatted, format};

/// The word for standard input.
const STANDARD_INPUT: &str = "-";

pub fn run(fmt: &Fmt, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let form = Form::find(&fmt.format);
    if form.is_some() && (!fmt.check || fmt.diff) {
        terminal.complain(&format!(
            "error: `--format {}` prints what `--check` found; add `--check`, and leave out `--diff`\n",
            fmt.format
        ));
        return Exit::Usage;
    }
    if fmt.summary.file.is_some() && !fmt.check {
        terminal.complain("error: `--summary` tells what `--check` found; add `--check`, or leave it out\n");
        return Exit::Usage;
    }
    let mut exit = Exit::Done;
    let mut findings = Findings::new("fmt");
    let (mut changed, mut unchanged) = (0, 0);
    for file in &fmt.files {
        let mut sources = Sources::new();
        let mut told = Told::default();
        let laid = one(fmt, file, root, &mut sources, &mut told, terminal);
        if form.is_none() {
            terminal.print_err(&human(&told.diagnostics, &sources, terminal.colour_err()));
        }
        let ended = match laid {
            Ok(Laid { changes, exit }) => {
                changed += usize::from(changes);
                unchanged += usize::from(!changes && exit == Exit::Done);
                exit
            }
            Err(Refused { message, exit }) => {
                told.refusal = message.strip_prefix("error: ").map(|words| words.trim_end().to_owned());
                terminal.complain(&message);
                exit
            }
        };
        exit = exit.worse(ended);
        let (examined, base) = told.examined(file, &sources);
        findings.add(examined, &base);
    }
    if let Some(form) = form {
        terminal.print(&(form.print)(&findings));
        return deliver(&findings, &[], Vec::new(), &fmt.summary, exit, terminal);
    }
    let quiet = fmt.diff || fmt.files.iter().any(|file| file.as_os_str() == STANDARD_INPUT);
    if !quiet {
        terminal.print(&summary(fmt.check, changed, unchanged));
    }
    // What was laid out is no finding any more.
    if fmt.check { deliver(&findings, &[], Vec::new(), &fmt.summary, exit, terminal) } else { exit }
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

/// What is to be told of a file.
#[derive(Default)]
struct Told {
    diagnostics: Vec<Diagnostic>,
    /// Why nothing was done with it.
    refusal: Option<String>,
    /// Where another layout begins.
    layout: Option<Span>,
    path: String,
    base: String,
}

impl Told {
    fn examined(self, file: &Path, sources: &Sources) -> (Examined, String) {
        let path = if self.path.is_empty() { file.display().to_string() } else { self.path };
        let mut findings: Vec<Finding> = self.diagnostics.iter().map(|it| Finding::of(it, sources)).collect();
        let refused = self.refusal.zip(Rule::find("no-answer"));
        findings.extend(refused.map(|(words, rule)| Finding::of_file(*rule, &path, words)));
        findings.extend(self.layout.map(|place| Finding::of_layout(place, sources)));
        (Examined { path, findings, ..Examined::default() }, self.base)
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

fn one(
    fmt: &Fmt,
    file: &Path,
    root: Option<&Path>,
    sources: &mut Sources,
    told: &mut Told,
    terminal: &mut Terminal,
) -> Result<Laid, Refused> {
    let mut answer = Answer::default();
    let (files, source) = read(file, root, sources, &mut answer).map_err(|message| Refused::call(&message))?;
    (told.path, told.base) = (answer.path.clone(), answer.base.clone());
    let Some(source) = source else {
        let exit = verdict(&answer.diagnostics, answer.unreadable);
        told.diagnostics = answer.diagnostics;
        return Err(Refused { message: String::new(), exit });
    };
    let wanted = match fmt.explicit {
        false => plain(source, sources),
        true => written_out(source, sources, &files, terminal),
    };
    let Formatted { text, diagnostics } = wanted.map_err(|stop| match stop {
        Stop::Bug => bug(file),
        Stop::Invalid(problems) => {
            let exit = verdict(&problems, false);
            told.diagnostics = problems;
            let message = format!(
                "error: `{}` does not check: what it assumes cannot be written out, and it is left as it is\n",
                file.display()
            );
            Refused { message, exit }
        }
    })?;
    // By the bytes: a byte order mark is not in the text.
    let changes = sources.get(source).is_some_and(|it| it.hash != hash_of(text.as_bytes()));
    told.layout = (fmt.check && changes).then(|| first_difference(source, sources, &text));
    let exit = verdict(&diagnostics, false);
    told.diagnostics = diagnostics;
    let ended = show(fmt, file, (sources.text(source), &text), changes, terminal)?;
    Ok(Laid { changes, exit: exit.worse(ended) })
}

/// The first line that another layout has; the first of all where only line ends differ.
fn first_difference(source: SourceId, sources: &Sources, wanted: &str) -> Span {
    let mut start = 0;
    for (line, other) in sources.text(source).split_inclusive('\n').zip(wanted.split_inclusive('\n')) {
        if line != other {
            let end = start + line.trim_end().len();
            return Span { source, start: start as u32, end: end as u32 };
        }
        start += line.len();
    }
    Span { source, start: 0, end: 0 }
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
    } else if fmt.check && changes && Form::find(&fmt.format).is_none() {
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
        let Project { files, path, base } = Project::open(root, file)?;
        let source = load(&files, &path, sources, answer);
        (answer.path, answer.base) = (path, base);
        return Ok((files, source));
    }
    let files = DiskFiles::under(root)?;
    answer.path = "standard input".into();
    let source = load(&StandardInput, "standard input", sources, answer);
    Ok((files, source))
}
