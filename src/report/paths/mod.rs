//! The figures of each path, one row a path, written as they come: memory holds a block of them, never all.

#[cfg(feature = "parquet")]
mod groups;
mod lines;

use std::io::{self, Write};

use crate::analysis::simulate::{PathColumn, PathFigures};
use crate::engine::outcome::Figure;
use crate::model::Type;

/// Takes paths in their order.
pub trait PathWriter: Send {
    fn write(&mut self, paths: &PathFigures) -> io::Result<()>;

    /// Everything that is still held back. Nothing may be written after it.
    fn finish(&mut self) -> io::Result<()>;
}

/// A way of writing paths. An entry is one file and one line in [`KINDS`].
pub struct Kind {
    /// How a file's name ends.
    pub ending: &'static str,
    pub sentence: &'static str,
    /// `None` where this build does not have it.
    pub open: Option<Open>,
}

/// Where bytes go.
pub type Out = Box<dyn Write + Send>;

pub type Open = fn(Out) -> Box<dyn PathWriter>;

pub const KINDS: &[Kind] = &[
    Kind {
        ending: "csv",
        sentence: "a line a path, every digit, n/a left empty",
        open: Some(|to| Box::new(lines::Lines::new(to))),
    },
    Kind {
        ending: "parquet",
        sentence: "columns of exact decimals and dates, for a data frame",
        #[cfg(feature = "parquet")]
        open: Some(|to| Box::new(groups::Groups::new(to))),
        #[cfg(not(feature = "parquet"))]
        open: None,
    },
];

impl Kind {
    pub fn find(ending: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.ending.eq_ignore_ascii_case(ending))
    }
}

/// `Senior.loss (USD)`: what has a unit says it.
fn heading(column: &PathColumn) -> String {
    let unit = Figure::unit(&column.of);
    match &column.of {
        Type::Quantity(unit) if unit.is_ratio() => column.name.clone(),
        Type::Quantity(_) if !unit.is_empty() => format!("{} ({unit})", column.name),
        _ => column.name.clone(),
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::quantity::{Currency, Unit};

    /// Two blocks of two paths: a loss, a date of breach, a ratio, a condition.
    pub fn blocks() -> Vec<PathFigures> {
        let usd = Unit::money(Currency::from_code("USD").unwrap());
        let column = |name: &str, of: Type| PathColumn { name: name.into(), of };
        let columns = vec![
            column("Senior.loss", Type::Quantity(usd)),
            column("DSCR below 1.35x", Type::Date),
            column("min(DSCR.value)", Type::Quantity(Unit::ratio())),
            column("A.defaulted", Type::Boolean),
        ];
        let block = |first: u64, loss: [i128; 2], breach: [Option<i128>; 2]| PathFigures {
            scenario: "base".into(),
            columns: columns.clone(),
            first,
            values: vec![
                loss.iter().map(|it| Some(*it)).collect(),
                breach.to_vec(),
                vec![Some(1_250_000_000_000), None],
                vec![Some(0), Some(1)],
            ],
        };
        vec![block(0, [0, -123], [None, Some(20_000)]), block(2, [91_540_800, 5], [Some(20_031), None])]
    }
}
