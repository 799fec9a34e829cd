//! Labels of `account`.

use super::Label;

pub const ACCOUNT: &[Label] = &[
    Label::new("receives", "Flows that reach it each period.", "receives: revenue"),
    Label::new("target", "What it should hold.", "target: sum(Senior.scheduled_service, next 6 months)").not_negative(),
    Label::new("releases", "Where all of its cash goes, and when.", "releases: to Collections when not lockup"),
    Label::new("interest", "What it earns on its opening balance, per year.", "interest: 2% per year"),
    Label::new("at end", "Where what is left at the end goes; it stays when not stated.", "at end: to Sponsor"),
    Label::new("opening", "What it holds when the deal starts.", "opening: USD 3M").not_negative(),
];
