//! Day counts: the part of a year that interest accrues for, as an exact fraction.

use super::date::Date;

/// How days become years. Sections are of the 2006 ISDA Definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayCount {
    /// Actual days over 360: section 4.16(e). Floating-rate dollar loans.
    Act360,
    /// Actual days over 365, leap years too: section 4.16(d).
    Act365F,
    /// Days in leap years over 366 plus other days over 365: section 4.16(b).
    ActActIsda,
    /// Months of 30 days; a 31st counts as a 30th, at the end only after a 30th or 31st: section 4.16(f), the bond
    /// basis of fixed-rate notes.
    Thirty360,
    /// Months of 30 days; a 31st counts as a 30th: section 4.16(g), the Eurobond basis.
    ThirtyE360,
}

/// Accepted spellings, the first of each as it is printed.
const NAMES: &[(&str, DayCount)] = &[
    ("act/360", DayCount::Act360),
    ("act/365", DayCount::Act365F),
    ("act/act", DayCount::ActActIsda),
    ("30/360", DayCount::Thirty360),
    ("30E/360", DayCount::ThirtyE360),
    ("actual/360", DayCount::Act360),
    ("act/365F", DayCount::Act365F),
    ("actual/365", DayCount::Act365F),
    ("actual/actual", DayCount::ActActIsda),
    ("act/act ISDA", DayCount::ActActIsda),
];

impl DayCount {
    /// By the word in a deal: `act/360`; capitals do not matter.
    pub fn from_name(name: &str) -> Option<DayCount> {
        let found = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, convention)| *convention)
    }

    /// Every accepted spelling.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// As it is printed: `act/360`.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, convention)| *convention == self).map_or("", |(name, _)| *name)
    }

    /// Years from `from` to `to` as a numerator and a positive denominator, not reduced; negative when `to` is
    /// earlier.
    pub fn fraction(self, from: Date, to: Date) -> (i64, i64) {
        if to < from {
            let (numerator, denominator) = self.fraction(to, from);
            return (-numerator, denominator);
        }
        match self {
            DayCount::Act360 => (from.days_until(to), 360),
            DayCount::Act365F => (from.days_until(to), 365),
            DayCount::ActActIsda => actual_actual(from, to),
            DayCount::Thirty360 => {
                let start = from.day().min(30);
                let end = if to.day() == 31 && start == 30 { 30 } else { to.day() };
                (thirty_day_months(from, start, to, end), 360)
            }
            DayCount::ThirtyE360 => (thirty_day_months(from, from.day().min(30), to, to.day().min(30)), 360),
        }
    }
}

fn thirty_day_months(from: Date, start: i8, to: Date, end: i8) -> i64 {
    let years = i64::from(to.year()) - i64::from(from.year());
    let months = i64::from(to.month()) - i64::from(from.month());
    360 * years + 30 * months + i64::from(end) - i64::from(start)
}

