//! A tree without its places: what a text says, wherever it says it.

use crate::source::{SourceId, Span};
use crate::syntax::ast::{
    Allow, Block, Body, Cite, Computed, Element, Expr, ExprKind, File, Item, Line, Modifier, Name, Phrase, UnitText,
};

const NOWHERE: Span = Span { source: SourceId(0), start: 0, end: 0 };

pub fn bare(mut file: File) -> File {
    for item in &mut file.items {
        match item {
            Item::Block(it) => block(it),
            Item::Computed(it) => computed(it),
        }
    }
    file.allows.iter_mut().for_each(allow);
    file
}

fn allow(it: &mut Allow) {
    it.span = NOWHERE;
    name(&mut it.lint);
    it.of.iter_mut().for_each(name);
    it.reason.span = NOWHERE;
}

fn block(it: &mut Block) {
    it.span = NOWHERE;
    it.kind_span = NOWHERE;
    it.handle.iter_mut().for_each(name);
    it.title.iter_mut().for_each(|title| title.span = NOWHERE);
    elements(&mut it.head);
    cites(&mut it.cites);
    it.allows.iter_mut().for_each(allow);
    match &mut it.body {
        Body::None => {}
        Body::Phrase(it) => phrase(it),
        Body::Lines(lines) => lines.iter_mut().for_each(line),
    }
}

fn line(it: &mut Line) {
    match it {
        Line::Labelled(it) => {
            it.span = NOWHERE;
            it.head_span = NOWHERE;
            elements(&mut it.head);
            phrase(&mut it.phrase);
            cites(&mut it.cites);
        }
        Line::Expectation(it) => {
            it.span = NOWHERE;
            phrase(&mut it.phrase);
        }
        Line::Nested(it) => block(it),
        Line::Computed(it) => computed(it),
    }
}

fn computed(it: &mut Computed) {
    it.span = NOWHERE;
    name(&mut it.name);
    expression(&mut it.value);
    it.first.iter_mut().for_each(expression);
    cites(&mut it.cites);
}

fn name(it: &mut Name) {
    it.span = NOWHERE;
}

fn cites(them: &mut [Cite]) {
    them.iter_mut().for_each(|it| it.span = NOWHERE);
}

fn phrase(it: &mut Phrase) {
    it.span = NOWHERE;
    for clause in &mut it.clauses {
        clause.span = NOWHERE;
        elements(&mut clause.elements);
    }
}

fn elements(them: &mut [Element]) {
    for element in them {
        match element {
            Element::Expr(it) => expression(it),
            Element::Modifier(Modifier { preposition_span, operand, span, .. }) => {
                (*preposition_span, *span) = (NOWHERE, NOWHERE);
                operand.iter_mut().for_each(expression);
            }
        }
    }
}

fn units(it: &mut UnitText) {
    it.span = NOWHERE;
    it.over.iter_mut().for_each(name);
    it.per.iter_mut().for_each(name);
}

/// Nesting is limited, so this may recurse.
fn expression(it: &mut Expr) {
    it.span = NOWHERE;
    match &mut it.kind {
        ExprKind::Percent(_, unit) | ExprKind::BasisPoints(_, unit) | ExprKind::Quantity(_, unit) => units(unit),
        ExprKind::Money(code, _, unit) => {
            name(code);
            units(unit);
        }
        ExprKind::Path(names) | ExprKind::Each(names) => names.iter_mut().for_each(name),
        ExprKind::Call(function, arguments) => {
            name(function);
            arguments.iter_mut().for_each(expression);
        }
        ExprKind::Not(a) | ExprKind::Negative(a) | ExprKind::Prior(a) | ExprKind::Window(_, a, _) => expression(a),
        ExprKind::Binary(_, sign, a, b) => {
            *sign = NOWHERE;
            expression(a);
            expression(b);
        }
        ExprKind::Share(a, b) => {
            expression(a);
            expression(b);
        }
        ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|it| expression(it)),
        ExprKind::Number(_)
        | ExprKind::Multiple(_)
        | ExprKind::BusinessDays(_)
        | ExprKind::Date(_)
        | ExprKind::Text(_)
        | ExprKind::Boolean(_)
        | ExprKind::ToBeDetermined
        | ExprKind::Undisclosed
        | ExprKind::Bad => {}
    }
}
