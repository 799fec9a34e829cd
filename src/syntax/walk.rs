//! Every expression of an item, each before the expressions it is made of.

use super::ast::{Block, Body, Element, Expr, ExprKind, Item, Line, Phrase};

/// Calls `visit` on each expression of an item, in the order of the text.
pub fn each_expression(item: &mut Item, visit: &mut impl FnMut(&mut Expr)) {
    match item {
        Item::Block(it) => block(it, visit),
        Item::Computed(it) => computed(&mut it.value, &mut it.first, visit),
    }
}

fn block(it: &mut Block, visit: &mut impl FnMut(&mut Expr)) {
    elements(&mut it.head, visit);
    match &mut it.body {
        Body::None => {}
        Body::Phrase(it) => phrase(it, visit),
        Body::Lines(lines) => lines.iter_mut().for_each(|it| line(it, visit)),
    }
}

fn line(it: &mut Line, visit: &mut impl FnMut(&mut Expr)) {
    match it {
        Line::Labelled(it) => {
            elements(&mut it.head, visit);
            phrase(&mut it.phrase, visit);
        }
        Line::Expectation(it) => phrase(&mut it.phrase, visit),
        Line::Nested(it) => block(it, visit),
        Line::Computed(it) => computed(&mut it.value, &mut it.first, visit),
    }
}

fn computed(value: &mut Expr, first: &mut Option<Expr>, visit: &mut impl FnMut(&mut Expr)) {
    expression(value, visit);
    first.iter_mut().for_each(|it| expression(it, visit));
}

fn phrase(it: &mut Phrase, visit: &mut impl FnMut(&mut Expr)) {
    it.clauses.iter_mut().for_each(|clause| elements(&mut clause.elements, visit));
}

fn elements(them: &mut [Element], visit: &mut impl FnMut(&mut Expr)) {
    for element in them {
        match element {
            Element::Expr(it) => expression(it, visit),
            Element::Modifier(it) => it.operand.iter_mut().for_each(|it| expression(it, visit)),
        }
    }
}

/// Nesting is limited, so this may recurse.
fn expression(it: &mut Expr, visit: &mut impl FnMut(&mut Expr)) {
    visit(it);
    match &mut it.kind {
        ExprKind::Call(_, arguments) => arguments.iter_mut().for_each(|it| expression(it, visit)),
        ExprKind::Not(a) | ExprKind::Negative(a) | ExprKind::Prior(a) | ExprKind::Window(_, a, _) => {
            expression(a, visit);
        }
        ExprKind::Binary(_, _, a, b) | ExprKind::Share(a, b) => {
            expression(a, visit);
            expression(b, visit);
        }
        ExprKind::If(a, b, c) => {
            expression(a, visit);
            expression(b, visit);
            expression(c, visit);
        }
        ExprKind::Number(_)
        | ExprKind::Percent(..)
        | ExprKind::BasisPoints(..)
        | ExprKind::Multiple(_)
        | ExprKind::Money(..)
        | ExprKind::Quantity(..)
        | ExprKind::BusinessDays(_)
        | ExprKind::Date(_)
        | ExprKind::Text(_)
        | ExprKind::Boolean(_)
        | ExprKind::ToBeDetermined
        | ExprKind::Undisclosed
        | ExprKind::Path(_)
        | ExprKind::Each(_)
        | ExprKind::Bad => {}
    }
}
