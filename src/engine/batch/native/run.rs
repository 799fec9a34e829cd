//! A block of paths through machine code: those to which nothing has happened side by side in their lanes, the others
//! packed together apart.

use super::load::{Load, all_hold};
use super::lower::{Lowered, lowered};
use super::parting::Parting;
use super::place::{From, GROUPS, Place};
use crate::engine::batch::LANES;
use crate::engine::batch::code::{Alone, Code};
use crate::engine::exact::Single;
use crate::engine::lanes::{Columns, Drives, WIDTH};
use crate::engine::native::{self, Native, Operation, Stage, Tape, calm};
use crate::plan::Plan;

/// Instructions that are worth writing out: twenty-five times those of a deal of five years.
const MOST_INSTRUCTIONS: usize = 400_000;

/// A program in machine code.
#[derive(Debug)]
pub struct Written {
    /// What must hold of the drives.
    loads: Vec<Load>,
    whole: Half,
    /// For paths that are not apart, and how they get there.
    calm: Option<(Half, Parting)>,
}

/// One tape's code.
#[derive(Debug)]
struct Half {
    native: Native,
    calls: Vec<Call>,
}

/// What is done alone, and where its numbers are.
#[derive(Debug)]
struct Call {
    alone: Alone,
    /// The byte of a frame that tells the paths it is for; all of them without.
    only: Option<u32>,
    reads: Vec<From>,
    writes: Vec<Option<u32>>,
}

/// What one thread's blocks are worked out in.
#[derive(Debug)]
pub struct Ground {
    pub(super) calm: Place,
    pub(super) apart: Place,
    /// The drives and answers of the paths that are apart.
    pub(super) drives: Drives,
    pub(super) answers: Columns,
    /// Their lanes, and the rows from which on they are there.
    pub(super) gone: Vec<(usize, usize)>,
    /// By lane, in bits: who is apart, and who has to be left to others for what was before.
    pub(super) who: [u8; GROUPS],
    left: [u8; GROUPS],
}

impl Ground {
    pub fn new(written: &Written, drives: &Drives, answers: &Columns) -> Ground {
        let calm = written.calm.as_ref().map(|(calm, _)| &calm.native);
        let few = |columns: &Columns| Columns::new(if calm.is_some() { columns.count() } else { 0 }, LANES);
        Ground {
            calm: Place::new(calm),
            apart: Place::new(Some(&written.whole.native)),
            drives: Drives { drivers: drives.drivers, columns: few(&drives.columns) },
            answers: few(answers),
            gone: Vec::with_capacity(LANES),
            who: [0; GROUPS],
            left: [0; GROUPS],
        }
    }
}

/// What of a block is worked on.
pub(super) struct Block<'a, 'p> {
    pub(super) drives: &'a Drives,
    answers: &'a mut Columns,
    exact: &'a mut Single<'p>,
    pub(super) lanes: usize,
}

impl Written {
    /// `None` on a machine that has not what it takes, and for programs so long that their code would never be read twice
    /// from a near cache.
    pub fn new(code: &Code, plan: &Plan) -> Option<Written> {
        if code.instructions.len() > MOST_INSTRUCTIONS {
            return None;
        }
        let Lowered { mut tape, loads, alone } = lowered(code, plan.drivers.len(), plan.rounding);
        let calm = calm(&tape).filter(|calm| calm.is_much_shorter(&tape));
        tape.rows.iter_mut().for_each(|row| row.apart = None);
        let whole = Half::new(&tape, &alone)?;
        let Some(calm) = calm else { return Some(Written { loads, whole, calm: None }) };
        let alone: Vec<&Alone> = calm.calls.iter().map(|call| alone[*call as usize]).collect();
        let half = Half::new(&calm.tape, &alone)?;
        let parting = Parting::of((&calm, &half.native), (&tape, &whole.native))?;
        Some(Written { loads, whole, calm: Some((half, parting)) })
    }

