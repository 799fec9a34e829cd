//! One deal with everything the language has, which checks clean.

use super::checked;
use crate::model::Study;
use crate::source::{MemoryFiles, SourceId};
use crate::syntax;

fn files() -> MemoryFiles {
    MemoryFiles::new()
        .with("history.csv", "date,rent,coin\n2025-01-15,2.0,1\n2025-01-31,2.2,1\n2025-02-28,2.1,1\n2025-03-31,1.8,1\n")
        .with("ratings.csv", "months,investment grade,speculative grade\n12,0.1,3.5\n24,0.3,8\n")
}

const TEXT: &str = include_str!("every-construct.deal");

#[test]
fn every_construct_checks_clean() {
    let (model, findings) = checked(TEXT, &files());
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    let model = model.expect("nothing is wrong");
    assert_eq!(model.holes.len(), 1, "one term is to be determined");
    assert_eq!(model.deal.payments.len(), 25);
}

/// What is printed reads back as the same processes, correlations and questions.
#[test]
fn every_construct_is_printed_back() {
    let printed = |text: &str| syntax::print(&syntax::parse(SourceId(0), text).0);
    let once = printed(TEXT);
    assert_eq!(printed(&once), once);
    let shown = |text: &str| {
        let (model, findings) = checked(text, &files());
        assert!(findings.is_empty(), "{}", findings.join("\n"));
        let model = model.expect("nothing is wrong");
        let laws: Vec<String> = model.processes.iter().map(|it| it.text.clone()).collect();
        let tied: Vec<usize> = model.correlations.iter().map(|it| it.parameters().len()).collect();
        let levers =
            |study: &Study| study.asks.levers().into_iter().map(|it| (it.name.clone(), it.stated)).collect::<Vec<_>>();
        let asked: Vec<_> = model.studies.iter().map(|it| (it.label.name.clone(), levers(it))).collect();
        (laws, tied, asked)
    };
    assert_eq!(shown(&once), shown(TEXT));
}
