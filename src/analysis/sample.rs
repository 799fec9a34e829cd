//! A small deal for tests: five yearly payments out of revenue that falls by 30% a year.

use super::Limits;
use super::drive::MOST_OPERATIONS;
use super::simulate::{Manner, Unwatched};
use crate::model::{Expectation, InputId, Label, Lever, LeverTarget, Model, Question, Study, StudyMeasure};
use crate::source::{MemoryFiles, Sources, Span};
use crate::time::Date;

/// Figures by hand: revenue 21,024,000 falling by 30%, costs 4,161,576, a loan of 30M at 9% in five equal parts.
pub const TEXT: &str = r#"deal "Rent deflation" {
  currency: USD
  closing:  2025-12-31
  periods:  each year end from 2026-12-31 to 2030-12-31
  payments: each year end
}

source TS "Term sheet"
source MD "Model"

curve revenue {
  table {
    2025-12-31: USD 0
    2026-12-31: USD 21_024_000
    2027-12-31: USD 14_716_800
    2028-12-31: USD 10_301_760
    2029-12-31: USD 7_211_232
    2030-12-31: USD 5_047_862.40
  }
}

asset Fleet {
  units: 1_000 GPU
  cost:  USD 40M
  depreciation book: straight line over 6 years
}

opex  = USD 4_161_576
CFADS = revenue - opex

tranche Loan [TS 3.1] {
  limit:           USD 30M
  draws:           USD 30M at closing
  proceeds:        to Sponsor
  coupon:          9%
  day count:       30/360
  amortization:    equal principal over 5 years
  prepayments:     in order of maturity
  maturity:        2030-12-31
  payment default: never
}

account Cash {
  receives: revenue
  at end:   to Sponsor
}
account Trap { at end: to Sponsor }

state lockup

waterfall Payments from Cash on each payment date [TS 5.1] {
  opex:      pay opex carry
  interest:  pay interest on Loan else from Trap
  principal: pay scheduled principal on Loan else from Trap
  trap:      move remaining to Trap when lockup
  rest:      pay remaining to Sponsor
}

covenant DSCR [TS 7.1] {
  measure:     CFADS / Loan.debt_service
  tested:      each period before Payments
  below 1.35x: enter lockup until passed
  below 1.25x: declare event of default
}

shock Crash [MD 2] { revenue: times 50% from 2028-01-01 }

scenario Half: base with Crash
"#;

pub fn date(text: &str) -> Date {
    Date::from_iso(text).expect("a date")
}

pub fn deal() -> Model {
    deal_with("", &mut Sources::new())
}

/// The deal with more items after it, and the text it was read from.
pub fn deal_with(more: &str, sources: &mut Sources) -> Model {
    let (deal, problems) = crate::read(&format!("{TEXT}{more}"), "sample.deal", sources, &MemoryFiles::new());
    assert!(problems.is_empty(), "{problems:?}");
    deal.expect("a text without problems is a deal")
}

/// A study of the deal: its measures are read off the tests of the text, the left side of each expectation.
pub fn study(model: &Model, asks: Question) -> Study {
    let measures = model.tests.iter().flat_map(|test| &test.expectations).filter_map(|(expectation, text, _)| {
        let Expectation::Condition { left, .. } = expectation else { return None };
        let text = text.trim_start_matches("expect ").split(" = ").next().unwrap_or(text).to_owned();
        Some(StudyMeasure { expr: left.expr.clone(), text })
    });
    let label = Label { name: "S".into(), title: None, clause: None, place: Span::default() };
    Study { label, under: Vec::new(), given: Vec::new(), measures: measures.collect(), asks }
}

/// An input as a lever.
pub fn lever(model: &Model, name: &str) -> Lever {
    let index = model.inputs.iter().position(|it| it.label.name == name).expect("an input of this name");
    let input = &model.inputs[index];
    Lever {
        what: LeverTarget::Input(InputId(index as u32)),
        name: name.into(),
        of: input.of.clone(),
        stated: input.value,
        place: input.label.place,
    }
}

/// A shipped example.
pub fn example(name: &str) -> Model {
    read_with(name, "")
}

/// The same with more items after it.
pub fn read_with(name: &str, more: &str) -> Model {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let text = std::fs::read_to_string(root.join(name)).expect("an example") + more;
    let sofr = std::fs::read_to_string(root.join("market/sofr.csv")).expect("a table");
    let files = MemoryFiles::new().with("market/sofr.csv", sofr);
    let (deal, problems) = crate::read(&text, name, &mut Sources::new(), &files);
    assert!(!problems.iter().any(crate::diagnostic::Diagnostic::is_error), "{problems:?}");
    deal.expect("an example without problems is a deal")
}

/// One thread, nobody watching.
pub fn alone() -> Manner<'static> {
    static LIMITS: Limits =
        Limits { operations: MOST_OPERATIONS, inputs: Vec::new(), stop: crate::engine::Stop::NEVER };
    Manner { limits: &LIMITS, threads: 1, observer: &Unwatched }
}
