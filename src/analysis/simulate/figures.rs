//! The figures of a block of paths: what the engine kept, and what follows from it path by path.

use super::watch::{Draws, Watch, WatchedTranche};
use super::years;
use crate::analysis::statistics::{Grid, Return};
use crate::engine::batch::Answers;
use crate::engine::lanes::{Chunk, Drives, WIDTH};
use crate::quantity::power_of_ten;
use crate::quantity::unit::RATIO_SCALE;

/// One whole number a path, at the scale of what it is; NaN for n/a.
pub type Column = Vec<f64>;

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
    /// What became of the search for a rate.
    pub returns: Vec<Return>,
    pub outstanding_by_time: Column,
}

/// What does not change from block to block.
#[derive(Debug, Clone)]
pub struct Sight {
    pub watch: Watch,
    grid: Grid,
    /// At the scale of [`years::unit`].
    years_in_step: f64,
}

impl Sight {
    pub fn new(watch: Watch) -> Sight {
        let grid = Grid::new(&watch.at, years::PARTS);
        let years_in_step = watch.step as f64 / years::PARTS as f64 * years::one() as f64;
        Sight { watch, grid, years_in_step }
    }
}

impl Figures {
    /// Everything that does not need the draws.
    pub fn read(&mut self, sight: &Sight, answers: &Answers, lanes: usize) {
        let watch = &sight.watch;
        self.lanes = lanes;
        let gauge = |column: &mut Column, gauge: usize| flatten(column, answers.gauge(gauge), lanes);
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
        self.loss.extend((0..lanes).map(|lane| self.tranches.iter().map(|it| it.loss[lane]).sum::<f64>()));
        self.measures.resize_with(watch.measures.len(), Column::new);
        for (column, &measure) in self.measures.iter_mut().zip(&watch.measures) {
            gauge(column, measure);
        }
    }

