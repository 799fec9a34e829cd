//! Columns that the calendar alone decides: flags, days, months, ages.

use super::lowering::Lowering;
use crate::model::{Model, Type};
use crate::plan::{Builder, Slot};
use crate::quantity::{Unit, power_of_ten};
use crate::time::{Date, Duration};

/// The calendar's columns.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    /// Row number.
    pub index: Slot,
    pub closing: Slot,
    /// Rows 1 to the last period.
    pub in_grid: Slot,
    pub last: Slot,
    /// Payment date in the row.
    pub payment: Slot,
    pub hours: Slot,
    pub days: Slot,
    pub months: Slot,
    /// The row's date as a day number.
    pub end: Slot,
}

impl Calendar {
    pub fn new(builder: &mut Builder, model: &Model, dates: &[Date]) -> Calendar {
        let periods = model.deal.grid.periods();
        let rows = dates.len();
        let in_grid = |row: usize| (1..=periods).contains(&row);
        let ratio = |whole: i128| whole * power_of_ten(Unit::ratio().scale());
        let days = |row: usize| if row == 0 { 0 } else { i128::from(dates[row - 1].days_until(dates[row])) };
        let months = |row: usize| if row == 0 { 0 } else { i128::from(model.deal.months_per_period) };
        let number = Type::Quantity(Unit::ratio());
        let hour = Type::Quantity(Unit::hour());
        let hours = power_of_ten(Unit::hour().scale()) * 24;
        Calendar {
            index: builder.column(number.clone(), (0..rows).map(|row| ratio(row as i128)).collect()),
            closing: builder.flags((0..rows).map(|row| row == 0)),
            in_grid: builder.flags((0..rows).map(in_grid)),
            last: builder.flags((0..rows).map(|row| row == periods)),
            payment: builder.flags((0..rows).map(in_grid)),
            hours: builder.column(hour, (0..rows).map(|row| days(row) * hours).collect()),
            days: builder.column(number.clone(), (0..rows).map(|row| ratio(days(row))).collect()),
            months: builder.column(number, (0..rows).map(|row| ratio(months(row))).collect()),
            end: builder.column(Type::Date, dates.iter().map(|date| i128::from(date.day_number())).collect()),
        }
    }
}

impl Lowering<'_> {
    /// A column of counts, one a row.
    pub fn counts(&mut self, count: impl Fn(usize, Date) -> i128) -> Slot {
        let values = self.dates.iter().enumerate().map(|(row, &date)| count(row, date)).collect();
        self.b.column(Type::Date, values)
    }

    /// A column of flags, one a row.
    pub fn flags_by(&mut self, flag: impl Fn(usize, Date) -> bool) -> Slot {
        let flags: Vec<bool> = self.dates.iter().enumerate().map(|(row, &date)| flag(row, date)).collect();
        self.b.flags(flags)
    }

    /// The row whose period contains a date: closing for anything up to it, the last row for anything later.
    pub fn row_of(&self, date: Date) -> usize {
        self.dates.iter().position(|&end| date <= end).unwrap_or(self.dates.len())
    }

    /// The row, counted from each row's own date, that contains date + span: where a party's deadline settles.
    pub fn settles(&mut self, span: Duration) -> Slot {
        let deal = &self.model.deal;
        let rows: Vec<i128> = self
            .dates
            .iter()
            .map(|&date| {
                span.after(date, &deal.calendar, deal.month_end).map_or(i128::MAX >> 64, |it| self.row_of(it) as i128)
            })
            .collect();
        self.b.column(Type::Date, rows)
    }

    /// The row of the first payment date on or after each row's own date + span.
    pub fn next_payment(&mut self, span: Duration) -> Slot {
        let deal = &self.model.deal;
        let rows: Vec<i128> = self
            .payments
            .iter()
            .map(|&date| {
                let deadline = span.after(date, &deal.calendar, deal.month_end);
                let row = deadline.and_then(|deadline| self.payments.iter().position(|&payment| payment >= deadline));
                row.unwrap_or(self.payments.len()) as i128
            })
            .collect();
        self.b.column(Type::Date, rows)
    }
}
