//! `scenario`: an ordered set of shocks, inputs and cures on the base.

use super::super::checker::Checker;
use super::super::codes;
use super::super::names::{Entity, count};
use super::super::phrase::Cursor;
use super::super::wanted::Wanted;
use super::input::constant_of;
use crate::diagnostic::Diagnostic;
use crate::model::{CureGrant, Label, Scenario, ScenarioId, StepId, TestInput};
use crate::source::Span;
use crate::syntax::ast::{self, Block, Body, Operator, Preposition};

/// What a clause of a scenario continues: a comma goes on with the same word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Continues {
    With,
    Without,
}

/// How many scenarios may stand on each other.
const DEEPEST: usize = 64;

impl<'a> Checker<'a> {
    pub(crate) fn build_scenarios(&mut self) -> Vec<Scenario> {
        let blocks = self.blocks.scenarios.clone();
        let mut built: Vec<Option<Scenario>> = blocks.iter().map(|_| None).collect();
        let base = Label { name: "base".to_string(), title: None, clause: None, place: Span::default() };
        if let Some(first) = built.first_mut() {
            *first = Some(empty(base));
        }
        for index in 0..blocks.len() {
            self.build_scenario(ScenarioId(count(index)), &mut built, &mut Vec::new());
        }
        built.into_iter().flatten().collect()
    }

    /// One scenario, the one it stands on before it.
    fn build_scenario(&mut self, id: ScenarioId, built: &mut Vec<Option<Scenario>>, under_way: &mut Vec<ScenarioId>) {
        if built.get(id.index()).is_none_or(Option::is_some) {
            return;
        }
        let Some(Some(block)) = self.blocks.scenarios.get(id.index()).copied() else { return };
        under_way.push(id);
        let scenario = self.scenario(block, built, under_way);
        under_way.pop();
        if let Some(slot) = built.get_mut(id.index()) {
            *slot = Some(scenario);
        }
    }

