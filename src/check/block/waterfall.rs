//! `waterfall`: who is paid from an account, in which order, on which dates.

use std::collections::BTreeSet;

use super::super::checker::Checker;
use super::super::codes;
use super::super::names::{Entity, after_waterfall, count};
use super::super::phrase::Cursor;
use crate::diagnostic::Diagnostic;
use crate::model::{AccountId, FeeId, Step, StepAction, StepId, TrancheId, Waterfall, WaterfallDates, WaterfallId};
use crate::source::Span;
use crate::syntax::ast::{Block, Expr, ExprKind, Preposition};

/// A due that some step pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Paid {
    Interest(TrancheId),
    Principal(TrancheId),
    MandatoryPrepayment(TrancheId),
    UpfrontFee(TrancheId),
    UndrawnFee(TrancheId),
    Fee(FeeId),
}

impl<'a> Checker<'a> {
    /// Waterfalls in their order, and every step of the deal.
    pub(crate) fn build_waterfalls(&mut self) -> (Vec<Waterfall>, Vec<Step>) {
        let blocks = self.blocks.waterfalls.clone();
        let mut waterfalls = Vec::new();
        let before = self.findings.len();
        for (index, block) in blocks.iter().enumerate() {
            let id = WaterfallId(count(index));
            let (from, dates) = self.waterfall_head(block, &waterfalls);
            let steps = self.steps_of(Some(id));
            waterfalls.push(Waterfall { label: self.label(block), from, dates, steps });
        }
        if self.findings.len() == before {
            self.check_order(&blocks, &waterfalls);
        }
        let mut steps = Vec::new();
        for index in 0..self.steps.len() {
            let of = self.steps.get(index).and_then(|step| step.waterfall);
            let of = of.and_then(|id| waterfalls.get(id.index()));
            let clause = match of {
                Some(waterfall) => waterfall.label.clause.clone(),
                None => self.order_clause(),
            };
            let step = self.step(StepId(count(index)), of.map(|waterfall| waterfall.from));
            steps.extend(step.map(|step| step_under(step, clause)));
        }
        for (block, waterfall) in blocks.iter().zip(&waterfalls) {
            self.check_remainder(block, &waterfall.steps, &steps);
        }
        (waterfalls, steps)
    }

