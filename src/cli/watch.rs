//! Whoever watches long work from the terminal: the bar, Ctrl-C, and the file that the paths go to.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::files::Unfinished;
use super::interrupt;
use super::progress::Progress;
use crate::analysis::simulate::{Observer, PathFigures};
use crate::report::paths::{KINDS, Kind, PathWriter};

pub struct Watch {
    progress: Progress,
    interrupted: &'static AtomicBool,
    paths: Option<Mutex<PathsOut>>,
}

impl Watch {
    /// `unit` is what is counted: `paths`, `runs`.
    pub fn new(unit: &'static str, quiet: bool, paths: Option<PathsOut>) -> Watch {
        Watch { progress: Progress::new(unit, quiet), interrupted: interrupt::asked(), paths: paths.map(Mutex::new) }
    }

    pub fn interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }

    /// Why the paths could not be written, if that is what ended the work.
    pub fn lost(&self) -> Option<String> {
        let paths = self.paths.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        paths.lost.clone()
    }

    /// The work is over: the file of paths takes its place, one that is not whole another. Says where it is then.
    pub fn finish(self) -> Result<Option<String>, String> {
        self.progress.clear();
        let partial = self.interrupted();
        match self.paths {
            None => Ok(None),
            Some(paths) => paths.into_inner().unwrap_or_else(PoisonError::into_inner).finish(partial).map(Some),
        }
    }
}

impl Observer for Watch {
    fn progress(&self, done: u64, of: u64) {
        self.progress.at(done, of);
    }

    fn stop(&self) -> bool {
        self.interrupted()
    }

    fn wants_paths(&self) -> bool {
        self.paths.is_some()
    }

    fn paths(&self, figures: &PathFigures) -> Result<(), String> {
        let Some(paths) = &self.paths else { return Ok(()) };
        paths.lock().unwrap_or_else(PoisonError::into_inner).take(figures)
    }
}

/// A file of paths on its way.
pub struct PathsOut {
    path: PathBuf,
    unfinished: Unfinished,
    writer: Box<dyn PathWriter>,
    written: u64,
    lost: Option<String>,
}

impl PathsOut {
    /// Refuses at once a kind of file that is not known or not built in, and a place that cannot be written to.
    pub fn create(path: &Path) -> Result<PathsOut, String> {
        let ending = path.extension().and_then(|it| it.to_str()).unwrap_or("");
        let Some(kind) = Kind::find(ending) else {
            let endings: Vec<String> = KINDS.iter().map(|kind| format!("`.{}`", kind.ending)).collect();
            return Err(format!("`{}` does not end in {}", path.display(), endings.join(" or ")));
        };
        let Some(open) = kind.open else {
            return Err(format!(
                "this build of deal does not write `.{0}`; build it with `cargo install --path . --features {0}`, or write `.csv`",
                kind.ending
            ));
        };
        let unfinished = Unfinished::create(path)?;
        let writer = open(Box::new(BufWriter::new(unfinished.writer()?)));
        Ok(PathsOut { path: path.to_path_buf(), unfinished, writer, written: 0, lost: None })
    }

    fn take(&mut self, figures: &PathFigures) -> Result<(), String> {
        let done =
            self.writer.write(figures).map_err(|error| format!("cannot write `{}`: {error}", self.path.display()));
        match &done {
            Ok(()) => self.written += figures.len() as u64,
            Err(message) => self.lost = Some(message.clone()),
        }
        done
    }

    fn finish(mut self, partial: bool) -> Result<String, String> {
        self.writer.finish().map_err(|error| format!("cannot write `{}`: {error}", self.path.display()))?;
        drop(self.writer);
        let path = if partial { beside(&self.path) } else { self.path };
        self.unfinished.put_in_place(&path)?;
        let paths = crate::quantity::decimal::grouped(self.written.into(), 0, 0, Default::default());
        Ok(format!("wrote {paths} paths to {}", path.display()))
    }
}

/// `paths.partial.csv`: nobody shall take it for the whole.
fn beside(path: &Path) -> PathBuf {
    let ending = path.extension().and_then(|it| it.to_str()).unwrap_or("");
    path.with_extension(format!("partial.{ending}"))
}
