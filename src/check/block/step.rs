//! Waterfall steps: a verb, its object, and the operands that fit every verb.

use super::super::checker::{Checker, cited};
use super::super::codes;
use super::super::expression::Scope;
use super::super::names::Entity;
use super::super::phrase::{Cursor, word_of_expr};
use super::super::wanted::Wanted;
use super::waterfall::Paid;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::library::verb::{DUES, VERBS};
use crate::model::{
    AccountId, AssetAttribute, DrawDestination, Expr, FeeAttribute, Label, LiquidationAttribute, Payee, PayeeKind,
    Read, Sharing, Step, StepAction, StepId, TrancheAttribute, TrancheId, Unpaid,
};
use crate::syntax::ast::{self, Clause, Labelled, Preposition};

impl<'a> Checker<'a> {
    /// One step; `from` is the account of its waterfall, none in an enforcement order.
    pub(crate) fn step(&mut self, id: StepId, from: Option<AccountId>) -> Option<Step> {
        let entry = self.steps.get(id.index())?;
        let (line, owner, name) = (entry.line, entry.owner.clone(), entry.name.clone());
        let label =
            Label { name: format!("{owner}.{name}"), title: None, clause: cited(&line.cites), place: line.head_span };
        let mut step = Step {
            label,
            text: self.text(line.phrase.span),
            from,
            support: Vec::new(),
            action: StepAction::Keep,
            limit: None,
            yearly_limit: None,
            when: None,
        };
        let before = self.findings.len();
        match self.step_action(line, from, &mut step) {
            Some(action) if self.findings.len() == before => step.action = action,
            _ => {
                self.broken_steps.insert(id);
            }
        }
        Some(step)
    }

    fn step_action(&mut self, line: &'a Labelled, from: Option<AccountId>, step: &mut Step) -> Option<StepAction> {
        let scope = Scope { remaining: Some(from.map_or(Read::Estate, Read::Remaining)), test: false };
        let clauses = &line.phrase.clauses;
        let mut cursors: Vec<Cursor<'a>> = clauses.iter().map(Cursor::of).collect();
        for cursor in &mut cursors {
            self.step_operands(cursor, &scope, step);
        }
        let (first, more) = cursors.split_first_mut()?;
        let verb = self.verb(first)?;
        if verb != "pay" {
            for cursor in more.iter_mut() {
                self.finish(cursor, "this step");
            }
        }
        match verb {
            "pay" => self.pay(first, more, clauses, &scope, step),
            "move" => self.move_cash(first, &scope),
            "top up" => {
                let (account, target) = self.account_and_target(first, &scope, "top up")?;
                Some(StepAction::TopUp { account, target })
            }
            "release" => {
                let (account, target) = self.account_and_target(first, &scope, "release")?;
                Some(StepAction::Release { account, target })
            }
            _ => {
                if !first.words("remaining") {
                    let message = "`keep` keeps what remains";
                    self.report(
                        Diagnostic::error(codes::SOMETHING_MISSING, line.phrase.span, message)
                            .help("write `keep remaining`"),
                    );
                    return None;
                }
                self.finish(first, "this step");
                Some(StepAction::Keep)
            }
        }
    }

    /// `else from`, `up to`, `when`: they fit every verb.
    fn step_operands(&mut self, cursor: &mut Cursor<'a>, scope: &Scope, step: &mut Step) {
        for operand in cursor.operands(Preposition::ElseFrom) {
            step.support.extend(self.destination(operand));
        }
        if let Some(when) = cursor.operand(Preposition::When) {
            step.when = self.condition(when, scope);
        }
        if let Some(limit) = cursor.modifier(Preposition::UpTo) {
            let yearly = cursor.modifier(Preposition::In).and_then(|modifier| modifier.operand.as_ref());
            let value =
                limit.operand.as_ref().and_then(|operand| self.value(operand, &Wanted::Money, "`up to`", scope));
            match yearly {
                Some(ast::Expr { kind: ast::ExprKind::Each(words), .. })
                    if words.iter().any(|word| word.text == "year") =>
                {
                    step.yearly_limit = value;
                }
                Some(other) => {
                    let message = format!("a limit does not run in `{}`", self.text(other.span));
                    self.report(
                        Diagnostic::error(codes::UNKNOWN_WORD, other.span, message)
                            .help("write `up to X in each year`, or `up to X`"),
                    );
                }
                None => step.limit = value,
            }
        }
    }

