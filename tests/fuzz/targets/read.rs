//! Any text is read and checked without a panic, and what is wrong is told within the text.

#![no_main]

use indenture::source::{MemoryFiles, Sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = Sources::new();
    let (deal, problems) = indenture::read(text, "fuzz.deal", &mut sources, &MemoryFiles::new());
    assert!(deal.is_some() || problems.iter().any(|it| it.is_error()), "no deal, and no word why");
    for problem in &problems {
        assert!(problem.place.end as usize <= text.len(), "told outside the text: {problem:?}");
        assert!(!problem.message.is_empty());
        sources.position(problem.place);
    }
});
