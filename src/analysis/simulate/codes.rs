//! What may stop a simulation before or between its paths.

use crate::diagnostic::Code;

/// A part of a simulation that is not one.
pub const NO_SUCH_SHARD: Code = Code("E6031");
/// Parts that do not make one simulation.
pub const NOT_ONE_SIMULATION: Code = Code("E6032");
/// What watches the paths could not take them.
pub const NOT_TAKEN: Code = Code("E6033");
