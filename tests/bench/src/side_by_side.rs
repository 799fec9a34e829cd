//! The reference deal over many paths, ours beside the yardstick.

use crate::clock::middle;
use crate::deal_files::{asked, example};
use crate::engine::Engine;
use crate::rounds::{Case, alternate};
use crate::yardstick::{self, BLOCK, Numbers, PERIODS, Summary};
use indenture::analysis::Limits;
use indenture::analysis::simulate::{Manner, Unwatched, simulate};
use indenture::engine::batch::{LANES, Worker};
use indenture::model::{Model, Question, Simulate, Study};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

/// Paths of one call.
const PATHS: usize = 8_192;
/// Paths of one simulation: enough for what it does once to weigh little.
const SIMULATED: u64 = 65_536;
const ROUNDS: usize = 15;
/// Paths of a whole study, and how often it is run.
const MILLION: u64 = 1_000_000;
const TURNS: usize = 5;
/// The deal discounts what two steps leave on one day and rounds the sum, the yardstick rounds each: a cent and a half.
const MOST_APART: f64 = 0.02;

/// What the yardstick keeps, and what the example asks.
const SUMMARY: &str = "simulate: 65_536 paths, seed 42\n measure: equity_npv";
const RISK: &str = "simulate: 65_536 paths, seed 42\n measure: Senior.recovery, min(DSCR.value), equity_npv";

pub fn run() -> bool {
    let text = example("reference-deal.deal");
    let (model, study) = asked(&text, SUMMARY);
    let engine = Engine::new(&model, &study);
    let agrees = agree(&engine);
    println!();
    let (model, study) = asked(&text, RISK);
    measure(&engine, &model, &study);
    numpy();
    agrees
}

/// Months of breach and default, claims and receipts, and what the sponsor makes: path by path on the same prices, and
/// in shares of all paths on each one's own.
fn agree(engine: &Engine) -> bool {
    let periods = yardstick::periods(true);
    let mut worker = Worker::new(&engine.program);
    let (rent, coins) = (engine.driver(0), engine.driver(1));
    let (mut x, mut b) = (Numbers::new(BLOCK * PERIODS), Numbers::new(BLOCK * PERIODS));
    let mut told = [Summary::default(); BLOCK];
    let (mut ours, mut differ, mut furthest) = (Shares::default(), 0u64, 0.0f64);
    for first in (0..SIMULATED).step_by(LANES) {
        engine.drawer.fill(first, LANES, worker.drives());
        let drives = worker.drives().clone();
        let answers = worker.run(LANES).unwrap_or_else(|why| panic!("{why:?}"));
        for start in (0..LANES).step_by(BLOCK) {
            for (at, to) in (0..PERIODS * BLOCK).map(|it| (it / BLOCK + 1, it % BLOCK + start)).zip(0..) {
                x[to] = drives.columns.get(drives.at(rent, at.0), at.1) / 1e12;
                b[to] = drives.columns.get(drives.at(coins, at.0), at.1) / 1e12;
            }
            yardstick::run_block::<true>(&periods, &x, &b, &mut told);
            for (lane, told) in told.iter().enumerate() {
                let it = engine.read(answers, start + lane);
                let [senior, mezz] = it.tranches.as_slice() else { panic!("two tranches") };
                let month = |row: f64| if row.is_nan() { 0.0 } else { row };
                let defaulted = told.default > 0.0;
                let off = |ours: f64, theirs: f64| if defaulted { (ours / 100.0 - theirs).abs() } else { 0.0 };
                let money = [
                    (it.measures[0] / 100.0 - told.equity_npv).abs(),
                    off(senior.claim, told.senior_claim),
                    off(senior.received, told.senior_received),
                    off(mezz.claim, told.mezz_claim),
                    off(mezz.received, told.mezz_received),
                ];
                let most = money.into_iter().fold(0.0, f64::max);
                furthest = furthest.max(most);
                let same =
                    month(it.breach) == told.breach && month(senior.default) == told.default && most < MOST_APART;
                differ += u64::from(!same);
                ours.add(month(it.breach) > 0.0, month(senior.default) > 0.0);
            }
        }
    }
    let mut theirs = Shares::default();
    let periods = yardstick::periods(false);
    for first in (0..SIMULATED).step_by(BLOCK) {
        yardstick::fill::<false>(42, first, &mut x, &mut b);
        yardstick::run_block::<false>(&periods, &x, &b, &mut told);
        told.iter().for_each(|it| theirs.add(it.breach > 0.0, it.default > 0.0));
    }
    println!(
        "On {SIMULATED} paths with the same prices, {differ} differ from the yardstick in cents, at most by USD {furthest:.2}."
    );
    let close = |what: &str, ours: f64, theirs: f64| {
        let error = (ours * (1.0 - ours) * 2.0 / SIMULATED as f64).sqrt();
        println!(
            "Share of {what} on own prices: {ours:.4} and {theirs:.4}, {:.1} standard errors.",
            (ours - theirs).abs() / error
        );
        (ours - theirs).abs() <= 4.0 * error
    };
    let shares = [
        close("breaches", ours.breaches / ours.paths, theirs.breaches / theirs.paths),
        close("defaults", ours.defaults / ours.paths, theirs.defaults / theirs.paths),
    ];
    let fell_back = worker.exact_lanes();
    println!("Paths left to the exact engine: {fell_back}.");
    // Each sale rounds its own cost here: see docs/benchmarks.md.
    shares == [true, true] && differ * 10_000 <= SIMULATED
}

