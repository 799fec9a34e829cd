//! A tape for paths to which nothing has happened: shorter, since it takes the flags that part the paths for false. A path
//! on which one of them is true has to go on elsewhere, with the whole tape, from the start of that row.

use super::early::early;
use super::flags::Where;
use super::tape::{Call, Logic, Made, Operation, RowEnd, Tape};

/// What an operation of the whole tape is on the calm one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Number(Made),
    Flag(Where),
}

#[derive(Debug)]
pub struct Calm {
    pub tape: Tape,
    /// By row, what the whole tape needs at its start, and what that is on this one.
    pub handed: Vec<Vec<(Made, Meaning)>>,
    /// By call of this tape, the call of the whole one.
    pub calls: Vec<u32>,
}

impl Calm {
    /// Whether it is worth it to keep two.
    pub fn is_much_shorter(&self, whole: &Tape) -> bool {
        self.tape.operations.len() * 5 < whole.operations.len() * 4
    }
}

/// The calm tape of a whole one; `None` where there is nothing that parts the paths.
pub fn calm(whole: &Tape) -> Option<Calm> {
    let parting: Vec<Made> = whole.rows.iter().filter_map(|row| row.apart).collect();
    if parting.is_empty() {
        return None;
    }
    let mut it = Calming {
        whole,
        tape: Tape::default(),
        means: Vec::with_capacity(whole.operations.len()),
        parts: vec![false; whole.operations.len()],
        told: Where::Never,
        calls: Vec::new(),
    };
    parting.into_iter().for_each(|flag| it.parts[flag.index()] = true);
    let needed = needed_by_row(whole);
    let mut handed = Vec::new();
    let mut skipping = false;
    for (at, operation) in whole.operations.iter().enumerate() {
        if let Operation::EndRow(row) = *operation {
            handed.push(it.end_row(row, &needed[row as usize]));
            continue;
        }
        skipping &= *operation != Operation::End;
        let meaning = if skipping { it.nothing(operation) } else { it.meaning(operation, &mut skipping) };
        if let Meaning::Number(made) = meaning
            && !skipping
        {
            it.tape.know(made, whole.told(Made(at as u32)));
        }
        it.means.push(meaning);
        if it.parts[at]
            && let Meaning::Flag(told) = meaning
        {
            it.told = it.tape.or(it.told, told);
            it.means[at] = Meaning::Flag(Where::Never);
        }
    }
    let calls = it.calls;
    let (tape, places) = it.tape.needed();
    let (tape, moved) = early(&tape);
    let place = |made: Made| places[made.index()].and_then(|made| moved[made.index()]);
    let moved = |meaning: Meaning| match meaning {
        Meaning::Number(made) => place(made).map(Meaning::Number),
        Meaning::Flag(Where::Flag(made)) => place(made).map(|it| Meaning::Flag(Where::Flag(it))),
        known => Some(known),
    };
    for row in &mut handed {
        for (_, meaning) in row {
            *meaning = moved(*meaning)?;
        }
    }
    Some(Calm { tape, handed, calls })
}

/// By row, what was made before it and is read in it or later.
fn needed_by_row(whole: &Tape) -> Vec<Vec<Made>> {
    let last = whole.last_reads();
    let (mut rows, mut alive, mut made) = (Vec::new(), Vec::new(), 0);
    for row in whole.by_row() {
        alive.extend((made..row.start).map(|it| Made(it as u32)).filter(|it| whole.operation(*it).is_carried()));
        made = row.start;
        alive.retain(|it: &Made| last[it.index()] >= row.start);
        rows.push(alive.clone());
    }
    rows
}

struct Calming<'a> {
    whole: &'a Tape,
    tape: Tape,
    means: Vec<Meaning>,
    /// Whether an operation is a flag that parts the paths: taken for false from where it is made.
    parts: Vec<bool>,
    /// Where one of them is true that was made in this row.
    told: Where,
    calls: Vec<u32>,
}

