//! One value through time: a table, and a chart of one line.

use crate::engine::outcome::Figure;
use crate::model::Type;
use crate::quantity::power_of_ten;
use crate::report::chart;
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table, Tone};
use crate::time::Date;

/// Which rows are shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// The row the session stands at: the others are shown around it.
    pub at: Option<usize>,
    /// All of them where there is no limit.
    pub most: Option<usize>,
}

/// Longer than this an expression is no heading.
const HEADING: usize = 20;

/// A row a period; what is left out is a line of its own.
pub fn table(name: &str, of: &Type, level: Option<&str>, rows: &[(Date, Option<Figure>)], shown: Shown) -> Table {
    let heading = if name.chars().count() > HEADING { "Value" } else { name };
    let unit = if of.unit().is_some_and(crate::quantity::Unit::is_money) { String::new() } else { Figure::unit(of) };
    let heading = if unit.is_empty() { heading.to_owned() } else { format!("{heading} ({unit})") };
    let digits = match (level, of.unit()) {
        (Some(level), _) if level.contains('%') => Some(2),
        (Some(_), _) => Some(4),
        (None, Some(unit)) if unit.is_ratio() && counts(rows) => Some(0),
        (None, Some(unit)) if unit.currency().is_some() && !unit.is_money() => Some(4),
        (None, _) => None,
    };
    let mut table = Table::new("series", "")
        .column(Column::left("Date").key())
        .column(Column { digits, ..Column::right(heading) })
        .column(Column::left(""));
    let mut skipped = false;
    for (index, (date, figure)) in rows.iter().enumerate() {
        if !is_shown(index, rows.len(), shown) {
            if !skipped {
                table.row(vec![Cell::text("…")]);
            }
            skipped = true;
            continue;
        }
        skipped = false;
        let here = if shown.at == Some(index) { Cell::Mark("◂".into(), Tone::Warning) } else { Cell::Empty };
        table.row(vec![cell::date(*date), value(figure, level), here]);
    }
    cell::without_empty_columns(table)
}

/// Whole wherever there is a value: a count more than a share.
fn counts(rows: &[(Date, Option<Figure>)]) -> bool {
    let known = || rows.iter().filter_map(|(_, it)| Some((it.as_ref()?.value, power_of_ten(it.as_ref()?.of.scale()))));
    known().all(|(value, one)| value % one == 0) && known().any(|(value, one)| value > one)
}

fn value(figure: &Option<Figure>, level: Option<&str>) -> Cell {
    match (figure, level) {
        (_, Some(level)) => cell::measured(figure, level),
        (Some(figure), None) if matches!(figure.of, Type::Boolean) => Cell::text(figure.words()),
        _ => cell::figure(figure),
    }
}

/// The first and the last; around where the session stands, where it stands somewhere.
fn is_shown(index: usize, of: usize, shown: Shown) -> bool {
    let Some(most) = shown.most.filter(|most| of > *most) else { return true };
    match shown.at {
        None => index < most / 2 || index >= of - most / 2,
        Some(at) => {
            let first = at.saturating_sub(most / 2).min(of - most);
            (first..first + most).contains(&index)
        }
    }
}

/// The whole series in one line, with the least and the greatest of it.
pub fn spark(rows: &[(Date, Option<Figure>)], width: usize, words: &dyn Fn(&Figure) -> String) -> String {
    let values: Vec<Option<f64>> =
        rows.iter().map(|(_, it)| it.as_ref().map(|it| chart::place(it.value, it.of.scale()))).collect();
    let known = || rows.iter().filter_map(|(date, it)| Some((it.as_ref()?, date)));
    let is_number = known().all(|(it, _)| matches!(it.of, Type::Quantity(_)));
    let least = known().min_by_key(|(it, date)| (it.value, **date));
    let most = known().max_by_key(|(it, date)| (it.value, std::cmp::Reverse(**date)));
    let line = chart::sparkline(&values, width.min(60));
    match (least, most) {
        (Some((low, on)), Some((high, at))) if is_number => {
            format!("{line}\nfrom {} on {on} to {} on {at}\n\n", words(low), words(high))
        }
        (Some(_), _) => format!("{line}\n\n"),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_series_shows_its_ends_or_where_the_session_stands() {
        let shown = |at, most| (0..10).filter(|index| is_shown(*index, 10, Shown { at, most })).collect::<Vec<usize>>();
        assert_eq!(shown(None, Some(4)), [0, 1, 8, 9]);
        assert_eq!(shown(Some(5), Some(4)), [3, 4, 5, 6]);
        assert_eq!(shown(Some(9), Some(4)), [6, 7, 8, 9]);
        assert_eq!(shown(Some(0), None).len(), 10);
        assert_eq!(shown(None, Some(10)).len(), 10);
    }
}
