//! A value for an input from outside the file: `--set decline=20%`.

use super::checker::Checker;
use super::codes;
use super::wanted::Wanted;
use crate::diagnostic::suggestion::nearest;
use crate::diagnostic::{self, Diagnostic};
use crate::model::{ExprKind, InputId, Model, TestInput};
use crate::source::{MemoryFiles, Sources, Span};
use crate::syntax::ast;

/// The input of that name and the value as a number of its kind, within its bounds.
pub fn assignment(model: &Model, name: &str, place: Span, value: &ast::Expr) -> Result<TestInput, Vec<Diagnostic>> {
    let Some(index) = model.inputs.iter().position(|input| input.label.name == name) else {
        let names = model.inputs.iter().map(|input| input.label.name.as_str());
        let unknown = Diagnostic::error(codes::UNKNOWN_NAME, place, format!("the deal has no input `{name}`"));
        return Err(vec![match nearest(name, names.clone()) {
            Some(near) => unknown.help(format!("did you mean `{near}`?")),
            None if names.clone().next().is_none() => unknown.help("it has none: declare one with `input`"),
            None => unknown.help(format!("its inputs are {}", names.collect::<Vec<_>>().join(", "))),
        }]);
    };
    let input = &model.inputs[index];
    let (mut sources, files) = (Sources::new(), MemoryFiles::new());
    let mut checker = Checker::new(&mut sources, &files).ok_or_else(Vec::new)?;
    checker.deal.rounding = model.deal.rounding;
    let what = format!("input `{name}`");
    let found = checker.constant(value, &Wanted::Like(input.of.clone()), &what);
    let number = match found.map(|expr| expr.kind) {
        Some(ExprKind::Constant(number)) => number,
        _ => {
            diagnostic::sort(&mut checker.findings);
            return Err(checker.findings);
        }
    };
    if input.low.is_some_and(|low| number < low) || input.high.is_some_and(|high| number > high) {
        let message = format!("this value of {what} is outside its bounds");
        let outside = Diagnostic::error(codes::OUT_OF_BOUNDS, place, message);
        return Err(vec![outside.related(input.label.place, "the bounds are stated here")]);
    }
    Ok(TestInput { input: InputId(index as u32), value: number })
}
