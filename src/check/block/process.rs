//! `process`: a random driver, the law it follows and the numbers behind it.

use super::super::checker::{Checker, stand_in};
use super::super::codes;
use super::super::expression::Scope;
use super::super::phrase::Cursor;
use super::super::term::{Term, Terms};
use super::super::wanted::{Wanted, describe};
use crate::diagnostic::Diagnostic;
use crate::library::process::{LAWS, Law};
use crate::model::{Arrival, Expr, Follows, Jump, Parameter, Process, ProcessId, Regime, ShockTarget, Type, fold_with};
use crate::quantity::{CalendarUnit, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, Operator, Preposition};

/// Random drivers of one deal.
const MOST: usize = 32;

/// What a process moves, its kind and where the file says so.
type Moved = (ShockTarget, Type, Span);

impl<'a> Checker<'a> {
    pub(crate) fn build_processes(&mut self) -> Vec<Process> {
        let blocks = self.blocks.processes.clone();
        if let Some(beyond) = blocks.get(MOST) {
            let message = format!("this deal has more than {MOST} processes");
            let help = "let one process move several things: `process Market on rent and Fleet.market`";
            self.report(Diagnostic::error(codes::TOO_MUCH, beyond.place(), message).help(help));
            return Vec::new();
        }
        let mut processes: Vec<Process> = Vec::new();
        for terms in &blocks {
            let process = self.process(terms, &processes);
            processes.push(process);
        }
        processes
    }

    pub(crate) fn process_named(&mut self, expr: &ast::Expr) -> Option<ProcessId> {
        use super::super::names::Entity;
        match self.entity(expr, "a process", |entity| matches!(entity, Entity::Process(_)))? {
            Entity::Process(id) => Some(id),
            _ => None,
        }
    }

    fn process(&mut self, terms: &Terms<'a>, earlier: &[Process]) -> Process {
        let label = self.label(terms.block);
        let moved = self.moved(terms);
        let law = self.law_of(terms);
        let text = terms.get("follows").map_or(String::new(), |term| self.text(term.line.phrase.span));
        if let Some(moved) = &moved {
            self.check_parties(terms, law, moved, earlier);
        }
        let follows = law.and_then(|law| self.follows(law, terms, moved.as_deref().unwrap_or_default()));
        // What is wrong has been reported: nothing reads this.
        let nothing = || Follows::Motion { volatility: Parameter(stand_in(label.place, Unit::ratio())), drift: None };
        let on = moved.unwrap_or_default().into_iter().map(|(target, ..)| target).collect();
        Process { follows: follows.unwrap_or_else(nothing), label, on, text }
    }

    /// `on rent and Fleet.market`
    fn moved(&mut self, terms: &Terms<'a>) -> Option<Vec<Moved>> {
        let mut cursor = Cursor::new(&terms.block.head, terms.block.span);
        let on = cursor.operand(Preposition::On);
        self.finish(&mut cursor, "this `process`");
        let Some(on) = on else {
            let message = format!("process `{}` does not say what it moves", terms.name());
            let help = format!("write `process {} on rent`, or `on rent and Fleet.market`", terms.name());
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
            return None;
        };
        let mut moved: Vec<Moved> = Vec::new();
        let mut sound = true;
        for head in joined_by_and(on) {
            let Some((target, of)) = self.shock_target(head, "a process") else {
                sound = false;
                continue;
            };
            if moved.iter().any(|(known, ..)| *known == target) {
                let message = format!("`{}` is named twice", self.text(head.span));
                self.report(Diagnostic::error(codes::NAME_TWICE, head.span, message).help("name it once"));
                sound = false;
            }
            moved.push((target, of, head.span));
        }
        Some(moved).filter(|_| sound)
    }

