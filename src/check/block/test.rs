//! `test`: what the file expects of itself, under a scenario.

use super::super::checker::Checker;
use super::super::codes;
use super::super::expression::Scope;
use super::super::names::Entity;
use super::super::phrase::{Cursor, word_of_expr};
use super::super::wanted::Wanted;
use super::input::constant_of;
use crate::diagnostic::Diagnostic;
use crate::model::fold;
use crate::model::{
    self, CovenantId, Expectation, LevelTest, Quantifier, Read, ScenarioId, Test, TestInput, TrancheAttribute,
    TrancheId,
};
use crate::source::Span;
use crate::syntax::ast::{self, Block, Body, Clause, ExpectationKind, ExprKind, Line, Operator, Preposition};
use crate::time::Date;

/// Words about a covenant on a date: `DSCR is pending on DATE`.
const STATUSES: &[&str] = &["passed", "breached", "pending", "cured", "waived", "not tested", "curable"];

impl<'a> Checker<'a> {
    pub(crate) fn build_tests(&mut self) -> Vec<Test> {
        let mut tests = Vec::new();
        for block in self.blocks.tests.clone() {
            tests.push(self.test(block));
        }
        tests
    }

    fn test(&mut self, block: &'a Block) -> Test {
        let place = block.title.as_ref().map_or(block.kind_span, |title| title.span);
        let title = block.title.as_ref().map(|title| title.text.clone());
        let title = title.or_else(|| block.handle.as_ref().map(|handle| handle.text.clone()));
        if title.is_none() {
            let message = "this test has no title";
            let help = "say in a sentence what it expects: `test \"the base case is clean\" {`";
            self.report(Diagnostic::error(codes::BLOCK_HEAD, block.kind_span, message).help(help));
        }
        let under = self.under(block);
        let mut test =
            Test { title: title.unwrap_or_default(), place, under, given: Vec::new(), expectations: Vec::new() };
        let lines: &[Line] = match &block.body {
            Body::Lines(lines) => lines,
            Body::Phrase(_) | Body::None => &[],
        };
        let mut expects = false;
        for line in lines {
            match line {
                Line::Expectation(line) if line.keyword == ExpectationKind::Given => {
                    for clause in &line.phrase.clauses {
                        self.given_clause(clause, &mut test.given);
                    }
                }
                Line::Expectation(line) => {
                    expects = true;
                    for clause in &line.phrase.clauses {
                        if let Some(expectation) = self.expectation(clause) {
                            let text = format!("expect {}", self.text(clause.span));
                            test.expectations.push((expectation, text, clause.span));
                        }
                    }
                }
                Line::Labelled(line) => self.misplaced(line.head_span),
                Line::Nested(nested) => self.misplaced(nested.kind_span),
                Line::Computed(line) => self.misplaced(line.name.span),
            }
        }
        if !expects {
            let message = "this test expects nothing";
            let help = "add `expect no breach`, or what it should prove";
            self.report(Diagnostic::error(codes::EMPTY_TEST, place, message).help(help));
        }
        test
    }

    fn misplaced(&mut self, place: Span) {
        let message = "a test has only lines that begin with `expect` or `given`";
        let help =
            "a scenario stands in the head, as in `test \"…\" under Collapse {`; `given NAME = VALUE` moves an input";
        self.report(Diagnostic::error(codes::LEFT_OVER, place, message).help(help));
    }

    /// `under Collapse`
    fn under(&mut self, block: &'a Block) -> ScenarioId {
        let mut cursor = Cursor::new(&block.head, block.span);
        let under = cursor.operand(Preposition::Under);
        self.finish(&mut cursor, "this `test`");
        let fits = |entity| matches!(entity, Entity::Scenario(_));
        match under.and_then(|under| self.entity(under, "a scenario", fits)) {
            Some(Entity::Scenario(id)) => id,
            _ => ScenarioId(0),
        }
    }

