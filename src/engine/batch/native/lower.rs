//! Instructions, one after the other, as operations on a tape.

use super::load::Load;
use super::truth::Sides;
use crate::engine::batch::bounds::CHECKED;
use crate::engine::batch::code::{Alone, Code, Column, Instruction, Mask, Operand, Truth};
use crate::engine::native::{Arithmetic, Call, Compare, Facts, Fused, Made, Operation, RowEnd, Tape, Where};
use crate::quantity::Rounding;

pub struct Lower<'a> {
    code: &'a Code,
    pub tape: Tape,
    columns: Vec<Made>,
    masks: Vec<Sides>,
    /// Halves are rounded to even.
    pub even: bool,
    /// Drivers in a row.
    drivers: usize,
    /// Where the instruction at hand counts.
    only: Where,
    loads: Vec<Load>,
    /// What is done alone, by its call.
    alone: Vec<&'a Alone>,
}

/// A program on a tape.
pub struct Lowered<'a> {
    pub tape: Tape,
    /// What must hold of the drives before it is run.
    pub loads: Vec<Load>,
    /// What is done alone, by its call.
    pub alone: Vec<&'a Alone>,
}

pub fn lowered(code: &Code, drivers: usize, rounding: Rounding) -> Lowered<'_> {
    let mut tape = Tape::default();
    let zero = tape.constant(0.0);
    let mut it = Lower {
        code,
        tape,
        columns: vec![zero; code.columns],
        masks: vec![Sides::NONE; code.masks],
        even: rounding == Rounding::HalfEven,
        drivers,
        only: Where::Always,
        loads: Vec::new(),
        alone: Vec::new(),
    };
    it.all();
    Lowered { tape: it.tape.needed().0, loads: it.loads, alone: it.alone }
}

impl<'a> Lower<'a> {
    fn all(&mut self) {
        let (mut at, mut end) = (0, None);
        while let Some(instruction) = self.code.instructions.get(at) {
            if end == Some(at) {
                self.leave_group();
                end = None;
            }
            match *instruction {
                Instruction::Unless { mask, next } => match self.masks[mask as usize].yes {
                    Where::Never => {
                        at = next as usize;
                        continue;
                    }
                    it => {
                        end = Some(next as usize);
                        self.enter_group(it);
                    }
                },
                _ => self.instruction(instruction),
            }
            at += 1;
        }
        self.leave_group();
    }

    fn enter_group(&mut self, only: Where) {
        self.only = only;
        if let Where::Flag(flag) = only {
            self.tape.open(flag);
        }
    }

    fn leave_group(&mut self) {
        if let Where::Flag(_) = std::mem::replace(&mut self.only, Where::Always) {
            self.tape.close();
        }
    }