    fn law_of(&mut self, terms: &Terms<'a>) -> Option<&'static Law> {
        let term = terms.get("follows")?;
        let mut cursor = Cursor::of(self.single(term)?);
        let (signature, _) = self.signature(&mut cursor, LAWS, "a law that a process follows", None)?;
        self.finish(&mut cursor, "`follows`");
        let law = LAWS.iter().find(|law| law.signature.words == signature.words)?;
        let mut sound = true;
        for needed in law.needs.iter().filter(|needed| terms.all(needed).next().is_none()) {
            let example = terms.example(needed);
            let message = format!("`{}` does not say its `{needed}`", signature.words);
            let help = format!("add `{example}`");
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
            sound = false;
        }
        let reads = |words: &str| words == "follows" || law.needs.contains(&words) || law.takes.contains(&words);
        for term in terms.list.iter().filter(|term| !reads(term.label.words)) {
            let message = format!("`{}` has no `{}`", signature.words, term.label.words);
            let others: Vec<String> = law.needs.iter().chain(law.takes).map(|words| format!("`{words}`")).collect();
            let help = format!("delete it: this law reads {}", super::super::term::list(&others));
            self.report(Diagnostic::error(codes::LEFT_OVER, term.line.head_span, message).help(help));
            sound = false;
        }
        Some(law).filter(|_| sound)
    }

    /// A party defaults and does nothing else; nothing else defaults.
    fn check_parties(&mut self, terms: &Terms<'a>, law: Option<&'static Law>, moved: &[Moved], earlier: &[Process]) {
        let Some(law) = law else { return };
        let defaults = law.signature.words == "default";
        let is_party = |target: &ShockTarget| matches!(target, ShockTarget::PartyDefault(_));
        for (target, _, place) in moved {
            let written = self.text(*place);
            let (message, help) = match (is_party(target), defaults) {
                (true, false) => (
                    format!("`{written}` is a party, and a party can only default"),
                    "write `follows: default`".to_string(),
                ),
                (false, true) => (
                    format!("`{written}` is no party, and only a party defaults"),
                    "name the party that defaults".to_string(),
                ),
                (true, true) => match earlier.iter().find(|process| process.on.contains(target)) {
                    Some(first) => {
                        let message = format!("two processes decide whether `{written}` defaults");
                        let diagnostic = Diagnostic::error(codes::PROCESS, *place, message);
                        self.report(diagnostic.related(first.label.place, "the first one").help("keep one of them"));
                        continue;
                    }
                    None => continue,
                },
                (false, false) => continue,
            };
            self.report(Diagnostic::error(codes::PROCESS, *place, message).help(help));
        }
        if defaults && moved.len() > 1 {
            let message = "these parties would default together, always";
            let help = "write a process for each party, and say in a `correlation` how they hang together";
            self.report(Diagnostic::error(codes::PROCESS, terms.place(), message).help(help));
        }
    }

    fn follows(&mut self, law: &Law, terms: &Terms<'a>, moved: &[Moved]) -> Option<Follows> {
        let rate = Wanted::RatePerYear;
        match law.signature.words {
            "geometric brownian motion" => {
                let (volatility, drift) = (self.volatility(terms), self.optional_parameter(terms, "drift", &rate));
                Some(Follows::Motion { volatility: volatility?, drift: drift? })
            }
            "mean reversion" => {
                let (speed, volatility) = (self.term_parameter(terms, "speed", &rate), self.volatility(terms));
                Some(Follows::Reversion { speed: speed?, volatility: volatility?, added: false })
            }
            "additive mean reversion" => {
                let of = self.one_kind(moved)?;
                let speed = self.term_parameter(terms, "speed", &rate);
                let volatility = self.term_parameter(terms, "volatility", &Wanted::Like(of));
                Some(Follows::Reversion { speed: speed?, volatility: volatility?, added: true })
            }
            "jumps" => self.jump(terms).map(Follows::Jumps),
            "jump diffusion" => {
                let (volatility, drift) = (self.volatility(terms), self.optional_parameter(terms, "drift", &rate));
                let jump = self.jump(terms);
                Some(Follows::JumpDiffusion { volatility: volatility?, drift: drift?, jump: jump? })
            }
            "bootstrap" => self.bootstrap(terms),
            "regime switching" => self.regimes(terms),
            _ => self.hazard(terms, moved.first().map(|(target, ..)| *target)).map(Follows::Default),
        }
    }

    /// An amount is added to things of one kind.
    fn one_kind(&mut self, moved: &[Moved]) -> Option<Type> {
        let (_, of, _) = moved.first()?;
        if let Some((_, other, place)) = moved.iter().find(|(_, other, _)| other != of) {
            let message = format!("one amount cannot be added to {} and to {}", describe(of), describe(other));
            let help = "write a process for each, and a `correlation` between them";
            self.report(Diagnostic::error(codes::PROCESS, *place, message).help(help));
            return None;
        }
        Some(of.clone())
    }

    /// A number known before any run: constants and inputs.
    pub(crate) fn parameter(&mut self, expr: &ast::Expr, wanted: &Wanted, what: &str) -> Option<Parameter> {
        let value = self.value(expr, wanted, what, &Scope::default())?;
        let inputs = &self.inputs;
        let known = fold_with(&value, self.deal.rounding, &|id| Some(inputs.get(&id)?.as_ref()?.value));
        if known.is_some() {
            return Some(Parameter(value));
        }
        // An input with an error of its own says nothing more.
        if !self.reads_broken_input(&value) {
            let message = format!("{what} is known before a run, and this is not");
            let help = "write a number, or an expression of inputs";
            self.report(Diagnostic::error(codes::WRONG_KIND, expr.span, message).help(help));
        }
        None
    }

    fn reads_broken_input(&self, value: &Expr) -> bool {
        let broken = |read: &crate::model::Read| match read {
            crate::model::Read::Input(id) => self.inputs.get(id).is_none_or(Option::is_none),
            _ => false,
        };
        value.reads().iter().any(broken)
    }

    pub(crate) fn term_parameter(
        &mut self,
        terms: &Terms<'a>,
        words: &'static str,
        wanted: &Wanted,
    ) -> Option<Parameter> {
        self.parameter_of(terms.get(words)?, wanted)
    }

    fn parameter_of(&mut self, term: &Term<'a>, wanted: &Wanted) -> Option<Parameter> {
        let what = format!("`{}`", term.label.words);
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, &what)?;
        let value = self.parameter(value, wanted, &what);
        if self.finish(&mut cursor, &what) { value } else { None }
    }

