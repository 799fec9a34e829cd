//! Names in expressions: what they read, and of which kind it is.

use super::super::checker::Checker;
use super::super::codes;
use super::super::definition::Definition;
use super::super::names::{Declared, Entity};
use super::Scope;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggestion::nearest;
use crate::model::{
    AccountAttribute, AssetAttribute, AssetId, ContractAttribute, CovenantAttribute, Expr, ExprKind, FeeAttribute,
    LiquidationAttribute, LiquidationId, PartyAttribute, PeriodAttribute, Read, StepAttribute, TrancheAttribute, Type,
    WaterfallId,
};
use crate::quantity::{CalendarUnit, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Name};

impl<'a> Checker<'a> {
    pub(super) fn read_value(&mut self, names: &[Name], place: Span, scope: &Scope) -> Option<Expr> {
        self.read_path(names, place, scope, false)
    }

    /// `ahead`: inside a window that looks forward.
    pub(super) fn read_path(&mut self, names: &[Name], place: Span, scope: &Scope, ahead: bool) -> Option<Expr> {
        let read = self.resolve(names, place, scope)?;
        if let (Read::Tranche(_, TrancheAttribute::ScheduledService), false) = (read, ahead) {
            let message = format!("`{}` lies ahead", self.text(place));
            let help = "write `sum(…, next 6 months)`, or read `debt_service` for this period";
            self.report(Diagnostic::error(codes::FUTURE, place, message).help(help));
            return None;
        }
        let of = self.kind_of_read(read, place)?;
        Some(Expr { kind: ExprKind::Read(read), of, place })
    }

    /// `prior X`
    pub(super) fn prior(&mut self, inner: &ast::Expr, place: Span) -> Option<Expr> {
        let ast::ExprKind::Path(names) = &inner.kind else {
            if inner.kind != ast::ExprKind::Bad {
                let message = "`prior` reads a name";
                let help = format!("give the value a name first: `NAME = {}`", self.text(inner.span));
                self.report(Diagnostic::error(codes::WRONG_KIND, inner.span, message).help(help));
            }
            return None;
        };
        let read = self.resolve(names, inner.span, &Scope::default())?;
        let of = match read {
            Read::Line(id) => {
                let line = *self.blocks.lines.get(id.index())?;
                if line.first.is_none() {
                    if self.first_asked.insert(id) {
                        let message =
                            format!("`{}` is read by `prior` and does not say its first value", line.name.text);
                        let help = "add it at the end of the line, as in `, first USD 0`";
                        self.report(
                            Diagnostic::error(codes::FIRST_MISSING, line.name.span, message)
                                .related(place, "read here")
                                .help(help),
                        );
                    }
                    return None;
                }
                self.kind_of(Definition::First(id), inner.span)?
            }
            _ => self.kind_of_read(read, inner.span)?,
        };
        Some(Expr { kind: ExprKind::Prior(read), of, place })
    }

