//! The yardstick: the reference deal written by hand for wide registers, with draws of its own. It knows nothing but this
//! deal and keeps nothing but its summary: what there is to gain at most.

mod deal;
mod draw;
mod lanes;

pub use deal::{BLOCK, PERIODS, Summary, periods, run_block};
pub use draw::fill;
pub use lanes::Numbers;
