//! Levers: the numbers of a deal that a study moves, an input or the one number that a term is written with.

use std::collections::BTreeMap;

use super::super::checker::Checker;
use super::super::codes;
use super::super::movable::Movable;
use super::super::names::Entity;
use super::super::term::{Terms, list};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::library::label::Operand;
use crate::model::{InputId, Lever, LeverTarget, ShockId};
use crate::source::Span;
use crate::syntax::ast::{self, Body, Element, Labelled, Line, Name, Phrase};

impl<'a> Checker<'a> {
    /// What a path of a study names.
    pub(crate) fn lever(&mut self, expr: &ast::Expr, movable: &Movable) -> Option<Lever> {
        let names = match &expr.kind {
            ast::ExprKind::Path(names) => names.as_slice(),
            ast::ExprKind::Bad => return None,
            _ => &[],
        };
        let Some((first, rest)) = names.split_first() else {
            let message = format!("`{}` is nothing a study can move", self.text(expr.span));
            self.refuse(expr.span, &message, "name an input, or a term as in `Senior.coupon`");
            return None;
        };
        let Some(declared) = self.names.find(&first.text) else {
            let message = format!("nothing is called `{}`", first.text);
            let near = self.suggestion(&first.text, self.names.which(may_move)).map(str::to_string);
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name an input, or a term as in `Senior.coupon`".to_string(),
            };
            self.report(Diagnostic::error(codes::UNKNOWN_NAME, first.span, message).help(help));
            return None;
        };
        match (declared.entity, rest) {
            (Entity::Input(id), []) => self.input_lever(id, expr.span, movable),
            (Entity::Shock(id), [_, ..]) => self.shock_lever(id, first, rest, expr.span, movable),
            (Entity::Waterfall(_) | Entity::Enforcement, [step])
                if self.find_step(&first.text, &step.text).is_some() =>
            {
                let id = self.find_step(&first.text, &step.text)?;
                let line = self.steps.get(id.index())?.line;
                self.number_of(&line.phrase, expr.span, movable)
            }
            (entity, [label]) => match self.terms_of(entity) {
                Some(terms) => self.term_lever(&terms, label, expr.span, movable),
                None => self.not_a_lever(entity, expr.span),
            },
            (entity, _) => self.not_a_lever(entity, expr.span),
        }
    }

    fn refuse(&mut self, place: Span, message: &str, help: &str) {
        self.report(Diagnostic::error(codes::LEVER, place, message).help(help));
    }

    fn not_a_lever(&mut self, entity: Entity, place: Span) -> Option<Lever> {
        let written = self.text(place);
        let message = format!("`{written}` is {}, and a study moves a number", entity.described());
        let terms = self.terms_of(entity);
        let example = terms.and_then(|terms| terms.list.first().map(|term| underscored(term.label.words)));
        let help = match (entity, example) {
            (Entity::Line(_), _) => "write an input, and read it in this line".to_string(),
            (Entity::Shock(_), _) => format!("name what it changes, as in `{written}.rent`"),
            (_, Some(example)) => format!("name one of its terms, as in `{written}.{example}`"),
            _ => "name an input, or a term as in `Senior.coupon`".to_string(),
        };
        self.refuse(place, &message, &help);
        None
    }

    fn terms_of(&self, entity: Entity) -> Option<std::rc::Rc<Terms<'a>>> {
        let blocks = &self.blocks;
        match entity {
            Entity::Curve(id) => blocks.curves.get(id.index()).cloned(),
            Entity::Asset(id) => blocks.assets.get(id.index()).cloned(),
            Entity::Contract(id) => blocks.contracts.get(id.index()).cloned(),
            Entity::Account(id) => blocks.accounts.get(id.index()).cloned(),
            Entity::Fee(id) => blocks.fees.get(id.index()).cloned(),
            Entity::Tranche(id) => blocks.tranches.get(id.index()).cloned(),
            Entity::Covenant(id) => blocks.covenants.get(id.index()).cloned(),
            Entity::Liquidation(id) => blocks.liquidations.get(id.index()).cloned(),
            Entity::Enforcement => blocks.enforcement.clone(),
            _ => None,
        }
    }

    /// `utilization`
    fn input_lever(&mut self, id: InputId, place: Span, movable: &Movable) -> Option<Lever> {
        let input = self.inputs.get(&id)?.clone()?;
        let name = input.label.name.clone();
        if !movable.reads(id) {
            let message = format!("moving `{name}` changes nothing: no term and no line reads it");
            let diagnostic = Diagnostic::error(codes::LEVER, place, message);
            self.report(diagnostic.related(input.label.place, "the input").help("move something that the deal reads"));
            return None;
        }
        let (of, stated, at) = (input.of, input.value, input.label.place);
        Some(Lever { what: LeverTarget::Input(id), name, of, stated, place: at })
    }

    /// `Rubin.rent`, `Rubin.Fleet.market`
    fn shock_lever(
        &mut self,
        id: ShockId,
        first: &Name,
        rest: &[Name],
        place: Span,
        movable: &Movable,
    ) -> Option<Lever> {
        let block = *self.blocks.shocks.get(id.index())?;
        let lines: &'a [Line] = match &block.body {
            Body::Lines(lines) => lines,
            Body::Phrase(_) | Body::None => &[],
        };
        let named = |line: &'a Line| match line {
            Line::Labelled(line) => Some((path_of(line)?, line)),
            _ => None,
        };
        let entries: Vec<(String, &'a Labelled)> = lines.iter().filter_map(named).collect();
        let wanted = rest.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
        let found: Vec<&'a Labelled> =
            entries.iter().filter(|(path, _)| *path == wanted).map(|(_, line)| *line).collect();
        match found.as_slice() {
            [line] => self.number_of(&line.phrase, place, movable),
            [] => {
                let known: Vec<String> = entries.iter().map(|(path, _)| format!("`{}.{path}`", first.text)).collect();
                let message = format!("shock `{}` does not change `{wanted}`", first.text);
                self.refuse(place, &message, &format!("it has {}", list(&known)));
                None
            }
            _ => {
                let message = format!("shock `{}` changes `{wanted}` more than once", first.text);
                self.refuse(place, &message, "write an input, and read it in the line that is meant");
                None
            }
        }
    }

    /// `Senior.coupon`, `Senior.upfront_fee`, `Fleet.book`, `DSCR.below`
    fn term_lever(&mut self, terms: &Terms<'a>, label: &Name, place: Span, movable: &Movable) -> Option<Lever> {
        let mut known: BTreeMap<String, Vec<Place<'a>>> = BTreeMap::new();
        for term in &terms.list {
            let (name, stands) = match (term.label.operand, term.name, term.value) {
                (Operand::Name, Some(name), _) => (name.text.clone(), Place::Phrase(&term.line.phrase)),
                (Operand::Value, _, Some(value)) => (underscored(term.label.words), Place::Value(value)),
                _ => (underscored(term.label.words), Place::Phrase(&term.line.phrase)),
            };
            known.entry(name).or_default().push(stands);
        }
        match known.get(&label.text).map(Vec::as_slice) {
            Some([Place::Phrase(phrase)]) => self.number_of(phrase, place, movable),
            Some([Place::Value(value)]) => {
                self.number_in(std::iter::once(*value).collect(), value.span, place, movable)
            }
            Some(_) => {
                let message = format!("`{}` states `{}` more than once", terms.name(), label.text);
                self.refuse(place, &message, "write an input, and read it in the term that is meant");
                None
            }
            None => {
                let message = format!("`{}` states no `{}`", terms.name(), label.text);
                let help = match nearest(&label.text, known.keys().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        let known: Vec<String> = known.keys().map(|name| format!("`{name}`")).collect();
                        format!("it states {}", list(&known))
                    }
                };
                let diagnostic = Diagnostic::error(codes::LEVER, label.span, message);
                self.report(diagnostic.related(terms.place(), "declared here").help(help));
                None
            }
        }
    }

    fn number_of(&mut self, phrase: &'a Phrase, place: Span, movable: &Movable) -> Option<Lever> {
        let mut written: Vec<&ast::Expr> = Vec::new();
        for element in phrase.clauses.iter().flat_map(|clause| &clause.elements) {
            match element {
                Element::Expr(expr) => written.push(expr),
                Element::Modifier(modifier) => written.extend(&modifier.operand),
            }
        }
        self.number_in(written, phrase.span, place, movable)
    }

    /// The one number of a term, where the run takes it as a number: spans of time and dates shape a run beforehand.
    fn number_in(&mut self, written: Vec<&ast::Expr>, span: Span, place: Span, movable: &Movable) -> Option<Lever> {
        let name = self.text(place);
        let mut literals: Vec<Span> = Vec::new();
        written.iter().for_each(|expr| numbers(expr, &mut literals));
        let found = movable.within(span);
        let (why, help) = match found.as_slice() {
            [number] if literals.contains(&number.place) => {
                let (at, of, stated) = (number.place, number.of.clone(), number.value);
                return Some(Lever { what: LeverTarget::Constant(at), name, of, stated, place: at });
            }
            [] if literals.is_empty() => ("no number", "write an input, and read it in this term"),
            [] => (
                "no number that a run works with",
                "spans of time, dates and tables shape a run beforehand: a study moves money, ratios, rates and quantities",
            ),
            _ => ("more than one number", "write an input, and read it in this term"),
        };
        let message = format!("`{name}` is written with {why}");
        let diagnostic = Diagnostic::error(codes::LEVER, place, message);
        self.report(diagnostic.related(span, "the term").help(help));
        None
    }
}

