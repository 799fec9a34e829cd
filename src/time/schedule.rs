//! The grid of periods a deal runs on, and the payment dates that follow from it.

use std::fmt;

use super::calendar::{Calendar, Roll};
use super::date::{Date, MonthEnd};

/// How often a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Frequency {
    Month,
    Quarter,
    HalfYear,
    Year,
}

/// The periods of a deal: period 1 is (closing, first end], period `n` is (end `n - 1`, end `n`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    closing: Date,
    ends: Vec<Date>,
}

/// Why there is no such grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridError {
    /// The first period would end on closing or before.
    FirstNotAfterClosing {
        closing: Date,
        first: Date,
    },
    LastBeforeFirst {
        first: Date,
        last: Date,
    },
    /// The steps from the first end pass over the last; the ends next to it.
    LastNotReached {
        last: Date,
        before: Date,
        after: Option<Date>,
    },
    /// More than [`MOST_PERIODS`].
    TooManyPeriods,
}

/// When a period is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PaymentRule {
    #[default]
    OnPeriodEnd,
    /// `day 25 of next month`, the last day of a shorter month.
    DayOfNextMonth(u8),
    /// `3 business days after period end`
    BusinessDaysAfter(i64),
}

/// The most periods a grid may have.
pub const MOST_PERIODS: usize = 12_000;

impl Frequency {
    /// Length of a period.
    pub fn months(self) -> i64 {
        match self {
            Frequency::Month => 1,
            Frequency::Quarter => 3,
            Frequency::HalfYear => 6,
            Frequency::Year => 12,
        }
    }

    /// Whether a month, quarter, half-year or year of the calendar ends on this date: `each quarter end`.
    pub fn ends_on(self, date: Date) -> bool {
        date.is_month_end() && i64::from(date.month()) % self.months() == 0
    }
}

impl Grid {
    /// Period ends from `first` to `last`, each a whole number of steps from `first`, whose day of the month they
    /// keep; the rule says whether the end of a month stays the end of a month.
    pub fn build(
        closing: Date,
        frequency: Frequency,
        first: Date,
        last: Date,
        rule: MonthEnd,
    ) -> Result<Grid, GridError> {
        if first <= closing {
            return Err(GridError::FirstNotAfterClosing { closing, first });
        }
        if last < first {
            return Err(GridError::LastBeforeFirst { first, last });
        }
        let mut ends = vec![first];
        let mut before = first;
        let mut months = 0;
        while before < last {
            if ends.len() >= MOST_PERIODS {
                return Err(GridError::TooManyPeriods);
            }
            months += frequency.months();
            match first.add_months(months, rule) {
                Some(end) if end <= last => {
                    ends.push(end);
                    before = end;
                }
                after => return Err(GridError::LastNotReached { last, before, after }),
            }
        }
        Ok(Grid { closing, ends })
    }

    pub fn closing(&self) -> Date {
        self.closing
    }

    /// Ends of periods 1, 2, …, ascending.
    pub fn ends(&self) -> &[Date] {
        &self.ends
    }

    /// Number of periods; there is at least one.
    pub fn periods(&self) -> usize {
        self.ends.len()
    }

    /// The day a period ends: closing for period 0, None past the last.
    pub fn end(&self, period: usize) -> Option<Date> {
        match period.checked_sub(1) {
            None => Some(self.closing),
            Some(index) => self.ends.get(index).copied(),
        }
    }

    /// The day before a period's first: the end of the period before it. None for period 0 and past the last.
    pub fn start(&self, period: usize) -> Option<Date> {
        self.end(period)?;
        self.end(period.checked_sub(1)?)
    }

    /// The period that contains a date: 0 up to closing, `n` in (end `n - 1`, end `n`], None after the last.
    pub fn period_containing(&self, date: Date) -> Option<usize> {
        if date <= self.closing {
            return Some(0);
        }
        let index = self.ends.partition_point(|end| *end < date);
        (index < self.ends.len()).then_some(index + 1)
    }

