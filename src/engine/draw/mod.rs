//! Draws: from the laws of a plan to columns of whole numbers, path by path the same whatever else is drawn.
//!
//! A path's numbers stand at addresses (`stream`), are joined (`dependence`) and move each process from row to row
//! (`course`), `strip::STRIP` paths at a time. docs/reference/randomness.md has every formula.

#![expect(clippy::float_arithmetic, reason = "draws are real numbers until they are rounded to a whole one")]

mod bridge;
mod course;
mod dependence;
pub mod elementary;
mod failure;
mod normal;
mod philox;
mod sobol;
mod stream;
mod strip;
mod student;

pub use failure::{CANNOT_DRAW, Failure, diagnose};

use super::dispatch::{Kernel, dispatch};
use super::lanes::{Drives, WIDTH};
use crate::model::Numbers;
use crate::plan::{self, DriverSource, Plan};
use course::{Calendar, Course, State};
use dependence::{Dependences, Drawn};
use stream::Stream;
use strip::{STRIP, Strip};

/// Which random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    pub seed: u64,
    /// Path 2k + 1 is path 2k with every draw mirrored.
    pub antithetic: bool,
    pub numbers: Numbers,
}

/// Draws the process drivers of a plan.
#[derive(Debug, Clone)]
pub struct Drawer {
    stream: Stream,
    rows: usize,
    drivers: usize,
    /// By process.
    courses: Vec<Course>,
    dependences: Dependences,
    /// Process and driver, for those that the plan reads.
    read: Vec<(usize, usize)>,
}

impl Drawer {
    pub fn new(plan: &Plan, draws: &Draws) -> Result<Drawer, Failure> {
        let randomness = &plan.randomness;
        let years: Vec<f64> = randomness.years.iter().map(|&years| years as f64 / course::ONE).collect();
        let calendar = Calendar { years: &years, periods: plan.periods };
        let laws = randomness.processes.iter().enumerate();
        let courses: Vec<Course> =
            laws.map(|(process, it)| Course::new(process, &it.law, calendar)).collect::<Result<_, Failure>>()?;
        let rows = years.len();
        let normals: Vec<usize> = (0..courses.len()).filter(|&process| courses[process].draws_normals()).collect();
        let (by_path, by_row) = normals.iter().partition(|&&process| matches!(courses[process], Course::Default(_)));
        let needs: Vec<_> = courses.iter().flat_map(|course| course.needs(rows)).collect();
        let read = plan.drivers.iter().enumerate().filter_map(|(driver, it)| match it.source {
            DriverSource::Process(process) => Some((process, driver)),
            DriverSource::Lever(_) => None,
        });
        Ok(Drawer {
            stream: Stream::new(draws, rows.saturating_sub(1), normals, &needs)?,
            rows,
            drivers: plan.drivers.len(),
            dependences: Dependences::new(&randomness.correlations, &Drawn { by_row, by_path })?,
            courses,
            read: read.collect(),
        })
    }

    /// Whether there are so many paths.
    pub fn reach(&self, paths: u64) -> Result<(), Failure> {
        self.stream.reach(paths)
    }

    /// Fills the process drivers of a block: lane k is path `first + k`. Levers are left as they are.
    ///
    /// A Sobol sequence begins again after 2³² points.
    pub fn fill(&self, first: u64, lanes: usize, drives: &mut Drives) {
        dispatch(Fill { drawer: self, first, lanes, drives });
    }

    /// The same, to be compiled into a kernel.
    #[inline(always)]
    pub fn fill_inline(&self, first: u64, lanes: usize, drives: &mut Drives) {
        let processes = self.courses.len();
        let mut states = vec![State::START; processes];
        // Neighbours draw in pairs.
        let mut normals = vec![Strip::ZERO; processes.next_multiple_of(2)];
        let mut room = self.dependences.room(normals.len());
        let mut ahead = self.stream.ahead();
        for start in (0..lanes).step_by(STRIP) {
            let path = first.wrapping_add(start as u64);
            let chunks = start / WIDTH..(start + STRIP).min(lanes).div_ceil(WIDTH);
            states.fill(State::START);
            normals.fill(Strip::ZERO);
            self.stream.look_ahead(path, &mut ahead);
            for row in 0..self.rows {
                if row > 0 {
                    self.stream.normals(path, row, &ahead, &mut normals);
                    self.dependences.join(path, row, &self.stream, &states, &mut room, &mut normals);
                }
                for (process, course) in self.courses.iter().enumerate() {
                    course.step(path, row, &self.stream, &normals[process], &mut states[process]);
                }
                for &(process, driver) in &self.read {
                    let column = drives.at(driver, row);
                    states[process].value.write(&mut drives.columns.column_mut(column)[chunks.clone()]);
                }
            }
            self.settle(path, &mut states);
            for &(process, driver) in &self.read {
                if let Course::Default(_) = self.courses[process] {
                    for row in 0..self.rows {
                        let column = drives.at(driver, row);
                        states[process].value.write(&mut drives.columns.column_mut(column)[chunks.clone()]);
                    }
                }
            }
        }
    }

    /// What is known only after the last row.
    #[inline(always)]
    fn settle(&self, path: u64, states: &mut [State]) {
        self.dependences.join_defaults(path, &self.stream, states);
        for (course, state) in self.courses.iter().zip(states) {
            course.settle(state);
        }
    }

    /// One path, for the exact engine: the very numbers of [`Drawer::fill`].
    pub fn path(&self, index: u64) -> plan::Path {
        let mut drives = Drives::new(self.drivers, self.rows, WIDTH);
        self.fill(index, 1, &mut drives);
        let mut values = vec![Vec::new(); self.drivers];
        for &(_, driver) in &self.read {
            let value = |row| drives.columns.get(drives.at(driver, row), 0) as i128;
            values[driver] = (0..self.rows).map(value).collect();
        }
        plan::Path { values }
    }
}

/// [`Drawer::fill`] with the best instructions at hand.
struct Fill<'a> {
    drawer: &'a Drawer,
    first: u64,
    lanes: usize,
    drives: &'a mut Drives,
}

impl Kernel for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.drawer.fill_inline(self.first, self.lanes, self.drives);
    }
}

#[cfg(test)]
mod tests;
