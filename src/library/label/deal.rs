//! Labels of `deal`, `source` and `unit`.

use super::Label;

pub const DEAL: &[Label] = &[
    Label::new("currency", "The currency of the deal, by its ISO code.", "currency: USD").required(),
    Label::new("closing", "The day the deal closes: the end of period 0.", "closing: 2025-06-30").required(),
    Label::new(
        "periods",
        "The ends of the periods, from the first to the last.",
        "periods: each month end from 2025-07-31 to 2030-06-30",
    )
    .required(),
    Label::new("payments", "When each period is paid; on its end when not stated.", "payments: day 25 of next month"),
    Label::new("calendar", "Which days are business days.", "calendar: NYC"),
    Label::new("roll", "Where a payment date goes that is not a business day.", "roll: modified following"),
    Label::new("month end", "What becomes of a month end when months are added to it.", "month end: keep"),
    Label::new("rounding", "What happens to exact halves.", "rounding: half up to cent"),
    Label::new("edition", "The edition of the language the file is written in.", "edition: 2026"),
    Label::new(
        "already running",
        "The deal runs on from this date, with the opening balances that tranches and accounts state.",
        "already running: from 2026-03-31",
    ),
];

pub const SOURCE: &[Label] = &[
    Label::new(
        "file",
        "The document, from the folder of this file; the same as `at` in the head.",
        "file: \"helios-term-sheet.md\"",
    ),
    Label::new("dated", "The date of the document.", "dated: 2025-06-12"),
];

pub const UNIT: &[Label] =
    &[Label::new("decimals", "Decimals kept of a quantity in this unit; 6 when not stated.", "decimals: 8")];
