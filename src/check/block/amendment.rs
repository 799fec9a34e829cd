//! `amendment`: its waivers; the terms it amends are in their blocks already.

use super::super::amendment::after;
use super::super::checker::Checker;
use super::super::codes;
use super::super::names::{Entity, count};
use super::super::phrase::Cursor;
use super::super::term::Term;
use crate::diagnostic::Diagnostic;
use crate::model::{Amendment, AmendmentId, Covenant, CovenantId, Waiver};
use crate::source::Span;
use crate::syntax::ast::{self, Clause, ExprKind, Preposition};
use crate::time::Date;

impl<'a> Checker<'a> {
    /// Every amendment; what they waive joins the covenants.
    pub(crate) fn build_amendments(&mut self, covenants: &mut [Covenant]) -> Vec<Amendment> {
        let mut amendments = Vec::new();
        for (index, terms) in self.blocks.amendments.clone().into_iter().enumerate() {
            let mut cursor = Cursor::new(&terms.block.head, terms.block.span);
            if let Some(after) = cursor.operand(Preposition::After) {
                self.entity(after, "an amendment", |entity| matches!(entity, Entity::Amendment(_)));
            }
            self.finish(&mut cursor, "this `amendment`");
            if after(terms.block).is_some_and(|name| name.text == terms.name()) {
                let message = "an amendment does not come after itself";
                self.report(Diagnostic::error(codes::AMENDMENT, terms.place(), message));
            }
            for term in terms.all("waives") {
                self.waives(AmendmentId(count(index)), term, covenants);
            }
            amendments.push(Amendment { label: self.label(terms.block) });
        }
        amendments
    }

    /// `DSCR on 2026-03-31, 2026-06-30, LTV from 2026-03-31 to 2026-12-31`
    fn waives(&mut self, by: AmendmentId, term: &Term<'a>, covenants: &mut [Covenant]) {
        let mut of = None;
        for clause in &term.line.phrase.clauses {
            let mut cursor = Cursor::of(clause);
            let Some(value) = self.take_value(&mut cursor, "`waives`") else { continue };
            if matches!(value.kind, ExprKind::Date(_)) && of.is_some() {
                self.waive_on(by, of, value, covenants);
            } else {
                let fits = |entity| matches!(entity, Entity::Covenant(_));
                of = match self.entity(value, "a covenant", fits) {
                    Some(Entity::Covenant(id)) => Some(id),
                    _ => None,
                };
                self.waived_dates(by, of, &mut cursor, clause, covenants);
            }
            self.finish(&mut cursor, "`waives`");
        }
    }

    /// `on DATE`, or `from DATE to DATE`
    fn waived_dates(
        &mut self,
        by: AmendmentId,
        of: Option<CovenantId>,
        cursor: &mut Cursor<'a>,
        clause: &Clause,
        covenants: &mut [Covenant],
    ) {
        if let Some(on) = cursor.operand(Preposition::On) {
            return self.waive_on(by, of, on, covenants);
        }
        let (from, to) = (cursor.operand(Preposition::From), cursor.operand(Preposition::To));
        let (Some(from), Some(to)) = (from, to) else {
            let message = "this waiver does not say for which test";
            let help = "write `waives: DSCR on 2026-03-31`, or `DSCR from 2026-03-31 to 2026-12-31`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, clause.span, message).help(help));
            return;
        };
        let (Some(first), Some(last)) = (self.date(from), self.date(to)) else { return };
        let within = |date: Date| date >= first && date <= last;
        self.waive(by, of, within, clause.span, covenants, format!("between {first} and {last}"));
    }

    fn waive_on(&mut self, by: AmendmentId, of: Option<CovenantId>, on: &ast::Expr, covenants: &mut [Covenant]) {
        let Some(date) = self.date(on) else { return };
        self.waive(by, of, |end| end == date, on.span, covenants, format!("on {date}"));
    }

    fn waive(
        &mut self,
        by: AmendmentId,
        of: Option<CovenantId>,
        within: impl Fn(Date) -> bool,
        place: Span,
        covenants: &mut [Covenant],
        when: String,
    ) {
        let Some(covenant) = of.and_then(|of| covenants.get_mut(of.index())) else { return };
        let ends: Vec<Date> = self.deal.grid.ends().to_vec();
        let is_tested = |row: usize| covenant.dates.tested.get(row) == Some(&true);
        let rows: Vec<usize> = ends
            .iter()
            .enumerate()
            .filter(|(index, end)| within(**end) && is_tested(index + 1))
            .map(|(index, _)| index + 1)
            .collect();
        let known = |row: &&usize| covenant.waivers.iter().any(|waiver| waiver.row == **row);
        let name = covenant.label.name.clone();
        if rows.is_empty() && self.deal.sound && !covenant.dates.tested.is_empty() {
            let message = format!("`{name}` is not tested {when}, so this waives nothing");
            let related = covenant.label.place;
            let help = format!("it is tested {}", covenant.dates.text);
            let diagnostic = Diagnostic::error(codes::AMENDMENT, place, message);
            self.report(diagnostic.related(related, "the covenant").help(help));
        } else if rows.iter().any(|row| known(&row)) {
            let message = format!("`{name}` is waived {when} already");
            self.report(
                Diagnostic::error(codes::AMENDMENT, place, message).help("drop this waiver: it changes nothing"),
            );
        } else {
            covenant.waivers.extend(rows.into_iter().map(|row| Waiver { row, by }));
        }
    }
}