#[derive(Default)]
struct Shares {
    paths: f64,
    breaches: f64,
    defaults: f64,
}

impl Shares {
    fn add(&mut self, breach: bool, default: bool) {
        self.paths += 1.0;
        self.breaches += f64::from(u8::from(breach));
        self.defaults += f64::from(u8::from(default));
    }
}

fn measure(engine: &Engine, model: &Model, study: &Study) {
    let mut cases = Vec::new();
    cases.push(given::<false>("yardstick, prices given"));
    cases.push(given::<true>("yardstick to the cent, prices given"));
    cases.push(drawn::<true>("yardstick to the cent, with its draws"));
    let reference = cases.len();
    cases.push(drawn::<false>("yardstick, with its draws"));
    {
        let (mut drives, mut first) = (engine.drives(), 0);
        cases.push(Case::new("draws alone: `Drawer::fill`", PATHS, PERIODS, move || {
            for _ in (0..PATHS).step_by(LANES) {
                engine.drawer.fill(first, LANES, &mut drives);
                first += LANES as u64;
            }
            black_box(&drives);
        }));
    }
    {
        let mut worker = Worker::new(&engine.program);
        let mut blocks: Vec<_> = (0..PATHS / LANES).map(|_| engine.drives()).collect();
        let fill = |(block, drives)| engine.drawer.fill((block * LANES) as u64, LANES, drives);
        blocks.iter_mut().enumerate().for_each(fill);
        cases.push(Case::new("batch engine alone: `Worker::run`", PATHS, PERIODS, move || {
            for drives in &mut blocks {
                std::mem::swap(worker.drives(), drives);
                let answers = worker.run(LANES);
                black_box(answers.map(|it| it.gauge(0)[0]).unwrap_or_else(|why| panic!("{why:?}")));
                std::mem::swap(worker.drives(), drives);
            }
        }));
    }
    {
        let (mut worker, mut first) = (Worker::new(&engine.program), 0);
        cases.push(Case::new("both: draws, then the batch engine", PATHS, PERIODS, move || {
            engine.run(&mut worker, first, (PATHS / LANES) as u64);
            first += PATHS as u64;
        }));
    }
    for threads in [1, 2] {
        let name = format!("`analysis::simulate`, every statistic, threads: {threads}");
        cases.push(Case::new(name, SIMULATED as usize, PERIODS, move || simulated(model, study, SIMULATED, threads)));
    }
    alternate(&mut cases, ROUNDS);
    let limit = cases[reference].median();
    println!(
        "| the reference deal, processor time of all threads | ns a path-period | least | to the yardstick with draws |"
    );
    println!("|---|---|---|---|");
    for case in &cases {
        println!("| {} | {:.2} | {:.2} | {:.2} |", case.name, case.median(), case.least(), case.median() / limit);
    }
    println!();
    instructions(engine);
    million(engine, model, study);
}

