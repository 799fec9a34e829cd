//! A value with its unit: exact for programs, in words for people, as a literal for the command line.

use crate::model::Type;
use crate::quantity::{
    Unit,
    decimal::{grouped, plain, shortest},
};
use crate::time::Date;
use serde::{Serialize, Serializer};

/// One exact value: a whole number at the scale of its type.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    pub value: i128,
    pub of: Type,
}

impl Figure {
    pub fn new(value: i128, of: Type) -> Figure {
        Figure { value, of }
    }

    pub fn is_money(&self) -> bool {
        self.of.unit().is_some_and(Unit::is_money)
    }

    /// Every digit and nothing else: `915408.00`, `2028-12-31`, `true`.
    pub fn plain(&self) -> String {
        match &self.of {
            Type::Quantity(_) => plain(self.value, self.of.scale()),
            Type::Boolean => (self.value != 0).to_string(),
            Type::Date => date(self.value).map_or_else(|| self.value.to_string(), |date| date.to_string()),
        }
    }

    /// For people, rounded where it has more decimals than anybody reads: `USD 915,408.00`, `0.8058`, `9.00% per year`.
    pub fn words(&self) -> String {
        let Type::Quantity(unit) = &self.of else {
            return match (&self.of, self.value) {
                (Type::Boolean, 0) => "no".into(),
                (Type::Boolean, _) => "yes".into(),
                _ => self.plain(),
            };
        };
        let scale = unit.scale();
        if unit.is_ratio() {
            return grouped(self.value, scale, 4, Default::default());
        }
        if unit.is_rate() {
            return format!("{}% {unit}", grouped(self.value, scale - 2, 2, Default::default()));
        }
        let digits = match unit.currency() {
            Some(currency) if unit.is_money() => currency.minor_digits(),
            Some(_) if self.value.abs() >= 100 * crate::quantity::power_of_ten(scale) => 2,
            Some(_) => 4,
            None if self.value % crate::quantity::power_of_ten(scale) == 0 => 0,
            None => 2,
        };
        with_unit(unit, grouped(self.value, scale, digits, Default::default()))
    }

    /// As a file or `--set` would write it: `70%`, `USD 32_000 per GPU`.
    pub fn literal(&self) -> String {
        let Type::Quantity(unit) = &self.of else { return self.plain() };
        let scale = unit.scale();
        if unit.is_ratio() && self.value.abs() > crate::quantity::power_of_ten(scale) {
            return underscored(&shortest(self.value, scale));
        }
        if unit.is_ratio() {
            return format!("{}%", shortest(self.value, scale - 2));
        }
        if unit.is_rate() {
            return format!("{}% {unit}", shortest(self.value, scale - 2));
        }
        with_unit(unit, underscored(&shortest(self.value, scale)))
    }

    /// The unit in words: `USD`, `GPU-hour`, `USD per GPU-hour`; empty for a ratio.
    pub fn unit(of: &Type) -> String {
        of.unit().map_or_else(String::new, |unit| {
            let currency = unit.currency().map_or("", |currency| currency.code());
            format!("{currency} {unit}").trim().to_string()
        })
    }
}

fn with_unit(unit: &Unit, number: String) -> String {
    let currency = unit.currency().map_or("", |currency| currency.code());
    format!("{currency} {number} {unit}").trim().to_string()
}

/// `32000` as the language groups it: `32_000`.
fn underscored(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let digits = whole.trim_start_matches('-').len();
    let mut text = whole.get(..whole.len() - digits).unwrap_or("").to_owned();
    for (index, digit) in whole.chars().skip(text.len()).enumerate() {
        if index > 0 && (digits - index) % 3 == 0 && digits > 4 {
            text.push('_');
        }
        text.push(digit);
    }
    text + rest
}

fn date(number: i128) -> Option<Date> {
    Date::from_day_number(i32::try_from(number).ok()?)
}

/// As a decimal string: a JSON number would pass through a float.
impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.plain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{CalendarUnit, Currency};

    fn usd() -> Type {
        Type::Quantity(Unit::money(Currency::from_code("USD").unwrap()))
    }

    #[test]
    fn a_figure_reads_as_a_credit_desk_writes_it() {
        let money = Figure::new(91_540_800, usd());
        assert_eq!(
            (money.plain(), money.words(), money.literal()),
            ("915408.00".into(), "USD 915,408.00".into(), "USD 915_408".into())
        );
        let ratio = Figure::new(805_822_351_234, Type::Quantity(Unit::ratio()));
        assert_eq!((ratio.words(), ratio.literal()), ("0.8058".into(), "80.5822351234%".into()));
        let rate = Figure::new(90_000_000_000, Type::Quantity(Unit::rate(CalendarUnit::Year)));
        assert_eq!((rate.words(), rate.literal()), ("9.00% per year".into(), "9% per year".into()));
        let date = Figure::new(20_000, Type::Date);
        assert_eq!(date.plain(), "2024-10-04");
        assert_eq!(Figure::new(1, Type::Boolean).words(), "yes");
        assert_eq!(Figure::unit(&usd()), "USD");
        assert_eq!(serde_json::to_string(&money).unwrap(), "\"915408.00\"");
    }
}
