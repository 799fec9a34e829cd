//! Every example checks without a word, and its own tests pass.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::Path;
use std::process::Command;

fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let names = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".deal")).collect();
    names.sort();
    names
}

/// What `deal COMMAND examples/NAME` prints, and whether it ended well.
fn deal(command: &str, name: &str) -> (String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_deal"))
        .args([command, &format!("examples/{name}")])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (printed, output.status.success())
}

#[test]
fn every_example_checks_clean() {
    assert!(!examples().is_empty(), "there are no examples");
    for name in examples() {
        let (printed, well) = deal("check", &name);
        assert!(well && printed == "checked 1 file\n", "{name}\n{printed}");
    }
}

#[test]
fn every_example_passes_its_own_tests() {
    for name in examples() {
        let (printed, well) = deal("test", &name);
        assert!(well, "{name}\n{printed}");
    }
}

#[test]
fn every_scenario_of_every_example_runs() {
    for name in examples() {
        let output = Command::new(env!("CARGO_BIN_EXE_deal"))
            .args(["run", &format!("examples/{name}"), "--all"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_example_says_what_it_teaches() {
    for name in examples() {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(&name)).unwrap();
        assert!(text.starts_with("## "), "{name} does not begin with its lesson");
    }
}
