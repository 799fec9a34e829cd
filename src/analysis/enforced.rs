//! What lenders would recover today, and under other assumptions on how a sale moves the price.

use super::{Limits, rerun};
use crate::compile::Case;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::{Asked, EnforcedToday, Outcome, RangeEntry, Recovery};
use crate::model::{LiquidationId, Model};

/// Recovery if enforced at the close of each period: same lags and plan, balances as they are, no later shock.
/// One run a period up to the acceleration; empty where the deal states no enforcement.
pub fn enforced_today(model: &Model, case: &Case, limits: &Limits) -> Result<Vec<EnforcedToday>, Diagnostic> {
    let model = model.under(case.scenario);
    if model.enforcement.is_none() {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    for (index, &date) in model.deal.grid.ends().iter().enumerate() {
        let today = Case { enforced_at: Some(index + 1), observe: Vec::new(), ..case.clone() };
        let recoveries = recoveries(model, &today, limits)?;
        // Once the run itself has accelerated there is nothing left to ask.
        if recoveries.iter().any(|recovery| recovery.accelerated.is_some_and(|on| on < date)) {
            break;
        }
        told.push(EnforcedToday { date, recoveries });
    }
    Ok(told)
}

/// Recoveries under each form of impact that a liquidation lists; empty where nothing was accelerated.
pub fn range(model: &Model, case: &Case, outcome: &Outcome, limits: &Limits) -> Result<Vec<RangeEntry>, Diagnostic> {
    let mut range = Vec::new();
    if outcome.recoveries.iter().all(|recovery| recovery.accelerated.is_none()) {
        return Ok(range);
    }
    for (index, liquidation) in model.liquidations.iter().enumerate() {
        for (text, impact) in &liquidation.range {
            let mut other = Case { observe: Vec::new(), ..case.clone() };
            other.impacts.insert(LiquidationId(index as u32), impact.clone());
            range.push(RangeEntry {
                liquidation: liquidation.label.name.clone(),
                impact: text.clone(),
                recoveries: recoveries(model, &other, limits)?,
            });
        }
    }
    Ok(range)
}

fn recoveries(model: &Model, case: &Case, limits: &Limits) -> Result<Vec<Recovery>, Diagnostic> {
    let (plan, run) = rerun(model, case, limits)?;
    let asked = Asked { scenario: Some(case.scenario), ..Asked::default() };
    Ok(Outcome::read(model, &plan, &run, &asked).recoveries)
}
