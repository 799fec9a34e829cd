//! `covenant`: what is measured, when, against which levels, and what follows.

use super::super::checker::{Checker, cited, stand_in};
use super::super::codes;
use super::super::definition::Definition;
use super::super::names::{Entity, count};
use super::super::phrase::Cursor;
use super::super::term::{Term, Terms};
use super::super::wanted::{Wanted, is_undisclosed};
use crate::diagnostic::Diagnostic;
use crate::model::fold;
use crate::model::{
    AccountId, Arithmetic, Consequence, Covenant, CovenantId, Cure, CureKind, Expr, ExprKind, Level, LevelTest, LineId,
    Measure, PartyId, TestDates, TestPosition,
};
use crate::quantity::Unit;
use crate::source::Span;
use crate::syntax::ast::{self, Element, ExprKind as Syntax, Labelled, Preposition};
use crate::time::{Duration, Frequency};

impl<'a> Checker<'a> {
    pub(crate) fn build_covenants(&mut self) -> Vec<Covenant> {
        let blocks = self.blocks.covenants.clone();
        let mut covenants = Vec::new();
        for (index, terms) in blocks.into_iter().enumerate() {
            covenants.push(self.covenant(CovenantId(count(index)), &terms));
        }
        covenants
    }

    fn covenant(&mut self, id: CovenantId, terms: &Terms<'a>) -> Covenant {
        let (dates, position) = self.tested(terms);
        let of = self.kind_of(Definition::Measure(id), terms.place());
        let undisclosed = terms.get("measure").is_some_and(is_undisclosed);
        let like = of.map_or(Wanted::Any, Wanted::Like);
        let mut levels = self.levels(terms, &like);
        self.check_levels(terms, &levels);
        self.cures(terms, &like, &mut levels);
        let tests = levels.iter().map(|(level, _)| (level.test.clone(), level.text.clone())).collect();
        self.levels_of.insert(id, tests);
        Covenant {
            label: self.label(terms.block),
            measure: if undisclosed { Measure::Undisclosed } else { self.measure(id, terms) },
            dates,
            waivers: Vec::new(),
            position,
            levels: levels.into_iter().map(|(level, _)| level).collect(),
            fail_when_not_available: self.fails_when_not_available(terms),
        }
    }

    /// The measure as one expression, for its kind.
    pub(crate) fn define_measure(&mut self, id: CovenantId) -> Option<Expr> {
        let terms = self.blocks.covenants.get(id.index())?.clone();
        let term = terms.get("measure")?;
        if is_undisclosed(term) {
            return Some(stand_in(term.line.phrase.span, Unit::ratio()));
        }
        let mut cursor = Cursor::of(term.line.phrase.clauses.first()?);
        let value = self.take_value(&mut cursor, "`measure`")?;
        let value = self.value(value, &Wanted::Any, "`measure`", &Default::default());
        self.finish(&mut cursor, "`measure`");
        let value = value?;
        if value.of.unit().is_none() {
            let message = "a measure is a number";
            let help = "a condition is a level of its own: `when CONDITION: …`";
            self.report(Diagnostic::error(codes::WRONG_KIND, value.place, message).help(help));
            return None;
        }
        Some(value)
    }

    /// A quotient is kept in two parts, so that levels compare by cross-multiplication.
    fn measure(&mut self, id: CovenantId, terms: &Terms<'a>) -> Measure {
        let Some(value) = self.value_of(Definition::Measure(id)) else {
            return Measure::Value(stand_in(terms.place(), Unit::ratio()));
        };
        let of = value.of.clone();
        match value.kind {
            ExprKind::Arithmetic(Arithmetic::Divide { numerator: n, denominator: d }, above, below) => {
                Measure::Quotient { numerator: *above, denominator: *below, factor: (n, d), of }
            }
            _ => Measure::Value(value),
        }
    }

    /// `measure: A / B, fail when n/a`
    fn fails_when_not_available(&mut self, terms: &Terms<'a>) -> bool {
        let Some(term) = terms.get("measure") else { return false };
        let Some(clause) = term.line.phrase.clauses.get(1) else { return false };
        if self.text(clause.span) == "fail when n/a" && term.line.phrase.clauses.len() == 2 {
            return true;
        }
        let message = format!("`{}` is left over in `measure`", self.text(clause.span));
        let help = "after the measure stands only `fail when n/a`";
        self.report(Diagnostic::error(codes::LEFT_OVER, clause.span, message).help(help));
        false
    }

