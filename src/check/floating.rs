//! Whether a coupon floats: whether it reads a curve, itself or through computed lines.

use std::collections::BTreeSet;

use super::checker::Checker;
use super::definition::Definition;
use super::reads::reads_of;
use crate::model::{Expr, LineId, Read};

impl<'a> Checker<'a> {
    pub(crate) fn floats(&mut self, expr: &Expr) -> bool {
        let mut waiting = reads_of(expr);
        let mut seen: BTreeSet<LineId> = BTreeSet::new();
        while let Some(read) = waiting.pop() {
            match read {
                Read::Curve(_) => return true,
                Read::Line(id) if seen.insert(id) => {
                    if let Some(value) = self.value_of(Definition::Line(id)) {
                        waiting.extend(reads_of(&value));
                    }
                }
                _ => {}
            }
        }
        false
    }
}
