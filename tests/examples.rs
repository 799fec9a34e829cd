//! Every example runs, and every figure it promises holds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn deals() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut deals: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|it| it == "deal")).collect();
    deals.sort();
    deals
}

#[test]
fn every_example_keeps_its_word() {
    let deals = deals();
    assert!(deals.len() >= 12, "the examples are gone");
    for deal in deals {
        let name = deal.file_name().unwrap().to_string_lossy().into_owned();
        let output = Command::new(env!("CARGO_BIN_EXE_deal")).arg("test").arg(&deal).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{name} fails:\n{said}{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_example_runs_under_all_its_scenarios() {
    for deal in deals() {
        let name = deal.file_name().unwrap().to_string_lossy().into_owned();
        let output = Command::new(env!("CARGO_BIN_EXE_deal")).args(["run", "--all"]).arg(&deal).output().unwrap();
        assert!(output.status.success(), "{name} does not run:\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{name} reports nothing");
    }
}

#[test]
fn every_example_says_what_it_teaches() {
    for deal in deals() {
        let text = fs::read_to_string(&deal).unwrap();
        assert!(text.starts_with("## "), "{} does not begin with its lesson", deal.display());
    }
}
