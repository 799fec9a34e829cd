//! Studies on one thread: many settings of a deal, and settings looked for.

use crate::clock;
use crate::deal_files::{asked, example};
use crate::engine::planned;
use indenture::analysis::simulate::{Manner, Unwatched};
use indenture::analysis::{Limits, reverse, solve, sweep, tornado};
use indenture::compile::{Case, compile};
use indenture::engine::batch::Program;
use indenture::model::{Model, Question, ScenarioId, Study};
use std::hint::black_box;

const GRID: &str = "sweep: utilization from 40% to 90% in 99 steps, Rubin.rent from 50% to 100% in 99 steps
 under: Collapse\n measure: min(DSCR.value), Senior.recovery";
const HEAT_MAP: &str = "sweep: utilization from 40% to 90% in 39 steps, Rubin.rent from 50% to 100% in 39 steps
 under: Collapse\n measure: Senior.recovery";
const BREAKEVEN: &str = "solve: decline from 0% per year to 60% per year\n so that: min(DSCR.value) = 1.25x";
const HELIOS_BREAKEVEN: &str = "solve: utilization from 20% to 90%\n under: Squeeze\n so that: min(DSCR.value) = 1.35x";
const NEAREST: &str = "reverse: utilization by -10% to 0%, rent.falls by 10% per year to 90% per year\n under: Squeeze
 until: DSCR breaches 1.10x";
const WEIGHT: &str = "tornado: utilization from 60% to 90%, Rubin.rent from 60% to 100%, Sale.buyers from 20% to 50%
 under: Collapse\n measure: Senior.recovery";

pub fn run() {
    println!("| what, processor time of one thread | ms | runs of the deal |\n|---|---|---|");
    let cases = [
        ("helios.deal", "sweep, 100 × 100", GRID, 3),
        ("helios.deal", "sweep, 40 × 40", HEAT_MAP, 5),
        ("rent-deflation.deal", "solve, decline of rent for a cover of 1.25x", BREAKEVEN, 11),
        ("helios.deal", "solve, utilization for a cover of 1.35x", HELIOS_BREAKEVEN, 11),
        ("helios.deal", "reverse, two levers", NEAREST, 5),
        ("helios.deal", "tornado, three levers", WEIGHT, 5),
    ];
    for (deal, what, study, rounds) in cases {
        let (model, study) = asked(&example(deal), study);
        let mut runs = 0;
        let time = clock::median(rounds, || runs = answer(&model, &study));
        let runs = if runs == 0 { "".into() } else { runs.to_string() };
        println!("| `{deal}`: {what} | {:.1} | {runs} |", time * 1e3);
    }
    for deal in ["rent-deflation.deal", "reference-deal.deal", "helios.deal"] {
        prepared(deal);
    }
}

/// Runs of the deal, where the answer says so.
fn answer(model: &Model, study: &Study) -> usize {
    let manner = Manner { limits: &Limits::default(), threads: 1, observer: &Unwatched };
    match &study.asks {
        Question::Sweep(axes) => {
            let swept = sweep(model, study, axes, &manner).unwrap_or_else(|why| panic!("{}", why.message));
            black_box(&swept).grids.iter().map(|grid| grid.points.len()).sum()
        }
        Question::Solve(asks) => {
            let solved = solve(model, study, asks, &manner).unwrap_or_else(|why| panic!("{}", why.message));
            assert!(solved.answers.iter().any(|it| !it.roots.is_empty()), "there is a breakeven");
            solved.answers.iter().map(|it| it.evaluations as usize).sum()
        }
        Question::Reverse(asks) => {
            black_box(reverse(model, study, asks, &manner).unwrap_or_else(|why| panic!("{}", why.message)));
            0
        }
        Question::Tornado(brackets) => {
            black_box(tornado(model, study, brackets, &manner).unwrap_or_else(|why| panic!("{}", why.message)));
            2 * brackets.len() + 1
        }
        Question::Simulate(_) => panic!("simulations are measured beside the yardstick"),
    }
}

/// What it takes before the first path.
fn prepared(deal: &str) {
    let mut text = example(deal);
    if !text.contains("\nprocess ") {
        text.push_str(
            "process RentPath on rent {\n  follows: geometric brownian motion\n  volatility: 35% per year\n}\n",
        );
    }
    let (model, study) = asked(&text, "simulate: 1_000 paths, seed 1\n measure: min(DSCR.value)");
    let compiled = clock::median(21, || compile(&model, &Case::of(ScenarioId(0))).map(|plan| plan.operations.len()));
    let (plan, kept) = planned(&model, &study);
    let mut instructions = 0;
    let made = clock::median(11, || {
        let program = Program::new(&plan, &kept, u64::MAX).unwrap_or_else(|why| panic!("{why:?}"));
        instructions = program.instructions();
    });
    println!("| `{deal}`: compile | {:.2} | |", compiled * 1e3);
    println!(
        "| `{deal}`: `Program::new` ({instructions} instructions over {} rows) | {:.2} | |",
        plan.rows(),
        made * 1e3
    );
}
