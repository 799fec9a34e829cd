//! What machine code is made from: operations on eight paths at a time, each made once and never changed.

use super::facts::Facts;
use crate::engine::known::Known;
use std::ops::Range;

/// What an operation makes, by its place on the tape: a number a path, or a flag a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Made(pub u32);

impl Made {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    Add,
    Subtract,
    Times,
    Over,
    /// The first where it is less, else the second: the second where either is not a number.
    Least,
    /// The first where it is more, else the second.
    Most,
    /// Of the bits.
    And,
    Or,
    Xor,
}

impl Arithmetic {
    /// Of two known numbers, the same to the last bit; `None` for what is worked out each time.
    pub fn of(self, a: f64, b: f64) -> Option<f64> {
        match self {
            _ if a.is_nan() || b.is_nan() => None,
            Arithmetic::Add => Some(a + b),
            Arithmetic::Subtract => Some(a - b),
            Arithmetic::Times => Some(a * b),
            Arithmetic::Least => Some(if a < b { a } else { b }),
            Arithmetic::Most => Some(if a > b { a } else { b }),
            Arithmetic::And => Some(f64::from_bits(a.to_bits() & b.to_bits())),
            Arithmetic::Or => Some(f64::from_bits(a.to_bits() | b.to_bits())),
            Arithmetic::Over | Arithmetic::Xor => None,
        }
    }
}

/// One rounding for both steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fused {
    /// a × b + c
    TimesAdd,
    /// a × b - c
    TimesSubtract,
    /// c - a × b
    SubtractTimes,
}

/// A comparison of floats; nothing is signalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    Equal,
    /// Both numbers, and not equal.
    NotEqual,
    NotLessOrEqual,
    NotMoreOrEqual,
    /// Both are numbers.
    Ordered,
    Unordered,
}

impl Compare {
    /// Whether two numbers are so.
    pub fn holds(self, a: f64, b: f64) -> bool {
        let unordered = a.is_nan() || b.is_nan();
        match self {
            Compare::Less => a < b,
            Compare::LessOrEqual => a <= b,
            Compare::More => a > b,
            Compare::MoreOrEqual => a >= b,
            Compare::Equal => a == b,
            Compare::NotEqual => !unordered && a != b,
            Compare::NotLessOrEqual => unordered || a > b,
            Compare::NotMoreOrEqual => unordered || a < b,
            Compare::Ordered => !unordered,
            Compare::Unordered => unordered,
        }
    }

    /// The same with the sides changed.
    pub fn turned(self) -> Compare {
        match self {
            Compare::Less => Compare::More,
            Compare::LessOrEqual => Compare::MoreOrEqual,
            Compare::More => Compare::Less,
            Compare::MoreOrEqual => Compare::LessOrEqual,
            Compare::NotLessOrEqual => Compare::NotMoreOrEqual,
            Compare::NotMoreOrEqual => Compare::NotLessOrEqual,
            same @ (Compare::Equal | Compare::NotEqual | Compare::Ordered | Compare::Unordered) => same,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Logic {
    And,
    Or,
    /// The first, and not the second.
    AndNot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The same number on every path: its bits.
    Constant(u64),
    /// A column of what drives the paths.
    Drive(u32),
    Arithmetic(Arithmetic, Made, Made),
    Fused(Fused, Made, Made, Made),
    /// The first; changed by the second where the flag is true.
    Where(Arithmetic, Made, Made, Made),
    Choose {
        flag: Made,
        yes: Made,
        no: Made,
    },
    /// True where the flag within is, too.
    Compare(Compare, Made, Made, Option<Made>),
    Logic(Logic, Made, Made),
    Not(Made),
    /// Something to be done between two pieces of code, by its index.
    Call(u32),
    /// What a call leaves: the call, and which of its numbers.
    Left(Made, u32),
    // What makes nothing.
    /// Keeps a number as the answer with this index.
    Keep(u32, Made),
    /// Leaves the paths on which the flag is true.
    Leave(Made),
    /// Ends a row, by its index.
    EndRow(u32),
    /// What follows, up to `End`, counts only where the flag is true, and is left out where it is true on no path.
    Unless(Made),
    End,
}

impl Operation {
    /// What it reads; what a call and the end of a row read stands in [`Tape::calls`] and [`Tape::rows`].
    pub fn reads(&self) -> impl Iterator<Item = Made> + use<> {
        let all = match *self {
            Operation::Constant(_)
            | Operation::Drive(_)
            | Operation::Call(_)
            | Operation::EndRow(_)
            | Operation::End => [None; 3],
            Operation::Arithmetic(_, a, b) | Operation::Logic(_, a, b) => [Some(a), Some(b), None],
            Operation::Fused(_, a, b, c) | Operation::Where(_, a, b, c) => [Some(a), Some(b), Some(c)],
            Operation::Choose { flag, yes, no } => [Some(flag), Some(yes), Some(no)],
            Operation::Compare(_, a, b, within) => [Some(a), Some(b), within],
            Operation::Not(a)
            | Operation::Left(a, _)
            | Operation::Keep(_, a)
            | Operation::Leave(a)
            | Operation::Unless(a) => [Some(a), None, None],
        };
        all.into_iter().flatten()
    }

    /// Whether it makes a flag.
    pub fn is_flag(&self) -> bool {
        matches!(self, Operation::Compare(..) | Operation::Logic(..) | Operation::Not(_))
    }

    /// Whether what it makes has to be carried along: all but what can be read again from where it came.
    pub fn is_carried(&self) -> bool {
        !self.is_deed() && !matches!(self, Operation::Constant(_) | Operation::Drive(_))
    }

    /// Whether it is something to do where it stands.
    fn is_work(&self) -> bool {
        self.is_carried() || matches!(self, Operation::Keep(..) | Operation::Leave(_))
    }

    /// Whether it is done for what it does, not for what it makes.
    pub fn is_deed(&self) -> bool {
        matches!(
            self,
            Operation::Call(_)
                | Operation::Keep(..)
                | Operation::Leave(_)
                | Operation::EndRow(_)
                | Operation::Unless(_)
                | Operation::End
        )
    }
}

/// What a call needs: the flag of the paths that it is for, and the numbers it reads.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Call {
    pub only: Option<Made>,
    pub reads: Vec<Made>,
}

/// The end of a row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowEnd {
    /// Where the paths are that are better off apart from here on.
    pub apart: Option<Made>,
    /// What must still be there for them.
    pub reads: Vec<Made>,
}

/// Operations of a group from which on it is worth it to ask whether it can be left out.
const SHORT: usize = 12;

/// Operations in order.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    pub operations: Vec<Operation>,
    pub calls: Vec<Call>,
    pub rows: Vec<RowEnd>,
    /// What is made already.
    known: Known,
    /// What is known of each number.
    pub(super) facts: Vec<Facts>,
    /// What of that its maker told.
    pub(super) told: Vec<Facts>,
    /// What was made in a group that has ended: it is not there on the paths that left it out.
    gone: Vec<bool>,
    /// Where the open group begins.
    within: Option<usize>,
}

