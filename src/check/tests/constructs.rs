//! One deal with everything the language has, which checks clean.

use super::checked;
use crate::source::MemoryFiles;

#[test]
fn every_construct_checks_clean() {
    let (model, findings) = checked(include_str!("every-construct.deal"), &MemoryFiles::new());
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    let model = model.expect("nothing is wrong");
    assert_eq!(model.holes.len(), 1, "one term is to be determined");
    assert_eq!(model.deal.payments.len(), 25);
}
