//! Draws: from the laws of a plan to columns of whole numbers, path by path the same whatever else is drawn.

#![expect(clippy::float_arithmetic, reason = "draws are real numbers until they are rounded to a whole one")]

mod course;
mod dependence;
mod elementary;
mod failure;
mod philox;
mod stream;
mod strip;

pub use failure::Failure;

use super::lanes::{Drives, WIDTH};
use crate::model::Numbers;
use crate::plan::{self, DriverSource, Plan};
use course::Linear;
use dependence::Dependences;
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
    courses: Vec<Option<Linear>>,
    dependences: Dependences,
    /// Process and driver, for those that the plan reads.
    read: Vec<(usize, usize)>,
}

impl Drawer {
    pub fn new(plan: &Plan, draws: &Draws) -> Result<Drawer, Failure> {
        let randomness = &plan.randomness;
        let years: Vec<f64> = randomness.years.iter().map(|&years| years as f64 / 1e12).collect();
        let read = plan.drivers.iter().enumerate().filter_map(|(driver, it)| match it.source {
            DriverSource::Process(process) => Some((process, driver)),
            DriverSource::Lever(_) => None,
        });
        Ok(Drawer {
            stream: Stream::new(draws),
            rows: plan.rows(),
            drivers: plan.drivers.len(),
            courses: randomness.processes.iter().map(|it| Linear::new(&it.law, &years)).collect(),
            dependences: Dependences::new(&randomness.correlations)?,
            read: read.collect(),
        })
    }

    /// Fills the process drivers of a block: lane k is path `first + k`. Levers are left as they are.
    pub fn fill(&self, first: u64, lanes: usize, drives: &mut Drives) {
        self.fill_inline(first, lanes, drives);
    }

    #[inline(always)]
    pub fn fill_inline(&self, first: u64, lanes: usize, drives: &mut Drives) {
        let processes = self.courses.len();
        let mut normals = vec![Strip::ZERO; processes + processes % 2];
        let mut states = vec![Strip::ZERO; processes];
        let mut values = vec![Strip::ZERO; processes];
        for start in (0..lanes).step_by(STRIP) {
            let path = first.wrapping_add(start as u64);
            let chunks = start / WIDTH..(start + STRIP).min(lanes).div_ceil(WIDTH);
            states.fill(Strip::ZERO);
            for row in 0..self.rows {
                for (pair, normals) in normals.chunks_exact_mut(2).enumerate() {
                    let [even, odd] = normals else { continue };
                    self.stream.normals(path, row as u32, pair, even, odd);
                }
                self.dependences.correlate(&mut normals);
                for (process, course) in self.courses.iter().enumerate() {
                    let Some(course) = course else { continue };
                    course.step(row, &normals[process], &mut states[process], &mut values[process]);
                }
                for &(process, driver) in &self.read {
                    let column = drives.at(driver, row);
                    values[process].write(&mut drives.columns.column_mut(column)[chunks.clone()]);
                }
            }
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

#[cfg(test)]
mod tests;
