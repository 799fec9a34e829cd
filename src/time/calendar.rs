//! Business days: which days are holidays where, and where a date rolls to.

use std::collections::BTreeSet;

use fasti::calendars;

use super::date::Date;

/// The days on which banks work. Public calendars know their holidays from 1901 to 2199; outside, and for a calendar
/// with a list of holidays, weekends are the rule that remains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    None,
    Weekends,
    Public(Public),
    Listed(BTreeSet<Date>),
}

/// A calendar that is published by someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Public {
    NewYork,
    GovernmentSecurities,
    London,
    Target,
}

/// What becomes of a date that is not a business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Roll {
    /// It stays.
    #[default]
    None,
    /// The next business day.
    Following,
    /// The next business day, or the one before where the next is in another month.
    ModifiedFollowing,
    /// The business day before.
    Preceding,
    /// The business day before, or the next one where that is in another month.
    ModifiedPreceding,
}

impl Calendar {
    /// Every day is a business day.
    pub fn none() -> Calendar {
        Calendar { kind: Kind::None }
    }

    /// Every day but Saturday and Sunday.
    pub fn weekends() -> Calendar {
        Calendar { kind: Kind::Weekends }
    }

    /// New York as loan agreements mean it: the days on which the Federal Reserve Bank of New York and so commercial
    /// banks there are open. Good Friday is a business day; a holiday on a Saturday is not made up for on Friday.
    pub fn new_york() -> Calendar {
        Calendar { kind: Kind::Public(Public::NewYork) }
    }

    /// Weekends and the dates of a list.
    pub fn with_holidays(holidays: impl IntoIterator<Item = Date>) -> Calendar {
        Calendar { kind: Kind::Listed(holidays.into_iter().collect()) }
    }

    /// By the name in a deal; see [`Calendar::names`].
    pub fn from_name(name: &str) -> Option<Calendar> {
        let kind = match name {
            "none" => Kind::None,
            "weekends" => Kind::Weekends,
            "NYC" => Kind::Public(Public::NewYork),
            "SIFMA" => Kind::Public(Public::GovernmentSecurities),
            "London" => Kind::Public(Public::London),
            "TARGET" => Kind::Public(Public::Target),
            _ => return None,
        };
        Some(Calendar { kind })
    }

    /// Names and what they mean.
    pub fn names() -> &'static [(&'static str, &'static str)] {
        &[
            ("none", "every day is a business day"),
            ("weekends", "every day but Saturday and Sunday"),
            ("NYC", "New York banks: the Federal Reserve's holidays"),
            ("SIFMA", "U.S. government securities business days, on which SOFR is published"),
            ("London", "banks in England and Wales"), // the holidays of QuantLib 1.44 but for 2011-04-29
            ("TARGET", "the euro's payment system"),
        ]
    }

    /// Its name, or the holidays of its own list.
    pub fn words(&self) -> String {
        match &self.kind {
            Kind::Listed(days) => {
                let days: Vec<String> = days.iter().map(Date::to_string).collect();
                format!("weekends and {}", days.join(", "))
            }
            _ => {
                let known = Calendar::names().iter().find(|(name, _)| Calendar::from_name(name).as_ref() == Some(self));
                known.map_or("", |(name, _)| name).to_owned()
            }
        }
    }

    pub fn is_business_day(&self, date: Date) -> bool {
        match &self.kind {
            Kind::None => true,
            Kind::Weekends => !date.is_weekend(),
            Kind::Listed(holidays) => !date.is_weekend() && !holidays.contains(&date),
            Kind::Public(public) => match to_fasti(date) {
                Some(day) => public.calendar().is_business_day(day),
                None => !date.is_weekend(),
            },
        }
    }

    /// The date, moved if it is not a business day; None where that leaves the years of a date.
    pub fn roll(&self, date: Date, roll: Roll) -> Option<Date> {
        match roll {
            Roll::None => Some(date),
            Roll::Following => self.nearest(date, 1),
            Roll::Preceding => self.nearest(date, -1),
            Roll::ModifiedFollowing => self.within_month(date, 1),
            Roll::ModifiedPreceding => self.within_month(date, -1),
        }
    }

    /// The `count`-th business day after the date, before it when negative; 0 is the date itself.
    pub fn add_business_days(&self, date: Date, count: i64) -> Option<Date> {
        let step = count.signum();
        let mut found = date;
        for _ in 0..count.unsigned_abs() {
            found = self.nearest(found.add_days(step)?, step)?;
        }
        Some(found)
    }

    /// The first business day from `date` on, going by `step`.
    fn nearest(&self, date: Date, step: i64) -> Option<Date> {
        let mut date = date;
        while !self.is_business_day(date) {
            date = date.add_days(step)?;
        }
        Some(date)
    }

    fn within_month(&self, date: Date, step: i64) -> Option<Date> {
        match self.nearest(date, step) {
            Some(found) if found.month() == date.month() => Some(found),
            _ => self.nearest(date, -step),
        }
    }
}

