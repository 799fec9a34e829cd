//! The order in which computed lines are worked out: what a line reads comes first, so that nothing recurses deep.

use std::collections::BTreeMap;

use super::checker::Checker;
use super::names::{Entity, count};
use crate::model::LineId;
use crate::syntax::ast::{Expr, ExprKind};

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