    fn instruction(&mut self, instruction: &'a Instruction) {
        match *instruction {
            Instruction::Unless { .. } => {}
            Instruction::Load { out, driver, row, low } => {
                let column = row as usize * self.drivers + driver as usize;
                let it = self.tape.make(Operation::Drive(column as u32));
                self.tape.know(it, Facts::between(low, CHECKED));
                self.loads.push(Load { column: column as u32, low });
                self.columns[out as usize] = it;
            }
            Instruction::Add { out, a, b, checked } => self.plain(out, Arithmetic::Add, a, b, checked),
            Instruction::Subtract { out, a, b, checked } => self.plain(out, Arithmetic::Subtract, a, b, checked),
            Instruction::AddWhere { out, a, b, mask, checked } => {
                self.change(out, Arithmetic::Add, (a, b), mask, checked);
            }
            Instruction::SubtractWhere { out, a, b, mask, checked } => {
                self.change(out, Arithmetic::Subtract, (a, b), mask, checked);
            }
            Instruction::Minimum { out, a, b, missing } => self.extreme(out, Arithmetic::Least, a, b, missing),
            Instruction::Maximum { out, a, b, missing } => self.extreme(out, Arithmetic::Most, a, b, missing),
            Instruction::Take { out, left, a, b, turned } => {
                let (taken, rest) = self.taken(a, b, turned);
                self.columns[out as usize] = taken;
                self.columns[left as usize] = rest;
            }
            Instruction::Excess { out, a, b, turned } => self.columns[out as usize] = self.taken(a, b, turned).1,
            Instruction::LeastKnown { out, a, b } => self.fold_known(out, Arithmetic::Least, a, b),
            Instruction::MostKnown { out, a, b } => self.fold_known(out, Arithmetic::Most, a, b),
            Instruction::SumKnown { out, a, b, .. } => {
                self.fold_known(out, Arithmetic::Add, a, b);
                self.leave_beyond(out);
            }
            Instruction::Times { out, a, b, .. } => self.plain(out, Arithmetic::Times, a, b, true),
            Instruction::Product { out, a, b, divisor, rounds } => {
                let (a, b) = (self.operand(a), self.operand(b));
                self.columns[out as usize] = self.product(a, b, divisor, rounds);
            }
            Instruction::Quotient { out, a, b, numerator, denominator, ratio, rounds } => {
                let (a, b) = (self.operand(a), self.operand(b));
                self.columns[out as usize] = self.quotient(a, b, (numerator, denominator), ratio, rounds.signed);
            }
            Instruction::Absolute { out, a } => self.columns[out as usize] = self.size(self.columns[a as usize]),
            Instruction::Select { out, condition, yes, no, missing } => {
                let (yes, no) = (self.operand(yes), self.operand(no));
                self.columns[out as usize] = self.select(condition, yes, no, missing);
            }
            Instruction::Count { out, flag } => {
                let (one, zero) = (self.known(1.0), self.known(0.0));
                self.columns[out as usize] = self.select(flag, one, zero, true);
            }
            Instruction::Alone(ref alone) => self.alone(alone),
            Instruction::Less { out, a, b, sure } => {
                self.test(out, (Compare::Less, Compare::MoreOrEqual), (a, b), sure);
            }
            Instruction::LessOrEqual { out, a, b, sure } => {
                self.test(out, (Compare::LessOrEqual, Compare::More), (a, b), sure);
            }
            Instruction::Equal { out, a, b, sure } => {
                self.test(out, (Compare::Equal, Compare::NotEqual), (a, b), sure);
            }
            Instruction::Level { out, how, a, left, b, right, long } => {
                let (a, b) = (self.operand(a), self.operand(b));
                self.masks[out as usize] = self.level(how, (a, left), (b, right), long);
            }
            Instruction::And { out, a, b } => {
                let (a, b) = (self.masks[a as usize], self.masks[b as usize]);
                let yes = self.tape.and(a.yes, b.yes);
                self.masks[out as usize] = if a.sure && b.sure {
                    Sides::sure(&mut self.tape, yes)
                } else {
                    Sides { yes, no: self.tape.or(a.no, b.no), sure: false }
                };
            }
            Instruction::Or { out, a, b } => {
                let (a, b) = (self.masks[a as usize], self.masks[b as usize]);
                let yes = self.tape.or(a.yes, b.yes);
                self.masks[out as usize] = if a.sure && b.sure {
                    Sides::sure(&mut self.tape, yes)
                } else {
                    Sides { yes, no: self.tape.and(a.no, b.no), sure: false }
                };
            }
            Instruction::Not { out, a } => self.masks[out as usize] = self.masks[a as usize].turned(),
            Instruction::Otherwise { out, a, b } => {
                let (a, b) = (self.masks[a as usize], self.masks[b as usize]);
                let yes = self.tape.except(b.yes, a.no);
                let yes = self.tape.or(a.yes, yes);
                self.masks[out as usize] = if b.sure {
                    Sides::sure(&mut self.tape, yes)
                } else {
                    let no = self.tape.except(b.no, a.yes);
                    Sides { yes, no: self.tape.or(a.no, no), sure: false }
                };
            }
            Instruction::IsTrue { out, a } => {
                self.masks[out as usize] = Sides::sure(&mut self.tape, self.masks[a as usize].yes);
            }
            Instruction::IsKnown { out, a } => {
                let a = self.masks[a as usize];
                let yes = if a.sure { Where::Always } else { self.tape.or(a.yes, a.no) };
                self.masks[out as usize] = Sides::sure(&mut self.tape, yes);
            }
            Instruction::Choose { out, condition, yes, no } => {
                let (condition, yes, no) = (self.masks[condition as usize], self.truth(yes), self.truth(no));
                let mut side = |yes: Where, no: Where| {
                    let (yes, no) = (self.tape.and(condition.yes, yes), self.tape.and(condition.no, no));
                    self.tape.or(yes, no)
                };
                let met = side(yes.yes, no.yes);
                self.masks[out as usize] = if condition.sure && yes.sure && no.sure {
                    Sides::sure(&mut self.tape, met)
                } else {
                    Sides { yes: met, no: side(yes.no, no.no), sure: false }
                };
            }
            Instruction::IsNumber { out, a } => {
                self.masks[out as usize] = self.is_number(self.columns[a as usize]);
            }
            Instruction::IsOne { out, a, sure } => {
                let one = self.known(1.0);
                let sides = self.sides(Compare::Equal, Compare::NotEqual, (self.columns[a as usize], one), sure);
                self.masks[out as usize] = sides;
            }
            Instruction::IsNotZero { out, a, sure } => {
                let zero = self.known(0.0);
                let sides = self.sides(Compare::NotEqual, Compare::Equal, (self.columns[a as usize], zero), sure);
                self.masks[out as usize] = sides;
            }
            Instruction::CheckAmount { a, mask } => {
                let (a, zero) = (self.operand(a), self.known(0.0));
                let short = self.compare(Compare::NotMoreOrEqual, a, zero);
                self.leave_of(mask, short);
            }
            Instruction::CheckTrue { a, mask } => {
                let fine = self.truth(a).yes;
                let wrong = self.tape.not(fine);
                self.leave_of(mask, wrong);
            }
            Instruction::Keep { answer, a } => {
                self.tape.put(Operation::Keep(answer, self.columns[a as usize]));
            }
            Instruction::EndRow { apart } => {
                let apart = match apart.map(|mask| self.masks[mask as usize].yes) {
                    Some(Where::Flag(flag)) => Some(flag),
                    Some(Where::Always | Where::Never) | None => None,
                };
                self.tape.rows.push(RowEnd { apart, reads: Vec::new() });
                self.tape.put(Operation::EndRow(self.tape.rows.len() as u32 - 1));
            }
        }
    }

