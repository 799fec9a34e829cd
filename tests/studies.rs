//! Sweeps, solutions, reverse stresses and tornadoes: asked in the language, held to runs of the deal one by one and
//! to figures worked out by hand.

#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use indenture::analysis::simulate::{Manner, Unwatched};
use indenture::analysis::{Limits, Reversal, Solution, Sweep, Tornado, reverse, solve, sweep, tornado};
use indenture::compile::{Case, compile};
use indenture::engine::exact;
use indenture::engine::outcome::{Asked, Figure, Outcome};
use indenture::model::{Lever, LeverTarget, Model, Question, ScenarioId, Study, TestInput};
use indenture::source::{MemoryFiles, Sources};
use std::path::Path;

const LEVERS: &str = include_str!("levers.deal");

/// The deal with one more study.
fn asked(deal: &str, study: &str) -> (Model, Study) {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/market/sofr.csv");
    let files = MemoryFiles::new().with("market/sofr.csv", std::fs::read_to_string(table).unwrap());
    let mut sources = Sources::new();
    let (deal, study) = (sources.add("deal.deal", deal), sources.add("asked", format!("study {{\n{study}\n}}\n")));
    let (model, problems) = indenture::read_with_study(deal, study, &mut sources, &files);
    let model = model.unwrap_or_else(|| panic!("{:?}", problems.iter().map(|it| &it.message).collect::<Vec<_>>()));
    let study = model.studies.last().expect("the study asked").clone();
    (model, study)
}

fn example(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)).unwrap()
}

fn with<T>(threads: usize, work: impl FnOnce(&Manner) -> T) -> T {
    work(&Manner { limits: &Limits::default(), threads, observer: &Unwatched })
}

fn solved(deal: &str, study: &str) -> Solution {
    let (model, study) = asked(deal, study);
    let Question::Solve(question) = &study.asks else { panic!("a solve was asked") };
    with(1, |manner| solve(&model, &study, question, manner)).expect("it runs")
}

fn swept(deal: &str, study: &str, threads: usize) -> Sweep {
    let (model, study) = asked(deal, study);
    let Question::Sweep(axes) = &study.asks else { panic!("a sweep was asked") };
    with(threads, |manner| sweep(&model, &study, axes, manner)).expect("it runs")
}

fn blown(deal: &str, study: &str) -> Tornado {
    let (model, study) = asked(deal, study);
    let Question::Tornado(brackets) = &study.asks else { panic!("a tornado was asked") };
    with(1, |manner| tornado(&model, &study, brackets, manner)).expect("it runs")
}

fn reversed(deal: &str, study: &str) -> Reversal {
    let (model, study) = asked(deal, study);
    let Question::Reverse(question) = &study.asks else { panic!("a reverse stress was asked") };
    with(1, |manner| reverse(&model, &study, question, manner)).expect("it runs")
}

/// The deal run on its own, with one number written otherwise.
fn alone(model: &Model, study: &Study, scenario: ScenarioId, levers: &[(&Lever, i128)]) -> Outcome {
    let case = restated(study, scenario, levers);
    let plan = compile(model, &case).unwrap();
    let run = exact::run(&plan, u64::MAX).unwrap();
    Outcome::read(model.under(scenario), &plan, &run, &Asked::default())
}

fn restated<'a>(study: &'a Study, scenario: ScenarioId, levers: &[(&Lever, i128)]) -> Case<'a> {
    let observe = study.measures.iter().map(|it| &it.expr).collect();
    let mut case = Case { inputs: study.given.clone(), observe, ..Case::of(scenario) };
    for &(lever, value) in levers {
        match lever.what {
            LeverTarget::Input(input) => case.inputs.push(TestInput { input, value }),
            LeverTarget::Constant(place) => case.constants.push((place, value)),
        }
    }
    case
}

fn measured(model: &Model, study: &Study, scenario: ScenarioId, levers: &[(&Lever, i128)]) -> Option<Figure> {
    let plan = compile(model, &restated(study, scenario, levers)).unwrap();
    let run = exact::run(&plan, u64::MAX).unwrap();
    let slot = plan.observed[0];
    run.value(run.last(), slot).map(|value| Figure::new(value, plan.slots[slot.index()].of.clone()))
}

/// Numbers that paths carry, and numbers that plans are made of (units, opening balances, committed draws): moved or
/// written otherwise, the deal is the same.
#[test]
fn a_number_moved_is_the_number_written_otherwise() {
    let cases = [
        ("utilization from 50% to 90%", "sum(revenue)"),
        ("rent.falls from 1% per year to 30% per year", "sum(revenue)"),
        ("Fleet.units from 500 GPU to 2_000 GPU", "sum(revenue)"),
        ("Fleet.units from 500 GPU to 2_000 GPU", "min(Fleet.forced)"),
        ("counted from 10 GPU to 200 GPU", "max(Spare.quoted)"),
        ("Senior.draws from USD 5M to USD 8M", "max(DSRA.balance)"),
        ("Senior.coupon from 1% to 20%", "sum(Senior.interest)"),
        ("Sale.depth from 100 GPU per month to 300 GPU per month", "min(Fleet.forced)"),
        ("Rubin.rent from 10% to 60%", "sum(revenue)"),
    ];
    // The reserve looks ahead at committed draws.
    let deal = LEVERS.replace("target:   USD 500k", "target:   sum(Senior.scheduled_service, next 6 months)");
    for (lever, measure) in cases {
        let (model, study) = asked(&deal, &format!("under: Stressed\n tornado: {lever}\n measure: {measure}"));
        let Question::Tornado(brackets) = &study.asks else { panic!("a tornado was asked") };
        let bracket = &brackets[0];
        let answer = blown(&deal, &format!("under: Stressed\n tornado: {lever}\n measure: {measure}"));
        let bar = &answer.answers[0].charts[0].bars[0];
        let ends = [bracket.from, bracket.to];
        let [low, high] = ends.map(|value| measured(&model, &study, study.under[0], &[(&bracket.lever, value)]));
        assert_eq!((&bar.at_low, &bar.at_high), (&low, &high), "{lever}");
        assert_ne!(bar.at_low, bar.at_high, "{lever}");
        assert!(!bar.idle, "{lever}");
    }
}

