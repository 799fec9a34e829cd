//! The loan against every value of its collateral: book, market, and what a forced sale would fetch.

use super::{Figure, Reading};
use crate::model::{AssetAttribute, AssetId, Read, SecuredBy, TrancheAttribute, TrancheId, Type};
use crate::quantity::{Unit, divide, power_of_ten};
use crate::time::Date;
use serde::Serialize;

/// One asset, the tranches it secures and its value lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Collateral {
    pub asset: String,
    pub clause: Option<String>,
    /// Tranches secured by it; all of them where no tranche names any security.
    pub tranches: Vec<String>,
    /// `book`, `market`, …, `forced`, `forced net`.
    pub lines: Vec<String>,
    pub dates: Vec<CollateralDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CollateralDate {
    pub date: Date,
    pub loan: Figure,
    /// In the order of the lines.
    pub values: Vec<Option<Figure>>,
    /// Loan over value, where there is a value.
    pub loan_to_value: Vec<Option<Figure>>,
}

impl Collateral {
    /// `Senior over Fleet`; the asset alone where there is no debt on it.
    pub fn title(&self) -> String {
        match self.tranches.as_slice() {
            [] => self.asset.clone(),
            tranches => format!("{} over {}", tranches.join(" and "), self.asset),
        }
    }
}

pub fn collateral(it: &Reading) -> Vec<Collateral> {
    let assets = it.model.assets.iter().enumerate();
    assets.map(|(index, _)| one(it, AssetId(index as u32))).filter(|it| !it.lines.is_empty()).collect()
}

fn one(it: &Reading, id: AssetId) -> Collateral {
    let asset = &it.model.assets[id.index()];
    let unsecured = it.model.tranches.iter().all(|tranche| tranche.secured_by.is_empty());
    let secured: Vec<usize> = (0..it.model.tranches.len())
        .filter(|&index| unsecured || it.model.tranches[index].secured_by.contains(&SecuredBy::Asset(id)))
        .collect();
    let own = asset
        .values
        .iter()
        .enumerate()
        .map(|(line, value)| (value.label.name.clone(), Read::AssetValue(id, line as u32)));
    let forced = [("forced", AssetAttribute::Forced), ("forced net", AssetAttribute::ForcedNet)];
    let forced = forced.into_iter().map(|(name, attribute)| (name.to_string(), Read::Asset(id, attribute)));
    let lines: Vec<(String, Read)> =
        own.chain(forced).filter(|(_, read)| it.plan.directory.contains_key(read)).collect();
    let dates = it.rows().filter_map(|row| date(it, id, &secured, &lines, row)).collect();
    Collateral {
        asset: asset.label.name.clone(),
        clause: asset.label.clause.clone(),
        tranches: secured.iter().map(|&index| it.model.tranches[index].label.name.clone()).collect(),
        lines: lines.into_iter().map(|(name, _)| name).collect(),
        dates,
    }
}

fn date(it: &Reading, id: AssetId, secured: &[usize], lines: &[(String, Read)], row: usize) -> Option<CollateralDate> {
    let money = Type::Quantity(Unit::money(it.model.deal.currency));
    let balances =
        secured.iter().map(|&index| it.read(row, Read::Tranche(TrancheId(index as u32), TrancheAttribute::Balance)));
    let loan = balances.flatten().try_fold(0i128, |sum, balance| sum.checked_add(balance.value))?;
    let loan = Figure::new(loan, money);
    let values: Vec<Option<Figure>> = lines.iter().map(|(_, read)| it.read(row, *read)).collect();
    // A sale of the row has paid the loan down already, while the values still count what it sold.
    let selling = sells(it, id, row);
    let ratio = |value: &Option<Figure>| if selling { None } else { over(it, &loan, value.as_ref()?) };
    let loan_to_value = values.iter().map(ratio).collect();
    Some(CollateralDate { date: it.date(row), loan, values, loan_to_value })
}

/// Whether units of the asset leave in this row.
fn sells(it: &Reading, id: AssetId, row: usize) -> bool {
    let units = |row: usize| it.read(row, Read::Asset(id, AssetAttribute::Units)).map(|units| units.value);
    row.checked_sub(1).is_some_and(|before| units(row) < units(before))
}

fn over(it: &Reading, loan: &Figure, value: &Figure) -> Option<Figure> {
    let ratio = Type::Quantity(Unit::ratio());
    if value.value <= 0 {
        return None;
    }
    let up = power_of_ten(ratio.scale() + value.of.scale());
    let ltv = divide(loan.value, value.value, up, power_of_ten(loan.of.scale()), it.plan.rounding)?;
    Some(Figure::new(ltv, ratio))
}
