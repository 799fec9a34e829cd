//! Sweeps, solutions, reverse stresses and tornadoes: asked in the language, held to runs of the deal one by one and
//! to figures worked out by hand.

#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod beside;

use beside::{Beside, folder};
use indenture::analysis::simulate::{Manner, Unwatched};
use indenture::analysis::{Limits, Reversal, Solution, Sweep, Tornado, reverse, solve, sweep, tornado};
use indenture::compile::{Case, compile};
use indenture::engine::exact;
use indenture::engine::outcome::{Asked, Figure, Outcome};
use indenture::model::{Lever, LeverTarget, Model, Question, ScenarioId, Study, TestInput};
use indenture::source::Sources;

const LEVERS: &str = include_str!("levers.deal");

/// The deal with one more study.
fn asked(deal: &str, study: &str) -> (Model, Study) {
    let mut sources = Sources::new();
    let (deal, study) = (sources.add("deal.deal", deal), sources.add("asked", format!("study {{\n{study}\n}}\n")));
    let (model, problems) = indenture::read_with_study(deal, study, &mut sources, &Beside);
    let model = model.unwrap_or_else(|| panic!("{:?}", problems.iter().map(|it| &it.message).collect::<Vec<_>>()));
    let study = model.studies.last().expect("the study asked").clone();
    (model, study)
}

fn example(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
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

/// Every point of a sweep is the deal run on its own; no answer depends on the number of threads.
#[test]
fn a_sweep_is_its_points_one_by_one() {
    let deal = example("helios.deal");
    let text = "under: base, Collapse\n sweep: utilization from 40% to 80% by 20%, Anchor.price from USD 1.50 per GPU-hour to USD 2.10 per GPU-hour in 2 steps\n measure: min(DSCR.value), Mezz.recovery";
    let found = swept(&deal, text, 1);
    assert_eq!(found, swept(&deal, text, 3));
    let (model, study) = asked(&deal, text);
    let Question::Sweep(axes) = &study.asks else { panic!("a sweep was asked") };
    assert_eq!(found.grids.iter().map(|it| it.points.len()).collect::<Vec<_>>(), [9, 9]);
    let mut breached = 0;
    for (grid, &scenario) in found.grids.iter().zip(&study.under) {
        for (index, point) in grid.points.iter().enumerate() {
            let setting = [(&axes[0].lever, axes[0].values[index / 3]), (&axes[1].lever, axes[1].values[index % 3])];
            assert_eq!(point.at.iter().map(|it| it.value).collect::<Vec<_>>(), setting.map(|(_, value)| value));
            let standing = &point.standing;
            assert_eq!(standing.measures[0], measured(&model, &study, scenario, &setting));
            let outcome = alone(&model, &study, scenario, &setting);
            let first = outcome.breaches.first().map(|it| (it.covenant.as_str(), it.level.as_str(), it.date));
            let swept = standing.first_breach.as_ref().map(|it| (it.covenant.as_str(), it.level.as_str(), it.date));
            assert_eq!(swept, first, "{:?}", point.at);
            let recoveries: Vec<Option<Figure>> = outcome.recoveries.iter().map(|it| it.nominal.clone()).collect();
            assert_eq!(standing.recoveries, recoveries, "{:?}", point.at);
            let defaulted = outcome.recoveries.iter().any(|it| !it.never_defaulted);
            assert_eq!(standing.event_of_default.is_some(), defaulted, "{:?}", point.at);
            breached += usize::from(first.is_some());
        }
    }
    assert!((9..18).contains(&breached), "{breached}");
}

/// Lines that are known in closed form, and a covenant on a plane.
const SHAPES: &str = r#"deal "Shapes" {
  currency: USD
  closing:  2025-12-31
  periods:  each year end from 2026-12-31 to 2027-12-31
  payments: each year end
}
input x: 0% from 0% to 1000%
input y: 0% from 0% to 1000%
input w: 0% from 0% to 1000%
input z: 0% from 0% to 1000%
two  = (x - 30%) * (x - 70%)
leap = if x > 50% then 2 + x else 1 + x
gap  = (x - 20%) / (if x > 60% then 0 else 1)
cost = USD 100 * (1 - w)
load = 3 * x + 4 * y
account Cash {
  opening: USD 1_000
  at end:  to Sponsor
}
waterfall Payments from Cash on each payment date {
  cost: pay cost
  rest: keep remaining
}
state alert
covenant Plane {
  measure:  load
  tested:   each period end
  above 10: enter alert until passed
}
covenant Sum {
  measure:  x + z
  tested:   each period end
  above 9:  enter alert until passed
}
"#;