    pub(crate) fn given_clause(&mut self, clause: &'a Clause, given: &mut Vec<TestInput>) {
        let mut cursor = Cursor::of(clause);
        match cursor.value().map(|value| (&value.kind, value.span)) {
            Some((ExprKind::Binary(Operator::Equal, _, name, number), place)) => {
                self.finish(&mut cursor, "`given`");
                let Some(input) = self.given(name, number) else { return };
                if given.iter().any(|known| known.input == input.input) {
                    let message = format!("`{}` is given twice", self.text(name.span));
                    self.report(Diagnostic::error(codes::LABEL_TWICE, place, message).help("keep one"));
                    return;
                }
                given.push(input);
            }
            Some((ExprKind::Bad, _)) => {}
            _ => {
                let message = "`given` sets an input";
                let help = "write `given utilization = 70%`";
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, clause.span, message).help(help));
            }
        }
    }

    fn expectation(&mut self, clause: &'a Clause) -> Option<Expectation> {
        let mut cursor = Cursor::of(clause);
        if cursor.words("no breach") {
            let of = match cursor.operand(Preposition::Of) {
                Some(of) => Some(self.covenant_named(of)?),
                None => None,
            };
            self.finish(&mut cursor, "this expectation");
            return Some(Expectation::NoBreach { of });
        }
        if cursor.words("no event") {
            return self.event_expected(&mut cursor, false);
        }
        if cursor.words("event") {
            return self.event_expected(&mut cursor, true);
        }
        let first = cursor.words("first");
        let value = self.take_value(&mut cursor, "`expect`")?;
        if first || cursor.peek_word().is_some() {
            return self.statement(value, first, &mut cursor, clause);
        }
        self.comparison_expected(value, &mut cursor)
    }

    /// `no event of default of Senior`, `event of default on DATE`: without a date, of the whole run.
    fn event_expected(&mut self, cursor: &mut Cursor<'a>, wanted: bool) -> Option<Expectation> {
        let place = cursor.span;
        let is_default =
            cursor.operand(Preposition::Of).and_then(word_of_expr).is_some_and(|word| word.text == "default");
        if !is_default {
            let message = "an event is an `event of default`";
            self.report(
                Diagnostic::error(codes::UNKNOWN_WORD, cursor.span, message).help("write `expect no event of default`"),
            );
            return None;
        }
        let of = match cursor.operand(Preposition::Of) {
            Some(of) => Some(self.tranche_named(of)?),
            None => None,
        };
        let on = self.on_date(cursor);
        self.finish(cursor, "this expectation");
        let on = on?;
        if !wanted && on.is_none() {
            return Some(Expectation::NoEventOfDefault { of });
        }
        let tranches = match of {
            Some(of) => vec![of],
            None => (0..self.blocks.tranches.len()).map(|index| TrancheId(super::super::names::count(index))).collect(),
        };
        Some(yes_or_no(in_default(&tranches, place), wanted, on))
    }

    /// `DSCR breaches 1.35x on DATE`, `Loan misses payment on DATE`, `DSCR is pending on DATE`
    fn statement(
        &mut self,
        subject: &'a ast::Expr,
        first: bool,
        cursor: &mut Cursor<'a>,
        clause: &'a Clause,
    ) -> Option<Expectation> {
        let (subject, mut negated) = match &subject.kind {
            ExprKind::Not(inner) => (inner.as_ref(), true),
            _ => (subject, false),
        };
        negated |= cursor.words("never");
        let first = cursor.words("first") || first;
        if cursor.words("breaches") {
            let level = cursor.value();
            let on = self.on_date(cursor);
            self.finish(cursor, "this expectation");
            let covenant = self.covenant_named(subject)?;
            let level = match level {
                Some(level) => Some(self.level_of(covenant, level)?),
                None => None,
            };
            return Some(Expectation::Breaches { covenant, level, on: on?, first, negated });
        }
        if cursor.words("misses payment") {
            let on = self.on_date(cursor);
            self.finish(cursor, "this expectation");
            let tranche = self.tranche_named(subject)?;
            return Some(Expectation::MissesPayment { tranche, on: on?, negated });
        }
        if cursor.words("is") || STATUSES.iter().any(|status| cursor.peek_words().join(" ").starts_with(status)) {
            return self.status(subject, cursor, clause);
        }
        let written = cursor.peek_words().join(" ");
        let message = format!("`{written}` says nothing that can be expected");
        let help = "write `COVENANT breaches LEVEL on DATE`, `TRANCHE misses payment on DATE`, `COVENANT is cured on DATE`, or a comparison";
        self.report(Diagnostic::error(codes::UNKNOWN_WORD, clause.span, message).help(help));
        None
    }

    fn status(&mut self, subject: &ast::Expr, cursor: &mut Cursor<'a>, clause: &'a Clause) -> Option<Expectation> {
        let not_tested = matches!(
            cursor.peek(),
            Some(ast::Element::Expr(ast::Expr { kind: ExprKind::Not(inner), .. })) if word_of_expr(inner).is_some_and(|word| word.text == "tested")
        );
        let status = match not_tested {
            true => {
                cursor.value();
                Some("not tested")
            }
            false => STATUSES.iter().copied().find(|status| cursor.words(status)),
        };
        let on = self.on_date(cursor);
        self.finish(cursor, "this expectation");
        let Some(status) = status else {
            let known: Vec<String> = STATUSES.iter().map(|status| format!("`{status}`")).collect();
            let message = "a covenant cannot be that";
            let help = format!("write {}", super::super::words::either(&known));
            self.report(Diagnostic::error(codes::UNKNOWN_WORD, clause.span, message).help(help));
            return None;
        };
        let covenant = self.covenant_named(subject)?;
        let Some(on) = on? else {
            let message = "this does not say on which test date";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, clause.span, message).help("add `on DATE`"));
            return None;
        };
        Some(Expectation::Status { covenant, status: status.to_string(), on })
    }

    /// `Trap.balance = USD 915_408 within USD 1 on 2028-12-31`
    fn comparison_expected(&mut self, value: &'a ast::Expr, cursor: &mut Cursor<'a>) -> Option<Expectation> {
        let within = cursor.operand(Preposition::Within);
        let on = self.on_date(cursor);
        self.finish(cursor, "this expectation");
        let scope = Scope { remaining: None, test: true };
        let ExprKind::Binary(operator, _, left, right) = &value.kind else {
            return self.condition_expected(value, on?, &scope);
        };
        let Some(comparison) = super::super::expression::comparison_of(*operator) else {
            return self.condition_expected(value, on?, &scope);
        };
        let (left_under, left_expr) = self.scenario_side(left)?;
        let (right_under, right_expr) = self.scenario_side(right)?;
        let (left, right) = self.pair(&left_expr, &right_expr, None, &scope);
        let (left, right) = self.operands_alike(left?, right?, *operator)?;
        if fold(&left, self.deal.rounding).is_some() && fold(&right, self.deal.rounding).is_some() {
            let message = "this compares two numbers and says nothing about the deal";
            let help = "name a figure of the deal, as in `expect DSCR.value >= 1.40x`";
            self.report(Diagnostic::error(codes::EMPTY_TEST, value.span, message).help(help));
            return None;
        }
        let within = match within {
            Some(within) => {
                let tolerance = self.constant(within, &Wanted::Like(left.of.clone()), "`within`")?;
                constant_of(&tolerance)
            }
            None => None,
        };
        Some(Expectation::Condition {
            left: Quantifier { expr: left, under: left_under },
            comparison,
            right: Quantifier { expr: right, under: right_under },
            within,
            on: on?,
        })
    }

    /// A condition without a comparison: `expect lockup on DATE`.
    fn condition_expected(&mut self, value: &ast::Expr, on: Option<Date>, scope: &Scope) -> Option<Expectation> {
        let condition = self.condition(value, scope)?;
        Some(yes_or_no(condition, true, on))
    }

    /// `Squeeze.Senior.recovery`: the scenario a side is read under, and the side without it.
    pub(crate) fn scenario_side(&mut self, expr: &ast::Expr) -> Option<(Option<ScenarioId>, ast::Expr)> {
        let (names, wrap): (&[ast::Name], _) = match &expr.kind {
            ExprKind::Path(names) => (names, None),
            ExprKind::Call(function, arguments) => match arguments.as_slice() {
                [ast::Expr { kind: ExprKind::Path(names), .. }] => (names, Some(function)),
                _ => return Some((None, expr.clone())),
            },
            _ => return Some((None, expr.clone())),
        };
        let Some((first, rest)) = names.split_first() else { return Some((None, expr.clone())) };
        let Some(Entity::Scenario(id)) = self.names.find(&first.text).map(|declared| declared.entity) else {
            return Some((None, expr.clone()));
        };
        let inner = ast::Expr { kind: ExprKind::Path(rest.to_vec()), span: expr.span };
        let stripped = match wrap {
            Some(function) => ast::Expr { kind: ExprKind::Call(function.clone(), vec![inner]), span: expr.span },
            None => inner,
        };
        Some((Some(id), stripped))
    }

    /// `on DATE`, which must be the end of a period; `None` inside when it does not say.
    fn on_date(&mut self, cursor: &mut Cursor<'a>) -> Option<Option<Date>> {
        let Some(on) = cursor.operand(Preposition::On) else { return Some(None) };
        let date = self.date(on)?;
        let ends = self.deal.grid.ends();
        if self.deal.sound
            && date != self.deal.grid.closing()
            && !ends.contains(&date)
            && !self.deal.payments.contains(&date)
        {
            let near = ends.iter().find(|end| **end >= date).copied();
            if near.is_none() && self.blocks.enforcement.is_some() {
                return Some(Some(date));
            }
            let message = format!("no period ends on {date}");
            let diagnostic = Diagnostic::error(codes::OUTSIDE_GRID, on.span, message);
            self.report(match near {
                Some(near) => diagnostic.help(format!("the period that holds it ends on {near}")),
                None => diagnostic,
            });
            return None;
        }
        Some(Some(date))
    }

    pub(crate) fn covenant_named(&mut self, expr: &ast::Expr) -> Option<CovenantId> {
        match self.entity(expr, "a covenant", |entity| matches!(entity, Entity::Covenant(_)))? {
            Entity::Covenant(id) => Some(id),
            _ => None,
        }
    }

    pub(crate) fn tranche_named(&mut self, expr: &ast::Expr) -> Option<TrancheId> {
        match self.entity(expr, "a tranche", |entity| matches!(entity, Entity::Tranche(_)))? {
            Entity::Tranche(id) => Some(id),
            _ => None,
        }
    }

    /// The level of a covenant with this value.
    pub(crate) fn level_of(&mut self, covenant: CovenantId, level: &ast::Expr) -> Option<usize> {
        let known = self.levels_of.get(&covenant).cloned()?;
        let of = self.kind_of(super::super::definition::Definition::Measure(covenant), level.span)?;
        let value = self.constant(level, &Wanted::Like(of), "this level")?;
        let number = constant_of(&value)?;
        let found = known.iter().position(|(test, _)| match test {
            LevelTest::Below(expr) | LevelTest::Above(expr) => {
                crate::model::fold(expr, self.deal.rounding) == Some(number)
            }
            LevelTest::When(_) => false,
        });
        if found.is_none() {
            let levels: Vec<String> = known.iter().map(|(_, text)| format!("`{text}`")).collect();
            let message = format!("the covenant has no level {}", self.text(level.span));
            let help = format!("its levels are {}", super::super::term::list(&levels));
            self.report(Diagnostic::error(codes::LEVELS, level.span, message).help(help));
        }
        found
    }
}

/// A condition that should be so, or should not.
fn yes_or_no(condition: model::Expr, wanted: bool, on: Option<Date>) -> Expectation {
    let (of, place) = (condition.of.clone(), condition.place);
    let answer = model::Expr { kind: model::ExprKind::Constant(i128::from(wanted)), of, place };
    Expectation::Condition {
        left: Quantifier { expr: condition, under: None },
        comparison: model::Comparison::Equal,
        right: Quantifier { expr: answer, under: None },
        within: None,
        on,
    }
}

/// Whether any of the tranches is in default.
fn in_default(tranches: &[TrancheId], place: Span) -> model::Expr {
    let boolean = |kind| model::Expr { kind, of: model::Type::Boolean, place };
    let one = |id: &TrancheId| boolean(model::ExprKind::Read(Read::Tranche(*id, TrancheAttribute::InDefault)));
    let any = tranches.iter().map(one).reduce(|any, one| boolean(model::ExprKind::Or(Box::new(any), Box::new(one))));
    any.unwrap_or_else(|| boolean(model::ExprKind::Constant(0)))
}
