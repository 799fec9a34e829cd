//! Cuts a tape into pieces: a loop over the groups of a block for each row.

use super::tape::{Made, Operation, Tape};
use crate::engine::lanes::CHUNK;
use crate::engine::places::Places;
use std::ops::Range;

/// Operations of a loop at most, as far as groups that belong together allow: its code should stay in the first cache.
const MOST: usize = 4_000;

#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// These operations, in a loop.
    Loop(Range<usize>),
    /// The call with this index, made by the operation at this place.
    Call(u32, usize),
    /// A row has ended, by the operation at this place.
    EndRow(usize),
}

/// A tape in parts, and where numbers stay between them.
#[derive(Debug)]
pub struct Pieces {
    pub parts: Vec<Part>,
    /// Where in a group's frame, in bytes, what outlives its part is kept.
    pub frame: Vec<Option<u32>>,
    /// Chunks of a frame.
    pub chunks: usize,
}

impl Pieces {
    pub fn of(tape: &Tape) -> Pieces {
        let last = tape.last_reads();
        let parts = parts(tape);
        let (frame, chunks) = frame(tape, &parts, &last);
        Pieces { parts, frame, chunks }
    }
}

fn parts(tape: &Tape) -> Vec<Part> {
    let (mut parts, mut start, mut within) = (Vec::new(), 0, false);
    for (at, operation) in tape.operations.iter().enumerate() {
        let between = match *operation {
            Operation::Call(call) => Some(Part::Call(call, at)),
            Operation::EndRow(_) => Some(Part::EndRow(at)),
            _ => None,
        };
        let long = !within && at - start >= MOST;
        match operation {
            Operation::Unless(_) => within = true,
            Operation::End => within = false,
            _ => {}
        }
        if start < at && (between.is_some() || long) {
            parts.push(Part::Loop(start..at));
            start = at;
        }
        if between.is_some() {
            parts.extend(between);
            start = at + 1;
        }
    }
    if start < tape.operations.len() {
        parts.push(Part::Loop(start..tape.operations.len()));
    }
    parts
}

fn frame(tape: &Tape, parts: &[Part], last: &[usize]) -> (Vec<Option<u32>>, usize) {
    let mut part_of = vec![0; tape.operations.len()];
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Loop(range) => part_of[range.clone()].fill(index),
            Part::Call(_, at) | Part::EndRow(at) => part_of[*at] = index,
        }
    }
    let outlives = |at: usize| {
        let left = matches!(tape.operations[at], Operation::Left(..));
        tape.operations[at].is_carried() && (left || part_of[last[at]] > part_of[at])
    };
    let mut places = vec![None; tape.operations.len()];
    let (mut numbers, mut flags) = (Places::default(), Places::default());
    // A place is free again in the part after the last one that reads it.
    let mut ends: Vec<Vec<Made>> = vec![Vec::new(); parts.len() + 1];
    let mut part = 0;
    for at in 0..tape.operations.len() {
        while part < part_of[at] {
            part += 1;
            for made in std::mem::take(&mut ends[part]) {
                let slots = if tape.operation(made).is_flag() { &mut flags } else { &mut numbers };
                slots.free.extend(places[made.index()]);
            }
        }
        if outlives(at) {
            let slots = if tape.operations[at].is_flag() { &mut flags } else { &mut numbers };
            places[at] = Some(slots.take());
            ends[part_of[last[at].max(at)] + 1].push(Made(at as u32));
        }
    }
    // Numbers first, a chunk each, then flags, a byte each.
    let chunk = CHUNK as u32;
    for (at, place) in places.iter_mut().enumerate() {
        if let Some(place) = place {
            *place = if tape.operations[at].is_flag() { numbers.most * chunk + *place } else { *place * chunk };
        }
    }
    (places, numbers.most as usize + (flags.most as usize).div_ceil(CHUNK))
}
