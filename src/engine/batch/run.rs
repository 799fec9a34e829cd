//! Runs a program's instructions over a block of paths.

use super::LANES;
use super::bounds::{CHECKED, in_range};
use super::code::{Alone, Code, Column, Instruction, Mask, Operand, Truth, whole};
use super::fold::MOST_ROUNDED;
use super::kernel::{
    FALSE, Flags, GROUP, Numbers, Source, TRUE, choose, choose_or_none, each, each_checked, each_with, known, lanes,
    least, least_or_none, level, most, most_or_none, truth,
};
use super::rounding::{MOST_BELOW, long_product, product_to_even, quotient, short_product};
use crate::engine::dispatch::Kernel;
use crate::engine::exact::Single;
use crate::engine::lanes::{Chunk, Columns, Drives, WIDTH};
use crate::plan::NOT_AVAILABLE;
use crate::quantity::{Rounding, divide, multiply_divide};

/// What a block is worked out in.
#[derive(Debug)]
pub struct Memory {
    #[expect(clippy::vec_box, reason = "columns change places with the spare one")]
    columns: Vec<Box<Numbers>>,
    #[expect(clippy::vec_box, reason = "so do masks")]
    masks: Vec<Box<Flags>>,
    /// What is written next; then it changes places with the column that it replaces.
    spare: Box<Numbers>,
    /// For instructions that write two.
    second: Box<Numbers>,
    spare_mask: Box<Flags>,
    /// How many groups of lanes the block has paths for.
    pub groups: usize,
    /// Not 0 for paths that are left to the exact engine.
    pub bad: [u8; LANES],
}

impl Memory {
    pub fn new(code: &Code) -> Memory {
        Memory {
            columns: vec![Box::new(Numbers::ZERO); code.columns],
            masks: vec![Box::new(Flags::NONE); code.masks],
            spare: Box::new(Numbers::ZERO),
            second: Box::new(Numbers::ZERO),
            spare_mask: Box::new(Flags::NONE),
            groups: 0,
            bad: [0; LANES],
        }
    }
}

/// One block, ready to run.
pub struct Block<'a, 'p> {
    pub code: &'a Code,
    pub memory: &'a mut Memory,
    pub drives: &'a Drives,
    pub answers: &'a mut Columns,
    pub alone: &'a mut Single<'p>,
    pub rounding: Rounding,
}

impl Kernel for Block<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let code = self.code;
        let mut at = 0;
        while let Some(instruction) = code.instructions.get(at as usize) {
            at = match *instruction {
                Instruction::Unless { mask, next } if !self.memory.masks[mask as usize].some => next,
                _ => {
                    self.step(instruction, at);
                    at + 1
                }
            };
        }
    }
}

/// Runs a kernel for two operands, each a column or a known number.
macro_rules! binary {
    ($memory:expr, $out:expr, $a:expr, $b:expr, |$x:ident, $y:ident, $into:ident| $kernel:expr) => {{
        let $into = &mut *$memory.spare;
        let told = match ($a, $b) {
            (Operand::Column(a), Operand::Column(b)) => {
                let ($x, $y) = (&*$memory.columns[a as usize], &*$memory.columns[b as usize]);
                $kernel
            }
            (Operand::Column(a), Operand::Known($y)) => {
                let $x = &*$memory.columns[a as usize];
                $kernel
            }
            (Operand::Known($x), Operand::Column(b)) => {
                let $y = &*$memory.columns[b as usize];
                $kernel
            }
            (Operand::Known($x), Operand::Known($y)) => $kernel,
        };
        std::mem::swap(&mut $memory.columns[$out as usize], &mut $memory.spare);
        told
    }};
}