impl Tape {
    /// The operation, made at most once.
    pub fn make(&mut self, operation: Operation) -> Made {
        match self.known.find(&self.operations, &operation) {
            Ok(old) if self.gone[old] => {
                let made = self.put(operation);
                self.known.move_to(&self.operations, old, made.index());
                made
            }
            Ok(old) => Made(old as u32),
            Err(place) => {
                let made = self.put(operation);
                self.known.set(&self.operations, place, made.index());
                made
            }
        }
    }

    pub fn put(&mut self, operation: Operation) -> Made {
        self.facts.push(self.facts_of(&operation));
        self.told.push(Facts::NONE);
        self.operations.push(operation);
        self.gone.push(false);
        Made(self.operations.len() as u32 - 1)
    }

    pub fn constant(&mut self, value: f64) -> Made {
        self.make(Operation::Constant(value.to_bits()))
    }

    pub fn open(&mut self, flag: Made) {
        self.put(Operation::Unless(flag));
        self.within = Some(self.operations.len());
    }

    pub fn close(&mut self) {
        self.put(Operation::End);
        if let Some(start) = self.within.take() {
            self.gone[start..].fill(true);
        }
    }

    pub fn is_open(&self) -> bool {
        self.within.is_some()
    }

    /// The last operation that reads each.
    pub fn last_reads(&self) -> Vec<usize> {
        let mut last = vec![0; self.operations.len()];
        for at in 0..self.operations.len() {
            self.reads(at).into_iter().for_each(|read| last[read.index()] = at);
        }
        last
    }

    /// The operations of each row, up to its end; what follows the last end is a row, too.
    pub fn by_row(&self) -> Vec<Range<usize>> {
        let (mut rows, mut start) = (Vec::new(), 0);
        for (at, operation) in self.operations.iter().enumerate() {
            if let Operation::EndRow(_) = operation {
                rows.push(start..at + 1);
                start = at + 1;
            }
        }
        rows.push(start..self.operations.len());
        rows
    }

    pub fn operation(&self, made: Made) -> Operation {
        self.operations[made.index()]
    }

    /// What an operation reads.
    pub fn reads(&self, at: usize) -> Vec<Made> {
        match self.operations[at] {
            Operation::Call(call) => {
                let call = &self.calls[call as usize];
                call.only.into_iter().chain(call.reads.iter().copied()).collect()
            }
            Operation::EndRow(row) => {
                let row = &self.rows[row as usize];
                row.apart.into_iter().chain(row.reads.iter().copied()).collect()
            }
            other => other.reads().collect(),
        }
    }

