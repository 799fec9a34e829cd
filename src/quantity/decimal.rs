//! Values as text: reading plain decimals, printing them, and the one meeting with the decimal crate.

use rust_decimal::Decimal;

use super::fixed::{Rounding, rescale};
use super::unit::RATIO_SCALE;

/// The value as a decimal number; None beyond 96 bits or 28 decimals.
pub fn to_decimal(mantissa: i128, scale: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// A plain decimal such as `-1234.50` as its whole number and its scale (`-123450`, 2). Digits, one point between
/// digits and a leading minus are all it may have; None for anything else, and beyond 28 digits.
pub fn from_text(text: &str) -> Option<(i128, u32)> {
    let (whole, decimals) = match text.strip_prefix('-').unwrap_or(text).split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text.strip_prefix('-').unwrap_or(text), None),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !decimals.is_none_or(is_digits) {
        return None;
    }
    let decimal = Decimal::from_str_exact(text).ok()?;
    Some((decimal.mantissa(), decimal.scale()))
}

/// `-1234.50`: every decimal of the scale, no exponent, no separators, no minus before zero.
pub fn plain(mantissa: i128, scale: u32) -> String {
    write(mantissa, scale, "")
}

/// As [`plain`] without zeros at the end: `1.5`, `400`.
pub fn shortest(mantissa: i128, scale: u32) -> String {
    let (mut mantissa, mut scale) = (mantissa, scale);
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    plain(mantissa, scale)
}

/// `1,234,567.89`: for reports, rounded to `digits` decimals.
pub fn grouped(mantissa: i128, scale: u32, digits: u32, rounding: Rounding) -> String {
    let digits = digits.min(MOST_DIGITS);
    match rescale(mantissa, scale, digits, rounding) {
        Some(rounded) => write(rounded, digits, ","),
        None => write(mantissa, scale, ","), // too large to take more decimals: it has none to lose
    }
}

/// A ratio (12 decimals) in percent: `65.00%`.
pub fn percent(ratio: i128, digits: u32) -> String {
    format!("{}%", grouped(ratio, RATIO_SCALE - 2, digits, Rounding::HalfUp))
}

/// A ratio (12 decimals) as a multiple: `1.35x`.
pub fn multiple(ratio: i128, digits: u32) -> String {
    format!("{}x", grouped(ratio, RATIO_SCALE, digits, Rounding::HalfUp))
}

/// The most decimals that are ever printed.
const MOST_DIGITS: u32 = 28;

fn write(mantissa: i128, scale: u32, separator: &str) -> String {
    let digits = mantissa.unsigned_abs().to_string();
    let scale = usize::try_from(scale.min(SCALE_LIMIT)).unwrap_or(0);
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, decimals) = padded.split_at(padded.len() - scale);
    let mut text = String::with_capacity(padded.len() + 12);
    if mantissa < 0 {
        text.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push_str(separator);
        }
        text.push(digit);
    }
    if !decimals.is_empty() {
        text.push('.');
        text.push_str(decimals);
    }
    text
}

/// Scales beyond this are written as if they were it; no value has one.
const SCALE_LIMIT: u32 = 64;

#[cfg(test)]
mod tests {
    use super::super::fixed::{LIMIT, power_of_ten};
    use super::*;

    #[test]
    fn plain_text() {
        assert_eq!(plain(123_456, 2), "1234.56");
        assert_eq!(plain(-5, 2), "-0.05");
        assert_eq!(plain(0, 2), "0.00");
        assert_eq!(plain(7, 0), "7");
        assert_eq!(plain(LIMIT, 0), "79228162514264337593543950335");
        assert_eq!(plain(i128::MIN, 38), "-1.70141183460469231731687303715884105728");
        assert_eq!(shortest(1_500_000, 6), "1.5");
        assert_eq!(shortest(400, 0), "400");
        assert_eq!(shortest(-1_000, 3), "-1");
        assert_eq!(shortest(0, 3), "0");
    }

    #[test]
    fn grouped_text() {
        assert_eq!(grouped(123_456_789, 2, 2, Rounding::HalfUp), "1,234,567.89");
        assert_eq!(grouped(123_456_789, 2, 0, Rounding::HalfUp), "1,234,568");
        assert_eq!(grouped(-99_950, 2, 0, Rounding::HalfUp), "-1,000");
        assert_eq!(grouped(250, 2, 0, Rounding::HalfUp), "3");
        assert_eq!(grouped(250, 2, 0, Rounding::HalfEven), "2");
        assert_eq!(grouped(-4, 2, 1, Rounding::HalfUp), "0.0");
        assert_eq!(grouped(100, 0, 1, Rounding::HalfUp), "100.0");
    }

    #[test]
    fn ratios() {
        assert_eq!(percent(650_000_000_000, 2), "65.00%");
        assert_eq!(percent(-1_234_500_000_000, 1), "-123.5%");
        assert_eq!(multiple(1_350_000_000_000, 2), "1.35x");
    }

    #[test]
    fn reading_takes_plain_decimals_only() {
        assert_eq!(from_text("-1234.50"), Some((-123_450, 2)));
        assert_eq!(from_text("007"), Some((7, 0)));
        assert_eq!(from_text("0"), Some((0, 0)));
        for bad in ["", "-", ".5", "5.", "1e5", "1_000", "1,000", "+1", "--1", "1.2.3", " 1", "1.-2", "٣"] {
            assert_eq!(from_text(bad), None, "{bad}");
        }
        assert_eq!(from_text("79228162514264337593543950336"), None);
        assert_eq!(from_text("0.99999999999999999999999999999"), None);
    }

    #[test]
    fn decimals_agree_with_the_text() {
        let value = to_decimal(-123_450, 2).expect("fits");
        assert_eq!(value.to_string(), plain(-123_450, 2));
        assert_eq!(to_decimal(LIMIT + 1, 0), None);
        assert_eq!(to_decimal(1, 29), None);
        assert_eq!(power_of_ten(28), 10_000_000_000_000_000_000_000_000_000);
    }
}
