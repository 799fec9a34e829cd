//! In what order the operations of a piece are written: those that others wait for longest come first, so that the
//! processor always has something to do while it waits.

use super::tape::{Arithmetic, Made, Operation, Tape};
use std::collections::BTreeSet;
use std::ops::Range;

/// Operations that may begin in a cycle.
const WIDTH: usize = 2;

/// Numbers alive at a time from which on registers get scarce.
const CROWDED: usize = 24;

/// Cycles until what it makes can be read, about.
fn latency(operation: &Operation) -> u32 {
    match operation {
        Operation::Arithmetic(how, ..) => match how {
            Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Least | Arithmetic::Most => 2,
            Arithmetic::Times => 3,
            Arithmetic::Over => 14,
            Arithmetic::And | Arithmetic::Or | Arithmetic::Xor => 1,
        },
        Operation::Fused(..) => 4,
        Operation::Where(..) => 3,
        Operation::Compare(..) => 5,
        Operation::Choose { .. } => 3,
        Operation::Constant(_) | Operation::Drive(_) => 0,
        _ => 1,
    }
}

/// The operations of a piece in the order in which to write them. None of them crosses the bounds of a group.
pub fn schedule(tape: &Tape, range: Range<usize>) -> Vec<usize> {
    let mut order = Vec::with_capacity(range.len());
    let mut start = range.start;
    for at in range.clone() {
        if matches!(tape.operations[at], Operation::Unless(_) | Operation::End) {
            Region::new(tape, start..at).write(&mut order);
            order.push(at);
            start = at + 1;
        }
    }
    Region::new(tape, start..range.end).write(&mut order);
    order
}

/// Operations between two bounds of groups.
struct Region<'a> {
    tape: &'a Tape,
    range: Range<usize>,
    /// Who reads what each operation makes, within the region.
    readers: Vec<Vec<usize>>,
    /// Operands that are still to be made, by operation.
    waits: Vec<usize>,
    /// Cycles from its beginning to the end of the last one that waits for it.
    height: Vec<u32>,
}

impl<'a> Region<'a> {
    fn new(tape: &'a Tape, range: Range<usize>) -> Region<'a> {
        let count = range.len();
        let mut it = Region {
            tape,
            range: range.clone(),
            readers: vec![Vec::new(); count],
            waits: vec![0; count],
            height: vec![0; count],
        };
        for at in range.clone() {
            for read in it.operands(at) {
                it.readers[read].push(at - range.start);
                it.waits[at - range.start] += 1;
            }
        }
        for place in (0..count).rev() {
            let after = it.readers[place].iter().map(|reader| it.height[*reader]).max().unwrap_or(0);
            it.height[place] = after + latency(&tape.operations[range.start + place]);
        }
        it
    }

    /// What it reads that is made in the region, each once, by place.
    fn operands(&self, at: usize) -> Vec<usize> {
        let mut reads: Vec<usize> =
            self.tape.operations[at].reads().filter_map(|read| read.index().checked_sub(self.range.start)).collect();
        reads.sort_unstable();
        reads.dedup();
        reads
    }

    fn write(mut self, order: &mut Vec<usize>) {
        let mut unread: Vec<usize> = self.readers.iter().map(Vec::len).collect();
        let (mut alive, mut cycle) = (0, 0u32);
        // Ready now, the most waited for last; ready at a later cycle.
        let mut ready: BTreeSet<(u32, std::cmp::Reverse<usize>)> = BTreeSet::new();
        let mut later: BTreeSet<(u32, usize)> =
            (0..self.range.len()).filter(|place| self.waits[*place] == 0).map(|place| (0, place)).collect();
        let mut made_at = vec![0; self.range.len()];
        while !ready.is_empty() || !later.is_empty() {
            while let Some(&(when, place)) = later.first().filter(|(when, _)| *when <= cycle) {
                later.remove(&(when, place));
                ready.insert((self.height[place], std::cmp::Reverse(place)));
            }
            for _ in 0..WIDTH {
                let Some(next) = self.next(&ready, &unread, alive) else { break };
                ready.remove(&(self.height[next], std::cmp::Reverse(next)));
                let at = self.range.start + next;
                order.push(at);
                let operation = self.tape.operations[at];
                made_at[next] = cycle + latency(&operation);
                for read in self.operands(at) {
                    unread[read] -= 1;
                    alive -= usize::from(unread[read] == 0 && self.is_number(read));
                }
                alive += usize::from(unread[next] > 0 && self.is_number(next));
                for reader in std::mem::take(&mut self.readers[next]) {
                    self.waits[reader] -= 1;
                    if self.waits[reader] == 0 {
                        let operands = self.operands(self.range.start + reader);
                        let when = operands.into_iter().map(|it| made_at[it]).max().unwrap_or(cycle);
                        later.insert((when, reader));
                    }
                }
            }
            cycle += 1;
        }
    }

    /// The one that is waited for most; where registers are scarce, one that gives some back.
    fn next(&self, ready: &BTreeSet<(u32, std::cmp::Reverse<usize>)>, unread: &[usize], alive: usize) -> Option<usize> {
        if alive < CROWDED {
            return ready.last().map(|it| it.1.0);
        }
        let gives = |place: usize| {
            let last = |read: &usize| unread[*read] == 1 && self.is_number(*read);
            let back = self.operands(self.range.start + place).iter().filter(|read| last(read)).count();
            back as i64 - i64::from(unread[place] > 0 && self.is_number(place))
        };
        ready.iter().max_by_key(|it| (gives(it.1.0), **it)).map(|it| it.1.0)
    }

    fn is_number(&self, place: usize) -> bool {
        let operation = self.tape.operation(Made((self.range.start + place) as u32));
        operation.is_carried() && !operation.is_flag()
    }
}
