//! Work that is done in the loop of the row before its own: what a row makes of its drives alone, and of what was there
//! long ago. Then a loop is less of one long chain of operations that wait for each other.

use super::tape::{Made, Operation, Tape};
use std::ops::Range;

/// The tape in such an order, and where each operation has gone.
pub fn early(tape: &Tape) -> (Tape, Vec<Option<Made>>) {
    let rows = tape.by_row();
    let is_early = early_ones(tape, &rows);
    let mut order = Vec::with_capacity(tape.operations.len());
    for (index, row) in rows.iter().enumerate() {
        let next = rows.get(index + 1).cloned().unwrap_or_default();
        let end = row.clone().next_back().filter(|at| matches!(tape.operations[*at], Operation::EndRow(_)));
        order.extend(row.clone().filter(|at| !is_early[*at] && Some(*at) != end));
        order.extend(next.filter(|at| is_early[*at]));
        order.extend(end);
    }
    tape.arranged(&order)
}

/// By operation, whether it is done a row sooner: it reads nothing that its own row or the one before makes, other than
/// what goes with it. A check goes with what it reads; the paths that it leaves are left a row sooner.
fn early_ones(tape: &Tape, rows: &[Range<usize>]) -> Vec<bool> {
    let mut is_early = vec![false; tape.operations.len()];
    let mut before = 0..0;
    for row in rows {
        let mut within = false;
        for at in row.clone() {
            let operation = tape.operations[at];
            within |= matches!(operation, Operation::Unless(_));
            let goes = match operation {
                // Read where they are needed.
                Operation::Constant(_) | Operation::Drive(_) => true,
                Operation::Left(..) => false,
                Operation::Leave(_) => !within,
                other => !within && !other.is_deed(),
            };
            let waits = |read: Made| {
                let goes_along = is_early[read.index()] && row.contains(&read.index());
                tape.operation(read).is_carried() && read.index() >= before.start && !goes_along
            };
            is_early[at] = row.start > 0 && goes && !tape.reads(at).into_iter().any(waits);
            within &= operation != Operation::End;
        }
        before = row.clone();
    }
    is_early
}
