//! How the time grows: with paths, periods, tranches and steps of the waterfall.

use crate::clock;
use crate::deal_files::{asked, example};
use crate::engine::Engine;
use crate::side_by_side::simulated;
use indenture::engine::batch::{LANES, Program, Worker};
use std::fmt::Write;

const ROUNDS: usize = 9;
const BLOCKS: u64 = 32;

pub fn run() {
    paths();
    println!();
    println!(
        "| draws and batch engine | instructions | ns a path-period | ns a path-period and step | `Program::new` ms |"
    );
    println!("|---|---|---|---|---|");
    for months in [30, 60, 120, 240] {
        engine(&format!("reference deal over {months} months"), &reference(months), months, 15);
    }
    for tranches in 1..=8 {
        engine(&format!("{tranches} tranches, 20 steps, 60 months"), &deal(tranches, 20), 60, 20);
    }
    for steps in [5, 10, 20, 40, 80] {
        engine(&format!("2 tranches, {steps} steps, 60 months"), &deal(2, steps), 60, steps);
    }
}

/// Whole simulations of the reference deal.
fn paths() {
    let study = "simulate: 1_000 paths, seed 42\n measure: Senior.recovery, min(DSCR.value), equity_npv";
    let (model, study) = asked(&example("reference-deal.deal"), study);
    println!("| `analysis::simulate`, one thread | ms | ns a path-period |\n|---|---|---|");
    for (paths, rounds) in [(1_000, 21), (10_000, 11), (100_000, 5), (1_000_000, 1)] {
        let time = clock::median(rounds, || simulated(&model, &study, paths, 1));
        println!("| {paths} paths | {:.1} | {:.1} |", time * 1e3, time * 1e9 / (paths * 60) as f64);
    }
}

fn engine(what: &str, text: &str, months: usize, steps: usize) {
    let (model, study) = asked(text, "simulate: 1_000 paths, seed 42\n measure: min(DSCR.value)");
    let engine = Engine::new(&model, &study);
    let kept = engine.kept.clone();
    let made = clock::median(5, || Program::new(&engine.plan, &kept, u64::MAX).map(|it| it.instructions()).ok());
    let mut worker = Worker::new(&engine.program);
    engine.run(&mut worker, 0, BLOCKS);
    let mut first = 0;
    let time = clock::median(ROUNDS, || {
        first += BLOCKS * LANES as u64;
        engine.run(&mut worker, first, BLOCKS);
    });
    let each = time * 1e9 / (BLOCKS as usize * LANES * months) as f64;
    let exact = worker.exact_lanes();
    let noted = if exact == 0 { String::new() } else { format!("; {exact} paths left to the exact engine") };
    let instructions = engine.program.instructions();
    println!("| {what}{noted} | {instructions} | {each:.1} | {:.2} | {:.1} |", each / steps as f64, made * 1e3);
}

/// The 15th of the month so many months after closing.
fn end(months: usize) -> String {
    format!("{}-{:02}-15", 2025 + (months - 1) / 12, (months - 1) % 12 + 1)
}

/// The reference deal over another time, without the tests that know its dates.
fn reference(months: usize) -> String {
    let text = example("reference-deal.deal");
    let cut = text.find("\ntest ").unwrap_or(text.len());
    text[..cut].replace("2029-12-15", &end(months))
}

/// A deal of so many tranches with so many steps in its waterfall: two a tranche, one for the rest, the others costs.
fn deal(tranches: usize, steps: usize) -> String {
    let end = end(60);
    let mut text = format!(
        "deal \"Growing\" {{
  currency: USD
  closing:  2024-12-15
  periods:  each month on day 15 from 2025-01-15 to {end}
  payments: each period end
}}
curve X {{ formula: 1.0 }}
curve B {{ formula: 1.0 }}
process RentPath on X {{
  follows:    geometric brownian motion
  volatility: 35% per year
}}
process CoinPath on B {{
  follows:    geometric brownian motion
  volatility: 70% per year
}}
correlation Market {{
  copula: gaussian
  RentPath with CoinPath: 40%
}}
revenue = USD 1_200_000 * X
worth   = USD 30M * B
account Uses
state lockup
account Cash {{ receives: revenue }}
waterfall Closing from Uses at closing {{ rest: pay remaining to Sponsor }}
"
    );
    let count = steps.saturating_sub(2 * tranches + 1);
    let mut payments = String::new();
    for cost in 0..count {
        let _ = writeln!(text, "cost{cost} = revenue * 0.{:03}% + USD {}", 100 + cost, 1_000 + 10 * cost);
        let _ = writeln!(payments, "  cost{cost}: pay cost{cost} lapse");
    }
    let (mut service, mut balance) = (Vec::new(), Vec::new());
    for tranche in 0..tranches {
        let (amount, coupon) = (24_000_000 / tranches, 6 + tranche);
        let _ = writeln!(
            text,
            "tranche T{tranche} {{
  limit:           USD {amount}
  draws:           USD {amount} at closing
  proceeds:        to Uses
  coupon:          {coupon}%
  day count:       30/360
  amortization:    USD {} per period
  maturity:        {end}
  payment default: after 2 payment dates in a row
}}",
            amount / 60
        );
        let _ = writeln!(payments, "  interest{tranche}: pay interest on T{tranche}");
        let _ = writeln!(payments, "  principal{tranche}: pay scheduled principal on T{tranche}");
        service.push(format!("T{tranche}.debt_service"));
        balance.push(format!("T{tranche}.balance"));
    }
    let _ = writeln!(
        text,
        "waterfall Payments from Cash on each payment date {{\n{payments}  rest: pay remaining to Sponsor\n}}
covenant DSCR {{
  measure:     revenue / ({})
  tested:      each period end
  below 1.20x: enter lockup until passed
}}
covenant LTV {{
  measure:   ({}) / worth
  tested:    each period end
  above 80%: enter lockup until passed
}}",
        service.join(" + "),
        balance.join(" + ")
    );
    text
}
