//! The tests a file carries: each is run under its scenario, each expectation is judged.

use super::{Limits, rerun};
use crate::compile::Case;
use crate::diagnostic::Diagnostic;
use crate::engine::exact::Run;
use crate::engine::outcome::{Asked, Breach, Figure, Outcome, Reading, Status};
use crate::model::{
    Comparison, CovenantId, Expectation, Expr, Model, Quantifier, Read, ScenarioId, Test, TestInput, TrancheId,
};
use crate::plan::Plan;
use crate::quantity::compare_products;
use crate::source::Span;
use crate::time::Date;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What came of the tests of a file. A file without tests has not passed.
#[derive(Debug, Clone)]
pub struct Verdicts {
    pub tests: Vec<Verdict>,
}

/// What came of one test.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub title: String,
    pub place: Span,
    pub under: String,
    /// `utilization=70%`, as `--set` takes it.
    pub given: Vec<String>,
    pub judged: Vec<Judged>,
    /// Why it could not be run at all.
    pub stopped: Option<Diagnostic>,
}

/// What came of one expectation.
#[derive(Debug, Clone)]
pub struct Judged {
    /// As written.
    pub text: String,
    pub place: Span,
    pub passed: bool,
    /// What was found, part by part.
    pub found: Vec<Found>,
    /// The number and date that `deal why` would explain.
    pub ask: Option<(String, Option<Date>)>,
}

/// A part of an expectation with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub what: Part,
    /// In words; `n/a` where there is none.
    pub value: String,
    pub scenario: String,
    pub on: Option<Date>,
}

/// Which part it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A side of a condition, by its place in the text.
    Side(Span),
    /// In words: `first breach of DSCR`.
    Fact(String),
}

impl Verdicts {
    pub fn passed(&self) -> usize {
        self.tests.iter().filter(|test| test.passed()).count()
    }

    pub fn failed(&self) -> usize {
        self.tests.len() - self.passed()
    }
}

impl Verdict {
    /// All its expectations hold, and there is one at least.
    pub fn passed(&self) -> bool {
        self.stopped.is_none() && !self.judged.is_empty() && self.judged.iter().all(|judged| judged.passed)
    }
}

/// A run that tests share: a scenario and the inputs given.
pub(super) type World = (ScenarioId, Vec<(u32, i128)>);

/// A world, run once with everything that any test asks of it.
pub(super) struct Ran<'a> {
    asked: Vec<&'a Expr>,
    pub(super) answer: Result<(Plan, Run, Outcome), Diagnostic>,
}

/// Runs every test of the deal.
pub fn suite(model: &Model, limits: &Limits) -> Verdicts {
    let worlds = run_worlds(model, limits);
    Verdicts { tests: model.tests.iter().map(|test| verdict(model, test, &worlds)).collect() }
}

pub(super) fn run_worlds<'a>(model: &'a Model, limits: &Limits) -> BTreeMap<World, Ran<'a>> {
    let mut asked: BTreeMap<World, Vec<&'a Expr>> = BTreeMap::new();
    for test in &model.tests {
        asked.entry(world(test, test.under)).or_default();
        for (expectation, _, _) in &test.expectations {
            if let Expectation::Condition { left, right, .. } = expectation {
                for side in [left, right] {
                    asked.entry(world(test, side.under.unwrap_or(test.under))).or_default().push(&side.expr);
                }
            }
        }
    }
    let ran = asked.into_iter().map(|(world, asked)| {
        let inputs =
            world.1.iter().map(|&(input, value)| TestInput { input: crate::model::InputId(input), value }).collect();
        let case = Case { inputs, observe: asked.clone(), ..Case::of(world.0) };
        let answer = rerun(model, &case, limits).map(|(plan, run)| {
            let outcome = Outcome::read(
                model.under(world.0),
                &plan,
                &run,
                &Asked { scenario: Some(world.0), ..Asked::default() },
            );
            (plan, run, outcome)
        });
        (world, Ran { asked, answer })
    });
    ran.collect()
}

/// What is given holds throughout the test, for figures of other scenarios too. The last word on an input counts.
pub(super) fn world(test: &Test, under: ScenarioId) -> World {
    let given: BTreeMap<u32, i128> = test.given.iter().map(|input| (input.input.0, input.value)).collect();
    (under, given.into_iter().collect())
}

