//! `contract`: a customer's agreement on an asset.

use super::super::checker::{Checker, stand_in};
use super::super::codes;
use super::super::definition::Definition;
use super::super::names::{Entity, count};
use super::super::phrase::Cursor;
use super::super::term::{Term, Terms};
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::model::{AssetId, Contract, ContractId, OnPayerDefault, PartyId};
use crate::quantity::Unit;
use crate::syntax::ast::Preposition;
use crate::time::{Date, Duration};

impl<'a> Checker<'a> {
    pub(crate) fn build_contracts(&mut self) -> Vec<Contract> {
        let blocks = self.blocks.contracts.clone();
        let mut contracts = Vec::new();
        for (index, terms) in blocks.into_iter().enumerate() {
            contracts.push(self.contract(ContractId(count(index)), &terms));
        }
        contracts
    }

    fn contract(&mut self, id: ContractId, terms: &Terms<'a>) -> Contract {
        let place = terms.place();
        let on = self.contract_asset(terms);
        let payer = self.named(terms.get("payer"), "a party", |entity| matches!(entity, Entity::Party(_)));
        let units = self.value_of(Definition::ContractUnits(id)).unwrap_or_else(|| stand_in(place, Unit::ratio()));
        let price = self.value_of(Definition::ContractPrice(id)).unwrap_or_else(|| stand_in(place, Unit::ratio()));
        self.check_contract_units(on, id, terms);
        let (from, until) = self.contract_term(terms).unwrap_or((self.deal.grid.closing(), self.deal.grid.closing()));
        let like = Wanted::Like(price.of.clone());
        let on_default = self.on_default(terms, &like);
        Contract {
            label: self.label(terms.block),
            on: on.unwrap_or(AssetId(0)),
            payer: match payer {
                Some(Entity::Party(id)) => id,
                _ => PartyId(0),
            },
            units,
            price,
            from,
            until,
            billing_lag: self.billing_lag(terms),
            renews_at: self.optional_value(terms.get("renews at"), &like),
            on_default,
        }
    }

    /// Receipts move by whole periods: a lag is a whole number of them.
    fn billing_lag(&mut self, terms: &Terms<'a>) -> Option<Duration> {
        let term = terms.get("billing lag")?;
        let lag = self.term_duration(Some(term))?;
        let period = i64::from(self.deal.months_per_period);
        if matches!(lag, Duration::Months(months) if months >= 0 && months % period == 0) {
            return Some(lag);
        }
        let message = format!("a billing lag of {lag} is not a whole number of periods");
        let help = format!("write it in months: a period of this deal has {period}");
        self.report(Diagnostic::error(codes::WRONG_KIND, term.line.span, message).help(help));
        None
    }

    /// `on Fleet`, in the head of the block.
    fn contract_asset(&mut self, terms: &Terms<'a>) -> Option<AssetId> {
        let mut cursor = Cursor::new(&terms.block.head, terms.block.span);
        let operand = cursor.operand(Preposition::On);
        self.finish(&mut cursor, "this `contract`");
        let Some(operand) = operand else {
            let message = format!("contract `{}` does not say on which asset", terms.name());
            let help = format!("write `contract {} on ASSET {{`", terms.name());
            self.report(Diagnostic::error(codes::BLOCK_HEAD, terms.place(), message).help(help));
            return None;
        };
        match self.entity(operand, "an asset", |entity| matches!(entity, Entity::Asset(_)))? {
            Entity::Asset(id) => Some(id),
            _ => None,
        }
    }

    /// A contract takes units of the kind its asset has.
    fn check_contract_units(&mut self, on: Option<AssetId>, id: ContractId, terms: &Terms<'a>) -> Option<()> {
        let term = terms.get("units")?;
        let of_asset = self.kind_of(Definition::AssetUnits(on?), term.line.span)?;
        let own = self.kind_of(Definition::ContractUnits(id), term.line.span)?;
        if own.unit()?.same_dimensions(of_asset.unit()?) {
            return Some(());
        }
        let message = format!("the asset counts {}, and the contract {}", of_asset.unit()?, own.unit()?);
        self.report(Diagnostic::error(codes::WRONG_KIND, term.line.phrase.span, message));
        None
    }

    /// `48 months from 2025-06-30`, or `from 2025-06-30 until 2029-06-30`.
    fn contract_term(&mut self, terms: &Terms<'a>) -> Option<(Date, Date)> {
        let term = terms.get("term")?;
        let mut cursor = Cursor::of(self.single(term)?);
        let span = cursor.value();
        let from = match cursor.operand(Preposition::From) {
            Some(operand) => self.date(operand)?,
            None => self.deal.grid.closing(),
        };
        let until = cursor.operand(Preposition::Until).or_else(|| cursor.operand(Preposition::To));
        self.finish(&mut cursor, "`term`");
        let until = match (span, until) {
            (Some(span), None) => {
                let duration = self.duration(span)?;
                let until = duration.after(from, &self.deal.calendar, self.deal.month_end);
                if until.is_none() {
                    let message = "this term ends outside the calendar";
                    self.report(Diagnostic::error(codes::DATE_OUT_OF_RANGE, term.line.phrase.span, message));
                }
                until?
            }
            (None, Some(until)) => self.date(until)?,
            _ => {
                let message = "`term` says how long, or until when";
                let help = "write `48 months from 2025-06-30` or `from 2025-06-30 until 2029-06-30`";
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, term.line.phrase.span, message).help(help));
                return None;
            }
        };
        if until <= from {
            let message = format!("the contract ends on {until}, not after it begins on {from}");
            self.report(
                Diagnostic::error(codes::DATE_ORDER, term.line.phrase.span, message)
                    .help("write an end after the beginning"),
            );
            return None;
        }
        Some((from, until))
    }

    /// `void`, or `relet at PRICE after 6 months`.
    fn on_default(&mut self, terms: &Terms<'a>, like: &Wanted) -> OnPayerDefault {
        let Some(term) = terms.get("on default") else {
            let assumed = format!("contract `{}` ends when its payer defaults", terms.name());
            self.assume_term(terms.block, "on default: void", assumed);
            return OnPayerDefault::Void;
        };
        self.relet(term, like).unwrap_or(OnPayerDefault::Void)
    }

    fn relet(&mut self, term: &Term<'a>, like: &Wanted) -> Option<OnPayerDefault> {
        let mut cursor = Cursor::of(self.single(term)?);
        if cursor.words("void") {
            self.finish(&mut cursor, "`on default`");
            return Some(OnPayerDefault::Void);
        }
        if cursor.words("relet") {
            let at = cursor.operand(Preposition::At);
            let after = cursor.operand(Preposition::After);
            self.finish(&mut cursor, "`on default`");
            let Some(at) = at else {
                let message = "`relet` does not say at which price";
                self.report(
                    Diagnostic::error(codes::SOMETHING_MISSING, cursor.span, message)
                        .help("write `relet at rent after 6 months`"),
                );
                return None;
            };
            let at = self.value(at, like, "the new price", &Default::default())?;
            let after_months = match after {
                Some(after) => match self.duration(after)? {
                    Duration::Months(months) => u32::try_from(months).ok()?,
                    _ => self.months(after)?,
                },
                None => 0,
            };
            return Some(OnPayerDefault::Relet { at, after_months });
        }
        let message = format!("`on default` cannot be `{}`", self.text(cursor.span));
        let help = "write `void`, or `relet at PRICE after 6 months`";
        self.report(Diagnostic::error(codes::UNKNOWN_WORD, cursor.span, message).help(help));
        None
    }
}
