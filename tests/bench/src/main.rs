//! How long things take: one run, many paths beside a yardstick, how that grows, and studies.
//!
//! `cargo run --release -- [single] [paths] [growth] [studies] [path of the command]`: all parts where none is named.

mod clock;
mod deal_files;
#[path = "../../deals/mod.rs"]
#[allow(dead_code, reason = "the tests spell deals in more ways")]
mod deals;
mod engine;
mod growth;
mod plain;
mod rounds;
mod side_by_side;
mod single;
mod studies;
mod yardstick;

use std::process::ExitCode;

const PARTS: [&str; 4] = ["single", "paths", "growth", "studies"];

fn main() -> ExitCode {
    let (parts, others): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|it| PARTS.contains(&it.as_str()));
    let mut agrees = true;
    for part in PARTS.iter().filter(|&&part| parts.is_empty() || parts.iter().any(|it| it == part)) {
        println!("## {part}\n");
        match *part {
            "single" => single::run(others.first().map(String::as_str)),
            "paths" => agrees &= side_by_side::run(),
            "growth" => growth::run(),
            _ => studies::run(),
        }
        println!();
    }
    if agrees {
        return ExitCode::SUCCESS;
    }
    eprintln!("The deal and the yardstick do not agree: no figure above means anything.");
    ExitCode::FAILURE
}
