//! What follows from a failed level: states, declarations, dues with deadlines.

use super::super::checker::Checker;
use super::super::codes;
use super::super::names::{Entity, count};
use super::super::phrase::{Cursor, word_of_expr};
use super::super::wanted::Wanted;
use super::waterfall::Paid;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::library::consequence::CONSEQUENCES;
use crate::model::{Consequence, Deadline, StateId, TrancheId, Until};
use crate::source::Span;
use crate::syntax::ast::{self, Phrase, Preposition};

impl<'a> Checker<'a> {
    /// The consequences of a level, one a clause; a clause that only names a tranche adds it to the one before.
    pub(crate) fn consequences(&mut self, phrase: &'a Phrase, like: &Wanted) -> Vec<Consequence> {
        let mut found: Vec<Consequence> = Vec::new();
        for clause in &phrase.clauses {
            let mut cursor = Cursor::of(clause);
            if let (Some(Consequence::EventOfDefault { of } | Consequence::StopDraws { of, .. }), Some(name)) =
                (found.last_mut(), cursor.peek_word())
                && let Some(Entity::Tranche(id)) = self.names.find(&name.text).map(|declared| declared.entity)
            {
                of.push(id);
                cursor.word();
                self.finish(&mut cursor, "this consequence");
                continue;
            }
            let first = cursor.value();
            found.extend(self.consequence(first, &mut cursor, like));
        }
        found
    }

    /// `first` has been taken: the first word of a clause, or the operand of `else`.
    fn consequence(
        &mut self,
        first: Option<&'a ast::Expr>,
        cursor: &mut Cursor<'a>,
        like: &Wanted,
    ) -> Option<Consequence> {
        let word = first.and_then(word_of_expr).map(|word| word.text.as_str());
        match word {
            Some("enter") => self.enter(cursor),
            Some("declare") if cursor.words("event") => {
                let of = self.of_default(cursor)?;
                self.finish(cursor, "this consequence");
                Some(Consequence::EventOfDefault { of })
            }
            Some("accelerate") => {
                self.finish(cursor, "this consequence");
                Some(Consequence::Accelerate)
            }
            Some("require") => self.require(cursor, like),
            Some("stop") if cursor.words("draws") => {
                let of = self.tranches_or_all(cursor)?;
                let until = self.until(cursor, "stop draws");
                self.finish(cursor, "this consequence");
                Some(Consequence::StopDraws { of, until: until? })
            }
            Some("raise") if cursor.words("margin") => self.raise_margin(cursor),
            _ => {
                self.report_unknown_consequence(first, cursor);
                None
            }
        }
    }

    /// `enter lockup until 2 passes`
    fn enter(&mut self, cursor: &mut Cursor<'a>) -> Option<Consequence> {
        let state = self.take_value(cursor, "`enter`")?;
        let state = self.state(state);
        let until = self.until(cursor, "enter");
        self.finish(cursor, "this consequence");
        Some(Consequence::Enter { state: state?, until: until? })
    }

    fn state(&mut self, expr: &ast::Expr) -> Option<StateId> {
        match self.entity(expr, "a state", |entity| matches!(entity, Entity::State(_)))? {
            Entity::State(id) => Some(id),
            _ => None,
        }
    }

    /// `until passed`, `until 2 passes`, `until DATE`, `permanently`
    fn until(&mut self, cursor: &mut Cursor<'a>, what: &str) -> Option<Until> {
        if cursor.words("permanently") {
            return Some(Until::Permanent);
        }
        let Some(until) = cursor.operand(Preposition::Until) else {
            let message = format!("`{what}` does not say how it lets go");
            let help = "add `until passed`, `until 2 passes`, `until DATE` or `permanently`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help(help));
            return None;
        };
        match &until.kind {
            ast::ExprKind::Path(_) if word_of_expr(until).is_some_and(|word| word.text == "passed") => {
                Some(Until::Passed)
            }
            ast::ExprKind::Quantity(..) => self.counted(until, &["pass", "passes"]).map(Until::Passes),
            ast::ExprKind::Date(_) => self.date_in_grid(until, "this date").map(Until::Date),
            ast::ExprKind::Bad => None,
            _ => {
                let message = format!("nothing lasts until `{}`", self.text(until.span));
                let help = "write `until passed`, `until 2 passes`, `until DATE` or `permanently`";
                self.report(Diagnostic::error(codes::UNKNOWN_WORD, until.span, message).help(help));
                None
            }
        }
    }

    /// `of default`, then perhaps `of Senior`.
    pub(crate) fn of_default(&mut self, cursor: &mut Cursor<'a>) -> Option<Vec<TrancheId>> {
        let is_default =
            cursor.operand(Preposition::Of).and_then(word_of_expr).is_some_and(|word| word.text == "default");
        if !is_default {
            let message = "an event is an `event of default`";
            self.report(
                Diagnostic::error(codes::UNKNOWN_WORD, cursor.span, message)
                    .help("write `event of default of TRANCHE`, or without `of` for all"),
            );
            return None;
        }
        self.tranches_or_all(cursor)
    }

