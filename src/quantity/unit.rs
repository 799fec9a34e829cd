//! Units: what a value counts, as one exponent for each dimension.

use std::fmt;
use std::sync::Arc;

pub use super::currency::Currency;

/// What a number counts. Values are stored in base units (kW, TH), except time, which stays as written: growth of 1%
/// per month and of 12% per year are different rates, and a price per day would lose digits as a price per hour.
///
/// Days convert to hours and months to years; months are not days, so a price per day never meets a price per month
/// by accident.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Unit {
    /// Sorted by dimension, no exponent is zero.
    dimensions: Vec<(Dimension, i8)>,
    /// Which of the two the calendar exponent counts; `Year` when there is none.
    calendar: CalendarUnit,
    /// Which of the two the clock exponent counts; `Hour` when there is none.
    clock: ClockUnit,
}

/// One thing that is counted; the order is the order in which the parts of a unit are written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    Currency(Currency),
    /// GPU, kW, TH, BTC, or a unit of the deal.
    Named(Name),
    Clock,
    Calendar,
}

/// A base unit with a name of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    text: Arc<str>,
    decimals: u8,
}

/// The unit of the calendar family a value is stored in; a quarter is read as 3 months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum CalendarUnit {
    Month,
    #[default]
    Year,
}

/// The unit of clock time a value is stored in; a week is read as 7 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum ClockUnit {
    #[default]
    Hour,
    Day,
}

/// Decimals of ratios, rates and factors.
pub const RATIO_SCALE: u32 = 12;

/// Decimals of prices: money per something.
pub const PRICE_SCALE: u32 = 8;

/// Decimals of quantities, unless the unit declares its own.
pub const QUANTITY_SCALE: u32 = 6;

/// Exponents do not grow past this. One that gets there stays there, so it never cancels by accident.
const LARGEST_EXPONENT: i8 = 16;

/// Months in a year.
const MONTHS: i128 = 12;

/// Hours in a day.
const HOURS: i128 = 24;

impl Name {
    /// A base unit; `decimals` is the scale of a plain quantity of it, at most 12.
    pub fn new(text: &str, decimals: u32) -> Name {
        Name { text: Arc::from(text), decimals: u8::try_from(decimals.min(RATIO_SCALE)).unwrap_or(0) }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn decimals(&self) -> u32 {
        u32::from(self.decimals)
    }
}

impl Unit {
    /// No unit at all: `75%`, `1.25x`, `0.8`.
    pub fn ratio() -> Unit {
        Unit::default()
    }

    /// A ratio per month or per year: `13% per year`.
    pub fn rate(calendar: CalendarUnit) -> Unit {
        Unit { dimensions: vec![(Dimension::Calendar, -1)], calendar, clock: ClockUnit::Hour }
    }

    /// A span of the calendar: `18 months`.
    pub fn calendar(calendar: CalendarUnit) -> Unit {
        Unit { dimensions: vec![(Dimension::Calendar, 1)], calendar, clock: ClockUnit::Hour }
    }

    pub fn money(currency: Currency) -> Unit {
        Unit::of(Dimension::Currency(currency))
    }

    /// Clock hours: `8_760 hours`.
    pub fn hour() -> Unit {
        Unit::clock(ClockUnit::Hour)
    }

    /// A span of clock time.
    pub fn clock(clock: ClockUnit) -> Unit {
        Unit { clock, ..Unit::of(Dimension::Clock) }
    }

    /// One dimension to the first power; the calendar is then in years, the clock in hours.
    pub fn of(dimension: Dimension) -> Unit {
        Unit { dimensions: vec![(dimension, 1)], ..Unit::default() }
    }

    pub fn is_ratio(&self) -> bool {
        self.dimensions.is_empty()
    }

    pub fn is_rate(&self) -> bool {
        matches!(self.dimensions.as_slice(), [(Dimension::Calendar, -1)])
    }

    pub fn is_money(&self) -> bool {
        matches!(self.dimensions.as_slice(), [(Dimension::Currency(_), 1)])
    }

    /// Money per something: `USD 2.60 per GPU-hour`.
    pub fn is_price(&self) -> bool {
        self.currency().is_some() && self.dimensions.len() > 1
    }

    /// A span of months or years.
    pub fn is_calendar_span(&self) -> bool {
        matches!(self.dimensions.as_slice(), [(Dimension::Calendar, 1)])
    }

    /// A span of clock hours or days.
    pub fn is_hours(&self) -> bool {
        matches!(self.dimensions.as_slice(), [(Dimension::Clock, 1)])
    }