    /// What a path reads.
    pub(crate) fn resolve(&mut self, names: &[Name], place: Span, scope: &Scope) -> Option<Read> {
        let (first, rest) = names.split_first()?;
        match first.text.as_str() {
            "period" => return self.resolve_period(first, rest, place),
            "remaining" if rest.is_empty() => {
                return match scope.remaining {
                    Some(remaining) => Some(remaining),
                    None => {
                        let message = "`remaining` stands only in a waterfall step";
                        let help = "read the balance of an account instead, as in `Cash.balance`";
                        self.report(Diagnostic::error(codes::UNKNOWN_NAME, place, message).help(help));
                        None
                    }
                };
            }
            _ => {}
        }
        let Some(declared) = self.names.find(&first.text) else {
            self.report_unknown(first, rest);
            return None;
        };
        match (declared.entity, rest) {
            (Entity::Line(id), []) => Some(Read::Line(id)),
            (Entity::Input(id), []) => Some(Read::Input(id)),
            (Entity::Curve(id), []) => Some(Read::Curve(id)),
            (Entity::State(id), []) => Some(Read::State(id)),
            (Entity::Tranche(id), [name]) => self
                .attribute(first, declared, name, TrancheAttribute::ALL, TrancheAttribute::name)
                .map(|it| Read::Tranche(id, it)),
            (Entity::Account(id), [name]) => self
                .attribute(first, declared, name, AccountAttribute::ALL, AccountAttribute::name)
                .map(|it| Read::Account(id, it)),
            (Entity::Contract(id), [name]) => self
                .attribute(first, declared, name, ContractAttribute::ALL, ContractAttribute::name)
                .map(|it| Read::Contract(id, it)),
            (Entity::Party(id), [name]) => self
                .attribute(first, declared, name, PartyAttribute::ALL, PartyAttribute::name)
                .map(|it| Read::Party(id, it)),
            (Entity::Fee(id), [name]) => {
                self.attribute(first, declared, name, FeeAttribute::ALL, FeeAttribute::name).map(|it| Read::Fee(id, it))
            }
            (Entity::Covenant(id), [name]) => self
                .attribute(first, declared, name, CovenantAttribute::ALL, CovenantAttribute::name)
                .map(|it| Read::Covenant(id, it)),
            (Entity::Liquidation(id), [name]) => self
                .attribute(first, declared, name, LiquidationAttribute::ALL, LiquidationAttribute::name)
                .map(|it| Read::Liquidation(id, it)),
            (Entity::Asset(id), [name]) => self.resolve_asset(id, first, declared, name),
            (Entity::Waterfall(id), _) => self.resolve_step(Some(id), first, rest, place),
            (Entity::Enforcement, _) => self.resolve_step(None, first, rest, place),
            (entity, []) => {
                self.report_not_a_figure(first, entity);
                None
            }
            (entity, [attribute, ..]) => {
                let message = format!("`{}` is {} and has no `{}`", first.text, entity.described(), attribute.text);
                self.report(Diagnostic::error(codes::UNKNOWN_ATTRIBUTE, attribute.span, message));
                None
            }
        }
    }

    fn resolve_period(&mut self, first: &Name, rest: &[Name], place: Span) -> Option<Read> {
        let known = || PeriodAttribute::ALL.iter().map(|it| it.name());
        match rest {
            [name] => match PeriodAttribute::from_name(&name.text) {
                Some(attribute) => Some(Read::Period(attribute)),
                None => {
                    self.report_attribute(first, "the period", name, known().collect());
                    None
                }
            },
            _ => {
                let figures: Vec<String> = known().map(|name| format!("`period.{name}`")).collect();
                let message = format!("`{}` is not a figure", self.text(place));
                let help = format!("name one of its figures: {}", super::super::term::list(&figures));
                self.report(Diagnostic::error(codes::NOT_A_FIGURE, place, message).help(help));
                None
            }
        }
    }

    fn resolve_asset(&mut self, id: AssetId, owner: &Name, declared: Declared, name: &Name) -> Option<Read> {
        let lines = self.value_lines(id);
        if let Some(index) = lines.iter().position(|line| *line == name.text) {
            return Some(Read::AssetValue(id, super::super::names::count(index)));
        }
        if let Some(attribute) = AssetAttribute::from_name(&name.text) {
            return Some(Read::Asset(id, attribute));
        }
        let mut known: Vec<&str> = lines.iter().map(String::as_str).collect();
        known.extend(AssetAttribute::ALL.iter().map(|it| it.name()));
        self.report_attribute(owner, declared.entity.described(), name, known);
        None
    }

