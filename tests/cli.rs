//! The command as a stranger meets it: what it prints, where, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder of its own for one test, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("deal-cli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), content).unwrap();
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deal"));
        command.current_dir(&self.0).args(words).env_remove("NO_COLOR");
        command
    }

    fn deal(&self, words: &[&str]) -> Ended {
        Ended::from(self.command(words).output().unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[derive(Debug)]
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Ended {
        Ended {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[test]
fn help_and_version_are_answers() {
    let folder = Folder::new("help");
    let help = folder.deal(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("Exit codes:") && help.out.contains("explain"), "{}", help.out);
    assert!(!help.out.contains('\u{1b}'));
    assert!(folder.deal(&["run", "--help"]).out.contains("deal run tower.deal"));
    assert_eq!(folder.deal(&["--version"]).code, 0);
}

#[test]
fn mistakes_in_the_call_end_with_2() {
    let folder = Folder::new("usage");
    for words in
        [&["chekc"][..], &["check"], &[], &["run", "a.deal", "--set", "u"], &["run", "a.deal", "--format", "pdf"]]
    {
        let ended = folder.deal(words);
        assert_eq!(ended.code, 2, "{words:?}");
        assert!(ended.out.is_empty() && !ended.err.is_empty(), "{words:?}");
    }
    assert!(!folder.deal(&["che\u{1b}[2Jck"]).err.contains('\u{1b}'));
}

#[test]
fn files_that_cannot_be_read_end_with_2() {
    let folder = Folder::new("unreadable");
    let missing = folder.deal(&["check", "none.deal"]);
    assert_eq!(missing.code, 2);
    assert_eq!(missing.err, "error: cannot read `none.deal`: there is no such file\n");
    assert_eq!(folder.deal(&["check", "."]).code, 2);
    folder.write("a.deal", "");
    fs::create_dir(folder.0.join("inner")).unwrap();
    assert_eq!(folder.deal(&["check", "a.deal", "--root", "inner"]).code, 2);
}

#[test]
fn an_empty_file_is_not_a_success() {
    let folder = Folder::new("empty");
    for (name, content) in [("a.deal", ""), ("b.deal", "# notes\n\n"), ("c.deal", "\u{FEFF}\r\n")] {
        folder.write(name, content);
        let ended = folder.deal(&["check", name]);
        assert_eq!(ended.code, 1, "{name}");
        assert!(ended.err.starts_with("error[E0001]: there is no deal in this file\n"), "{}", ended.err);
        assert!(ended.err.contains(&format!("--> {name}:1:1")), "{}", ended.err);
    }
}

#[test]
fn what_is_not_text_is_invalid_and_says_where() {
    let folder = Folder::new("binary");
    folder.write("a.deal", b"deal \"x\" {\n\xFF\n}\n");
    let ended = folder.deal(&["check", "a.deal"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.starts_with("error[E5005]: `a.deal` is not UTF-8 text (byte 11, line 2)\n"), "{}", ended.err);
}

#[test]
fn a_file_that_is_too_large_ends_with_7() {
    let folder = Folder::new("large");
    folder.write("a.deal", "x".repeat(2 * 1024 * 1024 + 1));
    let ended = folder.deal(&["check", "a.deal"]);
    assert_eq!(ended.code, 7, "{}", ended.err);
    assert!(ended.err.len() < 500);
}

#[test]
fn diagnostics_as_json_go_to_standard_output() {
    let folder = Folder::new("json");
    folder.write("a.deal", "");
    let ended = folder.deal(&["check", "a.deal", "--format", "json"]);
    assert_eq!((ended.code, ended.err.as_str()), (1, ""));
    let json: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(json["diagnostics"][0]["code"], "E0001");
    assert_eq!(json["diagnostics"][0]["place"]["path"], "a.deal");
}

#[test]
fn colour_follows_the_flag_before_the_environment() {
    let folder = Folder::new("colour");
    folder.write("a.deal", "");
    assert!(!folder.deal(&["check", "a.deal"]).err.contains('\u{1b}'));
    assert!(folder.deal(&["check", "a.deal", "--color", "always"]).err.contains('\u{1b}'));
}

#[test]
fn a_file_elsewhere_is_its_own_project() {
    let folder = Folder::new("elsewhere");
    fs::create_dir(folder.0.join("here")).unwrap();
    folder.write("a.deal", "");
    let mut command = folder.command(&["check", "../a.deal"]);
    let ended = Ended::from(command.current_dir(folder.0.join("here")).output().unwrap());
    assert!(ended.err.contains("--> a.deal:1:1"), "no path outside the project is printed: {}", ended.err);
}

#[test]
fn explain_prints_the_page_and_suggests() {
    let folder = Folder::new("explain");
    let page = folder.deal(&["explain", "e0001"]);
    assert_eq!(page.code, 0);
    assert!(page.out.starts_with("# E0001: no deal in this file\n"));
    let unknown = folder.deal(&["explain", "E0011"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.starts_with("error: no code `E0011`; "), "{}", unknown.err);
    assert!(folder.deal(&["explain"]).out.contains("E7002  file too large"));
}

#[test]
fn new_writes_a_deal_and_never_overwrites() {
    let folder = Folder::new("new");
    let ended = folder.deal(&["new", "gpu-tower"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let written = fs::read_to_string(folder.0.join("gpu-tower.deal")).unwrap();
    assert!(written.contains("deal \"Gpu tower\" {"));
    assert_eq!(folder.deal(&["new", "gpu-tower"]).code, 2);
    assert_eq!(fs::read_to_string(folder.0.join("gpu-tower.deal")).unwrap(), written);
    assert_eq!(folder.deal(&["new", "../escape"]).code, 2);
}

#[test]
fn schemas_completions_and_manual_pages_are_printed() {
    let folder = Folder::new("print");
    let schema = folder.deal(&["schema", "diagnostics"]);
    let json: serde_json::Value = serde_json::from_str(&schema.out).unwrap();
    assert_eq!(json["properties"]["format"]["const"], "diagnostics");
    assert_eq!(folder.deal(&["schema", "diagnostic"]).code, 2);
    assert!(folder.deal(&["completions", "bash"]).out.contains("deal"));
    assert!(folder.deal(&["man"]).out.contains(".TH deal"));
    assert!(folder.deal(&["man", "run"]).out.contains("fail\\-on"));
    assert_eq!(folder.deal(&["man", "rum"]).code, 2);
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let folder = Folder::new("pipe");
    let mut child = folder.command(&["completions", "zsh"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let folder = Folder::new("full");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = folder.command(&["schema", "report"]);
    let ended = Ended::from(command.stdout(full).output().unwrap());
    assert_eq!(ended.code, 2);
    assert!(ended.err.starts_with("error: the output could not be written"), "{}", ended.err);
}

/// An outcome that was asked for is there whatever happens.
#[test]
fn an_outcome_is_written_whatever_happens() {
    let folder = Folder::new("outcomes");
    let deal = "deal \"D\" {\n  currency: USD\n  closing: 2025-12-31\n  periods: each year end from 2026-12-31 to \
                2027-12-31\n}\n";
    folder.write("good.deal", deal);
    folder.write("bad.deal", deal.replace("USD", "USX"));
    for (arguments, exit, valid) in [
        (vec!["good.deal"], 0, true),
        (vec!["bad.deal"], 1, false),
        (vec!["missing.deal"], 2, false),
        (vec!["good.deal", "--under", "Nothing"], 2, false),
    ] {
        let _ = fs::remove_file(folder.0.join("o.json"));
        let words: Vec<&str> = ["run"].into_iter().chain(arguments.clone()).chain(["--outcome", "o.json"]).collect();
        let output = folder.command(&words).output().unwrap();
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}");
        let written: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(folder.0.join("o.json")).unwrap()).unwrap();
        assert_eq!(written["valid"], valid, "{arguments:?}");
        assert_eq!(written["problems"].as_array().map_or(0, Vec::len), usize::from(!valid), "{arguments:?}");
    }
}
