//! Figures that others have worked out, and results that do not depend on how they were come by.

use super::*;
use crate::analysis::Limits;
use crate::diagnostic::Diagnostic;
use crate::engine::outcome::Figure;
use crate::model::{InputId, Model, Numbers, Question, Simulate, StandardError, Study, TestInput};
use crate::source::{MemoryFiles, Sources};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

const REFERENCE: &str = include_str!("../../../examples/reference-deal.deal");
const TWO_POOLS: &str = include_str!("../../../examples/two-pools.deal");

/// One factor a year, a payoff on it, a covenant on it.
const PAYOFF: &str = r#"deal "Payoff" {
  currency: USD
  closing:  2025-12-31
  periods:  each quarter end from 2026-03-31 to 2026-12-31
}
curve S { formula: 1.0 }
call = max(0, S - 110%)
covenant Floor {
  measure:   S
  tested:    each quarter end
  below 90%: declare event of default
}
process Price on S {
  follows:    geometric brownian motion
  volatility: 20% per year
  drift:      5% per year
}
study Value {
  simulate: 8_192 paths, seed 7
  measure:  S
  measure:  call
}
"#;

fn read(text: &str) -> Model {
    let (deal, problems) = crate::read(text, "test.deal", &mut Sources::new(), &MemoryFiles::new());
    assert!(problems.iter().all(|it| !it.is_error()), "{problems:?}");
    deal.expect("a text without errors is a deal")
}

/// A study of a deal, with another number of paths.
fn study(model: &Model, name: &str, paths: u64) -> (Study, Simulate) {
    let study = model.studies.iter().find(|it| it.label.name == name).expect("a study").clone();
    let Question::Simulate(asks) = study.asks.clone() else { panic!("it simulates") };
    (study, Simulate { paths, ..asks })
}

fn run_with(model: &Model, study: &Study, asks: &Simulate, threads: usize, block: usize) -> Simulation {
    let limits = Limits::default();
    let manner = Manner { limits: &limits, threads, observer: &Unwatched };
    run::simulate_in_blocks(model, study, asks, &manner, block).expect("it runs")
}

fn futures(model: &Model, name: &str, paths: u64) -> Futures {
    let (study, asks) = study(model, name, paths);
    run_with(model, &study, &asks, 2, 128).scenarios.remove(0)
}

fn number(figure: &Figure) -> f64 {
    figure.plain().parse().expect("a number")
}

fn json(it: &impl serde::Serialize) -> String {
    serde_json::to_string(it).expect("our own structs serialise")
}

/// The yardstick of the reference deal: a million paths of implementations of others default on a share of 0.3606 and
/// breach on one of 0.8476; by their own sampling error 1,024 paths are within 0.045 and 0.034 of these.
#[test]
fn the_reference_deal_defaults_and_breaches_as_often_as_it_should() {
    let it = futures(&read(REFERENCE), "Risk", 1_024);
    let senior = &it.tranches[0];
    assert!((number(&senior.payment_default.share) - 0.3606).abs() < 0.045, "{:?}", senior.payment_default);
    assert!((number(&it.breach.share) - 0.8476).abs() < 0.034, "{:?}", it.breach);
    assert_eq!(senior.default.count, senior.payment_default.count);
    assert_eq!(it.acceleration.as_ref().map(|it| it.count), Some(senior.default.count));
    // PD × mean exposure × LGD is EL.
    let exposure = senior.exposure.mean.as_ref().map(number).expect("defaults");
    let product = number(&senior.default.share) * exposure * senior.lgd.as_ref().map(number).expect("an LGD");
    let expected = senior.loss.mean.as_ref().map(number).expect("a loss");
    assert!((product - expected).abs() < 0.01, "{product} {expected}");
}

#[test]
#[ignore = "a million paths"]
fn a_million_paths_of_the_reference_deal() {
    let it = futures(&read(REFERENCE), "Risk", 1_000_000);
    let senior = &it.tranches[0];
    assert!((number(&senior.payment_default.share) - 0.3606).abs() < 0.002, "{:?}", senior.payment_default);
    assert!((number(&it.breach.share) - 0.8476).abs() < 0.002, "{:?}", it.breach);
}