    /// The currency of money and prices: the only currency, to the first power.
    pub fn currency(&self) -> Option<Currency> {
        let mut currencies = self.dimensions.iter().filter_map(|(dimension, exponent)| match dimension {
            Dimension::Currency(currency) => Some((*currency, *exponent)),
            _ => None,
        });
        match (currencies.next(), currencies.next()) {
            (Some((currency, 1)), None) => Some(currency),
            _ => None,
        }
    }

    /// Month or year, when the calendar takes part.
    pub fn calendar_unit(&self) -> Option<CalendarUnit> {
        (self.exponent(&Dimension::Calendar) != 0).then_some(self.calendar)
    }

    /// Hour or day, when the clock takes part.
    pub fn clock_unit(&self) -> Option<ClockUnit> {
        (self.exponent(&Dimension::Clock) != 0).then_some(self.clock)
    }

    /// 0 when the dimension takes no part.
    pub fn exponent(&self, dimension: &Dimension) -> i8 {
        let found = self.dimensions.iter().find(|(known, _)| known == dimension);
        found.map_or(0, |(_, exponent)| *exponent)
    }

    /// Each dimension and its exponent, in the order of writing.
    pub fn dimensions(&self) -> &[(Dimension, i8)] {
        &self.dimensions
    }

    /// The unit of a product, and the numerator and denominator the product of the stored numbers is multiplied by:
    /// 1/1 unless months meet years or hours days, which gives the left operand's unit.
    pub fn times(&self, other: &Unit) -> (Unit, (i128, i128)) {
        let (unit, meeting) = self.combine(other, 1);
        (unit, meeting.factor(1))
    }

    /// The unit of a quotient, and the numerator and denominator the quotient of the stored numbers is multiplied by.
    pub fn over(&self, other: &Unit) -> (Unit, (i128, i128)) {
        let (unit, meeting) = self.combine(other, -1);
        (unit, meeting.factor(-1))
    }

    /// Whether the two add up, perhaps after conversion between months and years, hours and days.
    pub fn same_dimensions(&self, other: &Unit) -> bool {
        self.dimensions == other.dimensions
    }

    /// What a number in `self` is multiplied by to be in `other`; None when they do not count the same thing.
    pub fn conversion_to(&self, other: &Unit) -> Option<(i128, i128)> {
        if !self.same_dimensions(other) {
            return None;
        }
        Some(other.meeting(self).factor(1))
    }

    /// The powers that bring the time units of `other` into those of `self`, where both have them.
    fn meeting(&self, other: &Unit) -> Meeting {
        let exponent = |dimension| i32::from(other.exponent(dimension));
        let calendar = match (self.calendar_unit(), other.calendar_unit()) {
            (Some(CalendarUnit::Month), Some(CalendarUnit::Year)) => exponent(&Dimension::Calendar),
            (Some(CalendarUnit::Year), Some(CalendarUnit::Month)) => -exponent(&Dimension::Calendar),
            _ => 0,
        };
        let clock = match (self.clock_unit(), other.clock_unit()) {
            (Some(ClockUnit::Hour), Some(ClockUnit::Day)) => exponent(&Dimension::Clock),
            (Some(ClockUnit::Day), Some(ClockUnit::Hour)) => -exponent(&Dimension::Clock),
            _ => 0,
        };
        Meeting { calendar, clock }
    }

    /// Decimals of a stored value of this unit.
    pub fn scale(&self) -> u32 {
        match (self.currency(), self.dimensions.as_slice()) {
            (_, [] | [(Dimension::Calendar, -1)]) => RATIO_SCALE,
            (Some(currency), [_]) => currency.minor_digits(),
            (Some(_), _) => PRICE_SCALE,
            (None, [(Dimension::Named(name), 1)]) => name.decimals(),
            (None, _) => QUANTITY_SCALE,
        }
    }

    /// What it is in words of deals, for messages: `a price in USD per GPU-hour`.
    pub fn describe(&self) -> String {
        match self.dimensions.as_slice() {
            [] => "a ratio".to_string(),
            [(Dimension::Calendar, -1)] => format!("a rate ({self})"),
            [(Dimension::Calendar, 1)] => format!("{self}s"),
            [(Dimension::Clock, 1)] => format!("{self}s"),
            rest => match self.currency() {
                Some(currency) if rest.len() == 1 => format!("money in {currency}"),
                Some(currency) if self.is_over_time_only() => format!("money in {currency} {self}"),
                Some(currency) if self.parts(1).is_empty() => format!("a price in {currency} {self}"),
                Some(currency) => format!("a quantity in {currency}-{self}"),
                None if self.parts(1).is_empty() => format!("a number {self}"),
                None => format!("a quantity in {self}"),
            },
        }
    }

    /// Money per hour, month or year and nothing else.
    fn is_over_time_only(&self) -> bool {
        self.dimensions.iter().all(|(dimension, exponent)| match dimension {
            Dimension::Currency(_) => true,
            Dimension::Clock | Dimension::Calendar => *exponent < 0,
            Dimension::Named(_) => false,
        })
    }

