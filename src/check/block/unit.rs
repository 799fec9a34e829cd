//! `unit`: a unit of measure, of its own or a number of another.

use super::super::checker::Checker;
use super::super::codes;
use super::super::phrase::Cursor;
use crate::diagnostic::Diagnostic;
use crate::quantity::fixed::power_of_ten;
use crate::quantity::{DeclareError, table};
use crate::syntax::ast::{Block, Body, ExprKind};

impl<'a> Checker<'a> {
    /// Declares the units of the deal before anything is measured in them.
    pub(crate) fn declare_units(&mut self) {
        for block in self.blocks.units.clone() {
            self.declare_unit(block);
        }
    }

    fn declare_unit(&mut self, block: &'a Block) -> Option<()> {
        let name = block.handle.as_ref()?;
        let declared = match &block.body {
            Body::Phrase(phrase) => {
                let mut cursor = Cursor::of(phrase.clauses.first()?);
                let value = self.take_value(&mut cursor, "this unit")?;
                let ExprKind::Quantity(number, unit) = &value.kind else {
                    let message = "a unit is a number of another one";
                    let help = "write `unit EH = 1_000_000 TH`, or only `unit token`";
                    self.report(Diagnostic::error(codes::BAD_UNIT, value.span, message).help(help));
                    return None;
                };
                let (of, factor) = self.unit_of(crate::quantity::Unit::ratio(), unit)?;
                let own = (number.mantissa, power_of_ten(number.scale));
                self.finish(&mut cursor, "this unit");
                let factor = (own.0 > 0).then(|| table::multiply(own, factor)).flatten();
                match factor {
                    Some(factor) => self.units.declare(&name.text, factor, &of),
                    None => Err(DeclareError::BadFactor),
                }
            }
            Body::None | Body::Lines(_) => {
                let decimals = self.unit_decimals(block);
                self.units.declare_base(&name.text, decimals)
            }
        };
        let (message, help) = match declared {
            Ok(()) => return Some(()),
            Err(DeclareError::Taken) => {
                (format!("the unit `{}` is already something else", name.text), "choose another name")
            }
            Err(DeclareError::BadFactor) => {
                (format!("`{}` cannot be that many", name.text), "write a positive number of another unit")
            }
            Err(DeclareError::BadName) => {
                (format!("`{}` is not the name of a unit", name.text), "use letters, digits and `_`")
            }
        };
        self.report(Diagnostic::error(codes::BAD_UNIT, name.span, message).help(help));
        None
    }

    fn unit_decimals(&mut self, block: &'a Block) -> u32 {
        let terms = self.read_terms(block);
        let Some(term) = terms.get("decimals") else { return crate::quantity::unit::QUANTITY_SCALE };
        let number = self.single(term).and_then(|clause| {
            match Cursor::of(clause).value().map(|value| (&value.kind, value.span)) {
                Some((ExprKind::Number(number), span)) => Some((*number, span)),
                _ => None,
            }
        });
        let decimals = number.and_then(|(number, span)| self.whole(number, span));
        match decimals.map(u32::try_from) {
            Some(Ok(decimals @ 0..=12)) => decimals,
            _ => {
                let message = "a unit keeps 0 to 12 decimals";
                self.report(Diagnostic::error(codes::BAD_UNIT, term.line.span, message).help("write `decimals: 8`"));
                crate::quantity::unit::QUANTITY_SCALE
            }
        }
    }
}