/// A million paths on one thread and on two: medians of what their work takes, and of what passes by the clock.
fn million(engine: &Engine, model: &Model, study: &Study) {
    println!("| a million paths | threads | processor time, s | by the clock, s | times as fast as one |");
    println!("|---|---|---|---|---|");
    let work: [(&str, &dyn Fn(usize)); 2] = [
        ("draws, then the batch engine", &|threads| drawn_and_run(engine, threads)),
        ("`analysis::simulate`, every statistic", &|threads| simulated(model, study, MILLION, threads)),
    ];
    for (name, work) in work {
        let mut times = [1, 2].map(|threads| (threads, Vec::new(), Vec::new()));
        for _ in 0..TURNS {
            for (threads, spent, passed) in &mut times {
                let (from, clock) = (crate::clock::process(), Instant::now());
                work(*threads);
                passed.push(clock.elapsed().as_secs_f64());
                spent.push(crate::clock::process() - from);
            }
        }
        let told = times.map(|(threads, spent, passed)| (threads, middle(spent), middle(passed)));
        for (threads, spent, passed) in told {
            println!("| {name} | {threads} | {spent:.2} | {passed:.2} | {:.2} |", told[0].2 / passed);
        }
    }
    println!();
}

/// So many threads, each with its share of a million paths.
fn drawn_and_run(engine: &Engine, threads: usize) {
    let blocks = MILLION.div_ceil(LANES as u64).div_ceil(threads as u64);
    std::thread::scope(|scope| {
        for thread in 0..threads as u64 {
            scope.spawn(move || {
                let mut worker = Worker::among(&engine.program, MILLION);
                engine.run(&mut worker, thread * blocks * LANES as u64, blocks);
            });
        }
    });
}

/// What a block runs through, by kind.
fn instructions(engine: &Engine) {
    let listing = engine.program.listing();
    let mut kinds = BTreeMap::<&str, usize>::new();
    for line in listing.lines().skip(1) {
        let kind = line.split_whitespace().nth(1).unwrap_or_default();
        *kinds.entry(kind.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default()).or_default() += 1;
    }
    let mut kinds: Vec<(&str, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|it| std::cmp::Reverse(it.1));
    let told: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    println!(
        "{} instructions over {PERIODS} periods ({}): {}.",
        engine.program.instructions(),
        listing.lines().next().unwrap_or_default(),
        told.join(", ")
    );
    println!();
}

/// The whole study on so many paths.
pub fn simulated(model: &Model, study: &Study, paths: u64, threads: usize) {
    let Question::Simulate(asks) = &study.asks else { panic!("a simulation was asked") };
    let asks = Simulate { paths, ..asks.clone() };
    let manner = Manner { limits: &Limits::default(), threads, observer: &Unwatched };
    black_box(simulate(model, study, &asks, &manner).unwrap_or_else(|why| panic!("{}", why.message)));
}

fn given<const CENTS: bool>(name: &str) -> Case<'static> {
    let periods = yardstick::periods(CENTS);
    let mut blocks = vec![(Numbers::new(BLOCK * PERIODS), Numbers::new(BLOCK * PERIODS)); PATHS / BLOCK];
    for (block, (x, b)) in blocks.iter_mut().enumerate() {
        yardstick::fill::<CENTS>(42, (block * BLOCK) as u64, x, b);
    }
    let mut told = [Summary::default(); BLOCK];
    Case::new(name, PATHS, PERIODS, move || {
        for (x, b) in &blocks {
            yardstick::run_block::<CENTS>(&periods, x, b, &mut told);
            black_box(&told);
        }
    })
}

fn drawn<const CENTS: bool>(name: &str) -> Case<'static> {
    let periods = yardstick::periods(CENTS);
    let (mut x, mut b) = (Numbers::new(BLOCK * PERIODS), Numbers::new(BLOCK * PERIODS));
    let (mut told, mut first) = ([Summary::default(); BLOCK], 0);
    Case::new(name, PATHS, PERIODS, move || {
        for _ in (0..PATHS).step_by(BLOCK) {
            yardstick::fill::<CENTS>(42, first, &mut x, &mut b);
            yardstick::run_block::<CENTS>(&periods, &x, &b, &mut told);
            black_box(&told);
            first += BLOCK as u64;
        }
    })
}

/// The same deal in arrays of Python, where there is numpy: `PYTHON` names the interpreter.
fn numpy() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/numpy/reference.py");
    println!();
    match Command::new(&python).arg(script).status() {
        Ok(status) if status.success() => {}
        _ => println!("The deal in numpy was not measured: {python} did not run it."),
    }
}
