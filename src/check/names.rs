//! Names: who declares what, one name space for everything, and what may not be a name.

use std::collections::BTreeMap;

use super::checker::Checker;
use super::codes;
use super::phrase::Cursor;
use crate::diagnostic::Diagnostic;
use crate::model::{
    AccountId, AmendmentId, AssetId, ContractId, CovenantId, CurveId, FeeId, InputId, LineId, LiquidationId, PartyId,
    ProcessId, ScenarioId, ShockId, StateId, StepId, StudyId, TrancheId, WaterfallId,
};
use crate::source::Span;
use crate::syntax::ast::{Block, BlockKind, Body, Expr, ExprKind, File, Item, Labelled, Line, Name, Preposition};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Entity {
    Source,
    Import,
    Unit,
    Input(InputId),
    Curve(CurveId),
    Asset(AssetId),
    Contract(ContractId),
    Party(PartyId),
    Account(AccountId),
    Fee(FeeId),
    Tranche(TrancheId),
    State(StateId),
    Waterfall(WaterfallId),
    Covenant(CovenantId),
    Liquidation(LiquidationId),
    Enforcement,
    Shock(ShockId),
    Scenario(ScenarioId),
    Line(LineId),
    Amendment(AmendmentId),
    Process(ProcessId),
    Correlation,
    Study(StudyId),
}

impl Entity {
    /// As messages call it: `a tranche`.
    pub(crate) fn described(self) -> &'static str {
        match self {
            Entity::Source => "a source",
            Entity::Import => "an import",
            Entity::Unit => "a unit",
            Entity::Input(_) => "an input",
            Entity::Curve(_) => "a curve",
            Entity::Asset(_) => "an asset",
            Entity::Contract(_) => "a contract",
            Entity::Party(_) => "a party",
            Entity::Account(_) => "an account",
            Entity::Fee(_) => "a fee",
            Entity::Tranche(_) => "a tranche",
            Entity::State(_) => "a state",
            Entity::Waterfall(_) => "a waterfall",
            Entity::Covenant(_) => "a covenant",
            Entity::Liquidation(_) => "a liquidation",
            Entity::Enforcement => "an enforcement",
            Entity::Shock(_) => "a shock",
            Entity::Scenario(_) => "a scenario",
            Entity::Line(_) => "a computed line",
            Entity::Amendment(_) => "an amendment",
            Entity::Process(_) => "a process",
            Entity::Correlation => "a correlation",
            Entity::Study(_) => "a study",
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Declared {
    pub(crate) entity: Entity,
    /// `None` for what the language declares itself.
    pub(crate) place: Option<Span>,
}

/// Every name of the deal.
#[derive(Debug, Default)]
pub(crate) struct Names {
    declared: BTreeMap<String, Declared>,
    /// By name in lower case, for names that differ by case.
    folded: BTreeMap<String, String>,
}

/// Names the language has taken, and what for.
const TAKEN: &[(&str, &str)] = &[
    ("min", "a function"),
    ("max", "a function"),
    ("sum", "a function"),
    ("average", "a function"),
    ("abs", "a function"),
    ("period", "the current period"),
    ("remaining", "what is left in a waterfall"),
    ("base", "the scenario without changes"),
    ("Sponsor", "the party that always exists"),
    ("first", "a word of computed lines"),
    ("last", "a word of windows"),
    ("next", "a word of windows"),
    ("closing", "the closing date"),
];

impl Names {
    pub(crate) fn find(&self, name: &str) -> Option<Declared> {
        self.declared.get(name).copied()
    }

    /// Names of the things that pass, for suggestions.
    pub(crate) fn which(&self, fits: impl Fn(Entity) -> bool) -> impl Iterator<Item = &str> {
        self.declared.iter().filter(move |(_, declared)| fits(declared.entity)).map(|(name, _)| name.as_str())
    }
}

/// A step under its waterfall: `Payments.trap`.
pub(crate) struct StepEntry<'a> {
    /// `None` in the order of an enforcement.
    pub(crate) waterfall: Option<WaterfallId>,
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) line: &'a Labelled,
}

