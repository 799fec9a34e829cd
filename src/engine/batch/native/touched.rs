//! What a tape's code reads and keeps in each row.

use crate::engine::native::{Operation, Tape};
use std::ops::Range;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Columns of the drives that are read in a row.
    pub drives: Vec<u32>,
    /// Columns of the answers that are kept in it.
    pub answers: Vec<u32>,
}

/// By row.
pub fn touched(tape: &Tape) -> Vec<Touched> {
    tape.by_row().into_iter().map(|row| Touched::of(tape, row)).collect()
}

impl Touched {
    fn of(tape: &Tape, row: Range<usize>) -> Touched {
        let mut it = Touched::default();
        for at in row {
            if let Operation::Keep(answer, _) = tape.operations[at] {
                it.answers.push(answer);
            }
            for read in tape.reads(at) {
                if let Operation::Drive(column) = tape.operation(read)
                    && !it.drives.contains(&column)
                {
                    it.drives.push(column);
                }
            }
        }
        it
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::native::RowEnd;

    #[test]
    fn a_drive_counts_in_each_row_that_reads_it() {
        let mut tape = Tape::default();
        let (one, other) = (tape.make(Operation::Drive(3)), tape.make(Operation::Drive(5)));
        tape.put(Operation::Keep(7, one));
        tape.put(Operation::Keep(8, one));
        tape.rows.push(RowEnd::default());
        tape.put(Operation::EndRow(0));
        tape.put(Operation::Keep(9, other));
        tape.put(Operation::Keep(2, one));
        let first = Touched { drives: vec![3], answers: vec![7, 8] };
        assert_eq!(touched(&tape), [first, Touched { drives: vec![5, 3], answers: vec![9, 2] }]);
    }
}
