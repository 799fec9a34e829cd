//! The sample deals check clean.

use super::checked;
use crate::model::Model;
use crate::source::MemoryFiles;

fn sample(name: &str) -> Model {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let text = std::fs::read_to_string(format!("{folder}/{name}")).expect("the sample is in the repository");
    let mut files = MemoryFiles::new();
    if let Ok(rows) = std::fs::read(format!("{folder}/market/sofr.csv")) {
        files = files.with("market/sofr.csv", rows);
    }
    let (model, findings) = checked(&text, &files);
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    model.expect("nothing is wrong")
}

#[test]
fn rent_deflation_checks_clean() {
    let model = sample("rent-deflation.deal");
    assert_eq!(model.deal.grid.periods(), 5);
    assert_eq!(model.deal.payments.len(), 6);
}

#[test]
fn helios_checks_clean() {
    sample("helios.deal");
}