    fn scenario(
        &mut self,
        block: &'a Block,
        built: &mut Vec<Option<Scenario>>,
        under_way: &mut Vec<ScenarioId>,
    ) -> Scenario {
        let label = self.label(block);
        let clauses = match &block.body {
            Body::Phrase(phrase) => phrase.clauses.as_slice(),
            Body::None | Body::Lines(_) => &[],
        };
        let Some(first) = clauses.first() else {
            let message = format!("scenario `{}` says nothing", label.name);
            let help = format!("write `scenario {}: base with SHOCK`", label.name);
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, label.place, message).help(help));
            return empty(label);
        };
        let mut cursor = Cursor::of(first);
        let mut scenario = empty(label);
        if let Some(on) = self.take_value(&mut cursor, "a scenario")
            && let Some(Entity::Scenario(id)) =
                self.entity(on, "a scenario", |entity| matches!(entity, Entity::Scenario(_)))
        {
            self.take_over(id, on.span, built, under_way, &mut scenario);
        }
        let mut continues = None;
        self.scenario_clause(&mut cursor, &mut continues, &mut scenario);
        for clause in clauses.iter().skip(1) {
            self.scenario_clause(&mut Cursor::of(clause), &mut continues, &mut scenario);
        }
        scenario
    }

    /// Begins with everything another scenario has.
    fn take_over(
        &mut self,
        id: ScenarioId,
        place: Span,
        built: &mut Vec<Option<Scenario>>,
        under_way: &mut Vec<ScenarioId>,
        scenario: &mut Scenario,
    ) {
        if under_way.contains(&id) {
            let mut names: Vec<String> = under_way.iter().map(|id| self.scenario_name(*id)).collect();
            names.push(self.scenario_name(id));
            let message = format!("these scenarios stand on each other: {}", names.join(" → "));
            self.report(Diagnostic::error(codes::CIRCLE, place, message).help("let one of them stand on `base`"));
            return;
        }
        if under_way.len() >= DEEPEST {
            let message = format!("this stands on more than {DEEPEST} scenarios in a row");
            let help = "let it stand on `base`, with its shocks";
            self.report(Diagnostic::error(codes::TOO_MUCH, place, message).help(help));
            return;
        }
        self.build_scenario(id, built, under_way);
        if let Some(Some(on)) = built.get(id.index()) {
            let label = scenario.label.clone();
            *scenario = Scenario { label, ..on.clone() };
        }
    }

    fn scenario_name(&self, id: ScenarioId) -> String {
        let block = self.blocks.scenarios.get(id.index()).copied().flatten();
        block.and_then(|block| block.handle.as_ref()).map_or("base".to_string(), |handle| handle.text.clone())
    }

    /// `with Rubin`, `without Payments.trap`, `with utilization = 70%`, `with Sponsor cures up to USD 20M`
    fn scenario_clause(&mut self, cursor: &mut Cursor<'a>, continues: &mut Option<Continues>, scenario: &mut Scenario) {
        if let (Some(word), Some(value)) = (*continues, cursor.value()) {
            self.scenario_part(word, value, cursor, scenario);
        }
        while let Some((word, operand)) = self.next_part(cursor) {
            *continues = Some(word);
            self.scenario_part(word, operand, cursor, scenario);
        }
        self.finish(cursor, "this scenario");
    }

    fn next_part(&mut self, cursor: &mut Cursor<'a>) -> Option<(Continues, &'a ast::Expr)> {
        if let Some(with) = cursor.operand(Preposition::With) {
            return Some((Continues::With, with));
        }
        cursor.operand(Preposition::Without).map(|without| (Continues::Without, without))
    }

    fn scenario_part(
        &mut self,
        word: Continues,
        value: &'a ast::Expr,
        cursor: &mut Cursor<'a>,
        scenario: &mut Scenario,
    ) {
        match word {
            Continues::Without => self.strike(value, scenario),
            Continues::With if cursor.words("cures") => {
                let up_to = cursor.operand(Preposition::UpTo);
                let up_to = match up_to {
                    Some(up_to) => match self.constant(up_to, &Wanted::Money, "`up to`") {
                        Some(amount) => Some(amount),
                        None => return,
                    },
                    None => None,
                };
                if let Some(party) = self.party(value) {
                    scenario.cures.push(CureGrant { party, up_to });
                }
            }
            Continues::With => match &value.kind {
                ast::ExprKind::Binary(Operator::Equal, _, name, number) => {
                    if let Some(input) = self.given(name, number) {
                        self.check_override(&input, scenario, value.span);
                        scenario.inputs.retain(|known| known.input != input.input);
                        scenario.inputs.push(input);
                    }
                }
                _ => {
                    if let Some(Entity::Shock(id)) =
                        self.entity(value, "a shock", |entity| matches!(entity, Entity::Shock(_)))
                    {
                        scenario.shocks.push(id);
                    }
                }
            },
        }
    }

    /// An input set to the value that it has anyway.
    fn check_override(&mut self, given: &TestInput, scenario: &Scenario, place: Span) {
        let before = scenario.inputs.iter().find(|known| known.input == given.input).map(|known| known.value);
        let Some(Some(input)) = self.inputs.get(&given.input) else { return };
        if before.unwrap_or(input.value) != given.value {
            return;
        }
        let (name, declared) = (input.label.name.clone(), input.label.place);
        let message = format!("`{name}` has this value anyway");
        self.report(
            Diagnostic::error(codes::SHOCK, place, message)
                .related(declared, "the input")
                .help("set another value, or drop it"),
        );
    }

    /// `without Payments.trap`, `without Payments`, `without LTV`
    fn strike(&mut self, value: &ast::Expr, scenario: &mut Scenario) {
        if let ast::ExprKind::Path(names) = &value.kind
            && let [owner, name] = names.as_slice()
            && let Some(Entity::Waterfall(_)) = self.names.find(&owner.text).map(|declared| declared.entity)
        {
            scenario.without.extend(self.step_named(owner, name));
            return;
        }
        let fits = |entity| {
            matches!(entity, Entity::Waterfall(_) | Entity::Covenant(_) | Entity::Shock(_) | Entity::Amendment(_))
        };
        match self.entity(value, "a step, a waterfall, a covenant, a shock or an amendment", fits) {
            Some(Entity::Waterfall(id)) => scenario.without_waterfalls.push(id),
            Some(Entity::Covenant(id)) => scenario.without_covenants.push(id),
            Some(Entity::Amendment(id)) => {
                if let Err(at) = scenario.without_amendments.binary_search(&id) {
                    scenario.without_amendments.insert(at, id);
                }
            }
            Some(Entity::Shock(id)) => {
                let before = scenario.shocks.len();
                scenario.shocks.retain(|known| *known != id);
                if scenario.shocks.len() == before {
                    let message = format!("`{}` is not in this scenario", self.text(value.span));
                    self.report(
                        Diagnostic::error(codes::SHOCK, value.span, message)
                            .help("drop this `without`: it changes nothing"),
                    );
                }
            }
            _ => {}
        }
    }

    /// A step by its waterfall and its label.
    pub(crate) fn step_named(&mut self, owner: &ast::Name, name: &ast::Name) -> Option<StepId> {
        let found = self.find_step(&owner.text, &name.text);
        if found.is_none() {
            let known: Vec<String> =
                self.steps.iter().filter(|step| step.owner == owner.text).map(|step| step.name.clone()).collect();
            let message = format!("`{}` has no step `{}`", owner.text, name.text);
            let near = crate::diagnostic::suggestion::nearest(&name.text, known.iter().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "its steps are {}",
                    known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            self.report(Diagnostic::error(codes::UNKNOWN_NAME, name.span, message).help(help));
        }
        found
    }

    /// `utilization = 70%`: an input and the number it takes, within its bounds.
    pub(crate) fn given(&mut self, name: &ast::Expr, number: &ast::Expr) -> Option<TestInput> {
        let Entity::Input(id) = self.entity(name, "an input", |entity| matches!(entity, Entity::Input(_)))? else {
            return None;
        };
        let input = self.inputs.get(&id)?.clone()?;
        let what = format!("`{}`", input.label.name);
        let value = self.constant(number, &Wanted::Like(input.of.clone()), &what)?;
        let value = constant_of(&value)?;
        if input.low.is_some_and(|low| value < low) || input.high.is_some_and(|high| value > high) {
            let message = format!("{what} is outside its bounds");
            let diagnostic = Diagnostic::error(codes::OUT_OF_BOUNDS, number.span, message);
            self.report(diagnostic.related(input.label.place, "the bounds stand here"));
            return None;
        }
        Some(TestInput { input: id, value })
    }
}

fn empty(label: Label) -> Scenario {
    Scenario {
        label,
        shocks: Vec::new(),
        inputs: Vec::new(),
        cures: Vec::new(),
        without: Vec::new(),
        without_waterfalls: Vec::new(),
        without_covenants: Vec::new(),
        without_amendments: Vec::new(),
    }
}
