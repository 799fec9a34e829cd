//! A tornado: what each assumption moves on its own, the most important first.

use super::labels::{self, at, axis, figure, heading};
use crate::analysis::{Blown, Tornado};
use crate::report::chart::{self, Drawing, file_name};
use crate::report::reports::cell;
use crate::report::table::{Cell, Column, Table, Tone};

pub fn tables(tornado: &Tornado) -> Vec<Table> {
    let mut tables = Vec::new();
    for answer in &tornado.answers {
        for index in 0..answer.charts.len() {
            tables.extend(one(tornado, answer, index));
        }
    }
    if let Some(last) = tables.last_mut() {
        labels::assumed(last, &tornado.about.assumed);
    }
    tables
}

fn title(tornado: &Tornado, answer: &Blown, measure: &str) -> String {
    let about = &tornado.about;
    let given = labels::with(&about.given);
    format!("{}, study {}{given}: what moves {measure}, scenario {}", about.deal, about.study, answer.scenario)
}

fn one(tornado: &Tornado, answer: &Blown, index: usize) -> Option<Table> {
    let chart = answer.charts.get(index)?;
    let unit = tornado.measures.get(index).map_or("", |it| it.unit.as_str());
    let name = heading(&chart.measure, unit, chart.stated.as_ref());
    let mut table = Table::new("tornado", title(tornado, answer, &name))
        .column(Column::left("Lever").key())
        .column(Column::right("Low"))
        .column(Column::right("High"))
        .column(Column::right("At low"))
        .column(Column::right("At high"))
        .column(Column::right("Swing"))
        .column(Column::left("Remark"));
    for bar in &chart.bars {
        table.row(vec![
            Cell::text(&*bar.lever),
            Cell::text(bar.low.literal()),
            Cell::text(bar.high.literal()),
            figure(bar.at_low.as_ref()),
            figure(bar.at_high.as_ref()),
            cell::optional(&bar.swing),
            match (&bar.stopped, bar.idle) {
                (Some(why), _) => Cell::Mark(why.clone(), Tone::Warning),
                (None, true) => Cell::Mark("changes nothing here".into(), Tone::Quiet),
                (None, false) => Cell::Empty,
            },
        ]);
    }
    let stated = chart.stated.as_ref().map_or("n/a".to_string(), |it| it.words());
    table.note(format!("as stated: {stated}; each lever moves alone, the others stay"));
    Some(cell::without_empty_columns(table))
}

pub fn charts(tornado: &Tornado) -> Vec<chart::Chart> {
    let mut charts = Vec::new();
    for answer in &tornado.answers {
        for found in &answer.charts {
            let Some(stated) = &found.stated else { continue };
            let bars = found.bars.iter().map(|bar| chart::Bar {
                label: bar.lever.clone(),
                ends: (bar.low.literal(), bar.high.literal()),
                values: (bar.at_low.as_ref().map(at), bar.at_high.as_ref().map(at)),
            });
            let scenario = if tornado.answers.len() > 1 { answer.scenario.as_str() } else { "" };
            charts.push(chart::Chart {
                name: file_name(&["tornado", &found.measure, scenario]),
                title: format!("What moves {}, scenario {}", found.measure, answer.scenario),
                notes: vec![format!("{}, study {}", tornado.about.deal, tornado.about.study)],
                drawing: Drawing::Tornado(chart::Tornado {
                    axis: axis(&found.measure, &stated.of),
                    base: at(stated),
                    bars: bars.collect(),
                }),
            });
        }
    }
    charts
}
