//! One run: a long deal read and checked, the examples from file to outcome, the engine alone, the command's start,
//! beside the same deal in plain integers.

use crate::deal_files::{files, folder};
use crate::deals::Deal;
use crate::plain;
use indenture::analysis::{Limits, drive};
use indenture::compile::{Case, compile};
use indenture::engine::exact;
use indenture::model::{Model, ScenarioId};
use indenture::source::{MemoryFiles, Sources};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

pub fn run(command: Option<&str>) {
    let (examples, files) = (folder(), files());
    let long = long_deal();
    println!("| what, by the clock | least | median |\n|---|---|---|");
    report(&format!("read and check, {} lines", long.lines().count()), 15, || read(&long, &files));
    for name in ["rent-deflation", "helios", "reference-deal"] {
        let Ok(text) = std::fs::read_to_string(examples.join(format!("{name}.deal"))) else { continue };
        report(&format!("{name}: read and check"), 101, || read(&text, &files));
        let Some(model) = read(&text, &files) else { continue };
        let case = Case::of(ScenarioId(0));
        report(&format!("{name}: compile"), 101, || compile(&model, &case));
        let Ok(plan) = compile(&model, &case) else { continue };
        let size = format!("{} operations, {} rows", plan.operations.len(), plan.rows());
        report(&format!("{name}: run ({size})"), 101, || exact::run(&plan, u64::MAX));
        report(&format!("{name}: text to outcome"), 51, || {
            read(&text, &files).map(|model| drive(&model, &case, &Limits::default()))
        });
    }
    report("the reference deal in plain integers", 1_001, || plain::run());
    if let Some(command) = command {
        let command = PathBuf::from(command);
        let helios = examples.join("helios.deal");
        report("command: --version", 51, || start(&command, &["--version"]));
        report("command: run helios.deal", 31, || start(&command, &["run", &helios.display().to_string()]));
    }
}

fn read(text: &str, files: &MemoryFiles) -> Option<Model> {
    indenture::read(text, "bench.deal", &mut Sources::new(), files).0
}

/// The least and the median time of a few rounds: on a busy machine the least says more.
fn report<T>(what: &str, rounds: usize, mut work: impl FnMut() -> T) {
    let mut times: Vec<u128> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_nanos()
        })
        .collect();
    times.sort_unstable();
    let shown = |time: u128| format!("{}.{:03} ms", time / 1_000_000, time / 1_000 % 1_000);
    println!("| {what} | {} | {} |", shown(times[0]), shown(times[rounds / 2]));
}

fn start(command: &Path, arguments: &[&str]) -> bool {
    Command::new(command).args(arguments).stdout(Stdio::null()).status().is_ok_and(|it| it.success())
}

/// A generated deal with enough computed lines for 2,000.
fn long_deal() -> String {
    let mut text = Deal::draw(1).text();
    let mut line = 0;
    while text.lines().count() < 2_000 {
        let before = if line == 0 { "revenue".to_string() } else { format!("part{}", line - 1) };
        text.push_str(&format!("part{line} = max({before} - 2% of opex, USD 0) + CFADS * 0.1%\n"));
        line += 1;
    }
    text
}
