//! `enforcement`: what starts it, what runs meanwhile, what it sells, and the order of the collateral waterfall.

use super::super::checker::Checker;
use super::super::codes;
use super::super::names::{Entity, count};
use super::super::phrase::{Cursor, word_of_expr};
use super::super::term::{Term, Terms};
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::model::{
    Enforcement, EnforcementStart, LiquidationId, PayeeKind, Step, StepAction, StepId, TrancheId, WaterfallId,
};
use crate::syntax::ast::{BlockKind, Clause, Preposition};
use crate::time::{Date, Duration, Frequency};

impl<'a> Checker<'a> {
    pub(crate) fn build_enforcement(&mut self, steps: &[Step]) -> Option<Enforcement> {
        let terms = self.blocks.enforcement.clone()?;
        let order = self.steps_of(None);
        self.check_enforcement_order(&terms, &order, steps);
        if terms.get("standstill").is_none() {
            let assumed = "debt is accelerated at once when the enforcement starts";
            self.assume_term(terms.block, "standstill: 0 days", assumed);
        }
        if terms.get("discount").is_none() {
            let assumed = "what is recovered later is not discounted";
            self.assume_term(terms.block, "discount: 0% per year", assumed);
        }
        let enforcement = Enforcement {
            label: self.label(terms.block),
            starts: terms
                .get("starts")
                .and_then(|term| self.starts(term))
                .unwrap_or(EnforcementStart::EventOfDefault(Vec::new())),
            standstill: self.term_duration(terms.get("standstill")).unwrap_or(Duration::Days(0)),
            meanwhile: terms.get("meanwhile").and_then(|term| self.meanwhile(term)),
            sells: terms.get("sells").map_or(Vec::new(), |term| self.sells(term)),
            wind_down_months: self.wind_down(&terms).unwrap_or(0),
            apply: self.applied(&terms),
            discount: self.optional_value(terms.get("discount"), &Wanted::Rate),
            order,
        };
        self.finish(&mut Cursor::new(&terms.block.head, terms.block.span), "this `enforcement`");
        Some(enforcement)
    }

    /// Period ends after the last: as many as standstill, the longest delay of a sale and the wind-down may take.
    pub(crate) fn tail(&self, enforcement: Option<&Enforcement>) -> Vec<Date> {
        let Some(enforcement) = enforcement else { return Vec::new() };
        let delay = enforcement.sells.iter().map(|(_, delay)| whole_months(*delay)).max().unwrap_or(0);
        let months = whole_months(enforcement.standstill) + delay + i64::from(enforcement.wind_down_months);
        let frequency = match self.deal.months_per_period {
            1 => Frequency::Month,
            3 => Frequency::Quarter,
            6 => Frequency::HalfYear,
            _ => Frequency::Year,
        };
        let periods = months.max(0).unsigned_abs().div_ceil(frequency.months().unsigned_abs().max(1));
        let count = usize::try_from(periods).unwrap_or(0);
        let extended = self.deal.grid.extended(frequency, count, self.deal.month_end);
        extended.ends().iter().skip(self.deal.grid.periods()).copied().collect()
    }

    /// `event of default of Senior`, or `when CONDITION`.
    fn starts(&mut self, term: &Term<'a>) -> Option<EnforcementStart> {
        let (first, more) = term.line.phrase.clauses.split_first()?;
        let mut cursor = Cursor::of(first);
        if let Some(when) = cursor.operand(Preposition::When) {
            let condition = self.condition(when, &Default::default());
            self.finish(&mut cursor, "`starts`");
            return condition.map(EnforcementStart::When);
        }
        if !cursor.words("event") {
            let message = format!("`{}` does not start an enforcement", self.text(first.span));
            let help = "write `event of default of TRANCHE`, or `when CONDITION`";
            self.report(Diagnostic::error(codes::UNKNOWN_WORD, first.span, message).help(help));
            return None;
        }
        let mut of = self.of_default(&mut cursor)?;
        self.finish(&mut cursor, "`starts`");
        for clause in more {
            let mut cursor = Cursor::of(clause);
            let value = self.take_value(&mut cursor, "`starts`")?;
            if let Some(Entity::Tranche(id)) =
                self.entity(value, "a tranche", |entity| matches!(entity, Entity::Tranche(_)))
            {
                of.push(id);
            }
            self.finish(&mut cursor, "`starts`");
        }
        Some(EnforcementStart::EventOfDefault(of))
    }

    /// `Payments without mezz, balloon, sweep, rest`
    fn meanwhile(&mut self, term: &Term<'a>) -> Option<(WaterfallId, Vec<StepId>)> {
        let (first, more) = term.line.phrase.clauses.split_first()?;
        let mut cursor = Cursor::of(first);
        let waterfall = self.take_value(&mut cursor, "`meanwhile`")?;
        let entity = self.entity(waterfall, "a waterfall", |entity| matches!(entity, Entity::Waterfall(_)));
        let without = cursor.operand(Preposition::Without);
        self.finish(&mut cursor, "`meanwhile`");
        let (Some(Entity::Waterfall(id)), Some(owner)) = (entity, word_of_expr(waterfall)) else { return None };
        let mut struck = Vec::new();
        let named = without.into_iter().map(Some).chain(more.iter().map(only_value));
        for (value, place) in named.zip(std::iter::once(first.span).chain(more.iter().map(|clause| clause.span))) {
            let step = match value.map(|value| &value.kind) {
                Some(crate::syntax::ast::ExprKind::Path(names)) => match names.as_slice() {
                    [step] => self.step_named(owner, step),
                    [waterfall, step] if waterfall.text == owner.text => self.step_named(owner, step),
                    _ => self.not_a_step(place),
                },
                _ => self.not_a_step(place),
            };
            struck.extend(step);
        }
        Some((id, struck))
    }

