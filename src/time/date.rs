//! Civil dates from 1900 to 2299, and what a month later means.

use std::fmt;

use jiff::civil;

/// A day of the Gregorian calendar, 1900-01-01 to 2299-12-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// Where a date lands when months are added to the last day of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MonthEnd {
    /// The last day of a month stays the last day: 30 June and a month is 31 July.
    #[default]
    Keep,
    /// The same day, or the last one of a shorter month: 30 June and a month is 30 July.
    SameDay,
}

/// First and last year of a date.
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2299;

/// Days in the years of a date, and a little more: no count of days between two dates is larger.
const MOST_DAYS: u64 = 150_000;

impl Date {
    /// None for a day that does not exist or a year outside 1900..=2299.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        within(civil::Date::new(year, month, day).ok()?)
    }

    /// From `2026-12-31` exactly.
    pub fn from_iso(text: &str) -> Option<Date> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || !text.is_ascii() || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            let digits = text.get(range)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)
        };
        Date::new(number(0..4)?.parse().ok()?, number(5..7)?.parse().ok()?, number(8..10)?.parse().ok()?)
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Days since 1970-01-01, negative before.
    pub fn day_number(self) -> i32 {
        let days = self.0.duration_since(civil::Date::constant(1970, 1, 1)).as_secs() / SECONDS_A_DAY;
        i32::try_from(days).unwrap_or_default() // 150,000 at most
    }

    /// The day `number` days after 1970-01-01.
    pub fn from_day_number(number: i32) -> Option<Date> {
        Date(civil::Date::constant(1970, 1, 1)).add_days(i64::from(number))
    }

    /// None when the result is outside the years of a date.
    pub fn add_days(self, days: i64) -> Option<Date> {
        if days.unsigned_abs() > MOST_DAYS {
            return None;
        }
        within(self.0.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?)
    }

    /// The same day `months` later (earlier when negative); the rule says what the end of a month becomes.
    pub fn add_months(self, months: i64, rule: MonthEnd) -> Option<Date> {
        let count = self.month_count().checked_add(months)?;
        let (year, month) = (i16::try_from(count.div_euclid(12)).ok()?, i8::try_from(count.rem_euclid(12) + 1).ok()?);
        let last = civil::Date::new(year, month, 1).ok()?.days_in_month();
        let keeps = rule == MonthEnd::Keep && self.is_month_end();
        Date::new(year, month, if keeps { last } else { self.day().min(last) })
    }

    pub fn is_month_end(self) -> bool {
        self.day() == self.0.days_in_month()
    }

    /// The last day of the month of this date.
    pub fn month_end(self) -> Date {
        Date(self.0.last_of_month())
    }

    /// Days from this date to `other`: 1 from a day to the next, negative when `other` is earlier.
    pub fn days_until(self, other: Date) -> i64 {
        i64::from(other.day_number()) - i64::from(self.day_number())
    }

    /// Whole months completed from this date to `other`, negative when `other` is earlier: 1 from 31 January to
    /// 28 February and from 30 June to 31 July, 0 from 31 January to 27 February.
    pub fn months_until(self, other: Date) -> i64 {
        if other < self {
            return -other.months_until(self);
        }
        let months = other.month_count() - self.month_count();
        let completed = other.day() >= self.day() || other.is_month_end();
        if completed { months } else { months - 1 }
    }

    pub fn is_leap_year(self) -> bool {
        self.0.in_leap_year()
    }

    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), civil::Weekday::Saturday | civil::Weekday::Sunday)
    }

    /// Months since the year 0.
    fn month_count(self) -> i64 {
        i64::from(self.year()) * 12 + i64::from(self.month()) - 1
    }
}

const SECONDS_A_DAY: i64 = 86_400;

fn within(date: civil::Date) -> Option<Date> {
    YEARS.contains(&date.year()).then_some(Date(date))
}

/// As text, `2026-12-31`.
impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `2026-12-31`
impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::from_iso(text).expect("a date")
    }

    #[test]
    fn only_iso_dates_that_exist() {
        assert_eq!(date("2024-02-29").to_string(), "2024-02-29");
        for bad in [
            "2025-02-29",
            "2025-13-01",
            "1899-12-31",
            "2300-01-01",
            "2025-1-01",
            "2025/01/01",
            "+025-01-01",
            "2025-01-0é",
        ] {
            assert_eq!(Date::from_iso(bad), None, "{bad}");
        }
    }

    #[test]
    fn month_ends() {
        assert_eq!(date("2025-06-30").add_months(1, MonthEnd::Keep), Some(date("2025-07-31")));
        assert_eq!(date("2025-06-30").add_months(1, MonthEnd::SameDay), Some(date("2025-07-30")));
        assert_eq!(date("2024-01-31").add_months(1, MonthEnd::SameDay), Some(date("2024-02-29")));
        assert_eq!(date("2024-03-31").add_months(-13, MonthEnd::Keep), Some(date("2023-02-28")));
        assert_eq!(date("2025-01-15").add_months(12, MonthEnd::Keep), Some(date("2026-01-15")));
    }

    #[test]
    fn the_edges_are_none() {
        assert_eq!(date("2299-12-31").add_days(1), None);
        assert_eq!(date("1900-01-01").add_days(-1), None);
        assert_eq!(date("2299-12-01").add_months(1, MonthEnd::Keep), None);
        assert_eq!(date("2000-01-01").add_days(i64::MIN), None);
        assert_eq!(date("2000-01-01").add_days(i64::MAX), None);
        assert_eq!(date("2000-01-01").add_months(i64::MAX, MonthEnd::Keep), None);
        assert_eq!(date("2000-01-01").add_months(i64::MIN, MonthEnd::Keep), None);
        assert_eq!(Date::from_day_number(i32::MAX), None);
        assert_eq!(Date::from_day_number(i32::MIN), None);
        assert_eq!(
            date("1900-01-01").add_days(date("1900-01-01").days_until(date("2299-12-31"))),
            Some(date("2299-12-31"))
        );
    }

    #[test]
    fn months_completed() {
        for (from, to, months) in [
            ("2025-06-30", "2025-07-31", 1),
            ("2025-06-30", "2025-07-29", 0),
            ("2025-01-31", "2025-02-28", 1),
            ("2025-01-31", "2025-02-27", 0),
            ("2025-01-15", "2026-01-14", 11),
            ("2025-01-15", "2026-01-15", 12),
            ("2026-01-15", "2025-01-15", -12),
            ("2025-05-05", "2025-05-05", 0),
        ] {
            assert_eq!(date(from).months_until(date(to)), months, "{from} {to}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(date("1970-01-01").day_number(), 0);
        assert_eq!(date("1969-12-31").day_number(), -1);
        assert_eq!(date("2000-03-01").day_number(), 11_017);
        assert_eq!(Date::from_day_number(11_017), Some(date("2000-03-01")));
        assert_eq!(date("2024-02-28").days_until(date("2024-03-01")), 2);
    }
}