fn verdict<'a>(model: &'a Model, test: &'a Test, worlds: &'a BTreeMap<World, Ran<'a>>) -> Verdict {
    let judge = Judge { model, test, worlds };
    let mut stopped = None;
    let mut judged = Vec::new();
    for (expectation, text, place) in &test.expectations {
        match judge.judge(expectation) {
            Ok(mut it) => {
                it.text = text.clone();
                it.place = *place;
                judged.push(it);
            }
            Err(diagnostic) => stopped = stopped.or(Some(diagnostic)),
        }
    }
    let given = test.given.iter().filter_map(|input| {
        let of = model.inputs.get(input.input.index())?;
        Some(format!("{}={}", of.label.name, Figure::new(input.value, of.of.clone()).literal()))
    });
    Verdict {
        title: test.title.clone(),
        place: test.place,
        under: judge.name(test.under),
        given: given.collect(),
        judged,
        stopped,
    }
}

struct Judge<'a> {
    model: &'a Model,
    test: &'a Test,
    worlds: &'a BTreeMap<World, Ran<'a>>,
}

/// Passed or not, and what was found.
fn judged(passed: bool, found: Vec<Found>, ask: Option<(String, Option<Date>)>) -> Judged {
    Judged { text: String::new(), place: Span::default(), passed, found, ask }
}

impl<'a> Judge<'a> {
    fn name(&self, scenario: ScenarioId) -> String {
        self.model.scenarios.get(scenario.index()).map_or_else(|| "base".into(), |it| it.label.name.clone())
    }

    fn ran(&self, under: ScenarioId) -> Result<(&'a Ran<'a>, &'a Plan, &'a Run, &'a Outcome), Diagnostic> {
        let ran = &self.worlds[&world(self.test, under)];
        match &ran.answer {
            Ok((plan, run, outcome)) => Ok((ran, plan, run, outcome)),
            Err(diagnostic) => Err(diagnostic.clone()),
        }
    }

    fn fact(&self, what: impl Into<String>, value: impl Into<String>, on: Option<Date>) -> Found {
        Found { what: Part::Fact(what.into()), value: value.into(), scenario: self.name(self.test.under), on }
    }

    fn judge(&self, expectation: &'a Expectation) -> Result<Judged, Diagnostic> {
        let (_, plan, run, outcome) = self.ran(self.test.under)?;
        let reading = Reading { model: self.model.under(self.test.under), plan, run };
        Ok(match expectation {
            Expectation::NoBreach { of } => self.no_breach(*of, outcome),
            Expectation::NoEventOfDefault { of } => self.no_event_of_default(*of, &reading),
            Expectation::Breaches { covenant, level, on, first, negated } => {
                self.breaches(*covenant, *level, *on, *first, *negated, outcome)
            }
            Expectation::MissesPayment { tranche, on, negated } => {
                self.misses(*tranche, *on, *negated, &reading, outcome)
            }
            Expectation::Condition { left, comparison, right, within, on } => {
                self.condition(left, *comparison, right, *within, *on)?
            }
            Expectation::Status { covenant, status, on } => self.status(*covenant, status, *on, &reading, outcome),
        })
    }