    /// Runs the first `lanes` paths. False where some path has to be left to others: then nothing of it counts.
    pub fn run(
        &self,
        ground: &mut Ground,
        drives: &Drives,
        answers: &mut Columns,
        exact: &mut Single,
        lanes: usize,
    ) -> bool {
        if !all_hold(&self.loads, drives, lanes) {
            return false;
        }
        ground.apart.left = [0; GROUPS];
        let mut block = Block { drives, answers, exact, lanes };
        let Some((calm, parting)) = &self.calm else {
            let mut stage = 0;
            while stage < self.whole.native.stages.len() {
                if !self.whole.row(&mut stage, &mut ground.apart, &mut block) {
                    return false;
                }
            }
            return nobody(&ground.apart.left, lanes);
        };
        ground.calm.left = [0; GROUPS];
        (ground.who, ground.left) = ([0; GROUPS], [0; GROUPS]);
        ground.gone.clear();
        let (mut stage, mut whole_stage, mut row) = (0, 0, 0);
        while stage < calm.native.stages.len() {
            if !calm.row(&mut stage, &mut ground.calm, &mut block) {
                return false;
            }
            parting.part(row, ground, &block);
            // In the row in which a path goes apart, only what it does there counts.
            for ((left, now), who) in ground.left.iter_mut().zip(ground.calm.left).zip(ground.who) {
                *left |= now & !who;
            }
            let mut apart = Block {
                drives: &ground.drives,
                answers: &mut ground.answers,
                exact: block.exact,
                lanes: ground.gone.len(),
            };
            if !self.whole.row(&mut whole_stage, &mut ground.apart, &mut apart) {
                return false;
            }
            row += 1;
        }
        parting.bring_back(ground, block.answers);
        nobody(&ground.left, lanes) && nobody(&ground.apart.left, ground.gone.len())
    }
}

/// Whether nobody is left among so many lanes.
fn nobody(left: &[u8; GROUPS], lanes: usize) -> bool {
    (0..lanes).all(|lane| left[lane / WIDTH] >> (lane % WIDTH) & 1 == 0)
}

impl Half {
    fn new(tape: &Tape, alone: &[&Alone]) -> Option<Half> {
        // Columns are padded by one chunk.
        let native = Native::new(tape, GROUPS + 1)?;
        let mut writes: Vec<Vec<Option<u32>>> = alone.iter().map(|alone| vec![None; alone.writes.len()]).collect();
        for (at, operation) in tape.operations.iter().enumerate() {
            if let Operation::Left(call, place) = *operation
                && let Operation::Call(call) = tape.operation(call)
            {
                writes[call as usize][place as usize] = native.places[at];
            }
        }
        let mut calls = Vec::new();
        for ((alone, call), writes) in alone.iter().zip(&tape.calls).zip(writes) {
            let only = match call.only {
                Some(flag) => Some(native.places[flag.index()]?),
                None => None,
            };
            let reads = call.reads.iter().map(|made| From::of(&native, tape, *made)).collect::<Option<Vec<From>>>()?;
            calls.push(Call { alone: (*alone).clone(), only, reads, writes });
        }
        Some(Half { native, calls })
    }

    /// Runs the stages of one row.
    fn row(&self, stage: &mut usize, place: &mut Place, block: &mut Block) -> bool {
        let groups = block.lanes.div_ceil(WIDTH);
        while let Some(&now) = self.native.stages.get(*stage) {
            *stage += 1;
            match now {
                Stage::EndRow => break,
                _ if groups == 0 => {}
                Stage::Run(start) => {
                    let mut ground = native::Ground {
                        frames: &mut place.frames,
                        drives: &block.drives.columns,
                        answers: block.answers,
                        table: &mut place.table,
                        left: &mut place.left,
                    };
                    if !self.native.code.run(start, groups, &mut ground) {
                        return false;
                    }
                }
                Stage::Call(call) => self.calls[call as usize].run(place, block),
            }
        }
        true
    }
}

impl Call {
    fn run(&self, place: &mut Place, block: &mut Block) {
        for lane in 0..block.lanes {
            let (group, bit) = (lane / WIDTH, 1 << (lane % WIDTH));
            if self.only.is_some_and(|only| place.flags(group, only) & bit == 0) {
                continue;
            }
            let read = |at: usize| self.reads[at].number(place, block.drives, lane);
            let mut fine = self.alone.run(block.exact, read);
            for (at, to) in self.writes.iter().enumerate() {
                let Some(to) = *to else { continue };
                match self.alone.written(block.exact, at) {
                    Some(value) => place.set_number(lane, to, value),
                    None => fine = false,
                }
            }
            if !fine {
                place.left[group] |= bit;
            }
        }
    }
}
