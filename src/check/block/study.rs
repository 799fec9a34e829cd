//! `study`: a question that takes many runs, and what it takes to answer it.

use super::super::checker::Checker;
use super::super::codes;
use super::super::expression::Scope;
use super::super::movable::Movable;
use super::super::names::{Entity, count};
use super::super::phrase::{Cursor, word_of_expr};
use super::super::term::{Term, Terms, list};
use super::super::wanted::Wanted;
use super::input::constant_of;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Bracket, Happening, LeverTarget, Model, Numbers, Question, Reverse, ScenarioId, Simulate, Solve, StandardError,
    Study, StudyMeasure, TestInput, Type,
};
use crate::quantity::Unit;
use crate::source::Span;
use crate::syntax::ast::{self, Clause, ExprKind, Operator, Preposition};

/// The questions a study may ask, by their labels.
const QUESTIONS: &[&str] = &["simulate", "sweep", "solve", "reverse", "tornado"];

/// Labels that only some questions read, and which.
const READ_BY: &[(&str, &[&str])] = &[
    ("measure", &["simulate", "sweep", "tornado"]),
    ("stop", &["simulate"]),
    ("so that", &["solve"]),
    ("within", &["solve"]),
    ("until", &["reverse"]),
];

/// Paths of one simulation: ten billion.
const MOST_PATHS: i128 = 10_000_000_000;

/// Figures of one study.
const MOST_MEASURES: usize = 100;

/// Steps of a search for a root.
const MOST_ITERATIONS: u32 = 100;

impl<'a> Checker<'a> {
    pub(crate) fn build_studies(&mut self, model: &Model) -> Vec<Study> {
        let blocks = self.blocks.studies.clone();
        let movable = Movable::of(model);
        blocks.iter().filter_map(|terms| self.study(terms, model, &movable)).collect()
    }

    fn study(&mut self, terms: &Terms<'a>, model: &Model, movable: &Movable) -> Option<Study> {
        let label = self.label(terms.block);
        let under = self.study_scenarios(terms);
        let given = self.study_inputs(terms);
        let measures = self.measures(terms);
        let question = self.question_of(terms)?;
        let under = under?;
        let asks = match question.label.words {
            "simulate" => self.simulate(question, terms, model, measures.as_deref()).map(Question::Simulate),
            "sweep" => self.sweep(question, movable, under.len()).map(Question::Sweep),
            "solve" => {
                let (asks, measure) = self.solve(question, terms, movable)?;
                let study = Study { label, under, given: given?, measures: vec![measure], asks };
                return self.check_levers(&study, model).then_some(study);
            }
            "reverse" => self.reverse(question, terms, model, movable).map(Question::Reverse),
            _ => self.tornado(question, movable).map(Question::Tornado),
        };
        let study = Study { label, under, given: given?, measures: measures?, asks: asks? };
        self.check_levers(&study, model).then_some(study)
    }

