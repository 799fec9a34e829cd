//! The figures of a block of paths: what the engine kept, and what follows from it path by path.

use super::attribution::End;
use super::state::years_of;
use super::watch::{Draws, Watch, WatchedTranche};
use super::years;
use crate::analysis::statistics::{Column, Flows, Grid, Return, SIDE, blank, copy, follow, join};
use crate::engine::batch::Answers;
use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::{Chunk, Drives, WIDTH};
use crate::quantity::power_of_ten;
use crate::quantity::unit::RATIO_SCALE;

/// Reused from block to block.
#[derive(Debug, Default)]
pub struct Figures {
    pub lanes: usize,
    /// First row in which any level fails, any tranche's event of default is declared, enforcement accelerates.
    pub breach: Column,
    pub event_of_default: Column,
    pub acceleration: Column,
    /// By level.
    pub first_failed: Vec<Column>,
    pub tranches: Vec<TrancheFigures>,
    /// Of all tranches together.
    pub loss: Column,
    pub measures: Vec<Column>,
    /// Row in which each party defaults by its process, by watched process; empty for other processes.
    pub party_default: Vec<Column>,
    /// At the end of the periods, by watched process: a factor, an amount, or whether it has defaulted.
    pub at_end: Vec<Column>,
    /// The same at the end of the row of the first event of default, where there is one.
    pub at_default: Vec<Column>,
    /// What attribution makes of the ends.
    pub ends: Vec<End>,
}

#[derive(Debug, Default)]
pub struct TrancheFigures {
    /// Rows.
    pub event_of_default: Column,
    pub payment_default: Column,
    pub maturity_default: Column,
    /// Row of its event of default or of the acceleration of its claim.
    pub default: Column,
    pub claim: Column,
    pub received: Column,
    pub outstanding: Column,
    pub loss: Column,
    pub loss_discounted: Column,
    pub exposure: Column,
    pub severity: Column,
    pub life: Column,
    pub rate: Column,
    /// The paths without a rate, and what became of the search.
    pub without_a_rate: Vec<(usize, Return)>,
    pub outstanding_by_time: Column,
    raw: Raw,
}

/// What the engine kept, before anything follows from it.
#[derive(Debug, Default)]
struct Raw {
    principal: [Column; 2],
    by_time: [Column; 2],
    claim: Column,
    received: Column,
    discounted: Column,
    repaid: Column,
    flows: Vec<Flows>,
    rates: Column,
}

/// What does not change from block to block.
#[derive(Debug, Clone)]
pub struct Sight {
    pub watch: Watch,
    /// Each row in years from closing, at the scale of [`years::unit`].
    pub years: Vec<f64>,
    grid: Grid,
    /// At the scale of [`years::unit`].
    years_in_step: f64,
}

impl Sight {
    pub fn new(watch: Watch) -> Sight {
        let grid = Grid::new(&watch.at, years::PARTS);
        let years_in_step = watch.step as f64 / years::PARTS as f64 * years::one() as f64;
        let years = years_of(&watch).into_iter().map(|years| years as f64).collect();
        Sight { watch, years, grid, years_in_step }
    }
}

impl Figures {
    /// Everything that does not need the draws.
    pub fn read(&mut self, sight: &Sight, answers: &Answers, lanes: usize) {
        let watch = &sight.watch;
        self.lanes = lanes;
        let gauge = |column: &mut Column, gauge: usize| copy(column, answers.gauge(gauge), lanes);
        self.first_failed.resize_with(watch.levels.len(), Column::new);
        for (column, level) in self.first_failed.iter_mut().zip(&watch.levels) {
            gauge(column, level.first);
        }
        earliest(&mut self.breach, self.first_failed.iter(), lanes);
        match watch.acceleration {
            Some(first) => gauge(&mut self.acceleration, first),
            None => blank(&mut self.acceleration, lanes),
        }
        self.tranches.resize_with(watch.tranches.len(), TrancheFigures::default);
        for (figures, tranche) in self.tranches.iter_mut().zip(&watch.tranches) {
            figures.read(sight, tranche, answers, &self.acceleration, lanes);
        }
        earliest(&mut self.event_of_default, self.tranches.iter().map(|it| &it.event_of_default), lanes);
        self.loss.clear();
        self.loss.resize(lanes, 0.0);
        self.tranches.iter().for_each(|it| join(&mut self.loss, &it.loss, |sum, loss| sum + loss));
        self.measures.resize_with(watch.measures.len(), Column::new);
        for (column, &measure) in self.measures.iter_mut().zip(&watch.measures) {
            gauge(column, measure);
        }
    }

    /// What was drawn on these paths.
    pub fn read_drives(&mut self, sight: &Sight, drives: &Drives) {
        let (watch, lanes) = (&sight.watch, self.lanes);
        for columns in [&mut self.party_default, &mut self.at_end, &mut self.at_default] {
            columns.resize_with(watch.processes.len(), Column::new);
        }
        let defaults = || self.event_of_default.iter().enumerate().filter(|(_, row)| !row.is_nan());
        self.ends.resize_with(watch.processes.len(), End::default);
        for (index, process) in watch.processes.iter().enumerate() {
            let (at_end, at_default) = (&mut self.at_end[index], &mut self.at_default[index]);
            copy(at_end, drives.columns.column(drives.at(process.driver, watch.periods)), lanes);
            blank(at_default, lanes);
            if process.draws == Draws::Default {
                // The driver is the row of default, the same on every row.
                let periods = watch.periods as f64;
                let rows = &mut self.party_default[index];
                follow(rows, [at_end], lanes, |[row]| if row <= periods { row } else { f64::NAN });
                follow(at_end, [rows], lanes, |[row]| if row.is_nan() { 0.0 } else { 1.0 });
                defaults().for_each(|(lane, &row)| at_default[lane] = if rows[lane] <= row { 1.0 } else { 0.0 });
            } else {
                let value = |lane: usize, row: usize| drives.columns.get(drives.at(process.driver, row), lane);
                defaults().for_each(|(lane, &row)| at_default[lane] = value(lane, row as usize));
            }
            self.ends[index].read(&process.draws, at_end, lanes);
        }
    }
}

