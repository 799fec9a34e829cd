//! Where the draws of a path come from, whatever the study asks for.

use crate::analysis::statistics::{Design, SPAN};
use crate::diagnostic::Diagnostic;
use crate::engine::draw::{Drawer, Draws, Failure, diagnose};
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
            let drawer = Drawer::new(plan, &draws)?;
            drawer.reach(asks.paths.div_ceil(seeds).next_multiple_of(SPAN))?;
            Ok(drawer)
        };
        let drawers: Result<_, Failure> = (0..seeds).map(drawer).collect();
        Ok(Streams { design, drawers: drawers.map_err(|failure| diagnose(&failure, model, plan))? })
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
