//! Every expression that a run works out, block by block: where a number of the deal may stand.

use super::{
    Amortization, Argument, Asset, AssetCost, Change, Consequence, Covenant, CurvePath, Depreciation, EnforcementStart,
    Expr, FeeAmount, Impact, LevelTest, Liquidation, Measure, Model, OnPayerDefault, PayeeKind, Step, StepAction,
    Tranche,
};

impl Model {
    /// The expressions of all terms, lines, shocks and cures.
    pub fn terms(&self) -> Vec<&Expr> {
        let mut found: Vec<&Expr> = Vec::new();
        for curve in &self.curves {
            match &curve.path {
                CurvePath::Table { .. } => {}
                CurvePath::Growth { start, rate, .. } => found.extend([start, rate]),
                CurvePath::Formula(formula) => found.push(formula),
            }
            found.extend(&curve.floor);
        }
        self.assets.iter().for_each(|asset| asset_terms(asset, &mut found));
        for contract in &self.contracts {
            found.extend([&contract.units, &contract.price]);
            found.extend(&contract.renews_at);
            if let OnPayerDefault::Relet { at, .. } = &contract.on_default {
                found.push(at);
            }
        }
        for account in &self.accounts {
            found.extend(&account.receives);
            found.extend([&account.target, &account.interest, &account.opening].into_iter().flatten());
            found.extend(account.releases.iter().filter_map(|(_, condition)| condition.as_ref()));
        }
        for fee in &self.fees {
            let (FeeAmount::PerTime(amount) | FeeAmount::Amount(amount)) = &fee.amount;
            found.push(amount);
            found.extend(&fee.cap);
        }
        self.tranches.iter().for_each(|tranche| tranche_terms(tranche, &mut found));
        self.steps.iter().for_each(|step| step_terms(step, &mut found));
        self.covenants.iter().for_each(|covenant| covenant_terms(covenant, &mut found));
        self.liquidations.iter().for_each(|liquidation| liquidation_terms(liquidation, &mut found));
        if let Some(enforcement) = &self.enforcement {
            found.extend(&enforcement.discount);
            if let EnforcementStart::When(condition) = &enforcement.starts {
                found.push(condition);
            }
        }
        for line in &self.lines {
            found.push(&line.value);
            found.extend(&line.first);
        }
        for entry in self.shocks.iter().flat_map(|shock| &shock.entries) {
            match &entry.change {
                Change::To(value) | Change::Times(value) | Change::By(value) => found.push(value),
                Change::Default => {}
            }
        }
        found.extend(self.scenarios.iter().flat_map(|it| &it.cures).filter_map(|cure| cure.up_to.as_ref()));
        found
    }
}

fn asset_terms<'m>(asset: &'m Asset, found: &mut Vec<&'m Expr>) {
    found.push(&asset.units);
    match &asset.cost {
        AssetCost::Total(cost) | AssetCost::PerUnit(cost) => found.push(cost),
        AssetCost::None => {}
    }
    found.extend([&asset.power, &asset.hosting].into_iter().flatten());
    for value in &asset.values {
        match &value.depreciation {
            Depreciation::Method { arguments, .. } => {
                found.extend(arguments.iter().flatten().filter_map(|argument| match argument {
                    Argument::Expr(expr) => Some(expr),
                    Argument::Months(_) | Argument::Date(_) => None,
                }));
            }
            Depreciation::Price(expr) | Depreciation::Total(expr) => found.push(expr),
            Depreciation::ByAge { .. } => {}
        }
        found.extend(&value.floor);
        found.extend(value.steps.iter().map(|step| &step.falls));
    }
}

fn tranche_terms<'m>(tranche: &'m Tranche, found: &mut Vec<&'m Expr>) {
    found.extend([&tranche.limit, &tranche.coupon]);
    found.extend(tranche.draws.iter().map(|draw| &draw.amount));
    let others =
        [&tranche.upfront_fee, &tranche.undrawn_fee, &tranche.advance, &tranche.default_rate, &tranche.opening];
    found.extend(others.into_iter().flatten());
    if let Amortization::PerPeriod { amount, .. } = &tranche.amortization {
        found.push(amount);
    }
}

fn step_terms<'m>(step: &'m Step, found: &mut Vec<&'m Expr>) {
    found.extend([&step.limit, &step.yearly_limit, &step.when].into_iter().flatten());
    match &step.action {
        StepAction::Pay { payees, .. } => found.extend(payees.iter().filter_map(|payee| match &payee.kind {
            PayeeKind::Amount(amount, _) => Some(amount),
            _ => None,
        })),
        StepAction::Move { amount, .. } => found.push(amount),
        StepAction::TopUp { target, .. } | StepAction::Release { target, .. } => found.push(target),
        StepAction::Remaining(_) | StepAction::Keep => {}
    }
}

fn covenant_terms<'m>(covenant: &'m Covenant, found: &mut Vec<&'m Expr>) {
    match &covenant.measure {
        Measure::Quotient { numerator, denominator, .. } => found.extend([numerator, denominator]),
        Measure::Value(value) => found.push(value),
        Measure::Undisclosed => {}
    }
    for level in &covenant.levels {
        let (LevelTest::Below(test) | LevelTest::Above(test) | LevelTest::When(test)) = &level.test;
        found.push(test);
        level.consequences.iter().for_each(|consequence| consequence_terms(consequence, found));
    }
}

fn consequence_terms<'m>(consequence: &'m Consequence, found: &mut Vec<&'m Expr>) {
    match consequence {
        Consequence::RequirePrepayment { to: expr, otherwise, .. }
        | Consequence::RequireTopUp { amount: expr, otherwise, .. } => {
            found.push(expr);
            otherwise.iter().for_each(|inner| consequence_terms(inner, found));
        }
        Consequence::ChangeMargin { by, .. } => found.push(by),
        Consequence::Enter { .. }
        | Consequence::EventOfDefault { .. }
        | Consequence::Accelerate
        | Consequence::StopDraws { .. } => {}
    }
}

fn liquidation_terms<'m>(it: &'m Liquidation, found: &mut Vec<&'m Expr>) {
    let terms = [&it.plan, &it.depth, &it.refill, &it.buyers, &it.drift, &it.carry, &it.costs, &it.scrap];
    found.extend(terms.into_iter().flatten());
    for form in std::iter::once(&it.impact).chain(it.range.iter().map(|(_, impact)| impact)) {
        match form {
            Impact::None => {}
            Impact::Flat(expr) | Impact::Linear(expr) | Impact::Exponential(expr) | Impact::Formula(expr) => {
                found.push(expr);
            }
            Impact::SquareRoot { alpha, volume } => found.extend([alpha, volume]),
        }
    }
}