    /// The first period that ends after a date; None when the last ends on it or before.
    pub fn period_after(&self, date: Date) -> Option<usize> {
        if date < self.closing {
            return Some(0);
        }
        let index = self.ends.partition_point(|end| *end <= date);
        (index < self.ends.len()).then_some(index + 1)
    }

    /// The same grid with more periods of the same step at the end, for a wind-down: `count` of them, fewer at the
    /// limits of dates and periods.
    pub fn extended(&self, frequency: Frequency, count: usize, rule: MonthEnd) -> Grid {
        let mut ends = self.ends.clone();
        let anchor = ends.last().copied().unwrap_or(self.closing);
        let room = MOST_PERIODS.saturating_sub(ends.len());
        let mut months = 0;
        for _ in 0..count.min(room) {
            months += frequency.months();
            match anchor.add_months(months, rule) {
                Some(end) => ends.push(end),
                None => break,
            }
        }
        Grid { closing: self.closing, ends }
    }
}

impl PaymentRule {
    /// The payment date of a period that ends on `end`, rolled to a business day; None past the years of a date.
    pub fn payment_date(self, end: Date, calendar: &Calendar, roll: Roll) -> Option<Date> {
        match self {
            PaymentRule::OnPeriodEnd => calendar.roll(end, roll),
            PaymentRule::DayOfNextMonth(day) => {
                let next = Date::new(end.year(), end.month(), 1)?.add_months(1, MonthEnd::SameDay)?;
                let day = i8::try_from(day.max(1)).unwrap_or(i8::MAX).min(next.month_end().day());
                calendar.roll(Date::new(next.year(), next.month(), day)?, roll)
            }
            PaymentRule::BusinessDaysAfter(days) => calendar.add_business_days(end, days),
        }
    }
}

/// The last days of the months from the month of `from` to that of `to`, those within the two dates.
pub fn month_ends(from: Date, to: Date) -> impl Iterator<Item = Date> {
    let first = from.month_end();
    let dates = (0..).map_while(move |months| first.add_months(months, MonthEnd::Keep));
    dates.take_while(move |end| *end <= to)
}

/// In the words of a deal, with what to do.
impl fmt::Display for GridError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GridError::FirstNotAfterClosing { closing, first } => {
                write!(formatter, "the first period ends on {first}, not after closing on {closing}")
            }
            GridError::LastBeforeFirst { first, last } => {
                write!(formatter, "the last period ends on {last}, before the first on {first}")
            }
            GridError::LastNotReached { last, before, after: Some(after) } => {
                write!(formatter, "no period ends on {last}: the nearest ends are {before} and {after}")
            }
            GridError::LastNotReached { last, before, after: None } => {
                write!(formatter, "no period ends on {last}: the nearest end is {before}")
            }
            GridError::TooManyPeriods => write!(formatter, "more than 12,000 periods"),
        }
    }
}

