//! The sample deals check clean.

use super::checked;
use crate::model::Model;
use crate::source::MemoryFiles;

fn sample(text: &str) -> Model {
    let rows = include_str!("../../../examples/market/sofr.csv");
    let files = MemoryFiles::new().with("market/sofr.csv", rows);
    let (model, findings) = checked(text, &files);
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    model.expect("nothing is wrong")
}

#[test]
fn rent_deflation_checks_clean() {
    let model = sample(include_str!("../../../examples/rent-deflation.deal"));
    assert_eq!(model.deal.grid.periods(), 5);
    assert_eq!(model.deal.payments.len(), 6);
    assert_eq!(model.covenants.len(), 1);
    assert_eq!(model.steps.len(), 5);
}

#[test]
fn helios_checks_clean() {
    let model = sample(include_str!("../../../examples/helios.deal"));
    assert_eq!(model.deal.grid.periods(), 60);
    // 60 days of standstill, 3 months to the sale, 18 months to wind down.
    assert_eq!(model.deal.tail.len(), 23);
    assert_eq!(model.shocks.len(), 3);
    assert_eq!(model.scenarios.len(), 3);
}
