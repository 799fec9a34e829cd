//! Computed lines: `NAME = expr, first expr`.

use super::super::checker::{Checker, cited, stand_in};
use super::super::definition::Definition;
use super::super::names::count;
use super::super::wanted::Wanted;
use crate::model::{Label, Line, LineId};
use crate::quantity::Unit;

impl<'a> Checker<'a> {
    pub(crate) fn build_lines(&mut self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (index, line) in self.blocks.lines.clone().into_iter().enumerate() {
            let id = LineId(count(index));
            let label =
                Label { name: line.name.text.clone(), title: None, clause: cited(&line.cites), place: line.name.span };
            let value = self.value_of(Definition::Line(id));
            let first = match (&line.first, &value) {
                (Some(_), Some(value)) => {
                    let like = Wanted::Like(value.of.clone());
                    self.value_of(Definition::First(id)).and_then(|first| self.fit(first, &like, "the first value"))
                }
                _ => None,
            };
            let value = value.unwrap_or_else(|| stand_in(line.name.span, Unit::ratio()));
            lines.push(Line { label, value, first, running: false });
        }
        lines
    }
}
