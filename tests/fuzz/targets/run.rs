//! Any text that checks runs to an answer or to a diagnostic, in every scenario, within its limit of operations.

#![no_main]

use indenture::analysis::{Limits, drive};
use indenture::compile::Case;
use indenture::model::ScenarioId;
use indenture::source::{MemoryFiles, Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let files = MemoryFiles::new();
    let (Some(deal), _) = indenture::read(text, "fuzz.deal", &mut Sources::new(), &files) else { return };
    let limits = Limits { operations: 200_000, ..Limits::default() };
    for scenario in 0..deal.scenarios.len().min(4) {
        if let Err(problem) = drive(&deal, &Case::of(ScenarioId(scenario as u32)), &limits) {
            assert!(problem.code.0 != "E6900", "cash is lost: {}", problem.message);
        }
    }
});