    /// `Payments.trap.paid`
    fn resolve_step(
        &mut self,
        waterfall: Option<WaterfallId>,
        owner: &Name,
        rest: &[Name],
        place: Span,
    ) -> Option<Read> {
        let _ = waterfall;
        let (step_name, attribute) = match rest {
            [step] => (step, None),
            [step, attribute] => (step, Some(attribute)),
            _ => {
                let message = format!("`{}` is not a figure", self.text(place));
                let help = format!("name a step and its figure, as in `{}.rest.paid`", owner.text);
                self.report(Diagnostic::error(codes::NOT_A_FIGURE, place, message).help(help));
                return None;
            }
        };
        let Some(step) = self.find_step(&owner.text, &step_name.text) else {
            let known: Vec<String> =
                self.steps.iter().filter(|step| step.owner == owner.text).map(|step| step.name.clone()).collect();
            let message = format!("`{}` has no step `{}`", owner.text, step_name.text);
            let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, step_name.span, message);
            let help = match nearest(&step_name.text, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "its steps are {}",
                    known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            self.report(diagnostic.help(help));
            return None;
        };
        match attribute.map(|attribute| (attribute, StepAttribute::from_name(&attribute.text))) {
            Some((_, Some(attribute))) => Some(Read::Step(step, attribute)),
            Some((attribute, None)) => {
                let known = StepAttribute::ALL.iter().map(|it| it.name()).collect();
                self.report_attribute(step_name, "a step", attribute, known);
                None
            }
            None => {
                let message = format!("`{}` is a step", self.text(place));
                let help = format!("name one of its figures, as in `{}.paid`", self.text(place));
                self.report(Diagnostic::error(codes::NOT_A_FIGURE, place, message).help(help));
                None
            }
        }
    }

    fn attribute<T: Copy>(
        &mut self,
        owner: &Name,
        declared: Declared,
        name: &Name,
        all: &[T],
        text: fn(T) -> &'static str,
    ) -> Option<T> {
        let found = all.iter().copied().find(|it| text(*it) == name.text);
        if found.is_none() {
            self.report_attribute(owner, declared.entity.described(), name, all.iter().map(|it| text(*it)).collect());
        }
        found
    }

