//! Writes the code of a piece: what is needed next stays in registers, the rest in memory.

use super::encode::{Address, Base, Code, Form, Mask, Register, Source};
use super::memory::Reach;
use super::schedule::schedule;
use super::tape::{Arithmetic, Fused, Logic, Made, Operation, Tape};
use crate::engine::lanes::CHUNK;
use std::collections::BTreeMap;
use std::ops::Range;

/// Nothing reads it again in this piece.
const NEVER: u32 = u32::MAX;

/// The flag register in which the paths that are left gather; the others hold flags.
const LEFT: u8 = 0;
const REGISTERS: usize = 32;
const MASKS: usize = 8;

/// Flags that may wait in the table at a time.
const WAITING: usize = 8 * CHUNK;

/// Constants, then flags that wait, then numbers that wait.
#[derive(Debug)]
pub struct Table {
    places: BTreeMap<u64, i32>,
    pub chunks: usize,
}

impl Table {
    pub fn of(tape: &Tape) -> Table {
        let mut places = BTreeMap::new();
        for operation in &tape.operations {
            if let Operation::Constant(bits) = operation {
                let next = places.len() as i32 * size_of::<f64>() as i32;
                places.entry(*bits).or_insert(next);
            }
        }
        let constants = (places.len() * size_of::<f64>()).div_ceil(CHUNK);
        Table { places, chunks: constants + WAITING / CHUNK }
    }

    /// Each constant's bits, and how many numbers into the table it stands.
    pub fn constants(&self) -> impl Iterator<Item = (u64, usize)> {
        self.places.iter().map(|(bits, place)| (*bits, *place as usize / size_of::<f64>()))
    }
}

/// What holds for all pieces of a tape.
#[derive(Debug)]
pub struct Sight<'a> {
    pub tape: &'a Tape,
    /// Where in a frame, in bytes, what outlives its part is kept.
    pub frame: &'a [Option<u32>],
    pub table: &'a Table,
    /// Chunks of a frame, chunks from one column to the next.
    pub chunks: usize,
    pub stride: usize,
}

/// Writes one piece at the end of the code. `None` where it cannot be done.
pub fn emit(sight: &Sight, range: Range<usize>, code: &mut Code, reach: &mut Reach) -> Option<()> {
    // Who has to wait in memory is found by a first writing, whose code is thrown away.
    let order = schedule(sight.tape, range.clone());
    let mut waits = vec![false; range.len()];
    let mut trial = Emit::new(sight, range.clone(), &order, &waits);
    trial.piece(&mut Reach::default())?;
    waits = trial.found;
    let mut it = Emit::new(sight, range, &order, &waits);
    it.code = std::mem::take(code);
    it.piece(reach)?;
    *code = it.code;
    Some(())
}

/// Where something is when it is in no register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    Nowhere,
    Eight(Address),
    /// A constant.
    One(Address),
}

/// Registers of one kind, and who is in them.
#[derive(Debug, Clone)]
struct Bank<const COUNT: usize> {
    holders: [Option<Made>; COUNT],
    /// Those that the operation at hand needs.
    locked: [bool; COUNT],
}

impl<const COUNT: usize> Bank<COUNT> {
    const EMPTY: Bank<COUNT> = Bank { holders: [None; COUNT], locked: [false; COUNT] };

    fn find(&self, made: Made) -> Option<u8> {
        self.holders.iter().position(|it| *it == Some(made)).map(|it| it as u8)
    }

    fn leave(&mut self, made: Made) {
        if let Some(register) = self.find(made) {
            self.holders[usize::from(register)] = None;
            self.locked[usize::from(register)] = false;
        }
    }

    /// A free register, or the one whose holder is needed last.
    fn choose(&self, next: impl Fn(Made) -> u32) -> Option<u8> {
        let open = (0..COUNT).filter(|&it| !self.locked[it]);
        let worth = |it: &usize| self.holders[*it].map_or((1, 0), |made| (0, next(made)));
        open.max_by_key(worth).map(|it| it as u8)
    }
}

struct Emit<'a> {
    sight: &'a Sight<'a>,
    range: Range<usize>,
    /// By operation of the piece: whether it must wait in memory at some time.
    waits: &'a [bool],
    found: Vec<bool>,
    code: Code,
    numbers: Bank<REGISTERS>,
    masks: Bank<MASKS>,
    /// Where what waits is, by operation of the piece.
    waiting: BTreeMap<Made, i32>,
    free_numbers: Vec<i32>,
    free_flags: Vec<i32>,
    chunks: usize,
    flags: usize,
    /// The next reader after the operation at hand, by operation of the tape; and after each reading.
    upcoming: Vec<u32>,
    after: Vec<[u32; 3]>,
    /// The operations in the order in which they are written.
    order: &'a [usize],
}

