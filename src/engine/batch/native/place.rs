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

    /// What a group of eight paths has.
    pub fn frame(&self, group: usize) -> &[Chunk] {
        &self.frames[group * self.frame..][..self.frame]
    }

    pub fn frame_mut(&mut self, group: usize) -> &mut [Chunk] {
        &mut self.frames[group * self.frame..][..self.frame]
    }

    pub fn number(&self, lane: usize, place: u32) -> f64 {
        self.frames[lane / WIDTH * self.frame + place as usize / CHUNK].0[lane % WIDTH]
    }

    pub fn set_number(&mut self, lane: usize, place: u32, value: f64) {
        self.frames[lane / WIDTH * self.frame + place as usize / CHUNK].0[lane % WIDTH] = value;
    }

    /// Eight flags.
    pub fn flags(&self, group: usize, place: u32) -> u8 {
        Byte::at(place).of(self.frame(group))
    }
}

/// Where in a frame eight paths have a flag, the first path's lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Byte {
    pub chunk: u32,
    /// In the chunk.
    pub number: u32,
    /// The first one in that number.
    pub bit: u32,
}

impl Byte {
    pub fn at(place: u32) -> Byte {
        let (chunk, number) = (CHUNK as u32, size_of::<f64>() as u32);
        Byte { chunk: place / chunk, number: place % chunk / number, bit: place % number * u8::BITS }
    }

    pub fn of(self, frame: &[Chunk]) -> u8 {
        (frame[self.chunk as usize].0[self.number as usize].to_bits() >> self.bit) as u8
    }

    /// Sets these bits of the number that it stands in.
    pub fn change(self, frame: &mut [Chunk], bits: u64, to: u64) {
        let number = &mut frame[self.chunk as usize].0[self.number as usize];
        *number = f64::from_bits(number.to_bits() & !bits | to);
    }
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