const YEARLY: i128 = 1_000_000_000_000;

fn near(figure: &Figure, wanted: i128, within: i128) {
    assert!((figure.value - wanted).abs() <= within, "{} ({}), not {wanted}", figure.words(), figure.value);
}

/// Cover in year five is the least: (21,024,000 (1 - d)^4 - 4,161,576) / 6,540,000 is 1.25 at d = 12.4775%.
#[test]
fn the_breakeven_decline_of_rent_deflation() {
    let deal = example("rent-deflation.deal");
    let found = solved(&deal, "solve: decline from 0% per year to 60% per year\n so that: min(DSCR.value) = 1.25x");
    let answer = &found.answers[0];
    let [root] = answer.roots.as_slice() else { panic!("{:?}", answer.roots) };
    near(&root.at.value, 124_775_000_000, 500_000);
    assert!(root.converged && !root.flat && root.at.residual.value.abs() < 5_000_000, "{root:?}");
    assert!(answer.jumps.is_empty() && answer.gaps.is_empty() && answer.nearest.is_none());
    assert_eq!(answer.at_from.as_ref().map(Figure::words).as_deref(), Some("1.9382"));
    assert!(answer.iterations <= 6 && answer.evaluations < 100, "{} {}", answer.iterations, answer.evaluations);
    // On either side of the root the deal itself breaks its covenant, or does not.
    let (model, study) =
        asked(&deal, "solve: decline from 0% per year to 60% per year\n so that: min(DSCR.value) = 1.25x");
    let Question::Solve(question) = &study.asks else { panic!("a solve was asked") };
    let breaks = |value: i128| {
        let outcome = alone(&model, &study, ScenarioId(0), &[(&question.by.lever, value)]);
        outcome.breaches.iter().any(|it| it.level == "below 1.25x")
    };
    assert!(!breaks(root.from.value) && breaks(root.to.value), "{} to {}", root.from.plain(), root.to.plain());
}

/// 16,862,424 / 1.40 × (1 - 1.09^-5) / 0.09 = 46,849,249, and 22,737,187 where the rent falls by 30% a year.
#[test]
fn a_sculpted_loan_is_solved_for() {
    let deal = example("sculpted-loan.deal");
    for (decline, loan) in [(0, 4_684_924_900), (30, 2_273_718_700)] {
        let asks = |measure: &str| {
            format!(
                "given: decline = {decline}% per year\n solve: amount from USD 0 to USD 100M\n so that: {measure} = USD 0"
            )
        };
        let found = solved(&deal, &asks("owed"));
        let [root] = found.answers[0].roots.as_slice() else { panic!("{:?}", found.answers[0].roots) };
        near(&root.at.value, loan, 100);
        // Every loan up to it is repaid without a balloon.
        let found = solved(&deal, &asks("sum(Payments.balloon.due)"));
        let [flat] = found.answers[0].roots.as_slice() else { panic!("{:?}", found.answers[0].roots) };
        assert!(flat.flat);
        near(&flat.from, 0, 0);
        near(&flat.to, loan, 100);
    }
}

/// Debt service of the first year is a fifth of the loan and 9% of it: 29%.
#[test]
fn the_largest_loan_at_a_cover() {
    let deal = example("rent-deflation.deal")
        .replace("input decline", "input amount: USD 30M from USD 0 to USD 100M\ninput decline")
        .replace("limit:           USD 30M", "limit:           amount")
        .replace("USD 30M at closing", "amount at closing");
    let study =
        "given: decline = 0% per year\n solve: amount from USD 1M to USD 100M\n so that: min(DSCR.value) = 1.25x";
    let found = solved(&deal, study);
    let [root] = found.answers[0].roots.as_slice() else { panic!("{:?}", found.answers[0].roots) };
    // 16,862,424 / (1.25 × 0.29) = 46,517,031.72
    near(&root.at.value, 4_651_703_172, 2);
}

/// 16,862,424 / (6,000,000 + 30,000,000 c) is 1.80 at c = 11.22671…%.
#[test]
fn the_coupon_that_a_cover_allows() {
    let deal = example("rent-deflation.deal");
    let study = "given: decline = 0% per year\n solve: Loan.coupon from 1% to 30%\n so that: min(DSCR.value) = 1.80x";
    let found = solved(&deal, study);
    let [root] = found.answers[0].roots.as_slice() else { panic!("{:?}", found.answers[0].roots) };
    near(&root.at.value, 112_267_111_111, 1_000_000);
    let Figure { value, .. } = root.at.residual;
    assert!(value.abs() < 100_000_000, "{value}");
}

/// Cover can be met by a low coupon only: none up to 30% brings it down to 1x.
#[test]
fn no_root_says_how_close_it_came() {
    let deal = example("rent-deflation.deal");
    let study = "given: decline = 0% per year\n solve: Loan.coupon from 1% to 30%\n so that: min(DSCR.value) = 1x";
    let answer = solved(&deal, study).answers.remove(0);
    assert!(answer.roots.is_empty());
    let nearest = answer.nearest.expect("the nearest");
    assert_eq!((nearest.value.words().as_str(), nearest.measure.words().as_str()), ("30.00% per year", "1.1242"));
    assert_eq!(answer.at_to.map(|it| it.words()).as_deref(), Some("1.1242"));
}
