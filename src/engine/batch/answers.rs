//! What a block of paths leaves behind: a column for each figure that is kept.

use crate::engine::exact::Run;
use crate::engine::gauge::Kept;
use crate::engine::lanes::{Chunk, Columns};

/// The kept figures of a block, one lane a path: whole numbers at the slot's scale, NaN where not available. A figure
/// beyond 2^53 is the nearest float.
#[derive(Debug, Clone)]
pub struct Answers {
    rows: usize,
    gauges: usize,
    pub(super) columns: Columns,
}

impl Answers {
    pub(super) fn new(kept: &Kept, rows: usize, lanes: usize) -> Answers {
        let gauges = kept.gauges.len();
        Answers { rows, gauges, columns: Columns::new(gauges + kept.profiles.len() * rows + 1, lanes) }
    }

    /// Sets an answer that is the same on every path.
    pub(super) fn settle(&mut self, answer: u32, value: f64) {
        self.columns.column_mut(answer as usize).fill(Chunk::of(value));
    }

    /// A figure of each run.
    pub fn gauge(&self, gauge: usize) -> &[Chunk] {
        self.columns.column(gauge)
    }

    /// A slot's value at the end of a row; not available in a row that was not run.
    pub fn profile(&self, profile: usize, row: usize) -> &[Chunk] {
        self.columns.column(self.profile_at(profile, row))
    }

    /// The last row that was run.
    pub fn end(&self) -> &[Chunk] {
        self.columns.column(self.end_at())
    }

    fn profile_at(&self, profile: usize, row: usize) -> usize {
        self.gauges + profile * self.rows + row
    }

    fn end_at(&self) -> usize {
        self.columns.count() - 1
    }

    /// Takes over what the exact engine found on one path.
    pub(super) fn set_run(&mut self, lane: usize, run: &Run, kept: &Kept) {
        for (index, gauge) in kept.gauges.iter().enumerate() {
            self.columns.set(index, lane, number(gauge.read(run)));
        }
        for (index, slot) in kept.profiles.iter().enumerate() {
            for row in 0..self.rows {
                let column = self.profile_at(index, row);
                self.columns.set(column, lane, number(run.value(row, *slot)));
            }
        }
        let end = self.end_at();
        self.columns.set(end, lane, run.last() as f64);
    }
}

fn number(value: Option<i128>) -> f64 {
    value.map_or(f64::NAN, |value| value as f64)
}
