//! What the tests put to work: a line a kind, then everything that no test has shown, and all of it as JSON.

use serde::Serialize;

use super::findings::Place;
use super::findings::format::json::{At, at};
use super::json::to_json;
use super::table::{Cell, Column, Table};
use crate::analysis::coverage::{Coverage, Kind, Point};
use crate::source::Sources;

/// Raised when a field changes its meaning or goes; a new field does not raise it.
const FORMAT_VERSION: u32 = 1;
/// Decimals of a share.
const SCALE: u32 = 12;

/// The coverage of one file, with its places as readers of the file find them.
#[derive(Debug, Clone)]
pub struct Covered {
    pub path: String,
    pub coverage: Coverage,
    /// By point.
    places: Vec<Place>,
}

impl Covered {
    /// `base` is the way from the current folder to the project root.
    pub fn of(path: &str, coverage: Coverage, base: &str, sources: &Sources) -> Covered {
        let place = |point: &Point| {
            let mut place = Place::of(point.place, sources);
            place.move_under(base);
            place
        };
        let mut whole = Place::file(path);
        whole.move_under(base);
        Covered { path: whole.path, places: coverage.points.iter().map(place).collect(), coverage }
    }
}

/// How much was reached, and what was not.
pub fn tables(of: &Covered) -> Vec<Table> {
    let mut tables = vec![kinds(&of.coverage)];
    let missed = missed(of);
    if !missed.rows.is_empty() {
        tables.push(missed);
    }
    tables
}

fn kinds(coverage: &Coverage) -> Table {
    let tests = format!("{} test{}", coverage.tests, if coverage.tests == 1 { "" } else { "s" });
    let mut table = Table::new("coverage", format!("{}: what {tests} put to work", coverage.deal))
        .column(Column::left("What").key())
        .column(Column::right("Reached"))
        .column(Column::right("Of"))
        .column(Column::right("Share").digits(1));
    let mut row = |what: String, reached: usize, of: usize| {
        let share = match share(reached, of) {
            Some(mantissa) => Cell::Percent { mantissa, scale: SCALE },
            None => Cell::NotAvailable,
        };
        table.row(vec![Cell::Text(what), Cell::count(reached), Cell::count(of), share]);
    };
    for (kind, ..) in Kind::ALL {
        let (reached, of) = coverage.of(*kind);
        if of > 0 {
            row(kind.plural(), reached, of);
        }
    }
    row("all".into(), coverage.reached(), coverage.points.len());
    table
}

fn missed(of: &Covered) -> Table {
    let mut table = Table::new("missed", "What no test has shown")
        .column(Column::left("What").key())
        .column(Column::left("Does"))
        .column(Column::left("Clause"))
        .column(Column::left("Where"));
    for (point, place) in of.coverage.points.iter().zip(&of.places).filter(|(point, _)| point.by.is_none()) {
        table.row(vec![
            Cell::text(&*point.name),
            Cell::text(&*point.does),
            point.clause.as_ref().map_or(Cell::Empty, |clause| Cell::text(&**clause)),
            Cell::text(format!("{}:{}", place.path, place.line())),
        ]);
    }
    table
}

/// A ratio of twelve decimals, never rounded up to a whole that is not there; none of nothing.
pub fn share(reached: usize, of: usize) -> Option<i128> {
    (of > 0).then(|| crate::quantity::power_of_ten(SCALE) * reached as i128 / of as i128)
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    format_version: u32,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    deal: &'a str,
    tests: usize,
    reached: usize,
    of: usize,
    points: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    kind: &'static str,
    name: &'a str,
    does: &'a str,
    clause: Option<&'a str>,
    place: At<'a>,
    by: Option<&'a str>,
}

/// Every point of every file, reached or not.
pub fn json(all: &[Covered]) -> String {
    let files = all.iter().map(|it| File {
        path: &it.path,
        deal: &it.coverage.deal,
        tests: it.coverage.tests,
        reached: it.coverage.reached(),
        of: it.coverage.points.len(),
        points: it.coverage.points.iter().zip(&it.places).map(entry).collect(),
    });
    to_json(&Document { format: "coverage", format_version: FORMAT_VERSION, files: files.collect() })
}

fn entry<'a>((point, place): (&'a Point, &'a Place)) -> Entry<'a> {
    Entry {
        kind: point.kind.word(),
        name: &point.name,
        does: &point.does,
        clause: point.clause.as_deref(),
        place: at(place),
        by: point.by.as_deref(),
    }
}
