//! In what order the operations of a piece are written: those that others wait for longest come first, so that the
//! processor always has something to do while it waits.

use super::tape::{Arithmetic, Operation, Tape};
use std::cmp::Reverse;
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

/// The operations of a piece in the order in which to write them. What a group does stays together.
pub fn schedule(tape: &Tape, range: Range<usize>) -> Vec<usize> {
    let steps = steps(tape, range);
    let mut order = Vec::new();
    for step in Region::new(tape, steps.clone()).ordered() {
        let Range { start, end } = steps[step].clone();
        order.push(start);
        if end - start > 1 {
            let within = (start + 1..end - 1).map(|at| at..at + 1).collect();
            order.extend(Region::new(tape, within).ordered().into_iter().map(|step| start + 1 + step));
            order.push(end - 1);
        }
    }
    order
}

/// Operations one by one, and groups from their beginning to their end.
fn steps(tape: &Tape, range: Range<usize>) -> Vec<Range<usize>> {
    let (mut steps, mut start) = (Vec::new(), range.start);
    while start < range.end {
        let mut rest = start..range.end;
        let last = match tape.operations[start] {
            Operation::Unless(_) => rest.find(|at| tape.operations[*at] == Operation::End).unwrap_or(range.end - 1),
            _ => start,
        };
        steps.push(start..last + 1);
        start = last + 1;
    }
    steps
}

/// Steps to be put in order: each an operation, or a group from its beginning to its end.
struct Region<'a> {
    tape: &'a Tape,
    steps: Vec<Range<usize>>,
    /// Steps whose outcome each step waits for.
    operands: Vec<Vec<usize>>,
    /// Steps that wait for each step.
    readers: Vec<Vec<usize>>,
    /// Cycles from its beginning to the end of the last one that waits for it.
    height: Vec<u32>,
}

impl<'a> Region<'a> {
    fn new(tape: &'a Tape, steps: Vec<Range<usize>>) -> Region<'a> {
        let start = steps.first().map_or(0, |step| step.start);
        let step_of: Vec<usize> =
            steps.iter().enumerate().flat_map(|(index, step)| std::iter::repeat_n(index, step.len())).collect();
        let operands = |(index, step): (usize, &Range<usize>)| {
            let reads = step.clone().flat_map(|at| tape.operations[at].reads());
            let before = reads.filter_map(|read| step_of.get(read.index().checked_sub(start)?).copied());
            let mut before: Vec<usize> = before.filter(|it| *it != index).collect();
            before.sort_unstable();
            before.dedup();
            before
        };
        let operands: Vec<Vec<usize>> = steps.iter().enumerate().map(operands).collect();
        let mut readers = vec![Vec::new(); steps.len()];
        for (index, operands) in operands.iter().enumerate() {
            operands.iter().for_each(|operand| readers[*operand].push(index));
        }
        let mut it = Region { tape, height: vec![0; steps.len()], steps, operands, readers };
        for step in (0..it.steps.len()).rev() {
            let after = it.readers[step].iter().map(|reader| it.height[*reader]).max().unwrap_or(0);
            it.height[step] = after + it.latency(step);
        }
        it
    }

    /// Of a group, about as long as it takes to begin everything in it.
    fn latency(&self, step: usize) -> u32 {
        let step = self.steps[step].clone();
        if step.len() == 1 { latency(&self.tape.operations[step.start]) } else { (step.len() / WIDTH) as u32 }
    }

    fn ordered(self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.steps.len());
        let mut unread: Vec<usize> = self.readers.iter().map(Vec::len).collect();
        let mut waits: Vec<usize> = self.operands.iter().map(Vec::len).collect();
        let (mut alive, mut cycle) = (0, 0u32);
        // Ready now, the most waited for last; ready at a later cycle.
        let mut ready: BTreeSet<(u32, Reverse<usize>)> = BTreeSet::new();
        let mut later: BTreeSet<(u32, usize)> =
            (0..self.steps.len()).filter(|step| waits[*step] == 0).map(|step| (0, step)).collect();
        let mut made_at = vec![0; self.steps.len()];
        while !ready.is_empty() || !later.is_empty() {
            while let Some(&(when, step)) = later.first().filter(|(when, _)| *when <= cycle) {
                later.remove(&(when, step));
                ready.insert((self.height[step], Reverse(step)));
            }
            for _ in 0..WIDTH {
                let Some(next) = self.next(&ready, &unread, alive) else { break };
                ready.remove(&(self.height[next], Reverse(next)));
                order.push(next);
                made_at[next] = cycle + self.latency(next);
                for &read in &self.operands[next] {
                    unread[read] -= 1;
                    alive -= usize::from(unread[read] == 0 && self.is_number(read));
                }
                alive += usize::from(unread[next] > 0 && self.is_number(next));
                for &reader in &self.readers[next] {
                    waits[reader] -= 1;
                    if waits[reader] == 0 {
                        let when = self.operands[reader].iter().map(|it| made_at[*it]).max().unwrap_or(cycle);
                        later.insert((when, reader));
                    }
                }
            }
            cycle += 1;
        }
        order
    }

    /// The one that is waited for most; where registers are scarce, one that gives some back.
    fn next(&self, ready: &BTreeSet<(u32, Reverse<usize>)>, unread: &[usize], alive: usize) -> Option<usize> {
        if alive < CROWDED {
            return ready.last().map(|it| it.1.0);
        }
        let gives = |step: usize| {
            let last = |read: &&usize| unread[**read] == 1 && self.is_number(**read);
            let back = self.operands[step].iter().filter(last).count();
            back as i64 - i64::from(unread[step] > 0 && self.is_number(step))
        };
        ready.iter().max_by_key(|it| (gives(it.1.0), **it)).map(|it| it.1.0)
    }

    /// Whether it makes a number; what a group makes is few.
    fn is_number(&self, step: usize) -> bool {
        let step = self.steps[step].clone();
        let operation = &self.tape.operations[step.start];
        step.len() == 1 && operation.is_carried() && !operation.is_flag()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::native::{Compare, Made};

    /// A long chain that comes after a group and has no need of it goes first; a group stays together.
    #[test]
    fn what_is_waited_for_longest_passes_a_group() {
        let mut tape = Tape::default();
        let [one, other] = [0, 1].map(|column| tape.make(Operation::Drive(column)));
        let product = |tape: &mut Tape, a: Made, b: Made| tape.make(Operation::Arithmetic(Arithmetic::Times, a, b));
        let flag = tape.make(Operation::Compare(Compare::Less, one, other, None));
        tape.open(flag);
        let mut within = one;
        for _ in 0..3 {
            within = product(&mut tape, within, one);
        }
        tape.close();
        let chosen = tape.make(Operation::Choose { flag, yes: within, no: one });
        let mut chain = other;
        for _ in 0..20 {
            chain = product(&mut tape, chain, other);
        }
        for (answer, made) in [chosen, chain].into_iter().enumerate() {
            tape.put(Operation::Keep(answer as u32, made));
        }
        let order = schedule(&tape, 0..tape.operations.len());
        let mut all = order.clone();
        all.sort_unstable();
        assert_eq!(all, (0..tape.operations.len()).collect::<Vec<_>>());
        let place = |at: usize| order.iter().position(|it| *it == at).expect("every operation is written");
        let begins = place(flag.index() + 1);
        assert_eq!(order[begins..begins + 5], [3, 4, 5, 6, 7]);
        assert!(place(chosen.index() + 1) < begins, "the chain begins before the group: {order:?}");
        assert!((0..order.len()).all(|at| tape.reads(at).iter().all(|read| place(read.index()) < place(at))));
    }
}
