//! Charts as plain data, and the two ways they are drawn: as SVG, and in the characters of a terminal.

#![expect(
    clippy::float_arithmetic,
    reason = "where a line goes on a picture is a real number; no figure comes from it"
)]

mod axis;
mod palette;
mod svg;
mod terminal;

pub use axis::{Axis, Measure};
pub use svg::svg;
pub use terminal::{print, sparkline};

use crate::time::Date;

/// A picture with the words around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// One word or a few joined by `-`, stable: the name of its file.
    pub name: String,
    pub title: String,
    /// Sentences below: seed, paths, what was assumed.
    pub notes: Vec<String>,
    pub drawing: Drawing,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    Fan(Fan),
    Histogram(Histogram),
    HeatMap(HeatMap),
    Tornado(Tornado),
    Lines(Lines),
}

/// Bands of quantiles through time, the widest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    pub axis: Axis,
    pub dates: Vec<Date>,
    pub bands: Vec<Band>,
    pub middle: Series,
    pub levels: Vec<Series>,
}

/// What lies between two quantiles, by date.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// `5% to 95%`
    pub label: String,
    pub low: Vec<Option<f64>>,
    pub high: Vec<Option<f64>>,
}

/// One value for each place on the axis across; `None` where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub label: String,
    pub values: Vec<Option<f64>>,
}

/// How many of all paths fall between two values.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    pub axis: Axis,
    /// Ascending; a bin that ends where it begins is one value.
    pub bins: Vec<Bin>,
    /// `mean`, `99%`: values worth a line of their own.
    pub marks: Vec<Mark>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub label: String,
    pub at: f64,
}

/// A value for each pair of two axes.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// What the cells hold.
    pub axis: Axis,
    pub across: Labels,
    pub down: Labels,
    /// By place down, then across.
    pub cells: Vec<Vec<Option<f64>>>,
    /// A value with a side to be on: cells beyond it stand out.
    pub level: Option<Mark>,
}

/// Places along an axis, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    pub title: String,
    pub labels: Vec<String>,
}

/// What each assumption does alone, the most important first.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    pub axis: Axis,
    pub base: f64,
    pub bars: Vec<Bar>,
}

/// The measure at both ends of one assumption.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub label: String,
    /// The assumption's value at each end, in words: `70%`.
    pub ends: (String, String),
    /// What the measure is there.
    pub values: (Option<f64>, Option<f64>),
}

/// Measures against one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    pub axis: Axis,
    pub across: Labels,
    pub lines: Vec<Series>,
    pub levels: Vec<Mark>,
}

/// A whole number of a scale as a place on a picture.
pub fn place(mantissa: i128, scale: u32) -> f64 {
    mantissa as f64 / (0..scale).fold(1.0, |power, _| power * 10.0)
}

/// `loss-of-senior`: the name of a chart, safe as that of a file on every system.
pub fn file_name(words: &[&str]) -> String {
    let mut name = String::new();
    for c in words.join(" ").chars() {
        match c.is_ascii_alphanumeric() {
            true => name.push(c.to_ascii_lowercase()),
            false if name.ends_with('-') || name.is_empty() => {}
            false => name.push('-'),
        }
    }
    name.trim_end_matches('-').to_string()
}

/// The least and the most of what there is; `None` of nothing.
fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|it| it.is_finite()).fold(None, |range, it| match range {
        None => Some((it, it)),
        Some((low, high)) => Some((if it < low { it } else { low }, if it > high { it } else { high })),
    })
}

#[cfg(test)]
pub(crate) mod samples;
