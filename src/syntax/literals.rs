//! Numbers and dates as people write them: read the right ones, name the wrong ones.

use super::ast::{Date, Number};
use super::codes::*;
use super::words;
use crate::diagnostic::Code;
use crate::time::date::YEARS;

/// Why a literal is refused, before it has a place.
pub struct Refusal {
    pub code: Code,
    pub message: String,
    pub help: String,
}

fn refuse<T>(code: Code, message: impl Into<String>, help: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { code, message: message.into(), help: help.into() })
}

/// Most digits a number may have in all, and after its point.
const DIGITS: usize = 28;
const PLACES: usize = 18;

/// `8_192`, `2.60`, `110M`.
pub fn number(text: &str) -> Result<Number, Refusal> {
    if let Some(refusal) = habit(text) {
        return Err(refusal);
    }
    let letters = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (figures, suffix) = text.split_at(letters);
    let magnitude = magnitude(text, figures, suffix)?;
    well_formed(text, figures)?;
    value(text, figures, magnitude)
}

/// Forms that belong to other tools.
fn habit(text: &str) -> Option<Refusal> {
    let refused = |code, message: String, help: String| Some(Refusal { code, message, help });
    if let Some(sign) = text.chars().find(|c| "$€£¥".contains(*c)) {
        let amount: String = text.chars().filter(|c| *c != sign).collect();
        return refused(
            MONEY_SIGN,
            format!("money is written with its code, not `{sign}`"),
            format!("write `{} {amount}`", currency_of(sign)),
        );
    }
    if let Some((whole, rest)) = text.split_once(',') {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let help = if digits == 3 {
            format!("write `{}`; two values are separated by `, `", text.replace(',', "_"))
        } else {
            format!("write `{whole}.{rest}` for a decimal point; two values are separated by `, `")
        };
        return refused(COMMA_IN_NUMBER, format!("`{text}` has a comma inside a number"), help);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let written = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
        if (text.starts_with("19") || text.starts_with("20")) && civil(&written).is_some() {
            let help = format!("write `{written}` for a date, or group the digits of a number with `_`");
            return refused(BAD_DATE, format!("`{text}` may be a date or a number"), help);
        }
    }
    None
}

/// The code a currency sign most likely stands for.
pub fn currency_of(sign: char) -> &'static str {
    match sign {
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        _ => "USD",
    }
}

/// Powers of ten meant by the letters after a number.
fn magnitude(text: &str, figures: &str, suffix: &str) -> Result<usize, Refusal> {
    if suffix == "X" {
        return refuse(BAD_NUMBER, format!("`{text}` is not a number"), format!("write `{figures}x` for a multiple"));
    }
    let meant = match suffix {
        "" => return Ok(0),
        "k" => return Ok(3),
        "M" => return Ok(6),
        "bn" => return Ok(9),
        "K" => "k",
        "MM" | "mm" | "mn" | "Mn" | "m" | "mio" | "mln" => "M",
        "b" | "B" | "BN" | "Bn" | "G" => "bn",
        _ => {
            let exponent = suffix.strip_prefix(['e', 'E']).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
            let help = if exponent {
                "write all the digits, grouped by `_`, or use `k`, `M` or `bn`".to_owned()
            } else if suffix.bytes().all(|b| b.is_ascii_alphabetic()) {
                format!("put a space before a unit: `{figures} {suffix}`")
            } else {
                "write a number like `8_192`, `2.60` or `110M`".to_owned()
            };
            return refuse(BAD_NUMBER, format!("`{text}` is not a number"), help);
        }
    };
    refuse(
        BAD_MAGNITUDE,
        format!("`{suffix}` is not a magnitude"),
        format!("write `{figures}{meant}`; magnitudes are `k`, `M` and `bn`"),
    )
}

fn well_formed(text: &str, figures: &str) -> Result<(), Refusal> {
    let message = format!("`{text}` is not a number");
    if figures.starts_with('.') {
        return refuse(BAD_NUMBER, message, format!("write `0{text}`"));
    }
    if let Some(whole) = figures.strip_suffix('.') {
        return refuse(BAD_NUMBER, message, format!("write `{whole}` or `{whole}.0`"));
    }
    if figures.contains("..") {
        return refuse(BAD_NUMBER, message, format!("write one point: `{}`", text.replacen("..", ".", 1)));
    }
    if figures.matches('.').count() > 1 {
        return refuse(BAD_NUMBER, message, "a number has one decimal point; digits are grouped by `_`");
    }
    let lonely = figures.split(['.', '_']).any(str::is_empty);
    if lonely || !figures.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_')) {
        return refuse(BAD_NUMBER, message, "one `_` stands between two digits, as in `1_000`");
    }
    Ok(())
}

