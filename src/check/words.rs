//! Terms that say one of a few words, and terms that name things.

use super::checker::Checker;
use super::codes;
use super::names::Entity;
use super::phrase::Cursor;
use super::term::Term;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::model::{AccountId, DrawDestination, PartyId};
use crate::syntax::ast::{Expr, Preposition};

impl<'a> Checker<'a> {
    /// The words of a term, which must be one of those listed.
    pub(crate) fn one_of(&mut self, term: &Term<'a>, known: &[&'static str]) -> Option<&'static str> {
        let clause = self.single(term)?;
        let written = self.text(clause.span);
        if let Some(word) = known.iter().find(|word| **word == written) {
            return Some(word);
        }
        if clause.elements.iter().any(|element| {
            matches!(element, crate::syntax::ast::Element::Expr(Expr { kind: crate::syntax::ast::ExprKind::Bad, .. }))
        }) {
            return None;
        }
        let message = format!("`{}` cannot be `{written}`", term.label.words);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_WORD, clause.span, message);
        let help = match nearest(&written, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
                format!("write {}", either(&known))
            }
        };
        self.report(diagnostic.help(help));
        None
    }

    /// The words of a term as they stand; names are not looked up.
    pub(crate) fn free_words(&mut self, term: Option<&Term<'a>>) -> Option<String> {
        let clause = self.single(term?)?;
        Some(self.text(clause.span).trim_matches('"').to_string())
    }

    /// A date that a term states.
    pub(crate) fn term_date(&mut self, term: Option<&Term<'a>>) -> Option<crate::time::Date> {
        let term = term?;
        let mut cursor = Cursor::of(self.single(term)?);
        let what = format!("`{}`", term.label.words);
        let value = self.take_value(&mut cursor, &what)?;
        if value.kind == crate::syntax::ast::ExprKind::ToBeDetermined {
            self.holes.push(crate::model::Hole { place: value.span, blocks: what });
            return None;
        }
        let date = self.date(value);
        self.finish(&mut cursor, &what);
        date
    }

    /// A span of time that a term states.
    pub(crate) fn term_duration(&mut self, term: Option<&Term<'a>>) -> Option<crate::time::Duration> {
        let term = term?;
        let mut cursor = Cursor::of(self.single(term)?);
        let what = format!("`{}`", term.label.words);
        let value = self.take_value(&mut cursor, &what)?;
        let duration = self.duration(value);
        self.finish(&mut cursor, &what);
        duration
    }

    /// `to Uses`: an account or a party.
    pub(crate) fn term_destination(&mut self, term: Option<&Term<'a>>) -> Option<DrawDestination> {
        let term = term?;
        let mut cursor = Cursor::of(self.single(term)?);
        let what = format!("`{}`", term.label.words);
        let operand = cursor.operand(Preposition::To);
        let Some(operand) = operand else {
            let message = format!("{what} says where with `to`");
            let help = format!("write `{}`", term.label.example);
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help(help));
            return None;
        };
        let destination = self.destination(operand);
        self.finish(&mut cursor, &what);
        destination
    }

    pub(crate) fn destination(&mut self, expr: &Expr) -> Option<DrawDestination> {
        let fits = |entity| matches!(entity, Entity::Account(_) | Entity::Party(_));
        match self.entity(expr, "an account or a party", fits)? {
            Entity::Account(id) => Some(DrawDestination::Account(id)),
            Entity::Party(id) => Some(DrawDestination::Party(id)),
            _ => None,
        }
    }

    pub(crate) fn account(&mut self, expr: &Expr) -> Option<AccountId> {
        match self.entity(expr, "an account", |entity| matches!(entity, Entity::Account(_)))? {
            Entity::Account(id) => Some(id),
            _ => None,
        }
    }

    pub(crate) fn party(&mut self, expr: &Expr) -> Option<PartyId> {
        match self.entity(expr, "a party", |entity| matches!(entity, Entity::Party(_)))? {
            Entity::Party(id) => Some(id),
            _ => None,
        }
    }

    /// The names of a term, one a clause: `Fleet, DSRA, Trap`.
    pub(crate) fn listed(&mut self, term: &Term<'a>, what: &str, fits: impl Fn(Entity) -> bool + Copy) -> Vec<Entity> {
        let label = format!("`{}`", term.label.words);
        let mut found = Vec::new();
        for clause in &term.line.phrase.clauses {
            let mut cursor = Cursor::of(clause);
            if let Some(value) = self.take_value(&mut cursor, &label) {
                found.extend(self.entity(value, what, fits));
            }
            self.finish(&mut cursor, &label);
        }
        found
    }

    /// The only name of a term.
    pub(crate) fn named(
        &mut self,
        term: Option<&Term<'a>>,
        what: &str,
        fits: impl Fn(Entity) -> bool,
    ) -> Option<Entity> {
        let term = term?;
        let mut cursor = Cursor::of(self.single(term)?);
        let label = format!("`{}`", term.label.words);
        let value = self.take_value(&mut cursor, &label)?;
        let entity = self.entity(value, what, fits);
        self.finish(&mut cursor, &label);
        entity
    }
}

/// `a`, `a or b`, `a, b or c`
pub(crate) fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