    fn verb(&mut self, cursor: &mut Cursor<'a>) -> Option<&'static str> {
        let written = cursor.peek_words();
        let found = VERBS.iter().find(|verb| {
            let words: Vec<&str> = verb.name.split(' ').collect();
            written.starts_with(&words)
        });
        if let Some(verb) = found {
            cursor.words(verb.name);
            return Some(verb.name);
        }
        let place = cursor.peek().map_or(cursor.span, super::super::phrase::element_span);
        if matches!(cursor.peek(), Some(ast::Element::Expr(ast::Expr { kind: ast::ExprKind::Bad, .. }))) {
            return None;
        }
        let word = written.first().map_or_else(|| self.text(place), |word| word.to_string());
        let message = format!("`{word}` is not a verb of a waterfall");
        let help = match nearest(&word, VERBS.iter().map(|verb| verb.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let known: Vec<String> = VERBS.iter().map(|verb| format!("`{}`", verb.name)).collect();
                format!("a step begins with {}", super::super::words::either(&known))
            }
        };
        self.report(Diagnostic::error(codes::UNKNOWN_WORD, place, message).help(help));
        None
    }

    /// `move remaining to Trap`, `move USD 1M to Trap`
    fn move_cash(&mut self, cursor: &mut Cursor<'a>, scope: &Scope) -> Option<StepAction> {
        let what = self.take_value(cursor, "`move`")?;
        let to = self.step_destination(cursor, "`move`");
        self.finish(cursor, "this step");
        if word_of_expr(what).is_some_and(|word| word.text == "remaining") {
            return Some(StepAction::Remaining(to?));
        }
        let amount = self.value(what, &Wanted::Money, "the amount", scope);
        match to? {
            DrawDestination::Account(to) => Some(StepAction::Move { amount: amount?, to }),
            DrawDestination::Party(_) => {
                let message = "cash moves between accounts";
                self.report(
                    Diagnostic::error(codes::WRONG_KIND, cursor.span, message).help("write `pay AMOUNT to PARTY`"),
                );
                None
            }
        }
    }

    fn step_destination(&mut self, cursor: &mut Cursor<'a>, what: &str) -> Option<DrawDestination> {
        let Some(to) = cursor.operand(Preposition::To) else {
            let message = format!("{what} does not say where to");
            self.report(
                Diagnostic::error(codes::CASH_LOST, cursor.span, message).help("add `to ACCOUNT` or `to Sponsor`"),
            );
            return None;
        };
        self.destination(to)
    }

    /// `DSRA to DSRA.target`
    fn account_and_target(&mut self, cursor: &mut Cursor<'a>, scope: &Scope, verb: &str) -> Option<(AccountId, Expr)> {
        let account = self.take_value(cursor, &format!("`{verb}`"))?;
        let account = self.account(account);
        let to = cursor.operand(Preposition::To);
        self.finish(cursor, "this step");
        let Some(to) = to else {
            let message = format!("`{verb}` does not say to which target");
            let help = format!("write `{verb} DSRA to DSRA.target`");
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help(help));
            return None;
        };
        let target = self.value(to, &Wanted::Money, "the target", scope);
        Some((account?, target?))
    }

