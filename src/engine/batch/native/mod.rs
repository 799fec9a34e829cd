//! A program's instructions as machine code: the same numbers, eight paths at a time in registers.

mod apart;
mod compare;
mod load;
mod lower;
mod parting;
mod place;
mod round;
mod run;
mod touched;
mod truth;
mod writing;

pub use run::{Ground, Written};
pub use writing::{Asked, Writing};