#[test]
fn several_roots_jumps_and_parts_without_a_value() {
    let solved =
        |so_that: &str| solved(SHAPES, &format!("solve: x from 0% to 95%\n so that: {so_that}")).answers.remove(0);
    let values = |answer: &indenture::analysis::Solved| -> Vec<String> {
        answer.roots.iter().map(|it| it.at.value.literal()).collect()
    };
    let two = solved("two = 0");
    assert_eq!(two.roots.len(), 2);
    near(&two.roots[0].at.value, 3 * YEARLY / 10, 100);
    near(&two.roots[1].at.value, 7 * YEARLY / 10, 100);
    let leap = solved("leap = 2");
    assert!(leap.roots.is_empty());
    let [jump] = leap.jumps.as_slice() else { panic!("{:?}", leap.jumps) };
    near(&jump.before.value, YEARLY / 2, 1_000_000);
    near(&jump.before.measure, 3 * YEARLY / 2, 1_000_000);
    near(&jump.after.measure, 5 * YEARLY / 2, 1_000_000);
    let gap = solved("gap = 0");
    assert_eq!(values(&gap), ["20%"]);
    let [without] = gap.gaps.as_slice() else { panic!("{:?}", gap.gaps) };
    assert_eq!(without.why, "the measure is n/a");
    near(&without.from, 6 * YEARLY / 10, 1_000_001);
    assert_eq!(without.to.literal(), "95%");
}

/// 3x + 4y exceeds 10 first at a distance of 2 steps of 100%, at x = 120% and y = 160%.
#[test]
fn a_reverse_stress_finds_the_nearest_point_of_a_plane() {
    let found = reversed(SHAPES, "reverse: x by 100% to 1000%, y by 100% to 1000%\n until: Plane breaches 10");
    let answer = &found.answers[0];
    let nearest = answer.nearest.as_ref().expect("within the bounds");
    near(&nearest.distance, 2 * YEARLY, 100_000);
    near(&nearest.at[0], 12 * YEARLY / 10, 100_000_000);
    near(&nearest.at[1], 16 * YEARLY / 10, 100_000_000);
    assert!(nearest.safe.value < nearest.distance.value);
    assert_eq!(nearest.happens.what, "Plane above 10");
    near(nearest.happens.value.as_ref().unwrap(), 10 * YEARLY, 1_000_000);
    let alone: Vec<i128> = answer.alone.iter().map(|it| it.reached.as_ref().unwrap().distance.value).collect();
    assert!(
        (alone[0] - 10 * YEARLY / 3).abs() < 1_000_000 && (alone[1] - 5 * YEARLY / 2).abs() < 1_000_000,
        "{alone:?}"
    );
    // Counted in steps half as long, y is twice as far: 3x + 2y' = 10 lies 10 / √13 away.
    let found = reversed(SHAPES, "reverse: x by 100% to 1000%, y by 50% to 1000%\n until: Plane breaches 10");
    near(&found.answers[0].nearest.as_ref().unwrap().distance, 2_773_500_981_126, 1_000_000);
    // Nothing happens where the bounds are too narrow, and a covenant that is far away is another one.
    let found = reversed(SHAPES, "reverse: x by 100% to 100%, y by 100% to 100%\n until: any breach");
    assert!(found.answers[0].nearest.is_none() && !found.answers[0].already);
    let found = reversed(SHAPES, "reverse: x by 100% to 1000%, z by 100% to 1000%\n until: Sum breaches 9");
    near(&found.answers[0].nearest.as_ref().unwrap().distance, 6_363_961_030_679, 1_000_000);
    let found = reversed(SHAPES, "given: y = 500%\n reverse: x by 100% to 1000%\n until: any breach");
    assert!(found.answers[0].already && found.answers[0].nearest.is_none());
}

#[test]
fn a_tornado_puts_the_widest_first_and_tells_what_moves_nothing() {
    let text = "tornado: x from 0% to 100%, z from 0% to 100%, y from 100% to 0%\n measure: load, two";
    let found = blown(SHAPES, text);
    let charts = &found.answers[0].charts;
    let order = |chart: usize| -> Vec<(&str, Option<String>, bool)> {
        let bars = charts[chart].bars.iter();
        bars.map(|it| (it.lever.as_str(), it.swing.as_ref().map(Figure::plain), it.idle)).collect()
    };
    let swing = |text: &str| Some(format!("{text}.000000000000"));
    assert_eq!(order(0), [("y", swing("4"), false), ("x", swing("3"), false), ("z", swing("0"), true)]);
    // At both ends of x the parabola is as high as where it stands: 0.21.
    assert_eq!(order(1)[0], ("x", swing("0"), true));
    assert_eq!(found.levers[2].low.literal(), "0%");
}

