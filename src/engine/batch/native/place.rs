//! Where the numbers of a block stand between two stages: eight paths a frame, in each a chunk a number and a byte a flag.

use crate::engine::batch::LANES;
use crate::engine::lanes::{CHUNK, Chunk, Drives, WIDTH};
use crate::engine::native::{Made, Native, Operation, Tape};

/// Groups of eight paths in a block.
pub const GROUPS: usize = LANES / WIDTH;

#[derive(Debug)]
pub struct Place {
    pub frames: Vec<Chunk>,
    /// Chunks of a frame.
    frame: usize,
    pub table: Vec<Chunk>,
    /// In bits: who has to be left to others.
    pub left: [u8; GROUPS],
}

impl Place {
    /// For a tape's code; for none, nothing.
    pub fn new(native: Option<&Native>) -> Place {
        let (frame, table) = native.map_or((0, Vec::new()), |it| (it.frame, it.table.clone()));
        Place { frames: vec![Chunk::ZERO; frame * GROUPS], frame, table, left: [0; GROUPS] }
    }

    pub fn number(&self, lane: usize, place: u32) -> f64 {
        self.frames[lane / WIDTH * self.frame + place as usize / CHUNK].0[lane % WIDTH]
    }

    pub fn set_number(&mut self, lane: usize, place: u32, value: f64) {
        self.frames[lane / WIDTH * self.frame + place as usize / CHUNK].0[lane % WIDTH] = value;
    }

    /// Eight flags.
    pub fn flags(&self, group: usize, place: u32) -> u8 {
        let (chunk, number, byte) = within(place);
        self.frames[group * self.frame + chunk].0[number].to_bits().to_le_bytes()[byte]
    }

    pub fn set_flag(&mut self, lane: usize, place: u32, flag: bool) {
        let (chunk, number, byte) = within(place);
        let eight = &mut self.frames[lane / WIDTH * self.frame + chunk].0[number];
        let mut bytes = eight.to_bits().to_le_bytes();
        let bit = 1 << (lane % WIDTH);
        bytes[byte] = if flag { bytes[byte] | bit } else { bytes[byte] & !bit };
        *eight = f64::from_bits(u64::from_le_bytes(bytes));
    }
}

/// The chunk, the number in it, the byte of that.
fn within(place: u32) -> (usize, usize, usize) {
    let (place, number) = (place as usize, size_of::<f64>());
    (place / CHUNK, place % CHUNK / number, place % number)
}

/// Where something can be found between two stages.
#[derive(Debug, Clone, Copy)]
pub enum From {
    /// Bytes from the start of a frame.
    Frame(u32),
    Drive(u32),
    Known(f64),
}

impl From {
    /// `None` for what was not kept.
    pub fn of(native: &Native, tape: &Tape, made: Made) -> Option<From> {
        match tape.operation(made) {
            Operation::Constant(bits) => Some(From::Known(f64::from_bits(bits))),
            Operation::Drive(column) => Some(From::Drive(column)),
            _ => native.places[made.index()].map(From::Frame),
        }
    }

    pub fn number(self, place: &Place, drives: &Drives, lane: usize) -> f64 {
        match self {
            From::Frame(at) => place.number(lane, at),
            From::Drive(column) => drives.columns.get(column as usize, lane),
            From::Known(value) => value,
        }
    }
}
