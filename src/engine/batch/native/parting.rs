//! How paths go apart, and how what was kept of them comes back.

use super::place::From;
use super::run::{Block, Ground};
use crate::engine::lanes::{Columns, WIDTH};
use crate::engine::native::{Calm, Meaning, Native, Operation, Tape, Where};

#[derive(Debug)]
pub struct Parting {
    /// By row, where in a calm frame stands who goes apart.
    flags: Vec<Option<u32>>,
    /// By row, what is handed over, and where to in a whole frame.
    handed: Vec<Vec<Handed>>,
    /// By row, the columns of drives that are read in it or later.
    drives: Vec<Vec<u32>>,
    /// Each answer, and the row in which it is kept.
    answers: Vec<(u32, usize)>,
}

#[derive(Debug, Clone, Copy)]
enum Handed {
    Number { to: u32, from: From },
    Flag { to: u32, from: Option<u32>, always: bool },
}

impl Parting {
    /// From a calm tape and its code to a whole one and its.
    pub fn of((calm, from): (&Calm, &Native), (whole, to): (&Tape, &Native)) -> Option<Parting> {
        let flags = calm.tape.rows.iter().map(|row| row.apart.and_then(|flag| from.places[flag.index()]));
        let mut handed = Vec::new();
        for row in &calm.handed {
            let all = row.iter().map(|(made, meaning)| {
                let to = to.places[made.index()]?;
                Some(match *meaning {
                    Meaning::Number(made) => Handed::Number { to, from: From::of(from, &calm.tape, made)? },
                    Meaning::Flag(Where::Flag(flag)) => {
                        Handed::Flag { to, from: Some(from.places[flag.index()]?), always: false }
                    }
                    Meaning::Flag(known) => Handed::Flag { to, from: None, always: known == Where::Always },
                })
            });
            handed.push(all.collect::<Option<Vec<Handed>>>()?);
        }
        Some(Parting { flags: flags.collect(), handed, drives: drives_by_row(whole), answers: rows_of_answers(whole) })
    }

    /// Sends those apart to whom something has happened in a row, with all that they had at its start.
    pub fn part(&self, row: usize, ground: &mut Ground, block: &Block) {
        let Some(flag) = self.flags.get(row).copied().flatten() else { return };
        for group in 0..block.lanes.div_ceil(WIDTH) {
            let mut new = ground.calm.flags(group, flag) & !ground.who[group];
            ground.who[group] |= new;
            while new != 0 {
                let lane = group * WIDTH + new.trailing_zeros() as usize;
                new &= new - 1;
                if lane < block.lanes {
                    self.send(row, lane, ground, block);
                }
            }
        }
    }

    /// Brings back what was kept of the paths apart.
    pub fn bring_back(&self, ground: &Ground, answers: &mut Columns) {
        for &(answer, row) in &self.answers {
            let (from, to) = (ground.answers.column(answer as usize), answers.column_mut(answer as usize));
            // They went row by row.
            for (slot, &(lane, _)) in ground.gone.iter().enumerate().take_while(|(_, gone)| gone.1 <= row) {
                to[lane / WIDTH].0[lane % WIDTH] = from[slot / WIDTH].0[slot % WIDTH];
            }
        }
    }

    fn send(&self, row: usize, lane: usize, ground: &mut Ground, block: &Block) {
        let slot = ground.gone.len();
        ground.gone.push((lane, row));
        // Until now nobody was there.
        ground.apart.left[slot / WIDTH] &= !(1 << (slot % WIDTH));
        for handed in &self.handed[row] {
            match *handed {
                Handed::Number { to, from } => {
                    ground.apart.set_number(slot, to, from.number(&ground.calm, block.drives, lane));
                }
                Handed::Flag { to, from, always } => {
                    let flag =
                        from.map_or(always, |from| ground.calm.flags(lane / WIDTH, from) >> (lane % WIDTH) & 1 != 0);
                    ground.apart.set_flag(slot, to, flag);
                }
            }
        }
        for &column in &self.drives[row] {
            ground.drives.columns.set(column as usize, slot, block.drives.columns.get(column as usize, lane));
        }
    }
}

/// By row, the columns of drives that are read in it or later.
fn drives_by_row(tape: &Tape) -> Vec<Vec<u32>> {
    let mut drives: Vec<Vec<u32>> = vec![Vec::new()];
    for (at, operation) in tape.operations.iter().enumerate().rev() {
        if let Operation::EndRow(_) = operation {
            drives.push(drives.last().cloned().unwrap_or_default());
        }
        for read in tape.reads(at) {
            if let Operation::Drive(column) = tape.operation(read)
                && let Some(now) = drives.last_mut()
                && !now.contains(&column)
            {
                now.push(column);
            }
        }
    }
    drives.reverse();
    drives
}

/// Each answer, and the row in which it is kept.
fn rows_of_answers(tape: &Tape) -> Vec<(u32, usize)> {
    let (mut answers, mut row) = (Vec::new(), 0);
    for operation in &tape.operations {
        match *operation {
            Operation::EndRow(_) => row += 1,
            Operation::Keep(answer, _) => answers.push((answer, row)),
            _ => {}
        }
    }
    answers
}