    /// The tranches after `of`; all of them when it does not say.
    fn tranches_or_all(&mut self, cursor: &mut Cursor<'a>) -> Option<Vec<TrancheId>> {
        let named = cursor.operands(Preposition::Of);
        if named.is_empty() {
            return Some((0..self.blocks.tranches.len()).map(|index| TrancheId(count(index))).collect());
        }
        let mut of = Vec::new();
        for name in named {
            match self.entity(name, "a tranche", |entity| matches!(entity, Entity::Tranche(_)))? {
                Entity::Tranche(id) => of.push(id),
                _ => return None,
            }
        }
        Some(of)
    }

    /// `require prepayment of Senior to 85% within 10 business days else declare event of default`
    fn require(&mut self, cursor: &mut Cursor<'a>, like: &Wanted) -> Option<Consequence> {
        let place = cursor.span;
        let kind = ["prepayment", "top up"].into_iter().find(|words| cursor.words(words));
        let Some(kind) = kind else {
            let message = format!("`{}` requires nothing known", self.text(place));
            let help = "write `require prepayment of TRANCHE to LEVEL` or `require top up of ACCOUNT to AMOUNT`";
            self.report(Diagnostic::error(codes::UNKNOWN_WORD, place, message).help(help));
            return None;
        };
        let of = cursor.operand(Preposition::Of);
        let to = cursor.operand(Preposition::To);
        let within = cursor.operand(Preposition::Within);
        let otherwise = cursor.operand(Preposition::Else);
        let otherwise = match otherwise {
            Some(first) => {
                let mut rest = cursor.rest();
                vec![self.consequence(Some(first), &mut rest, like)?]
            }
            None => Vec::new(),
        };
        self.finish(cursor, "this consequence");
        let within = match within {
            Some(within) => Some(Deadline { within: self.duration(within)? }),
            None => None,
        };
        if within.is_none() && !otherwise.is_empty() {
            let message = "`else` follows when a deadline passes, and there is none";
            self.report(
                Diagnostic::error(codes::SOMETHING_MISSING, place, message).help("add `within 10 business days`"),
            );
        }
        let (Some(of), Some(to)) = (of, to) else {
            let message = format!("`require {kind}` says of what, and to which level");
            let help = "write `require prepayment of Senior to 85%`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, place, message).help(help));
            return None;
        };
        match kind {
            "prepayment" => {
                let entity = self.entity(of, "a tranche", |entity| matches!(entity, Entity::Tranche(_)));
                let to = self.value(to, like, "the level to prepay to", &Default::default())?;
                let Some(Entity::Tranche(of)) = entity else { return None };
                self.prepayments_required.push((of, place));
                Some(Consequence::RequirePrepayment { of, to, within, otherwise })
            }
            _ => {
                let account = self.account(of);
                let amount = self.value(to, &Wanted::Money, "the amount to top up to", &Default::default())?;
                Some(Consequence::RequireTopUp { account: account?, amount, within, otherwise })
            }
        }
    }

    /// `raise margin of Senior by 50 bps until passed`
    fn raise_margin(&mut self, cursor: &mut Cursor<'a>) -> Option<Consequence> {
        let of = cursor.operand(Preposition::Of);
        let by = cursor.operand(Preposition::By);
        let until = self.until(cursor, "raise margin");
        self.finish(cursor, "this consequence");
        let (Some(of), Some(by)) = (of, by) else {
            let message = "`raise margin` says of which tranche and by how much";
            self.report(
                Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message)
                    .help("write `raise margin of Senior by 50 bps until passed`"),
            );
            return None;
        };
        let by = self.value(by, &Wanted::RatePerYear, "the margin", &Default::default());
        match self.entity(of, "a tranche", |entity| matches!(entity, Entity::Tranche(_)))? {
            Entity::Tranche(of) => Some(Consequence::ChangeMargin { of, by: by?, until: until? }),
            _ => None,
        }
    }

    fn report_unknown_consequence(&mut self, first: Option<&ast::Expr>, cursor: &Cursor<'a>) {
        if first.is_some_and(|first| first.kind == ast::ExprKind::Bad) {
            return;
        }
        let written = self.text(cursor.span);
        let words: Vec<&str> = written.split(' ').collect();
        let near = CONSEQUENCES.iter().find(|entry| {
            let count = entry.words.split(' ').count();
            nearest(&words.get(..count).unwrap_or(&words).join(" "), [entry.words]).is_some()
        });
        let message = format!("`{written}` is not a consequence");
        let help = match near {
            Some(near) => format!("did you mean `{}`?", near.words),
            None => {
                let known: Vec<String> = CONSEQUENCES.iter().map(|entry| format!("`{}`", entry.words)).collect();
                format!("a level may {}", super::super::words::either(&known))
            }
        };
        self.report(Diagnostic::error(codes::UNKNOWN_WORD, cursor.span, message).help(help));
    }

    /// A prepayment that is required must be paid by some step.
    pub(crate) fn check_required_prepayments(&mut self) {
        if !self.broken_steps.is_empty() {
            return;
        }
        let required: Vec<(TrancheId, Span)> = self.prepayments_required.clone();
        for (of, place) in required {
            if self.paid.contains(&Paid::MandatoryPrepayment(of)) {
                continue;
            }
            let name = self.blocks.tranches.get(of.index()).map_or("", |terms| terms.name());
            let message = format!("no step pays the prepayment of `{name}` that this requires");
            let help = format!("add a step `forced: pay mandatory prepayment on {name}`");
            self.report(Diagnostic::error(codes::NEVER_PAID, place, message).help(help));
        }
    }
}
