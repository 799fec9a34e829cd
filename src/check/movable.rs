//! What a run works out from: the inputs it reads and the numbers written in its terms, to tell what a study can move.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Expr, ExprKind, InputId, Model, Read, Type};
use crate::source::Span;

/// Read once from a model; a file may ask for many levers.
pub(crate) struct Movable {
    inputs: BTreeSet<InputId>,
    /// Numbers by source, start and end of where they are written.
    numbers: BTreeMap<(u32, u32, u32), Number>,
}

/// A number of the text as a run takes it.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) place: Span,
    pub(crate) of: Type,
    pub(crate) value: i128,
}

impl Movable {
    pub(crate) fn of(model: &Model) -> Movable {
        let mut found = Movable { inputs: BTreeSet::new(), numbers: BTreeMap::new() };
        model.terms().into_iter().for_each(|term| found.take(term));
        found
    }

    fn take(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Constant(value) if matches!(expr.of, Type::Quantity(_)) => {
                let number = Number { place: expr.place, of: expr.of.clone(), value: *value };
                self.numbers.entry(key(expr.place)).or_insert(number);
            }
            ExprKind::Read(Read::Input(id)) | ExprKind::Prior(Read::Input(id)) => {
                self.inputs.insert(*id);
            }
            _ => expr.parts().into_iter().for_each(|part| self.take(part)),
        }
    }

    /// Whether a term or a line reads it.
    pub(crate) fn reads(&self, id: InputId) -> bool {
        self.inputs.contains(&id)
    }

    /// The numbers written within a place.
    pub(crate) fn within(&self, place: Span) -> Vec<&Number> {
        let from = (place.source.0, place.start, 0);
        let to = (place.source.0, place.end, u32::MAX);
        self.numbers.range(from..=to).map(|(_, number)| number).filter(|it| it.place.end <= place.end).collect()
    }

    /// Whether a number is written exactly here.
    pub(crate) fn stands_at(&self, place: Span) -> bool {
        self.numbers.contains_key(&key(place))
    }
}

fn key(place: Span) -> (u32, u32, u32) {
    (place.source.0, place.start, place.end)
}
