//! Reading a clause by a table of signatures: the words pick the entry, its prepositions the operands.

use super::checker::Checker;
use super::codes;
use super::phrase::{Cursor, preposition_text};
use super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::library::signature::{Entry, Kind, Signature, longest};
use crate::model::{Argument, AssetId};
use crate::syntax::ast::Expr;

impl<'a> Checker<'a> {
    /// The entry a clause begins with, and its operands in the entry's own order. `asset` is whose cost shares are of.
    pub(crate) fn signature<T: Entry>(
        &mut self,
        cursor: &mut Cursor<'a>,
        table: &'static [T],
        what: &str,
        asset: Option<AssetId>,
    ) -> Option<(&'static Signature, Vec<Option<Argument>>)> {
        let written = cursor.peek_words();
        let Some(entry) = longest(table, &written).map(Entry::signature) else {
            self.report_unknown_entry(cursor, table, what, &written);
            return None;
        };
        cursor.words(entry.words);
        let arguments = self.arguments(cursor, entry, asset)?;
        Some((entry, arguments))
    }

    /// The operands of an entry whose words have been taken.
    pub(crate) fn arguments(
        &mut self,
        cursor: &mut Cursor<'a>,
        entry: &'static Signature,
        asset: Option<AssetId>,
    ) -> Option<Vec<Option<Argument>>> {
        let mut arguments = Vec::new();
        let mut sound = true;
        for argument in entry.takes {
            let operand = match argument.preposition {
                Some(preposition) => cursor.operand(preposition),
                None => cursor.value(),
            };
            let value = match operand {
                Some(operand) => {
                    let value = self.argument_value(operand, argument.kind, argument.name, asset);
                    sound &= value.is_some();
                    value
                }
                None if argument.required => {
                    let after = argument.preposition.map_or("after its name".to_string(), |preposition| {
                        format!("with `{}`", preposition_text(preposition))
                    });
                    let message = format!("`{}` does not say {}", entry.words, argument.name);
                    let help = format!("it stands {after}, as in `{}`", entry.example);
                    self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help(help));
                    sound = false;
                    None
                }
                None => None,
            };
            arguments.push(value);
        }
        Some(arguments).filter(|_| sound)
    }

    fn argument_value(&mut self, expr: &Expr, kind: Kind, name: &str, asset: Option<AssetId>) -> Option<Argument> {
        let scope = Default::default();
        let wanted = match kind {
            Kind::Months => return self.months(expr).map(Argument::Months),
            Kind::Date => return self.date(expr).map(Argument::Date),
            Kind::MoneyOrShare => {
                return match asset {
                    Some(asset) => self.money_or_share(expr, asset, name).map(Argument::Expr),
                    None => self.value(expr, &Wanted::Money, name, &scope).map(Argument::Expr),
                };
            }
            Kind::Money => Wanted::Money,
            Kind::Ratio => Wanted::Ratio,
            Kind::Rate => Wanted::Rate,
            Kind::Quantity => Wanted::Quantity,
        };
        self.value(expr, &wanted, name, &scope).map(Argument::Expr)
    }

    fn report_unknown_entry<T: Entry>(&mut self, cursor: &Cursor<'a>, table: &'static [T], what: &str, written: &[&str]) {
        if matches!(
            cursor.peek(),
            Some(crate::syntax::ast::Element::Expr(Expr { kind: crate::syntax::ast::ExprKind::Bad, .. }))
        ) {
            return;
        }
        let words = if written.is_empty() { self.text(cursor.span) } else { written.join(" ") };
        let message = format!("`{words}` is not {what}");
        let diagnostic = Diagnostic::error(codes::UNKNOWN_WORD, cursor.span, message);
        let help = match nearest(&words, table.iter().map(|entry| entry.signature().words)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let known: Vec<String> = table.iter().map(|entry| format!("`{}`", entry.signature().words)).collect();
                format!("write {}", super::words::either(&known))
            }
        };
        self.report(diagnostic.help(help));
    }
}
