//! What every part of the checker shares: the blocks, the names, what has been found out and what has been reported.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::codes;
use super::definition::{Definition, Progress};
use super::names::{Names, StepEntry};
use super::term::Terms;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::model::{self, CovenantId, Expr, Hole, LevelTest, LineId, StepId, TrancheId, Unstated};
use crate::quantity::{Currency, Rounding, Unit, UnitTable};
use crate::source::{Files, SourceId, Sources, Span};
use crate::syntax::ast::{Block, Cite, Computed};
use crate::syntax::format::{Insertion, Place};
use crate::time::{Calendar, Date, Grid, MonthEnd, Roll};

/// Blocks by kind, in the order in which the model numbers them.
#[derive(Default)]
pub(crate) struct Blocks<'a> {
    pub(crate) deal: Option<Rc<Terms<'a>>>,
    pub(crate) sources: Vec<Rc<Terms<'a>>>,
    pub(crate) units: Vec<&'a Block>,
    pub(crate) inputs: Vec<&'a Block>,
    pub(crate) curves: Vec<Rc<Terms<'a>>>,
    pub(crate) assets: Vec<Rc<Terms<'a>>>,
    pub(crate) contracts: Vec<Rc<Terms<'a>>>,
    /// Party 0 is `Sponsor`, which has no block unless the file writes one.
    pub(crate) parties: Vec<Option<Rc<Terms<'a>>>>,
    pub(crate) accounts: Vec<Rc<Terms<'a>>>,
    pub(crate) fees: Vec<Rc<Terms<'a>>>,
    pub(crate) tranches: Vec<Rc<Terms<'a>>>,
    pub(crate) states: Vec<&'a Block>,
    /// In the order in which they run on one date.
    pub(crate) waterfalls: Vec<&'a Block>,
    pub(crate) covenants: Vec<Rc<Terms<'a>>>,
    pub(crate) liquidations: Vec<Rc<Terms<'a>>>,
    pub(crate) enforcement: Option<Rc<Terms<'a>>>,
    pub(crate) shocks: Vec<&'a Block>,
    /// Scenario 0 is `base`, which has no block.
    pub(crate) scenarios: Vec<Option<&'a Block>>,
    pub(crate) tests: Vec<&'a Block>,
    pub(crate) lines: Vec<&'a Computed>,
    /// Only their waivers: what they amend is in the blocks amended.
    pub(crate) amendments: Vec<Rc<Terms<'a>>>,
    pub(crate) processes: Vec<Rc<Terms<'a>>>,
    pub(crate) correlations: Vec<Rc<Terms<'a>>>,
    pub(crate) studies: Vec<Rc<Terms<'a>>>,
}

/// The deal's own terms, with stand-ins where the file has errors.
pub(crate) struct DealTerms {
    pub(crate) currency: Currency,
    pub(crate) rounding: Rounding,
    pub(crate) grid: Grid,
    pub(crate) months_per_period: u32,
    pub(crate) payments: Vec<Date>,
    pub(crate) calendar: Calendar,
    pub(crate) roll: Roll,
    pub(crate) month_end: MonthEnd,
    /// Whether the grid is the file's own: nothing is said about dates against a stand-in.
    pub(crate) sound: bool,
    pub(crate) already_running: Option<Date>,
}