/// Above 100% the cost is negative: the run stops, and the point says why.
#[test]
fn a_point_whose_run_stops_says_why() {
    let found = swept(SHAPES, "sweep: w from 0% to 200% by 100%\n measure: w + 1", 1);
    let grid = &found.grids[0];
    assert_eq!((grid.points.len(), grid.stopped), (3, 1));
    let why = grid.points[2].standing.stopped.as_deref().unwrap();
    assert!(why.starts_with("the amount is negative"), "{why}");
    assert_eq!(grid.points[1].standing.measures[0].as_ref().map(Figure::words).as_deref(), Some("2.0000"));
    let answer = solved(SHAPES, "solve: w from 0% to 200%\n so that: w + 1 = 1.5").answers.remove(0);
    assert_eq!(answer.roots.len(), 1);
    assert!(answer.gaps[0].why.starts_with("the amount is negative"), "{:?}", answer.gaps);
}

#[test]
fn an_axis_that_changes_nothing_is_refused() {
    let text = "sweep: Sale.depth from 10 GPU per month to 20 GPU per month by 5 GPU per month\n measure: sum(revenue)";
    let (model, study) = asked(LEVERS, text);
    let Question::Sweep(axes) = &study.asks else { panic!("a sweep was asked") };
    let refused = with(1, |manner| sweep(&model, &study, axes, manner)).expect_err("nothing reads the depth");
    assert_eq!(refused.code.0, "E4018");
    assert_eq!(refused.message, "moving `Sale.depth` changes nothing under `base`");
}

/// In enforcement.deal: 495 × (1 - cut) × 95% + 10 covers 409 up to a cut of 1 - 399 / 470.25.
#[test]
fn the_price_cut_at_which_the_senior_begins_to_lose() {
    let deal = example("enforcement.deal");
    let found = solved(&deal, "solve: Sale.impact from 0% to 60%\n so that: Senior.recovery = 100%");
    let [flat] = found.answers[0].roots.as_slice() else { panic!("{:?}", found.answers[0].roots) };
    assert!(flat.flat && flat.from.value == 0);
    near(&flat.to, 151_515_151_515, 1_000_000);
    assert_eq!(flat.standing.recoveries[1].as_ref().map(Figure::words).as_deref(), Some("1.0000"));
}

/// The senior gets (0.665 V + 10) / 409 of what is realised, whether it defaults by its covenant or at maturity: 80% at a
/// value of 476.99M, all of it from 600M on.
#[test]
fn the_value_at_which_the_senior_begins_to_lose() {
    let deal = example("enforcement.deal");
    let text =
        |target| format!("solve: Hardware.market from USD 400M to USD 700M\n so that: Senior.recovery = {target}");
    let answer = solved(&deal, &text("80%")).answers.remove(0);
    let [root] = answer.roots.as_slice() else { panic!("{:?}", answer.roots) };
    near(&root.at.value, 47_699_248_120, 10);
    let answer = solved(&deal, &text("100%")).answers.remove(0);
    let [flat] = answer.roots.as_slice() else { panic!("{:?}", answer.roots) };
    assert!(flat.flat);
    near(&flat.from, 60_000_000_000, 1);
    assert_eq!(flat.to.value, 70_000_000_000);
}

/// The studies that the examples carry run, and say what their comments say.
#[test]
fn the_studies_of_the_examples_run() {
    let mut asked = 0;
    for name in ["rent-deflation.deal", "sculpted-loan.deal", "enforcement.deal", "helios.deal"] {
        let (model, _) = indenture::read(&example(name), name, &mut Sources::new(), &Beside);
        let model = model.unwrap();
        for study in &model.studies {
            asked += 1;
            with(1, |manner| match &study.asks {
                Question::Sweep(axes) => {
                    let found = sweep(&model, study, axes, manner).unwrap();
                    assert!(found.grids.iter().all(|it| it.stopped == 0 && it.points.len() == 36), "{name}");
                }
                Question::Solve(question) => {
                    let found = solve(&model, study, question, manner).unwrap();
                    assert_eq!(found.answers[0].roots.len(), 1, "{name} {}", study.label.name);
                }
                Question::Reverse(question) => {
                    let found = reverse(&model, study, question, manner).unwrap();
                    let answer = &found.answers[0];
                    let nearest = answer.nearest.as_ref().expect("something breaks it");
                    assert_eq!(nearest.happens.what, "DSCR below 1.10x");
                    let shortest =
                        answer.alone.iter().filter_map(|it| it.reached.as_ref()).map(|it| it.distance.value).min();
                    assert!(shortest.is_none_or(|alone| nearest.distance.value <= alone + 1_000_000), "{answer:?}");
                }
                Question::Tornado(brackets) => {
                    let found = tornado(&model, study, brackets, manner).unwrap();
                    let bars = &found.answers[0].charts[0].bars;
                    assert!(bars.iter().all(|it| it.stopped.is_none() && !it.idle), "{name}");
                }
                Question::Simulate(_) => asked -= 1,
            });
        }
    }
    assert_eq!(asked, 7);
}