    /// The clause of the enforcement, for the steps of its order.
    fn order_clause(&self) -> Option<String> {
        let cites = &self.blocks.enforcement.as_ref()?.block.cites;
        let texts: Vec<&str> = cites.iter().map(|cite| cite.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// `from Collections on each payment date`; one `after` another runs on its dates when it states none.
    fn waterfall_head(&mut self, block: &'a Block, earlier: &[Waterfall]) -> (AccountId, WaterfallDates) {
        let name = block.handle.as_ref().map_or("NAME", |handle| handle.text.as_str());
        let place = block.handle.as_ref().map_or(block.kind_span, |handle| handle.span);
        let mut cursor = Cursor::new(&block.head, block.span);
        let from = cursor.operand(Preposition::From);
        let after = after_waterfall(block).and_then(|name| earlier.iter().find(|it| it.label.name == name.text));
        let dates = match cursor.operand(Preposition::On) {
            Some(on) => self.waterfall_dates(on),
            None => match cursor.operand(Preposition::At) {
                Some(at) => {
                    let closing = super::super::phrase::word_of_expr(at).is_some_and(|word| word.text == "closing");
                    if !closing {
                        self.bad_dates(at);
                    }
                    closing.then_some(WaterfallDates::Closing)
                }
                None if after.is_some() => after.map(|it| it.dates),
                None => {
                    let message = format!("waterfall `{name}` does not say when it runs");
                    let help = "write `on each payment date`, `on each draw date`, `at closing` or `after WATERFALL` in its head";
                    self.report(Diagnostic::error(codes::BLOCK_HEAD, place, message).help(help));
                    None
                }
            },
        };
        if let Some(after) = cursor.operand(Preposition::After) {
            self.entity(after, "a waterfall", |entity| matches!(entity, Entity::Waterfall(_)));
        }
        self.finish(&mut cursor, "this `waterfall`");
        let from = match from {
            Some(from) => self.account(from),
            None => {
                let message = format!("waterfall `{name}` does not say from which account it pays");
                let help = format!("write `waterfall {name} from ACCOUNT on each payment date`");
                self.report(Diagnostic::error(codes::BLOCK_HEAD, place, message).help(help));
                None
            }
        };
        (from.unwrap_or(AccountId(0)), dates.unwrap_or(WaterfallDates::EachPayment))
    }

    fn waterfall_dates(&mut self, on: &Expr) -> Option<WaterfallDates> {
        if let ExprKind::Each(words) = &on.kind {
            let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            match words.as_slice() {
                ["payment", "date"] => return Some(WaterfallDates::EachPayment),
                ["draw", "date"] => return Some(WaterfallDates::EachDraw),
                _ => {}
            }
        }
        self.bad_dates(on);
        None
    }

    fn bad_dates(&mut self, on: &Expr) {
        if on.kind == ExprKind::Bad {
            return;
        }
        let message = format!("a waterfall does not run on `{}`", self.text(on.span));
        let help = "write `on each payment date`, `on each draw date` or `at closing`";
        self.report(Diagnostic::error(codes::UNKNOWN_WORD, on.span, message).help(help));
    }

    /// Waterfalls that run on the same dates say which comes first, each of each.
    fn check_order(&mut self, blocks: &[&'a Block], waterfalls: &[Waterfall]) {
        let meets = |one: WaterfallDates, other: WaterfallDates| {
            one == other || (one != WaterfallDates::EachPayment && other != WaterfallDates::EachPayment)
        };
        for (index, (block, waterfall)) in blocks.iter().zip(waterfalls).enumerate() {
            let earlier = blocks.iter().zip(waterfalls).take(index);
            let mut rivals = earlier.filter(|(_, earlier)| meets(earlier.dates, waterfall.dates));
            let Some((earlier, _)) = rivals.rfind(|(earlier, _)| !comes_after(block, earlier, blocks)) else {
                continue;
            };
            let (name, other) = (handle(block), handle(earlier));
            let message = format!("`{other}` and `{name}` run on the same dates, and neither says which comes first");
            let help = format!("write `after {other}` in the head of `{name}`");
            let related = earlier.handle.as_ref().map_or(earlier.kind_span, |handle| handle.span);
            let place = block.handle.as_ref().map_or(block.kind_span, |handle| handle.span);
            self.report(
                Diagnostic::error(codes::WATERFALL_ORDER, place, message).related(related, "the other one").help(help),
            );
        }
    }

    /// The last step disposes of what remains, and no step stands behind it.
    pub(crate) fn check_remainder(&mut self, block: &'a Block, ids: &[StepId], steps: &[Step]) {
        let place = block.handle.as_ref().map_or(block.kind_span, |handle| handle.span);
        let own: Vec<&Step> = ids.iter().filter_map(|id| steps.get(id.index())).collect();
        let broken: BTreeSet<Span> =
            self.broken_steps.iter().filter_map(|id| steps.get(id.index())).map(|step| step.label.place).collect();
        let is_broken = |step: &Step| broken.contains(&step.label.place);
        let taker = own.iter().position(|step| takes_all(step) && !is_broken(step));
        match taker {
            Some(index) => {
                for step in own.iter().skip(index + 1) {
                    if matches!(step.action, StepAction::Release { .. }) {
                        continue;
                    }
                    let all = own.get(index).map_or(String::new(), |step| step.label.name.clone());
                    let related = own.get(index).map_or(place, |step| step.label.place);
                    let message = format!("`{}` can never receive cash", step.label.name);
                    self.report(
                        Diagnostic::error(codes::NEVER_REACHED, step.label.place, message)
                            .related(related, format!("`{all}` takes all that remains"))
                            .help("move it above that step"),
                    );
                }
            }
            None if own.last().is_some_and(|step| is_broken(step)) => {}
            None => {
                let name = handle(block);
                let subject = if name.is_empty() { "this order".to_string() } else { format!("waterfall `{name}`") };
                let message = format!("{subject} does not say where the rest goes");
                let help = "end it with `rest: pay remaining to Sponsor`, `rest: move remaining to ACCOUNT` or `rest: keep remaining`";
                self.report(Diagnostic::error(codes::NO_REMAINDER, place, message).help(help));
            }
        }
    }
}

/// Whether a waterfall says that it comes after another, directly or through others.
fn comes_after(block: &Block, earlier: &Block, blocks: &[&Block]) -> bool {
    let mut at = after_waterfall(block);
    for _ in blocks {
        match at {
            Some(name) if name.text == handle(earlier) => return true,
            Some(name) => {
                at = blocks.iter().find(|block| handle(block) == name.text).and_then(|it| after_waterfall(it))
            }
            None => return false,
        }
    }
    false
}

/// Whether nothing is left for the steps below.
fn takes_all(step: &Step) -> bool {
    let unconditional = step.when.is_none() && step.limit.is_none() && step.yearly_limit.is_none();
    unconditional && matches!(step.action, StepAction::Remaining(_) | StepAction::Keep)
}

fn handle(block: &Block) -> &str {
    block.handle.as_ref().map_or("", |handle| handle.text.as_str())
}

/// A step that cites nothing itself is of the clause of the block it stands in.
fn step_under(mut step: Step, clause: Option<String>) -> Step {
    step.label.clause = step.label.clause.or(clause);
    step
}
