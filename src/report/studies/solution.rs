//! A solve: every root with its residual, what jumps over the target, where there is no value, and how close it came.

use super::labels::{self, figure, heading};
use super::sweep::standing_cells;
use crate::analysis::{Root, Solution, Solved, Tried};
use crate::engine::outcome::Figure;
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table, Tone};

pub fn tables(solution: &Solution) -> Vec<Table> {
    let mut tables = Vec::new();
    for answer in &solution.answers {
        tables.push(found(solution, answer));
        if !answer.roots.is_empty() {
            tables.push(standings(solution, answer));
        }
    }
    if let Some(last) = tables.last_mut() {
        labels::assumed(last, &solution.about.assumed);
    }
    tables
}

fn found(solution: &Solution, answer: &Solved) -> Table {
    let about = &solution.about;
    let title = format!(
        "{}, study {}{}: {} so that {} = {}, scenario {}",
        about.deal,
        about.study,
        labels::with(&about.given),
        solution.lever.name,
        solution.measure.text,
        solution.target.literal(),
        answer.scenario,
    );
    let any = answer.stated.as_ref().or(answer.at_from.as_ref()).or(Some(&solution.target));
    let mut table = Table::new("solve", title)
        .column(Column::left("What"))
        .column(Column::right(&*solution.lever.name))
        .column(Column::right(heading(&solution.measure.text, &solution.measure.unit, any)))
        .column(Column::right("Residual").digits(solution.target.of.scale()))
        .column(Column::right("From"))
        .column(Column::right("To"))
        .column(Column::left("Remark"));
    for root in &answer.roots {
        let between = Some((&root.from, &root.to));
        table.row(row(Cell::Mark("root".into(), Tone::Good), &root.at, between, remark(root)));
    }
    for jump in &answer.jumps {
        let bad = || Cell::Mark("jumps over".into(), Tone::Warning);
        let words = "the target lies between this and the next line, and is met nowhere";
        table.row(row(bad(), &jump.before, None, words.into()));
        table.row(row(bad(), &jump.after, None, String::new()));
    }
    if let Some(nearest) = &answer.nearest {
        table.row(row(Cell::Mark("no root".into(), Tone::Bad), nearest, None, "the closest it comes".into()));
    }
    for gap in &answer.gaps {
        let mut cells =
            vec![Cell::Mark("no value".into(), Tone::Warning), Cell::Empty, Cell::NotAvailable, Cell::Empty];
        cells.extend([Cell::text(gap.from.literal()), Cell::text(gap.to.literal()), Cell::text(&*gap.why)]);
        table.row(cells);
    }
    for (words, lever, value) in [
        ("as stated", &solution.lever.stated, &answer.stated),
        ("one end", &solution.from, &answer.at_from),
        ("other end", &solution.to, &answer.at_to),
    ] {
        let quiet = Cell::Mark(words.into(), Tone::Quiet);
        table.row(vec![quiet, Cell::text(lever.literal()), figure(value.as_ref())]);
    }
    if answer.roots.len() > 1 {
        table.note(format!("{} roots: the target is met more than once between the ends", answer.roots.len()));
    }
    if answer.roots.is_empty() {
        table.note(format!(
            "no root: between {} and {} the measure never meets {}",
            solution.from.literal(),
            solution.to.literal(),
            solution.target.literal()
        ));
    }
    table.note(format!(
        "tolerance {} on the lever, at most {} iterations; {} iterations and {} runs were made",
        solution.tolerance.literal(),
        solution.most_iterations,
        answer.iterations,
        answer.evaluations
    ));
    cell::without_empty_columns(table)
}

fn row(what: Cell, at: &Tried, between: Option<(&Figure, &Figure)>, remark: String) -> Vec<Cell> {
    vec![
        what,
        Cell::text(at.value.literal()),
        cell::of(&at.measure),
        exact(at),
        between.map_or(Cell::Empty, |(from, _)| Cell::text(from.literal())),
        between.map_or(Cell::Empty, |(_, to)| Cell::text(to.literal())),
        Cell::text(remark),
    ]
}

/// A residual is small: every digit of it.
fn exact(at: &Tried) -> Cell {
    Cell::Number { mantissa: at.residual.value, scale: at.residual.of.scale() }
}

fn remark(root: &Root) -> String {
    match (root.flat, root.converged) {
        (true, _) => "met exactly all the way between the two".into(),
        (false, false) => "the iterations ran out before the tolerance".into(),
        (false, true) => String::new(),
    }
}

/// Everything else at each root.
fn standings(solution: &Solution, answer: &Solved) -> Table {
    let mut table = Table::new("solve-standing", format!("At each root, scenario {}", answer.scenario))
        .column(Column::right(&*solution.lever.name).key())
        .column(Column::right(&*solution.measure.text))
        .column(Column::left("First breach"))
        .column(Column::left("Of"))
        .column(Column::left("Event of default"));
    for tranche in &solution.tranches {
        table = table.column(Column::right(format!("{tranche} recovers")));
    }
    table = table.column(Column::left("Remark"));
    for root in &answer.roots {
        let mut cells = vec![Cell::text(root.at.value.literal())];
        cells.extend(standing_cells(&root.standing, ""));
        table.row(cells);
    }
    cell::without_empty_columns(table)
}