/// Φ
fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

/// Within four standard errors: wrong by chance once in 16,000 times, and the seed is fixed.
fn is_near(summary: &crate::analysis::statistics::Summary, expected: f64) -> bool {
    let (mean, error) = (summary.mean.as_ref().map(number), summary.standard_error.as_ref().map(number));
    let (mean, error) = (mean.expect("a mean"), error.expect("a standard error"));
    assert!(error > 0.0 && error < 0.05 * expected, "{mean} ± {error}");
    (mean - expected).abs() < 4.0 * error
}

/// Black and Scholes (1973): with S = 1, drift μ, volatility σ and one year, E[S] = e^μ and
/// E[max(0, S − K)] = e^μ Φ(d) − K Φ(d − σ), d = (−ln K + μ + σ²/2)/σ. The variance of S is e^2μ (e^σ² − 1).
#[test]
fn a_payoff_is_worth_its_closed_form() {
    let model = read(PAYOFF);
    let (drift, volatility, strike) = (0.05, 0.2, 1.1);
    let d = (-libm::log(strike) + drift + volatility * volatility / 2.0) / volatility;
    let call = libm::exp(drift) * normal(d) - strike * normal(d - volatility);
    let it = futures(&model, "Value", 8_192);
    assert!(is_near(&it.measures[0].summary, libm::exp(drift)));
    assert!(is_near(&it.measures[1].summary, call));
    let deviation = libm::exp(drift) * (libm::exp(volatility * volatility) - 1.0).sqrt();
    let found = it.measures[0].summary.standard_deviation.as_ref().map(number).expect("a deviation");
    assert!((found - deviation).abs() < 0.02 * deviation, "{found} {deviation}");
    // The median is e^(μ − σ²/2), the 95% quantile e^(μ − σ²/2 + 1.6449 σ).
    for (index, z) in [(2, 0.0), (4, 1.644_853_626_951_472_7)] {
        let expected = libm::exp(drift - volatility * volatility / 2.0 + z * volatility);
        let found = number(&it.measures[0].summary.quantiles[index].value);
        assert!((found - expected).abs() < 0.015 * expected, "{found} {expected}");
    }
}

/// Mirrored paths of a monotone payoff err less than as many independent ones.
#[test]
fn antithetic_paths_err_less() {
    let model = read(PAYOFF);
    let (study, asks) = study(&model, "Value", 4_096);
    let plain = run_with(&model, &study, &asks, 1, 128);
    let mirrored = run_with(&model, &study, &Simulate { antithetic: true, ..asks }, 1, 128);
    let error = |it: &Simulation| it.scenarios[0].measures[0].summary.standard_error.as_ref().map(number);
    let (plain, mirrored) = (error(&plain).expect("an error"), error(&mirrored).expect("an error"));
    assert!(mirrored < 0.4 * plain, "{mirrored} {plain}");
}

#[test]
fn threads_and_blocks_make_no_difference() {
    let model = read(PAYOFF);
    for antithetic in [false, true] {
        let (study, asks) = study(&model, "Value", 20_000);
        let asks = Simulate { antithetic, ..asks };
        let expected = json(&run_with(&model, &study, &asks, 1, 128));
        for (threads, block) in [(2, 256), (7, 64), (1, 8), (3, 40)] {
            assert_eq!(json(&run_with(&model, &study, &asks, threads, block)), expected, "{threads} {block}");
        }
    }
}

/// The first paths of more are the paths of fewer.
#[test]
fn a_path_is_the_same_whatever_the_number_of_paths() {
    let model = read(PAYOFF);
    let collected = |paths: u64| {
        let (study, asks) = study(&model, "Value", paths);
        let collector = Collector::default();
        let limits = Limits::default();
        simulate(&model, &study, &asks, &Manner { limits: &limits, threads: 3, observer: &collector })
            .expect("it runs");
        collector.paths.into_inner().expect("nobody panicked")
    };
    let (few, many) = (collected(3_000), collected(9_001));
    assert_eq!(few.len(), 3_000);
    assert_eq!(many[..3_000], few[..]);
}

