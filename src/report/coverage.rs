//! What the tests put to work, and what the paper has that the deal does not: as tables, and all of it as JSON.

use serde::Serialize;

use super::findings::Place;
use super::findings::format::json::{At, at};
use super::json::to_json;
use super::table::{Cell, Column, Table};
use crate::analysis::coverage::{Coverage, Kind, Point};
use crate::source::{Sources, Span};

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
    /// By source and open section.
    sections: Vec<Vec<Place>>,
    /// By clause without a citation.
    uncited: Vec<Place>,
}

impl Covered {
    /// `base` is the way from the current folder to the project root.
    pub fn of(path: &str, coverage: Coverage, base: &str, sources: &Sources) -> Covered {
        let under = |mut place: Place| {
            place.move_under(base);
            place
        };
        let place = |span: Span| under(Place::of(span, sources));
        Covered {
            path: under(Place::file(path)).path,
            places: coverage.points.iter().map(|it| place(it.place)).collect(),
            sections: coverage.papers.iter().map(|it| it.open.iter().map(|it| place(it.place)).collect()).collect(),
            uncited: coverage.uncited.iter().map(|it| place(it.place)).collect(),
            coverage,
        }
    }
}

/// How much was reached, what was not, and what the paper and the deal have without the other.
pub fn tables(of: &Covered) -> Vec<Table> {
    let further = [missed(of), papers(of), sections(of), uncited(of)];
    let further = further.into_iter().filter(|table| !table.rows.is_empty());
    std::iter::once(kinds(&of.coverage)).chain(further).collect()
}

fn kinds(coverage: &Coverage) -> Table {
    let tests = format!("{} test{}", coverage.tests, if coverage.tests == 1 { "" } else { "s" });
    let mut table = Table::new("coverage", format!("{}: what {tests} put to work", coverage.deal))
        .column(Column::left("What").key())
        .column(Column::right("Reached"))
        .column(Column::right("Of"))
        .column(Column::right("Share").digits(1));
    for (kind, ..) in Kind::ALL {
        let (reached, of) = coverage.of(*kind);
        if of > 0 {
            table.row(counted(kind.plural(), reached, of));
        }
    }
    table.row(counted("all".into(), coverage.reached(), coverage.points.len()));
    table
}

fn counted(what: String, reached: usize, of: usize) -> Vec<Cell> {
    let share = match share(reached, of) {
        Some(mantissa) => Cell::Percent { mantissa, scale: SCALE },
        None => Cell::NotAvailable,
    };
    vec![Cell::Text(what), Cell::count(reached), Cell::count(of), share]
}

fn missed(of: &Covered) -> Table {
    let mut table = Table::new("missed", "What no test has shown")
        .column(Column::left("What").key())
        .column(Column::left("Does"))
        .column(Column::left("Clause"))
        .column(Column::left("Where"));
    for (point, place) in of.coverage.points.iter().zip(&of.places).filter(|(point, _)| point.by.is_none()) {
        let clause = point.clause.as_ref().map_or(Cell::Empty, |clause| Cell::text(&**clause));
        table.row(vec![Cell::text(&*point.name), Cell::text(&*point.does), clause, line(place)]);
    }
    table
}

fn papers(of: &Covered) -> Table {
    let mut table = Table::new("papers", "What of each paper the deal cites")
        .column(Column::left("Source").key())
        .column(Column::right("Cited"))
        .column(Column::right("Of"))
        .column(Column::right("Share").digits(1));
    for paper in &of.coverage.papers {
        table.row(counted(paper.source.clone(), paper.of - paper.open.len(), paper.of));
    }
    table
}

fn sections(of: &Covered) -> Table {
    let mut table = Table::new("sections", "Sections that no clause cites")
        .column(Column::left("Section").key())
        .column(Column::left("Title"))
        .column(Column::left("Where"));
    for (paper, places) in of.coverage.papers.iter().zip(&of.sections) {
        for (section, place) in paper.open.iter().zip(places) {
            table.row(vec![Cell::text(&*section.number), Cell::text(&*section.title), line(place)]);
        }
    }
    table
}