/// The checker at work. Each kind of block and each concern adds its methods in a file of its own.
pub(crate) struct Checker<'a> {
    pub(crate) sources: &'a mut Sources,
    pub(crate) files: &'a dyn Files,
    pub(crate) blocks: Blocks<'a>,
    pub(crate) names: Names,
    /// Steps of all waterfalls and of the enforcement order; the index is the step's id.
    pub(crate) steps: Vec<StepEntry<'a>>,
    pub(crate) units: UnitTable,
    pub(crate) deal: DealTerms,
    /// Kinds worked out on demand, and what is being worked out now.
    pub(crate) progress: BTreeMap<Definition, Progress>,
    pub(crate) under_way: Vec<(Definition, Span)>,
    /// How deep in expressions the checker is.
    pub(crate) depth: usize,
    pub(crate) values: BTreeMap<Definition, Expr>,
    pub(crate) curve_paths: BTreeMap<u32, model::CurvePath>,
    /// Files of values, as often as they are read.
    pub(crate) values_read: Vec<SourceId>,
    pub(crate) first_asked: BTreeSet<LineId>,
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) assumed: Vec<String>,
    pub(crate) unstated: Vec<Unstated>,
    pub(crate) holes: Vec<Hole>,
    /// The plain numbers; `None` for one with an error.
    pub(crate) inputs: super::block::input::Inputs,
    /// Tests of the levels of each covenant and how they are written, for expectations.
    pub(crate) levels_of: BTreeMap<CovenantId, Vec<(LevelTest, String)>>,
    /// Prepayments that levels require, and where.
    pub(crate) prepayments_required: Vec<(TrancheId, Span)>,
    /// Steps with an error, of which nothing more is said.
    pub(crate) broken_steps: BTreeSet<StepId>,
    /// Dues that some step pays.
    pub(crate) paid: BTreeSet<super::block::waterfall::Paid>,
}

impl<'a> Checker<'a> {
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    /// Told once: every way down meets the same limit.
    pub(crate) fn report_too_much(&mut self, place: Span, message: &str, help: &str) {
        if !self.findings.iter().any(|finding| finding.code == codes::TOO_MUCH) {
            self.report(Diagnostic::error(codes::TOO_MUCH, place, message).help(help));
        }
    }

    /// "Did you mean", as long as there are few mistakes: more than a hundred are counted and not shown.
    pub(crate) fn suggestion<'n>(&self, written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        if self.findings.len() < 100 { nearest(written, names) } else { None }
    }

    /// What the file says at a place, white space folded.
    pub(crate) fn text(&self, place: Span) -> String {
        let written = self.sources.slice(place);
        let lines = written.lines().map(|line| line.split(" #").next().unwrap_or(line));
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn assume(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.assumed.contains(&what) {
            self.assumed.push(what);
        }
    }

    /// What a term of the block would say, were it written there.
    pub(crate) fn assume_term(&mut self, block: &Block, term: impl Into<String>, what: impl Into<String>) {
        self.assume_insertion(Place::TermOf(block.span), term.into(), what.into());
    }

    /// What a word after this place would say.
    pub(crate) fn assume_word(&mut self, after: Span, word: &str, what: impl Into<String>) {
        self.assume_insertion(Place::After(after), word.to_owned(), what.into());
    }

    fn assume_insertion(&mut self, place: Place, words: String, assumed: String) {
        self.assume(assumed.clone());
        let unstated = Unstated { assumed, insertion: Insertion { place, words } };
        if !self.unstated.contains(&unstated) {
            self.unstated.push(unstated);
        }
    }

    /// The money of the deal.
    pub(crate) fn money(&self) -> Unit {
        Unit::money(self.deal.currency)
    }

    /// The name, title and citations of a block.
    pub(crate) fn label(&self, block: &Block) -> model::Label {
        let name = block.handle.as_ref().map_or(String::new(), |handle| handle.text.clone());
        let place = block.handle.as_ref().map_or(block.kind_span, |handle| handle.span);
        let clause = cited(&block.cites);
        model::Label { name, title: block.title.as_ref().map(|title| title.text.clone()), clause, place }
    }
}

/// Citations joined.
pub(crate) fn cited(cites: &[Cite]) -> Option<String> {
    let texts: Vec<&str> = cites.iter().map(|cite| cite.text.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// A value that stands where an error was reported; nothing reads it.
pub(crate) fn stand_in(place: Span, unit: Unit) -> Expr {
    Expr { kind: model::ExprKind::Constant(0), of: model::Type::Quantity(unit), place }
}
