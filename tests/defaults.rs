//! `PARTY.defaulted`: by a dated shock, by chance, or by whichever comes first; and a loss over two pools that reads it.

#![expect(clippy::expect_used, reason = "a test that cannot go on should stop")]

use indenture::compile::{Case, compile};
use indenture::engine::exact;
use indenture::model::{LineId, Read, ScenarioId};
use indenture::plan::{NEVER, Path};
use indenture::source::{MemoryFiles, Sources};

const DEAL: &str = r#"deal "Two pools" {
  currency: USD
  closing:  2025-12-31
  periods:  each quarter end from 2026-03-31 to 2026-12-31
}
party A
party B
process First on A {
  follows:     default
  probability: 15% over 12 months
}
process Second on B {
  follows:     default
  probability: 20% over 12 months
}
correlation Joint {
  copula:            gaussian
  First with Second: 60%
}
loss = if A.defaulted and B.defaulted then USD 50M else if A.defaulted or B.defaulted then USD 10M else USD 0
shock Fall { A: default on 2026-08-15 }
scenario Dated: base with Fall
"#;

/// The loss at the end of each quarter, in millions.
fn losses(scenario: u32, random: bool, rows: [i128; 2]) -> Vec<i128> {
    let (model, problems) = indenture::read(DEAL, "pools.deal", &mut Sources::new(), &MemoryFiles::new());
    assert!(problems.is_empty(), "{problems:?}");
    let model = model.expect("nothing is wrong");
    let case = Case { random, ..Case::of(ScenarioId(scenario)) };
    let plan = compile(&model, &case).expect("it compiles");
    let values = if random { rows.map(|row| vec![row]).to_vec() } else { Vec::new() };
    let run = exact::run_path(&plan, &Path { values }, u64::MAX).expect("it runs");
    let loss = plan.directory[&Read::Line(LineId(0))];
    (1..=4).map(|row| run.value(row, loss).expect("a figure") / 100_000_000).collect()
}

#[test]
fn without_draws_only_the_dated_shock_counts() {
    assert_eq!(losses(0, false, [NEVER, NEVER]), [0, 0, 0, 0]);
    // The default of 15 August is there at the end of the quarter that holds it.
    assert_eq!(losses(1, false, [NEVER, NEVER]), [0, 0, 10, 10]);
}

#[test]
fn by_chance_and_by_date() {
    assert_eq!(losses(0, true, [NEVER, NEVER]), [0, 0, 0, 0]);
    assert_eq!(losses(0, true, [2, NEVER]), [0, 10, 10, 10]);
    assert_eq!(losses(0, true, [2, 4]), [0, 10, 10, 50]);
    assert_eq!(losses(1, true, [NEVER, 1]), [10, 10, 50, 50]);
    assert_eq!(losses(1, true, [2, NEVER]), [0, 10, 10, 10]);
}
