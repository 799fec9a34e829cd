//! Plan to outcome: running a plan, and reading what it left behind.

pub mod batch;
pub mod dispatch;
pub mod draw;
pub mod exact;
mod failure;
pub mod gauge;
mod known;
pub mod lanes;
mod native;
pub mod outcome;
mod places;
mod stop;

pub use failure::diagnose;
pub use stop::Stop;
