//! Spans of time as a deal words them: `60 days`, `10 business days`, `18 months`.

use std::fmt;

use super::calendar::Calendar;
use super::date::{Date, MonthEnd};

/// Days, business days and months are different families: none converts to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duration {
    Days(i64),
    BusinessDays(i64),
    /// A quarter is 3, a year is 12.
    Months(i64),
}

impl Duration {
    /// `date` and this span; None outside the years of a date. Only business days look at the calendar, only months
    /// at the rule.
    pub fn after(self, date: Date, calendar: &Calendar, rule: MonthEnd) -> Option<Date> {
        match self {
            Duration::Days(days) => date.add_days(days),
            Duration::BusinessDays(days) => calendar.add_business_days(date, days),
            Duration::Months(months) => date.add_months(months, rule),
        }
    }

    /// `date` less this span.
    pub fn before(self, date: Date, calendar: &Calendar, rule: MonthEnd) -> Option<Date> {
        let opposite = match self {
            Duration::Days(days) => Duration::Days(days.checked_neg()?),
            Duration::BusinessDays(days) => Duration::BusinessDays(days.checked_neg()?),
            Duration::Months(months) => Duration::Months(months.checked_neg()?),
        };
        opposite.after(date, calendar, rule)
    }
}

/// `60 days`, `1 month`
impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, word) = match self {
            Duration::Days(count) => (count, "day"),
            Duration::BusinessDays(count) => (count, "business day"),
            Duration::Months(count) => (count, "month"),
        };
        write!(formatter, "{count} {word}{}", if *count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_has_its_own_steps() {
        let closing = Date::from_iso("2025-06-30").expect("a date");
        let later = |duration: Duration| {
            let date = duration.after(closing, &Calendar::new_york(), MonthEnd::Keep);
            date.map(|date| date.to_string()).unwrap_or_default()
        };
        assert_eq!(later(Duration::Days(30)), "2025-07-30");
        assert_eq!(later(Duration::Months(1)), "2025-07-31");
        assert_eq!(later(Duration::BusinessDays(4)), "2025-07-07"); // over 4 July and a weekend
        let before = Duration::Months(4).before(closing, &Calendar::none(), MonthEnd::Keep);
        assert_eq!(before, Date::from_iso("2025-02-28"));
        assert_eq!(Duration::Days(i64::MIN).before(closing, &Calendar::none(), MonthEnd::Keep), None);
        assert_eq!(Duration::Months(1).to_string(), "1 month");
        assert_eq!(Duration::BusinessDays(10).to_string(), "10 business days");
    }
}