/// Keeps every path in order; stops after some.
#[derive(Default)]
struct Collector {
    paths: Mutex<Vec<Vec<Option<i128>>>>,
    looked: AtomicU64,
    stops_after: Option<u64>,
}

impl Observer for Collector {
    fn progress(&self, done: u64, of: u64) {
        assert!(done <= of);
        assert!(self.looked.swap(done, Ordering::Relaxed) < done);
    }

    fn stop(&self) -> bool {
        self.stops_after.is_some_and(|most| self.looked.load(Ordering::Relaxed) >= most)
    }

    fn wants_paths(&self) -> bool {
        true
    }

    fn paths(&self, paths: &PathFigures) -> Result<(), String> {
        let mut all = self.paths.lock().map_err(|it| it.to_string())?;
        assert_eq!(paths.first, all.len() as u64);
        assert_eq!(paths.columns.len(), paths.values.len());
        for path in 0..paths.len() {
            all.push(paths.values.iter().map(|column| column[path]).collect());
        }
        Ok(())
    }
}

#[test]
fn who_stops_it_has_what_was_done() {
    let model = read(PAYOFF);
    let (study, asks) = study(&model, "Value", 100_000);
    let collector = Collector { stops_after: Some(1), ..Collector::default() };
    let limits = Limits::default();
    let manner = Manner { limits: &limits, threads: 2, observer: &collector };
    let stopped = simulate(&model, &study, &asks, &manner).expect("it runs");
    let it = &stopped.scenarios[0];
    assert!(stopped.partial && it.ended == Ended::Interrupted);
    assert!(it.paths > 0 && it.paths < 100_000, "{}", it.paths);
    // What was done is what fewer paths would have been.
    let fewer = run_with(&model, &study, &Simulate { paths: it.paths, ..asks }, 1, 128);
    assert_eq!(json(&it.measures), json(&fewer.scenarios[0].measures));
}

#[test]
fn it_stops_where_the_mean_is_known_well_enough() {
    let model = read(PAYOFF);
    let (study, asks) = study(&model, "Value", 1_000_000);
    let at_most = 1_500_000_000; // 0.0015 at twelve decimals
    let asks = Simulate { stop: Some(StandardError { measure: 0, at_most }), ..asks };
    let (one, seven) = (run_with(&model, &study, &asks, 1, 128), run_with(&model, &study, &asks, 7, 64));
    assert_eq!(json(&one), json(&seven));
    let it = &one.scenarios[0];
    assert_eq!(it.ended, Ended::Precise);
    assert!(it.paths < 100_000 && !one.partial);
    assert!(it.measures[0].summary.standard_error.as_ref().is_some_and(|it| it.value <= at_most));
}

#[test]
fn parts_make_the_whole() {
    let model = read(PAYOFF);
    let (study, asks) = study(&model, "Value", 20_001);
    let asks = Simulate { antithetic: false, ..asks };
    let whole = json(&run_with(&model, &study, &asks, 2, 128));
    let limits = Limits::default();
    let manner = Manner { limits: &limits, threads: 2, observer: &Unwatched };
    for of in [1, 3, 4] {
        let part = |number| run_shard(&model, &study, &asks, Shard { number, of }, &manner).expect("it runs");
        let mut parts: Vec<ShardState> = (1..=of).map(part).collect();
        // Through a file, in any order.
        parts.reverse();
        let texts: Vec<String> = parts.iter().map(json).collect();
        let read = |text: &String| serde_json::from_str::<ShardState>(text).expect("it reads back");
        let parts: Vec<ShardState> = texts.iter().map(read).collect();
        let merged = merge(&model, &study, &asks, &limits, &parts).expect("it merges");
        assert_eq!(json(&merged), whole, "{of} parts");
    }
}

fn refused(result: Result<Simulation, Diagnostic>) -> (&'static str, String) {
    let told = result.expect_err("it is refused");
    (told.code.0, told.message)
}

