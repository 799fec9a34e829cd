//! How paths go apart, with all that they had at the start of a row.

use super::apart::{Apart, Lane};
use super::place::{Byte, From, GROUPS, Place};
use crate::engine::lanes::{CHUNK, Drives, WIDTH};
use crate::engine::native::{Calm, Meaning, Native, Tape, Where};

#[derive(Debug)]
pub struct Parting {
    /// By row, where in a calm frame stands who goes apart.
    flags: Vec<Option<u32>>,
    /// By row, what is handed over.
    handed: Vec<Handed>,
}

/// What is handed over.
#[derive(Debug, Default)]
struct Handed {
    /// Chunks of a whole frame; from chunks of a calm one, known, or from columns of drives.
    numbers: Vec<(u32, u32)>,
    known: Vec<(u32, f64)>,
    drives: Vec<(u32, u32)>,
    flags: Vec<Eight>,
}

/// Flags that stand in one number of a whole frame, a byte each: of one path, a bit in each of these bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Eight {
    to: Byte,
    /// The bytes that are handed over, and those that are known to be true, by their first bits.
    all: u64,
    known: u64,
    /// From a calm frame, and the first bit of the byte that it goes to.
    moved: Vec<(Byte, u32)>,
}

impl Parting {
    /// From a calm tape and its code to a whole one and its.
    pub fn of((calm, from): (&Calm, &Native), to: &Native) -> Option<Parting> {
        let flags = calm.tape.rows.iter().map(|row| row.apart.and_then(|flag| from.places[flag.index()]));
        let mut handed = Vec::new();
        for row in &calm.handed {
            let mut all = Handed::default();
            for (made, meaning) in row {
                all.add(to.places[made.index()]?, *meaning, (&calm.tape, from))?;
            }
            handed.push(all);
        }
        Some(Parting { flags: flags.collect(), handed })
    }

    /// Sends those apart, of the lanes that are calm, to whom something has happened in a row.
    pub fn part(&self, row: usize, lanes: &mut [u8; GROUPS], (calm, drives): (&Place, &Drives), apart: &mut Apart) {
        let Some(flag) = self.flags.get(row).copied().flatten() else { return };
        for (group, lanes) in lanes.iter_mut().enumerate() {
            let mut new = if *lanes == 0 { 0 } else { calm.flags(group, flag) & *lanes };
            *lanes &= !new;
            while new != 0 {
                let lane = group * WIDTH + new.trailing_zeros() as usize;
                new &= new - 1;
                let slot = apart.take(lane as Lane);
                self.handed[row].send((calm, drives), lane, &mut apart.place, slot);
            }
        }
    }
}

impl Handed {
    fn add(&mut self, to: u32, meaning: Meaning, (tape, native): (&Tape, &Native)) -> Option<()> {
        let chunk = |place: u32| place / CHUNK as u32;
        match meaning {
            Meaning::Number(made) => match From::of(native, tape, made)? {
                From::Frame(from) => self.numbers.push((chunk(to), chunk(from))),
                From::Drive(column) => self.drives.push((chunk(to), column)),
                From::Known(value) => self.known.push((chunk(to), value)),
            },
            Meaning::Flag(flag) => {
                let to = Byte::at(to);
                let eight = self.eight(to);
                eight.all |= 1 << to.bit;
                match flag {
                    Where::Flag(flag) => eight.moved.push((Byte::at(native.places[flag.index()]?), to.bit)),
                    Where::Always => eight.known |= 1 << to.bit,
                    Where::Never => {}
                }
            }
        }
        Some(())
    }

    /// The flags that stand in the same number.
    fn eight(&mut self, to: Byte) -> &mut Eight {
        let same = |it: &Eight| (it.to.chunk, it.to.number) == (to.chunk, to.number);
        let at = self.flags.iter().position(same).unwrap_or(self.flags.len());
        if at == self.flags.len() {
            self.flags.push(Eight { to, all: 0, known: 0, moved: Vec::new() });
        }
        &mut self.flags[at]
    }

    fn send(&self, (calm, drives): (&Place, &Drives), lane: usize, apart: &mut Place, slot: usize) {
        let (from, to) = (calm.frame(lane / WIDTH), apart.frame_mut(slot / WIDTH));
        for &(there, here) in &self.numbers {
            to[there as usize].0[slot % WIDTH] = from[here as usize].0[lane % WIDTH];
        }
        for &(there, value) in &self.known {
            to[there as usize].0[slot % WIDTH] = value;
        }
        for &(there, column) in &self.drives {
            to[there as usize].0[slot % WIDTH] = drives.columns.get(column as usize, lane);
        }
        for eight in &self.flags {
            let mut flags = eight.known;
            for (byte, bit) in &eight.moved {
                flags |= u64::from(byte.of(from) >> (lane % WIDTH) & 1) << bit;
            }
            eight.to.change(to, eight.all << (slot % WIDTH), flags << (slot % WIDTH));
        }
    }
}
