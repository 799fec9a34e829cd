//! Kinds worked out on demand: a line, a term of an asset or a contract, a measure is checked when first read.

use super::block::curve;
use super::checker::Checker;
use super::codes;
use super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::model::{AssetId, ContractId, CovenantId, CurveId, Expr, LineId, Type};
use crate::source::Span;

/// Something whose kind follows from an expression in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Definition {
    Line(LineId),
    /// The first value of a line.
    First(LineId),
    Curve(CurveId),
    AssetUnits(AssetId),
    AssetUnitCost(AssetId),
    AssetPower(AssetId),
    AssetHosting(AssetId),
    ContractUnits(ContractId),
    ContractPrice(ContractId),
    Measure(CovenantId),
}

/// How deep definitions may wait for each other; computed lines are taken in an order that keeps this at one or two.
const DEEPEST: usize = 64;

#[derive(Debug, Clone)]
pub(crate) enum Progress {
    UnderWay,
    /// `None`: it has an error, already reported.
    Done(Option<Type>),
}

impl<'a> Checker<'a> {
    /// The kind of a definition, checking it when it has not been read before.
    pub(crate) fn kind_of(&mut self, definition: Definition, place: Span) -> Option<Type> {
        match self.progress.get(&definition) {
            Some(Progress::Done(of)) => return of.clone(),
            Some(Progress::UnderWay) => {
                self.report_circle(definition, place);
                return None;
            }
            None => {}
        }
        if self.under_way.len() >= DEEPEST {
            let message = format!("this waits for more than {DEEPEST} other things in a row");
            self.report_too_much(
                place,
                &message,
                "write a long row as computed lines: they may wait for each other at any length",
            );
            return None;
        }
        self.progress.insert(definition, Progress::UnderWay);
        self.under_way.push((definition, place));
        let of = self.define(definition);
        self.under_way.pop();
        self.progress.insert(definition, Progress::Done(of.clone()));
        of
    }

    /// The checked expression of a definition, when it has one and no error.
    pub(crate) fn value_of(&mut self, definition: Definition) -> Option<Expr> {
        self.kind_of(definition, Span::default())?;
        self.values.get(&definition).cloned()
    }

    fn define(&mut self, definition: Definition) -> Option<Type> {
        let expr = match definition {
            Definition::Line(id) => self.define_line(id),
            Definition::First(id) => self.define_first(id),
            Definition::Curve(id) => return curve::define(self, id),
            Definition::AssetUnits(id) => self.define_asset_term(id, "units", &Wanted::Count),
            Definition::AssetUnitCost(id) => self.define_asset_term(id, "unit cost", &Wanted::Price),
            Definition::AssetPower(id) => self.define_asset_term(id, "power", &Wanted::Quantity),
            Definition::AssetHosting(id) => self.define_asset_term(id, "hosting", &Wanted::Quantity),
            Definition::ContractUnits(id) => self.define_contract_term(id, "units", &Wanted::Count),
            Definition::ContractPrice(id) => self.define_contract_term(id, "price", &Wanted::Price),
            Definition::Measure(id) => self.define_measure(id),
        }?;
        let of = expr.of.clone();
        self.values.insert(definition, expr);
        Some(of)
    }

    fn define_line(&mut self, id: LineId) -> Option<Expr> {
        let line = *self.blocks.lines.get(id.index())?;
        let value = self.any_value(&line.value)?;
        if line.first.is_some() {
            let first = self.value_of(Definition::First(id))?;
            self.fit(first, &Wanted::Like(value.of.clone()), "the first value")?;
        }
        Some(value)
    }

    fn define_first(&mut self, id: LineId) -> Option<Expr> {
        let line = *self.blocks.lines.get(id.index())?;
        self.any_value(line.first.as_ref()?)
    }

    fn define_asset_term(&mut self, id: AssetId, words: &'static str, wanted: &Wanted) -> Option<Expr> {
        let terms = self.blocks.assets.get(id.index())?.clone();
        self.term_value(terms.get(words)?, wanted)
    }

    fn define_contract_term(&mut self, id: ContractId, words: &'static str, wanted: &Wanted) -> Option<Expr> {
        let terms = self.blocks.contracts.get(id.index())?.clone();
        self.term_value(terms.get(words)?, wanted)
    }

    fn report_circle(&mut self, definition: Definition, place: Span) {
        let start = self.under_way.iter().position(|(known, _)| *known == definition).unwrap_or(0);
        let mut names: Vec<String> =
            self.under_way.iter().skip(start).map(|(known, _)| self.definition_name(*known)).collect();
        names.push(self.definition_name(definition));
        let (declared, name) = (self.definition_place(definition), self.definition_name(definition));
        let before = names.get(names.len().saturating_sub(2)).cloned().unwrap_or_default();
        let (message, help) = if names.len() == 2 {
            (format!("`{name}` is worked out from itself"), format!("read the period before: `prior {name}`"))
        } else {
            (
                format!("these wait for each other: {}", names.join(" → ")),
                format!("break the circle where the past is meant: `prior {name}` in `{before}`"),
            )
        };
        let diagnostic = Diagnostic::error(codes::CIRCLE, place, message).help(help);
        self.report(match declared {
            Some(declared) => diagnostic.related(declared, format!("`{name}` is declared here")),
            None => diagnostic,
        });
    }

    fn definition_name(&self, definition: Definition) -> String {
        let line = |id: LineId| self.blocks.lines.get(id.index()).map_or(String::new(), |line| line.name.text.clone());
        let asset = |id: AssetId, what: &str| {
            self.blocks.assets.get(id.index()).map_or(String::new(), |terms| format!("{}.{what}", terms.name()))
        };
        let contract = |id: ContractId, what: &str| {
            self.blocks.contracts.get(id.index()).map_or(String::new(), |terms| format!("{}.{what}", terms.name()))
        };
        match definition {
            Definition::Line(id) => line(id),
            Definition::First(id) => format!("first of {}", line(id)),
            Definition::Curve(id) => {
                self.blocks.curves.get(id.index()).map_or(String::new(), |terms| terms.name().to_string())
            }
            Definition::AssetUnits(id) => asset(id, "units"),
            Definition::AssetUnitCost(id) => asset(id, "unit_cost"),
            Definition::AssetPower(id) => asset(id, "power"),
            Definition::AssetHosting(id) => asset(id, "hosting"),
            Definition::ContractUnits(id) => contract(id, "units"),
            Definition::ContractPrice(id) => contract(id, "price"),
            Definition::Measure(id) => {
                self.blocks.covenants.get(id.index()).map_or(String::new(), |terms| format!("{}.value", terms.name()))
            }
        }
    }

    fn definition_place(&self, definition: Definition) -> Option<Span> {
        Some(match definition {
            Definition::Line(id) | Definition::First(id) => self.blocks.lines.get(id.index())?.name.span,
            Definition::Curve(id) => self.blocks.curves.get(id.index())?.place(),
            Definition::AssetUnits(id)
            | Definition::AssetUnitCost(id)
            | Definition::AssetPower(id)
            | Definition::AssetHosting(id) => self.blocks.assets.get(id.index())?.place(),
            Definition::ContractUnits(id) | Definition::ContractPrice(id) => {
                self.blocks.contracts.get(id.index())?.place()
            }
            Definition::Measure(id) => self.blocks.covenants.get(id.index())?.place(),
        })
    }
}
