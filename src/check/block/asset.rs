//! `asset`: what is financed, what it costs, and the lines by which it loses value.

use super::super::checker::{Checker, cited, stand_in};
use super::super::codes;
use super::super::definition::Definition;
use super::super::names::{Entity, count};
use super::super::phrase::Cursor;
use super::super::term::{Term, Terms};
use super::super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::library::depreciation::METHODS;
use crate::model::{
    Arithmetic, Asset, AssetAttribute, AssetCost, AssetId, Depreciation, Expr, ExprKind, Label, Read, Sale, Type,
    ValueLine, ValueStep,
};
use crate::quantity::Unit;
use crate::syntax::ast::{self, Block, BlockKind, Clause, Element, Preposition};

impl<'a> Checker<'a> {
    pub(crate) fn build_assets(&mut self) -> Vec<Asset> {
        let blocks = self.blocks.assets.clone();
        let mut assets = Vec::new();
        for (index, terms) in blocks.into_iter().enumerate() {
            assets.push(self.asset(AssetId(count(index)), &terms));
        }
        assets
    }

    /// The names of the value lines of an asset, in the order of the text.
    pub(crate) fn value_lines(&self, id: AssetId) -> Vec<String> {
        let Some(terms) = self.blocks.assets.get(id.index()) else { return Vec::new() };
        value_line_names(terms).into_iter().map(|(name, _)| name).collect()
    }

    fn asset(&mut self, id: AssetId, terms: &Terms<'a>) -> Asset {
        let place = terms.place();
        let units = self.value_of(Definition::AssetUnits(id));
        let units = units.unwrap_or_else(|| stand_in(place, Unit::ratio()));
        let in_service = match terms.get("in service") {
            Some(term) => self.term_date(Some(term)),
            None => {
                let assumed = format!("`{}` is in service from closing", terms.name());
                let closing = self.deal.grid.closing();
                self.assume_term(terms.block, format!("in service: {closing}"), assumed);
                None
            }
        };
        Asset {
            label: self.label(terms.block),
            cost: self.asset_cost(id, terms),
            units,
            in_service: in_service.unwrap_or(self.deal.grid.closing()),
            power: terms.get("power").and_then(|_| self.value_of(Definition::AssetPower(id))),
            hosting: terms.get("hosting").and_then(|_| self.value_of(Definition::AssetHosting(id))),
            cooling: self.free_words(terms.get("cooling")),
            values: self.values(id, terms),
            sold: self.sale(terms),
        }
    }

    fn asset_cost(&mut self, id: AssetId, terms: &Terms<'a>) -> AssetCost {
        match (terms.get("cost"), terms.get("unit cost")) {
            (Some(cost), None) => AssetCost::Total(self.required_value(Some(cost), &Wanted::Money)),
            (None, Some(unit_cost)) => {
                let place = unit_cost.line.span;
                let value = self.value_of(Definition::AssetUnitCost(id));
                let units = self.value_of(Definition::AssetUnits(id));
                if let (Some(Type::Quantity(price)), Some(Type::Quantity(units))) =
                    (value.as_ref().map(|value| &value.of), units.as_ref().map(|units| &units.of))
                {
                    let (price, units) = (price.clone(), units.clone());
                    self.check_per_unit(&price, &units, "`unit cost`", place);
                }
                AssetCost::PerUnit(value.unwrap_or_else(|| stand_in(place, Unit::ratio())))
            }
            (None, None) => AssetCost::None,
            (Some(cost), Some(unit_cost)) => {
                let message = "the cost is stated twice, of one and of all";
                self.report(
                    Diagnostic::error(codes::LABEL_TWICE, unit_cost.line.head_span, message)
                        .related(cost.line.head_span, "of all of them here")
                        .help("keep one of them"),
                );
                AssetCost::None
            }
        }
    }

    /// A price must be per unit of the asset.
    fn check_per_unit(&mut self, price: &Unit, units: &Unit, what: &str, place: crate::source::Span) -> bool {
        if price.times(units).0.is_money() {
            return true;
        }
        let message = format!("{what} is money per {units}, and this is {}", price.describe());
        self.report(Diagnostic::error(codes::WRONG_KIND, place, message));
        false
    }

    fn values(&mut self, id: AssetId, terms: &Terms<'a>) -> Vec<ValueLine> {
        self.check_value_names(terms);
        let mut values = Vec::new();
        for (name, line) in value_line_names(terms) {
            let value = match line {
                Line::Term(term) => self.value_line(id, term, &name),
                Line::Table(table) => self.value_table(table, &name),
            };
            values.push(value);
        }
        values
    }