#[test]
fn what_is_not_all_of_one_simulation_is_refused() {
    let model = read(PAYOFF);
    let (study, asks) = study(&model, "Value", 5_000);
    let limits = Limits::default();
    let manner = Manner { limits: &limits, threads: 1, observer: &Unwatched };
    let part = |number, of| run_shard(&model, &study, &asks, Shard { number, of }, &manner);
    let (one, two) = (part(1, 2).expect("it runs"), part(2, 2).expect("it runs"));
    let merged = |parts: &[ShardState]| refused(merge(&model, &study, &asks, &limits, parts));
    assert_eq!(merged(&[]), ("E6032", "there is no part to merge".into()));
    assert_eq!(merged(std::slice::from_ref(&one)), ("E6032", "part 2 of 2 is missing".into()));
    assert_eq!(merged(&[one.clone(), one.clone(), two.clone()]), ("E6032", "part 1 of 2 is there twice".into()));
    let third = part(1, 3).expect("it runs");
    assert_eq!(merged(&[one.clone(), third]), ("E6032", "one part is of 2, another of 3".into()));
    let foreign = ShardState { fingerprint: "0".into(), ..two.clone() };
    let message = "part 2 of 2 is of another deal, study, seed or version";
    assert_eq!(merged(&[one.clone(), foreign]), ("E6032", message.into()));
    let mut damaged = two.clone();
    damaged.scenarios[0].state.paths += 1;
    assert_eq!(merged(&[one.clone(), damaged]), ("E6032", "part 2 of 2 is damaged".into()));
    let mut other = two.clone();
    other.scenarios[0].state.levels.clear();
    let other = ShardState::new(other.shard, other.fingerprint, other.scenarios);
    assert_eq!(merged(&[one, other]), ("E6032", "a part does not hold the figures of this deal".into()));
    for (number, of) in [(0, 4), (5, 4), (1, 0)] {
        let told = part(number, of).expect_err("there is none");
        assert_eq!((told.code.0, told.message), ("E6031", format!("there is no part {number} of {of}")));
    }
    let stopping = Simulate { stop: Some(StandardError { measure: 0, at_most: 1 }), ..asks.clone() };
    let told = run_shard(&model, &study, &stopping, Shard { number: 1, of: 2 }, &manner).expect_err("it cannot stop");
    assert_eq!(told.code.0, "E6031");
}

/// What cannot take the paths ends the work, in its own words.
#[test]
fn a_watcher_may_give_up() {
    struct Full;
    impl Observer for Full {
        fn wants_paths(&self) -> bool {
            true
        }
        fn paths(&self, _: &PathFigures) -> Result<(), String> {
            Err("no space left on the device".into())
        }
    }
    let model = read(PAYOFF);
    let (study, asks) = study(&model, "Value", 100);
    let limits = Limits::default();
    let manner = Manner { limits: &limits, threads: 1, observer: &Full };
    let told = simulate(&model, &study, &asks, &manner);
    assert_eq!(refused(told), ("E6033", "no space left on the device".into()));
}