impl<'a> Checker<'a> {
    /// Sorts the items of all files into blocks by kind and declares their names.
    pub(crate) fn collect(&mut self, file: &'a File) {
        self.declare_silently("Sponsor", Entity::Party(PartyId(0)));
        self.declare_silently("base", Entity::Scenario(ScenarioId(0)));
        self.blocks.parties.push(None);
        self.blocks.scenarios.push(None);
        let mut waterfalls = Vec::new();
        let root = file.items.first().map(place_of);
        for item in &file.items {
            match item {
                Item::Computed(line) => {
                    let id = LineId(count(self.blocks.lines.len()));
                    self.blocks.lines.push(line);
                    self.declare(&line.name, Entity::Line(id));
                }
                Item::Block(block) => match block.kind {
                    BlockKind::Waterfall => waterfalls.push(block),
                    BlockKind::Deal => self.collect_deal(block, root),
                    _ => self.collect_block(block),
                },
            }
        }
        for block in self.order_of_waterfalls(waterfalls) {
            self.collect_waterfall(block);
        }
        self.collect_order();
        if self.blocks.deal.is_none() {
            let help = "start with `deal \"Title\" { … }`; a file of parts is checked with the deal that imports it";
            let message = "there is no `deal` block in this file";
            self.report(Diagnostic::error(codes::DEAL_BLOCK, root.unwrap_or_default(), message).help(help));
        }
    }

    fn collect_block(&mut self, block: &'a Block) {
        let kind = block.kind;
        if !matches!(kind, BlockKind::Deal | BlockKind::Test | BlockKind::Enforcement | BlockKind::Import)
            && block.handle.is_none()
        {
            let word = self.text(block.kind_span);
            let message = format!("this `{word}` has no name");
            let help = format!("write `{word} NAME`, then its title");
            self.report(Diagnostic::error(codes::BLOCK_HEAD, block.kind_span, message).help(help));
        }
        if matches!(kind, BlockKind::Input | BlockKind::Scenario | BlockKind::Unit) {
            let word = self.text(block.kind_span);
            self.finish(&mut Cursor::new(&block.head, block.span), &format!("this `{word}`"));
        }
        let entity = match kind {
            BlockKind::Source => {
                let terms = self.read_terms(block);
                self.blocks.sources.push(terms);
                Entity::Source
            }
            BlockKind::Import => Entity::Import,
            BlockKind::Unit => {
                self.blocks.units.push(block);
                Entity::Unit
            }
            BlockKind::Input => Entity::Input(InputId(push(&mut self.blocks.inputs, block))),
            BlockKind::Curve => {
                let terms = self.read_terms(block);
                Entity::Curve(CurveId(push(&mut self.blocks.curves, terms)))
            }
            BlockKind::Asset => {
                let terms = self.read_terms(block);
                Entity::Asset(AssetId(push(&mut self.blocks.assets, terms)))
            }
            BlockKind::Contract => {
                let terms = self.read_terms(block);
                Entity::Contract(ContractId(push(&mut self.blocks.contracts, terms)))
            }
            BlockKind::Party => {
                let terms = self.read_terms(block);
                if terms.name() == "Sponsor" {
                    if let Some(sponsor) = self.blocks.parties.first_mut() {
                        *sponsor = Some(terms);
                    }
                    return;
                }
                Entity::Party(PartyId(push(&mut self.blocks.parties, Some(terms))))
            }
            BlockKind::Account => {
                let terms = self.read_terms(block);
                Entity::Account(AccountId(push(&mut self.blocks.accounts, terms)))
            }
            BlockKind::Fee => {
                let terms = self.read_terms(block);
                Entity::Fee(FeeId(push(&mut self.blocks.fees, terms)))
            }
            BlockKind::Tranche => {
                let terms = self.read_terms(block);
                Entity::Tranche(TrancheId(push(&mut self.blocks.tranches, terms)))
            }
            BlockKind::State => Entity::State(StateId(push(&mut self.blocks.states, block))),
            BlockKind::Covenant => {
                let terms = self.read_terms(block);
                Entity::Covenant(CovenantId(push(&mut self.blocks.covenants, terms)))
            }
            BlockKind::Liquidation => {
                let terms = self.read_terms(block);
                Entity::Liquidation(LiquidationId(push(&mut self.blocks.liquidations, terms)))
            }
            BlockKind::Enforcement => {
                self.collect_enforcement(block);
                Entity::Enforcement
            }
            BlockKind::Shock => Entity::Shock(ShockId(push(&mut self.blocks.shocks, block))),
            BlockKind::Scenario => Entity::Scenario(ScenarioId(push(&mut self.blocks.scenarios, Some(block)))),
            BlockKind::Test => {
                self.blocks.tests.push(block);
                return;
            }
            BlockKind::Amendment => {
                let terms = self.read_terms(block);
                Entity::Amendment(AmendmentId(push(&mut self.blocks.amendments, terms)))
            }
            BlockKind::Process => {
                let terms = self.read_terms(block);
                Entity::Process(ProcessId(push(&mut self.blocks.processes, terms)))
            }
            BlockKind::Correlation => {
                let terms = self.read_terms(block);
                self.blocks.correlations.push(terms);
                Entity::Correlation
            }
            BlockKind::Study => {
                let terms = self.read_terms(block);
                Entity::Study(StudyId(push(&mut self.blocks.studies, terms)))
            }
            BlockKind::Deal | BlockKind::Waterfall | BlockKind::Order | BlockKind::Table => return,
        };
        if let Some(handle) = &block.handle {
            self.declare(handle, entity);
        }
    }

