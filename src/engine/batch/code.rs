//! Instructions over columns: what a block of paths runs through.

use super::graph::Order;
use crate::plan::{NOT_AVAILABLE, Slot};

/// A column of numbers, by its place in a worker's memory.
pub type Column = u32;

/// A column of flags.
pub type Mask = u32;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Operand {
    Column(Column),
    Known(f64),
}

/// How a product or a quotient is rounded and checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounds {
    /// Some path may be below zero.
    pub signed: bool,
    /// The product may need more than the 53 bits of one float.
    pub long: bool,
    /// Some path may be too large to be rounded here.
    pub checked: bool,
    /// Larger numbers may stay, as the nearest float: only answers read them.
    pub loose: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Instruction {
    /// Goes to an instruction unless the flag is true on some path; up to there only those paths count.
    Unless {
        mask: Mask,
        next: u32,
    },
    Load {
        out: Column,
        driver: u32,
        row: u32,
        low: f64,
    },
    Add {
        out: Column,
        a: Operand,
        b: Operand,
        checked: bool,
    },
    Subtract {
        out: Column,
        a: Operand,
        b: Operand,
        checked: bool,
    },
    AddWhere {
        out: Column,
        a: Operand,
        b: Operand,
        mask: Mask,
        checked: bool,
    },
    SubtractWhere {
        out: Column,
        a: Operand,
        b: Operand,
        mask: Mask,
        checked: bool,
    },
    /// `b` is the one that may be n/a; both may when `missing`.
    Minimum {
        out: Column,
        a: Operand,
        b: Operand,
        missing: bool,
    },
    /// The smaller of two, and what is then left of the first: `b` is the one that may be n/a, or else `a` when
    /// `turned`.
    Take {
        out: Column,
        left: Column,
        a: Operand,
        b: Operand,
        turned: bool,
    },
    /// The same where only what is left is needed.
    Excess {
        out: Column,
        a: Operand,
        b: Operand,
        turned: bool,
    },
    Maximum {
        out: Column,
        a: Operand,
        b: Operand,
        missing: bool,
    },
    LeastKnown {
        out: Column,
        a: Operand,
        b: Operand,
    },
    MostKnown {
        out: Column,
        a: Operand,
        b: Operand,
    },
    SumKnown {
        out: Column,
        a: Operand,
        b: Operand,
        checked: bool,
    },
    /// a × b, a whole number
    Times {
        out: Column,
        a: Operand,
        b: Operand,
        loose: bool,
    },
    /// round(a × b / divisor)
    Product {
        out: Column,
        a: Operand,
        b: Operand,
        divisor: f64,
        rounds: Rounds,
    },
    /// round(a × numerator / (b × denominator))
    Quotient {
        out: Column,
        a: Operand,
        b: Operand,
        numerator: f64,
        denominator: f64,
        ratio: bool,
        rounds: Rounds,
    },
    Absolute {
        out: Column,
        a: Column,
    },
    /// n/a where the condition is, if it may be when `missing`.
    Select {
        out: Column,
        condition: Mask,
        yes: Operand,
        no: Operand,
        missing: bool,
    },
    Count {
        out: Column,
        flag: Mask,
    },
    Alone(Box<Alone>),
    /// `sure` where neither is ever n/a; so are those below.
    Less {
        out: Mask,
        a: Operand,
        b: Operand,
        sure: bool,
    },
    LessOrEqual {
        out: Mask,
        a: Operand,
        b: Operand,
        sure: bool,
    },
    Equal {
        out: Mask,
        a: Operand,
        b: Operand,
        sure: bool,
    },
    /// a × left against b × right; `long` when a product may need more than one float.
    Level {
        out: Mask,
        how: Order,
        a: Operand,
        left: f64,
        b: Operand,
        right: f64,
        long: bool,
    },
    And {
        out: Mask,
        a: Mask,
        b: Mask,
    },
    Or {
        out: Mask,
        a: Mask,
        b: Mask,
    },
    Not {
        out: Mask,
        a: Mask,
    },
    Choose {
        out: Mask,
        condition: Mask,
        yes: Truth,
        no: Truth,
    },
    /// `a` where it is available, else `b`.
    Otherwise {
        out: Mask,
        a: Mask,
        b: Mask,
    },
    IsTrue {
        out: Mask,
        a: Mask,
    },
    IsKnown {
        out: Mask,
        a: Mask,
    },
    IsNumber {
        out: Mask,
        a: Column,
    },
    IsOne {
        out: Mask,
        a: Column,
        sure: bool,
    },
    IsNotZero {
        out: Mask,
        a: Column,
        sure: bool,
    },
    /// Paths on which this is not an amount are left to the exact engine.
    CheckAmount {
        a: Operand,
        mask: Option<Mask>,
    },
    CheckTrue {
        a: Truth,
        mask: Option<Mask>,
    },
    Keep {
        answer: u32,
        a: Column,
    },
    /// Ends a row; where the flag is true, paths have much before them that others have not.
    EndRow {
        apart: Option<Mask>,
    },
}

impl Instruction {
    /// Whether it costs no more than asking if it is needed, and leaves no path to the exact engine.
    pub fn is_trifle(&self) -> bool {
        match self {
            Instruction::Add { checked, .. }
            | Instruction::Subtract { checked, .. }
            | Instruction::AddWhere { checked, .. }
            | Instruction::SubtractWhere { checked, .. } => !checked,
            Instruction::Minimum { .. }
            | Instruction::Maximum { .. }
            | Instruction::Take { .. }
            | Instruction::Excess { .. }
            | Instruction::Select { .. } => true,
            other => other.is_logic(),
        }
    }

    /// Flags from flags.
    pub fn is_logic(&self) -> bool {
        matches!(
            self,
            Instruction::And { .. }
                | Instruction::Or { .. }
                | Instruction::Not { .. }
                | Instruction::Choose { .. }
                | Instruction::Otherwise { .. }
                | Instruction::IsTrue { .. }
                | Instruction::IsKnown { .. }
        )
    }
}

/// A flag, or what it is on every path: 1 true, 2 false, 0 not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    Mask(Mask),
    Known(u8),
}

/// An operation of the plan, done lane by lane.
#[derive(Debug, Clone, PartialEq)]
pub struct Alone {
    pub operation: usize,
    pub row: usize,
    pub known: Vec<(Slot, i128)>,
    pub reads: Vec<(Slot, Column)>,
    pub writes: Vec<(Slot, Column)>,
}

/// The whole number in a float.
pub fn whole(value: f64) -> i128 {
    if value.is_nan() { NOT_AVAILABLE } else { value as i128 }
}

/// A program's instructions, and the memory they run in.
#[derive(Debug, Clone, Default)]
pub struct Code {
    pub instructions: Vec<Instruction>,
    /// The groups that wait for a flag, first to last: where each begins and ends, and its flag.
    pub groups: Vec<(u32, u32, Mask)>,
    pub columns: usize,
    pub masks: usize,
    /// Answers that are the same on every path; NaN where not available.
    pub settled: Vec<(u32, f64)>,
}

impl Code {
    /// The flag that an instruction waits for: only those paths count.
    pub fn mask(&self, at: u32) -> Option<Mask> {
        let before = self.groups.partition_point(|&(start, ..)| start <= at);
        let &(_, end, mask) = self.groups.get(before.checked_sub(1)?)?;
        (at < end).then_some(mask)
    }
}
