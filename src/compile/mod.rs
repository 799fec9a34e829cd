//! Model to plan: one deal under one scenario becomes straight-line code.
//!
//! The order of this file is the order of a period: the nine moments, each emitted by its own room.

mod account;
mod ageing;
mod asset;
mod calendar;
mod case;
mod contract;
mod covenant;
mod curve;
mod enforcement;
mod expression;
mod fee;
mod lowering;
mod operate;
mod party;
mod process;
mod reaction;
mod sale;
mod shock;
mod shown;
mod tranche;
mod waterfall;

pub use case::Case;

use crate::diagnostic::{Diagnostic, codes::TOO_MUCH};
use crate::model::Model;
use crate::plan::Plan;
use lowering::Lowering;

/// Lowers the deal under a case, without the amendments that its scenario strikes. The model has been checked: what
/// fails here is a limit.
pub fn compile(model: &Model, case: &Case) -> Result<Plan, Diagnostic> {
    let mut it = Lowering::new(model.under(case.scenario), case);
    it.declare();
    it.draw();
    it.operate();
    it.accrue();
    it.collect();
    it.waterfalls();
    it.test_at_close();
    it.react();
    it.enforce();
    it.close();
    match it.too_deep {
        Some(place) => {
            Err(Diagnostic::error(TOO_MUCH, place, format!("this waits for more than {DEEPEST} other things in a row"))
                .help("write a long row as computed lines: they may wait for each other at any length"))
        }
        None => Ok(it.finish()),
    }
}

/// How deep curves, terms and contracts may wait for each other; rows of computed lines have no limit.
const DEEPEST: usize = 100;
