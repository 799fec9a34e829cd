//! Exact decimals as digits: every digit for programs, rounded and grouped for people.

/// Every digit, nothing else: `-1234.50`.
pub fn plain(mantissa: i128, scale: u32) -> String {
    let (whole, fraction) = split(mantissa, scale);
    join(mantissa < 0, &whole, &fraction)
}

/// Rounded half away from zero to so many decimals, thousands grouped by commas: `-1,234.5`.
pub fn grouped(mantissa: i128, scale: u32, digits: u32) -> String {
    let (rounded, scale) = rounded(mantissa, scale, digits);
    let (whole, mut fraction) = split(rounded, scale);
    while fraction.len() < digits as usize {
        fraction.push('0');
    }
    let mut groups = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            groups.push(',');
        }
        groups.push(digit);
    }
    join(rounded < 0, &groups, &fraction)
}

/// The same value with at most `digits` decimals.
fn rounded(mantissa: i128, scale: u32, digits: u32) -> (i128, u32) {
    if scale <= digits {
        return (mantissa, scale);
    }
    match 10_i128.checked_pow(scale - digits) {
        // More decimals to drop than the number can have digits.
        None => (0, digits),
        Some(step) => {
            let (quotient, rest) = (mantissa / step, mantissa % step);
            let away = rest.unsigned_abs() >= step.unsigned_abs().div_ceil(2);
            (quotient + if away { mantissa.signum() } else { 0 }, digits)
        }
    }
}

/// The digits before and after the point.
fn split(mantissa: i128, scale: u32) -> (String, String) {
    let scale = scale as usize;
    let digits = format!("{:0>width$}", mantissa.unsigned_abs().to_string(), width = scale.min(60) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale.min(60));
    (whole.to_string(), fraction.to_string())
}

fn join(negative: bool, whole: &str, fraction: &str) -> String {
    let sign = if negative { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_prints_every_digit() {
        assert_eq!(plain(123450, 2), "1234.50");
        assert_eq!(plain(-5, 3), "-0.005");
        assert_eq!(plain(0, 0), "0");
        assert_eq!(plain(i128::MIN, 0), "-170141183460469231731687303715884105728");
    }

    #[test]
    fn grouped_rounds_half_away_from_zero() {
        assert_eq!(grouped(123456789, 2, 2), "1,234,567.89");
        assert_eq!(grouped(2345, 3, 2), "2.35");
        assert_eq!(grouped(-2345, 3, 2), "-2.35");
        assert_eq!(grouped(2344, 3, 2), "2.34");
        assert_eq!(grouped(999_999, 3, 0), "1,000");
        assert_eq!(grouped(-4, 3, 2), "0.00", "no minus zero");
        assert_eq!(grouped(7, 0, 2), "7.00");
        assert_eq!(grouped(100, 0, 0), "100");
        assert_eq!(grouped(i128::MAX, 60, 2), "0.00");
    }
}
