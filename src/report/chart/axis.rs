//! An axis: what it measures, where its marks stand, how they read.

/// What is measured along an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    pub title: String,
    pub measure: Measure,
}

/// How a value reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// In a currency: `USD`.
    Money(String),
    /// A ratio in percent: 0.8 is `80%`.
    Percent,
    /// `1.35x`
    Multiple,
    /// A count or a quantity, with its unit if it has one: `years`.
    Number(String),
}

/// Round values on an axis and the way to write them.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruler {
    pub from: f64,
    pub to: f64,
    pub step: f64,
    /// What a value is divided by before it is written, and the letter that says so.
    shrink: (f64, &'static str),
    decimals: usize,
    measure: Measure,
}

impl Axis {
    pub fn new(title: impl Into<String>, measure: Measure) -> Axis {
        Axis { title: title.into(), measure }
    }

    /// `Loss of Senior, USD`
    pub fn heading(&self) -> String {
        match &self.measure {
            Measure::Money(unit) | Measure::Number(unit) if !unit.is_empty() => format!("{}, {unit}", self.title),
            _ => self.title.clone(),
        }
    }

    /// Covers a range in about so many steps of 1, 2 or 5 times a power of ten.
    pub fn ruler(&self, (low, high): (f64, f64), steps: usize) -> Ruler {
        let widened = match high > low {
            true => (low, high),
            false => (low - spread(low), high + spread(high)),
        };
        let step = round_step((widened.1 - widened.0) / steps.max(1) as f64);
        let from = (widened.0 / step).floor() * step;
        let to = (widened.1 / step).ceil() * step;
        Ruler::over((from, to), step, &self.measure)
    }

    /// For figures rather than marks: a digit or two more than an axis has.
    pub fn fine_ruler(&self, range: (f64, f64)) -> Ruler {
        self.ruler(range, 100)
    }

    /// A value beside others of the same range.
    pub fn words(&self, value: f64, range: (f64, f64)) -> String {
        self.fine_ruler(range).words(value)
    }
}

impl Ruler {
    fn over((from, to): (f64, f64), step: f64, measure: &Measure) -> Ruler {
        let most = if to.abs() > from.abs() { to.abs() } else { from.abs() };
        let shrink = match measure {
            Measure::Percent => (0.01, "%"),
            Measure::Multiple => (1.0, "x"),
            _ if most >= 5e9 => (1e9, "bn"),
            _ if most >= 5e6 => (1e6, "m"),
            _ if most >= 5e3 => (1e3, "k"),
            _ => (1.0, ""),
        };
        let mut decimals = 0;
        let mut shown = step / shrink.0;
        // A step of 0.25 needs two decimals, one of 0.2 only one.
        while decimals < 6 && (shown - shown.round()).abs() > 1e-6 * shown {
            shown *= 10.0;
            decimals += 1;
        }
        Ruler { from, to, step, shrink, decimals, measure: measure.clone() }
    }

    /// The marks, from the least to the most.
    pub fn marks(&self) -> Vec<f64> {
        let count = ((self.to - self.from) / self.step).round() as usize;
        (0..=count.min(100)).map(|index| self.from + index as f64 * self.step).collect()
    }

    /// `1.35x`, `80%`, `12.5m`
    pub fn words(&self, value: f64) -> String {
        let shown = value / self.shrink.0;
        let text = format!("{shown:.*}", self.decimals);
        // Rounded to nothing, a value has no sign.
        let nothing = text.starts_with('-') && text.chars().all(|c| !c.is_ascii_digit() || c == '0');
        let text = if nothing { text.trim_start_matches('-').to_string() } else { text };
        let plain = matches!(self.measure, Measure::Money(_) | Measure::Number(_)) && self.shrink.1.is_empty();
        format!("{}{}", if plain { grouped(&text) } else { text }, self.shrink.1)
    }

    /// Where a value stands between the ends: 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }
}

/// Room around a single value.
fn spread(value: f64) -> f64 {
    if value == 0.0 { 1.0 } else { value.abs() / 10.0 }
}

/// The smallest of 1, 2, 5 times a power of ten that is no less. By multiplication alone: the same on every machine.
fn round_step(step: f64) -> f64 {
    let mut power = 1.0;
    for _ in 0..40 {
        if power * 10.0 <= step {
            power *= 10.0;
        } else if power > step {
            power /= 10.0;
        }
    }
    [1.0, 2.0, 2.5, 5.0].into_iter().map(|it| it * power).find(|it| *it >= step).unwrap_or(power * 10.0)
}

fn grouped(text: &str) -> String {
    let (sign, digits) = text.split_at(usize::from(text.starts_with('-')));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut words = sign.to_string();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            words.push(',');
        }
        words.push(digit);
    }
    words + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(measure: Measure, range: (f64, f64), steps: usize) -> Vec<String> {
        let ruler = Axis::new("", measure).ruler(range, steps);
        ruler.marks().into_iter().map(|it| ruler.words(it)).collect()
    }

    #[test]
    fn marks_are_round_and_read_as_the_field_writes_them() {
        assert_eq!(marks(Measure::Multiple, (0.87, 1.92), 4), ["0.5x", "1.0x", "1.5x", "2.0x"]);
        assert_eq!(marks(Measure::Percent, (0.123, 0.4), 4), ["10%", "20%", "30%", "40%"]);
        assert_eq!(marks(Measure::Money("USD".into()), (0.0, 31e6), 4), ["0m", "10m", "20m", "30m", "40m"]);
        assert_eq!(marks(Measure::Number(String::new()), (0.0, 3000.0), 3), ["0", "1,000", "2,000", "3,000"]);
        assert_eq!(marks(Measure::Multiple, (1.0, 2.0), 4), ["1.00x", "1.25x", "1.50x", "1.75x", "2.00x"]);
    }

    #[test]
    fn one_value_alone_still_has_an_axis() {
        assert_eq!(marks(Measure::Percent, (0.0, 0.0), 2), ["-100%", "0%", "100%"]);
        let ruler = Axis::new("", Measure::Multiple).ruler((1.3, 1.3), 4);
        assert!(ruler.from < 1.3 && 1.3 < ruler.to, "{ruler:?}");
    }

    #[test]
    fn a_value_rounded_to_nothing_has_no_sign() {
        let ruler = Axis::new("", Measure::Percent).ruler((-1.0, 1.0), 2);
        assert_eq!(ruler.words(-0.0001), "0%");
    }
}