fn uncited(of: &Covered) -> Table {
    let mut table = Table::new("uncited", "Clauses that cite nothing")
        .column(Column::left("Clause").key())
        .column(Column::left("Where"));
    for (clause, place) in of.coverage.uncited.iter().zip(&of.uncited) {
        table.row(vec![Cell::text(&*clause.name), line(place)]);
    }
    table
}

/// `tower.deal:12`
fn line(place: &Place) -> Cell {
    Cell::text(format!("{}:{}", place.path, place.line()))
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
    papers: Vec<Paper<'a>>,
    uncited: Vec<Clause<'a>>,
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

#[derive(Serialize)]
struct Paper<'a> {
    source: &'a str,
    path: &'a str,
    cited: usize,
    of: usize,
    open: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Section<'a> {
    number: &'a str,
    title: &'a str,
    place: At<'a>,
}

#[derive(Serialize)]
struct Clause<'a> {
    name: &'a str,
    place: At<'a>,
}

/// Everything about every file: each point, reached or not.
pub fn json(all: &[Covered]) -> String {
    let files = all.iter().map(file).collect();
    to_json(&Document { format: "coverage", format_version: FORMAT_VERSION, files })
}

fn file(of: &Covered) -> File<'_> {
    let coverage = &of.coverage;
    let papers = coverage.papers.iter().zip(&of.sections).map(|(paper, places)| Paper {
        source: &paper.source,
        path: &paper.path,
        cited: paper.of - paper.open.len(),
        of: paper.of,
        open: paper
            .open
            .iter()
            .zip(places)
            .map(|(section, place)| Section { number: &section.number, title: &section.title, place: at(place) })
            .collect(),
    });
    let uncited = coverage.uncited.iter().zip(&of.uncited);
    File {
        path: &of.path,
        deal: &coverage.deal,
        tests: coverage.tests,
        reached: coverage.reached(),
        of: coverage.points.len(),
        points: coverage.points.iter().zip(&of.places).map(entry).collect(),
        papers: papers.collect(),
        uncited: uncited.map(|(clause, place)| Clause { name: &clause.name, place: at(place) }).collect(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Limits, coverage::coverage};
    use crate::report::schema::describes;
    use crate::source::MemoryFiles;
    use serde_json::Value;

    const DEAL: &str = "
deal \"Loan\" {
  currency: USD
  closing:  2025-12-31
  periods:  each year end from 2026-12-31 to 2027-12-31
}
source TS \"Term sheet\" at \"ts.md\"
income = USD 10
account Cash [TS 1.1] { receives: income }
waterfall Payments from Cash on each payment date [TS 1.1] { rest: pay remaining to Sponsor }
account Spare { at end: to Sponsor }
test \"paid\" { expect Cash.balance = USD 0 on 2026-12-31 }
";

    fn covered() -> Covered {
        let files = MemoryFiles::new().with("ts.md", "# 1 Cash\n\n1.1 Collected.\n\n1.2 Kept.\n");
        let mut sources = Sources::new();
        let (model, problems) = crate::read(DEAL, "a.deal", &mut sources, &files);
        let model = model.unwrap_or_else(|| panic!("{problems:?}"));
        Covered::of("a.deal", coverage(&model, &Limits::default()), "", &sources)
    }

    #[test]
    fn the_schema_names_every_field() {
        let schema: Value = serde_json::from_str(include_str!("../../docs/schema/coverage.json")).unwrap();
        let written: Value = serde_json::from_str(&json(&[covered()])).unwrap();
        describes(&schema, &schema, &written, "coverage");
        assert_eq!(written["files"][0]["points"][0]["by"], "paid");
        assert_eq!(written["files"][0]["papers"][0]["open"][0]["number"], "TS 1.2");
        assert_eq!(written["files"][0]["uncited"][0]["name"], "account Spare");
    }

    #[test]
    fn a_share_is_not_rounded_up_to_a_whole() {
        assert_eq!(share(1, 3), Some(333_333_333_333));
        assert_eq!(share(999_999_999, 1_000_000_000), Some(999_999_999_000));
        assert_eq!((share(5, 5), share(0, 0)), (Some(1_000_000_000_000), None));
    }
}