impl Calming<'_> {
    fn number(&mut self, made: Made) -> Made {
        match self.means[made.index()] {
            Meaning::Number(made) => made,
            Meaning::Flag(_) => self.tape.constant(0.0),
        }
    }

    fn flag(&self, made: Made) -> Where {
        match self.means[made.index()] {
            Meaning::Flag(flag) => flag,
            Meaning::Number(_) => Where::Never,
        }
    }

    /// What is made where nobody needs it.
    fn nothing(&mut self, operation: &Operation) -> Meaning {
        if operation.is_flag() { Meaning::Flag(Where::Never) } else { Meaning::Number(self.tape.constant(0.0)) }
    }

    fn meaning(&mut self, operation: &Operation, skipping: &mut bool) -> Meaning {
        match *operation {
            Operation::Constant(_) | Operation::Drive(_) => Meaning::Number(self.tape.make(*operation)),
            Operation::Arithmetic(how, a, b) => {
                let (a, b) = (self.number(a), self.number(b));
                Meaning::Number(self.tape.arithmetic(how, a, b))
            }
            Operation::Fused(how, a, b, c) => {
                let (a, b, c) = (self.number(a), self.number(b), self.number(c));
                Meaning::Number(self.tape.fused(how, a, b, c))
            }
            Operation::Where(how, a, b, flag) => {
                let (a, b, there) = (self.number(a), self.number(b), self.flag(flag));
                Meaning::Number(self.tape.change(how, a, b, there))
            }
            Operation::Choose { flag, yes, no } => {
                let (flag, yes, no) = (self.flag(flag), self.number(yes), self.number(no));
                Meaning::Number(self.tape.choose(flag, yes, no))
            }
            Operation::Compare(how, a, b, within) => {
                let (a, b) = (self.number(a), self.number(b));
                let within = within.map_or(Where::Always, |within| self.flag(within));
                Meaning::Flag(self.tape.compare(how, a, b, within))
            }
            Operation::Logic(how, a, b) => {
                let (a, b) = (self.flag(a), self.flag(b));
                Meaning::Flag(match how {
                    Logic::And => self.tape.and(a, b),
                    Logic::Or => self.tape.or(a, b),
                    Logic::AndNot => self.tape.except(a, b),
                })
            }
            Operation::Not(a) => {
                let a = self.flag(a);
                Meaning::Flag(self.tape.not(a))
            }
            Operation::Call(call) => {
                let Call { only, reads } = &self.whole.calls[call as usize];
                let only = match only.map_or(Where::Always, |only| self.flag(only)) {
                    Where::Never => return self.nothing(operation),
                    Where::Always => None,
                    Where::Flag(flag) => Some(flag),
                };
                let reads = reads.iter().map(|read| self.number(*read)).collect();
                self.tape.calls.push(Call { only, reads });
                let index = self.calls.len() as u32;
                self.calls.push(call);
                Meaning::Number(self.tape.put(Operation::Call(index)))
            }
            Operation::Left(call, which) => {
                let call = self.number(call);
                Meaning::Number(match self.tape.operation(call) {
                    Operation::Call(_) => self.tape.put(Operation::Left(call, which)),
                    _ => call,
                })
            }
            Operation::Keep(answer, a) => {
                let a = self.number(a);
                self.tape.put(Operation::Keep(answer, a));
                self.nothing(operation)
            }
            Operation::Leave(flag) => {
                let flag = self.flag(flag);
                self.tape.leave(flag);
                self.nothing(operation)
            }
            Operation::Unless(flag) => {
                match self.flag(flag) {
                    Where::Never => *skipping = true,
                    Where::Always => {}
                    Where::Flag(flag) => self.tape.open(flag),
                }
                self.nothing(operation)
            }
            Operation::End => {
                if self.tape.is_open() {
                    self.tape.close();
                }
                self.nothing(operation)
            }
            Operation::EndRow(_) => self.nothing(operation),
        }
    }

    /// What is handed over where a path leaves in this row.
    fn end_row(&mut self, row: u32, needed: &[Made]) -> Vec<(Made, Meaning)> {
        let apart = match std::mem::replace(&mut self.told, Where::Never) {
            Where::Never => None,
            Where::Always => Some(self.tape.everywhere()),
            Where::Flag(flag) => Some(flag),
        };
        let needed = if apart.is_some() { needed } else { &[] };
        let read = |made: &Made| match self.means[made.index()] {
            Meaning::Number(made) | Meaning::Flag(Where::Flag(made)) => Some(made),
            Meaning::Flag(Where::Never | Where::Always) => None,
        };
        let reads = needed.iter().filter_map(read).collect();
        let handed = needed.iter().map(|made| (*made, self.means[made.index()])).collect();
        self.tape.rows.push(RowEnd { apart, reads });
        let made = self.tape.put(Operation::EndRow(row));
        self.means.push(Meaning::Number(made));
        handed
    }
}
