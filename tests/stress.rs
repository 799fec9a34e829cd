//! Damage and size: broken examples, and deals as large as the limits allow, end in an answer or a diagnostic.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]
#![expect(clippy::disallowed_types, reason = "a hang is told by a clock")]

mod deals;

use deals::{Deal, Random};
use indenture::analysis::{Limits, drive};
use indenture::compile::Case;
use indenture::model::ScenarioId;
use indenture::source::{MemoryFiles, Sources};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The examples, with the files they read.
fn examples() -> (Vec<String>, MemoryFiles) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let (mut texts, mut files) = (Vec::new(), MemoryFiles::new());
    let mut folders = vec![folder.clone()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(here).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "deal") {
                texts.push(fs::read_to_string(path).unwrap());
            } else {
                let name = path.strip_prefix(&folder).unwrap().display().to_string();
                files = files.with(name, fs::read(&path).unwrap());
            }
        }
    }
    texts.sort();
    (texts, files)
}

/// Reads, checks and runs the base case; what matters is that it comes back.
fn walk(text: &str, files: &MemoryFiles) -> bool {
    let (deal, problems) = indenture::read(text, "stress.deal", &mut Sources::new(), files);
    assert!(deal.is_some() || problems.iter().any(|it| it.is_error()), "no deal, and no word why:\n{text}");
    let Some(deal) = deal else { return false };
    let limits = Limits { operations: 500_000, ..Limits::default() };
    match drive(&deal, &Case::of(ScenarioId(0)), &limits) {
        Ok(driven) => assert!(driven.run.rows.len() > 1),
        Err(problem) => assert!(problem.code.0 != "E6900", "{}\n{text}", problem.message),
    }
    true
}

/// One small wound: a character or a few taken out, put in, doubled, or moved from elsewhere.
fn damage(text: &str, dice: &mut Random) -> String {
    const BITS: [&str; 24] = [
        "{", "}", "(", ")", "[", "]", ":", "=", ",", "-", " ", "\n", "#", "\"", "%", "x", "0", "9", "_", ".", "USD ",
        "per ", "é", "1e9",
    ];
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..dice.between(1, 3) {
        let place = |dice: &mut Random| dice.between(0, letters.len().saturating_sub(1) as i64) as usize;
        let (at, length) = (place(dice), dice.between(1, 6) as usize);
        let end = (at + length).min(letters.len());
        match dice.between(0, 4) {
            0 => drop(letters.drain(at..end)),
            1 => drop(letters.splice(at..at, dice.pick(&BITS).chars())),
            2 => drop(letters.splice(at..end, dice.pick(&BITS).chars())),
            3 => {
                let copy: Vec<char> = letters[at..end].to_vec();
                drop(letters.splice(at..at, copy));
            }
            _ => {
                let from = place(dice);
                let copy: Vec<char> = letters[from..(from + length).min(letters.len())].to_vec();
                drop(letters.splice(at..end, copy));
            }
        }
    }
    letters.into_iter().collect()
}

/// Damaged examples; gives how many still ran.
fn wound(edits: u64) -> u64 {
    let (texts, files) = examples();
    let mut ran = 0;
    for seed in 0..edits {
        let mut dice = Random::new(seed);
        let text = damage(&texts[(seed % texts.len() as u64) as usize], &mut dice);
        let start = Instant::now();
        let run = std::panic::catch_unwind(|| walk(&text, &files));
        assert!(start.elapsed() < Duration::from_secs(20), "edit {seed} takes too long");
        ran += u64::from(run.unwrap_or_else(|_| panic!("edit {seed}:\n{text}")));
    }
    ran
}

#[test]
fn damage_ends_in_words() {
    assert!(wound(150) > 0);
}

#[test]
#[ignore = "minutes: cargo test --release --test stress -- --ignored"]
fn much_damage_ends_in_words() {
    let ran = wound(100_000);
    assert!(ran > 10_000, "{ran}");
}

/// On the small stack of a test thread.
#[test]
fn long_chains_do_not_overflow() {
    let deal = Deal::draw(1).text();
    for chain in [
        |it: u32| format!("a{it} = a{} + USD 1\n", it + 1),
        |it: u32| format!("a{} = a{it} + USD 1\n", it + 1),
        |it: u32| format!("a{it} = if a{} > USD 5 then a{} else USD 2\n", it + 1, it + 1),
        |it: u32| format!("a{it} = prior a{} + USD 1, first USD 0\n", it + 1),
    ] {
        let mut text = deal.clone();
        for line in 0..9_000 {
            text.push_str(&chain(line));
        }
        let forward = chain(0).starts_with("a0 ");
        text.push_str(if forward { "a9000 = USD 1, first USD 0\n" } else { "a0 = USD 1\n" });
        let (_, problems) = indenture::read(&text, "stress.deal", &mut Sources::new(), &MemoryFiles::new());
        assert!(problems.is_empty(), "{} {}: {}", chain(0), problems.len(), problems[0].message);
        assert!(walk(&text, &MemoryFiles::new()), "a long row of lines is a deal");
    }
}

#[test]
fn deep_and_wide_expressions_do_not_overflow() {
    let deal = Deal::draw(1).text();
    let wide = |join: &str, part: &str| format!("{deal}\nz = {}\n", vec![part; 20_000].join(join));
    let deep = |open: &str, close: &str| format!("{deal}\nz = {}USD 1{}\n", open.repeat(5_000), close.repeat(5_000));
    for text in [
        wide(" + ", "revenue"),
        wide(" and ", "lockup"),
        wide(", ", "revenue"),
        wide(" - ", "(revenue)"),
        deep("(", ")"),
        deep("-", ""),
        deep("max(", ")"),
        deep("if lockup then ", " else USD 2"),
        deep("not ", ""),
    ] {
        walk(&text, &MemoryFiles::new());
    }
}

/// Contracts, curves and scenarios that stand on each other in a long row.
#[test]
fn long_rows_of_blocks_do_not_overflow() {
    let deal = Deal::draw(1).text();
    for chain in [
        |it: u32| format!("curve c{it} {{\n  formula: c{} * 2\n}}\n", it + 1),
        |it: u32| format!("scenario s{it}: s{} with Crash\n", it + 1),
        |it: u32| format!("unit u{it} = 2 u{}\n", it + 1),
        |it: u32| format!("curve c{} {{\n  formula: c{it} * 2\n}}\n", it + 1),
        |it: u32| format!("curve c{it} {{\n  formula: l{it}\n}}\nl{it} = c{}\n", it + 1),
    ] {
        let mut text = format!("{deal}curve c3000 {{\n  formula: revenue\n}}\nscenario s3000: base with Crash\n");
        if chain(0).starts_with("curve c1 ") {
            text = format!("{deal}curve c0 {{\n  formula: revenue\n}}\n");
        }
        for line in 0..3_000 {
            text.push_str(&chain(line));
        }
        walk(&text, &MemoryFiles::new());
    }
}