    /// Done between two pieces of code, on the paths of the group that it is in.
    fn alone(&mut self, alone: &'a Alone) {
        let only = self.only;
        self.leave_group();
        if let Where::Flag(_) | Where::Always = only {
            let flag = if let Where::Flag(flag) = only { Some(flag) } else { None };
            let reads = alone.reads.iter().map(|(_, column)| self.columns[*column as usize]).collect();
            self.tape.calls.push(Call { only: flag, reads });
            let call = self.tape.put(Operation::Call(self.alone.len() as u32));
            self.alone.push(alone);
            for (place, (_, column)) in alone.writes.iter().enumerate() {
                self.columns[*column as usize] = self.tape.put(Operation::Left(call, place as u32));
            }
        }
        self.enter_group(only);
    }

    pub fn known(&mut self, value: f64) -> Made {
        self.tape.constant(value)
    }

    fn operand(&mut self, operand: Operand) -> Made {
        match operand {
            Operand::Column(column) => self.columns[column as usize],
            Operand::Known(value) => self.known(value),
        }
    }

    fn truth(&self, truth: Truth) -> Sides {
        match truth {
            Truth::Mask(mask) => self.masks[mask as usize],
            Truth::Known(1) => Sides::known(true),
            Truth::Known(2) => Sides::known(false),
            Truth::Known(_) => Sides::NONE,
        }
    }