    /// `None` where it has an error.
    fn optional_parameter(
        &mut self,
        terms: &Terms<'a>,
        words: &'static str,
        wanted: &Wanted,
    ) -> Option<Option<Parameter>> {
        match terms.get(words) {
            Some(term) => self.parameter_of(term, wanted).map(Some),
            None => Some(None),
        }
    }

    fn volatility(&mut self, terms: &Terms<'a>) -> Option<Parameter> {
        let volatility = self.term_parameter(terms, "volatility", &Wanted::Rate)?;
        self.per_year(volatility)
    }

    /// Volatility grows with the square root of time: a figure per month is not a twelfth of one per year.
    fn per_year(&mut self, volatility: Parameter) -> Option<Parameter> {
        if volatility.0.of.unit().and_then(Unit::calendar_unit) == Some(CalendarUnit::Year) {
            return Some(volatility);
        }
        let message = "volatility is stated per year";
        let help = "it grows with the square root of time: multiply a monthly one by 3.46, the root of 12";
        self.report(Diagnostic::error(codes::WRONG_KIND, volatility.0.place, message).help(help));
        None
    }

    fn jump(&mut self, terms: &Terms<'a>) -> Option<Jump> {
        let arrives = self.arrival(terms.get("arrives")?);
        let size = self.jump_size(terms.get("size")?);
        let spread = self.optional_parameter(terms, "spread", &Wanted::Ratio);
        Some(Jump { arrives: arrives?, size: size?, spread: spread? })
    }

