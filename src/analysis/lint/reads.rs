//! Everything an expression reads, itself or through computed lines.

use std::collections::BTreeSet;

use crate::model::{Expr, Model, Read};

pub fn reads(model: &Model, expr: &Expr) -> BTreeSet<Read> {
    let mut waiting = expr.reads();
    let mut seen = BTreeSet::new();
    while let Some(read) = waiting.pop() {
        if let (true, Read::Line(id)) = (seen.insert(read), read) {
            waiting.extend(model.lines[id.index()].value.reads());
        }
    }
    seen
}