    fn check_value_names(&mut self, terms: &Terms<'a>) {
        let mut seen: Vec<(String, crate::source::Span)> = Vec::new();
        for (name, line) in value_line_names(terms) {
            let place = line.place();
            if AssetAttribute::from_name(&name).is_some() {
                let message = format!("`{name}` is a figure that every asset has");
                self.report(
                    Diagnostic::error(codes::NAME_TAKEN, place, message)
                        .help("choose another name for this value line"),
                );
            } else if let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) {
                let message = format!("two value lines are called `{name}`");
                self.report(Diagnostic::error(codes::NAME_TWICE, place, message).related(*first, "the first one"));
            }
            seen.push((name, place));
        }
    }

    fn value_line(&mut self, id: AssetId, term: &Term<'a>, name: &str) -> ValueLine {
        let clause = cited(&term.line.cites);
        let place = term.name.map_or(term.line.head_span, |name| name.span);
        let label = Label { name: name.to_string(), title: None, clause, place };
        let clauses = &term.line.phrase.clauses;
        let first = clauses.first();
        let depreciation = match term.label.words {
            "value" => first.and_then(|first| self.priced(id, first)),
            _ => first.and_then(|first| self.method(id, first)),
        };
        let mut line = ValueLine {
            label,
            depreciation: depreciation.unwrap_or_else(|| Depreciation::Total(stand_in(place, Unit::ratio()))),
            floor: None,
            steps: Vec::new(),
        };
        for clause in clauses.iter().skip(1) {
            self.value_extra(id, clause, &mut line);
        }
        line
    }

    /// `falls 35% on 2026-10-01`, `floor USD 1M`
    fn value_extra(&mut self, id: AssetId, clause: &'a Clause, line: &mut ValueLine) -> Option<()> {
        let mut cursor = Cursor::of(clause);
        if cursor.words("falls") {
            let share = self.take_value(&mut cursor, "`falls`")?;
            let falls = self.value(share, &Wanted::Ratio, "`falls`", &Default::default());
            let Some(operand) = cursor.operand(Preposition::On) else {
                let message = "`falls` does not say when";
                let help = "write `falls 35% on 2026-10-01`";
                self.report(Diagnostic::error(codes::SOMETHING_MISSING, clause.span, message).help(help));
                return None;
            };
            let on = self.date_in_grid(operand, "this fall");
            self.finish(&mut cursor, "`falls`");
            line.steps.push(ValueStep { on: on?, falls: falls? });
            return Some(());
        }
        if cursor.words("floor") {
            let value = self.take_value(&mut cursor, "`floor`")?;
            line.floor = self.money_or_share(value, id, "`floor`");
            self.finish(&mut cursor, "`floor`");
            return Some(());
        }
        let message = format!("`{}` is left over in this value line", self.text(clause.span));
        let help = "after the method stand `falls 35% on DATE` and `floor AMOUNT`";
        self.report(Diagnostic::error(codes::LEFT_OVER, clause.span, message).help(help));
        None
    }

    /// Money, or a ratio as a share of the asset's cost.
    pub(crate) fn money_or_share(&mut self, expr: &ast::Expr, id: AssetId, what: &str) -> Option<Expr> {
        let value = self.value(expr, &Wanted::Any, what, &Default::default())?;
        if !value.of.unit().is_some_and(Unit::is_ratio) {
            return self.fit(value, &Wanted::Money, what);
        }
        let (place, money) = (value.place, Type::Quantity(self.money()));
        let cost = Expr { kind: ExprKind::Read(Read::Asset(id, AssetAttribute::Cost)), of: money.clone(), place };
        let times = Arithmetic::Multiply { numerator: 1, denominator: 1 };
        Some(Expr { kind: ExprKind::Arithmetic(times, Box::new(value), Box::new(cost)), of: money, place })
    }

    fn method(&mut self, id: AssetId, clause: &'a Clause) -> Option<Depreciation> {
        let mut cursor = Cursor::of(clause);
        let (method, arguments) = self.signature(&mut cursor, METHODS, "a depreciation method", Some(id))?;
        self.finish(&mut cursor, "this depreciation");
        Some(Depreciation::Method { method: method.words, arguments })
    }

    /// A price for each unit, or an amount for all.
    fn priced(&mut self, id: AssetId, clause: &'a Clause) -> Option<Depreciation> {
        let mut cursor = Cursor::of(clause);
        let value = self.dated_value(&mut cursor, &Wanted::Any, "`value`", &Default::default());
        self.finish(&mut cursor, "`value`");
        let value = value?;
        let units = self.kind_of(Definition::AssetUnits(id), value.place)?;
        if let Type::Quantity(unit) = &value.of {
            if unit.is_money() && unit.currency() == Some(self.deal.currency) {
                return Some(Depreciation::Total(value));
            }
            let (unit, units, place) = (unit.clone(), units.unit()?.clone(), value.place);
            return self.check_per_unit(&unit, &units, "`value`", place).then_some(Depreciation::Price(value));
        }
        self.fit(value, &Wanted::Money, "`value`");
        None
    }

    /// `table market { between: linear … 12: 60% }`: the share of cost left by age in months.
    fn value_table(&mut self, table: &'a Block, name: &str) -> ValueLine {
        let clause = cited(&table.cites);
        let place = table.handle.as_ref().map_or(table.kind_span, |handle| handle.span);
        let label = Label { name: name.to_string(), title: None, clause, place };
        self.finish(&mut Cursor::new(&table.head, table.span), "this table");
        let linear = self.between_ages(table, name);
        let rows = self.rows_by_age(table).unwrap_or_default();
        ValueLine { label, depreciation: Depreciation::ByAge { rows, linear }, floor: None, steps: Vec::new() }
    }

    /// `between: linear`, among the rows.
    fn between_ages(&mut self, table: &'a Block, name: &str) -> bool {
        let lines: &[ast::Line] = match &table.body {
            ast::Body::Lines(lines) => lines,
            _ => &[],
        };
        for line in lines {
            let ast::Line::Labelled(line) = line else { continue };
            if !is_between(line) {
                continue;
            }
            let written = self.text(line.phrase.span);
            if matches!(written.as_str(), "linear" | "step") {
                return written == "linear";
            }
            let message = format!("`between` cannot be `{written}`");
            let help = "write `linear` or `step`";
            self.report(Diagnostic::error(codes::UNKNOWN_WORD, line.phrase.span, message).help(help));
            return false;
        }
        let assumed = format!("`{name}` keeps each value of its table until the next age");
        self.assume_term(table, "between: step", assumed);
        false
    }

    fn rows_by_age(&mut self, table: &'a Block) -> Option<Vec<(u32, i128)>> {
        let lines: &[ast::Line] = match &table.body {
            ast::Body::Lines(lines) => lines,
            _ => &[],
        };
        let mut rows: Vec<(u32, i128)> = Vec::new();
        for line in lines {
            let ast::Line::Labelled(line) = line else { continue };
            if is_between(line) {
                continue;
            }
            let age = match line.head.as_slice() {
                [Element::Expr(ast::Expr { kind: ast::ExprKind::Number(number), span })] => self.whole(*number, *span),
                _ => {
                    let message = format!("expected an age in months, and this is `{}`", self.text(line.head_span));
                    self.report(
                        Diagnostic::error(codes::WRONG_KIND, line.head_span, message).help("write rows as `12: 60%`"),
                    );
                    None
                }
            };
            let mut cursor = Cursor::of(line.phrase.clauses.first()?);
            let value = self.take_value(&mut cursor, "a row")?;
            let value = self.constant(value, &Wanted::Ratio, "a row of a table")?;
            self.finish(&mut cursor, "a row");
            let (age, ExprKind::Constant(share)) = (u32::try_from(age?).ok()?, value.kind) else { return None };
            if rows.last().is_some_and(|(last, _)| *last >= age) {
                let message = format!("the row of age {age} does not come after the one before");
                self.report(
                    Diagnostic::error(codes::ROWS_OUT_OF_ORDER, line.head_span, message).help("put the ages in order"),
                );
            }
            rows.push((age, share));
        }
        Some(rows)
    }

    /// `sold: on DATE by Sale`
    fn sale(&mut self, terms: &Terms<'a>) -> Option<Sale> {
        let term = terms.get("sold")?;
        let mut cursor = Cursor::of(self.single(term)?);
        let on = cursor.operand(Preposition::On);
        let by = cursor.operand(Preposition::By);
        self.finish(&mut cursor, "`sold`");
        let (Some(on), Some(by)) = (on, by) else {
            let message = "`sold` says when and how";
            self.report(
                Diagnostic::error(codes::SOMETHING_MISSING, term.line.span, message)
                    .help("write `sold: on 2030-06-30 by Sale`"),
            );
            return None;
        };
        let on = self.date_in_grid(on, "this sale");
        let by = self.entity(by, "a liquidation", |entity| matches!(entity, Entity::Liquidation(_)));
        match (on, by) {
            (Some(on), Some(Entity::Liquidation(by))) => Some(Sale { on, by }),
            _ => None,
        }
    }
}