    /// `30% per year`, `on 2026-10-01 with probability 60%`
    fn arrival(&mut self, term: &Term<'a>) -> Option<Arrival> {
        let mut cursor = Cursor::of(self.single(term)?);
        if let Some(on) = cursor.operand(Preposition::On) {
            let date = self.date_in_grid(on, "this jump");
            let words = cursor.operand(Preposition::With);
            if words.and_then(super::super::phrase::word_of_expr).is_none_or(|word| word.text != "probability") {
                let message = "this does not say how likely the jump is";
                let help = "write `on 2026-10-01 with probability 60%`";
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help(help));
                return None;
            }
            let probability = self.take_value(&mut cursor, "`probability`")?;
            let probability = self.parameter(probability, &Wanted::Ratio, "`probability`");
            let whole = self.finish(&mut cursor, "`arrives`");
            return Some(Arrival::On { date: date?, probability: probability? }).filter(|_| whole);
        }
        self.parameter_of(term, &Wanted::RatePerYear).map(Arrival::Rate)
    }

    /// `times 65%`
    fn jump_size(&mut self, term: &Term<'a>) -> Option<Parameter> {
        let mut cursor = Cursor::of(self.single(term)?);
        if !cursor.words("times") {
            let message = "`size` says what a jump multiplies by";
            self.report(
                Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message).help("write `size: times 65%`"),
            );
            return None;
        }
        let value = self.take_value(&mut cursor, "`size`")?;
        let value = self.parameter(value, &Wanted::Ratio, "`size`");
        if self.finish(&mut cursor, "`size`") { value } else { None }
    }

    /// `regime Calm: drift 0% per year, volatility 20% per year, to Crash at 10% per year`
    fn regimes(&mut self, terms: &Terms<'a>) -> Option<Follows> {
        let lines: Vec<&Term<'a>> = terms.all("regime").collect();
        let names: Vec<String> = lines.iter().map(|term| term.name.map_or("", |name| &name.text).to_string()).collect();
        let mut regimes = Vec::new();
        let mut sound = true;
        for (index, term) in lines.iter().enumerate() {
            if names.iter().take(index).any(|known| *known == names[index]) {
                let message = format!("two regimes are called `{}`", names[index]);
                self.report(Diagnostic::error(codes::NAME_TWICE, term.line.head_span, message).help("rename one"));
                sound = false;
                continue;
            }
            let regime = self.regime(term, &names);
            sound &= regime.is_some();
            regimes.extend(regime);
        }
        if !sound {
            return None;
        }
        self.check_regimes(&lines, &regimes).then_some(Follows::Regimes(regimes))
    }

    fn regime(&mut self, term: &Term<'a>, names: &[String]) -> Option<Regime> {
        let name = term.name?.text.clone();
        let what = format!("regime `{name}`");
        let (mut drift, mut volatility, mut leaves) = (None, None, Vec::new());
        let mut sound = true;
        for clause in &term.line.phrase.clauses {
            let mut cursor = Cursor::of(clause);
            if let Some(to) = cursor.operand(Preposition::To) {
                let left = self.leaves(to, &mut cursor, &name, names);
                sound &= left.is_some();
                leaves.extend(left);
            } else {
                let slot = match cursor.word().map(|word| word.text.as_str()) {
                    Some("drift") => &mut drift,
                    Some("volatility") => &mut volatility,
                    _ => {
                        let message = format!("`{}` says nothing about a regime", self.text(clause.span));
                        let help = format!("write `{}`", term.label.example);
                        self.report(Diagnostic::error(codes::UNKNOWN_WORD, clause.span, message).help(help));
                        return None;
                    }
                };
                if slot.is_some() {
                    let message = format!("{what} says this twice");
                    self.report(Diagnostic::error(codes::LABEL_TWICE, clause.span, message).help("keep one"));
                    return None;
                }
                let value = self.take_value(&mut cursor, &what)?;
                let value = self.parameter(value, &Wanted::Rate, &what);
                sound &= value.is_some();
                *slot = value;
            }
            sound &= self.finish(&mut cursor, &what);
        }
        if !sound {
            return None;
        }
        for (word, found) in [("drift", &drift), ("volatility", &volatility)] {
            if found.is_none() {
                let message = format!("{what} does not say its {word}");
                let help = format!("write `{}`", term.label.example);
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, term.line.head_span, message).help(help));
                return None;
            }
        }
        let (drift, volatility) = (self.fit(drift?.0, &Wanted::RatePerYear, &what), self.per_year(volatility?));
        Some(Regime { name, drift: Parameter(drift?), volatility: volatility?, leaves })
    }

    /// `to Crash at 10% per year`
    fn leaves(
        &mut self,
        to: &'a ast::Expr,
        cursor: &mut Cursor<'a>,
        from: &str,
        names: &[String],
    ) -> Option<(usize, Parameter)> {
        let written = self.text(to.span);
        let at = cursor.operand(Preposition::At);
        let found = names.iter().position(|name| *name == written);
        let Some(found) = found.filter(|_| written != from) else {
            let message = match found {
                Some(_) => format!("regime `{from}` leads to itself"),
                None => format!("there is no regime called `{written}`"),
            };
            let others: Vec<String> =
                names.iter().filter(|name| *name != from).map(|name| format!("`{name}`")).collect();
            let help = match super::super::words::either(&others) {
                none if none.is_empty() => "add a second regime".to_string(),
                others => format!("write {others}"),
            };
            self.report(Diagnostic::error(codes::UNKNOWN_NAME, to.span, message).help(help));
            return None;
        };
        let Some(at) = at else {
            let message = format!("this does not say at what rate it changes to `{written}`");
            let help = format!("write `to {written} at 10% per year`");
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, to.span, message).help(help));
            return None;
        };
        let rate = self.parameter(at, &Wanted::RatePerYear, "this rate")?;
        Some((found, rate))
    }

    /// Two at least, each left and each reached, one way to each other.
    fn check_regimes(&mut self, lines: &[&Term<'a>], regimes: &[Regime]) -> bool {
        let mut sound = true;
        for (index, (term, regime)) in lines.iter().zip(regimes).enumerate() {
            let reached = index == 0 || regimes.iter().any(|other| other.leaves.iter().any(|(to, _)| *to == index));
            let twice = regime
                .leaves
                .iter()
                .enumerate()
                .any(|(at, (to, _))| regime.leaves.iter().take(at).any(|(earlier, _)| earlier == to));
            let name = &regime.name;
            let (message, help) = if regime.leaves.is_empty() {
                (
                    format!("regime `{name}` leads nowhere"),
                    "say what it changes to: `to Calm at 50% per year`, or at `0% per year` when it is for good",
                )
            } else if twice {
                (format!("regime `{name}` leads twice to one regime"), "add the two rates up")
            } else if !reached {
                (format!("no regime leads to `{name}`"), "say which changes to it, or delete it")
            } else {
                continue;
            };
            self.report(Diagnostic::error(codes::PROCESS, term.line.head_span, message).help(help));
            sound = false;
        }
        sound
    }
}

/// `rent and Fleet.market`, one after the other.
fn joined_by_and(expr: &ast::Expr) -> Vec<&ast::Expr> {
    match &expr.kind {
        ExprKind::Binary(Operator::And, _, left, right) => {
            let mut parts = joined_by_and(left);
            parts.extend(joined_by_and(right));
            parts
        }
        _ => vec![expr],
    }
}
