//! Labels of `curve`.

use super::Label;

pub const CURVE: &[Label] = &[
    Label::new(
        "starts",
        "The first value and its date; held before that date.",
        "starts: USD 2.60 per GPU-hour on 2025-06-30",
    ),
    Label::new("falls", "The compound rate at which it falls from its start.", "falls: 13% per year"),
    Label::new("grows", "The compound rate at which it grows from its start.", "grows: 3% per year"),
    Label::new("from", "The file of comma-separated values with dated rows.", "from: \"market/sofr.csv\""),
    Label::new("column", "The column of the file, where it has several beside the date.", "column: SOFR"),
    Label::new("unit", "What a 1 in the file stands for.", "unit: 1% per year"),
    Label::new("between", "What holds between two dates of a table: step or linear.", "between: step"),
    Label::new("after", "What holds after the last date of a table: hold, or an error when not stated.", "after: hold"),
    Label::new("formula", "A value computed from other names in each period.", "formula: max(SOFR, 0%) + 2% per year"),
    Label::new("floor", "The least it can be; shocks act before the floor.", "floor: 0% per year"),
];
