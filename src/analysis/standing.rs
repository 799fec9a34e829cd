//! Where a deal stands after one run: the measures asked for, the first breach, the default, the recoveries.

use crate::engine::outcome::Figure;
use crate::time::Date;
use serde::Serialize;

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Standing {
    /// In the order of the study; `None` is n/a.
    pub measures: Vec<Option<Figure>>,
    /// The first failed level on any test date, cured or not; of two on one date the first in the text.
    pub first_breach: Option<FirstBreach>,
    /// The first event of default of any tranche.
    pub event_of_default: Option<FirstDefault>,
    /// Received over claim by tranche, in the order of the text; 100% for one that never defaulted.
    pub recoveries: Vec<Option<Figure>>,
    /// Why there is nothing else here: the run could not be carried to its end.
    pub stopped: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstBreach {
    pub covenant: String,
    /// As written: `below 1.35x`.
    pub level: String,
    pub clause: Option<String>,
    pub date: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstDefault {
    pub tranche: String,
    pub date: Date,
}