    /// What was drawn on these paths.
    pub fn read_drives(&mut self, sight: &Sight, drives: &Drives) {
        let (watch, lanes) = (&sight.watch, self.lanes);
        let count = watch.processes.len();
        for columns in [&mut self.party_default, &mut self.at_end, &mut self.at_default] {
            columns.resize_with(count, Column::new);
        }
        for (index, process) in watch.processes.iter().enumerate() {
            let end = drives.columns.column(drives.at(process.driver, watch.periods));
            flatten(&mut self.at_end[index], end, lanes);
            blank(&mut self.at_default[index], lanes);
            let value = |lane: usize, row: usize| drives.columns.get(drives.at(process.driver, row), lane);
            if process.draws == Draws::Default {
                // The driver is the row of default, the same on every row.
                let periods = watch.periods as f64;
                let rows = &mut self.party_default[index];
                rows.clear();
                rows.extend(self.at_end[index].iter().map(|&row| if row <= periods { row } else { f64::NAN }));
                let defaulted = |row: &f64| if row.is_nan() { 0.0 } else { 1.0 };
                self.at_end[index].iter_mut().zip(rows.iter()).for_each(|(end, row)| *end = defaulted(row));
                for (lane, &row) in self.event_of_default.iter().enumerate() {
                    if !row.is_nan() {
                        self.at_default[index][lane] = if rows[lane] <= row { 1.0 } else { 0.0 };
                    }
                }
                continue;
            }
            for (lane, &row) in self.event_of_default.iter().enumerate() {
                if !row.is_nan() {
                    self.at_default[index][lane] = value(lane, row as usize);
                }
            }
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
        let gauge = |column: &mut Column, gauge: usize| flatten(column, answers.gauge(gauge), lanes);
        gauge(&mut self.event_of_default, watched.default);
        gauge(&mut self.payment_default, watched.payment_default);
        gauge(&mut self.maturity_default, watched.maturity_default);
        gauge(&mut self.outstanding, watched.outstanding);
        gauge(&mut self.outstanding_by_time, watched.outstanding_by_time);
        for column in [
            &mut self.default,
            &mut self.claim,
            &mut self.received,
            &mut self.loss,
            &mut self.loss_discounted,
            &mut self.exposure,
            &mut self.severity,
            &mut self.life,
        ] {
            blank(column, lanes);
        }
        for (lane, &accelerated) in acceleration.iter().enumerate() {
            self.read_loss(watched, answers, lane, accelerated);
            self.read_life(sight, watched, answers, lane);
        }
        self.read_rates(sight, watched, answers, lanes);
    }

    /// Claim less what was received; without an acceleration, what a tranche in default is left with.
    fn read_loss(&mut self, watched: &WatchedTranche, answers: &Answers, lane: usize, acceleration: f64) {
        let at = |gauge: usize| at(answers, gauge, lane);
        let (claim, declared) = (at(watched.claim), self.event_of_default[lane]);
        let accelerated = !acceleration.is_nan() && claim > 0.0;
        let owed = self.outstanding[lane];
        (self.loss[lane], self.loss_discounted[lane]) = (0.0, 0.0);
        self.default[lane] = if accelerated { acceleration.min(declared) } else { declared };
        if accelerated {
            let received = at(watched.received);
            (self.claim[lane], self.received[lane], self.exposure[lane]) = (claim, received, claim);
            self.loss[lane] = claim - received;
            self.loss_discounted[lane] = claim - at(watched.received_discounted);
        } else if !declared.is_nan() {
            (self.loss[lane], self.loss_discounted[lane]) = (owed, owed);
            self.exposure[lane] = owed + at(watched.repaid_in_default);
        }
        if self.exposure[lane] > 0.0 {
            let one = power_of_ten(RATIO_SCALE) as f64;
            self.severity[lane] = (self.loss[lane] / self.exposure[lane] * one).round();
        }
    }

    fn read_life(&mut self, sight: &Sight, watched: &WatchedTranche, answers: &Answers, lane: usize) {
        let sum = |gauges: [usize; 2]| gauges.into_iter().map(|gauge| at(answers, gauge, lane)).sum::<f64>();
        let paid = sum(watched.principal);
        if paid > 0.0 {
            self.life[lane] = (sum(watched.principal_by_time) / paid * sight.years_in_step).round();
        }
    }

    fn read_rates(&mut self, sight: &Sight, watched: &WatchedTranche, answers: &Answers, lanes: usize) {
        let one = power_of_ten(RATIO_SCALE) as f64;
        self.returns.clear();
        self.rate.clear();
        let mut flows: Vec<Chunk> = Vec::with_capacity(sight.watch.rows());
        for chunk in 0..lanes.div_ceil(WIDTH) {
            flows.clear();
            // A row that was not run has no flow.
            let flow = |row: usize| {
                Chunk(answers.profile(watched.flow, row)[chunk].0.map(|it| if it.is_nan() { 0.0 } else { it }))
            };
            flows.extend((0..sight.watch.rows()).map(flow));
            if let Some(closing) = flows.first_mut() {
                closing.0.iter_mut().for_each(|flow| *flow -= watched.lent_before as f64);
            }
            self.returns.extend(sight.grid.returns(&flows));
        }
        self.returns.truncate(lanes);
        self.rate.extend(self.returns.iter().map(|it| match it {
            Return::Rate(rate) => (rate * one).round(),
            Return::None | Return::Several(_) => f64::NAN,
        }));
    }
}

fn at(answers: &Answers, gauge: usize, lane: usize) -> f64 {
    answers.gauge(gauge)[lane / WIDTH].0[lane % WIDTH]
}

pub fn flatten(column: &mut Column, chunks: &[Chunk], lanes: usize) {
    column.clear();
    column.extend(chunks.iter().flat_map(|chunk| chunk.0).take(lanes));
}

fn blank(column: &mut Column, lanes: usize) {
    column.clear();
    column.resize(lanes, f64::NAN);
}

/// The least of several columns of rows, path by path; NaN where all are.
fn earliest<'a>(into: &mut Column, columns: impl Iterator<Item = &'a Column>, lanes: usize) {
    blank(into, lanes);
    for column in columns {
        into.iter_mut().zip(column).for_each(|(into, &row)| *into = into.min(row));
    }
}
