//! `shock`: dated changes to curves, values, contracts, parties and markets.

use super::super::checker::Checker;
use super::super::codes;
use super::super::definition::Definition;
use super::super::names::Entity;
use super::super::phrase::{Cursor, word_of_expr};
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::model::fold;
use crate::model::{
    Change, ContractAttribute, Expr, LiquidationId, Read, Shock, ShockEntry, ShockTarget, TrancheAttribute, Type,
};
use crate::quantity::{CalendarUnit, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Block, Body, Clause, Element, Labelled, Line, Preposition};
use crate::time::Date;

/// What a shock may touch in a liquidation.
const LIQUIDATION_TERMS: &[&str] = &["depth", "buyers", "drift"];

impl<'a> Checker<'a> {
    pub(crate) fn build_shocks(&mut self) -> Vec<Shock> {
        let mut shocks = Vec::new();
        for block in self.blocks.shocks.clone() {
            shocks.push(self.shock(block));
        }
        shocks
    }

    fn shock(&mut self, block: &'a Block) -> Shock {
        let label = self.label(block);
        let lines: &[Line] = match &block.body {
            Body::Lines(lines) => lines,
            Body::Phrase(_) | Body::None => &[],
        };
        if lines.is_empty() {
            let message = format!("shock `{}` changes nothing", label.name);
            let help = "write what it changes: `rent: times 80% from 2026-10-01`";
            self.report(Diagnostic::error(codes::SHOCK, label.place, message).help(help));
        }
        self.finish(&mut Cursor::new(&block.head, block.span), "this `shock`");
        let mut entries: Vec<ShockEntry> = Vec::new();
        for line in lines {
            match line {
                Line::Labelled(line) => {
                    if let Some(entry) = self.shock_entry(line) {
                        self.check_conflict(&entry, &entries);
                        entries.push(entry);
                    }
                }
                Line::Computed(line) => self.not_an_entry(line.name.span),
                Line::Nested(block) => self.not_an_entry(block.kind_span),
                Line::Expectation(line) => self.not_an_entry(line.span),
            }
        }
        Shock { label, entries }
    }

    fn not_an_entry(&mut self, place: Span) {
        let message = "a shock has only lines that change something";
        let help = "write `TARGET: times 80% from 2026-10-01`";
        self.report(Diagnostic::error(codes::LEFT_OVER, place, message).help(help));
    }

    /// Two changes of one thing on one date need an order.
    fn check_conflict(&mut self, entry: &ShockEntry, earlier: &[ShockEntry]) {
        let same = |other: &&ShockEntry| other.target == entry.target && other.from == entry.from;
        if let Some(other) = earlier.iter().find(same) {
            let message = "this shock changes one thing twice on one date";
            let related = other.place;
            self.report(
                Diagnostic::error(codes::SHOCK, entry.place, message)
                    .related(related, "the other change")
                    .help("write two shocks: a scenario names them in order"),
            );
        }
    }

    fn shock_entry(&mut self, line: &'a Labelled) -> Option<ShockEntry> {
        let [Element::Expr(head)] = line.head.as_slice() else {
            let message = format!("`{}` is nothing a shock can change", self.text(line.head_span));
            self.report(
                Diagnostic::error(codes::SHOCK, line.head_span, message)
                    .help("name one thing, as in `Fleet.market` or `rent`"),
            );
            return None;
        };
        let target = self.shock_target(head, "a shock");
        let clause = match line.phrase.clauses.as_slice() {
            [clause] => clause,
            [_, second, ..] => {
                let message = "a shock changes a thing once a line";
                self.report(Diagnostic::error(codes::LEFT_OVER, second.span, message).help("write a second line"));
                return None;
            }
            [] => return None,
        };
        let (target, of) = target?;
        let mut cursor = Cursor::of(clause);
        let text = format!("{}: {}", self.text(line.head_span), self.text(clause.span));
        if matches!(target, ShockTarget::PartyDefault(_)) {
            let from = self.default_on(&mut cursor)?;
            return Some(ShockEntry {
                target,
                change: Change::Default,
                from: Some(from),
                over_months: None,
                until: None,
                text,
                place: line.span,
            });
        }
        let change = self.change(&mut cursor, clause, &of);
        let from = cursor.operand(Preposition::From).or_else(|| cursor.operand(Preposition::On));
        let from = match from {
            Some(from) => Some(self.date_in_grid(from, "this shock")?),
            None => None,
        };
        let over_months = match cursor.operand(Preposition::Over) {
            Some(over) => Some(self.months(over)?),
            None => None,
        };
        let until = self.shock_until(&mut cursor, from);
        self.finish(&mut cursor, "this change");
        Some(ShockEntry { target, change: change?, from, over_months, until: until?, text, place: line.span })
    }

