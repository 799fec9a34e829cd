//! From the syntax tree to the checked deal: every name resolved, every unit known, every error told at once.

mod allow;
mod alternative;
mod amendment;
mod asked;
mod assignment;
mod block;
mod chance;
mod checker;
mod circle;
mod clauses;
pub mod codes;
mod dates;
mod definition;
mod drawn;
mod dues;
mod echo;
mod expression;
mod figure;
mod floating;
mod import;
mod laws;
mod literal;
mod moment;
mod movable;
mod names;
mod order;
mod phrase;
mod reads;
mod rows;
mod signature;
mod term;
#[cfg(test)]
mod tests;
mod wanted;
mod words;

pub use asked::add_study;
pub use assignment::assignment;
pub use chance::unsound_draws;
pub use echo::without_echoes;
pub use figure::{Question, described, figures, question};
pub use import::read_all;

use std::collections::BTreeSet;

use crate::diagnostic::{self, Diagnostic};
use crate::model::Model;
use crate::quantity::UnitTable;
use crate::source::{Files, SourceId, Sources, Span};
use crate::syntax::ast::{File, Item};
use checker::{Blocks, Checker, DealTerms};
use definition::Definition;
use names::Names;

/// The model of a deal, and everything wrong with it in the order of the text. There is a model only when nothing is
/// wrong. `sources` holds the texts the trees were read from, and takes the files of values that the deal names.
pub fn check(file: &File, sources: &mut Sources, files: &dyn Files) -> (Option<Model>, Vec<Diagnostic>) {
    let (now, mut findings) = amendment::amended(file, &[], sources);
    let (model, found) = check_one(&now, sources, files);
    findings.extend(found);
    let model = model.map(|model| {
        let (clauses, found) = clauses::clauses(file, &model.sources, sources);
        findings.extend(found);
        Model { clauses, ..model }
    });
    let is_sound = |findings: &[Diagnostic]| !findings.iter().any(Diagnostic::is_error);
    let (allowances, found) = allow::allowances(file, sources);
    findings.extend(found);
    let mut model = model.filter(|_| is_sound(&findings));
    if let Some(model) = &mut model {
        model.allowances = allowances;
        let (alternatives, found) = alternative::alternatives(file, model, sources, files);
        model.alternatives = alternatives;
        model.texts = texts(file, model);
        findings.extend(found);
        findings.extend(alternative::levers_struck(model));
    }
    diagnostic::sort(&mut findings);
    let model = model.filter(|_| is_sound(&findings));
    (model, findings)
}

/// Every text with an item in it, and every file of values that the deal reads with or without its amendments.
fn texts(file: &File, model: &Model) -> Vec<SourceId> {
    let items = file.items.iter().map(|item| match item {
        Item::Block(block) => block.span.source,
        Item::Computed(line) => line.span.source,
    });
    let unamended = model.alternatives.iter().flat_map(|it| &it.model.texts);
    let all: BTreeSet<SourceId> = items.chain(model.texts.iter().chain(unamended).copied()).collect();
    all.into_iter().collect()
}

/// One deal as its terms stand; what is wrong has a stand-in.
fn check_one(file: &File, sources: &mut Sources, files: &dyn Files) -> (Option<Model>, Vec<Diagnostic>) {
    let Some(mut checker) = Checker::new(sources, files) else { return (None, Vec::new()) };
    checker.collect(file);
    if checker.blocks.deal.is_none() {
        // A file of parts is read with the deal that imports it: what it lacks may stand there.
        return (None, checker.findings);
    }
    let mut model = checker.build();
    let order = checker.line_order();
    let mut findings = checker.findings;
    findings.extend(circle::check_circles(&model, &order));
    findings.extend(moment::check_moments(&mut model, &order));
    if !findings.iter().any(Diagnostic::is_error) {
        findings.extend(laws::broken_laws(&model));
    }
    (Some(model), findings)
}

impl<'a> Checker<'a> {
    fn new(sources: &'a mut Sources, files: &'a dyn Files) -> Option<Checker<'a>> {
        let deal = DealTerms::stand_in()?;
        Some(Checker {
            sources,
            files,
            blocks: Blocks::default(),
            names: Names::default(),
            steps: Vec::new(),
            units: UnitTable::new(),
            deal,
            progress: Default::default(),
            under_way: Vec::new(),
            depth: 0,
            values: Default::default(),
            curve_paths: Default::default(),
            values_read: Vec::new(),
            first_asked: Default::default(),
            findings: Vec::new(),
            assumed: Vec::new(),
            unstated: Vec::new(),
            holes: Vec::new(),
            inputs: Default::default(),
            levels_of: Default::default(),
            prepayments_required: Vec::new(),
            broken_steps: Default::default(),
            paid: Default::default(),
        })
    }

    /// The whole model, with stand-ins where something is wrong.
    fn build(&mut self) -> Model {
        self.declare_units();
        self.read_deal();
        self.inputs = self.build_inputs();
        let sources = self.build_sources();
        let inputs = self.inputs_of_model();
        for id in self.line_order() {
            self.kind_of(Definition::Line(id), Span::default());
        }
        let curves = self.build_curves();
        let lines = self.build_lines();
        let assets = self.build_assets();
        let contracts = self.build_contracts();
        let parties = self.build_parties();
        let accounts = self.build_accounts();
        let fees = self.build_fees();
        let tranches = self.build_tranches();
        let states = self.build_states();
        let mut covenants = self.build_covenants();
        let amendments = self.build_amendments(&mut covenants);
        let (waterfalls, steps) = self.build_waterfalls();
        let liquidations = self.build_liquidations();
        let enforcement = self.build_enforcement(&steps);
        let shocks = self.build_shocks();
        let scenarios = self.build_scenarios();
        let processes = self.build_processes();
        let correlations = self.build_correlations(&processes);
        let tests = self.build_tests();
        let deal = self.build_deal(self.tail(enforcement.as_ref()));
        self.check_required_prepayments();
        self.check_dues(&tranches);
        let mut model = Model {
            deal,
            sources,
            texts: std::mem::take(&mut self.values_read),
            clauses: Vec::new(),
            inputs,
            curves,
            assets,
            contracts,
            parties,
            accounts,
            fees,
            tranches,
            states,
            waterfalls,
            steps,
            covenants,
            liquidations,
            enforcement,
            lines,
            shocks,
            scenarios,
            tests,
            processes,
            correlations,
            studies: Vec::new(),
            amendments,
            alternatives: Vec::new(),
            assumed: Vec::new(),
            unstated: Vec::new(),
            holes: Vec::new(),
            allowances: Vec::new(),
        };
        model.studies = self.build_studies(&model);
        model.assumed = std::mem::take(&mut self.assumed);
        model.unstated = std::mem::take(&mut self.unstated);
        model.holes = std::mem::take(&mut self.holes);
        model
    }
}
