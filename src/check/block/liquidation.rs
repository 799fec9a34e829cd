//! `liquidation`: how an asset would be sold.

use super::super::checker::Checker;
use super::super::codes;
use super::super::definition::Definition;
use super::super::names::Entity;
use super::super::phrase::Cursor;
use super::super::term::{Term, Terms};
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::library::impact::FORMS;
use crate::model::{Argument, AssetId, Impact, Liquidation, LiquidationId, Read, Type};
use crate::quantity::{CalendarUnit, Unit};
use crate::syntax::ast::{self, Clause, Preposition};

impl<'a> Checker<'a> {
    pub(crate) fn build_liquidations(&mut self) -> Vec<Liquidation> {
        let blocks = self.blocks.liquidations.clone();
        let mut liquidations = Vec::new();
        for terms in blocks {
            liquidations.push(self.liquidation(&terms));
        }
        liquidations
    }

    /// `of Fleet`, in the head of the block.
    pub(crate) fn liquidation_asset(&mut self, id: LiquidationId) -> Option<AssetId> {
        let terms = self.blocks.liquidations.get(id.index())?.clone();
        let mut cursor = Cursor::new(&terms.block.head, terms.block.span);
        let names = cursor.operand(Preposition::Of).and_then(super::super::phrase::word_of_expr)?;
        match self.names.find(&names.text)?.entity {
            Entity::Asset(id) => Some(id),
            _ => None,
        }
    }

    fn liquidation(&mut self, terms: &Terms<'a>) -> Liquidation {
        let of = self.sold_asset(terms);
        let units = of.and_then(|of| self.kind_of(Definition::AssetUnits(of), terms.place()));
        let units = units.as_ref().and_then(Type::unit).cloned();
        let month = Unit::calendar(CalendarUnit::Month);
        let per_month = units.as_ref().map(|units| Type::Quantity(units.over(&month).0));
        let price = units.as_ref().map(|units| self.money().over(units).0);
        let carry = price.as_ref().map(|price| Type::Quantity(price.over(&month).0));
        let like = |of: Option<Type>| of.map_or(Wanted::Quantity, Wanted::Like);
        let impact = terms.get("impact").and_then(|term| self.single(term)).and_then(|clause| self.impact(clause));
        let liquidation = Liquidation {
            label: self.label(terms.block),
            of: of.unwrap_or(AssetId(0)),
            value: self.value_sold(terms, of).unwrap_or(0),
            plan: self.optional_value(terms.get("plan"), &like(per_month.clone())),
            impact: impact.unwrap_or(Impact::None),
            depth: self.optional_value(terms.get("depth"), &like(per_month)),
            refill: self.optional_value(terms.get("refill"), &Wanted::RatePerMonth),
            buyers: self.optional_value(terms.get("buyers"), &Wanted::Ratio),
            drift: self.optional_value(terms.get("drift"), &Wanted::RatePerMonth),
            carry: self.optional_value(terms.get("carry"), &like(carry)),
            costs: self.optional_value(terms.get("costs"), &Wanted::Ratio),
            scrap: self.optional_value(terms.get("scrap"), &like(price.map(Type::Quantity))),
            range: terms.get("range").map_or(Vec::new(), |term| self.range(term)),
            proceeds: self.term_destination(terms.get("proceeds")),
        };
        self.check_terms_read(terms, &liquidation);
        liquidation
    }

    /// A term that no form of impact and no plan reads would be ignored; what they read and nobody states is missing.
    fn check_terms_read(&mut self, terms: &Terms<'a>, it: &Liquidation) {
        let forms = || std::iter::once(&it.impact).chain(it.range.iter().map(|(_, form)| form));
        let of_depth = forms().any(|form| matches!(form, Impact::Linear(_) | Impact::Exponential(_)));
        let of_used = of_depth || forms().any(|form| matches!(form, Impact::SquareRoot { .. }));
        let (depth, plan) = (terms.get("depth").is_some(), terms.get("plan").is_some());
        if of_depth && !depth {
            let message = format!("liquidation `{}` does not say how deep its market is", terms.name());
            let help = "linear and exponential impact read it: add `depth: 5_000 GPU per month`";
            self.report(Diagnostic::error(codes::SOMETHING_MISSING, terms.place(), message).help(help));
        }
        let at_once = "without a `plan` everything is sold at once: add one, or delete this";
        for (label, read, help) in [
            ("depth", of_depth, "linear and exponential impact read it: delete it, or state one of them"),
            ("buyers", depth, "it is a share of the depth: add `depth`, or delete it"),
            ("refill", plan && of_used, "it is of depth that earlier lots have used: add a `plan`, or delete it"),
            ("drift", plan, at_once),
            ("carry", plan, at_once),
        ] {
            if let (Some(term), false) = (terms.get(label), read) {
                let message = format!("nothing reads `{label}` in this liquidation");
                self.report(Diagnostic::error(codes::LEFT_OVER, term.line.head_span, message).help(help));
            }
        }
        if !plan {
            self.assume(format!("`{}` sells everything at once, on the day it starts", terms.name()));
        } else if of_used && terms.get("refill").is_none() {
            let assumed = format!("the depth that `{}` uses comes back in full each month", terms.name());
            self.assume_term(terms.block, "refill: 100% per month", assumed);
        }
    }

