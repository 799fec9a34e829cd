//! A block of paths through machine code: those to which nothing has happened side by side in their lanes, the others
//! packed together apart.

use super::apart::Apart;
use super::load::{Load, all_hold};
use super::lower::{Lowered, lowered};
use super::parting::Parting;
use super::place::{From, GROUPS, Place};
use super::touched::{Touched, touched};
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
    calm: Option<Quiet>,
}

/// For paths that are not apart, and how they get there.
#[derive(Debug)]
struct Quiet {
    half: Half,
    parting: Parting,
    /// By row, what the whole code reads and keeps.
    touched: Vec<Touched>,
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
    calm: Place,
    apart: Apart,
}

impl Ground {
    pub fn new(written: &Written, drives: &Drives, answers: &Columns) -> Ground {
        let calm = written.calm.as_ref().map(|calm| &calm.half.native);
        Ground { calm: Place::new(calm), apart: Apart::new(&written.whole.native, drives, answers, calm.is_some()) }
    }
}

/// What of a block is worked on.
struct Block<'a, 'p> {
    drives: &'a Drives,
    answers: &'a mut Columns,
    exact: &'a mut Single<'p>,
    /// Groups of eight paths, and the paths in them that count, in bits.
    groups: usize,
    paths: [u8; GROUPS],
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
        let parting = Parting::of((&calm, &half.native), &whole.native)?;
        let calm = Quiet { half, parting, touched: touched(&tape) };
        Some(Written { loads, whole, calm: Some(calm) })
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
        ground.calm.left = [0; GROUPS];
        ground.apart.clear();
        let mut block = Block { drives, answers, exact, groups: lanes.div_ceil(WIDTH), paths: first(lanes) };
        if let Some(calm) = &self.calm {
            return self.run_apart(calm, ground, block);
        }
        let (mut stage, place) = (0, &mut ground.apart.place);
        while stage < self.whole.native.stages.len() {
            if !self.whole.row(&mut stage, place, &mut block) || is_left(place, &block.paths) {
                return false;
            }
        }
        true
    }

    /// The same, with those apart to whom something happens.
    fn run_apart(&self, calm: &Quiet, ground: &mut Ground, mut block: Block) -> bool {
        let Ground { calm: place, apart } = ground;
        let (mut stage, mut whole_stage) = (0, 0);
        for (row, touched) in calm.touched.iter().enumerate() {
            if !calm.half.row(&mut stage, place, &mut block) {
                return false;
            }
            calm.parting.part(row, &mut block.paths, (place, block.drives), apart);
            apart.fetch(&touched.drives, block.drives);
            if !self.whole.row_apart(&mut whole_stage, apart, &mut block) {
                return false;
            }
            // In the row in which a path goes apart, only what it does there counts.
            if is_left(place, &block.paths) || is_left(&apart.place, &first(apart.count())) {
                return false;
            }
            apart.bring_back(&touched.answers, block.answers);
        }
        true
    }
}

/// The first lanes of a block, in bits.
fn first(lanes: usize) -> [u8; GROUPS] {
    let mut paths = [0; GROUPS];
    let (whole, rest) = paths.split_at_mut((lanes / WIDTH).min(GROUPS));
    whole.fill(u8::MAX);
    if let Some(last) = rest.first_mut() {
        *last = (1 << (lanes % WIDTH)) - 1;
    }
    paths
}

/// Whether some path that counts has to be left to others.
fn is_left(place: &Place, paths: &[u8; GROUPS]) -> bool {
    place.left.iter().zip(paths).fold(0, |all, (left, path)| all | left & path) != 0
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

    /// Runs the stages of one row for the paths apart of a block.
    fn row_apart(&self, stage: &mut usize, apart: &mut Apart, block: &mut Block) -> bool {
        let (groups, paths) = (apart.count().div_ceil(WIDTH), first(apart.count()));
        let Apart { place, drives, answers, .. } = apart;
        self.row(stage, place, &mut Block { drives, answers, exact: block.exact, groups, paths })
    }

    /// Runs the stages of one row.
    fn row(&self, stage: &mut usize, place: &mut Place, block: &mut Block) -> bool {
        let groups = block.groups;
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
        for lane in 0..block.groups * WIDTH {
            let (group, bit) = (lane / WIDTH, 1 << (lane % WIDTH));
            let only = self.only.map_or(u8::MAX, |only| place.flags(group, only));
            if block.paths[group] & only & bit == 0 {
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
