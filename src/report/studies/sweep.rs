//! A sweep: a table of every point; for two axes also a grid for each measure, drawn as a heat map.

use super::labels::{self, at, axis, figure, heading};
use crate::analysis::{Grid, GridPoint, Standing, Sweep, SweptAxis};
use crate::engine::outcome::Figure;
use crate::report::chart::{Chart, Drawing, HeatMap, Labels, Lines, Series, file_name};
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table, Tone};

pub fn tables(sweep: &Sweep) -> Vec<Table> {
    let mut tables: Vec<Table> = sweep.grids.iter().map(|grid| points(sweep, grid)).collect();
    if let Some(last) = tables.last_mut() {
        labels::assumed(last, &sweep.about.assumed);
    }
    tables
}

fn title(sweep: &Sweep, grid: &Grid) -> String {
    let about = &sweep.about;
    let partial = if sweep.partial { ", PARTIAL: interrupted" } else { "" };
    let given = labels::with(&about.given);
    format!("{}, study {}{given}: scenario {}{partial}", about.deal, about.study, grid.scenario)
}

/// A row a point, the deal as stated first.
fn points(sweep: &Sweep, grid: &Grid) -> Table {
    let mut table = Table::new("sweep", title(sweep, grid));
    for axis in &sweep.axes {
        table = table.column(Column::right(&*axis.lever.name).key());
    }
    for (index, measure) in sweep.measures.iter().enumerate() {
        let any = grid.points.iter().find_map(|point| point.standing.measures.get(index)?.as_ref());
        table = table.column(Column::right(heading(&measure.text, &measure.unit, any)));
    }
    table =
        table.column(Column::left("First breach")).column(Column::left("Of")).column(Column::left("Event of default"));
    for tranche in &sweep.tranches {
        table = table.column(Column::right(format!("{tranche} recovers")));
    }
    table = table.column(Column::left("Remark"));
    let mut row = |at: Vec<Cell>, standing: &Standing, remark: &str| {
        let mut cells = at;
        cells.extend(standing_cells(standing, remark));
        table.row(cells);
    };
    let stated = sweep.axes.iter().map(|axis| Cell::text(axis.lever.stated.literal())).collect();
    row(stated, &grid.stated, "as stated");
    for point in &grid.points {
        row(point.at.iter().map(|it| Cell::text(it.literal())).collect(), &point.standing, "");
    }
    if grid.stopped > 0 {
        let plural = if grid.stopped == 1 { "point" } else { "points" };
        table.note(format!("{} {plural} could not be run to the end: the remark says why", grid.stopped));
    }
    cell::without_empty_columns(table)
}

/// Measures, first breach, default, recoveries, remark.
pub fn standing_cells(standing: &Standing, remark: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = standing.measures.iter().map(|it| figure(it.as_ref())).collect();
    cells.push(standing.first_breach.as_ref().map_or(Cell::Empty, |it| cell::date(it.date)));
    cells.push(match &standing.first_breach {
        Some(it) => Cell::Mark(format!("{} {}", it.covenant, it.level), Tone::Bad),
        None => Cell::Empty,
    });
    cells.push(match &standing.event_of_default {
        Some(it) => Cell::Mark(format!("{} {}", it.date, it.tranche), Tone::Bad),
        None => Cell::Empty,
    });
    cells.extend(standing.recoveries.iter().map(cell::percent));
    cells.push(match &standing.stopped {
        Some(why) => Cell::Mark(why.clone(), Tone::Warning),
        None => Cell::text(remark),
    });
    cells
}

/// A line chart of one axis, a heat map of two; of three, a heat map for each value of the first.
pub fn charts(sweep: &Sweep) -> Vec<Chart> {
    let mut charts = Vec::new();
    for grid in &sweep.grids {
        match sweep.axes.len() {
            1 => charts.extend(lines(sweep, grid)),
            2 => {
                charts.extend((0..sweep.measures.len()).filter_map(|it| heat_map(sweep, grid, it, &grid.points, None)))
            }
            _ => {
                let Some(first) = sweep.axes.first() else { continue };
                let size = grid.points.len() / first.values.len().max(1);
                for (value, points) in first.values.iter().zip(grid.points.chunks(size.max(1))) {
                    let slice = format!("{} = {}", first.lever.name, value.literal());
                    let maps =
                        (0..sweep.measures.len()).filter_map(|it| heat_map(sweep, grid, it, points, Some(&slice)));
                    charts.extend(maps);
                }
            }
        }
    }
    charts
}