    /// Exponents of `self` plus `direction` times those of `other`, and the powers that bring the time units of
    /// `other` into those of `self`.
    fn combine(&self, other: &Unit, direction: i8) -> (Unit, Meeting) {
        let mut dimensions = self.dimensions.clone();
        for (dimension, exponent) in &other.dimensions {
            let added = exponent.saturating_mul(direction);
            match dimensions.binary_search_by(|(known, _)| known.cmp(dimension)) {
                Ok(index) => {
                    if let Some((_, exponent)) = dimensions.get_mut(index) {
                        *exponent = add_exponents(*exponent, added);
                    }
                }
                Err(index) => dimensions.insert(index, (dimension.clone(), added)),
            }
        }
        dimensions.retain(|(_, exponent)| *exponent != 0);
        let mut unit = Unit { dimensions, ..Unit::default() };
        if unit.exponent(&Dimension::Calendar) != 0 {
            unit.calendar = self.calendar_unit().unwrap_or(other.calendar);
        }
        if unit.exponent(&Dimension::Clock) != 0 {
            unit.clock = self.clock_unit().unwrap_or(other.clock);
        }
        (unit, self.meeting(other))
    }

    /// The words of the dimensions with positive (`sign` 1) or negative exponents, except one currency on top.
    fn parts(&self, sign: i8) -> Vec<(String, &Dimension)> {
        let mut parts = Vec::new();
        let on_top = self.currency();
        for (dimension, exponent) in &self.dimensions {
            let skipped = on_top.is_some() && matches!(dimension, Dimension::Currency(_));
            if exponent.signum() != sign || skipped {
                continue;
            }
            for _ in 0..exponent.unsigned_abs() {
                parts.push((self.word(dimension), dimension));
            }
        }
        // Power over time has a name of its own.
        let power = parts.iter().position(|(word, _)| word == "kW");
        let counts_hours = self.clock == ClockUnit::Hour;
        let hour = parts.iter().position(|(_, dimension)| counts_hours && **dimension == Dimension::Clock);
        if let (Some(power), Some(hour)) = (power, hour) {
            parts.remove(hour); // hours come after names
            if let Some((word, _)) = parts.get_mut(power) {
                *word = "kWh".to_string();
            }
        }
        parts
    }

    fn word(&self, dimension: &Dimension) -> String {
        match dimension {
            Dimension::Currency(currency) => currency.code().to_string(),
            Dimension::Named(name) => name.text().to_string(),
            Dimension::Clock => self.clock.word().to_string(),
            Dimension::Calendar => self.calendar.word().to_string(),
        }
    }
}

impl ClockUnit {
    /// `hour` or `day`.
    pub fn word(self) -> &'static str {
        match self {
            ClockUnit::Hour => "hour",
            ClockUnit::Day => "day",
        }
    }
}

impl CalendarUnit {
    /// `month` or `year`.
    pub fn word(self) -> &'static str {
        match self {
            CalendarUnit::Month => "month",
            CalendarUnit::Year => "year",
        }
    }

    /// 1 or 12.
    pub fn months(self) -> i128 {
        match self {
            CalendarUnit::Month => 1,
            CalendarUnit::Year => MONTHS,
        }
    }
}

/// As written after a number: `GPU-hour`, `kW per GPU`, `per year`. The currency of money and prices stands before
/// the number and is left out: `per GPU-hour`.
impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let above: Vec<String> = self.parts(1).into_iter().map(|(word, _)| word).collect();
        let mut written = above.join("-");
        let (calendar, counted): (Vec<_>, Vec<_>) =
            self.parts(-1).into_iter().partition(|(_, dimension)| **dimension == Dimension::Calendar);
        let counted: Vec<String> = counted.into_iter().map(|(word, _)| word).collect();
        let below = (!counted.is_empty()).then(|| counted.join("-"));
        for part in below.into_iter().chain(calendar.into_iter().map(|(word, _)| word)) {
            let space = if written.is_empty() { "" } else { " " };
            written = format!("{written}{space}per {part}");
        }
        formatter.write_str(&written)
    }
}

/// How many times months met years and hours met days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Meeting {
    calendar: i32,
    clock: i32,
}

impl Meeting {
    /// `(12^calendar × 24^clock)^direction` as a numerator and a denominator.
    fn factor(self, direction: i32) -> (i128, i128) {
        let (mut numerator, mut denominator) = (1i128, 1i128);
        for (base, power) in [(MONTHS, self.calendar * direction), (HOURS, self.clock * direction)] {
            let side = if power < 0 { &mut denominator } else { &mut numerator };
            *side = side.saturating_mul(base.saturating_pow(power.unsigned_abs()));
        }
        (numerator, denominator)
    }
}

