//! What kind of thing an expression gives.

use crate::quantity::Unit;

/// The type of a checked expression; a value of it is one whole number whose scale the type fixes.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Money, prices, ratios, rates, counted and physical quantities: one exponent vector.
    Quantity(Unit),
    /// 0 or 1.
    Boolean,
    /// Days since 1970-01-01.
    Date,
}

impl Type {
    /// Decimals kept by a value of this type.
    pub fn scale(&self) -> u32 {
        match self {
            Type::Quantity(unit) => unit.scale(),
            Type::Boolean | Type::Date => 0,
        }
    }

    pub fn unit(&self) -> Option<&Unit> {
        match self {
            Type::Quantity(unit) => Some(unit),
            Type::Boolean | Type::Date => None,
        }
    }
}

/// A span of time in the paper's own family: days, business days and months never mix.
pub use crate::time::Duration;