fn notes(sweep: &Sweep) -> Vec<String> {
    let about = &sweep.about;
    let mut notes = vec![format!("{}, study {}{}", about.deal, about.study, labels::with(&about.given))];
    notes.extend(
        sweep.axes.iter().map(|axis| format!("{} as stated: {}", axis.lever.name, axis.lever.stated.literal())),
    );
    notes
}

fn value(point: &GridPoint, measure: usize) -> Option<&Figure> {
    point.standing.measures.get(measure)?.as_ref()
}

fn heat_map(sweep: &Sweep, grid: &Grid, measure: usize, points: &[GridPoint], slice: Option<&str>) -> Option<Chart> {
    let (down, across) = match sweep.axes.as_slice() {
        [.., down, across] => (down, across),
        _ => return None,
    };
    let name = sweep.measures.get(measure)?;
    let of = points.iter().find_map(|point| value(point, measure)).map(|it| it.of.clone())?;
    let cells = points.chunks(across.values.len().max(1));
    let cells = cells.map(|row| row.iter().map(|point| value(point, measure).map(at)).collect());
    let at_slice = slice.map_or(String::new(), |slice| format!(", {slice}"));
    Some(Chart {
        name: file_name(&[&name.text, scenario(sweep, grid), slice.unwrap_or("")]),
        title: format!("{}, scenario {}{at_slice}", name.text, grid.scenario),
        notes: notes(sweep),
        drawing: Drawing::HeatMap(HeatMap {
            axis: axis(&name.text, &of),
            across: places(across),
            down: places(down),
            cells: cells.collect(),
            level: None,
        }),
    })
}

/// What every value says stands in the title once: `decline, per year`.
fn places(axis: &SweptAxis) -> Labels {
    let values: Vec<String> = axis.values.iter().map(Figure::literal).collect();
    let unit = values.first().and_then(|first| Some(first.split_once(' ')?.1));
    match unit.filter(|unit| values.iter().all(|it| it.split_once(' ').is_some_and(|it| it.1 == *unit))) {
        Some(unit) => Labels {
            title: format!("{}, {unit}", axis.lever.name),
            labels: values.iter().map(|it| it.split_once(' ').map_or("", |it| it.0).to_string()).collect(),
        },
        None => Labels { title: axis.lever.name.clone(), labels: values },
    }
}

/// Measures of one kind share a picture.
fn lines(sweep: &Sweep, grid: &Grid) -> Vec<Chart> {
    let Some(across) = sweep.axes.first() else { return Vec::new() };
    let mut kinds: Vec<&str> = Vec::new();
    for measure in &sweep.measures {
        if !kinds.contains(&measure.unit.as_str()) {
            kinds.push(&measure.unit);
        }
    }
    let one = |unit: &&str| {
        let members: Vec<usize> = (0..sweep.measures.len())
            .filter(|&it| sweep.measures.get(it).is_some_and(|it| it.unit == **unit))
            .collect();
        let of = grid.points.iter().find_map(|point| members.iter().find_map(|&it| value(point, it)))?.of.clone();
        let series = |&measure: &usize| Series {
            label: sweep.measures.get(measure).map_or_else(String::new, |it| it.text.clone()),
            values: grid.points.iter().map(|point| value(point, measure).map(at)).collect(),
        };
        let lines: Vec<Series> = members.iter().map(series).collect();
        let words = lines.iter().map(|it| it.label.as_str()).collect::<Vec<_>>().join(", ");
        Some(Chart {
            name: file_name(&["lines", unit, scenario(sweep, grid)]),
            title: format!("{words}, scenario {}", grid.scenario),
            notes: notes(sweep),
            drawing: Drawing::Lines(Lines {
                axis: axis(if members.len() == 1 { &words } else { "" }, &of),
                across: places(across),
                lines,
                levels: Vec::new(),
            }),
        })
    };
    kinds.iter().filter_map(one).collect()
}

/// Named only where there are several.
fn scenario<'a>(sweep: &Sweep, grid: &'a Grid) -> &'a str {
    if sweep.grids.len() > 1 { &grid.scenario } else { "" }
}
