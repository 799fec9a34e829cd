//! Time in years, as whole parts of one: a month is a twelfth, a day left over a 365th.

use crate::model::{Model, Type};
use crate::plan::Plan;
use crate::quantity::{CalendarUnit, Unit, power_of_ten};

/// Parts in a year: a twelfth and a 365th are both whole numbers of them.
pub const PARTS: u64 = 4_380;

const MONTH: i64 = 365;
const DAY: i64 = 12;

/// Parts of a year from closing to each row.
pub fn since_closing(model: &Model, plan: &Plan) -> Vec<u64> {
    let mut at = 0;
    let mut all = vec![0];
    for pair in plan.dates.windows(2) {
        let months = pair[0].months_until(pair[1]);
        let whole = pair[0].add_months(months, model.deal.month_end).unwrap_or(pair[0]);
        at += u64::try_from(months * MONTH + whole.days_until(pair[1]).max(0) * DAY).unwrap_or(0);
        all.push(at);
    }
    all
}

/// What a number of years is.
pub fn unit() -> Type {
    Type::Quantity(Unit::calendar(CalendarUnit::Year))
}

/// Whole numbers at the scale of [`unit`] in one year.
pub fn one() -> i128 {
    power_of_ten(unit().scale())
}