/// Where the number of a term stands.
enum Place<'a> {
    Phrase(&'a Phrase),
    Value(&'a ast::Expr),
}

fn underscored(words: &str) -> String {
    words.replace(' ', "_")
}

/// Kinds of thing whose numbers a study may move.
fn may_move(entity: Entity) -> bool {
    matches!(
        entity,
        Entity::Input(_)
            | Entity::Curve(_)
            | Entity::Asset(_)
            | Entity::Contract(_)
            | Entity::Account(_)
            | Entity::Fee(_)
            | Entity::Tranche(_)
            | Entity::Covenant(_)
            | Entity::Liquidation(_)
            | Entity::Shock(_)
    )
}

/// `Fleet.market` of the line `Fleet.market: times 65%`.
fn path_of(line: &Labelled) -> Option<String> {
    match line.head.as_slice() {
        [Element::Expr(ast::Expr { kind: ast::ExprKind::Path(names), .. })] => {
            Some(names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("."))
        }
        _ => None,
    }
}

/// The places of all numbers written in an expression; a sign belongs to its number.
fn numbers(expr: &ast::Expr, found: &mut Vec<Span>) {
    use ast::ExprKind::*;
    match &expr.kind {
        Number(_) | Percent(..) | BasisPoints(..) | Multiple(_) | Money(..) | Quantity(..) | BusinessDays(_) => {
            found.push(expr.span);
        }
        Negative(inner) if is_number(inner) => found.push(expr.span),
        Not(inner) | Negative(inner) | Prior(inner) | Window(_, inner, _) => numbers(inner, found),
        Binary(_, _, left, right) | Share(left, right) => {
            numbers(left, found);
            numbers(right, found);
        }
        If(condition, yes, no) => [condition, yes, no].iter().for_each(|part| numbers(part, found)),
        Call(_, arguments) => arguments.iter().for_each(|argument| numbers(argument, found)),
        Date(_) | Text(_) | Boolean(_) | ToBeDetermined | Undisclosed | Path(_) | Each(_) | Bad => {}
    }
}

fn is_number(expr: &ast::Expr) -> bool {
    let mut found = Vec::new();
    numbers(expr, &mut found);
    found.as_slice() == [expr.span]
}