    fn covenant(&self, id: CovenantId) -> &'a str {
        &self.model.covenants[id.index()].label.name
    }

    /// No level failed on any test date, cured or not.
    fn no_breach(&self, of: Option<CovenantId>, outcome: &Outcome) -> Judged {
        let wanted = of.map(|id| self.covenant(id));
        let all: Vec<&Breach> =
            outcome.breaches.iter().filter(|it| wanted.is_none_or(|name| name == it.covenant)).collect();
        let found = all.first().map(|first| {
            let more = if all.len() > 1 { format!(", the first of {}", all.len()) } else { String::new() };
            self.fact(format!("breach of {}{more}", first.covenant), breach_words(first), Some(first.date))
        });
        let ask = all.first().map(|first| (format!("{}.value", first.covenant), Some(first.date)));
        judged(all.is_empty(), found.into_iter().collect(), ask)
    }

    fn no_event_of_default(&self, of: Option<TrancheId>, reading: &Reading) -> Judged {
        let tranches = reading.plan.events.tranches.iter().enumerate();
        let looked_at = tranches.filter(|(index, _)| of.is_none_or(|of| of.index() == *index));
        let declared = looked_at.filter_map(|(index, slots)| {
            let row = reading.rows().find(|&row| reading.is_set(row, slots.in_default))?;
            Some((reading.date(row), &self.model.tranches[index].label.name))
        });
        let found: Vec<Found> = declared
            .map(|(date, name)| self.fact(format!("event of default of {name}"), "declared", Some(date)))
            .collect();
        judged(found.is_empty(), found, None)
    }

    fn breaches(
        &self,
        covenant: CovenantId,
        level: Option<usize>,
        on: Option<Date>,
        first: bool,
        negated: bool,
        outcome: &Outcome,
    ) -> Judged {
        let name = self.covenant(covenant);
        let text =
            level.and_then(|level| self.model.covenants[covenant.index()].levels.get(level)).map(|level| &level.text);
        let of_level = |it: &&Breach| it.covenant == name && text.is_none_or(|text| *text == it.level);
        let mut all = outcome.breaches.iter().filter(of_level);
        let earliest = all.clone().next();
        let holds = match (on, first) {
            (Some(on), true) => earliest.is_some_and(|it| it.date == on),
            (Some(on), false) => all.any(|it| it.date == on),
            (None, _) => earliest.is_some(),
        };
        let mut found = Vec::new();
        if let Some(on) = on {
            let tests = &outcome.covenants[covenant.index()].tests;
            let value = match tests.iter().find(|test| test.date == on) {
                None => "not a test date".to_string(),
                Some(test) => match (&test.value, &test.why) {
                    (Some(value), None) => format!("{}, {}", self.as_level(covenant, level, value), test.status.word()),
                    (_, why) => format!("{}: {}", test.status.word(), why.as_deref().unwrap_or("n/a")),
                },
            };
            found.push(self.fact(format!("{name}.value"), value, Some(on)));
        }
        let what =
            text.map_or_else(|| format!("first breach of {name}"), |text| format!("first breach of {name} {text}"));
        match earliest {
            Some(breach) => found.push(self.fact(what, breach_words(breach), Some(breach.date))),
            None => found.push(self.fact(what, "none", None)),
        }
        judged(holds != negated, found, Some((format!("{name}.value"), on.or(earliest.map(|it| it.date)))))
    }

    fn as_level(&self, covenant: CovenantId, level: Option<usize>, value: &Figure) -> String {
        let levels = &self.model.covenants[covenant.index()].levels;
        let text = levels.get(level.unwrap_or(0)).map_or("", |level| level.text.as_str());
        crate::engine::outcome::as_level(value, text)
    }

    fn misses(
        &self,
        tranche: TrancheId,
        on: Option<Date>,
        negated: bool,
        reading: &Reading,
        outcome: &Outcome,
    ) -> Judged {
        let name = &self.model.tranches[tranche.index()].label.name;
        let mut all = outcome.missed_payments.iter().filter(|it| it.tranche == *name);
        let earliest = all.clone().next();
        let holds = match on {
            Some(on) => all.any(|it| it.date == on || reading.date(it.row) == on),
            None => earliest.is_some(),
        };
        let what = format!("first missed payment of {name}");
        let found = match earliest {
            Some(it) => self.fact(
                what,
                it.short.as_ref().map_or_else(|| "n/a".into(), |it| format!("{} short", it.words())),
                Some(it.date),
            ),
            None => self.fact(what, "none", None),
        };
        judged(holds != negated, vec![found], Some((format!("{name}.unpaid"), on.or(earliest.map(|it| it.date)))))
    }

    fn status(&self, covenant: CovenantId, status: &str, on: Date, reading: &Reading, outcome: &Outcome) -> Judged {
        let name = self.covenant(covenant);
        let of = &outcome.covenants[covenant.index()];
        let test = of.tests.iter().find(|test| test.date == on);
        let holds = match status {
            "not tested" => test.is_none_or(|test| test.status == Status::NotTested),
            "passed" => test.is_some_and(|test| test.status == Status::Passed),
            "breached" => test.is_some_and(|test| test.levels.iter().any(|level| level.failed())),
            // A level without a deadline may be breached beside it.
            "pending" => test.is_some_and(|test| test.levels.iter().any(|level| level.status == Status::Pending)),
            "waived" => test.is_some_and(|test| test.status == Status::Waived),
            "curable" => test.is_some_and(|test| test.levels.iter().any(|level| level.curable.is_some())),
            // Said of the day of the test, or of the day on which the cure arrived.
            "cured" => {
                let arrived = reading.row_of(on);
                let levels = || of.tests.iter().flat_map(|test| &test.levels);
                test.is_some_and(|test| test.levels.iter().any(|level| level.in_the_end() == Status::Cured))
                    || levels().filter_map(|level| level.settled).any(|it| it.cured && reading.row_of(it.on) == arrived)
            }
            _ => false,
        };
        let value = match test {
            None => "not a test date".to_string(),
            Some(test) => {
                let why = test.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
                let until = test
                    .levels
                    .iter()
                    .find_map(|level| level.until)
                    .map(|date| format!(" until {date}"))
                    .unwrap_or_default();
                format!("{}{until}{why}", test.status.word())
            }
        };
        judged(holds, vec![self.fact(name, value, Some(on))], Some((format!("{name}.value"), Some(on))))
    }

    fn condition(
        &self,
        left: &'a Quantifier,
        comparison: Comparison,
        right: &'a Quantifier,
        within: Option<i128>,
        on: Option<Date>,
    ) -> Result<Judged, Diagnostic> {
        let (a, a_found) = self.side(left, on)?;
        let (b, b_found) = self.side(right, on)?;
        let holds = match (&a, &b) {
            (Some(a), Some(b)) => compared(a, comparison, b, within.unwrap_or(0)),
            _ => false,
        };
        let ask = [left, right].into_iter().flat_map(|side| side.expr.reads()).next();
        let ask = ask.map(|read| (self.model.name_of(read), a_found.on));
        let is_written = |side: &Quantifier| !matches!(side.expr.kind, crate::model::ExprKind::Constant(_));
        let found = [(left, a_found), (right, b_found)].into_iter().filter(|(side, _)| is_written(side));
        Ok(judged(holds, found.map(|(_, found)| found).collect(), ask))
    }

    /// The value of a side on the date, or on the last row that was run.
    fn side(&self, side: &'a Quantifier, on: Option<Date>) -> Result<(Option<Figure>, Found), Diagnostic> {
        let under = side.under.unwrap_or(self.test.under);
        let (ran, plan, run, _) = self.ran(under)?;
        let reading = Reading { model: self.model.under(under), plan, run };
        let row = on.map_or(Some(run.last()), |on| reading.row_of(on));
        let index = ran.asked.iter().position(|expr| std::ptr::eq(*expr, &side.expr));
        let slot = index.and_then(|index| plan.observed.get(index));
        let figure = row.zip(slot).and_then(|(row, slot)| reading.slot(row, *slot));
        let found = Found {
            what: Part::Side(side.expr.place),
            value: match (&figure, row) {
                (Some(figure), _) => self.words(side, figure),
                (None, Some(_)) => "n/a".into(),
                (None, None) => format!("n/a: the run ends on {}", reading.date(run.last())),
            },
            scenario: self.name(under),
            on: row.map(|row| reading.date(row)),
        };
        Ok((figure, found))
    }

    /// A covenant's value is shown as its levels are written.
    fn words(&self, side: &Quantifier, figure: &Figure) -> String {
        let covenant = side.expr.reads().into_iter().find_map(|read| match read {
            Read::Covenant(id, _) => Some(id),
            _ => None,
        });
        covenant.map_or_else(|| figure.words(), |id| self.as_level(id, None, figure))
    }
}

