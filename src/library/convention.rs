//! Conventions named by a word: day counts, calendars, rolls, roundings.

/// A convention: as written, with a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Convention {
    pub name: &'static str,
    pub sentence: &'static str,
}

const fn convention(name: &'static str, sentence: &'static str) -> Convention {
    Convention { name, sentence }
}

/// Of `roll:`.
pub const ROLLS: &[Convention] = &[
    convention("none", "A payment date stays where it falls."),
    convention("following", "The next business day."),
    convention("modified following", "The next business day, unless it is in the next month: then the one before."),
    convention("preceding", "The business day before."),
    convention("modified preceding", "The business day before, unless it is in the month before: then the next."),
];

/// Of `rounding:`.
pub const ROUNDINGS: &[Convention] = &[
    convention("half up", "Halves away from zero, as spreadsheets do."),
    convention("half up to cent", "Halves away from zero, as spreadsheets do."),
    convention("half even", "Halves to the even neighbour."),
    convention("half even to cent", "Halves to the even neighbour."),
];

/// Of `month end:`.
pub const MONTH_ENDS: &[Convention] = &[
    convention("keep", "Months added to a month end give a month end."),
    convention("same day", "Months added keep the day of the month, or the last day of a shorter month."),
];

/// Of `set:`.
pub const SETTINGS: &[Convention] = &[
    convention("in advance", "Fixed on the close of the period before."),
    convention("in arrears", "Fixed on the close of the period itself."),
];
