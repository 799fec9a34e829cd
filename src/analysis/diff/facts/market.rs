//! Inputs, curves and computed lines.

use super::super::fact::{Book, Kind};
use crate::engine::outcome::Figure;
use crate::model::{Between, Curve, CurvePath, Input, Line};

pub fn input(book: &mut Book, input: &Input) {
    let Input { label, of, value, low, high } = input;
    let mut entry = book.open(Kind::Input, label);
    entry.figure("default", "", *value, of);
    low.iter().for_each(|low| entry.figure("least", "", *low, of));
    high.iter().for_each(|high| entry.figure("most", "", *high, of));
}

pub fn curve<'m>(book: &mut Book<'m>, curve: &'m Curve) {
    let Curve { label, of, path, floor } = curve;
    let mut entry = book.open(Kind::Curve, label);
    entry.word("unit", Figure::unit(of));
    match path {
        CurvePath::Table { rows, between, hold_after } => {
            let literal = |value: &i128| Figure::new(*value, of.clone()).literal();
            entry.rows("series", rows.iter().map(|(date, value)| (date.to_string(), literal(value))).collect());
            entry.word(
                "between",
                match between {
                    Between::Step => "step",
                    Between::Linear => "linear",
                },
            );
            entry.word("after", if *hold_after { "hold" } else { "an error" });
        }
        CurvePath::Growth { start, on, rate } => {
            entry.expr("starts", start);
            entry.date("starts on", *on);
            entry.expr("growth", rate);
        }
        CurvePath::Formula(formula) => entry.expr("formula", formula),
    }
    entry.some("floor", floor.as_ref());
}

pub fn line<'m>(book: &mut Book<'m>, line: &'m Line) {
    // When it is worked out follows from what it reads.
    let Line { label, value, first, running: _ } = line;
    let mut entry = book.open(Kind::Line, label);
    entry.expr("formula", value);
    entry.some("first", first.as_ref());
}
