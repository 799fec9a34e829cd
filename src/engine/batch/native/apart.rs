//! The paths that are apart: packed in slots, with all that the whole code needs for them.

use super::place::{GROUPS, Place};
use crate::engine::batch::LANES;
use crate::engine::lanes::{Chunk, Columns, Drives, WIDTH};
use crate::engine::native::Native;

/// A place in a block, for a path that is apart or for one that is not.
pub type Lane = u8;

const _: () = assert!(LANES <= Lane::MAX as usize + 1);

#[derive(Debug)]
pub struct Apart {
    pub place: Place,
    pub drives: Drives,
    pub answers: Columns,
    /// By slot, the lane that its path has left.
    lanes: Vec<Lane>,
}

impl Apart {
    /// For a whole tape's code and blocks with such columns; `some` where paths may go apart.
    pub fn new(native: &Native, drives: &Drives, answers: &Columns, some: bool) -> Apart {
        let few = |columns: &Columns| Columns::new(if some { columns.count() } else { 0 }, LANES);
        Apart {
            place: Place::new(Some(native)),
            drives: Drives { drivers: drives.drivers, columns: few(&drives.columns) },
            answers: few(answers),
            lanes: Vec::with_capacity(LANES),
        }
    }

    pub fn clear(&mut self) {
        self.place.left = [0; GROUPS];
        self.lanes.clear();
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.lanes.len()
    }

    /// A slot for the path of a lane. Until now nobody was there: what somebody was left for does not count.
    pub fn take(&mut self, lane: Lane) -> usize {
        let slot = self.lanes.len();
        self.place.left[slot / WIDTH] &= !(1 << (slot % WIDTH));
        self.lanes.push(lane);
        slot
    }

    /// Fetches everybody's drives.
    pub fn fetch(&mut self, columns: &[u32], drives: &Drives) {
        for &column in columns {
            let to = self.drives.columns.column_mut(column as usize);
            gather(drives.columns.column(column as usize), &self.lanes, to);
        }
    }

    /// Brings everybody's answers back.
    pub fn bring_back(&self, columns: &[u32], answers: &mut Columns) {
        for &column in columns {
            let to = answers.column_mut(column as usize);
            scatter(self.answers.column(column as usize), &self.lanes, to);
        }
    }
}

/// Puts the numbers of some lanes side by side.
fn gather(from: &[Chunk], lanes: &[Lane], to: &mut [Chunk]) {
    // A block's column: no lane is beyond it.
    let Some(from) = from.first_chunk::<GROUPS>() else { return };
    for (eight, to) in lanes.chunks(WIDTH).zip(to) {
        for (&lane, to) in eight.iter().zip(&mut to.0) {
            *to = from[lane as usize / WIDTH].0[lane as usize % WIDTH];
        }
    }
}

/// Puts numbers that stand side by side into lanes.
fn scatter(from: &[Chunk], lanes: &[Lane], to: &mut [Chunk]) {
    let Some(to) = to.first_chunk_mut::<GROUPS>() else { return };
    for (eight, from) in lanes.chunks(WIDTH).zip(from) {
        for (&lane, from) in eight.iter().zip(from.0) {
            to[lane as usize / WIDTH].0[lane as usize % WIDTH] = from;
        }
    }
}