/// A path on which the deal cannot be run says which it is: here the first on which the price falls below 90%.
#[test]
fn a_path_that_fails_says_which() {
    let text = PAYOFF
        .replace("call = max(0, S - 110%)", "call = max(0, S - 110%)\naccount Cash { receives: USD 1M * (S - 90%) }\n");
    let model = read(&text);
    let (study, asks) = study(&model, "Value", 5_000);
    let limits = Limits::default();
    let fails = |threads| {
        let manner = Manner { limits: &limits, threads, observer: &Unwatched };
        refused(simulate(&model, &study, &asks, &manner))
    };
    let (code, message) = fails(1);
    assert_eq!(code, "E6003");
    let path: u64 =
        message.rsplit_once(", on path ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok()).expect(&message);
    assert!(path < 100, "{message}");
    assert_eq!(fails(3), (code, message));
}

/// A covenant on the factor itself: it first fails by the quarter in which the factor first ends below 90%.
#[test]
fn breaches_add_up_over_dates() {
    let it = futures(&read(PAYOFF), "Value", 8_192);
    let level = &it.covenants[0].levels[0];
    assert_eq!(level.level, "below 90%");
    assert_eq!(level.threshold.as_ref().map(number), Some(0.9));
    assert_eq!(level.by_date.len(), 4);
    let firsts: u64 = level.by_date.iter().map(|it| it.first.count).sum();
    assert_eq!((firsts, level.by_date[3].by.count), (level.ever.count, level.ever.count));
    assert!(level.by_date.iter().all(|it| it.tested == 8_192 && it.fails.count >= it.first.count));
    // After a quarter ln S is normal: mean (5% − 2%)/4, deviation 20%/2.
    let expected = normal((libm::log(0.9) - 0.03 / 4.0) / 0.1);
    let first = &level.by_date[0].fails;
    let error = number(first.standard_error.as_ref().expect("an error"));
    assert!((number(&first.share) - expected).abs() < 4.0 * error, "{first:?} {expected}");
    assert_eq!(it.first_breach.available, level.ever.count);
    assert_eq!(it.first_breach.least.as_ref().map(Figure::plain), Some("0.250000".into()));
    let fan = &it.covenants[0].fan;
    assert_eq!((fan.len(), fan[3].available), (4, 8_192));
    assert!(fan[3].quantiles.windows(2).all(|pair| pair[0].value.value < pair[1].value.value));
    assert!(number(&fan[3].quantiles[0].value) < number(&fan[0].quantiles[0].value));
}

/// Φ₂(Φ⁻¹(p), Φ⁻¹(q); ρ) for −1 < ρ < 1, by ∂Φ₂/∂ρ = φ₂ (Plackett, 1954): p q and the integral of the density of the
/// bivariate normal at (h, k) over correlations from 0 to ρ, which is smooth in the angle whose sine ρ is. Simpson's rule
/// on 2,000 parts.
fn both(p: f64, q: f64, rho: f64) -> f64 {
    let (h, k) = (inverse_normal(p), inverse_normal(q));
    let end = libm::asin(rho);
    let density = |angle: f64| {
        let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
        libm::exp((2.0 * sine * h * k - h * h - k * k) / (2.0 * cosine * cosine)) / (2.0 * std::f64::consts::PI)
    };
    let parts = 2_000;
    let weight = |index: i32| if index == 0 || index == parts { 1.0 } else { f64::from(2 + 2 * (index % 2)) };
    let step = end / f64::from(parts);
    let sum: f64 = (0..=parts).map(|index| weight(index) * density(f64::from(index) * step)).sum();
    p * q + sum * step / 3.0
}

/// By halving: Φ is steep enough everywhere we look.
fn inverse_normal(p: f64) -> f64 {
    let (mut low, mut high) = (-9.0, 9.0);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if normal(middle) < p { low = middle } else { high = middle }
    }
    low
}

/// What the issue of two pools gives: 3.000% and 4.4000% at ρ = 0, 8.107% and 5.9321% at ρ = 0.6; and P + P at ρ → 1,
/// nothing at ρ → −1.
#[test]
fn the_closed_form_of_two_pools_gives_its_figures() {
    let lost = |rho: f64| 10.0 * (0.35 - 2.0 * both(0.15, 0.20, rho)) + 50.0 * both(0.15, 0.20, rho);
    for (rho, joint, loss) in [(0.0, 0.030_00, 4.400_0), (0.6, 0.081_07, 5.932_1)] {
        assert!((both(0.15, 0.20, rho) - joint).abs() < 5e-6, "{rho}");
        assert!((lost(rho) - loss).abs() < 5e-5, "{rho}");
    }
    assert!((both(0.15, 0.20, 0.999_999) - 0.15).abs() < 1e-3 && both(0.15, 0.20, -0.999_999) < 1e-3);
    assert!((both(0.5, 0.5, 0.5) - 1.0 / 3.0).abs() < 1e-12); // 1/4 + asin(ρ)/2π
}

