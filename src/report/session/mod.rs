//! What a session at the prompt shows: a series, a moment, a step, what a change does.

pub mod difference;
pub mod moment;
pub mod series;
pub mod step;
