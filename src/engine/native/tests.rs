//! Drawn tapes in machine code, beside the same tapes worked out one operation and one path at a time.

use super::early::early;
use super::tape::Logic;
use super::*;
use crate::engine::lanes::Columns;

const LANES: usize = 64;
const DRIVES: usize = 4;

/// A linear congruential generator, constants of Knuth's MMIX.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Old ones as often as new ones: some wait long.
    fn made(&mut self, all: &[Made]) -> Made {
        if self.below(2) == 0 { self.of(all) } else { all[all.len() - 1 - self.below(all.len().min(8))] }
    }
}

const ARITHMETIC: [Arithmetic; 9] = [
    Arithmetic::Add,
    Arithmetic::Subtract,
    Arithmetic::Times,
    Arithmetic::Over,
    Arithmetic::Least,
    Arithmetic::Most,
    Arithmetic::And,
    Arithmetic::Or,
    Arithmetic::Xor,
];
const FUSED: [Fused; 3] = [Fused::TimesAdd, Fused::TimesSubtract, Fused::SubtractTimes];
const COMPARE: [Compare; 10] = [
    Compare::Less,
    Compare::LessOrEqual,
    Compare::More,
    Compare::MoreOrEqual,
    Compare::Equal,
    Compare::NotEqual,
    Compare::NotLessOrEqual,
    Compare::NotMoreOrEqual,
    Compare::Ordered,
    Compare::Unordered,
];
const LOGIC: [Logic; 3] = [Logic::And, Logic::Or, Logic::AndNot];

/// A tape that keeps many numbers and flags alive, with groups and rows, and the number of its answers.
fn drawn(seed: u64) -> (Tape, u32) {
    let (mut tape, mut dice) = (Tape::default(), Dice(seed));
    let mut numbers: Vec<Made> = [0.0, 1.0, -2.5, 1e6, f64::NAN].map(|it| tape.constant(it)).to_vec();
    numbers.extend((0..DRIVES as u32).map(|it| tape.make(Operation::Drive(it))));
    // The last drive is always a number.
    let plain = [numbers[0], numbers[1], numbers[2], numbers[3], numbers[numbers.len() - 1]];
    tape.know(plain[4], Facts::between(-1e9, 12_345.678));
    let mut flags = vec![tape.everywhere()];
    let never = tape.make(Operation::Compare(Compare::NotEqual, plain[0], plain[0], None));
    let (mut answers, mut group): (u32, Option<(Made, usize, usize)>) = (0, None);
    for _ in 0..400 {
        let (a, b, c) = (dice.made(&numbers), dice.made(&numbers), dice.made(&numbers));
        let (flag, other) = (dice.made(&flags), dice.made(&flags));
        match dice.below(16) {
            0..=3 => {
                let how = dice.of(&ARITHMETIC);
                // What the bits of "not a number" are is nobody's business: bits are taken of what always is one.
                let of_bits = matches!(how, Arithmetic::And | Arithmetic::Or | Arithmetic::Xor);
                let (a, b) = if of_bits { (dice.of(&plain), dice.of(&plain)) } else { (a, b) };
                numbers.push(tape.make(Operation::Arithmetic(how, a, b)));
            }
            4 | 5 => numbers.push(tape.make(Operation::Fused(dice.of(&FUSED), a, b, c))),
            6 => numbers.push(tape.make(Operation::Where(dice.of(&ARITHMETIC[..2]), a, b, flag))),
            7 | 8 => numbers.push(tape.make(Operation::Choose { flag, yes: a, no: b })),
            9 | 10 => {
                let within = (dice.below(2) == 0).then_some(flag);
                flags.push(tape.make(Operation::Compare(dice.of(&COMPARE), a, b, within)));
            }
            11 => flags.push(tape.make(Operation::Logic(dice.of(&LOGIC), flag, other))),
            12 => flags.push(tape.make(Operation::Not(flag))),
            13 if group.is_none() => {
                tape.open(flag);
                group = Some((flag, numbers.len(), flags.len()));
            }
            14 => {
                if let Some((flag, from, flags_from)) = group.take() {
                    tape.close();
                    // Out of a group only by way of its flag.
                    let made: Vec<Made> = numbers.drain(from..).collect();
                    flags.truncate(flags_from);
                    for yes in made {
                        let no = dice.of(&numbers);
                        numbers.push(tape.make(Operation::Choose { flag, yes, no }));
                    }
                }
            }
            15 if group.is_none() && dice.below(4) == 0 => {
                tape.rows.push(RowEnd { apart: Some(never), reads: Vec::new() });
                tape.put(Operation::EndRow(tape.rows.len() as u32 - 1));
            }
            _ if group.is_none() => {
                tape.put(Operation::Keep(answers, a));
                answers += 1;
                if dice.below(8) == 0 {
                    tape.leave(Where::Flag(flag));
                }
            }
            _ => {}
        }
    }
    if group.is_some() {
        tape.close();
    }
    (tape.needed().0, answers)
}