impl std::error::Error for GridError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::from_iso(text).expect("a date")
    }

    fn build(closing: &str, frequency: Frequency, first: &str, last: &str, rule: MonthEnd) -> Result<Grid, GridError> {
        Grid::build(date(closing), frequency, date(first), date(last), rule)
    }

    #[test]
    fn each_month_end() {
        let grid = build("2025-06-30", Frequency::Month, "2025-07-31", "2030-06-30", MonthEnd::Keep).expect("a grid");
        assert_eq!(grid.periods(), 60);
        assert_eq!(grid.end(8), Some(date("2026-02-28")));
        assert_eq!((grid.start(1), grid.end(0)), (Some(date("2025-06-30")), Some(date("2025-06-30"))));
        assert_eq!((grid.start(0), grid.end(61), grid.start(61)), (None, None, None));
    }

    #[test]
    fn each_month_on_a_day() {
        let grid =
            build("2024-12-31", Frequency::Month, "2025-01-15", "2026-01-15", MonthEnd::SameDay).expect("a grid");
        assert_eq!(grid.periods(), 13);
        // Each end is counted from the first, so a short February does not shift the rest.
        let grid =
            build("2025-01-01", Frequency::Month, "2025-01-30", "2025-03-30", MonthEnd::SameDay).expect("a grid");
        assert_eq!(grid.ends(), [date("2025-01-30"), date("2025-02-28"), date("2025-03-30")]);
    }

    #[test]
    fn each_year_end() {
        let grid = build("2025-12-31", Frequency::Year, "2026-12-31", "2030-12-31", MonthEnd::Keep).expect("a grid");
        assert_eq!(grid.periods(), 5);
    }

    #[test]
    fn errors_name_the_dates() {
        let error = |closing, first, last| {
            let built = build(closing, Frequency::Quarter, first, last, MonthEnd::Keep);
            built.err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert_eq!(
            error("2025-06-30", "2025-09-30", "2026-05-31"),
            "no period ends on 2026-05-31: the nearest ends are 2026-03-31 and 2026-06-30"
        );
        assert_eq!(
            error("2025-06-30", "2025-06-30", "2026-06-30"),
            "the first period ends on 2025-06-30, not after closing on 2025-06-30"
        );
        assert_eq!(
            error("2025-06-30", "2025-09-30", "2025-07-31"),
            "the last period ends on 2025-07-31, before the first on 2025-09-30"
        );
        assert_eq!(
            error("2298-06-30", "2299-11-30", "2299-12-31"),
            "no period ends on 2299-12-31: the nearest end is 2299-11-30"
        );
    }

    #[test]
    fn a_date_has_a_period() {
        let grid = build("2025-06-30", Frequency::Month, "2025-07-31", "2025-12-31", MonthEnd::Keep).expect("a grid");
        for (day, containing, after) in [
            ("2025-06-01", Some(0), Some(0)),
            ("2025-06-30", Some(0), Some(1)),
            ("2025-07-01", Some(1), Some(1)),
            ("2025-07-31", Some(1), Some(2)),
            ("2025-12-31", Some(6), None),
            ("2026-01-01", None, None),
        ] {
            assert_eq!((grid.period_containing(date(day)), grid.period_after(date(day))), (containing, after), "{day}");
        }
    }

    #[test]
    fn payment_dates() {
        let calendar = Calendar::new_york();
        let paid = |rule: PaymentRule, end: &str| {
            let paid = rule.payment_date(date(end), &calendar, Roll::ModifiedFollowing);
            paid.map(|date| date.to_string()).unwrap_or_default()
        };
        assert_eq!(paid(PaymentRule::OnPeriodEnd, "2025-08-31"), "2025-08-29");
        assert_eq!(paid(PaymentRule::DayOfNextMonth(25), "2025-11-30"), "2025-12-26"); // Christmas
        assert_eq!(paid(PaymentRule::DayOfNextMonth(31), "2026-01-31"), "2026-02-27"); // 28 February is a Saturday
        assert_eq!(paid(PaymentRule::BusinessDaysAfter(3), "2025-12-31"), "2026-01-06");
        assert_eq!(paid(PaymentRule::DayOfNextMonth(255), "2299-12-31"), "");
        assert_eq!(paid(PaymentRule::DayOfNextMonth(0), "2026-01-31"), "2026-02-02");
    }

    #[test]
    fn a_wind_down_extends_the_grid() {
        let grid = build("2025-06-30", Frequency::Month, "2025-07-31", "2025-09-30", MonthEnd::Keep).expect("a grid");
        let longer = grid.extended(Frequency::Month, 2, MonthEnd::Keep);
        assert_eq!(longer.ends().last(), Some(&date("2025-11-30")));
        assert_eq!(grid.extended(Frequency::Year, usize::MAX, MonthEnd::Keep).end(277), Some(date("2299-09-30")));
    }

    #[test]
    fn calendar_quarters() {
        assert!(Frequency::Quarter.ends_on(date("2026-03-31")));
        assert!(!Frequency::Quarter.ends_on(date("2026-04-30")));
        assert!(Frequency::Year.ends_on(date("2026-12-31")));
        let ends: Vec<String> =
            month_ends(date("2025-01-15"), date("2025-03-30")).map(|date| date.to_string()).collect();
        assert_eq!(ends, ["2025-01-31", "2025-02-28"]);
    }
}
