//! A block of paths through machine code: those to which nothing has happened side by side in their lanes, the others
//! packed together apart.

use super::lower::lowered;
use crate::engine::batch::LANES;
use crate::engine::batch::code::{Alone, Code};
use crate::engine::exact::Single;
use crate::engine::lanes::{Chunk, Columns, Drives, WIDTH};
use crate::engine::native::{self, Made, Meaning, Native, Operation, Stage, Tape, Where, calm};
use crate::plan::Plan;

/// Instructions that are worth writing out: twenty-five times those of a deal of five years.
const MOST_INSTRUCTIONS: usize = 400_000;

/// Groups of eight paths in a block.
const GROUPS: usize = LANES / WIDTH;

/// A program in machine code.
#[derive(Debug)]
pub struct Written {
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

/// How paths go apart.
#[derive(Debug)]
struct Parting {
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

/// What is done alone, and where its numbers are.
#[derive(Debug)]
struct Call {
    alone: Alone,
    /// The byte of a frame that tells the paths it is for; all of them without.
    only: Option<u32>,
    reads: Vec<From>,
    writes: Vec<Option<u32>>,
}

#[derive(Debug, Clone, Copy)]
enum From {
    /// Bytes from the start of a frame.
    Frame(u32),
    Drive(u32),
    Known(f64),
}

/// What one thread's blocks are worked out in.
#[derive(Debug)]
pub struct Ground {
    calm: Place,
    apart: Place,
    /// The drives and answers of the paths that are apart.
    drives: Drives,
    answers: Columns,
    /// Their lanes, and the rows from which on they are there.
    gone: Vec<(usize, usize)>,
    /// By lane, in bits: who is apart, and who has to be left to others for what was before.
    who: [u8; GROUPS],
    left: [u8; GROUPS],
}

#[derive(Debug)]
struct Place {
    frames: Vec<Chunk>,
    /// Chunks of a frame.
    frame: usize,
    table: Vec<Chunk>,
    /// In bits: who has to be left to others.
    left: [u8; GROUPS],
}

const CHUNK: usize = size_of::<Chunk>();

impl Place {
    fn new(half: Option<&Half>) -> Place {
        let (frame, table) = half.map_or((0, Vec::new()), |it| (it.native.frame, it.native.table.clone()));
        Place { frames: vec![Chunk::ZERO; frame * GROUPS], frame, table, left: [0; GROUPS] }
    }

    fn number(&self, lane: usize, place: u32) -> f64 {
        self.frames[lane / WIDTH * self.frame + place as usize / CHUNK].0[lane % WIDTH]
    }

    fn set_number(&mut self, lane: usize, place: u32, value: f64) {
        self.frames[lane / WIDTH * self.frame + place as usize / CHUNK].0[lane % WIDTH] = value;
    }

    /// Eight flags.
    fn flags(&self, group: usize, place: u32) -> u8 {
        let (chunk, number, byte) = within(place);
        self.frames[group * self.frame + chunk].0[number].to_bits().to_le_bytes()[byte]
    }

    fn set_flag(&mut self, lane: usize, place: u32, flag: bool) {
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

impl Ground {
    pub fn new(written: &Written, drives: &Drives, answers: &Columns) -> Ground {
        let calm = written.calm.as_ref().map(|(calm, _)| calm);
        let few = |columns: &Columns| Columns::new(if calm.is_some() { columns.count() } else { 0 }, LANES);
        Ground {
            calm: Place::new(calm),
            apart: Place::new(Some(&written.whole)),
            drives: Drives { drivers: drives.drivers, columns: few(&drives.columns) },
            answers: few(answers),
            gone: Vec::with_capacity(LANES),
            who: [0; GROUPS],
            left: [0; GROUPS],
        }
    }
}

/// What of a block is worked on.
struct Block<'a, 'p> {
    drives: &'a Drives,
    answers: &'a mut Columns,
    exact: &'a mut Single<'p>,
    lanes: usize,
}

impl Written {
    /// `None` on a machine that has not what it takes, and for programs so long that their code would never be read twice
    /// from a near cache.
    pub fn new(code: &Code, plan: &Plan) -> Option<Written> {
        if code.instructions.len() > MOST_INSTRUCTIONS {
            return None;
        }
        let (mut tape, alone) = lowered(code, plan.drivers.len(), plan.rounding);
        let calm = calm(&tape).filter(|calm| calm.is_much_shorter(&tape));
        tape.rows.iter_mut().for_each(|row| row.apart = None);
        let whole = Half::new(&tape, &alone)?;
        let Some(calm) = calm else { return Some(Written { whole, calm: None }) };
        let alone: Vec<&Alone> = calm.calls.iter().map(|call| alone[*call as usize]).collect();
        let half = Half::new(&calm.tape, &alone)?;
        let flags = calm.tape.rows.iter().map(|row| row.apart.and_then(|flag| half.native.places[flag.index()]));
        let (drives, answers) = (drives_by_row(&tape), rows_of_answers(&tape));
        let mut handed = Vec::new();
        for row in &calm.handed {
            let all = row.iter().map(|(made, meaning)| {
                let to = whole.native.places[made.index()]?;
                Some(match *meaning {
                    Meaning::Number(from) => Handed::Number { to, from: half.native.from(&calm.tape, from)? },
                    Meaning::Flag(Where::Flag(flag)) => {
                        Handed::Flag { to, from: Some(half.native.places[flag.index()]?), always: false }
                    }
                    Meaning::Flag(known) => Handed::Flag { to, from: None, always: known == Where::Always },
                })
            });
            handed.push(all.collect::<Option<Vec<Handed>>>()?);
        }
        let parting = Parting { flags: flags.collect(), handed, drives, answers };
        Some(Written { whole, calm: Some((half, parting)) })
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

impl Parting {
    /// Sends those apart to whom something has happened in a row, with all that they had at its start.
    fn part(&self, row: usize, ground: &mut Ground, block: &Block) {
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
    fn bring_back(&self, ground: &Ground, answers: &mut Columns) {
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

impl From {
    fn number(self, place: &Place, drives: &Drives, lane: usize) -> f64 {
        match self {
            From::Frame(at) => place.number(lane, at),
            From::Drive(column) => drives.columns.get(column as usize, lane),
            From::Known(value) => value,
        }
    }
}

impl Native {
    /// Where something that was made can be found between two stages.
    fn from(&self, tape: &Tape, made: Made) -> Option<From> {
        match tape.operation(made) {
            Operation::Constant(bits) => Some(From::Known(f64::from_bits(bits))),
            Operation::Drive(column) => Some(From::Drive(column)),
            _ => self.places[made.index()].map(From::Frame),
        }
    }
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
            let reads = call.reads.iter().map(|made| native.from(tape, *made)).collect::<Option<Vec<From>>>()?;
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
                Stage::EndRow(_) => break,
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