fn value(text: &str, figures: &str, magnitude: usize) -> Result<Number, Refusal> {
    let places = figures.split_once('.').map_or(0, |(_, after)| after.bytes().filter(u8::is_ascii_digit).count());
    if places > PLACES {
        let message = format!("`{}` is too precise", clip(text));
        return refuse(TOO_MANY_DIGITS, message, format!("keep at most {PLACES} digits after the point"));
    }
    let digits: String = figures.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    let mantissa = if digits.len() + magnitude <= DIGITS { format!("0{digits}").parse::<i128>().ok() } else { None };
    match mantissa {
        Some(mantissa) => Ok(Number { mantissa: mantissa * 10_i128.pow(magnitude as u32), scale: places as u32 }),
        None => refuse(
            TOO_MANY_DIGITS,
            format!("`{}` is too large", clip(text)),
            format!("a number has at most {DIGITS} digits"),
        ),
    }
}

/// The start of a long text, for a message.
fn clip(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `75%`, `5.25%`.
pub fn percent(text: &str) -> Result<Number, Refusal> {
    let figures = text.trim_end_matches('%');
    if text.len() != figures.len() + 1 || figures.contains('%') {
        return refuse(BAD_NUMBER, format!("`{text}` is not a percentage"), "write one `%`, at the end");
    }
    number(figures).map_err(|refusal| Refusal {
        message: refusal.message.replace(&format!("`{figures}`"), &format!("`{text}`")),
        help: refusal
            .help
            .replace(&figures.replace(',', "_"), &text.replace(',', "_"))
            .replace(&figures.replace(',', "."), &text.replace(',', "."))
            .replace(&figures.replacen("..", ".", 1), &text.replacen("..", ".", 1)),
        code: refusal.code,
    })
}

/// What a word with a digit in front and `-` or `/` inside is.
pub enum Dashed {
    Date(Date),
    /// `30/360`
    Word,
}

pub fn dashed(text: &str) -> Result<Dashed, Refusal> {
    if let Some((year, rest)) = text.split_once('-')
        && year.len() == 4
        && rest.len() == 5
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
    {
        return match civil(text) {
            Some(date) => Ok(Dashed::Date(date)),
            None => refuse(NO_SUCH_DATE, format!("`{text}` is not in the calendar"), nearest_date(text)),
        };
    }
    if day_count(text) {
        return Ok(Dashed::Word);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let all_digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let year_like = parts.iter().any(|part| part.len() == 4) || parts.iter().all(|part| part.len() == 2);
    if parts.len() == 3 && all_digits && !year_like && text.contains('.') {
        let help = "a number has one decimal point; digits are grouped by `_`";
        return refuse(BAD_NUMBER, format!("`{text}` is not a number"), help);
    }
    if parts.len() == 3 && all_digits {
        let help = match rearranged(&parts) {
            Some(iso) => format!("write `{iso}`: year, month, day"),
            None => "write year, month and day, as in `2026-12-31`".to_owned(),
        };
        return refuse(BAD_DATE, format!("`{text}` is not a date"), help);
    }
    if text.contains(['T', ':']) && parts.len() >= 3 {
        let help = "a date has no time of day: write `2026-12-31`";
        return refuse(BAD_DATE, format!("`{text}` is not a date"), help);
    }
    let spaced = text.replace('-', " - ").replace('/', " / ");
    refuse(CROWDED_OPERATOR, format!("`{text}` needs spaces around its operator"), format!("write `{spaced}`"))
}

/// `30/360`, `30E/360`, `30E+/360`.
fn day_count(text: &str) -> bool {
    text.split_once('/').is_some_and(|(days, basis)| {
        days.starts_with("30")
            && days[2..].bytes().all(|b| b.is_ascii_alphabetic())
            && basis.starts_with("36")
            && !basis.contains('/')
    })
}

fn civil(text: &str) -> Option<Date> {
    let mut parts = text.split('-').map(|part| part.parse::<i16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let date = crate::time::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?;
    Some(Date { year: date.year(), month: date.month(), day: date.day() })
}

/// Help for a date that does not exist: the last day of its month, if there is such a month.
fn nearest_date(text: &str) -> String {
    let month_exists = text.get(5..7).and_then(|month| month.parse().ok()).is_some_and(|it| (1..=12).contains(&it));
    match (28..=30).rev().find_map(|day| civil(&format!("{}{day}", &text[..8]))) {
        Some(last) => format!("the last day of that month is `{:04}-{:02}-{:02}`", last.year, last.month, last.day),
        None if month_exists => format!("years run from {} to {}", YEARS.start(), YEARS.end()),
        None => "months run from 01 to 12".to_owned(),
    }
}

/// Day, month and year put in order, when only one reading exists.
fn rearranged(parts: &[&str]) -> Option<String> {
    let [first, second, third] = parts else { return None };
    let iso = |year: &str, month: &str, day: &str| {
        let text = format!("{year:0>4}-{month:0>2}-{day:0>2}");
        civil(&text).map(|_| text)
    };
    if first.len() == 4 {
        return iso(first, second, third);
    }
    if third.len() != 4 {
        return None;
    }
    match (iso(third, second, first), iso(third, first, second)) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    }
}

pub fn is_currency(word: &str) -> bool {
    words::CURRENCIES.contains(&word)
}
