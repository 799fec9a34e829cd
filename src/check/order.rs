//! The order in which computed lines are worked out: what a line reads comes first, so that nothing recurses deep.

use std::collections::BTreeMap;

use super::checker::Checker;
use super::codes;
use super::names::{Entity, count};
use crate::diagnostic::Diagnostic;
use crate::model::LineId;
use crate::syntax::ast::{Expr, ExprKind};

/// Operations inside one another along a chain of lines: room on the stack of a run is counted, not hoped for.
const DEEPEST: usize = 20_000;

impl<'a> Checker<'a> {
    /// Every line, those it reads before it; in a circle, in the order of the text.
    pub(crate) fn line_order(&self) -> Vec<LineId> {
        let mut order = Vec::new();
        let mut seen: BTreeMap<LineId, ()> = BTreeMap::new();
        for index in 0..self.blocks.lines.len() {
            let mut waiting = vec![(LineId(count(index)), false)];
            while let Some((id, read)) = waiting.pop() {
                if read {
                    order.push(id);
                    continue;
                }
                if seen.insert(id, ()).is_some() {
                    continue;
                }
                waiting.push((id, true));
                if let Some(line) = self.blocks.lines.get(id.index()) {
                    let mut named = Vec::new();
                    self.lines_named(&line.value, &mut named);
                    waiting.extend(named.into_iter().rev().map(|id| (id, false)));
                }
            }
        }
        order
    }

    /// Reports the first line that reads through more operations in a row than a run has room for.
    pub(crate) fn check_line_depth(&mut self, order: &[LineId]) {
        let mut depths: BTreeMap<LineId, usize> = BTreeMap::new();
        for id in order {
            let Some(line) = self.blocks.lines.get(id.index()).copied() else { continue };
            let mut named = Vec::new();
            self.lines_named(&line.value, &mut named);
            let below = named.iter().filter_map(|id| depths.get(id)).max().copied().unwrap_or(0);
            let depth = below + depth_of(&line.value);
            if depth > DEEPEST {
                let message =
                    format!("`{}` is worked out through more than {DEEPEST} operations in a row", line.name.text);
                let help = "shorten the chain of lines above it";
                self.report(Diagnostic::error(codes::TOO_MUCH, line.name.span, message).help(help));
                return;
            }
            depths.insert(*id, depth);
        }
    }

    /// Lines that an expression names; its nesting is limited, so this may recurse.
    fn lines_named(&self, expr: &Expr, found: &mut Vec<LineId>) {
        match &expr.kind {
            ExprKind::Path(names) => {
                for name in names.iter().take(2) {
                    if let Some(Entity::Line(id)) = self.names.find(&name.text).map(|declared| declared.entity) {
                        found.push(id);
                        return;
                    }
                }
            }
            ExprKind::Call(_, arguments) => arguments.iter().for_each(|argument| self.lines_named(argument, found)),
            ExprKind::Not(inner) | ExprKind::Negative(inner) | ExprKind::Window(_, inner, _) => {
                self.lines_named(inner, found)
            }
            ExprKind::Binary(_, _, left, right) | ExprKind::Share(left, right) => {
                self.lines_named(left, found);
                self.lines_named(right, found);
            }
            ExprKind::If(condition, chosen, otherwise) => {
                self.lines_named(condition, found);
                self.lines_named(chosen, found);
                self.lines_named(otherwise, found);
            }
            _ => {}
        }
    }
}

/// How deep the operations of an expression stand inside one another; its nesting is limited, so this may recurse.
fn depth_of(expr: &Expr) -> usize {
    let inner = match &expr.kind {
        ExprKind::Call(_, arguments) => arguments.iter().map(depth_of).max().unwrap_or(0),
        ExprKind::Not(inner) | ExprKind::Negative(inner) | ExprKind::Window(_, inner, _) => depth_of(inner),
        ExprKind::Binary(_, _, left, right) | ExprKind::Share(left, right) => depth_of(left).max(depth_of(right)),
        ExprKind::If(condition, chosen, otherwise) => {
            depth_of(condition).max(depth_of(chosen)).max(depth_of(otherwise))
        }
        _ => 0,
    };
    1 + inner
}
