//! `deal sweep`, `solve`, `reverse`, `tornado`: a question on the command line.

use std::path::Path;

use super::study::{answer, ended, refuse};
use super::{Exit, Terminal};
use crate::cli::arguments::{Manner, Reverse, Solve, Sweep, Tornado};
use crate::cli::inquiry::{Inquiry, Which};
use crate::cli::study_text::StudyText;

pub fn sweep(asked: Sweep, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let text = StudyText::asking("sweep", asked.axes.join(", ")).within_world(&asked.world);
    ask(&asked.file, root, text, &asked.manner, terminal)
}

pub fn solve(asked: Solve, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let mut text = StudyText::asking("solve", asked.range).line("so that", asked.so_that).within(&asked.place);
    if let Some(within) = asked.within {
        text = text.line("within", within);
    }
    ask(&asked.file, root, text, &asked.manner, terminal)
}

pub fn reverse(asked: Reverse, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let text = StudyText::asking("reverse", asked.moves.join(", ")).line("until", asked.until).within(&asked.place);
    ask(&asked.file, root, text, &asked.manner, terminal)
}

pub fn tornado(asked: Tornado, root: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let text = StudyText::asking("tornado", asked.ranges.join(", ")).within_world(&asked.world);
    ask(&asked.file, root, text, &asked.manner, terminal)
}

fn ask(file: &Path, root: Option<&Path>, text: StudyText, manner: &Manner, terminal: &mut Terminal) -> Exit {
    if !manner.reports.is_empty() {
        return refuse(
            "`--report` chooses among the reports of a simulation; this has one answer, so leave it out",
            terminal,
        );
    }
    match text.finish() {
        Err(message) => refuse(&message, terminal),
        Ok(text) => {
            let inquiry = Inquiry { which: Which::Asked(text), set: Vec::new() };
            ended(answer(file, root, &inquiry, manner, None, terminal))
        }
    }
}