    fn pay(
        &mut self,
        first: &mut Cursor<'a>,
        more: &mut [Cursor<'a>],
        clauses: &'a [Clause],
        scope: &Scope,
        _step: &mut Step,
    ) -> Option<StepAction> {
        if first.words("remaining") {
            let to = self.step_destination(first, "`pay remaining`");
            self.finish(first, "this step");
            for cursor in more.iter_mut() {
                self.finish(cursor, "this step");
            }
            return Some(StepAction::Remaining(to?));
        }
        let mut payees = Vec::new();
        let mut sharing = Sharing::InOrder;
        let mut due: Option<&'static str> = None;
        let mut sound = true;
        for (cursor, clause) in std::iter::once(first).chain(more.iter_mut()).zip(clauses) {
            self.sharing(cursor, &mut sharing);
            let payee = self.payee(cursor, clause, scope, &mut due);
            sound &= payee.is_some();
            payees.extend(payee);
        }
        if payees.len() < 2 {
            sharing = Sharing::InOrder;
        }
        for payee in &payees {
            self.note_paid(payee);
        }
        sound.then_some(StepAction::Pay { payees, sharing })
    }

    /// `pro rata by due`, `pro rata by balance`, `in order`
    fn sharing(&mut self, cursor: &mut Cursor<'a>, sharing: &mut Sharing) {
        if cursor.modifier(Preposition::ProRata).is_some() {
            *sharing = Sharing::ProRataByDue;
            if let Some(by) = cursor.operand(Preposition::By) {
                match word_of_expr(by).map(|word| word.text.as_str()) {
                    Some("due") => {}
                    Some("balance") => *sharing = Sharing::ProRataByBalance,
                    _ => {
                        let message = format!("nothing is shared by `{}`", self.text(by.span));
                        self.report(
                            Diagnostic::error(codes::UNKNOWN_WORD, by.span, message)
                                .help("write `pro rata by due` or `pro rata by balance`"),
                        );
                    }
                }
            }
        } else if let Some(order) = cursor.operand(Preposition::In)
            && word_of_expr(order).is_none_or(|word| word.text != "order")
        {
            let message = format!("`in {}` is left over in this step", self.text(order.span));
            self.report(
                Diagnostic::error(codes::LEFT_OVER, order.span, message).help("write `in order` or `pro rata by due`"),
            );
        }
    }

    /// One payee: `interest on Senior`, `AgentFee`, `opex lapse`, `USD 1M to Sponsor`.
    fn payee(
        &mut self,
        cursor: &mut Cursor<'a>,
        clause: &'a Clause,
        scope: &Scope,
        due: &mut Option<&'static str>,
    ) -> Option<Payee> {
        let written = cursor.peek_words();
        let entry = DUES
            .iter()
            .filter(|due| {
                let words: Vec<&str> = due.words.split(' ').collect();
                written.starts_with(&words)
            })
            .max_by_key(|due| due.words.len());
        let declared = written.first().is_some_and(|word| self.names.find(word).is_some());
        if let Some(entry) = entry.filter(|_| !declared) {
            cursor.words(entry.words);
            *due = Some(entry.words);
            let on = cursor.operand(Preposition::On);
            let unpaid = self.unpaid(cursor);
            self.finish(cursor, "this step");
            let Some(on) = on else {
                let message = format!("`pay {}` does not say on which tranche", entry.words);
                let help =
                    format!("write `{}`", entry.example.split_once(": ").map_or(entry.example, |(_, step)| step));
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, clause.span, message).help(help));
                return None;
            };
            let tranche = self.step_tranche(on)?;
            let text = format!("{} on {}", entry.words, self.text(on.span));
            return Some(Payee { kind: due_of(entry.words, tranche), unpaid: unpaid.unwrap_or(Unpaid::Carry), text });
        }
        let value = self.take_value(cursor, "`pay`")?;
        let to = cursor.operand(Preposition::To);
        let unpaid = self.unpaid(cursor);
        let kind = self.payee_kind(value, to, scope, *due)?;
        self.finish(cursor, "this step");
        let text = self.text(value.span);
        if unpaid.is_none() && matches!(kind, PayeeKind::Line(_) | PayeeKind::Amount(..)) {
            let after = to.map_or(value.span, |to| to.span);
            self.assume_word(after, "carry", format!("what a step leaves unpaid of `{text}` carries over"));
        }
        Some(Payee { kind, unpaid: unpaid.unwrap_or(Unpaid::Carry), text })
    }

    /// A trailing `lapse` or `carry`.
    fn unpaid(&mut self, cursor: &mut Cursor<'a>) -> Option<Unpaid> {
        if cursor.words("lapse") {
            return Some(Unpaid::Lapse);
        }
        cursor.words("carry").then_some(Unpaid::Carry)
    }

    fn step_tranche(&mut self, expr: &ast::Expr) -> Option<TrancheId> {
        match self.entity(expr, "a tranche", |entity| matches!(entity, Entity::Tranche(_)))? {
            Entity::Tranche(id) => Some(id),
            _ => None,
        }
    }

    fn payee_kind(
        &mut self,
        value: &ast::Expr,
        to: Option<&ast::Expr>,
        scope: &Scope,
        due: Option<&'static str>,
    ) -> Option<PayeeKind> {
        if let ast::ExprKind::Path(names) = &value.kind {
            if let [name] = names.as_slice() {
                match self.names.find(&name.text).map(|declared| declared.entity) {
                    Some(Entity::Fee(id)) if to.is_none() => return Some(PayeeKind::Fee(id)),
                    Some(Entity::Tranche(id)) if due.is_some() => return Some(due_of(due?, id)),
                    Some(Entity::Tranche(_)) => {
                        let message = format!("`pay {}` does not say what of the tranche is paid", name.text);
                        let help = format!("write `pay interest on {}`, or another of its dues", name.text);
                        self.report(Diagnostic::error(codes::SOMETHING_MISSING, value.span, message).help(help));
                        return None;
                    }
                    None => {
                        self.report_unknown_payee(name);
                        return None;
                    }
                    _ => {}
                }
            }
            let read = self.resolve(names, value.span, scope)?;
            match (read, to) {
                (Read::Fee(id, FeeAttribute::Due | FeeAttribute::Outstanding), None) => {
                    return Some(PayeeKind::Fee(id));
                }
                (Read::Asset(id, AssetAttribute::Purchase), None) => return Some(PayeeKind::Purchase(id)),
                (Read::Liquidation(id, LiquidationAttribute::Costs), None) => return Some(PayeeKind::SaleCosts(id)),
                (Read::Tranche(id, TrancheAttribute::UpfrontFee), None) => return Some(PayeeKind::UpfrontFee(id)),
                (Read::Tranche(id, TrancheAttribute::UndrawnFee), None) => return Some(PayeeKind::UndrawnFee(id)),
                (Read::Tranche(id, TrancheAttribute::Interest), None) => return Some(PayeeKind::Interest(id)),
                (Read::Line(id), None) => {
                    self.value(value, &Wanted::Money, "what a step pays", scope)?;
                    return Some(PayeeKind::Line(id));
                }
                _ => {}
            }
        }
        let amount = self.value(value, &Wanted::Money, "what a step pays", scope);
        let Some(to) = to else {
            if amount.is_some() {
                let message = format!("`pay {}` does not say to whom", self.text(value.span));
                let help = "add `to PARTY`, or give the amount a name with `=` and pay that";
                self.report(Diagnostic::error(codes::CASH_LOST, value.span, message).help(help));
            }
            return None;
        };
        let party = self.party(to);
        Some(PayeeKind::Amount(amount?, party?))
    }

    fn report_unknown_payee(&mut self, name: &ast::Name) {
        let message = format!("nothing is called `{}` that a step could pay", name.text);
        let payable = |entity| matches!(entity, Entity::Fee(_) | Entity::Line(_));
        let near = self.suggestion(
            &name.text,
            self.names.which(payable).chain(DUES.iter().map(|due| due.words)).chain(["remaining"]),
        );
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "a step pays a fee, a computed line, a due such as `interest on TRANCHE`, or `remaining`".to_string()
            }
        };
        self.report(Diagnostic::error(codes::UNKNOWN_NAME, name.span, message).help(help));
    }

    fn note_paid(&mut self, payee: &Payee) {
        let paid: &[Paid] = match payee.kind {
            PayeeKind::Interest(id) => &[Paid::Interest(id)],
            PayeeKind::ScheduledPrincipal(id) => &[Paid::Principal(id)],
            PayeeKind::MandatoryPrepayment(id) => &[Paid::MandatoryPrepayment(id)],
            PayeeKind::UpfrontFee(id) => &[Paid::UpfrontFee(id)],
            PayeeKind::UndrawnFee(id) => &[Paid::UndrawnFee(id)],
            PayeeKind::Fee(id) => &[Paid::Fee(id)],
            _ => &[],
        };
        self.paid.extend(paid);
    }
}

fn due_of(words: &str, tranche: TrancheId) -> PayeeKind {
    match words {
        "interest" => PayeeKind::Interest(tranche),
        "scheduled principal" => PayeeKind::ScheduledPrincipal(tranche),
        "arrears" => PayeeKind::Arrears(tranche),
        "mandatory prepayment" => PayeeKind::MandatoryPrepayment(tranche),
        "upfront fee" => PayeeKind::UpfrontFee(tranche),
        "undrawn fee" => PayeeKind::UndrawnFee(tranche),
        "claim" => PayeeKind::Claim(tranche),
        _ => PayeeKind::Principal(tranche),
    }
}