/// The answers of one path, and whether it is left.
fn by_hand(tape: &Tape, drives: &Columns, lane: usize, answers: usize) -> (Vec<f64>, bool) {
    let (mut numbers, mut flags) = (vec![0.0; tape.operations.len()], vec![false; tape.operations.len()]);
    let (mut kept, mut left) = (vec![0.0; answers], false);
    for (at, operation) in tape.operations.iter().enumerate() {
        let (n, f) = (|made: Made| -> f64 { numbers[made.index()] }, |made: Made| -> bool { flags[made.index()] });
        let arithmetic = |how: Arithmetic, a: f64, b: f64| match how {
            Arithmetic::Add => a + b,
            Arithmetic::Subtract => a - b,
            Arithmetic::Times => a * b,
            Arithmetic::Over => a / b,
            Arithmetic::Least => {
                if a < b {
                    a
                } else {
                    b
                }
            }
            Arithmetic::Most => {
                if a > b {
                    a
                } else {
                    b
                }
            }
            Arithmetic::And => f64::from_bits(a.to_bits() & b.to_bits()),
            Arithmetic::Or => f64::from_bits(a.to_bits() | b.to_bits()),
            Arithmetic::Xor => f64::from_bits(a.to_bits() ^ b.to_bits()),
        };
        match *operation {
            Operation::Constant(bits) => numbers[at] = f64::from_bits(bits),
            Operation::Drive(column) => numbers[at] = drives.get(column as usize, lane),
            Operation::Arithmetic(how, a, b) => numbers[at] = arithmetic(how, n(a), n(b)),
            Operation::Fused(Fused::TimesAdd, a, b, c) => numbers[at] = n(a).mul_add(n(b), n(c)),
            Operation::Fused(Fused::TimesSubtract, a, b, c) => numbers[at] = n(a).mul_add(n(b), -n(c)),
            Operation::Fused(Fused::SubtractTimes, a, b, c) => numbers[at] = (-n(a)).mul_add(n(b), n(c)),
            Operation::Where(how, a, b, flag) => numbers[at] = if f(flag) { arithmetic(how, n(a), n(b)) } else { n(a) },
            Operation::Choose { flag, yes, no } => numbers[at] = if f(flag) { n(yes) } else { n(no) },
            Operation::Compare(how, a, b, within) => flags[at] = how.holds(n(a), n(b)) && within.is_none_or(f),
            Operation::Logic(Logic::And, a, b) => flags[at] = f(a) && f(b),
            Operation::Logic(Logic::Or, a, b) => flags[at] = f(a) || f(b),
            Operation::Logic(Logic::AndNot, a, b) => flags[at] = f(a) && !f(b),
            Operation::Not(a) => flags[at] = !f(a),
            Operation::Keep(answer, a) => kept[answer as usize] = n(a),
            Operation::Leave(flag) => left |= f(flag),
            Operation::Call(_) | Operation::Left(..) => unreachable!("none is drawn"),
            Operation::EndRow(_) | Operation::Unless(_) | Operation::End => {}
        }
    }
    (kept, left)
}

