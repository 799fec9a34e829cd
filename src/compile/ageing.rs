//! A depreciation method meets its asset: operands are lowered here, the method's own operations in the library.

use super::curve::months_per;
use super::lowering::Lowering;
use crate::library::depreciation::{Ageing, Operand, method};
use crate::model::Argument;
use crate::plan::Slot;
use crate::time::Date;

impl Lowering<'_> {
    /// The value of `cost` under a method of the library's table.
    pub fn aged(&mut self, words: &str, arguments: &[Option<Argument>], cost: Slot, in_service: Date) -> Slot {
        let operands = arguments.iter().map(|argument| self.operand(argument.as_ref())).collect();
        let months = self.dates.iter().map(|&end| i128::from(in_service.months_until(end)).max(0)).collect();
        let method = method(words).expect("the checker took the method from the same table");
        (method.lower)(&mut Ageing { builder: &mut self.b, cost, months, operands })
    }

    fn operand(&mut self, argument: Option<&Argument>) -> Option<Operand> {
        match argument? {
            Argument::Expr(expr) => Some(Operand::Value(self.expression(expr), months_per(&expr.of))),
            Argument::Months(months) => Some(Operand::Months(*months)),
            // No method takes a date.
            Argument::Date(_) => None,
        }
    }
}