    /// `root` is where the named file begins.
    fn collect_deal(&mut self, block: &'a Block, root: Option<Span>) {
        if root.is_some_and(|root| root.source != block.kind_span.source) {
            let message = "an imported file has a `deal` block";
            let help = "move it to the file that imports this one: a deal has one, and its parts have none";
            self.report(Diagnostic::error(codes::DEAL_BLOCK, block.kind_span, message).help(help));
            return;
        }
        match &self.blocks.deal {
            Some(first) => {
                let first = first.block.kind_span;
                let message = "a second `deal` block";
                self.report(
                    Diagnostic::error(codes::DEAL_BLOCK, block.kind_span, message)
                        .related(first, "the first one")
                        .help("a deal has one; further files hold other blocks"),
                );
            }
            None => self.blocks.deal = Some(self.read_terms(block)),
        }
    }

    fn collect_enforcement(&mut self, block: &'a Block) {
        match &self.blocks.enforcement {
            Some(first) => {
                let first = first.block.kind_span;
                let message = "a second `enforcement` block";
                self.report(
                    Diagnostic::error(codes::NAME_TWICE, block.kind_span, message)
                        .related(first, "the first one")
                        .help("a deal has one enforcement; its order may pay several classes of debt"),
                );
            }
            None => self.blocks.enforcement = Some(self.read_terms(block)),
        }
    }

    fn collect_waterfall(&mut self, block: &'a Block) {
        let id = WaterfallId(push(&mut self.blocks.waterfalls, block));
        match &block.handle {
            Some(handle) => self.declare(handle, Entity::Waterfall(id)),
            None => {
                let help = "write `waterfall NAME from ACCOUNT on each payment date`";
                self.report(
                    Diagnostic::error(codes::BLOCK_HEAD, block.kind_span, "this `waterfall` has no name").help(help),
                );
            }
        }
        let owner = block.handle.as_ref().map_or(String::new(), |handle| handle.text.clone());
        self.collect_steps(block, Some(id), &owner);
    }