/// The same for a kernel that writes flags.
macro_rules! test {
    ($memory:expr, $out:expr, $a:expr, $b:expr, |$x:ident, $y:ident| $truth:expr) => {{
        let groups = $memory.groups;
        let out = &mut $memory.masks[$out as usize];
        match ($a, $b) {
            (Operand::Column(a), Operand::Column(b)) => {
                let (a, b) = (&*$memory.columns[a as usize], &*$memory.columns[b as usize]);
                out.fill(groups, |lane| {
                    let ($x, $y) = (a.at(lane), b.at(lane));
                    $truth
                })
            }
            (Operand::Column(a), Operand::Known($y)) => {
                let a = &*$memory.columns[a as usize];
                out.fill(groups, |lane| {
                    let $x = a.at(lane);
                    $truth
                })
            }
            (Operand::Known($x), Operand::Column(b)) => {
                let b = &*$memory.columns[b as usize];
                out.fill(groups, |lane| {
                    let $y = b.at(lane);
                    $truth
                })
            }
            (Operand::Known($x), Operand::Known($y)) => out.fill(groups, |_| $truth),
        }
    }};
}

impl Block<'_, '_> {
    #[inline(always)]
    fn step(&mut self, instruction: &Instruction, at: u32) {
        let memory = &mut *self.memory;
        let groups = memory.groups;
        match *instruction {
            Instruction::Unless { .. } | Instruction::EndRow { .. } => {}
            Instruction::Load { out, driver, row, low } => {
                let column = self.drives.at(driver as usize, row as usize);
                let wrong = load(groups, &mut memory.columns[out as usize], self.drives.columns.column(column), low);
                if wrong {
                    self.leave(at, out, |it| it.is_nan() || it < low || it > CHECKED);
                }
            }
            Instruction::Add { out, a, b, checked: false } => {
                binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| x.at(lane) + y.at(lane)));
            }
            Instruction::Add { out, a, b, checked: true } => {
                if binary!(memory, out, a, b, |x, y, into| each_checked(groups, into, |lane| x.at(lane) + y.at(lane))) {
                    self.leave(at, out, |it| it.abs() > CHECKED);
                }
            }
            Instruction::Subtract { out, a, b, checked: false } => {
                binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| x.at(lane) - y.at(lane)));
            }
            Instruction::Subtract { out, a, b, checked: true } => {
                if binary!(memory, out, a, b, |x, y, into| each_checked(groups, into, |lane| x.at(lane) - y.at(lane))) {
                    self.leave(at, out, |it| it.abs() > CHECKED);
                }
            }
            Instruction::AddWhere { out, a, b, mask: only, checked } => {
                if change(memory, (out, a, b), only, checked, |to, by| to + by) {
                    self.leave(at, out, |it| it.abs() > CHECKED);
                }
            }
            Instruction::SubtractWhere { out, a, b, mask: only, checked } => {
                if change(memory, (out, a, b), only, checked, |from, by| from - by) {
                    self.leave(at, out, |it| it.abs() > CHECKED);
                }
            }
            Instruction::Minimum { out, a, b, missing: false } => {
                binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| least(x.at(lane), y.at(lane))));
            }
            Instruction::Minimum { out, a, b, missing: true } => {
                binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| least_or_none(
                    x.at(lane),
                    y.at(lane)
                )));
            }
            Instruction::Take { out, left, a, b, turned } => {
                let second = &mut *memory.second;
                binary!(memory, out, a, b, |x, y, into| each_with(groups, into, second, |lane| {
                    let (x, y) = (x.at(lane), y.at(lane));
                    let taken = if turned { least(y, x) } else { least(x, y) };
                    (taken, x - taken)
                }));
                std::mem::swap(&mut memory.columns[left as usize], &mut memory.second);
            }
            Instruction::Excess { out, a, b, turned } => {
                binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| {
                    let (x, y) = (x.at(lane), y.at(lane));
                    x - if turned { least(y, x) } else { least(x, y) }
                }));
            }
            Instruction::Maximum { out, a, b, missing: false } => {
                binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| most(x.at(lane), y.at(lane))));
            }
            Instruction::Maximum { out, a, b, missing: true } => {
                binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| most_or_none(
                    x.at(lane),
                    y.at(lane)
                )));
            }
            Instruction::LeastKnown { out, a, b } => {
                binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| known(
                    x.at(lane),
                    y.at(lane),
                    least
                )));
            }
            Instruction::MostKnown { out, a, b } => {
                binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| known(x.at(lane), y.at(lane), most)));
            }
            Instruction::SumKnown { out, a, b, .. } => {
                let beyond = binary!(memory, out, a, b, |x, y, into| each_checked(groups, into, |lane| {
                    known(x.at(lane), y.at(lane), |a, b| a + b)
                }));
                if beyond {
                    self.leave(at, out, |it| it.abs() > CHECKED);
                }
            }
            Instruction::Times { out, a, b, .. } => {
                if binary!(memory, out, a, b, |x, y, into| each_checked(groups, into, |lane| x.at(lane) * y.at(lane))) {
                    self.leave(at, out, |it| it.abs() > CHECKED);
                }
            }
            Instruction::Product { out, a, b, divisor, rounds } => {
                let even = self.rounding == Rounding::HalfEven;
                let doubt =
                    binary!(memory, out, a, b, |x, y, into| match (even, rounds.long, rounds.signed, rounds.checked) {
                        (false, false, _, false) => short_product::<true>(groups, into, (x, y), divisor),
                        (false, false, _, true) => short_product::<false>(groups, into, (x, y), divisor),
                        (false, true, false, false) => long_product::<false, true>(groups, into, (x, y), divisor),
                        (false, true, false, true) => long_product::<false, false>(groups, into, (x, y), divisor),
                        (false, true, true, _) => long_product::<true, false>(groups, into, (x, y), divisor),
                        (true, ..) => product_to_even(groups, into, (x, y), divisor),
                    });
                if doubt {
                    self.product_by_hand(at, (out, a, b), divisor, rounds.loose);
                }
            }
            Instruction::Quotient { out, a, b, numerator, denominator, ratio, rounds } => {
                let even = self.rounding == Rounding::HalfEven;
                let doubt = binary!(memory, out, a, b, |x, y, into| match (even, rounds.signed) {
                    (false, false) => quotient::<false, false>(groups, into, x, y, numerator, denominator, ratio),
                    (false, true) => quotient::<true, false>(groups, into, x, y, numerator, denominator, ratio),
                    (true, _) => quotient::<true, true>(groups, into, x, y, numerator, denominator, ratio),
                });
                if doubt {
                    self.quotient_by_hand(at, (out, a, b), (numerator, denominator, ratio), rounds.loose);
                }
            }
            Instruction::Absolute { out, a } => {
                let from = &*memory.columns[a as usize];
                each(groups, &mut memory.spare, |lane| from.0[lane].abs());
                std::mem::swap(&mut memory.columns[out as usize], &mut memory.spare);
            }
            Instruction::Select { out, condition, yes, no, missing: false } => select(memory, out, condition, yes, no),
            Instruction::Select { out, condition, yes, no, missing: true } => {
                let flags = &memory.masks[condition as usize].lanes;
                binary!(memory, out, yes, no, |x, y, into| each(groups, into, |lane| {
                    choose_or_none(flags[lane], x.at(lane), y.at(lane))
                }));
            }
            Instruction::Count { out, flag } => {
                let flags = &memory.masks[flag as usize].lanes;
                each(groups, &mut memory.columns[out as usize], |lane| choose_or_none(flags[lane], 1.0, 0.0));
            }
            Instruction::Alone(ref alone) => self.alone(at, alone),
            Instruction::Less { out, a, b, .. } => test!(memory, out, a, b, |x, y| truth(x < y, x >= y)),
            Instruction::LessOrEqual { out, a, b, .. } => test!(memory, out, a, b, |x, y| truth(x <= y, x > y)),
            Instruction::Equal { out, a, b, .. } => test!(memory, out, a, b, |x, y| truth(x == y, (x < y) | (x > y))),
            Instruction::Level { out, how, a, left, b, right, long: true } => {
                let met = how.met();
                test!(memory, out, a, b, |x, y| level::<true>((x, left), (y, right), met));
            }
            Instruction::Level { out, how, a, left, b, right, long: false } => {
                let met = how.met();
                test!(memory, out, a, b, |x, y| level::<false>((x, left), (y, right), met));
            }
            Instruction::And { out, a, b } => {
                combine(memory, out, a, b, |a, b| (a & b & TRUE) | ((a | b) & FALSE));
            }
            Instruction::Or { out, a, b } => {
                combine(memory, out, a, b, |a, b| ((a | b) & TRUE) | (a & b & FALSE));
            }
            Instruction::Not { out, a } => combine(memory, out, a, a, |a, _| ((a & TRUE) << 1) | (a >> 1)),
            Instruction::Otherwise { out, a, b } => {
                combine(memory, out, a, b, |a, b| a | (b & 0u8.wrapping_sub(((a | (a >> 1)) & TRUE) ^ TRUE)));
            }
            Instruction::IsTrue { out, a } => {
                combine(memory, out, a, a, |a, _| (a & TRUE) | ((!a & TRUE) << 1));
            }
            Instruction::IsKnown { out, a } => {
                combine(memory, out, a, a, |a, _| truth(a != 0, a == 0));
            }
            Instruction::Choose { out, condition, yes, no } => {
                choose_flag(memory, out, condition, yes, no);
            }
            Instruction::IsNumber { out, a } => {
                let a = &*memory.columns[a as usize];
                memory.masks[out as usize].fill(groups, |lane| truth(!a.0[lane].is_nan(), a.0[lane].is_nan()));
            }
            Instruction::IsOne { out, a, .. } => {
                let a = &*memory.columns[a as usize];
                memory.masks[out as usize].fill(groups, |lane| {
                    let it = a.0[lane];
                    truth(it == 1.0, (it < 1.0) | (it > 1.0))
                });
            }
            Instruction::IsNotZero { out, a, .. } => {
                let a = &*memory.columns[a as usize];
                memory.masks[out as usize].fill(groups, |lane| {
                    let it = a.0[lane];
                    truth((it < 0.0) | (it > 0.0), it == 0.0)
                });
            }
            Instruction::CheckAmount { a, mask: only } => {
                if only.is_some_and(|only| !memory.masks[only as usize].some) {
                    return;
                }
                let short = match a {
                    Operand::Column(a) => {
                        let a = &*memory.columns[a as usize];
                        let mut short = 0;
                        for lane in lanes(groups) {
                            short |= u64::from(is_short(a.0[lane]));
                        }
                        short != 0
                    }
                    Operand::Known(it) => is_short(it),
                };
                if short {
                    self.refuse(only, |memory, lane| match a {
                        Operand::Column(a) => is_short(memory.columns[a as usize].0[lane]),
                        Operand::Known(it) => is_short(it),
                    });
                }
            }
            Instruction::CheckTrue { a, mask: only } => {
                let fine = match a {
                    Truth::Mask(mask) => memory.masks[mask as usize].all,
                    Truth::Known(known) => known == TRUE,
                };
                if !fine {
                    self.refuse(only, |memory, lane| match a {
                        Truth::Mask(mask) => !memory.masks[mask as usize].is_true(lane),
                        Truth::Known(known) => known != TRUE,
                    });
                }
            }
            Instruction::Keep { answer, a } => {
                keep(groups, self.answers.column_mut(answer as usize), &memory.columns[a as usize]);
            }
        }
    }

    /// Leaves paths to the exact engine: those on which this holds, where the mask is true.
    #[cold]
    #[inline(never)]
    fn refuse(&mut self, mask: Option<Mask>, is: impl Fn(&Memory, usize) -> bool) {
        for lane in lanes(self.memory.groups) {
            if self.counts(mask, lane) && is(self.memory, lane) {
                self.memory.bad[lane] = 1;
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn leave(&mut self, at: u32, column: Column, is: impl Fn(f64) -> bool) {
        let mask = self.code.mask(at);
        for lane in lanes(self.memory.groups) {
            if self.counts(mask, lane) && is(self.memory.columns[column as usize].0[lane]) {
                self.memory.bad[lane] = 1;
            }
        }
    }

    fn counts(&self, mask: Option<Mask>, lane: usize) -> bool {
        mask.is_none_or(|mask| self.memory.masks[mask as usize].is_true(lane))
    }

    fn value(&self, operand: Operand, lane: usize) -> i128 {
        whole(match operand {
            Operand::Column(column) => self.memory.columns[column as usize].0[lane],
            Operand::Known(value) => value,
        })
    }

    /// Sets what was worked out by hand, or leaves the path to the exact engine.
    fn settle(&mut self, column: Column, lane: usize, value: Option<i128>, loose: bool) {
        match value {
            Some(value) if loose || value.abs() <= CHECKED as i128 => {
                self.memory.columns[column as usize].0[lane] = value as f64;
            }
            _ => self.memory.bad[lane] = 1,
        }
    }

    /// Products too large to be rounded in floats. The column may have taken the place of an operand: that one is now
    /// the spare.
    #[cold]
    #[inline(never)]
    fn product_by_hand(&mut self, at: u32, of: (Column, Operand, Operand), divisor: f64, loose: bool) {
        let (mask, (out, a, b)) = (self.code.mask(at), of);
        for lane in lanes(self.memory.groups) {
            let it = self.memory.columns[out as usize].0[lane];
            if it.is_nan() || it.abs() < MOST_ROUNDED || !self.counts(mask, lane) {
                continue;
            }
            let (a, b) = (self.operand_of(out, a, lane), self.operand_of(out, b, lane));
            let value = multiply_divide(a, b, 1, whole(divisor), self.rounding);
            self.settle(out, lane, value, loose);
        }
    }

    #[cold]
    #[inline(never)]
    fn quotient_by_hand(&mut self, at: u32, of: (Column, Operand, Operand), fraction: (f64, f64, bool), loose: bool) {
        let (mask, (out, a, b)) = (self.code.mask(at), of);
        let (numerator, denominator, ratio) = fraction;
        for lane in lanes(self.memory.groups) {
            let it = self.memory.columns[out as usize].0[lane];
            let (a, b) = (self.operand_of(out, a, lane), self.operand_of(out, b, lane));
            let doubt = it.abs() >= MOST_ROUNDED || (b as f64 * denominator).abs() > MOST_BELOW;
            if it.is_nan() || !doubt || !self.counts(mask, lane) || a == NOT_AVAILABLE || b == NOT_AVAILABLE {
                continue;
            }
            if b == 0 || (ratio && b < 0) {
                continue;
            }
            let value = divide(a, b, whole(numerator), whole(denominator), self.rounding);
            self.settle(out, lane, value, loose);
        }
    }

    /// An operand as it was before `out` was written.
    fn operand_of(&self, out: Column, operand: Operand, lane: usize) -> i128 {
        match operand {
            Operand::Column(column) if column == out => whole(self.memory.spare.0[lane]),
            other => self.value(other, lane),
        }
    }

    /// An operation as the exact engine does it, on the paths that need it.
    #[cold]
    #[inline(never)]
    fn alone(&mut self, at: u32, it: &Alone) {
        let mask = self.code.mask(at);
        for lane in lanes(self.memory.groups) {
            if !self.counts(mask, lane) || self.memory.bad[lane] != 0 {
                continue;
            }
            let columns = &mut self.memory.columns;
            let mut fine = it.run(self.alone, |place| columns[it.reads[place].1 as usize].0[lane]);
            for (place, &(_, column)) in it.writes.iter().enumerate() {
                match it.written(self.alone, place) {
                    Some(value) => columns[column as usize].0[lane] = value,
                    None => fine = false,
                }
            }
            self.memory.bad[lane] = u8::from(!fine);
        }
    }
}

/// Not an amount: below zero, or not available.
#[inline(always)]
fn is_short(value: f64) -> bool {
    value.is_nan() | (value < 0.0)
}

/// Copies drivers in; true when some lane is not a number from `low` to what a float may hold.
#[inline(always)]
fn load(groups: usize, out: &mut Numbers, from: &[Chunk], low: f64) -> bool {
    let mut fine = [u64::MAX; WIDTH];
    for (out, from) in out.0.as_chunks_mut::<WIDTH>().0.iter_mut().zip(from).take(chunks(groups)) {
        *out = from.0;
        for (fine, it) in fine.iter_mut().zip(from.0) {
            *fine &= in_range(it, low);
        }
    }
    fine.contains(&0)
}

#[inline(always)]
fn keep(groups: usize, out: &mut [Chunk], from: &Numbers) {
    for (out, from) in out.iter_mut().zip(from.0.as_chunks::<WIDTH>().0).take(chunks(groups)) {
        out.0 = *from;
    }
}

#[inline(always)]
fn combine(memory: &mut Memory, out: Mask, a: Mask, b: Mask, f: impl Fn(u8, u8) -> u8) {
    let (a, b) = (&memory.masks[a as usize].lanes, &memory.masks[b as usize].lanes);
    let groups = memory.groups;
    memory.spare_mask.fill(groups, |lane| f(a[lane], b[lane]));
    std::mem::swap(&mut memory.masks[out as usize], &mut memory.spare_mask);
}

#[inline(always)]
fn choose_flag(memory: &mut Memory, out: Mask, condition: Mask, yes: Truth, no: Truth) {
    const KNOWN: [[u8; LANES]; 3] = [[0; LANES], [TRUE; LANES], [FALSE; LANES]];
    let of = |truth: Truth| match truth {
        Truth::Mask(mask) => &memory.masks[mask as usize].lanes,
        Truth::Known(known) => &KNOWN[usize::from(known.min(FALSE))],
    };
    let (yes, no, condition) = (of(yes), of(no), &memory.masks[condition as usize].lanes);
    let groups = memory.groups;
    memory.spare_mask.fill(groups, |lane| {
        let flag = condition[lane];
        let (met, unmet) = (0u8.wrapping_sub(flag & TRUE), 0u8.wrapping_sub(flag >> 1));
        (yes[lane] & met) | (no[lane] & unmet)
    });
    std::mem::swap(&mut memory.masks[out as usize], &mut memory.spare_mask);
}

/// Changes `a` by `b` where the mask is true; whether a sum that is checked has left the range.
#[inline(always)]
fn change(
    memory: &mut Memory,
    (out, a, b): (Column, Operand, Operand),
    only: Mask,
    checked: bool,
    by: impl Fn(f64, f64) -> f64,
) -> bool {
    if !memory.masks[only as usize].some && a == Operand::Column(out) {
        return false;
    }
    let (groups, flags) = (memory.groups, &memory.masks[only as usize].lanes);
    if checked {
        return binary!(memory, out, a, b, |x, y, into| each_checked(groups, into, |lane| {
            choose(flags[lane], by(x.at(lane), y.at(lane)), x.at(lane))
        }));
    }
    binary!(memory, out, a, b, |x, y, into| each(groups, into, |lane| {
        choose(flags[lane], by(x.at(lane), y.at(lane)), x.at(lane))
    }));
    false
}

#[inline(always)]
fn select(memory: &mut Memory, out: Column, condition: Mask, yes: Operand, no: Operand) {
    let flags = &memory.masks[condition as usize];
    // Nothing to do where all of one side is in its place already.
    if (!flags.some && no == Operand::Column(out)) || (flags.all && yes == Operand::Column(out)) {
        return;
    }
    let (groups, flags) = (memory.groups, &flags.lanes);
    binary!(memory, out, yes, no, |x, y, into| each(groups, into, |lane| choose(flags[lane], x.at(lane), y.at(lane))));
}

fn chunks(groups: usize) -> usize {
    groups * (GROUP / WIDTH)
}