    fn not_a_step(&mut self, place: crate::source::Span) -> Option<StepId> {
        let message = format!("`{}` is not the name of a step", self.text(place));
        let help = "write `Payments without mezz, sweep, rest`";
        self.report(Diagnostic::error(codes::UNKNOWN_NAME, place, message).help(help));
        None
    }

    /// `Sale from 3 months after acceleration`, one a clause.
    fn sells(&mut self, term: &Term<'a>) -> Vec<(LiquidationId, Duration)> {
        let mut sells = Vec::new();
        for clause in &term.line.phrase.clauses {
            sells.extend(self.sale_after(clause));
        }
        sells
    }

    fn sale_after(&mut self, clause: &'a Clause) -> Option<(LiquidationId, Duration)> {
        let mut cursor = Cursor::of(clause);
        let sale = self.take_value(&mut cursor, "`sells`")?;
        let sale = self.entity(sale, "a liquidation", |entity| matches!(entity, Entity::Liquidation(_)));
        let from = cursor.operand(Preposition::From);
        let anchor = cursor.operand(Preposition::After).or_else(|| cursor.operand(Preposition::At));
        self.finish(&mut cursor, "`sells`");
        if anchor.and_then(word_of_expr).is_none_or(|word| word.text != "acceleration") {
            let message = "a sale of collateral counts from acceleration";
            let help = "write `Sale from 3 months after acceleration`, or `Sale at acceleration`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, clause.span, message).help(help));
            return None;
        }
        let delay = match from {
            Some(from) => self.duration(from)?,
            None => Duration::Months(0),
        };
        match sale? {
            Entity::Liquidation(id) => Some((id, delay)),
            _ => None,
        }
    }

    fn wind_down(&mut self, terms: &Terms<'a>) -> Option<u32> {
        let term = terms.get("wind down")?;
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, "`wind down`")?;
        let months = self.months(value);
        self.finish(&mut cursor, "`wind down`");
        months
    }

    fn applied(&mut self, terms: &Terms<'a>) -> Vec<crate::model::AccountId> {
        let Some(term) = terms.get("apply") else { return Vec::new() };
        let named = self.listed(term, "an account", |entity| matches!(entity, Entity::Account(_)));
        named
            .into_iter()
            .filter_map(|entity| match entity {
                Entity::Account(id) => Some(id),
                _ => None,
            })
            .collect()
    }

    /// There is one order, it pays the claim of every tranche and disposes of the rest.
    fn check_enforcement_order(&mut self, terms: &Terms<'a>, order: &[StepId], steps: &[Step]) {
        let orders: Vec<_> = terms.nested.iter().copied().filter(|block| block.kind == BlockKind::Order).collect();
        let Some(first) = orders.first() else {
            let message = "the enforcement does not say who is paid in which order";
            let help = "add `order { senior: pay claim on TRANCHE … rest: pay remaining to Sponsor }`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
            return;
        };
        if let Some(second) = orders.get(1) {
            let message = "a second `order`";
            self.report(
                Diagnostic::error(codes::LABEL_TWICE, second.kind_span, message)
                    .related(first.kind_span, "the first one"),
            );
        }
        self.check_remainder(first, order, steps);
        let mut claimed: Vec<TrancheId> = Vec::new();
        for step in order.iter().filter_map(|id| steps.get(id.index())) {
            if let StepAction::Pay { payees, .. } = &step.action {
                claimed.extend(payees.iter().filter_map(|payee| match payee.kind {
                    PayeeKind::Claim(id) => Some(id),
                    _ => None,
                }));
            }
        }
        if self
            .findings
            .iter()
            .any(|finding| finding.place.start >= first.span.start && finding.place.end <= first.span.end)
        {
            return;
        }
        for (index, tranche) in self.blocks.tranches.clone().into_iter().enumerate() {
            if !claimed.contains(&TrancheId(count(index))) {
                let name = tranche.name();
                let message = format!("the order never pays the claim of `{name}`");
                let help = format!("add a step `pay claim on {name}`");
                self.report(
                    Diagnostic::error(codes::NEVER_PAID, first.kind_span, message)
                        .related(tranche.place(), "the tranche")
                        .help(help),
                );
            }
        }
    }
}

fn only_value(clause: &Clause) -> Option<&crate::syntax::ast::Expr> {
    match clause.elements.as_slice() {
        [crate::syntax::ast::Element::Expr(value)] => Some(value),
        _ => None,
    }
}

/// Months that a span may take, days rounded up.
fn whole_months(duration: Duration) -> i64 {
    match duration {
        Duration::Months(months) => months,
        Duration::Days(days) => days.max(0).unsigned_abs().div_ceil(30).try_into().unwrap_or(0),
        Duration::BusinessDays(days) => days.max(0).unsigned_abs().div_ceil(20).try_into().unwrap_or(0),
    }
}