    fn report_attribute(&mut self, owner: &Name, kind: &str, name: &Name, known: Vec<&str>) {
        let message = format!("`{}` is {kind} and has no `{}`", owner.text, name.text);
        let message = if kind == "the period" { format!("`period` has no `{}`", name.text) } else { message };
        let diagnostic = Diagnostic::error(codes::UNKNOWN_ATTRIBUTE, name.span, message);
        let help = match nearest(&name.text, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                format!("it has {}", super::super::term::list(&known))
            }
        };
        self.report(diagnostic.help(help));
    }

    fn report_unknown(&mut self, name: &Name, rest: &[Name]) {
        let message = format!("nothing is called `{}`", name.text);
        let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, name.span, message);
        let has_figures = !rest.is_empty();
        let near =
            self.suggestion(&name.text, self.names.which(|entity| is_plain(entity) != has_figures)).map(str::to_string);
        let near = near.or_else(|| {
            (!has_figures && nearest(&name.text, ["remaining"]).is_some()).then(|| "remaining".to_string())
        });
        self.report(match near {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("declare it: `{} = …`, or `input {}: …`", name.text, name.text)),
        });
    }

    fn report_not_a_figure(&mut self, name: &Name, entity: Entity) {
        let message = format!("`{}` is {}, and a figure is wanted here", name.text, entity.described());
        let example = match entity {
            Entity::Tranche(_) | Entity::Account(_) => Some("balance"),
            Entity::Asset(_) => Some("cost"),
            Entity::Contract(_) => Some("billed"),
            Entity::Party(_) => Some("defaulted"),
            Entity::Fee(_) => Some("due"),
            Entity::Covenant(_) => Some("value"),
            Entity::Liquidation(_) => Some("net"),
            _ => None,
        };
        let diagnostic = Diagnostic::error(codes::NOT_A_FIGURE, name.span, message);
        self.report(match example {
            Some(example) => diagnostic.help(format!("name one of its figures, as in `{}.{example}`", name.text)),
            None => diagnostic,
        });
    }

    /// The kind of what is read.
    pub(crate) fn kind_of_read(&mut self, read: Read, place: Span) -> Option<Type> {
        let money = Type::Quantity(self.money());
        let ratio = Type::Quantity(Unit::ratio());
        let rate = Type::Quantity(Unit::rate(CalendarUnit::Year));
        Some(match read {
            Read::Line(id) => return self.kind_of(Definition::Line(id), place),
            Read::Curve(id) => return self.kind_of(Definition::Curve(id), place),
            Read::Input(id) => return self.input_kind(id),
            Read::Asset(id, attribute) => match attribute {
                AssetAttribute::Units => return self.kind_of(Definition::AssetUnits(id), place),
                AssetAttribute::Cost
                | AssetAttribute::Purchase
                | AssetAttribute::Forced
                | AssetAttribute::ForcedNet => money,
                AssetAttribute::UnitCost => {
                    let units = self.kind_of(Definition::AssetUnits(id), place)?;
                    Type::Quantity(self.money().over(units.unit()?).0)
                }
                AssetAttribute::Power => return self.stated(Definition::AssetPower(id), id, "power", place),
                AssetAttribute::Hosting => return self.stated(Definition::AssetHosting(id), id, "hosting", place),
                AssetAttribute::Age => ratio,
            },
            Read::AssetValue(..) => money,
            Read::Contract(id, attribute) => match attribute {
                ContractAttribute::Units => return self.kind_of(Definition::ContractUnits(id), place),
                ContractAttribute::Price => return self.kind_of(Definition::ContractPrice(id), place),
                ContractAttribute::Contracted | ContractAttribute::Billed | ContractAttribute::Received => money,
            },
            Read::Account(..) | Read::Fee(..) | Read::Step(..) | Read::Remaining(_) | Read::Estate => money,
            Read::Tranche(_, attribute) => match attribute {
                TrancheAttribute::Coupon => rate,
                TrancheAttribute::InDefault => Type::Boolean,
                TrancheAttribute::Recovery | TrancheAttribute::RecoveryPv | TrancheAttribute::RecoveryCash => ratio,
                _ => money,
            },
            Read::State(_) | Read::Party(_, PartyAttribute::Defaulted) => Type::Boolean,
            Read::Covenant(id, attribute) => match attribute {
                CovenantAttribute::Value => return self.kind_of(Definition::Measure(id), place),
                CovenantAttribute::Headroom => ratio,
                CovenantAttribute::CureAmount => money,
                CovenantAttribute::Breached => Type::Boolean,
            },
            Read::Liquidation(id, attribute) => match attribute {
                LiquidationAttribute::Sold => return self.sold_kind(id, place),
                LiquidationAttribute::Price => {
                    let units = self.sold_kind(id, place)?;
                    Type::Quantity(self.money().over(units.unit()?).0)
                }
                _ => money,
            },
            Read::Period(attribute) => match attribute {
                PeriodAttribute::Index | PeriodAttribute::Days => ratio,
                PeriodAttribute::Hours => Type::Quantity(Unit::hour()),
                PeriodAttribute::Months => Type::Quantity(Unit::calendar(CalendarUnit::Month)),
                PeriodAttribute::End => Type::Date,
                PeriodAttribute::IsLast | PeriodAttribute::IsPayment => Type::Boolean,
            },
        })
    }

    fn sold_kind(&mut self, id: LiquidationId, place: Span) -> Option<Type> {
        let asset = self.liquidation_asset(id)?;
        self.kind_of(Definition::AssetUnits(asset), place)
    }

    /// A term of an asset that may be missing.
    fn stated(&mut self, definition: Definition, id: AssetId, words: &str, place: Span) -> Option<Type> {
        let terms = self.blocks.assets.get(id.index())?.clone();
        if terms.get(words).is_none() {
            let message = format!("`{}` does not state its `{words}`", terms.name());
            self.report(
                Diagnostic::error(codes::SOMETHING_MISSING, place, message)
                    .related(terms.place(), "declared here")
                    .help(format!("add `{words}: …` to the asset")),
            );
            return None;
        }
        self.kind_of(definition, place)
    }
}

/// Read by its bare name, without a figure after a dot.
fn is_plain(entity: Entity) -> bool {
    matches!(entity, Entity::Line(_) | Entity::Input(_) | Entity::Curve(_) | Entity::State(_))
}
