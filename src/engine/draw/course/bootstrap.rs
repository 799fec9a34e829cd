//! History drawn again: blocks of changes in a row, each from a place drawn evenly, round the end of history.
//!
//! Politis and Romano, "A circular block-resampling procedure for stationary data" (1992).

use super::State;
use super::whole::{ONE, factor};
use crate::engine::draw::stream::{Need, Purpose, Stream};
use crate::engine::draw::strip::{STRIP, Strip};

#[derive(Debug, Clone)]
pub struct Bootstrap {
    process: usize,
    changes: Vec<f64>,
    block: usize,
}

impl Bootstrap {
    pub fn new(process: usize, changes: &[i128], block: u32) -> Bootstrap {
        let changes = changes.iter().map(|&change| change as f64 / ONE).collect();
        Bootstrap { process, changes, block: (block as usize).max(1) }
    }

    /// A draw where a block begins; the first begins in row 1.
    pub fn need(&self, row: usize) -> Option<Need> {
        let begins = row > 0 && (row - 1).is_multiple_of(self.block) && !self.changes.is_empty();
        begins.then_some(Need { purpose: Purpose::Choice, process: self.process, row, weighty: false })
    }

    #[inline(always)]
    pub fn step(&self, first: u64, row: usize, stream: &Stream, state: &mut State) {
        if row == 0 {
            state.at = Strip([1.0; STRIP]);
        }
        let history = self.changes.len();
        if let Some(need) = self.need(row) {
            let mut unused = Strip::ZERO;
            stream.uniforms(first, need, &mut state.hidden, &mut unused);
            for lane in 0..STRIP {
                state.hidden.0[lane] *= history as f64;
            }
        }
        if row > 0 && history > 0 {
            let since = (row - 1) % self.block;
            for lane in 0..STRIP {
                let place = (state.hidden.0[lane] as usize + since) % history;
                state.at.0[lane] *= self.changes[place];
            }
        }
        for lane in 0..STRIP {
            state.value.0[lane] = factor(state.at.0[lane] * ONE);
        }
    }
}
