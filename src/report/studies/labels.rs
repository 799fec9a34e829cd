//! Words and cells that all answers share.

use crate::analysis::statistics::{Chance, Shortfall, Summary};
use crate::engine::outcome::{Figure, Given};
use crate::model::Type;
use crate::quantity::{Unit, decimal};
use crate::report::chart::{Axis, Measure, place};
use crate::report::reports::cell;
use crate::report::table::{Cell, Table};

/// ` with utilization = 70%`; nothing where nothing is given.
pub fn with(given: &[Given]) -> String {
    let given: Vec<String> = given.iter().map(|it| format!("{} = {}", it.name, it.value)).collect();
    if given.is_empty() { String::new() } else { format!(" with {}", given.join(", ")) }
}

/// The sentences that say what was taken for granted, below a table.
pub fn assumed(table: &mut Table, sentences: &[String]) {
    if !sentences.is_empty() {
        table.note("Assumed:");
    }
    for sentence in sentences {
        table.note(format!("- {sentence}"));
    }
}

/// The share in percent.
pub fn chance(chance: &Chance) -> Cell {
    cell::percent(&Some(chance.share.clone()))
}

/// Its standard error in percent, nothing where there is none to tell.
pub fn error_of(chance: &Chance) -> Cell {
    match &chance.standard_error {
        Some(error) => cell::percent(&Some(error.clone())),
        None => Cell::Empty,
    }
}

/// The value that a share of the paths does not exceed: `quantile(&loss, 99)`.
pub fn quantile(summary: &Summary, percent: i128) -> Option<&Figure> {
    summary.quantiles.iter().find(|it| is_percent(&it.share, percent)).map(|it| &it.value)
}

/// Mean of the worst: `shortfall(&loss.highest, 99)`.
pub fn shortfall(list: &[Shortfall], percent: i128) -> Option<&Figure> {
    list.iter().find(|it| is_percent(&it.level, percent)).map(|it| &it.value)
}

fn is_percent(share: &Figure, percent: i128) -> bool {
    let one = (0..share.of.scale()).fold(1i128, |power, _| power.saturating_mul(10));
    share.value.saturating_mul(100) == percent.saturating_mul(one)
}

/// A figure of a study as its kind is written, `n/a` where there is none.
pub fn figure(figure: Option<&Figure>) -> Cell {
    figure.map_or(Cell::NotAvailable, cell::of)
}

/// `min(DSCR.value)` of a ratio; `Senior.loss (USD)` of what has a unit but no currency of its own heading.
pub fn heading(name: &str, unit: &str, of: Option<&Figure>) -> String {
    let says_itself = of.is_none_or(|it| it.is_money() || it.of.unit().is_some_and(Unit::is_rate));
    if unit.is_empty() || says_itself { name.to_string() } else { format!("{name} ({unit})") }
}

/// How an axis of such figures reads.
pub fn axis(title: &str, of: &Type) -> Axis {
    let measure = match of {
        Type::Quantity(unit) if unit.is_rate() => Measure::Percent,
        Type::Quantity(unit) => match unit.currency() {
            Some(currency) if unit.is_money() => Measure::Money(currency.code().to_string()),
            _ => Measure::Number(Figure::unit(of)),
        },
        Type::Boolean | Type::Date => Measure::Number(String::new()),
    };
    Axis::new(title, measure)
}

/// Where a figure stands on a picture.
pub fn at(figure: &Figure) -> f64 {
    place(figure.value, figure.of.scale())
}

/// `10,000`
pub fn count(count: u64) -> String {
    decimal::grouped(i128::from(count), 0, 0, Default::default())
}

/// A count as a cell.
pub fn counted(count: u64) -> Cell {
    Cell::Number { mantissa: i128::from(count), scale: 0 }
}