    /// `each quarter end from 2026-03-31 before Payments.trap`
    fn tested(&mut self, terms: &Terms<'a>) -> (TestDates, TestPosition) {
        let nothing = (TestDates { tested: Vec::new(), text: String::new() }, TestPosition::Close);
        let Some(term) = terms.get("tested") else { return nothing };
        let Some(clause) = self.single(term) else { return nothing };
        let mut cursor = Cursor::of(clause);
        let each = cursor.value();
        let from = cursor.operand(Preposition::From);
        let to = cursor.operand(Preposition::To).or_else(|| cursor.operand(Preposition::Until));
        let before = cursor.operand(Preposition::Before);
        self.finish(&mut cursor, "`tested`");
        let position = before.and_then(|before| self.position(before)).unwrap_or(TestPosition::Close);
        let from = from.and_then(|from| self.date_in_grid(from, "the first test"));
        let to = to.and_then(|to| self.date_in_grid(to, "the last test"));
        let text = self.text(clause.span);
        let Some(each) = each else {
            let message = "`tested` does not say on which dates";
            let help = format!("write `{}`", term.label.example);
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, clause.span, message).help(help));
            return nothing;
        };
        let mut tested = vec![false];
        for (index, end) in self.deal.grid.ends().to_vec().into_iter().enumerate() {
            let within = from.is_none_or(|from| end >= from) && to.is_none_or(|to| end <= to);
            let Some(on) = self.tested_on(each, end, index) else { return nothing };
            tested.push(within && on);
        }
        if self.deal.sound && !tested.contains(&true) {
            let message = format!("covenant `{}` is never tested", terms.name());
            let help = "no period ends on such a date: check `tested` against `periods`";
            self.report(Diagnostic::error(codes::OUTSIDE_GRID, clause.span, message).help(help));
        }
        (TestDates { tested, text }, position)
    }

    /// Whether the dates that `each …` names hold this period end.
    fn tested_on(&mut self, each: &ast::Expr, end: crate::time::Date, index: usize) -> Option<bool> {
        if let Syntax::Date(date) = &each.kind {
            return Some(self.date_of(*date) == Some(end));
        }
        let words: Vec<&str> = match &each.kind {
            Syntax::Each(words) => words.iter().map(|word| word.text.as_str()).collect(),
            Syntax::Bad => return None,
            _ => Vec::new(),
        };
        match words.as_slice() {
            ["period"] | ["period", "end"] | ["payment", "date"] => Some(true),
            ["month", "end"] => Some(Frequency::Month.ends_on(end)),
            ["quarter", "end"] => Some(Frequency::Quarter.ends_on(end)),
            ["half-year", "end"] => Some(Frequency::HalfYear.ends_on(end)),
            ["year", "end"] => Some(Frequency::Year.ends_on(end)),
            _ if index == 0 => {
                let message = format!("a covenant is not tested on `{}`", self.text(each.span));
                let help = "write `each period`, `each month end`, `each quarter end` or `each year end`";
                self.report(Diagnostic::error(codes::UNKNOWN_WORD, each.span, message).help(help));
                None
            }
            _ => None,
        }
    }

    fn date_of(&self, date: ast::Date) -> Option<crate::time::Date> {
        crate::time::Date::new(date.year, date.month, date.day)
    }

    /// `Payments` or `Payments.trap`
    fn position(&mut self, before: &ast::Expr) -> Option<TestPosition> {
        if let Syntax::Path(names) = &before.kind
            && let [owner, name] = names.as_slice()
            && let Some(Entity::Waterfall(_)) = self.names.find(&owner.text).map(|declared| declared.entity)
        {
            return self.step_named(owner, name).map(TestPosition::BeforeStep);
        }
        match self.entity(before, "a waterfall", |entity| matches!(entity, Entity::Waterfall(_)))? {
            Entity::Waterfall(id) => Some(TestPosition::BeforeWaterfall(id)),
            _ => None,
        }
    }

    /// Levels in the order of the text, each with the value it compares with as a number, where that is known.
    fn levels(&mut self, terms: &Terms<'a>, like: &Wanted) -> Vec<(Level, Option<i128>)> {
        let mut levels: Vec<(Level, Option<i128>)> = Vec::new();
        for term in terms.list.iter().filter(|term| matches!(term.label.words, "below" | "above")) {
            levels.extend(self.level(term, like));
        }
        for line in &terms.conditions {
            levels.extend(self.condition_level(line).map(|level| (level, None)));
        }
        levels.sort_by_key(|(level, _)| level.place.start);
        if terms.list.iter().all(|term| !matches!(term.label.words, "below" | "above")) && terms.conditions.is_empty() {
            let message = format!("covenant `{}` has no level", terms.name());
            let help = "add `below 1.35x: …`, `above 90%: …` or `when CONDITION: …`";
            self.report(Diagnostic::error(codes::LEVELS, terms.place(), message).help(help));
        }
        levels
    }

    fn level(&mut self, term: &Term<'a>, like: &Wanted) -> Option<(Level, Option<i128>)> {
        let written = term.value?;
        // A head of words alone is read as words.
        let withheld = matches!(&written.kind, Syntax::Path(names) if matches!(names.as_slice(), [name] if name.text == "undisclosed"));
        if withheld || written.kind == Syntax::Undisclosed {
            let text = self.text(term.line.head_span);
            self.assume(format!("the level `{text}` is not tested: the paper withholds it"));
            return None;
        }
        let value = self.value(written, like, "this level", &Default::default());
        let in_a_row = self.in_a_row(&term.line.head);
        let consequences = self.consequences(&term.line.phrase, like);
        let value = value?;
        let number = fold(&value, self.deal.rounding);
        let test = match term.label.words {
            "below" => LevelTest::Below(value),
            _ => LevelTest::Above(value),
        };
        self.check_targets(&consequences, &test, number);
        let level = Level {
            text: self.text(term.line.head_span),
            clause: cited(&term.line.cites),
            place: term.line.head_span,
            test,
            in_a_row,
            consequences,
            cure: None,
        };
        Some((level, number))
    }

    /// A prepayment to a target on the failing side of its level would leave the level failing.
    fn check_targets(&mut self, consequences: &[Consequence], test: &LevelTest, level: Option<i128>) {
        for consequence in consequences {
            let Consequence::RequirePrepayment { to, .. } = consequence else { continue };
            let (Some(level), Some(target)) = (level, fold(to, self.deal.rounding)) else { continue };
            let cures = match test {
                LevelTest::Below(_) => target >= level,
                LevelTest::Above(_) => target <= level && target >= 0,
                LevelTest::When(_) => true,
            };
            if !cures {
                let message = format!("a prepayment to `{}` does not restore this level", self.text(to.place));
                let help = "require it to the level itself, or to one that passes with room";
                self.report(Diagnostic::error(codes::OUT_OF_BOUNDS, to.place, message).help(help));
            }
        }
    }

    /// `when CONDITION for 3 tests:`
    fn condition_level(&mut self, line: &'a Labelled) -> Option<Level> {
        let mut cursor = Cursor::new(&line.head, line.head_span);
        let when = cursor.operand(Preposition::When)?;
        let condition = self.condition(when, &Default::default());
        let in_a_row = self.in_a_row(&line.head);
        let consequences = self.consequences(&line.phrase, &Wanted::Any);
        Some(Level {
            text: self.text(line.head_span),
            clause: cited(&line.cites),
            place: line.head_span,
            test: LevelTest::When(condition?),
            in_a_row,
            consequences,
            cure: None,
        })
    }

    /// `for 2 tests` in the head of a level; one when it does not say.
    fn in_a_row(&mut self, head: &'a [Element]) -> u32 {
        let mut cursor = Cursor::new(head, Span::default());
        let tests = cursor.operand(Preposition::For);
        tests.and_then(|tests| self.counted(tests, &["test", "tests"])).unwrap_or(1)
    }

    /// One level twice says nothing more, and a test of both sides contradicts itself.
    fn check_levels(&mut self, terms: &Terms<'a>, levels: &[(Level, Option<i128>)]) {
        for (index, (level, number)) in levels.iter().enumerate() {
            let Some(number) = number else { continue };
            for (earlier, other) in levels.iter().take(index) {
                let Some(other) = other else { continue };
                let (message, help) = match (&earlier.test, &level.test) {
                    (LevelTest::Below(_), LevelTest::Below(_)) | (LevelTest::Above(_), LevelTest::Above(_))
                        if number == other =>
                    {
                        (
                            format!("the level `{}` is stated twice", level.text),
                            "write its consequences on one line, separated by commas",
                        )
                    }
                    (LevelTest::Below(_), LevelTest::Above(_)) if number < other => (
                        format!("`{}` and `{}` leave nothing that passes", earlier.text, level.text),
                        "one of the two levels is wrong",
                    ),
                    (LevelTest::Above(_), LevelTest::Below(_)) if number > other => (
                        format!("`{}` and `{}` leave nothing that passes", earlier.text, level.text),
                        "one of the two levels is wrong",
                    ),
                    _ => continue,
                };
                let related = earlier.place;
                self.report(
                    Diagnostic::error(codes::LEVELS, level.place, message)
                        .related(related, format!("the other level of `{}`", terms.name()))
                        .help(help),
                );
                break;
            }
        }
    }

    /// Each cure goes to the level of the same value.
    fn cures(&mut self, terms: &Terms<'a>, like: &Wanted, levels: &mut [(Level, Option<i128>)]) {
        for term in terms.all("cure") {
            let Some(written) = term.value else { continue };
            let value = self.value(written, like, "this level", &Default::default());
            let cure = self.cure(term);
            let Some(number) = value.and_then(|value| fold(&value, self.deal.rounding)) else { continue };
            match levels.iter_mut().find(|(_, level)| *level == Some(number)) {
                Some((level, _)) => level.cure = cure,
                None => {
                    let written = self.text(written.span);
                    let message = format!("covenant `{}` has no level {written} to cure", terms.name());
                    let known: Vec<String> = levels.iter().map(|(level, _)| format!("`{}`", level.text)).collect();
                    let diagnostic = Diagnostic::error(codes::LEVELS, term.line.head_span, message);
                    self.report(diagnostic.help(format!("its levels are {}", super::super::term::list(&known))));
                }
            }
        }
    }

    /// `equity from Sponsor counted as CFADS within 30 days at most 3 times`
    fn cure(&mut self, term: &Term<'a>) -> Option<Cure> {
        let mut cursor = Cursor::of(self.single(term)?);
        let place = term.line.span;
        let equity = cursor.words("equity");
        let prepayment = !equity && cursor.words("prepayment");
        if !equity && !prepayment {
            let message = format!("`{}` is not a cure", self.text(cursor.span));
            let help = "write `equity from Sponsor counted as CFADS within 30 days`, or `prepayment of Senior from Sponsor within 30 days`";
            self.report(Diagnostic::error(codes::UNKNOWN_WORD, cursor.span, message).help(help));
            return None;
        }
        let from = cursor.operand(Preposition::From);
        let counted_as = cursor.operand(Preposition::CountedAs);
        let of = cursor.operand(Preposition::Of);
        let to = cursor.operand(Preposition::To);
        let within = cursor.operand(Preposition::Within);
        let at_most = cursor.operand(Preposition::AtMost);
        self.finish(&mut cursor, "this cure");
        let from = match from {
            Some(from) => self.party(from)?,
            None => PartyId(0),
        };
        let within = match within {
            Some(within) => self.duration(within)?,
            None => {
                let message = "this cure does not say how soon";
                self.report(
                    Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help("add `within 30 days`"),
                );
                Duration::Days(0)
            }
        };
        let at_most = match at_most {
            Some(at_most) => Some(self.counted(at_most, &["time", "times"])?),
            None => None,
        };
        let kind = if equity { self.equity(counted_as, to, &cursor)? } else { self.cure_prepayment(of, &cursor)? };
        Some(Cure { kind, from, within, at_most, place })
    }

    fn equity(
        &mut self,
        counted_as: Option<&ast::Expr>,
        to: Option<&ast::Expr>,
        cursor: &Cursor<'a>,
    ) -> Option<CureKind> {
        let Some(counted_as) = counted_as else {
            let message = "this cure does not say what it counts as";
            self.report(
                Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help("add `counted as CFADS`"),
            );
            return None;
        };
        let line = match self.entity(counted_as, "a computed line", |entity| matches!(entity, Entity::Line(_)))? {
            Entity::Line(id) => id,
            _ => return None,
        };
        let to = match to {
            Some(to) => self.account(to)?,
            None => self.revenue_account(line, counted_as.span)?,
        };
        Some(CureKind::Equity { counted_as: line, to })
    }

    /// Cure money goes to the account that receives the revenue: the first that receives anything.
    fn revenue_account(&mut self, line: LineId, place: Span) -> Option<AccountId> {
        let _ = line;
        let index = self.blocks.accounts.iter().position(|terms| terms.get("receives").is_some());
        if index.is_none() {
            let message = "no account receives revenue that cure money could join";
            self.report(Diagnostic::error(codes::CASH_LOST, place, message).help("add `to ACCOUNT` to the cure"));
        }
        Some(AccountId(count(index?)))
    }

    fn cure_prepayment(&mut self, of: Option<&ast::Expr>, cursor: &Cursor<'a>) -> Option<CureKind> {
        let Some(of) = of else {
            let message = "this cure does not say which tranche it prepays";
            self.report(
                Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message)
                    .help("write `prepayment of Senior …`"),
            );
            return None;
        };
        match self.entity(of, "a tranche", |entity| matches!(entity, Entity::Tranche(_)))? {
            Entity::Tranche(of) => Some(CureKind::Prepayment { of }),
            _ => None,
        }
    }
}