#[test]
fn code_does_what_its_tape_says() {
    if Level::best() < Level::Native {
        return;
    }
    let (mut compared, mut folded) = (0, 0);
    for seed in 0..600 {
        let (tape, answers) = drawn(seed);
        // As it is, in another order, and with all that is known folded away.
        let written = match (seed % 3, calm(&tape)) {
            (1, _) => early(&tape).0,
            (2, Some(calm)) => {
                folded += tape.operations.len() - calm.tape.operations.len();
                calm.tape
            }
            _ => tape.clone(),
        };
        let native = Native::new(&written, LANES / WIDTH + 1).expect("memory that can be run");
        let (mut drives, mut dice) = (Columns::new(DRIVES, LANES), Dice(seed));
        for lane in 0..LANES {
            for column in 0..DRIVES {
                let all = [f64::NAN, 0.0, 1.0, -1.0, 3.0, 0.1, -7.25, 12_345.678, -1e9];
                drives.set(column, lane, dice.of(if column + 1 < DRIVES { &all } else { &all[1..] }));
            }
        }
        let mut kept = Columns::new(answers as usize, LANES);
        let (mut frames, mut table) = (vec![Chunk::ZERO; native.frame * LANES / WIDTH], native.table.clone());
        let mut left = [0; LANES / WIDTH];
        for stage in &native.stages {
            if let Stage::Run(start) = *stage {
                let (frames, table, left) = (&mut frames, &mut table, &mut left);
                let mut ground = Ground { frames, drives: &drives, answers: &mut kept, table, left };
                assert!(native.code.run(start, LANES / WIDTH, &mut ground));
            }
        }
        for lane in 0..LANES {
            let (wanted, leaves) = by_hand(&tape, &drives, lane, answers as usize);
            assert_eq!(left[lane / WIDTH] >> (lane % WIDTH) & 1 == 1, leaves, "tape {seed}, lane {lane}");
            for (answer, wanted) in wanted.into_iter().enumerate() {
                let found = kept.get(answer, lane);
                let same = found.to_bits() == wanted.to_bits() || (found.is_nan() && wanted.is_nan());
                assert!(same, "tape {seed}, lane {lane}, answer {answer}: {found}, not {wanted}");
                compared += 1;
            }
        }
    }
    assert!(compared > 200_000 && folded > 1_000, "{compared}, {folded}");
}

#[test]
fn code_does_not_run_on_ground_that_is_too_small() {
    if Level::best() < Level::Native {
        return;
    }
    let (tape, answers) = (0..100).map(drawn).find(|(tape, _)| tape.rows.len() > 2).expect("one in a hundred has rows");
    let native = Native::new(&tape, LANES / WIDTH + 1).expect("memory that can be run");
    let (drives, mut kept) = (Columns::new(DRIVES, LANES), Columns::new(answers as usize, LANES));
    let (mut few, mut enough) = (Columns::new(answers as usize - 1, LANES), vec![Chunk::ZERO; native.frame * 8]);
    let (mut table, mut left) = (native.table.clone(), [0; LANES / WIDTH]);
    let mut run = |frames: &mut [Chunk], answers: &mut Columns, groups: usize, start: usize| {
        let mut ground = Ground { frames, drives: &drives, answers, table: &mut table, left: &mut left };
        native.code.run(start, groups, &mut ground)
    };
    let first = native.stages.iter().find_map(|it| if let Stage::Run(start) = it { Some(*start) } else { None });
    let start = first.expect("a tape has some code");
    assert!(run(&mut enough, &mut kept, 8, start));
    assert!(!run(&mut enough, &mut few, 8, start));
    assert!(!run(&mut enough[1..], &mut kept, 8, start));
    assert!(!run(&mut enough, &mut kept, 9, start));
    assert!(!run(&mut enough, &mut kept, 0, start));
    assert!(!run(&mut enough, &mut kept, 8, usize::MAX));
}

#[test]
fn a_tape_that_reaches_too_far_is_not_written() {
    let mut tape = Tape::default();
    let far = tape.make(Operation::Drive(2_000_000));
    tape.put(Operation::Keep(0, far));
    assert!(Native::new(&tape, LANES / WIDTH + 1).is_some() || Level::best() < Level::Native);
    assert!(Native::new(&tape, 33).is_none());
}