    /// `until DATE`, or `then hold`, which is what holds anyway.
    fn shock_until(&mut self, cursor: &mut Cursor<'a>, from: Option<Date>) -> Option<Option<Date>> {
        if let Some(then) = cursor.operand(Preposition::Then)
            && word_of_expr(then).is_none_or(|word| word.text != "hold")
        {
            let message = format!("`then {}` says nothing a shock knows", self.text(then.span));
            self.report(
                Diagnostic::error(codes::UNKNOWN_WORD, then.span, message).help("write `then hold`, or `until DATE`"),
            );
            return None;
        }
        let Some(until) = cursor.operand(Preposition::Until) else { return Some(None) };
        let date = self.date_in_grid(until, "the end of this shock")?;
        if let Some(from) = from
            && date <= from
        {
            let message = format!("this shock ends on {date}, not after it begins on {from}");
            self.report(Diagnostic::error(codes::DATE_ORDER, until.span, message));
            return None;
        }
        Some(Some(date))
    }

    /// `default on 2027-01-31`
    fn default_on(&mut self, cursor: &mut Cursor<'a>) -> Option<Date> {
        let place = cursor.span;
        if !(cursor.words("default") || cursor.words("defaults")) {
            let message = "a party can only default";
            self.report(Diagnostic::error(codes::UNKNOWN_WORD, place, message).help("write `default on 2027-01-31`"));
            return None;
        }
        let Some(on) = cursor.operand(Preposition::On) else {
            let message = "this default does not say when";
            self.report(
                Diagnostic::error(codes::SOMETHING_MISSING, place, message).help("write `default on 2027-01-31`"),
            );
            return None;
        };
        let date = self.date_in_grid(on, "this default");
        self.finish(cursor, "this change");
        date
    }

    /// `to V`, `times 65%`, `by 200 bps`
    fn change(&mut self, cursor: &mut Cursor<'a>, clause: &'a Clause, of: &Type) -> Option<Change> {
        let one = crate::quantity::fixed::power_of_ten(crate::quantity::unit::RATIO_SCALE);
        let like = Wanted::Like(of.clone());
        if cursor.words("times") {
            let value = self.take_value(cursor, "`times`")?;
            let value = self.value(value, &Wanted::Ratio, "`times`", &Default::default())?;
            self.check_changes(&value, one)?;
            return Some(Change::Times(value));
        }
        if let Some(to) = cursor.operand(Preposition::To) {
            return self.value(to, &like, "the new value", &Default::default()).map(Change::To);
        }
        if let Some(by) = cursor.operand(Preposition::By) {
            let value = self.value(by, &like, "the change", &Default::default())?;
            self.check_changes(&value, 0)?;
            return Some(Change::By(value));
        }
        if clause
            .elements
            .iter()
            .any(|element| matches!(element, Element::Expr(ast::Expr { kind: ast::ExprKind::Bad, .. })))
        {
            return None;
        }
        let message = format!("`{}` does not say how it changes", self.text(clause.span));
        let help = "write `to VALUE`, `times 80%` or `by 200 bps`";
        self.report(Diagnostic::error(codes::SHOCK, clause.span, message).help(help));
        None
    }

