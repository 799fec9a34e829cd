//! The batch engine as a study uses it, with a few figures kept.

use indenture::compile::{Case, compile};
use indenture::engine::batch::{LANES, Program, Worker};
use indenture::engine::draw::{Drawer, Draws};
use indenture::engine::gauge::{Gauge, Kept};
use indenture::engine::lanes::{Chunk, Drives, WIDTH};
use indenture::model::{Model, Numbers, ScenarioId, Study};
use indenture::plan::{DriverSource, Plan};
use std::hint::black_box;

pub const DRAWS: Draws = Draws { seed: 42, antithetic: false, numbers: Numbers::Random };

/// A deal ready for blocks of paths.
pub struct Engine {
    pub plan: Plan,
    pub kept: Kept,
    pub program: Program,
    pub drawer: Drawer,
    levels: usize,
    tranches: usize,
    measures: usize,
}

impl Engine {
    /// Keeps the first failure of every covenant level; default, claim and receipts of every tranche; the study's measures.
    pub fn new(model: &Model, study: &Study) -> Engine {
        let (plan, kept) = planned(model, study);
        let program = Program::new(&plan, &kept, u64::MAX).unwrap_or_else(|why| panic!("{why:?}"));
        let drawer = Drawer::new(&plan, &DRAWS).unwrap_or_else(|why| panic!("{why:?}"));
        let (levels, tranches) = (plan.events.levels.len(), plan.events.tranches.len());
        Engine { plan, kept, program, drawer, levels, tranches, measures: study.measures.len() }
    }

    /// Draws and runs a number of blocks.
    pub fn run(&self, worker: &mut Worker, first: u64, blocks: u64) {
        for block in 0..blocks {
            self.drawer.fill(first + block * LANES as u64, LANES, worker.drives());
            black_box(worker.run(LANES).map(|_| ()).unwrap_or_else(|why| panic!("{why:?}")));
        }
    }

    pub fn drives(&self) -> Drives {
        Drives::new(self.plan.drivers.len(), self.plan.rows(), LANES)
    }

    /// The driver of a process, by its place in the text.
    pub fn driver(&self, process: usize) -> usize {
        let found = self.plan.drivers.iter().position(|it| it.source == DriverSource::Process(process));
        found.unwrap_or_else(|| panic!("process {process} moves nothing"))
    }

    /// The answers of a lane after a run.
    pub fn read(&self, answers: &indenture::engine::batch::Answers, lane: usize) -> Told {
        let at = |column: &[Chunk]| column[lane / WIDTH].0[lane % WIDTH];
        let gauge = |index: usize| at(answers.gauge(index));
        let breach = (0..self.levels).map(gauge).fold(f64::NAN, f64::min);
        let tranche = |it: usize| {
            let from = self.levels + 3 * it;
            TrancheTold { default: gauge(from), claim: gauge(from + 1), received: gauge(from + 2) }
        };
        let measures = self.levels + 3 * self.tranches;
        Told {
            breach,
            tranches: (0..self.tranches).map(tranche).collect(),
            measures: (0..self.measures).map(|it| gauge(measures + it)).collect(),
        }
    }
}

/// What was kept of one path: rows, cents and whole numbers of the measure's scale; NaN for what is not.
pub struct Told {
    pub breach: f64,
    pub tranches: Vec<TrancheTold>,
    pub measures: Vec<f64>,
}

pub struct TrancheTold {
    pub default: f64,
    pub claim: f64,
    pub received: f64,
}

pub fn planned(model: &Model, study: &Study) -> (Plan, Kept) {
    let scenario = study.under.first().copied().unwrap_or(ScenarioId(0));
    let observe = study.measures.iter().map(|it| &it.expr).collect();
    let case = Case { inputs: study.given.clone(), observe, random: true, ..Case::of(scenario) };
    let plan = compile(model.under(scenario), &case).unwrap_or_else(|why| panic!("{}", why.message));
    let levels = plan.events.levels.iter().map(|it| Gauge::First(it.failed));
    let tranches = plan.events.tranches.iter().flat_map(|it| {
        [Gauge::First(it.in_default), Gauge::Last(it.claim_at_acceleration), Gauge::Last(it.received_total)]
    });
    let measures = plan.observed.iter().map(|&slot| Gauge::Last(slot));
    let kept = Kept { gauges: levels.chain(tranches).chain(measures).collect(), profiles: Vec::new() };
    (plan, kept)
}
