//! `deal simulate`: many paths, or a part of them.

use std::path::Path;

use super::study::{answer, ended, fail, how, places, ready, refuse};
use super::{Exit, Terminal};
use crate::analysis::simulate::{Shard, run_shard};
use crate::cli::arguments::Simulate;
use crate::cli::files;
use crate::cli::inquiry::{Inquiry, Which};
use crate::cli::shard::ShardFile;
use crate::cli::study_text::StudyText;
use crate::cli::watch::{PathsOut, Watch};
use crate::model::Question;
use crate::source::Sources;

pub fn run(simulate: Simulate, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    ended(attempt(&simulate, root, terminal))
}

fn attempt(simulate: &Simulate, root: Option<&Path>, terminal: &mut Terminal) -> Result<Exit, Exit> {
    let inquiry = match &simulate.study {
        Some(name) => Inquiry { which: Which::Named(vec![name.clone()]), set: simulate.world.place.set.clone() },
        None => {
            let text = StudyText::simulate(simulate).finish().map_err(|message| refuse(&message, terminal))?;
            Inquiry { which: Which::Asked(text), set: Vec::new() }
        }
    };
    match (simulate.shard, &simulate.shard_out) {
        (Some(part), Some(out)) => shard(simulate, root, &inquiry, part, out, terminal),
        _ => {
            let (file, paths) = (&simulate.file, simulate.paths_out.as_deref());
            answer(file, root, &inquiry, &simulate.manner, paths, terminal)
        }
    }
}

/// One part of the paths, into a file that `deal merge` reads.
fn shard(
    simulate: &Simulate,
    root: Option<&Path>,
    inquiry: &Inquiry,
    (number, of): (u32, u32),
    out: &Path,
    terminal: &mut Terminal,
) -> Result<Exit, Exit> {
    let manner = &simulate.manner;
    places(manner, terminal)?;
    let place = files::Unfinished::create(out).map_err(|message| refuse(&message, terminal))?;
    let mut sources = Sources::new();
    let prepared = ready(&simulate.file, root, inquiry, manner, &mut sources, terminal)?;
    let Some((study, asked)) = prepared.studies.iter().find_map(|study| match &study.asks {
        Question::Simulate(asked) => Some((study, asked)),
        _ => None,
    }) else {
        return Err(refuse("this study does not simulate, and only paths can be run in parts", terminal));
    };
    let paths = simulate.paths_out.as_deref().map(PathsOut::create).transpose();
    let watch = Watch::new("paths", manner.quiet, paths.map_err(|message| refuse(&message, terminal))?);
    let state = run_shard(&prepared.model, study, asked, Shard { number, of }, &how(manner, &prepared, &watch))
        .map_err(|problem| fail(problem, &watch, &simulate.file, manner, &sources, terminal))?;
    let interrupted = watch.interrupted();
    if let Some(told) = watch.finish().map_err(|message| refuse(&message, terminal))? {
        terminal.complain(&format!("{told}\n"));
    }
    if interrupted {
        terminal.complain("interrupted: a part that is not whole cannot be merged, so none was written\n");
        return Ok(Exit::Interrupted);
    }
    drop(place);
    let text = ShardFile::new(inquiry, state).text();
    files::write(out, &text).map_err(|message| refuse(&message, terminal))?;
    terminal.complain(&format!("wrote part {number} of {of} to {}\n", out.display()));
    Ok(Exit::Done)
}
