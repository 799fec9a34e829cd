//! What must hold of the drives of a block before code is run on them.

use crate::engine::batch::bounds::in_range;
use crate::engine::dispatch::{Kernel, dispatch};
use crate::engine::lanes::{Drives, WIDTH};

/// A column of drives whose numbers must be from `low` up to `CHECKED`.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    pub column: u32,
    pub low: f64,
}

/// Whether every load holds on the first `lanes` paths.
pub fn all_hold(loads: &[Load], drives: &Drives, lanes: usize) -> bool {
    dispatch(Hold { loads, drives, lanes })
}

struct Hold<'a> {
    loads: &'a [Load],
    drives: &'a Drives,
    lanes: usize,
}

impl Kernel for Hold<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let mut fine = [u64::MAX; WIDTH];
        for load in self.loads {
            let column = self.drives.columns.column(load.column as usize);
            let (whole, rest) = column.split_at(self.lanes / WIDTH);
            for chunk in whole {
                for (fine, it) in fine.iter_mut().zip(chunk.0) {
                    *fine &= in_range(it, load.low);
                }
            }
            // What stands beyond the last path is nobody's.
            let rest = rest.first().into_iter().flat_map(|chunk| chunk.0).take(self.lanes % WIDTH);
            for (fine, it) in fine.iter_mut().zip(rest) {
                *fine &= in_range(it, load.low);
            }
        }
        !fine.contains(&0)
    }
}
