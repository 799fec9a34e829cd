//! What an expression reads, and what a name is worked out from.

use crate::model::{
    AccountAttribute, Argument, AssetAttribute, ContractAttribute, CurvePath, Depreciation, Expr, ExprKind, FeeAmount,
    FeeAttribute, Measure, Model, Read, TrancheAttribute,
};

/// Every name read in the same period, with its place; `prior` reads the past and is left out.
pub(crate) fn visit(expr: &Expr, found: &mut impl FnMut(Read, &Expr)) {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Prior(_) => {}
        ExprKind::Read(read) => found(*read, expr),
        ExprKind::Projection(tranche, _) => found(Read::Tranche(*tranche, TrancheAttribute::ScheduledService), expr),
        ExprKind::Negative(inner) | ExprKind::Convert(inner, _) | ExprKind::Not(inner) | ExprKind::Absolute(inner) => {
            visit(inner, found);
        }
        ExprKind::Window(_, inner, _) => visit(inner, found),
        ExprKind::Arithmetic(_, left, right)
        | ExprKind::Comparison(_, left, right)
        | ExprKind::And(left, right)
        | ExprKind::Or(left, right) => {
            visit(left, found);
            visit(right, found);
        }
        ExprKind::If(condition, chosen, otherwise) => {
            visit(condition, found);
            visit(chosen, found);
            visit(otherwise, found);
        }
        ExprKind::Minimum(values) | ExprKind::Maximum(values) => {
            for value in values {
                visit(value, found);
            }
        }
        ExprKind::Dated(dated) => {
            for (_, value) in &dated.until {
                visit(value, found);
            }
            visit(&dated.after, found);
        }
    }
}

pub(crate) fn reads_of(expr: &Expr) -> Vec<Read> {
    let mut reads = Vec::new();
    visit(expr, &mut |read, _| reads.push(read));
    reads
}

/// The expressions that a name is worked out from in the same period.
pub(crate) fn dependencies(model: &Model, read: Read, found: &mut impl FnMut(Read, &Expr)) {
    let mut each = |exprs: &mut dyn Iterator<Item = &Expr>| exprs.for_each(|expr| found(read, expr));
    match read {
        Read::Line(id) => each(&mut model.lines.get(id.index()).map(|line| &line.value).into_iter()),
        Read::Curve(id) => {
            let Some(curve) = model.curves.get(id.index()) else { return };
            match &curve.path {
                CurvePath::Formula(expr) => each(&mut std::iter::once(expr)),
                CurvePath::Growth { start, rate, .. } => each(&mut [start, rate].into_iter()),
                CurvePath::Table { .. } => {}
            }
            each(&mut curve.floor.iter());
        }
        Read::Asset(id, AssetAttribute::Units) => {
            each(&mut model.assets.get(id.index()).map(|asset| &asset.units).into_iter())
        }
        Read::AssetValue(id, index) => {
            let values = model.assets.get(id.index()).map_or(&[][..], |asset| asset.values.as_slice());
            let Some(value) = usize::try_from(index).ok().and_then(|index| values.get(index)) else { return };
            match &value.depreciation {
                Depreciation::Price(expr) | Depreciation::Total(expr) => each(&mut std::iter::once(expr)),
                Depreciation::Method { arguments, .. } => {
                    each(&mut arguments.iter().flatten().filter_map(|argument| match argument {
                        Argument::Expr(expr) => Some(expr),
                        Argument::Months(_) | Argument::Date(_) => None,
                    }))
                }
                Depreciation::ByAge { .. } => {}
            }
            each(&mut value.floor.iter().chain(value.steps.iter().map(|step| &step.falls)));
        }
        Read::Contract(id, attribute) => {
            let Some(contract) = model.contracts.get(id.index()) else { return };
            match attribute {
                ContractAttribute::Units => each(&mut std::iter::once(&contract.units)),
                ContractAttribute::Price => each(&mut std::iter::once(&contract.price).chain(&contract.renews_at)),
                _ => each(&mut [&contract.units, &contract.price].into_iter().chain(&contract.renews_at)),
            }
        }
        Read::Account(id, AccountAttribute::Target) => {
            each(&mut model.accounts.get(id.index()).and_then(|account| account.target.as_ref()).into_iter());
        }
        Read::Fee(id, FeeAttribute::Due | FeeAttribute::Outstanding) => {
            let Some(fee) = model.fees.get(id.index()) else { return };
            let (FeeAmount::PerTime(amount) | FeeAmount::Amount(amount)) = &fee.amount;
            each(&mut std::iter::once(amount).chain(&fee.cap));
        }
        Read::Tranche(id, attribute) => {
            let Some(tranche) = model.tranches.get(id.index()) else { return };
            match attribute {
                TrancheAttribute::Coupon => each(&mut std::iter::once(&tranche.coupon)),
                TrancheAttribute::Interest
                | TrancheAttribute::DefaultInterest
                | TrancheAttribute::DebtService
                | TrancheAttribute::Due => each(&mut std::iter::once(&tranche.coupon).chain(&tranche.default_rate)),
                TrancheAttribute::Limit => each(&mut std::iter::once(&tranche.limit)),
                _ => {}
            }
        }
        Read::Covenant(id, _) => {
            let Some(covenant) = model.covenants.get(id.index()) else { return };
            match &covenant.measure {
                Measure::Quotient { numerator, denominator, .. } => each(&mut [numerator, denominator].into_iter()),
                Measure::Value(value) => each(&mut std::iter::once(value)),
                Measure::Undisclosed => {}
            }
        }
        Read::Asset(..)
        | Read::Input(_)
        | Read::State(_)
        | Read::Account(..)
        | Read::Fee(..)
        | Read::Step(..)
        | Read::Liquidation(..)
        | Read::Party(..)
        | Read::Period(_)
        | Read::Remaining(_)
        | Read::Estate => {}
    }
}
