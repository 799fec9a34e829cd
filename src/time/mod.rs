//! Time: dates, durations, business days, day counts and the grid of periods.

pub mod calendar;
pub mod date;
pub mod daycount;
pub mod duration;
pub mod schedule;

pub use calendar::{Calendar, Roll};
pub use date::{Date, MonthEnd};
pub use daycount::DayCount;
pub use duration::Duration;
pub use schedule::{Frequency, Grid, GridError, PaymentRule};
