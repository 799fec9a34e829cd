//! Machine code for a program of many paths: a loop over groups of eight paths for each row, with what it works on in
//! registers.
//!
//! A *tape* of operations is cut into *pieces*; each becomes a function. See docs/decisions/machine-code.md.

#![expect(clippy::float_arithmetic, reason = "whole numbers held in floats, as the batch engine holds them")]

mod calm;
mod early;
mod emit;
mod encode;
mod facts;
mod flags;
mod fold;
mod memory;
mod pieces;
mod schedule;
mod tape;
#[cfg(test)]
mod tests;

pub use calm::{Calm, Meaning, calm};
pub use facts::{ALL_BUT_SIGN, Facts, SIGN};
pub use flags::Where;
pub use memory::{Ground, Reach, Runnable};
pub use tape::{Arithmetic, Call, Compare, Fused, Made, Operation, RowEnd, Tape};

use crate::engine::dispatch::Level;
use crate::engine::lanes::{Chunk, WIDTH};
use emit::{Sight, Table, emit};
use encode::Code;
use pieces::{Part, Pieces};

/// What is done one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The code that begins here.
    Run(usize),
    /// The call with this index.
    Call(u32),
    /// A row has ended.
    EndRow,
}

/// A tape made ready to run.
#[derive(Debug)]
pub struct Native {
    pub code: Runnable,
    pub stages: Vec<Stage>,
    /// Chunks of the frame of eight paths.
    pub frame: usize,
    /// The table as it is handed over: constants and room.
    pub table: Vec<Chunk>,
    /// Where what is made stays between stages: bytes from the start of a frame.
    pub places: Vec<Option<u32>>,
}

impl Native {
    /// The code of a tape; columns of drives and answers are so many chunks apart. `None` on a machine that has not what
    /// it takes.
    pub fn new(tape: &Tape, stride: usize) -> Option<Native> {
        if !Level::Native.is_here() {
            return None;
        }
        let pieces = Pieces::of(tape);
        if !is_within_reach(tape, &pieces, stride) {
            return None;
        }
        let table = Table::of(tape);
        let sight = Sight { tape, frame: &pieces.frame, table: &table, chunks: pieces.chunks, stride };
        let mut code = Code::default();
        let mut reach = Reach { frame: pieces.chunks, stride, ..Reach::default() };
        let mut stages = Vec::new();
        for part in &pieces.parts {
            match part {
                Part::Loop(range) => {
                    stages.push(Stage::Run(code.bytes.len()));
                    emit(&sight, range.clone(), &mut code, &mut reach)?;
                }
                Part::Call(call, _) => stages.push(Stage::Call(*call)),
                Part::EndRow(_) => stages.push(Stage::EndRow),
            }
        }
        let mut numbers = vec![Chunk::ZERO; reach.table];
        for (bits, place) in table.constants() {
            numbers[place / WIDTH].0[place % WIDTH] = f64::from_bits(bits);
        }
        let code = Runnable::new(&code.bytes, reach)?;
        Some(Native { code, stages, frame: pieces.chunks, table: numbers, places: pieces.frame })
    }
}

/// Whether every address is so near its base that an instruction can state the distance.
fn is_within_reach(tape: &Tape, pieces: &Pieces, stride: usize) -> bool {
    let columns = tape.operations.iter().map(|operation| match *operation {
        Operation::Drive(column) | Operation::Keep(column, _) => (column as usize + 1).saturating_mul(stride),
        _ => 0,
    });
    // Each operation may have to wait in the table at some time.
    let most = columns.chain([pieces.chunks, tape.operations.len()]).max().unwrap_or(0);
    i32::try_from(most.saturating_mul(size_of::<Chunk>())).is_ok()
}
