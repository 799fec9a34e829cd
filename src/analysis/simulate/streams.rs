//! Where the draws of a path come from, whatever the study asks for.

use super::codes::CANNOT_DRAW;
use crate::analysis::statistics::{Design, SPAN};
use crate::diagnostic::Diagnostic;
use crate::engine::draw::{Drawer, Draws, Failure};
use crate::engine::lanes::Drives;
use crate::model::{Model, Numbers, Simulate};
use crate::plan::{Path, Plan};

/// Independent scrambles of a Sobol sequence: one alone has no standard error.
const SCRAMBLES: usize = 16;

/// Sets the seeds of scrambles apart: 2^64 over the golden ratio.
const APART: u64 = 0x9E37_79B9_7F4A_7C15;

/// One drawer, or one for each scramble.
#[derive(Debug)]
pub struct Streams {
    pub design: Design,
    drawers: Vec<Drawer>,
}

/// How the paths of a study hang together.
pub fn design(asks: &Simulate) -> Design {
    match asks.numbers {
        Numbers::Sobol => Design::Scrambles(SCRAMBLES),
        Numbers::Random if asks.antithetic => Design::Pairs,
        Numbers::Random => Design::Independent,
    }
}

impl Streams {
    pub fn new(model: &Model, plan: &Plan, asks: &Simulate) -> Result<Streams, Diagnostic> {
        let design = design(asks);
        let seeds = match design {
            Design::Scrambles(count) => count as u64,
            Design::Independent | Design::Pairs => 1,
        };
        let drawer = |index: u64| {
            let seed = asks.seed.wrapping_add(index.wrapping_mul(APART));
            let draws = Draws { seed, antithetic: asks.antithetic, numbers: asks.numbers };
            Drawer::new(plan, &draws).map_err(|failure| refused(model, &failure))
        };
        Ok(Streams { design, drawers: (0..seeds).map(drawer).collect::<Result<_, _>>()? })
    }

    /// Fills a block of paths that never spans two scrambles: see [`SPAN`].
    pub fn fill(&self, first: u64, lanes: usize, drives: &mut Drives) {
        let (drawer, first) = self.of(first);
        if let Some(drawer) = drawer {
            drawer.fill(first, lanes, drives);
        }
    }

    /// One path, for the exact engine.
    pub fn path(&self, index: u64) -> Path {
        let (drawer, index) = self.of(index);
        drawer.map(|drawer| drawer.path(index)).unwrap_or_default()
    }

    /// Who draws a path, and which of its own it is.
    fn of(&self, path: u64) -> (Option<&Drawer>, u64) {
        let count = self.drawers.len().max(1) as u64;
        let (span, within) = (path / SPAN, path % SPAN);
        let drawer = self.drawers.get((span % count) as usize);
        (drawer, span / count * SPAN + within)
    }
}

fn refused(model: &Model, failure: &Failure) -> Diagnostic {
    match failure {
        Failure::NotPositive { dependence, process } => {
            let name = model.processes.get(*process).map_or("", |it| it.label.name.as_str());
            let correlation = model.correlations.get(*dependence);
            let place = correlation.map(|it| it.label.place).unwrap_or_default();
            let told = correlation.map_or("", |it| it.label.name.as_str());
            Diagnostic::error(
                CANNOT_DRAW,
                place,
                format!("no numbers hang together like this: the correlations of `{name}` in `{told}` contradict the others"),
            )
            .help("the matrix must be positive definite: bring the correlations of this process nearer to zero, or state them by one factor")
        }
    }
}
