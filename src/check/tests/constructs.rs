//! One deal with everything the language has, which checks clean.

use super::checked;
use crate::source::MemoryFiles;

#[test]
fn every_construct_checks_clean() {
    let files = MemoryFiles::new()
        .with("history.csv", "date,rent,coin\n2025-01-15,2.0,1\n2025-01-31,2.2,1\n2025-02-28,2.1,1\n2025-03-31,1.8,1\n")
        .with("ratings.csv", "months,investment grade,speculative grade\n12,0.1,3.5\n24,0.3,8\n");
    let (model, findings) = checked(include_str!("every-construct.deal"), &files);
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    let model = model.expect("nothing is wrong");
    assert_eq!(model.holes.len(), 1, "one term is to be determined");
    assert_eq!(model.deal.payments.len(), 25);
}
