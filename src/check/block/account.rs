//! `account`: what it receives, should hold, releases and leaves at the end.

use super::super::checker::Checker;
use super::super::codes;
use super::super::phrase::Cursor;
use super::super::term::Term;
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::model::{Account, AccountId, Expr};
use crate::syntax::ast::Preposition;

impl<'a> Checker<'a> {
    pub(crate) fn build_accounts(&mut self) -> Vec<Account> {
        let blocks = self.blocks.accounts.clone();
        let mut accounts = Vec::new();
        for terms in blocks {
            if terms.get("at end").is_none() {
                self.assume(format!("what is left in `{}` at the end stays there", terms.name()));
            }
            accounts.push(Account {
                label: self.label(terms.block),
                receives: terms.get("receives").map_or(Vec::new(), |term| self.receives(term)),
                target: self.optional_value(terms.get("target"), &Wanted::Money),
                releases: terms.get("releases").and_then(|term| self.releases(term)),
                interest: self.optional_value(terms.get("interest"), &Wanted::RatePerYear),
                at_end: self.term_destination(terms.get("at end")),
                opening: self.optional_value(terms.get("opening"), &Wanted::Money),
            });
        }
        accounts
    }

    /// Flows, one a clause.
    fn receives(&mut self, term: &Term<'a>) -> Vec<Expr> {
        let mut flows = Vec::new();
        for clause in &term.line.phrase.clauses {
            let mut cursor = Cursor::of(clause);
            if let Some(value) = self.take_value(&mut cursor, "`receives`") {
                flows.extend(self.value(value, &Wanted::Money, "`receives`", &Default::default()));
            }
            self.finish(&mut cursor, "`receives`");
        }
        flows
    }

    /// `to Collections when not lockup`
    fn releases(&mut self, term: &Term<'a>) -> Option<(AccountId, Option<Expr>)> {
        let mut cursor = Cursor::of(self.single(term)?);
        let to = cursor.operand(Preposition::To);
        let when = cursor.operand(Preposition::When);
        self.finish(&mut cursor, "`releases`");
        let Some(to) = to else {
            let message = "`releases` says where with `to`";
            let help = format!("write `{}`", term.label.example);
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, term.line.phrase.span, message).help(help));
            return None;
        };
        let to = self.account(to);
        let when = match when {
            Some(when) => Some(self.condition(when, &Default::default())?),
            None => None,
        };
        Some((to?, when))
    }
}