    pub fn arithmetic(&mut self, how: Arithmetic, a: Made, b: Made) -> Made {
        self.tape.arithmetic(how, a, b)
    }

    pub fn fused(&mut self, how: Fused, a: Made, b: Made, c: Made) -> Made {
        self.tape.fused(how, a, b, c)
    }

    pub fn compare(&mut self, how: Compare, a: Made, b: Made) -> Where {
        self.tape.compare(how, a, b, Where::Always)
    }

    fn plain(&mut self, out: Column, how: Arithmetic, a: Operand, b: Operand, checked: bool) {
        let (a, b) = (self.operand(a), self.operand(b));
        self.columns[out as usize] = self.arithmetic(how, a, b);
        if checked {
            self.leave_beyond(out);
        }
    }

    fn change(&mut self, out: Column, how: Arithmetic, (a, b): (Operand, Operand), mask: Mask, checked: bool) {
        let (a, b) = (self.operand(a), self.operand(b));
        self.columns[out as usize] = self.tape.change(how, a, b, self.masks[mask as usize].yes);
        if checked {
            self.leave_beyond(out);
        }
    }

    fn extreme(&mut self, out: Column, how: Arithmetic, a: Operand, b: Operand, missing: bool) {
        let (a, b) = (self.operand(a), self.operand(b));
        let it = self.arithmetic(how, a, b);
        self.columns[out as usize] = if missing {
            let none = self.compare(Compare::Unordered, a, a);
            self.tape.choose(none, a, it)
        } else {
            it
        };
    }

    fn taken(&mut self, a: Operand, b: Operand, turned: bool) -> (Made, Made) {
        let (a, b) = (self.operand(a), self.operand(b));
        let (one, other) = if turned { (b, a) } else { (a, b) };
        let taken = self.arithmetic(Arithmetic::Least, one, other);
        (taken, self.arithmetic(Arithmetic::Subtract, a, taken))
    }

    /// What is available of two, folded.
    fn fold_known(&mut self, out: Column, how: Arithmetic, a: Operand, b: Operand) {
        let (a, b) = (self.operand(a), self.operand(b));
        let both = self.arithmetic(how, a, b);
        let without_a = self.compare(Compare::Unordered, a, a);
        let without_b = self.compare(Compare::Unordered, b, b);
        let it = self.tape.choose(without_b, a, both);
        self.columns[out as usize] = self.tape.choose(without_a, b, it);
    }

    fn select(&mut self, condition: Mask, yes: Made, no: Made, missing: bool) -> Made {
        let condition = self.masks[condition as usize];
        let no = if missing {
            let none = self.known(f64::NAN);
            self.tape.choose(condition.no, no, none)
        } else {
            no
        };
        self.tape.choose(condition.yes, yes, no)
    }

    fn test(&mut self, out: Mask, (yes, no): (Compare, Compare), (a, b): (Operand, Operand), sure: bool) {
        let sides = (self.operand(a), self.operand(b));
        self.masks[out as usize] = self.sides(yes, no, sides, sure);
    }

    fn leave_beyond(&mut self, column: Column) {
        self.leave_above(Compare::More, self.columns[column as usize], CHECKED);
    }

    /// Leaves the paths whose number is larger, or as large, on either side of zero.
    pub fn leave_above(&mut self, how: Compare, it: Made, most: f64) {
        let (size, limit) = (self.size(it), self.known(most));
        let beyond = self.compare(how, size, limit);
        self.leave_where(beyond);
    }

    fn leave_of(&mut self, mask: Option<Mask>, wrong: Where) {
        let only = mask.map_or(Where::Always, |mask| self.masks[mask as usize].yes);
        let wrong = self.tape.and(only, wrong);
        self.tape.leave(wrong);
    }

    /// Leaves these paths to the exact engine, as far as the instruction at hand counts on them.
    pub fn leave_where(&mut self, wrong: Where) {
        let wrong = self.tape.and(self.only, wrong);
        self.tape.leave(wrong);
    }
}
