//! The units a deal can name: those everyone knows and those it declares.

use std::collections::BTreeMap;

use super::unit::{CalendarUnit, ClockUnit, Dimension, Name, QUANTITY_SCALE, Unit};

/// Names of units, each with the base unit it is counted in and how many of it, as an exact fraction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitTable {
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    unit: Unit,
    factor: (i128, i128),
}

/// Why a unit cannot be declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclareError {
    /// The name already stands for something else.
    Taken,
    /// The factor is not positive, or too large.
    BadFactor,
    /// A name has letters, digits and `_`, and starts with a letter.
    BadName,
}

/// The largest numerator or denominator of a factor; two of them still multiply in an `i128`.
const LARGEST_FACTOR: i128 = 1_000_000_000_000_000_000;

/// The most parts in a product such as `GPU-hour`.
const MOST_PARTS: usize = 4;

/// Units with a dimension of their own, and the decimals of a plain quantity.
const BASES: &[(&str, u32)] = &[
    ("GPU", QUANTITY_SCALE),
    ("rack", QUANTITY_SCALE),
    ("kW", QUANTITY_SCALE),
    ("TH", QUANTITY_SCALE),
    ("BTC", 8),
    ("ETH", 8),
];

/// Multiples of a base: name, numerator, denominator, base.
const MULTIPLES: &[(&str, i128, i128, &str)] = &[
    ("GPUs", 1, 1, "GPU"),
    ("racks", 1, 1, "rack"),
    ("W", 1, 1_000, "kW"),
    ("MW", 1_000, 1, "kW"),
    ("GW", 1_000_000, 1, "kW"),
    ("GH", 1, 1_000, "TH"),
    ("PH", 1_000, 1, "TH"),
    ("EH", 1_000_000, 1, "TH"),
];

/// Energy: name, numerator and denominator in kW·hour.
const ENERGY: &[(&str, i128, i128)] =
    &[("Wh", 1, 1_000), ("kWh", 1, 1), ("MWh", 1_000, 1), ("GWh", 1_000_000, 1), ("TWh", 1_000_000_000, 1)];

/// Clock time: name, how many, of which.
const CLOCK: &[(&str, i128, ClockUnit)] =
    &[("hour", 1, ClockUnit::Hour), ("day", 1, ClockUnit::Day), ("week", 7, ClockUnit::Day)];

/// Calendar time: name, how many, of which.
const CALENDAR: &[(&str, i128, CalendarUnit)] =
    &[("month", 1, CalendarUnit::Month), ("quarter", 3, CalendarUnit::Month), ("year", 1, CalendarUnit::Year)];

impl Default for UnitTable {
    fn default() -> UnitTable {
        UnitTable::new()
    }
}

impl UnitTable {
    /// The units everyone knows.
    pub fn new() -> UnitTable {
        let mut table = UnitTable { entries: BTreeMap::new() };
        let base = |name: &str| {
            let decimals =
                BASES.iter().find(|(known, _)| *known == name).map_or(QUANTITY_SCALE, |(_, decimals)| *decimals);
            Unit::of(Dimension::Named(Name::new(name, decimals)))
        };
        for (name, _) in BASES {
            table.add(name, base(name), (1, 1));
        }
        for (name, numerator, denominator, of) in MULTIPLES {
            table.add(name, base(of), (*numerator, *denominator));
        }
        let kilowatt_hour = base("kW").times(&Unit::hour()).0;
        for (name, numerator, denominator) in ENERGY {
            table.add(name, kilowatt_hour.clone(), (*numerator, *denominator));
        }
        for (name, count, clock) in CLOCK {
            table.add(name, Unit::clock(*clock), (*count, 1));
            table.add(&format!("{name}s"), Unit::clock(*clock), (*count, 1));
        }
        for (name, count, calendar) in CALENDAR {
            table.add(name, Unit::calendar(*calendar), (*count, 1));
            table.add(&format!("{name}s"), Unit::calendar(*calendar), (*count, 1));
        }
        table
    }

    /// The unit a name stands for and the factor (numerator, denominator) that brings a number written in it to the
    /// unit: `MWh` is kWh and 1000/1. `A-B` is the product of two names. None for a name nobody declared.
    pub fn lookup(&self, name: &str) -> Option<(Unit, (i128, i128))> {
        if let Some(entry) = self.entries.get(name) {
            return Some((entry.unit.clone(), entry.factor));
        }
        let parts: Vec<&str> = name.split('-').collect();
        if parts.len() < 2 || parts.len() > MOST_PARTS {
            return None;
        }
        let mut unit = Unit::ratio();
        let mut factor = (1i128, 1i128);
        for part in parts {
            let entry = self.entries.get(part)?;
            let (product, meeting) = unit.times(&entry.unit);
            unit = product;
            factor = multiply(multiply(factor, entry.factor)?, meeting)?;
        }
        Some((unit, factor))
    }