/// Two customers, one copula: the loss is 10% of the loan with one gone, 50% with both.
#[test]
fn two_pools_lose_what_the_copula_says() {
    let model = read(TWO_POOLS);
    for (rho, paths) in [(0.0, 20_000), (0.6, 20_000), (0.3, 10_000), (-0.5, 10_000), (0.95, 10_000)] {
        let (mut study, asks) = study(&model, "Loss", paths);
        study.given = vec![TestInput { input: InputId(0), value: (rho * 1e12) as i128 }];
        let simulation = run_with(&model, &study, &asks, 2, 128);
        assert_eq!(simulation.correlations[0].matrix[0][1].value, (rho * 1e12) as i128);
        let it = &simulation.scenarios[0];
        let joint = both(0.15, 0.20, rho);
        let summary = &it.measures[0].summary;
        assert!(is_near(summary, 0.1 * (0.35 - 2.0 * joint) + 0.5 * joint), "{rho}: {summary:?}");
        let half = summary.histogram.iter().find(|bin| number(&bin.from) == 0.5).map_or(0, |bin| bin.count);
        let share = half as f64 / paths as f64;
        let error = (joint * (1.0 - joint) / paths as f64).sqrt();
        assert!((share - joint).abs() < 4.0 * error, "{rho}: {share} {joint}");
        // Over both years, at the same hazard: 1 − 85%² and 1 − 80%².
        let (north, south) = (0.2775, 0.36);
        for (party, expected) in it.parties.iter().zip([north, south]) {
            let error = number(party.default.standard_error.as_ref().expect("an error"));
            assert!((number(&party.default.share) - expected).abs() < 4.0 * error, "{party:?}");
        }
        let given = |of: &str, given: &str| {
            let found = it.joint.iter().find(|it| it.of == of && it.given == given).expect("a pair");
            found.conditional.clone().expect("it happens")
        };
        let together = both(north, south, rho);
        for (found, expected) in [
            (given("SouthCloud", "NorthCloud"), together / north),
            (given("NorthCloud", "SouthCloud"), together / south),
        ] {
            let error = number(found.standard_error.as_ref().expect("an error"));
            assert!((number(&found.share) - expected).abs() < 4.0 * error, "{rho}: {found:?} {expected}");
        }
        // Losses go with defaults, and the parts of the line add up to the whole.
        let told = &it.attribution[0];
        let rises = |it: &DriverShare| it.mean.as_ref().map(number) < it.mean_with_loss.as_ref().map(number);
        assert!(told.drivers.iter().all(|it| it.of == "default" && rises(it)), "{told:?}");
        let parts: f64 = told.drivers.iter().filter_map(|it| it.share.as_ref()).map(number).sum();
        let explained = told.explained.as_ref().map(number).expect("it varies");
        assert!(explained > 0.2 && explained < 1.0 && (parts - explained).abs() < 1e-9, "{told:?}");
    }
}

/// Sixteen scrambles: the error that they show is the error that there is, and it falls faster than by the root of the
/// number of paths.
#[test]
fn a_sobol_sequence_converges_faster() {
    let model = read(PAYOFF);
    let value = |paths: u64| {
        let (study, asks) = study(&model, "Value", paths);
        let asks = Simulate { numbers: Numbers::Sobol, ..asks };
        run_with(&model, &study, &asks, 2, 128).scenarios[0].measures[0].summary.clone()
    };
    let (few, many) = (value(2_048), value(32_768));
    let expected = libm::exp(0.05);
    for it in [&few, &many] {
        let (mean, error) =
            (number(it.mean.as_ref().expect("a mean")), number(it.standard_error.as_ref().expect("one")));
        // Student's t with 15 degrees of freedom: 99.9% within 4.07.
        assert!((mean - expected).abs() < 4.07 * error, "{mean} ± {error}");
    }
    let error = |it: &crate::analysis::statistics::Summary| number(it.standard_error.as_ref().expect("one"));
    // Sixteen times as many paths: a quarter at random, a sixteenth or less here.
    assert!(error(&many) < error(&few) / 10.0, "{} {}", error(&few), error(&many));
    assert!(error(&many) < 0.2 / 32_768f64.sqrt() / 5.0);
}