fn breach_words(breach: &Breach) -> String {
    let value =
        breach.value.as_ref().map(|value| format!(" at {}", crate::engine::outcome::as_level(value, &breach.level)));
    format!("{}{}", breach.level, value.unwrap_or_default())
}

/// `within` widens the comparison by so much, in the unit of the left side.
fn compared(a: &Figure, comparison: Comparison, b: &Figure, within: i128) -> bool {
    let up = |figure: &Figure| crate::quantity::power_of_ten(figure.of.scale());
    // a / 10^sa against (b / 10^sb ± w / 10^sa), over the common denominator.
    let (sa, sb) = (up(a), up(b));
    let order = |shift: i128| compare_products(&[a.value.saturating_add(shift), sb], &[b.value, sa]);
    match comparison {
        Comparison::Equal => order(within) != Ordering::Less && order(-within) != Ordering::Greater,
        Comparison::NotEqual => order(within) == Ordering::Less || order(-within) == Ordering::Greater,
        Comparison::Less => order(-within) == Ordering::Less,
        Comparison::LessOrEqual => order(-within) != Ordering::Greater,
        Comparison::Greater => order(within) == Ordering::Greater,
        Comparison::GreaterOrEqual => order(within) != Ordering::Less,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Type;
    use crate::quantity::{Currency, Unit};

    #[test]
    fn within_is_absolute_and_reaches_both_ways() {
        let usd = |cents| Figure::new(cents, Type::Quantity(Unit::money(Currency::from_code("USD").unwrap())));
        let holds = |a, how, b, within| compared(&usd(a), how, &usd(b), within);
        assert!(holds(10_000, Comparison::Equal, 10_100, 100));
        assert!(!holds(10_000, Comparison::Equal, 10_101, 100));
        assert!(holds(10_101, Comparison::NotEqual, 10_000, 100));
        assert!(holds(10_100, Comparison::LessOrEqual, 10_000, 100));
        assert!(!holds(10_000, Comparison::Less, 10_000, 0));
    }

    #[test]
    fn a_ratio_meets_a_count_scale_by_scale() {
        let ratio = Figure::new(1_500_000_000_000, Type::Quantity(Unit::ratio()));
        let count = Figure::new(1, Type::Date);
        assert!(compared(&ratio, Comparison::Greater, &count, 0));
    }

    use crate::analysis::sample::{date, deal, deal_with};
    use crate::source::Sources;

    /// The verdict on one expectation, under the base.
    fn judged(expectation: &str) -> Judged {
        let test = format!("test \"t\" {{\n  {expectation}\n}}\n");
        let model = deal_with(&test, &mut Sources::new());
        let verdicts = suite(&model, &Limits::default());
        verdicts.tests[0].judged[0].clone()
    }

    #[test]
    fn breaches_speak_of_a_test_date_or_of_the_first() {
        assert!(judged("expect DSCR first breaches 1.35x on 2027-12-31").passed);
        assert!(judged("expect DSCR breaches 1.35x on 2028-12-31").passed);
        assert!(!judged("expect DSCR first breaches 1.35x on 2028-12-31").passed);
        assert!(!judged("expect DSCR breaches 1.25x on 2027-12-31").passed);
        assert!(!judged("expect no breach").passed);
        assert!(!judged("expect no event of default").passed);
        assert!(judged("expect Loan misses payment on 2029-12-31").passed);
        assert!(!judged("expect Loan misses payment on 2028-12-31").passed);
        assert!(judged("expect DSCR is passed on 2026-12-31").passed);
        assert!(!judged("expect DSCR is pending on 2026-12-31").passed);
    }

    /// The trap holds 2,395,224 less the 1,479,816 that principal drew from it (by hand).
    #[test]
    fn a_condition_is_read_on_its_date() {
        assert!(judged("expect Trap.balance = USD 915_408 on 2028-12-31").passed);
        assert!(judged("expect Trap.balance = USD 915_400 within USD 10 on 2028-12-31").passed);
        let failed = judged("expect Trap.balance = USD 915_400 within USD 1 on 2028-12-31");
        assert!(!failed.passed);
        assert_eq!(failed.found[0].value, "USD 915,408.00");
        assert_eq!(failed.ask, Some(("Trap.balance".into(), Some(date("2028-12-31")))));
    }

    #[test]
    fn a_side_may_stand_under_another_scenario() {
        let it = judged("expect Half.DSCR.value < DSCR.value on 2028-12-31");
        assert!(it.passed);
        let values: Vec<(&str, &str)> = it.found.iter().map(|it| (it.scenario.as_str(), it.value.as_str())).collect();
        assert_eq!(values, [("Half", "0.1298x"), ("base", "0.8058x")]);
    }

    #[test]
    fn a_test_without_expectations_fails() {
        let mut model = deal();
        let (place, under) = (Span::default(), ScenarioId(0));
        model.tests = vec![Test { title: "t".into(), place, under, given: Vec::new(), expectations: Vec::new() }];
        assert_eq!(suite(&model, &Limits::default()).failed(), 1);
    }
}
