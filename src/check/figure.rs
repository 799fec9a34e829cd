//! Figures that are asked for from outside the file: one expression, or the kinds of all that can be named.

use super::checker::Checker;
use super::expression::Scope;
use super::names::Entity;
use super::{amendment, wanted};
use crate::diagnostic::{self, Diagnostic};
use crate::model::{
    AccountAttribute, AssetAttribute, ContractAttribute, CovenantAttribute, Expr, FeeAttribute, LiquidationAttribute,
    PartyAttribute, PeriodAttribute, ScenarioId, StepAttribute, TrancheAttribute, Type,
};
use crate::source::{Files, Sources, Span};
use crate::syntax::ast::{self, ExprKind, File, Name};

/// One expression of a deal, read as its tests read, and the scenario that it names: `Squeeze.Senior.recovery`.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub expr: Expr,
    pub under: Option<ScenarioId>,
}

/// What an expression means in a deal, or all that is wrong with it. The deal itself has been checked.
pub fn question(
    file: &File,
    asked: &ast::Expr,
    sources: &mut Sources,
    files: &dyn Files,
) -> Result<Question, Vec<Diagnostic>> {
    let (now, _) = amendment::amended(file, &[], sources);
    let mut checker = built(&now, sources, files).ok_or_else(Vec::new)?;
    let answer = checker.scenario_side(asked).and_then(|(under, expr)| {
        let expr = checker.infer(&expr, None, &Scope { remaining: None, test: true })?;
        Some(Question { expr, under })
    });
    diagnostic::sort(&mut checker.findings);
    answer.filter(|_| !checker.findings.iter().any(Diagnostic::is_error)).ok_or(checker.findings)
}

/// Every figure of a deal that an expression may name, and what it reads; in the order of the names.
pub fn figures(file: &File, sources: &mut Sources, files: &dyn Files) -> Vec<(String, Expr)> {
    let (now, _) = amendment::amended(file, &[], sources);
    let Some(mut checker) = built(&now, sources, files) else { return Vec::new() };
    let mut found = Vec::new();
    for path in checker.paths() {
        let names: Vec<Name> =
            path.split('.').map(|text| Name { text: text.to_owned(), span: Span::default() }).collect();
        let expr = ast::Expr { kind: ExprKind::Path(names), span: Span::default() };
        if let Some(expr) = checker.infer(&expr, None, &Scope { remaining: None, test: true }) {
            found.push((path, expr));
        }
    }
    found
}

/// A kind of value in words of deals: `money in USD`, `a condition`.
pub fn described(of: &Type) -> String {
    wanted::describe(of)
}

/// Everything declared and typed; what is wrong with the deal has been said before.
fn built<'a>(file: &'a File, sources: &'a mut Sources, files: &'a dyn Files) -> Option<Checker<'a>> {
    let mut checker = Checker::new(sources, files)?;
    checker.collect(file);
    checker.blocks.deal.as_ref()?;
    checker.build();
    checker.findings.clear();
    Some(checker)
}

impl Checker<'_> {
    /// The paths of all figures that are declared.
    fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = Vec::new();
        for name in self.names.which(|_| true) {
            let Some(declared) = self.names.find(name) else { continue };
            let mut members = |members: &mut dyn Iterator<Item = &str>| {
                paths.extend(members.map(|member| format!("{name}.{member}")));
            };
            match declared.entity {
                Entity::Line(_) | Entity::Input(_) | Entity::Curve(_) | Entity::State(_) => paths.push(name.to_owned()),
                Entity::Tranche(_) => members(&mut TrancheAttribute::ALL.iter().map(|it| it.name())),
                Entity::Account(_) => members(&mut AccountAttribute::ALL.iter().map(|it| it.name())),
                Entity::Contract(_) => members(&mut ContractAttribute::ALL.iter().map(|it| it.name())),
                Entity::Party(_) => members(&mut PartyAttribute::ALL.iter().map(|it| it.name())),
                Entity::Fee(_) => members(&mut FeeAttribute::ALL.iter().map(|it| it.name())),
                Entity::Covenant(_) => members(&mut CovenantAttribute::ALL.iter().map(|it| it.name())),
                Entity::Liquidation(_) => members(&mut LiquidationAttribute::ALL.iter().map(|it| it.name())),
                Entity::Asset(id) => {
                    let lines = self.value_lines(id);
                    members(&mut lines.iter().map(String::as_str));
                    members(&mut AssetAttribute::ALL.iter().map(|it| it.name()));
                }
                Entity::Source
                | Entity::Import
                | Entity::Unit
                | Entity::Waterfall(_)
                | Entity::Enforcement
                | Entity::Shock(_)
                | Entity::Scenario(_)
                | Entity::Amendment(_)
                | Entity::Process(_)
                | Entity::Correlation
                | Entity::Study(_) => {}
            }
        }
        for step in &self.steps {
            paths.extend(StepAttribute::ALL.iter().map(|it| format!("{}.{}.{}", step.owner, step.name, it.name())));
        }
        paths.extend(PeriodAttribute::ALL.iter().map(|it| format!("period.{}", it.name())));
        paths
    }
}
