//! `input`: a named number that a scenario or the command line may change, with bounds.

use std::collections::BTreeMap;

use super::super::checker::Checker;
use super::super::codes;
use super::super::expression::{Scope, is_bare};
use super::super::phrase::Cursor;
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::model::{Expr, ExprKind, Hole, Input, InputId, Type};
use crate::quantity::Unit;
use crate::source::Span;
use crate::syntax::ast::{self, Block, Body, Preposition};

/// Inputs are plain numbers: read before everything that may read them.
pub(crate) type Inputs = BTreeMap<InputId, Option<Input>>;

impl<'a> Checker<'a> {
    pub(crate) fn build_inputs(&mut self) -> Inputs {
        let blocks = self.blocks.inputs.clone();
        blocks
            .into_iter()
            .enumerate()
            .map(|(index, block)| (InputId(super::super::names::count(index)), self.input(block)))
            .collect()
    }

    /// The kind of an input.
    pub(crate) fn input_kind(&mut self, id: InputId) -> Option<Type> {
        self.inputs.get(&id)?.as_ref().map(|input| input.of.clone())
    }

    fn input(&mut self, block: &'a Block) -> Option<Input> {
        let label = self.label(block);
        let what = format!("input `{}`", label.name);
        let clause = match &block.body {
            Body::Phrase(phrase) => phrase.clauses.first()?,
            Body::None | Body::Lines(_) => {
                let message = format!("{what} has no value");
                let help = format!("write `input {}: 80% from 0% to 100%`", label.name);
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, label.place, message).help(help));
                return None;
            }
        };
        let mut cursor = Cursor::of(clause);
        let value = self.take_value(&mut cursor, &what)?;
        let (low, high) = (cursor.operand(Preposition::From), cursor.operand(Preposition::To));
        self.finish(&mut cursor, &what);
        let hole = value.kind == ast::ExprKind::ToBeDetermined;
        let written: Vec<&ast::Expr> = [Some(value).filter(|_| !hole), low, high].into_iter().flatten().collect();
        let typing = written.iter().find(|expr| !is_bare(expr)).or(written.first()).copied();
        let Some(typing) = typing else {
            let message = format!("{what} is to be determined and says no bounds");
            let help = "state them, so that its kind is known, as in `TBD from 0% to 100%`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, value.span, message).help(help));
            return None;
        };
        let of = self.constant(typing, &Wanted::Any, &what)?.of;
        let wanted = Wanted::Like(of.clone());
        let bound = |checker: &mut Self, expr: Option<&ast::Expr>| match expr {
            Some(expr) => checker.constant(expr, &wanted, &what).and_then(|expr| constant_of(&expr)).map(Some),
            None => Some(None),
        };
        let (low_value, high_value) = (bound(self, low), bound(self, high));
        let number = match hole {
            true => {
                self.holes.push(Hole { place: value.span, blocks: what.clone() });
                low_value.flatten()
            }
            false => self.constant(value, &wanted, &what).and_then(|expr| constant_of(&expr)),
        };
        let (low_value, high_value, number) = (low_value?, high_value?, number?);
        self.check_bounds(&what, number, low_value, high_value, value.span, low.map(|low| low.span))?;
        Some(Input { label, of, value: number, low: low_value, high: high_value })
    }

    fn check_bounds(
        &mut self,
        what: &str,
        value: i128,
        low: Option<i128>,
        high: Option<i128>,
        place: Span,
        low_place: Option<Span>,
    ) -> Option<()> {
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            let message = format!("the lower bound of {what} is above the upper one");
            self.report(
                Diagnostic::error(codes::OUT_OF_BOUNDS, low_place.unwrap_or(place), message).help("turn them round"),
            );
            return None;
        }
        if low.is_some_and(|low| value < low) || high.is_some_and(|high| value > high) {
            let message = format!("{what} is outside its own bounds");
            self.report(Diagnostic::error(codes::OUT_OF_BOUNDS, place, message).help("change the value or the bounds"));
            return None;
        }
        Some(())
    }

    /// A value known before the run: no names, only numbers.
    pub(crate) fn constant(&mut self, expr: &ast::Expr, wanted: &Wanted, what: &str) -> Option<Expr> {
        let value = self.value(expr, wanted, what, &Scope::default())?;
        match crate::model::fold(&value, self.deal.rounding) {
            Some(number) => Some(Expr { kind: ExprKind::Constant(number), ..value }),
            None => {
                let message = format!("{what} is a plain number, and this reads other names");
                let help = "write a number, or a computed line with `=`";
                self.report(Diagnostic::error(codes::WRONG_KIND, expr.span, message).help(help));
                None
            }
        }
    }

    /// The kind of an input whose block has an error is unknown; the model gets a stand-in.
    pub(crate) fn inputs_of_model(&mut self) -> Vec<Input> {
        let blocks = self.blocks.inputs.clone();
        let mut inputs = Vec::new();
        for (index, block) in blocks.into_iter().enumerate() {
            let known = self.inputs.get(&InputId(super::super::names::count(index))).cloned().flatten();
            inputs.push(match known {
                Some(input) => input,
                None => Input {
                    label: self.label(block),
                    of: Type::Quantity(Unit::ratio()),
                    value: 0,
                    low: None,
                    high: None,
                },
            });
        }
        inputs
    }
}

/// The number of a constant.
pub(crate) fn constant_of(expr: &Expr) -> Option<i128> {
    match expr.kind {
        ExprKind::Constant(number) => Some(number),
        _ => None,
    }
}