fn is_between(line: &ast::Labelled) -> bool {
    matches!(line.head.as_slice(), [word] if super::super::phrase::word_of(word).is_some_and(|word| word.text == "between"))
}

/// Where a value line comes from.
enum Line<'t, 'a> {
    Term(&'t Term<'a>),
    Table(&'a Block),
}

impl Line<'_, '_> {
    fn place(&self) -> crate::source::Span {
        match self {
            Line::Term(term) => term.name.map_or(term.line.head_span, |name| name.span),
            Line::Table(table) => table.handle.as_ref().map_or(table.kind_span, |handle| handle.span),
        }
    }
}

/// Value lines in the order of the text: depreciations, values and tables by age.
fn value_line_names<'t, 'a>(terms: &'t Terms<'a>) -> Vec<(String, Line<'t, 'a>)> {
    let mut lines: Vec<(String, Line)> = Vec::new();
    for term in terms.list.iter().filter(|term| matches!(term.label.words, "depreciation" | "value")) {
        if let Some(name) = term.name {
            lines.push((name.text.clone(), Line::Term(term)));
        }
    }
    for table in terms.nested.iter().filter(|block| block.kind == BlockKind::Table) {
        if let Some(handle) = &table.handle {
            lines.push((handle.text.clone(), Line::Table(table)));
        }
    }
    lines.sort_by_key(|(_, line)| line.place().start);
    lines
}
