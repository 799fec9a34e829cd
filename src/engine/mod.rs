//! Plan to outcome: the exact run in whole numbers of each kind's scale.

pub mod exact;