impl<'a> Emit<'a> {
    fn new(sight: &'a Sight<'a>, range: Range<usize>, order: &'a [usize], waits: &'a [bool]) -> Emit<'a> {
        let mut upcoming = vec![NEVER; sight.tape.operations.len()];
        let mut after = vec![[NEVER; 3]; range.len()];
        for (position, &at) in order.iter().enumerate().rev() {
            for (read, after) in sight.tape.operations[at].reads().zip(&mut after[at - range.start]) {
                *after = upcoming[read.index()];
            }
            for read in sight.tape.operations[at].reads() {
                upcoming[read.index()] = position as u32;
            }
        }
        let found = vec![false; range.len()];
        let mut masks = Bank::EMPTY;
        masks.locked[usize::from(LEFT)] = true;
        Emit {
            sight,
            range,
            waits,
            found,
            code: Code::default(),
            numbers: Bank::EMPTY,
            masks,
            waiting: BTreeMap::new(),
            free_numbers: Vec::new(),
            free_flags: Vec::new(),
            chunks: sight.table.chunks,
            flags: 0,
            upcoming,
            after,
            order,
        }
    }

    fn piece(&mut self, reach: &mut Reach) -> Option<()> {
        let start = self.code.bytes.len();
        self.code.clear(Mask(LEFT));
        let mut group = None;
        for &at in self.order {
            self.numbers.locked = [false; REGISTERS];
            self.masks.locked = [false; MASKS];
            self.masks.locked[usize::from(LEFT)] = true;
            match self.sight.tape.operations[at] {
                Operation::Unless(flag) => {
                    let flag = self.mask(flag)?;
                    self.pass(at);
                    group = Some((self.code.jump_unless(flag), at, self.numbers.clone(), self.masks.clone()));
                }
                Operation::End => {
                    if let Some((jump, opened, numbers, masks)) = group.take() {
                        self.code.land(jump);
                        forget(&mut self.numbers, &numbers, opened..at);
                        forget(&mut self.masks, &masks, opened..at);
                    }
                }
                operation => self.operation(at, operation, reach)?,
            }
        }
        self.code.repeat(start, Mask(LEFT), (self.sight.chunks * CHUNK) as i32);
        reach.table = reach.table.max(self.chunks);
        Some(())
    }

    fn operation(&mut self, at: usize, operation: Operation, reach: &mut Reach) -> Option<()> {
        let made = Made(at as u32);
        match operation {
            // Read where they are needed.
            Operation::Constant(_) | Operation::Drive(_) => {
                if let Operation::Drive(column) = operation {
                    reach.drives = reach.drives.max(column as usize + 1);
                }
            }
            Operation::Arithmetic(how, a, b) => {
                let turns = matches!(
                    how,
                    Arithmetic::Add | Arithmetic::Times | Arithmetic::And | Arithmetic::Or | Arithmetic::Xor
                );
                let (a, b) = if turns && !self.is_near(a) && self.is_near(b) { (b, a) } else { (a, b) };
                let first = self.number(a)?;
                let second = self.source(at, b)?;
                self.pass(at);
                let target = self.target(made)?;
                self.code.arithmetic(how, target, first, second);
                self.made(made, target)?;
            }
            Operation::Fused(how, a, b, c) => self.fused(at, how, (a, b, c))?,
            Operation::Where(how, a, b, flag) => {
                let flag = self.mask(flag)?;
                let by = self.source(at, b)?;
                let last = self.is_last(at, a) && a != b;
                let target = match self.numbers.find(a).filter(|_| last) {
                    Some(register) => {
                        self.pass(at);
                        self.numbers.holders[usize::from(register)] = Some(made);
                        Register(register)
                    }
                    None => {
                        let from = self.source(at, a)?;
                        let target = self.target(made)?;
                        self.code.load(target, from);
                        self.pass(at);
                        target
                    }
                };
                self.code.arithmetic_where(how, target, target, by, flag);
                self.made(made, target)?;
            }
            Operation::Choose { flag, yes, no } => {
                let flag = self.mask(flag)?;
                if self.sight.tape.operation(no) == Operation::Constant(0) {
                    let yes = self.source(at, yes)?;
                    self.pass(at);
                    let target = self.target(made)?;
                    self.code.load_or_zero(target, yes, flag);
                    self.made(made, target)?;
                } else {
                    let no = self.number(no)?;
                    let yes = self.source(at, yes)?;
                    self.pass(at);
                    let target = self.target(made)?;
                    self.code.blend(target, flag, yes, no);
                    self.made(made, target)?;
                }
            }
            Operation::Compare(how, a, b, within) => {
                let within = match within {
                    Some(within) => Some(self.mask(within)?),
                    None => None,
                };
                let (how, a, b) = if !self.is_near(a) && self.is_near(b) { (how.turned(), b, a) } else { (how, a, b) };
                let first = self.number(a)?;
                let second = self.source(at, b)?;
                self.pass(at);
                let target = self.target_mask(made)?;
                self.code.compare(how, target, first, second, within);
                self.made_mask(made, target)?;
            }
            Operation::Logic(how, a, b) => {
                let (a, b) = (self.mask(a)?, self.mask(b)?);
                self.pass(at);
                let target = self.target_mask(made)?;
                self.code.logic(how, target, a, b);
                self.made_mask(made, target)?;
            }
            Operation::Not(a) => {
                let a = self.mask(a)?;
                self.pass(at);
                let target = self.target_mask(made)?;
                self.code.not(target, a);
                self.made_mask(made, target)?;
            }
            Operation::Keep(answer, a) => {
                let a = self.number(a)?;
                self.pass(at);
                reach.answers = reach.answers.max(answer as usize + 1);
                self.code.store(self.column(Base::Answers, answer), a);
            }
            Operation::Leave(flag) => {
                let flag = self.mask(flag)?;
                self.pass(at);
                self.code.logic(Logic::Or, Mask(LEFT), Mask(LEFT), flag);
            }
            Operation::Unless(_) | Operation::End => {}
            // Calls and ends of rows stand between pieces.
            Operation::Call(_) | Operation::Left(..) | Operation::EndRow(_) => {}
        }
        Some(())
    }

    /// Three operands, of which the target is one: the form that spares a copy.
    fn fused(&mut self, at: usize, how: Fused, (a, b, c): (Made, Made, Made)) -> Option<()> {
        let made = Made(at as u32);
        // A product turns: what is in a register comes first.
        let (a, b) = if !self.is_near(a) && self.is_near(b) { (b, a) } else { (a, b) };
        let free = |it: &Self, one: Made, others: [Made; 2]| {
            it.is_last(at, one) && !others.contains(&one) && it.numbers.find(one).is_some()
        };
        let (form, kept, other, source) = if free(self, c, [a, b]) {
            (Form::OtherSource, Some(c), a, b)
        } else if free(self, a, [b, c]) {
            if self.is_near(b) { (Form::OtherTarget, Some(a), b, c) } else { (Form::TargetSource, Some(a), c, b) }
        } else if free(self, b, [a, c]) {
            (Form::OtherTarget, Some(b), a, c)
        } else if self.is_near(b) || self.is_near(c) {
            (Form::OtherSource, None, a, b)
        } else {
            // A constant factor is loaded into the target.
            (Form::OtherTarget, None, a, c)
        };
        if let Some(register) = kept.and_then(|kept| self.numbers.find(kept)) {
            self.numbers.locked[usize::from(register)] = true;
        }
        let other = self.number(other)?;
        let operand = self.source(at, source)?;
        let target = match kept {
            Some(kept) => {
                let register = self.numbers.find(kept)?;
                self.pass(at);
                self.numbers.holders[usize::from(register)] = Some(made);
                Register(register)
            }
            None => {
                let from = self.source(at, if form == Form::OtherSource { c } else { b })?;
                let target = self.target(made)?;
                self.code.load(target, from);
                self.pass(at);
                target
            }
        };
        self.code.fused(how, form, target, other, operand);
        self.made(made, target)
    }

    /// Whether it is in a register.
    fn is_near(&self, made: Made) -> bool {
        self.numbers.find(made).is_some()
    }

    /// Whether the operation is the last one of the piece that reads it.
    fn is_last(&self, at: usize, made: Made) -> bool {
        let after = &self.after[at - self.range.start];
        let mut reads = self.sight.tape.operations[at].reads().zip(after);
        reads.any(|(read, after)| read == made && *after == NEVER)
    }

    /// The operation at hand has read its operands: those that it was the last to read give up their registers.
    fn pass(&mut self, at: usize) {
        let after = self.after[at - self.range.start];
        for (read, after) in self.sight.tape.operations[at].reads().zip(after) {
            self.upcoming[read.index()] = after;
            if after == NEVER {
                self.drop(read);
            }
        }
    }

    fn drop(&mut self, made: Made) {
        if self.sight.tape.operation(made).is_flag() {
            self.masks.leave(made);
            if let Some(place) = self.waiting.remove(&made) {
                self.free_flags.push(place);
            }
            return;
        }
        self.numbers.leave(made);
        if let Some(place) = self.waiting.remove(&made) {
            self.free_numbers.push(place);
        }
    }

    fn column(&self, base: Base, column: u32) -> Address {
        Address { base, bytes: (column as usize * self.sight.stride * CHUNK) as i32 }
    }

    fn home(&self, made: Made) -> Home {
        if let Some(place) = self.sight.frame[made.index()] {
            return Home::Eight(Address { base: Base::Frame, bytes: place as i32 });
        }
        match self.sight.tape.operation(made) {
            Operation::Constant(bits) => {
                let bytes = self.sight.table.places.get(&bits).copied().unwrap_or_default();
                Home::One(Address { base: Base::Table, bytes })
            }
            Operation::Drive(column) => Home::Eight(self.column(Base::Drives, column)),
            _ => match self.waiting.get(&made) {
                Some(&bytes) => Home::Eight(Address { base: Base::Table, bytes }),
                None => Home::Nowhere,
            },
        }
    }

    /// The operand as the last one of an instruction: from memory where nobody needs it again.
    fn source(&mut self, at: usize, made: Made) -> Option<Source> {
        if !self.is_near(made) {
            match self.home(made) {
                Home::One(address) => return Some(Source::Everywhere(address)),
                Home::Eight(address) if self.is_last(at, made) => return Some(Source::Memory(address)),
                _ => {}
            }
        }
        self.number(made).map(Source::Register)
    }

    /// The operand in a register.
    fn number(&mut self, made: Made) -> Option<Register> {
        if let Some(register) = self.numbers.find(made) {
            self.numbers.locked[usize::from(register)] = true;
            return Some(Register(register));
        }
        let from = match self.home(made) {
            Home::One(address) => Source::Everywhere(address),
            Home::Eight(address) => Source::Memory(address),
            Home::Nowhere => return None,
        };
        let register = self.target(made)?;
        self.code.load(register, from);
        Some(register)
    }

    fn mask(&mut self, made: Made) -> Option<Mask> {
        if let Some(register) = self.masks.find(made) {
            self.masks.locked[usize::from(register)] = true;
            return Some(Mask(register));
        }
        let Home::Eight(from) = self.home(made) else { return None };
        let register = self.target_mask(made)?;
        self.code.load_mask(register, from);
        Some(register)
    }

    /// A register for it, locked.
    fn target(&mut self, made: Made) -> Option<Register> {
        let upcoming = &self.upcoming;
        let register = self.numbers.choose(|it| upcoming[it.index()])?;
        let place = usize::from(register);
        if let Some(old) = self.numbers.holders[place] {
            self.send_away(old);
        }
        self.numbers.holders[place] = Some(made);
        self.numbers.locked[place] = true;
        Some(Register(register))
    }

    fn target_mask(&mut self, made: Made) -> Option<Mask> {
        let upcoming = &self.upcoming;
        let register = self.masks.choose(|it| upcoming[it.index()])?;
        let place = usize::from(register);
        if let Some(old) = self.masks.holders[place] {
            self.send_away(old);
        }
        self.masks.holders[place] = Some(made);
        self.masks.locked[place] = true;
        Some(Mask(register))
    }

    /// Somebody else needs its register: it must have been put into memory when it was made.
    fn send_away(&mut self, made: Made) {
        if self.home(made) == Home::Nowhere && self.range.contains(&made.index()) {
            self.found[made.index() - self.range.start] = true;
            self.waiting.insert(made, 0);
        }
    }

    /// A number has been made: it goes to memory at once if it must be there later, since code that is left out at a time
    /// can put nothing away.
    fn made(&mut self, made: Made, register: Register) -> Option<()> {
        if self.waits[made.index() - self.range.start] {
            let next = self.chunks;
            let place = self.free_numbers.pop().unwrap_or((next * CHUNK) as i32);
            self.chunks += usize::from(place == (next * CHUNK) as i32);
            self.waiting.insert(made, place);
        }
        if let Home::Eight(address) = self.home(made) {
            self.code.store(address, register);
        }
        if self.upcoming[made.index()] == NEVER {
            self.drop(made);
        }
        Some(())
    }

    fn made_mask(&mut self, made: Made, register: Mask) -> Option<()> {
        if self.waits[made.index() - self.range.start] {
            let first = self.sight.table.chunks * CHUNK - WAITING;
            let place = match self.free_flags.pop() {
                Some(place) => place,
                None if self.flags < WAITING => {
                    self.flags += 1;
                    (first + self.flags - 1) as i32
                }
                None => return None,
            };
            self.waiting.insert(made, place);
        }
        if let Home::Eight(address) = self.home(made) {
            self.code.store_mask(address, register);
        }
        if self.upcoming[made.index()] == NEVER {
            self.drop(made);
        }
        Some(())
    }
}

/// At the end of a group: what was fetched back within it is not there on the paths that left it out.
fn forget<const COUNT: usize>(bank: &mut Bank<COUNT>, before: &Bank<COUNT>, group: Range<usize>) {
    for (now, before) in bank.holders.iter_mut().zip(&before.holders) {
        if now.is_some_and(|made| !group.contains(&made.index())) && now != before {
            *now = None;
        }
    }
}