    fn sold_asset(&mut self, terms: &Terms<'a>) -> Option<AssetId> {
        let mut cursor = Cursor::new(&terms.block.head, terms.block.span);
        let of = cursor.operand(Preposition::Of);
        self.finish(&mut cursor, "this `liquidation`");
        let Some(of) = of else {
            let message = format!("liquidation `{}` does not say of which asset", terms.name());
            let help = format!("write `liquidation {} of ASSET {{`", terms.name());
            self.report(Diagnostic::error(codes::BLOCK_HEAD, terms.place(), message).help(help));
            return None;
        };
        match self.entity(of, "an asset", |entity| matches!(entity, Entity::Asset(_)))? {
            Entity::Asset(id) => Some(id),
            _ => None,
        }
    }

    /// `Fleet.market`: a value line of the asset that is sold.
    fn value_sold(&mut self, terms: &Terms<'a>, of: Option<AssetId>) -> Option<usize> {
        let term = terms.get("value")?;
        let mut cursor = Cursor::of(self.single(term)?);
        let value = self.take_value(&mut cursor, "`value`")?;
        self.finish(&mut cursor, "`value`");
        let of = of?;
        if let ast::ExprKind::Path(names) = &value.kind
            && names.len() > 1
        {
            match self.resolve(names, value.span, &Default::default())? {
                Read::AssetValue(asset, index) if asset == of => return usize::try_from(index).ok(),
                _ => {}
            }
        } else if value.kind == ast::ExprKind::Bad {
            return None;
        }
        let owner = self.blocks.assets.get(of.index()).map_or("", |terms| terms.name());
        let known: Vec<String> = self.value_lines(of).iter().map(|line| format!("`{owner}.{line}`")).collect();
        let message = format!("`{}` is not a value line of `{owner}`", self.text(value.span));
        let diagnostic = Diagnostic::error(codes::WRONG_KIND, value.span, message);
        self.report(match known.is_empty() {
            true => diagnostic.help(format!("add one to the asset: `depreciation market: …` in `{owner}`")),
            false => diagnostic.help(format!("write {}", super::super::words::either(&known))),
        });
        None
    }

    /// A form of the table, or an expression that is the discount itself.
    fn impact(&mut self, clause: &'a Clause) -> Option<Impact> {
        let mut cursor = Cursor::of(clause);
        let written = cursor.peek_words();
        let known = crate::library::signature::longest(FORMS, &written).is_some();
        let reads_name = match written.as_slice() {
            [] => true,
            [name] => self.names.find(name).is_some() && !known,
            _ => false,
        };
        if reads_name {
            let value = self.take_value(&mut cursor, "`impact`")?;
            let value = self.value(value, &Wanted::Ratio, "`impact`", &Default::default());
            self.finish(&mut cursor, "this impact");
            return value.map(Impact::Formula);
        }
        let (form, arguments) = self.signature(&mut cursor, FORMS, "a form of impact", None)?;
        self.finish(&mut cursor, "this impact");
        let mut values = arguments.into_iter().flatten().filter_map(|argument| match argument {
            Argument::Expr(expr) => Some(expr),
            Argument::Months(_) | Argument::Date(_) => None,
        });
        Some(match form.words {
            "flat" => Impact::Flat(values.next()?),
            "linear" => Impact::Linear(values.next()?),
            "exponential" => Impact::Exponential(values.next()?),
            "square root" => Impact::SquareRoot { alpha: values.next()?, volume: values.next()? },
            _ => Impact::None,
        })
    }

    fn range(&mut self, term: &Term<'a>) -> Vec<(String, Impact)> {
        let mut range = Vec::new();
        for clause in &term.line.phrase.clauses {
            let text = self.text(clause.span);
            range.extend(self.impact(clause).map(|impact| (text, impact)));
        }
        range
    }
}