    /// `unit EH = 1_000_000 TH`: `factor` of `unit` under a new name. Saying again what is known is allowed.
    pub fn declare(&mut self, name: &str, factor: (i128, i128), unit: &Unit) -> Result<(), DeclareError> {
        let (numerator, denominator) = factor;
        if numerator <= 0 || denominator <= 0 {
            return Err(DeclareError::BadFactor);
        }
        let factor = reduce(numerator, denominator);
        if factor.0 > LARGEST_FACTOR || factor.1 > LARGEST_FACTOR {
            return Err(DeclareError::BadFactor);
        }
        self.insert(name, Entry { unit: unit.clone(), factor })
    }

    /// `unit token`: something new to count, with the decimals a plain quantity of it is kept in.
    pub fn declare_base(&mut self, name: &str, decimals: u32) -> Result<(), DeclareError> {
        let unit = Unit::of(Dimension::Named(Name::new(name, decimals)));
        self.insert(name, Entry { unit, factor: (1, 1) })
    }

    /// Every name, in alphabetical order, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    fn insert(&mut self, name: &str, entry: Entry) -> Result<(), DeclareError> {
        let mut letters = name.chars();
        let starts_well = letters.next().is_some_and(|first| first.is_ascii_alphabetic());
        if !starts_well || !letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
            return Err(DeclareError::BadName);
        }
        match self.entries.get(name) {
            Some(known) if *known != entry => Err(DeclareError::Taken),
            _ => {
                self.entries.insert(name.to_string(), entry);
                Ok(())
            }
        }
    }

    fn add(&mut self, name: &str, unit: Unit, factor: (i128, i128)) {
        self.entries.insert(name.to_string(), Entry { unit, factor });
    }
}

/// The product of two fractions in lowest terms; None on overflow.
pub fn multiply(a: (i128, i128), b: (i128, i128)) -> Option<(i128, i128)> {
    let (numerator, denominator) = (a.0.checked_mul(b.0)?, a.1.checked_mul(b.1)?);
    (denominator > 0).then(|| reduce(numerator, denominator))
}

/// Lowest terms; both are positive.
fn reduce(numerator: i128, denominator: i128) -> (i128, i128) {
    let (mut a, mut b) = (numerator, denominator);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    if a <= 0 { (numerator, denominator) } else { (numerator / a, denominator / a) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_a_plural() {
        let table = UnitTable::new();
        for (one, many) in [("hour", "hours"), ("day", "days"), ("month", "months"), ("year", "years"), ("GPU", "GPUs")]
        {
            assert_eq!(table.lookup(one), table.lookup(many), "{one}");
            assert!(table.lookup(one).is_some(), "{one}");
        }
        assert_eq!(table.lookup("quarters"), Some((Unit::calendar(CalendarUnit::Month), (3, 1))));
    }

    #[test]
    fn energy_is_power_times_hours() {
        let table = UnitTable::new();
        let (kwh, one) = table.lookup("kWh").expect("kWh is known");
        assert_eq!(one, (1, 1));
        assert_eq!(table.lookup("kW-hour"), Some((kwh.clone(), (1, 1))));
        let (megawatt_days, factor) = table.lookup("MW-day").expect("a product of two names");
        assert_eq!((megawatt_days.conversion_to(&kwh), factor), (Some((24, 1)), (1_000, 1)));
        assert_eq!(table.lookup("MWh"), Some((kwh, (1_000, 1))));
    }

    #[test]
    fn days_convert_to_hours_and_months_do_not() {
        let table = UnitTable::new();
        let (day, _) = table.lookup("day").expect("day is known");
        assert_eq!(day.conversion_to(&Unit::hour()), Some((24, 1)));
        // USD 0.05 per TH-day keeps its digits until hours meet it: × 24 hours is 1/24 of the price × 24.
        let (per_day, _) = Unit::ratio().over(&day);
        assert_eq!(per_day.times(&Unit::hour()), (Unit::ratio(), (1, 24)));
        let (month, _) = table.lookup("month").expect("month is known");
        assert!(!month.same_dimensions(&Unit::hour()));
    }

    #[test]
    fn a_deal_declares_its_own() {
        let mut table = UnitTable::new();
        let (terahash, _) = table.lookup("TH").expect("TH is known");
        assert_eq!(table.declare("EH", (1_000_000, 1), &terahash), Ok(()));
        assert_eq!(table.declare("EH", (1_000, 1), &terahash), Err(DeclareError::Taken));
        assert_eq!(table.declare("ZH", (1_000_000_000, 1), &terahash), Ok(()));
        assert_eq!(table.lookup("ZH"), Some((terahash.clone(), (1_000_000_000, 1))));
        assert_eq!(table.declare("none", (0, 1), &terahash), Err(DeclareError::BadFactor));
        assert_eq!(table.declare("a-b", (1, 1), &terahash), Err(DeclareError::BadName));
        assert_eq!(table.declare_base("token", 2), Ok(()));
        assert_eq!(table.lookup("token").map(|(unit, _)| unit.scale()), Some(2));
        assert_eq!(table.lookup("GPU-token").map(|(unit, _)| unit.to_string()), Some("GPU-token".to_string()));
        assert_eq!(table.lookup("GPU-nothing"), None);
    }
}