impl Roll {
    /// By the words in a deal; see [`Roll::names`].
    pub fn from_name(name: &str) -> Option<Roll> {
        let found = Roll::names().iter().find(|(known, _)| *known == name);
        found.map(|(_, roll)| *roll)
    }

    pub fn names() -> &'static [(&'static str, Roll)] {
        &[
            ("none", Roll::None),
            ("following", Roll::Following),
            ("modified following", Roll::ModifiedFollowing),
            ("preceding", Roll::Preceding),
            ("modified preceding", Roll::ModifiedPreceding),
        ]
    }
}

impl Public {
    fn calendar(self) -> fasti::Calendar<'static> {
        match self {
            Public::NewYork => calendars::us::FEDERAL_RESERVE,
            Public::GovernmentSecurities => calendars::us::GOVERNMENT_BOND,
            Public::London => calendars::uk::SETTLEMENT,
            Public::Target => calendars::TARGET,
        }
    }
}

/// None outside the years the calendars are known for.
fn to_fasti(date: Date) -> Option<fasti::Date> {
    let month = fasti::Month::try_from_u8(date.month().unsigned_abs()).ok()?;
    fasti::Date::from_ymd(date.year().unsigned_abs(), month, date.day().unsigned_abs()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::from_iso(text).expect("a date")
    }

    fn is_open(calendar: &str, day: &str) -> bool {
        Calendar::from_name(calendar).expect("a calendar").is_business_day(date(day))
    }

    /// Holidays of the Federal Reserve System 2025 and 2026 (federalreserve.gov, K.8).
    #[test]
    fn new_york_follows_the_federal_reserve() {
        for holiday in [
            "2025-01-01",
            "2025-01-20",
            "2025-02-17",
            "2025-05-26",
            "2025-06-19",
            "2025-07-04",
            "2025-09-01",
            "2025-10-13",
            "2025-11-11",
            "2025-11-27",
            "2025-12-25",
            "2026-01-01",
            "2026-11-26",
            "2027-07-05",
        ] {
            assert!(!is_open("NYC", holiday), "{holiday}");
        }
        assert!(is_open("NYC", "2026-07-03")); // 4 July 2026 is a Saturday: banks are open on Friday
        assert!(is_open("NYC", "2025-04-18")); // Good Friday
        assert!(!is_open("SIFMA", "2025-04-18"));
        assert!(!is_open("London", "2025-08-25"));
        assert!(!is_open("TARGET", "2025-05-01"));
    }

    #[test]
    fn rolls() {
        let calendar = Calendar::new_york();
        let rolled = |day: &str, roll| calendar.roll(date(day), roll).map(|date| date.to_string()).unwrap_or_default();
        assert_eq!(rolled("2025-08-31", Roll::Following), "2025-09-02"); // Sunday, then Labor Day
        assert_eq!(rolled("2025-08-31", Roll::ModifiedFollowing), "2025-08-29");
        assert_eq!(rolled("2025-08-31", Roll::Preceding), "2025-08-29");
        assert_eq!(rolled("2025-11-01", Roll::ModifiedPreceding), "2025-11-03");
        assert_eq!(rolled("2025-08-31", Roll::None), "2025-08-31");
        assert_eq!(rolled("2025-08-29", Roll::Following), "2025-08-29");
        assert_eq!(Roll::from_name("modified following"), Some(Roll::ModifiedFollowing));
    }

    #[test]
    fn business_days() {
        let calendar = Calendar::with_holidays([date("2025-12-24")]);
        assert_eq!(calendar.add_business_days(date("2025-12-23"), 1), Some(date("2025-12-25")));
        assert_eq!(calendar.add_business_days(date("2025-12-27"), 0), Some(date("2025-12-27")));
        assert_eq!(calendar.add_business_days(date("2025-12-25"), -1), Some(date("2025-12-23")));
        assert_eq!(calendar.add_business_days(date("2025-12-26"), 1), Some(date("2025-12-29")));
    }

    #[test]
    fn the_edges_are_none() {
        let calendar = Calendar::weekends();
        assert_eq!(calendar.add_business_days(date("2025-12-26"), i64::MAX), None);
        assert_eq!(calendar.roll(date("2299-12-31"), Roll::Following), None); // a Sunday
        assert_eq!(calendar.roll(date("2299-12-31"), Roll::ModifiedFollowing), Some(date("2299-12-29")));
        assert!(Calendar::new_york().is_business_day(date("2200-12-25")));
        let nothing_open = Calendar::with_holidays((0..146_097).filter_map(|day| date("1900-01-01").add_days(day)));
        assert_eq!(nothing_open.roll(date("2025-01-01"), Roll::ModifiedFollowing), None);
    }

    #[test]
    fn every_name_is_known() {
        assert!(Calendar::names().iter().all(|(name, _)| Calendar::from_name(name).is_some()));
        assert_eq!(Calendar::from_name("NYSE"), None);
    }
}