impl TrancheFigures {
    fn read(
        &mut self,
        sight: &Sight,
        watched: &WatchedTranche,
        answers: &Answers,
        acceleration: &Column,
        lanes: usize,
    ) {
        let gauge = |column: &mut Column, gauge: usize| copy(column, answers.gauge(gauge), lanes);
        gauge(&mut self.event_of_default, watched.default);
        gauge(&mut self.payment_default, watched.payment_default);
        gauge(&mut self.maturity_default, watched.maturity_default);
        gauge(&mut self.outstanding, watched.outstanding);
        gauge(&mut self.outstanding_by_time, watched.outstanding_by_time);
        let Raw { principal, by_time, claim, received, discounted, repaid, .. } = &mut self.raw;
        for (columns, gauges) in [(principal, watched.principal), (by_time, watched.principal_by_time)] {
            columns.iter_mut().zip(gauges).for_each(|(column, it)| gauge(column, it));
        }
        gauge(claim, watched.claim);
        gauge(received, watched.received);
        gauge(discounted, watched.received_discounted);
        gauge(repaid, watched.repaid_in_default);
        self.read_loss(acceleration, lanes);
        self.read_life(sight, lanes);
        self.read_rates(sight, watched, answers, lanes);
    }

    /// Claim less what was received; without an acceleration, what a tranche in default is left with.
    fn read_loss(&mut self, acceleration: &Column, lanes: usize) {
        let (declared, owed, raw) = (&self.event_of_default, &self.outstanding, &self.raw);
        follow(&mut self.claim, [acceleration, &raw.claim], lanes, |[accelerated, claim]| {
            if !accelerated.is_nan() & (claim > 0.0) { claim } else { f64::NAN }
        });
        let claim = &self.claim;
        follow(&mut self.default, [claim, acceleration, declared], lanes, |[claim, accelerated, declared]| {
            if claim.is_nan() | (declared < accelerated) { declared } else { accelerated }
        });
        follow(
            &mut self.received,
            [claim, &raw.received],
            lanes,
            |[claim, received]| {
                if claim.is_nan() { f64::NAN } else { received }
            },
        );
        for (loss, received) in [(&mut self.loss, &raw.received), (&mut self.loss_discounted, &raw.discounted)] {
            follow(loss, [claim, received, declared, owed], lanes, |[claim, received, declared, owed]| {
                let left = if declared.is_nan() { 0.0 } else { owed };
                if claim.is_nan() { left } else { claim - received }
            });
        }
        follow(&mut self.exposure, [claim, declared, owed, &raw.repaid], lanes, |[claim, declared, owed, repaid]| {
            let left = if declared.is_nan() { f64::NAN } else { owed + repaid };
            if claim.is_nan() { left } else { claim }
        });
        let one = power_of_ten(RATIO_SCALE) as f64;
        follow(&mut self.severity, [&self.loss, &self.exposure], lanes, |[loss, exposure]| {
            if exposure > 0.0 { (loss / exposure * one).round() } else { f64::NAN }
        });
    }

    fn read_life(&mut self, sight: &Sight, lanes: usize) {
        let ([paid, retired], [early, late]) = (&self.raw.principal, &self.raw.by_time);
        follow(&mut self.life, [paid, retired, early, late], lanes, |[paid, retired, early, late]| {
            let principal = paid + retired;
            let life = ((early + late) / principal * sight.years_in_step).round();
            if principal > 0.0 { life } else { f64::NAN }
        });
    }

    fn read_rates(&mut self, sight: &Sight, watched: &WatchedTranche, answers: &Answers, lanes: usize) {
        let Raw { flows, rates, .. } = &mut self.raw;
        flows.resize(sight.watch.rows(), [Chunk::ZERO; SIDE]);
        rates.clear();
        self.without_a_rate.clear();
        for from in (0..lanes.div_ceil(WIDTH)).step_by(SIDE) {
            dispatch(Gather { flows, answers, watched, from });
            let before = rates.len();
            let found = sight.grid.rates(flows, |path, why| self.without_a_rate.push((before + path, why)));
            rates.extend(found);
        }
        self.without_a_rate.retain(|(path, _)| *path < lanes);
        let one = power_of_ten(RATIO_SCALE) as f64;
        follow(&mut self.rate, [rates], lanes, |[rate]| (rate * one).round());
    }
}

/// The lenders' flows on [`SIDE`] chunks of paths.
struct Gather<'a> {
    flows: &'a mut [Flows],
    answers: &'a Answers,
    watched: &'a WatchedTranche,
    /// The first of the chunks.
    from: usize,
}

impl Kernel for Gather<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (row, flows) in self.flows.iter_mut().enumerate() {
            let lent_before = if row == 0 { self.watched.lent_before as f64 } else { 0.0 };
            let found = &self.answers.profile(self.watched.flow, row)[self.from..];
            for (flow, found) in flows.iter_mut().zip(found) {
                // A row that was not run has no flow.
                *flow = Chunk(found.0.map(|it| if it.is_nan() { 0.0 } else { it } - lent_before));
            }
        }
    }
}

/// The least of several columns of rows, path by path; NaN where all are.
fn earliest<'a>(into: &mut Column, columns: impl Iterator<Item = &'a Column>, lanes: usize) {
    blank(into, lanes);
    columns.for_each(|column| join(into, column, f64::min));
}
