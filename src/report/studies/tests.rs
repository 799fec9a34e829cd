//! Answers as they are shown, all made from one deal.

use super::*;
use crate::analysis::simulate::{Ended, Manner, Unwatched, simulate};
use crate::analysis::{Limits, reverse, solve, sweep, tornado};
use crate::model::Question;
use crate::report::chart;
use crate::report::format::{FORMATS, Format, Look};
use crate::report::schema::describes;
use crate::source::{MemoryFiles, Sources};

const DEAL: &str = include_str!("../../../examples/rent-deflation.deal");

/// A study of each kind, on the lender's loan with a rent that may stray.
const STUDIES: &str = "
process RentPath on rent {
  follows:    geometric brownian motion
  volatility: 35% per year
}
process Power on energy {
  follows:    mean reversion
  speed:      50% per year
  volatility: 20% per year
}
process Generations on rent {
  follows: jumps
  arrives: 20% per year
  size:    times 80%
}
correlation Together {
  copula: gaussian
  RentPath with Power: 40%
}
study Risk {
  simulate: 200 paths, seed 7, antithetic
  measure:  min(DSCR.value)
  measure:  Loan.recovery
}
study Grid {
  sweep:   decline from 0% per year to 40% per year by 20% per year, Loan.coupon from 8% to 10% by 1%
  measure: min(DSCR.value)
}
study Breakeven {
  solve:   decline from 0% per year to 60% per year
  so that: min(DSCR.value) = 1.25x
}
study Wall {
  reverse: decline by 1% per year to 60% per year
  until:   DSCR breaches 1.25x
}
study Matters {
  tornado: Loan.coupon from 8% to 11%, decline from 10% per year to 40% per year
  measure: min(DSCR.value)
}
";

fn answers() -> Vec<Answer> {
    // From a deal that breaches nothing as it stands, and asks nothing of its own.
    let deal =
        DEAL.split("\nstudy ").next().unwrap().replace("input decline: 30% per year", "input decline: 0% per year");
    let mut sources = Sources::new();
    let (model, problems) = crate::read(&format!("{deal}{STUDIES}"), "rent.deal", &mut sources, &MemoryFiles::new());
    let told: Vec<&str> = problems.iter().map(|it| it.message.as_str()).collect();
    let model = model.unwrap_or_else(|| panic!("{told:?}"));
    let limits = Limits::default();
    let manner = Manner { limits: &limits, threads: 1, observer: &Unwatched };
    let answer = |study: &crate::model::Study| match &study.asks {
        Question::Simulate(asked) => Answer::Simulation(Box::new(simulate(&model, study, asked, &manner).unwrap())),
        Question::Sweep(axes) => Answer::Sweep(Box::new(sweep(&model, study, axes, &manner).unwrap())),
        Question::Solve(asked) => Answer::Solution(Box::new(solve(&model, study, asked, &manner).unwrap())),
        Question::Reverse(asked) => Answer::Reversal(Box::new(reverse(&model, study, asked, &manner).unwrap())),
        Question::Tornado(brackets) => Answer::Tornado(Box::new(tornado(&model, study, brackets, &manner).unwrap())),
    };
    model.studies.iter().map(answer).collect()
}

fn printed(answer: &Answer, report: &str, width: usize) -> String {
    let look = Look { colour: false, width };
    let human = Format::find("human").unwrap();
    let shown = answer.shown(&[Report::find(report).unwrap()]);
    let parts = shown.iter().flat_map(|it| {
        let charts = it.charts.iter().map(move |it| chart::print(it, look));
        std::iter::once((human.print)(&it.tables, look)).chain(charts)
    });
    parts.collect::<Vec<_>>().join("\n")
}

#[test]
fn schemas_name_every_field() {
    let schemas = [
        include_str!("../../../docs/schema/simulation.json"),
        include_str!("../../../docs/schema/sweep.json"),
        include_str!("../../../docs/schema/solution.json"),
        include_str!("../../../docs/schema/reversal.json"),
        include_str!("../../../docs/schema/tornado.json"),
    ];
    for (answer, schema) in answers().iter().zip(schemas) {
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let written: serde_json::Value = serde_json::from_str(&json(std::slice::from_ref(answer))).unwrap();
        assert_eq!(written["format"], schema["properties"]["format"]["const"]);
        describes(&schema, &schema, &written, answer.study());
    }
    let several: serde_json::Value = serde_json::from_str(&json(&answers())).unwrap();
    assert_eq!(several.as_array().map(Vec::len), Some(5));
}

#[test]
fn every_report_fits_a_terminal_and_says_something() {
    for answer in answers() {
        for report in REPORTS {
            let text = printed(&answer, report.name, 100);
            assert!(text.lines().count() > 4, "{} {}: {text}", answer.study(), report.name);
            assert!(text.lines().all(|line| line.chars().count() <= 100), "{} {}: {text}", answer.study(), report.name);
        }
    }
}

#[test]
fn every_format_prints_every_report() {
    for answer in answers() {
        for format in FORMATS {
            for shown in answer.shown(&REPORTS.iter().collect::<Vec<_>>()) {
                let text = (format.print)(&shown.tables, Look::default());
                assert!(shown.tables.is_empty() || !text.is_empty(), "{} as {}", answer.study(), format.name);
            }
        }
    }
}

#[test]
fn a_simulation_says_where_its_numbers_come_from() {
    let text = printed(&answers()[0], "summary", 120);
    for part in [
        "study Risk: scenario base, 200 paths, seed 7",
        "draws: Philox4x32-10, seed 7, each path with its mirror image",
        "correlation Together (Gaussian): RentPath with Power 40%",
        "What each tranche may lose",
        "Loss, USD",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_partial_result_is_marked() {
    let mut answers = answers();
    let Answer::Simulation(simulation) = &mut answers[0] else { unreachable!("the first study simulates") };
    simulation.scenarios[0].ended = Ended::Interrupted;
    simulation.scenarios[0].paths = 128;
    let text = printed(&answers[0], "summary", 120);
    assert!(text.contains("scenario base, PARTIAL: 128 of 200 paths, interrupted, seed 7"), "{text}");
}

/// 12.4775%: the page of the reference gives four decimals.
#[test]
fn a_root_is_told_with_its_residual() {
    let text = printed(&answers()[2], "summary", 140);
    let root = text.lines().find(|line| line.starts_with("root")).unwrap_or_else(|| panic!("{text}"));
    assert!(root.contains(" 12.4774") && root.contains(" -0.00000"), "{text}");
}

#[test]
fn the_smallest_move_names_what_it_breaks() {
    let text = printed(&answers()[3], "summary", 140);
    assert!(text.contains("together") && text.contains("DSCR below 1.25x"), "{text}");
    assert!(text.contains("12.47"), "{text}");
}

#[test]
fn charts_have_names_of_their_own() {
    for answer in answers() {
        let names: Vec<String> = answer.charts().into_iter().map(|it| it.name).collect();
        for name in &names {
            assert_eq!(names.iter().filter(|it| *it == name).count(), 1, "{names:?}");
        }
    }
}