    /// The same without what nobody reads and without the bounds of short groups, and where each operation has gone.
    pub fn needed(mut self) -> (Tape, Vec<Option<Made>>) {
        let mut open = vec![false; self.operations.len()];
        let needed = self.needed_within(&open);
        for group in self.groups() {
            let length = group.clone().filter(|at| needed[*at] && self.operation(Made(*at as u32)).is_work()).count();
            if length < SHORT {
                (open[group.start], open[group.end]) = (true, true);
                // What was told holds where the group counts.
                self.told[group].fill(Facts::NONE);
            }
        }
        let needed = self.needed_within(&open);
        let order: Vec<usize> = (0..self.operations.len()).filter(|at| needed[*at]).collect();
        self.arranged(&order)
    }

    /// By operation, whether it is a deed or read by one; without the bounds of groups that are open.
    fn needed_within(&self, open: &[bool]) -> Vec<bool> {
        let mut needed = vec![false; self.operations.len()];
        for at in (0..self.operations.len()).rev().filter(|at| !open[*at]) {
            needed[at] |= self.operations[at].is_deed();
            if needed[at] {
                self.reads(at).into_iter().for_each(|read| needed[read.index()] = true);
            }
        }
        needed
    }

    /// Groups, from the operation that begins each to the one that ends it.
    fn groups(&self) -> Vec<Range<usize>> {
        let (mut groups, mut start) = (Vec::new(), 0);
        for (at, operation) in self.operations.iter().enumerate() {
            match operation {
                Operation::Unless(_) => start = at,
                Operation::End => groups.push(start..at),
                _ => {}
            }
        }
        groups
    }

    /// These operations in this order, in which each comes after what it reads; and where each has gone.
    pub fn arranged(&self, order: &[usize]) -> (Tape, Vec<Option<Made>>) {
        let mut places = vec![None; self.operations.len()];
        let (mut operations, mut told) = (Vec::with_capacity(order.len()), Vec::with_capacity(order.len()));
        for &at in order {
            debug_assert!(self.reads(at).iter().all(|read| places[read.index()].is_some()), "what is read comes first");
            let moved = self.operations[at].moved(|read| places[read.index()].unwrap_or(read));
            places[at] = Some(Made(operations.len() as u32));
            operations.push(moved);
            told.push(self.told[at]);
        }
        let all = |reads: &[Made]| reads.iter().filter_map(|it| places[it.index()]).collect();
        let one = |read: Option<Made>| read.and_then(|it| places[it.index()]);
        let calls = self.calls.iter().map(|it| Call { only: one(it.only), reads: all(&it.reads) }).collect();
        let rows = self.rows.iter().map(|it| RowEnd { apart: one(it.apart), reads: all(&it.reads) }).collect();
        (Tape { operations, calls, rows, told, ..Tape::default() }, places)
    }
}

impl Operation {
    fn moved(&self, to: impl Fn(Made) -> Made) -> Operation {
        match *self {
            Operation::Constant(_)
            | Operation::Drive(_)
            | Operation::Call(_)
            | Operation::EndRow(_)
            | Operation::End => *self,
            Operation::Arithmetic(how, a, b) => Operation::Arithmetic(how, to(a), to(b)),
            Operation::Fused(how, a, b, c) => Operation::Fused(how, to(a), to(b), to(c)),
            Operation::Where(how, a, b, flag) => Operation::Where(how, to(a), to(b), to(flag)),
            Operation::Choose { flag, yes, no } => Operation::Choose { flag: to(flag), yes: to(yes), no: to(no) },
            Operation::Compare(how, a, b, within) => Operation::Compare(how, to(a), to(b), within.map(to)),
            Operation::Logic(how, a, b) => Operation::Logic(how, to(a), to(b)),
            Operation::Not(a) => Operation::Not(to(a)),
            Operation::Left(call, which) => Operation::Left(to(call), which),
            Operation::Keep(answer, a) => Operation::Keep(answer, to(a)),
            Operation::Leave(a) => Operation::Leave(to(a)),
            Operation::Unless(a) => Operation::Unless(to(a)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a tape with a group of so many operations is without what is not needed.
    fn with_group(length: u32) -> Tape {
        let mut tape = Tape::default();
        let (zero, drive) = (tape.constant(0.0), tape.make(Operation::Drive(0)));
        let flag = tape.make(Operation::Compare(Compare::Less, drive, zero, None));
        tape.open(flag);
        tape.make(Operation::Arithmetic(Arithmetic::Times, drive, drive));
        (0..length).for_each(|answer| {
            tape.put(Operation::Keep(answer, drive));
        });
        tape.close();
        tape.needed().0
    }

    #[test]
    fn only_what_is_long_is_left_out() {
        let is_group = |tape: &Tape| tape.operations.iter().any(|it| matches!(it, Operation::Unless(_)));
        assert!(is_group(&with_group(SHORT as u32)));
        let short = with_group(SHORT as u32 - 1);
        assert!(!is_group(&short) && !short.operations.contains(&Operation::End));
        // The drive and what is kept of it: nobody asks for the flag, nor for the product.
        assert_eq!(short.operations.len(), SHORT);
        assert_eq!(with_group(0).operations.len(), 0);
    }
}