    fn collect_order(&mut self) {
        let Some(terms) = self.blocks.enforcement.clone() else { return };
        let owner = match terms.name() {
            "" => "enforcement",
            name => name,
        };
        for nested in terms.nested.iter().filter(|nested| nested.kind == BlockKind::Order) {
            self.collect_steps(nested, None, owner);
        }
    }

    fn collect_steps(&mut self, block: &'a Block, waterfall: Option<WaterfallId>, owner: &str) {
        let lines: &[Line] = match &block.body {
            Body::Lines(lines) => lines,
            Body::Phrase(_) | Body::None => &[],
        };
        for line in lines {
            let Line::Labelled(line) = line else {
                let place = match line {
                    Line::Expectation(expectation) => expectation.span,
                    Line::Nested(block) => block.kind_span,
                    Line::Computed(computed) => computed.name.span,
                    Line::Labelled(line) => line.head_span,
                };
                let help = "a step is `label: verb …`, as in `opex: pay opex`";
                self.report(Diagnostic::error(codes::LEFT_OVER, place, "a waterfall has only steps").help(help));
                continue;
            };
            let name = match line.head.as_slice() {
                [element] => super::phrase::word_of(element).map(|name| name.text.clone()),
                _ => None,
            };
            let Some(name) = name else {
                let written = self.text(line.head_span);
                let message = format!("`{written}` is not the name of a step");
                let help = "the label of a step is one word, as in `interest: pay interest on Senior`";
                self.report(Diagnostic::error(codes::BLOCK_HEAD, line.head_span, message).help(help));
                continue;
            };
            if let Some(first) = self.steps.iter().find(|step| step.owner == owner && step.name == name) {
                let (first, message) = (first.line.head_span, format!("two steps are called `{name}`"));
                self.report(
                    Diagnostic::error(codes::NAME_TWICE, line.head_span, message)
                        .related(first, "the first one")
                        .help("give each step its own label: reports and scenarios name it"),
                );
                continue;
            }
            self.steps.push(StepEntry { waterfall, owner: owner.to_string(), name, line });
        }
    }

    /// The steps of a waterfall, or of the enforcement order.
    pub(crate) fn steps_of(&self, waterfall: Option<WaterfallId>) -> Vec<StepId> {
        let steps = self.steps.iter().enumerate().filter(|(_, step)| step.waterfall == waterfall);
        steps.map(|(index, _)| StepId(count(index))).collect()
    }

    pub(crate) fn find_step(&self, owner: &str, name: &str) -> Option<StepId> {
        let index = self.steps.iter().position(|step| step.owner == owner && step.name == name)?;
        Some(StepId(count(index)))
    }

    fn declare_silently(&mut self, name: &str, entity: Entity) {
        self.names.declared.insert(name.to_string(), Declared { entity, place: None });
        self.names.folded.insert(name.to_lowercase(), name.to_string());
    }

    fn declare(&mut self, name: &Name, entity: Entity) {
        if let Some((_, what)) = TAKEN.iter().find(|(taken, _)| *taken == name.text) {
            let message = format!("`{}` is {what}", name.text);
            self.report(Diagnostic::error(codes::NAME_TAKEN, name.span, message).help("choose another name"));
            return;
        }
        let folded = name.text.to_lowercase();
        if let Some(known) = self.names.folded.get(&folded)
            && let Some(first) = self.names.declared.get(known).copied()
        {
            let known = known.clone();
            let (code, message) = if known == name.text {
                (codes::NAME_TWICE, format!("`{known}` is declared twice"))
            } else {
                (codes::NAME_DIFFERS_BY_CASE, format!("`{}` and `{known}` differ only by capitals", name.text))
            };
            let mut diagnostic = Diagnostic::error(code, name.span, message).help("give one of them another name");
            if let Some(place) = first.place {
                diagnostic = diagnostic.related(place, format!("first declared here, as {}", first.entity.described()));
            }
            self.report(diagnostic);
            return;
        }
        self.names.folded.insert(folded, name.text.clone());
        self.names.declared.insert(name.text.clone(), Declared { entity, place: Some(name.span) });
    }

