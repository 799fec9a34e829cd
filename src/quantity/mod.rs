//! Quantities: whole numbers of `10^-scale` with a unit, and the arithmetic that rounds them once.
//!
//! A value at run time is an `i128`; its scale and its unit are known before the run. `fixed` holds sums that end
//! in one rounding, `sums` those of statistics, `growth` powers and annuities, `unit` what is being counted, `decimal`
//! text.

pub mod currency;
pub mod decimal;
pub mod fixed;
pub mod growth;
mod interval;
pub mod matrix;
pub mod sums;
pub mod table;
mod transcendental;
pub mod unit;

pub use currency::Currency;
pub use fixed::{
    LIMIT, Rounding, allocate, allocate_one, compare_products, divide, fraction, multiply_divide, power_of_ten, rescale,
};
pub use growth::{level_payment, power};
pub use table::{DeclareError, UnitTable};
pub use transcendental::{exponential, square_root};
pub use unit::{CalendarUnit, ClockUnit, Dimension, Name, Unit};