/// Days in leap years over 366 and other days over 365, brought to one denominator.
fn actual_actual(from: Date, to: Date) -> (i64, i64) {
    let all = from.days_until(to);
    let in_leap_years: i64 = (from.year()..=to.year())
        .filter_map(|year| {
            let new_year = Date::new(year, 1, 1).filter(|date| date.is_leap_year())?;
            let next = new_year.add_days(366)?; // the last year, 2299, is no leap year
            Some(from.max(new_year).days_until(to.min(next)))
        })
        .sum();
    match (all - in_leap_years, in_leap_years) {
        (usual, 0) => (usual, 365),
        (0, leap) => (leap, 366),
        (usual, leap) => (usual * 366 + leap * 365, 365 * 366),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(convention: DayCount, from: &str, to: &str) -> (i64, i64) {
        convention.fraction(Date::from_iso(from).expect("a date"), Date::from_iso(to).expect("a date"))
    }

    /// ISDA, "EMU and Market Conventions: Recent Developments" (1998), as carried by QuantLib's test suite
    /// (daycounters.cpp, testActualActual): 1 November 2003 to 1 May 2004 is 61/365 + 121/366 = 0.497724380567.
    #[test]
    fn actual_actual_of_isda() {
        let actual = DayCount::ActActIsda;
        assert_eq!(fraction(actual, "2003-11-01", "2004-05-01"), (61 * 366 + 121 * 365, 365 * 366)); // 0.497724380567
        assert_eq!(fraction(actual, "1999-02-01", "1999-07-01"), (150, 365)); // 0.410958904110
        assert_eq!(fraction(actual, "1999-07-01", "2000-07-01"), (184 * 366 + 182 * 365, 365 * 366)); // 1.001377348600
        assert_eq!(fraction(actual, "2002-08-15", "2003-07-15"), (334, 365)); // 0.915068493151
        assert_eq!(fraction(actual, "2000-01-30", "2000-06-30"), (152, 366)); // 0.415300546448
    }

    /// QuantLib test suite, daycounters.cpp, testThirty360_BondBasis (isda.org, 30/360 day count conventions, 2008).
    #[test]
    fn thirty_360_bond_basis() {
        for (from, to, days) in [
            ("2006-08-20", "2007-02-20", 180),
            ("2007-08-20", "2008-02-20", 180),
            ("2006-08-31", "2007-02-28", 178),
            ("2007-02-28", "2007-08-31", 183),
            ("2007-08-31", "2008-02-29", 179),
            ("2008-02-29", "2008-08-31", 182),
            ("2006-01-31", "2006-02-28", 28),
            ("2006-02-28", "2006-03-03", 5),
            ("2006-02-14", "2006-02-28", 14),
            ("2006-09-30", "2006-10-31", 30),
            ("2006-10-31", "2006-11-28", 28),
            ("2007-08-31", "2008-02-28", 178),
            ("2008-02-28", "2008-08-28", 180),
            ("2008-02-28", "2008-08-30", 182),
            ("2008-02-28", "2008-08-31", 183),
            ("2007-02-26", "2008-02-28", 362),
            ("2008-02-29", "2009-02-28", 359),
            ("2008-02-28", "2008-03-30", 32),
            ("2008-02-28", "2008-03-31", 33),
        ] {
            assert_eq!(fraction(DayCount::Thirty360, from, to), (days, 360), "{from} {to}");
        }
    }

    /// QuantLib test suite, daycounters.cpp, testThirty360_EurobondBasis (isda.org, 30/360 day count conventions, 2008).
    #[test]
    fn thirty_360_eurobond_basis() {
        for (from, to, days) in [
            ("2006-02-28", "2006-08-31", 182),
            ("2006-08-31", "2007-02-28", 178),
            ("2007-02-28", "2007-08-31", 182),
            ("2007-08-31", "2008-02-29", 179),
            ("2008-02-29", "2008-08-31", 181),
            ("2008-02-28", "2008-03-31", 32),
        ] {
            assert_eq!(fraction(DayCount::ThirtyE360, from, to), (days, 360), "{from} {to}");
        }
    }

    #[test]
    fn actual_days() {
        assert_eq!(fraction(DayCount::Act360, "2024-01-31", "2024-02-29"), (29, 360));
        assert_eq!(fraction(DayCount::Act365F, "2024-01-01", "2025-01-01"), (366, 365));
        assert_eq!(fraction(DayCount::Act360, "2024-02-29", "2024-01-31"), (-29, 360));
        assert_eq!(fraction(DayCount::ActActIsda, "2299-12-30", "2299-12-31"), (1, 365));
        assert_eq!(fraction(DayCount::ActActIsda, "2024-05-05", "2024-05-05"), (0, 365));
    }

    #[test]
    fn names_are_read_and_printed() {
        assert_eq!(DayCount::from_name("act/360"), Some(DayCount::Act360));
        assert_eq!(DayCount::from_name("ACT/365F"), Some(DayCount::Act365F));
        assert_eq!(DayCount::from_name("30/365"), None);
        assert!(DayCount::names().all(|name| DayCount::from_name(name).is_some_and(|found| !found.name().is_empty())));
        assert_eq!(DayCount::ThirtyE360.name(), "30E/360");
    }
}