    /// The one question, once every line of the block is known to be read by it.
    fn question_of<'t>(&mut self, terms: &'t Terms<'a>) -> Option<&'t Term<'a>> {
        let asked: Vec<&Term<'a>> = QUESTIONS.iter().filter_map(|words| terms.get(words)).collect();
        let question = match asked.as_slice() {
            [question] => *question,
            [] => {
                let known: Vec<String> = QUESTIONS.iter().map(|words| format!("`{words}`")).collect();
                let message = format!("study `{}` asks nothing", terms.name());
                let help = format!("add {}", super::super::words::either(&known));
                self.report(Diagnostic::error(codes::QUESTION, terms.place(), message).help(help));
                return None;
            }
            [first, second, ..] => {
                let message = format!("study `{}` asks two questions", terms.name());
                let diagnostic = Diagnostic::error(codes::QUESTION, second.line.head_span, message);
                self.report(diagnostic.related(first.line.head_span, "the first one").help("write a study for each"));
                return None;
            }
        };
        let asks = question.label.words;
        let mut sound = true;
        for term in &terms.list {
            let reads = READ_BY.iter().find(|(words, _)| *words == term.label.words).map(|(_, by)| *by);
            if reads.is_some_and(|by| !by.contains(&asks)) {
                let by: Vec<String> = reads.unwrap_or_default().iter().map(|words| format!("`{words}`")).collect();
                let message = format!("nothing reads `{}` beside `{asks}`", term.label.words);
                let help = format!("delete it: it belongs to {}", super::super::words::either(&by));
                self.report(Diagnostic::error(codes::LEFT_OVER, term.line.head_span, message).help(help));
                sound = false;
            }
        }
        let needed: &[&str] = match asks {
            "sweep" | "tornado" => &["measure"],
            "solve" => &["so that"],
            "reverse" => &["until"],
            _ => &[],
        };
        for words in needed.iter().filter(|words| terms.get(words).is_none()) {
            let message = format!("study `{}` does not state its `{words}`", terms.name());
            let help = format!("add `{}`", terms.example(words));
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, question.line.head_span, message).help(help));
            sound = false;
        }
        Some(question).filter(|_| sound)
    }

    /// `base, Collapse`
    fn study_scenarios(&mut self, terms: &Terms<'a>) -> Option<Vec<ScenarioId>> {
        let Some(term) = terms.get("under") else { return Some(vec![ScenarioId(0)]) };
        let named = self.listed(term, "a scenario", |entity| matches!(entity, Entity::Scenario(_)));
        let mut under: Vec<ScenarioId> = Vec::new();
        for entity in &named {
            let Entity::Scenario(id) = entity else { continue };
            if under.contains(id) {
                let message = "this study names a scenario twice";
                self.report(Diagnostic::error(codes::NAME_TWICE, term.line.phrase.span, message).help("name it once"));
                return None;
            }
            under.push(*id);
        }
        Some(under).filter(|under| under.len() == term.line.phrase.clauses.len())
    }

    fn study_inputs(&mut self, terms: &Terms<'a>) -> Option<Vec<TestInput>> {
        let mut given = Vec::new();
        let clauses = terms.get("given").map_or(&[][..], |term| &term.line.phrase.clauses);
        for clause in clauses {
            self.given_clause(clause, &mut given);
        }
        Some(given).filter(|given| given.len() == clauses.len())
    }

    /// `min(DSCR.value), Senior.recovery`
    fn measures(&mut self, terms: &Terms<'a>) -> Option<Vec<StudyMeasure>> {
        let mut measures: Vec<StudyMeasure> = Vec::new();
        let mut sound = true;
        let clauses: Vec<&'a Clause> = terms.all("measure").flat_map(|term| &term.line.phrase.clauses).collect();
        if let Some(beyond) = clauses.get(MOST_MEASURES) {
            let message = format!("a study measures at most {MOST_MEASURES} figures");
            self.report(Diagnostic::error(codes::QUESTION, beyond.span, message).help("write a second study"));
            return None;
        }
        for clause in clauses {
            let mut cursor = Cursor::of(clause);
            let measure = self.take_value(&mut cursor, "`measure`").and_then(|value| self.figure(value));
            sound &= self.finish(&mut cursor, "`measure`") && measure.is_some();
            let Some(measure) = measure else { continue };
            if measures.iter().any(|known| known.text == measure.text) {
                let message = format!("`{}` is measured twice", measure.text);
                self.report(Diagnostic::error(codes::LABEL_TWICE, clause.span, message).help("keep one"));
                sound = false;
            }
            measures.push(measure);
        }
        Some(measures).filter(|_| sound)
    }

    /// A figure of the deal: a number that says nothing about it measures nothing.
    fn figure(&mut self, value: &ast::Expr) -> Option<StudyMeasure> {
        let expr = self.infer(value, None, &Scope { remaining: None, test: true })?;
        let text = self.text(value.span);
        if expr.reads().is_empty() {
            let message = format!("`{text}` is the same in every run");
            let help = "name a figure of the deal, as in `min(DSCR.value)`";
            self.report(Diagnostic::error(codes::QUESTION, value.span, message).help(help));
            return None;
        }
        if expr.of == Type::Date {
            let message = format!("`{text}` is a date, and a study measures numbers and conditions");
            self.report(Diagnostic::error(codes::WRONG_KIND, value.span, message));
            return None;
        }
        Some(StudyMeasure { expr, text })
    }

    /// `10_000 paths, seed 42, antithetic`
    fn simulate(
        &mut self,
        term: &Term<'a>,
        terms: &Terms<'a>,
        model: &Model,
        measures: Option<&[StudyMeasure]>,
    ) -> Option<Simulate> {
        let (mut paths, mut seed, mut antithetic, mut sobol) = (None, None, None, None);
        for clause in &term.line.phrase.clauses {
            let mut cursor = Cursor::of(clause);
            let (slot, value): (&mut Option<(i128, Span)>, _) = if cursor.words("seed") {
                let number = cursor.value().and_then(|value| whole_number(value, None));
                (&mut seed, number.filter(|number| (0..=i128::from(u64::MAX)).contains(number)))
            } else if cursor.words("antithetic") {
                (&mut antithetic, Some(1))
            } else if cursor.words("sobol") {
                (&mut sobol, Some(1))
            } else {
                (&mut paths, cursor.value().and_then(|value| whole_number(value, Some("paths"))))
            };
            let Some(value) = value else {
                let message = format!("`{}` says nothing about a simulation", self.text(clause.span));
                let help = format!("write `{}`; paths and seeds are whole numbers", term.label.example);
                self.report(Diagnostic::error(codes::UNKNOWN_WORD, clause.span, message).help(help));
                return None;
            };
            if let Some((_, first)) = slot.replace((value, clause.span)) {
                let message = format!("`{}` says a thing twice", term.label.words);
                let diagnostic = Diagnostic::error(codes::LABEL_TWICE, clause.span, message);
                self.report(diagnostic.related(first, "first said here").help("keep one"));
                return None;
            }
            if !self.finish(&mut cursor, "`simulate`") {
                return None;
            }
        }
        for (found, what, help) in [
            (paths, "how many paths it draws", "write `10_000 paths`"),
            (seed, "its seed", "write `seed 42`: the same seed gives the same paths, and a stated one can be repeated"),
        ] {
            if found.is_none() {
                let message = format!("study `{}` does not say {what}", terms.name());
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, term.line.phrase.span, message).help(help));
            }
        }
        let ((paths, place), (seed, _)) = (paths?, seed?);
        self.check_paths(paths, place, antithetic, sobol)?;
        if model.processes.is_empty() {
            let message = "every path of this simulation is the same: the deal has no `process`";
            let help = "add one, as in `process RentPath on rent { … }`";
            self.report(Diagnostic::error(codes::QUESTION, term.line.head_span, message).help(help));
            return None;
        }
        let stop = match terms.get("stop") {
            Some(stop) => Some(self.standard_error(stop, measures?)?),
            None => None,
        };
        Some(Simulate {
            paths: u64::try_from(paths).ok()?,
            seed: u64::try_from(seed).ok()?,
            antithetic: antithetic.is_some(),
            numbers: if sobol.is_some() { Numbers::Sobol } else { Numbers::Random },
            stop,
        })
    }

    fn check_paths(
        &mut self,
        paths: i128,
        place: Span,
        antithetic: Option<(i128, Span)>,
        sobol: Option<(i128, Span)>,
    ) -> Option<()> {
        let (message, help, at) = match (antithetic, sobol) {
            _ if paths < 1 => ("a simulation without a path says nothing", "write `10_000 paths`", place),
            _ if paths > MOST_PATHS => (
                "this is more than 10,000,000,000 paths",
                "a million paths show a share to a tenth of a percent",
                place,
            ),
            (Some((_, at)), Some(_)) => (
                "a sobol sequence fills the space evenly: mirrored paths would only fill it twice",
                "keep `antithetic` or `sobol`",
                at,
            ),
            (Some(_), None) if paths % 2 != 0 => {
                ("antithetic paths come in pairs, and this is an odd number", "write an even number", place)
            }
            _ => return Some(()),
        };
        self.report(Diagnostic::error(codes::QUESTION, at, message).help(help));
        None
    }

    /// `standard error of Senior.recovery below 0.5%`
    fn standard_error(&mut self, term: &Term<'a>, measures: &[StudyMeasure]) -> Option<StandardError> {
        let mut cursor = Cursor::of(self.single(term)?);
        let of = if cursor.words("standard error") { cursor.operand(Preposition::Of) } else { None };
        let below = cursor.words("below");
        let (Some(of), true) = (of, below) else {
            let message = "`stop` says below which standard error of a measure";
            let help = format!("write `{}`", term.label.example);
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help(help));
            return None;
        };
        let written = self.text(of.span);
        let Some(measure) = measures.iter().position(|measure| measure.text == written) else {
            let message = format!("this study does not measure `{written}`");
            let help = format!("add `measure: {written}`");
            self.report(Diagnostic::error(codes::QUESTION, of.span, message).help(help));
            return None;
        };
        let of = match &measures.get(measure)?.expr.of {
            // The standard error of a condition is that of a share.
            Type::Boolean | Type::Date => Type::Quantity(Unit::ratio()),
            of => of.clone(),
        };
        let value = self.take_value(&mut cursor, "`stop`")?;
        let value = self.constant(value, &Wanted::Like(of), "this standard error")?;
        let at_most = constant_of(&value)?;
        if at_most <= 0 {
            let message = "a standard error is above zero, and this could never be reached";
            self.report(Diagnostic::error(codes::OUT_OF_BOUNDS, value.place, message).help("write `below 0.5%`"));
            return None;
        }
        self.finish(&mut cursor, "`stop`").then_some(StandardError { measure, at_most })
    }

    /// `decline from 0% per year to 60% per year`, `so that: min(DSCR.value) = 1.25x`
    fn solve(&mut self, term: &Term<'a>, terms: &Terms<'a>, movable: &Movable) -> Option<(Question, StudyMeasure)> {
        let clause = self.single(term)?;
        let by = self.bracket(clause, movable);
        let aim = self.aim(terms.get("so that")?);
        let (by, (measure, target)) = (by?, aim?);
        let tolerance = match terms.get("within") {
            Some(within) => self.tolerance(within, &by)?,
            None => finest(&by.lever.of),
        };
        Some((Question::Solve(Solve { by, target, tolerance, most_iterations: MOST_ITERATIONS }), measure))
    }

    /// `min(DSCR.value) = 1.25x`
    fn aim(&mut self, term: &Term<'a>) -> Option<(StudyMeasure, i128)> {
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, "`so that`")?;
        let ExprKind::Binary(Operator::Equal, _, left, right) = &value.kind else {
            let message = "`so that` says which figure comes to which number";
            let help = format!("write `{}`", term.label.example);
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, value.span, message).help(help));
            return None;
        };
        let whole = self.finish(&mut cursor, "`so that`");
        let measure = self.figure(left)?;
        if !matches!(measure.expr.of, Type::Quantity(_)) {
            let message = format!("`{}` is a condition, and a solution meets a number", measure.text);
            let help = "name a figure, as in `min(DSCR.value)`";
            self.report(Diagnostic::error(codes::QUESTION, left.span, message).help(help));
            return None;
        }
        let target = self.constant(right, &Wanted::Like(measure.expr.of.clone()), "the target")?;
        Some((measure, constant_of(&target)?)).filter(|_| whole)
    }

    fn tolerance(&mut self, term: &Term<'a>, by: &Bracket) -> Option<i128> {
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, "`within`")?;
        let value = self.constant(value, &Wanted::Like(by.lever.of.clone()), "`within`")?;
        let tolerance = constant_of(&value)?;
        if tolerance <= 0 || tolerance >= (by.to - by.from).abs() {
            let message = "`within` is above zero and finer than the range that is searched";
            let help = format!("write `{}`, or leave it out for the finest", term.label.example);
            self.report(Diagnostic::error(codes::OUT_OF_BOUNDS, value.place, message).help(help));
            return None;
        }
        self.finish(&mut cursor, "`within`").then_some(tolerance)
    }

    fn reverse(&mut self, term: &Term<'a>, terms: &Terms<'a>, model: &Model, movable: &Movable) -> Option<Reverse> {
        let levers = self.moves(term, movable);
        let until = self.happening(terms.get("until")?, model);
        Some(Reverse { levers: levers?, until: until? })
    }

    /// `DSCR breaches 1.10x`, `any breach`, `event of default of Senior`
    fn happening(&mut self, term: &Term<'a>, model: &Model) -> Option<Happening> {
        let clause = self.single(term)?;
        let mut cursor = Cursor::of(clause);
        if cursor.words("any breach") {
            if model.covenants.is_empty() {
                let message = "this deal has no covenant that could be breached";
                self.report(Diagnostic::error(codes::QUESTION, clause.span, message).help("add a `covenant`"));
                return None;
            }
            let whole = self.finish(&mut cursor, "`until`");
            return Some(Happening::Breach { covenant: None, level: None }).filter(|_| whole);
        }
        if cursor.words("event") {
            let default = cursor.operand(Preposition::Of).and_then(word_of_expr);
            if default.is_some_and(|word| word.text == "default") {
                let of = match cursor.operand(Preposition::Of) {
                    Some(of) => Some(self.tranche_named(of)?),
                    None => None,
                };
                return self.finish(&mut cursor, "`until`").then_some(Happening::EventOfDefault { of });
            }
        } else if let Some(subject) = cursor.value()
            && cursor.words("breaches")
        {
            let level = cursor.value();
            let whole = self.finish(&mut cursor, "`until`");
            let covenant = self.covenant_named(subject)?;
            let level = match level {
                Some(level) => Some(self.level_of(covenant, level)?),
                None => None,
            };
            return Some(Happening::Breach { covenant: Some(covenant), level }).filter(|_| whole);
        }
        let message = format!("`{}` is nothing a reverse stress looks for", self.text(clause.span));
        let help = "write `DSCR breaches 1.10x`, `any breach` or `event of default of Senior`";
        self.report(Diagnostic::error(codes::UNKNOWN_WORD, clause.span, message).help(help));
        None
    }

    /// Each lever once, none of them given; what some scenario of the study runs.
    fn check_levers(&mut self, study: &Study, model: &Model) -> bool {
        let levers = study.asks.levers();
        let mut sound = true;
        for (index, lever) in levers.iter().enumerate() {
            if levers.iter().take(index).any(|earlier| earlier.what == lever.what) {
                let message = format!("study `{}` moves `{}` twice", study.label.name, lever.name);
                self.report(Diagnostic::error(codes::LEVER, study.label.place, message).help("name it once"));
                sound = false;
            }
            if let LeverTarget::Input(id) = lever.what
                && study.given.iter().any(|given| given.input == id)
            {
                let message = format!("study `{}` moves `{}`, and gives it one value", study.label.name, lever.name);
                let help = "take it out of `given`, or do not move it";
                self.report(Diagnostic::error(codes::LEVER, study.label.place, message).help(help));
                sound = false;
            }
            sound &= self.check_shock_is_taken(study, lever, model);
        }
        sound
    }

    /// A term of a shock moves nothing where no scenario takes the shock.
    fn check_shock_is_taken(&mut self, study: &Study, lever: &crate::model::Lever, model: &Model) -> bool {
        let LeverTarget::Constant(place) = lever.what else { return true };
        let holds = |span: Span| span.source == place.source && span.start <= place.start && place.end <= span.end;
        let shock = model.shocks.iter().position(|shock| shock.entries.iter().any(|entry| holds(entry.place)));
        let Some(shock) = shock else { return true };
        let id = crate::model::ShockId(count(shock));
        let takes =
            |id: &ScenarioId, shock| model.scenarios.get(id.index()).is_some_and(|it| it.shocks.contains(shock));
        if study.under.iter().any(|scenario| takes(scenario, &id)) {
            return true;
        }
        let names: Vec<String> = study
            .under
            .iter()
            .filter_map(|id| model.scenarios.get(id.index()))
            .map(|scenario| format!("`{}`", scenario.label.name))
            .collect();
        let name = model.shocks.get(shock).map_or("", |shock| shock.label.name.as_str());
        let message = format!("moving `{}` changes nothing: {} does not take `{name}`", lever.name, list(&names));
        let help = "name a scenario with it: `under: SCENARIO`";
        self.report(Diagnostic::error(codes::LEVER, study.label.place, message).help(help));
        false
    }
}

/// One unit in the last place that is shown: a ten-thousandth of a percent, a cent.
fn finest(of: &Type) -> i128 {
    match of.unit() {
        Some(unit) if unit.is_ratio() || unit.is_rate() => 1_000_000,
        _ => 1,
    }
}

/// A whole number, with this word after it.
fn whole_number(expr: &ast::Expr, counts: Option<&str>) -> Option<i128> {
    let number = match (&expr.kind, counts) {
        (ExprKind::Number(number), None) => number,
        (ExprKind::Quantity(number, unit), Some(word)) => {
            let named = unit.over.as_ref().is_some_and(|name| name.text == word || format!("{}s", name.text) == word);
            Some(number).filter(|_| named && unit.per.is_empty())?
        }
        _ => return None,
    };
    let one = 10i128.checked_pow(number.scale)?;
    (number.mantissa % one == 0).then(|| number.mantissa / one)
}