    /// A change by nothing is a mistake.
    fn check_changes(&mut self, value: &Expr, nothing: i128) -> Option<()> {
        if fold(value, self.deal.rounding) != Some(nothing) {
            return Some(());
        }
        self.report(Diagnostic::error(codes::SHOCK, value.place, "this changes nothing"));
        None
    }

    /// What a shock or a process may move; `who` asks.
    pub(crate) fn shock_target(&mut self, head: &ast::Expr, who: &str) -> Option<(ShockTarget, Type)> {
        let ast::ExprKind::Path(names) = &head.kind else {
            if head.kind != ast::ExprKind::Bad {
                let message = format!("`{}` is nothing {who} can change", self.text(head.span));
                self.report(
                    Diagnostic::error(codes::SHOCK, head.span, message)
                        .help("name a curve, an input, a value line or a party"),
                );
            }
            return None;
        };
        let declared = names.first().and_then(|name| self.names.find(&name.text)).map(|declared| declared.entity);
        match (declared, names.as_slice()) {
            (Some(Entity::Party(id)), [_]) => return Some((ShockTarget::PartyDefault(id), Type::Boolean)),
            (Some(Entity::Liquidation(id)), [_, term]) => return self.liquidation_target(id, term, who),
            _ => {}
        }
        let read = self.resolve(names, head.span, &Default::default())?;
        let target = match read {
            Read::Curve(id) => ShockTarget::Curve(id),
            Read::Input(id) => ShockTarget::Input(id),
            Read::Line(id) => ShockTarget::Line(id),
            Read::AssetValue(id, index) => ShockTarget::AssetValue(id, usize::try_from(index).ok()?),
            Read::Contract(id, ContractAttribute::Price) => ShockTarget::ContractPrice(id),
            Read::Contract(id, ContractAttribute::Units) => ShockTarget::ContractUnits(id),
            Read::Tranche(id, TrancheAttribute::Coupon) => ShockTarget::Coupon(id),
            _ => {
                let message = format!("{who} cannot change `{}`", self.text(head.span));
                let help = "it changes curves, inputs, computed lines, value lines, prices and units of contracts, coupons, and the depth, buyers and drift of a liquidation";
                self.report(Diagnostic::error(codes::SHOCK, head.span, message).help(help));
                return None;
            }
        };
        let of = self.kind_of_read(read, head.span)?;
        Some((target, of))
    }

    fn liquidation_target(&mut self, id: LiquidationId, term: &ast::Name, who: &str) -> Option<(ShockTarget, Type)> {
        let month = Unit::calendar(CalendarUnit::Month);
        let terms = self.blocks.liquidations.get(id.index())?.clone();
        let (target, of) = match term.text.as_str() {
            "depth" => {
                let asset = self.liquidation_asset(id)?;
                let units = self.kind_of(Definition::AssetUnits(asset), term.span)?;
                (ShockTarget::Depth(id), Type::Quantity(units.unit()?.over(&month).0))
            }
            "buyers" => (ShockTarget::Buyers(id), Type::Quantity(Unit::ratio())),
            "drift" => (ShockTarget::Drift(id), Type::Quantity(Unit::rate(CalendarUnit::Month))),
            _ => {
                let message = format!("{who} cannot change `{}` of a liquidation", term.text);
                let known: Vec<String> = LIQUIDATION_TERMS.iter().map(|term| format!("`{term}`")).collect();
                let help = format!("it changes {}", super::super::words::either(&known));
                self.report(Diagnostic::error(codes::SHOCK, term.span, message).help(help));
                return None;
            }
        };
        if terms.get(&term.text).is_none() {
            let message = format!("liquidation `{}` states no `{}`, so this changes nothing", terms.name(), term.text);
            self.report(Diagnostic::error(codes::SHOCK, term.span, message).related(terms.place(), "declared here"));
            return None;
        }
        Some((target, of))
    }
}