    /// Waterfalls in the order of the text, those `after` another one behind it.
    fn order_of_waterfalls(&mut self, waterfalls: Vec<&'a Block>) -> Vec<&'a Block> {
        let mut ordered: Vec<&'a Block> = Vec::new();
        let mut waiting = waterfalls;
        loop {
            let before = waiting.len();
            let names: Vec<String> = waiting.iter().map(|block| handle(block).to_string()).collect();
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|block| {
                after_waterfall(block).is_none_or(|after| after.text == handle(block) || !names.contains(&after.text))
            });
            ordered.extend(ready);
            waiting = rest;
            if waiting.is_empty() {
                return ordered;
            }
            if waiting.len() == before {
                let loop_of: Vec<String> = waiting.iter().map(|block| format!("`{}`", handle(block))).collect();
                let place = waiting.first().map_or(Span::default(), |block| block.kind_span);
                let message = format!("{} each come after another", super::term::list(&loop_of));
                self.report(
                    Diagnostic::error(codes::WATERFALL_ORDER, place, message)
                        .help("drop one `after` to break the circle"),
                );
                ordered.extend(waiting);
                return ordered;
            }
        }
    }

    /// The thing a path names, of a kind that fits; otherwise an error that suggests those that do.
    pub(crate) fn entity(&mut self, expr: &Expr, what: &str, fits: impl Fn(Entity) -> bool) -> Option<Entity> {
        let names = match &expr.kind {
            ExprKind::Path(names) => names.as_slice(),
            ExprKind::Bad => return None,
            _ => &[],
        };
        let name = match names {
            [name] => name,
            _ => {
                let message = format!("expected the name of {what}, and this is `{}`", self.text(expr.span));
                self.report(Diagnostic::error(codes::WRONG_KIND, expr.span, message));
                return None;
            }
        };
        match self.names.find(&name.text) {
            Some(declared) if fits(declared.entity) => Some(declared.entity),
            Some(declared) => {
                let message =
                    format!("expected the name of {what}, and `{}` is {}", name.text, declared.entity.described());
                let mut diagnostic = Diagnostic::error(codes::WRONG_KIND, name.span, message);
                let known: Vec<String> = self.names.which(&fits).map(|name| format!("`{name}`")).take(8).collect();
                if !known.is_empty() {
                    diagnostic = diagnostic.help(format!("there is {}", super::term::list(&known)));
                }
                self.report(diagnostic);
                None
            }
            None => {
                let what: Vec<&str> = what.split(' ').filter(|word| !matches!(*word, "a" | "an")).collect();
                let message = format!("there is no {} called `{}`", what.join(" "), name.text);
                let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, name.span, message);
                let help = match self.suggestion(&name.text, self.names.which(&fits)) {
                    Some(near) => Some(format!("did you mean `{near}`?")),
                    None => {
                        let known: Vec<String> =
                            self.names.which(&fits).map(|name| format!("`{name}`")).take(8).collect();
                        (!known.is_empty()).then(|| format!("there is {}", super::term::list(&known)))
                    }
                };
                self.report(match help {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                });
                None
            }
        }
    }
}

/// The name of the waterfall that one waterfall says it comes after.
pub(crate) fn after_waterfall(block: &Block) -> Option<&Name> {
    let mut cursor = Cursor::new(&block.head, block.span);
    super::phrase::word_of_expr(cursor.operand(Preposition::After)?)
}

fn place_of(item: &Item) -> Span {
    match item {
        Item::Block(block) => block.kind_span,
        Item::Computed(line) => line.name.span,
    }
}

fn handle(block: &Block) -> &str {
    block.handle.as_ref().map_or("", |handle| handle.text.as_str())
}

/// An index as ids hold it; the limit on blocks keeps it far below.
pub(crate) fn count(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn push<T>(list: &mut Vec<T>, thing: T) -> u32 {
    list.push(thing);
    count(list.len() - 1)
}
