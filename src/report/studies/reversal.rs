//! A reverse stress: the smallest joint move that does it, and each lever alone.

use super::labels;
use crate::analysis::{Happens, Reached, Reversal, Reversed};
use crate::engine::outcome::Figure;
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table, Tone};

pub fn tables(reversal: &Reversal) -> Vec<Table> {
    let mut tables: Vec<Table> = reversal.answers.iter().map(|answer| one(reversal, answer)).collect();
    if let Some(last) = tables.last_mut() {
        labels::assumed(last, &reversal.about.assumed);
    }
    tables
}

/// A row a lever, together first and then each alone.
fn one(reversal: &Reversal, answer: &Reversed) -> Table {
    let about = &reversal.about;
    let partial = if reversal.partial { ", PARTIAL: interrupted, so a smaller move may exist" } else { "" };
    let title = format!(
        "{}, study {}{}: the smallest move until {}, scenario {}{partial}",
        about.deal,
        about.study,
        labels::with(&about.given),
        reversal.until,
        answer.scenario,
    );
    let mut table = Table::new("reverse", title)
        .column(Column::left("Moved"))
        .column(Column::left("Lever"))
        .column(Column::right("As stated"))
        .column(Column::right("Moved to"))
        .column(Column::right("By"))
        .column(Column::right("Steps").digits(2))
        .column(Column::right("Distance").digits(4))
        .column(Column::left("What happens"))
        .column(Column::left("On"))
        .column(Column::right("Headroom"));
    if answer.already {
        table.row(vec![Cell::Mark("nothing".into(), Tone::Bad), Cell::text("it happens as stated, without any move")]);
    } else if let Some(reached) = &answer.nearest {
        for index in 0..reversal.levers.len() {
            let first = index == 0;
            let words = if first { "together" } else { "" };
            table.row(row(reversal, words, index, reached, first));
        }
    } else {
        table.row(vec![Cell::Mark("together".into(), Tone::Quiet), Cell::text("not within the bounds")]);
    }
    for (index, alone) in answer.alone.iter().enumerate().filter(|_| !answer.already) {
        match &alone.reached {
            Some(reached) => table.row(row(reversal, "alone", index, reached, true)),
            None => table.row(vec![
                Cell::Mark("alone".into(), Tone::Quiet),
                Cell::text(&*alone.lever),
                stated(reversal, index),
                Cell::text("never within its bounds"),
            ]),
        }
    }
    for lever in &reversal.levers {
        let (name, step) = (&lever.lever.name, lever.step.literal());
        table.note(format!("{name}: steps of {step}, between {} and {}", lever.from.literal(), lever.to.literal()));
    }
    let runs = if answer.evaluations == 1 { "run was" } else { "runs were" };
    table.note(format!("distance: {}; {} {runs} made", reversal.norm, labels::count(answer.evaluations.into())));
    cell::without_empty_columns(table)
}

fn stated(reversal: &Reversal, index: usize) -> Cell {
    reversal.levers.get(index).map_or(Cell::Empty, |lever| Cell::text(lever.lever.stated.literal()))
}

fn row(reversal: &Reversal, moved: &str, index: usize, reached: &Reached, first: bool) -> Vec<Cell> {
    let text = |list: &[Figure]| list.get(index).map_or(Cell::Empty, |it| Cell::text(it.literal()));
    let mut cells = vec![
        Cell::text(moved),
        reversal.levers.get(index).map_or(Cell::Empty, |lever| Cell::text(&*lever.lever.name)),
        stated(reversal, index),
        text(&reached.at),
        text(&reached.moved),
        reached.steps.get(index).map_or(Cell::Empty, cell::of),
    ];
    if first {
        let Happens { what, clause, date, headroom, .. } = &reached.happens;
        let clause = clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
        cells.push(cell::of(&reached.distance));
        cells.push(Cell::Mark(format!("{what}{clause}"), Tone::Bad));
        cells.push(cell::date(*date));
        cells.push(cell::optional(headroom));
    }
    cells
}