/// A sum that sticks once it has reached [`LARGEST_EXPONENT`].
fn add_exponents(a: i8, b: i8) -> i8 {
    if a.abs() >= LARGEST_EXPONENT {
        a
    } else if b.abs() >= LARGEST_EXPONENT {
        b
    } else {
        (a + b).clamp(-LARGEST_EXPONENT, LARGEST_EXPONENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd() -> Unit {
        Unit::money(Currency::from_code("USD").expect("USD is a currency"))
    }

    fn named(text: &str) -> Unit {
        Unit::of(Dimension::Named(Name::new(text, QUANTITY_SCALE)))
    }

    #[test]
    fn units_cancel() {
        let price = usd().over(&named("GPU")).0.over(&Unit::hour()).0;
        assert_eq!(price.describe(), "a price in USD per GPU-hour");
        assert_eq!(price.to_string(), "per GPU-hour");
        assert_eq!(price.scale(), 8);
        let (money, factor) = named("GPU").times(&price).0.times(&Unit::hour());
        assert_eq!((money, factor), (usd(), (1, 1)));
    }

    #[test]
    fn kilowatts_times_hours_are_kilowatt_hours() {
        let energy = named("kW").times(&Unit::hour()).0;
        assert_eq!(energy.to_string(), "kWh");
        assert_eq!(usd().over(&energy).0.describe(), "a price in USD per kWh");
        assert_eq!(named("kW").over(&named("GPU")).0.describe(), "a quantity in kW per GPU");
        assert_eq!(named("GPU").times(&Unit::hour()).0.to_string(), "GPU-hour");
    }

    #[test]
    fn months_meet_years() {
        let month = Unit::rate(CalendarUnit::Month);
        let year = Unit::rate(CalendarUnit::Year);
        assert_eq!(month.conversion_to(&year), Some((12, 1))); // 1% per month is 12% per year
        assert_eq!(year.conversion_to(&month), Some((1, 12)));
        assert_eq!(year.conversion_to(&Unit::ratio()), None);
        // 18 months × 12% per year = 18 × (12% / 12)
        assert_eq!(Unit::calendar(CalendarUnit::Month).times(&year), (Unit::ratio(), (1, 12)));
        // 2 years × 1% per month = 2 × (1% × 12)
        assert_eq!(Unit::calendar(CalendarUnit::Year).times(&month), (Unit::ratio(), (12, 1)));
        // 2 years / 6 months = 2 / (6 / 12)
        let (span, months) = (Unit::calendar(CalendarUnit::Year), Unit::calendar(CalendarUnit::Month));
        assert_eq!(span.over(&months), (Unit::ratio(), (12, 1)));
        assert_eq!(months.over(&span), (Unit::ratio(), (1, 12)));
    }

    #[test]
    fn words_for_messages() {
        assert_eq!(Unit::ratio().describe(), "a ratio");
        assert_eq!(Unit::rate(CalendarUnit::Year).describe(), "a rate (per year)");
        assert_eq!(Unit::calendar(CalendarUnit::Month).describe(), "months");
        assert_eq!(usd().describe(), "money in USD");
        assert_eq!(usd().over(&Unit::calendar(CalendarUnit::Month)).0.describe(), "money in USD per month");
        let carry = usd().over(&named("GPU")).0.over(&Unit::calendar(CalendarUnit::Month)).0;
        assert_eq!(carry.describe(), "a price in USD per GPU per month");
        assert_eq!(Unit::hour().describe(), "hours");
        assert_eq!(usd().times(&Unit::hour()).0.describe(), "a quantity in USD-hour");
        assert_eq!(Unit::ratio().over(&named("GPU")).0.describe(), "a number per GPU");
        assert_eq!(named("GPU").over(&usd()).0.describe(), "a quantity in GPU per USD");
    }

    #[test]
    fn scales_follow_the_kind() {
        let yen = Unit::money(Currency::from_code("JPY").expect("JPY is a currency"));
        assert_eq!((usd().scale(), yen.scale()), (2, 0));
        assert_eq!((Unit::ratio().scale(), Unit::rate(CalendarUnit::Year).scale()), (12, 12));
        assert_eq!((named("GPU").scale(), Unit::hour().scale()), (6, 6));
        assert_eq!(Unit::of(Dimension::Named(Name::new("BTC", 8))).scale(), 8);
        assert_eq!(usd().over(&yen).0.scale(), 6);
    }

    #[test]
    fn a_saturated_exponent_never_cancels() {
        let mut unit = named("GPU");
        for _ in 0..200 {
            unit = unit.times(&named("GPU")).0;
        }
        for _ in 0..400 {
            unit = unit.over(&named("GPU")).0;
        }
        assert!(!unit.is_ratio());
    }
}
