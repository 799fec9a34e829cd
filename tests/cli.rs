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

/// The lender's loan with a rent that may stray, and two studies in place of its own.
fn studied(name: &str) -> Folder {
    let folder = Folder::new(name);
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/rent-deflation.deal");
    let studies = "
process RentPath on rent {
  follows:    geometric brownian motion
  volatility: 35% per year
}
study Risk {
  simulate: 100 paths, seed 5
  measure:  min(DSCR.value)
}
study Breakeven {
  solve:   decline from 0% per year to 60% per year
  so that: min(DSCR.value) = 1.25x
}
";
    let example = fs::read_to_string(example).unwrap();
    let (deal, _) = example.split_once("\nstudy ").unwrap();
    folder.write("loan.deal", format!("{deal}\n{studies}"));
    folder
}

/// 12.4775%, as the page of the reference deal says of the same loan.
#[test]
fn studies_of_a_file_and_of_the_command_line_say_the_same() {
    let folder = studied("studies");
    let file = folder.deal(&["study", "loan.deal", "Breakeven", "--format", "csv"]);
    assert_eq!(file.code, 0, "{}", file.err);
    assert!(file.out.contains("root,12.4774"), "{}", file.out);
    let range = "decline from 0% per year to 60% per year";
    let line = folder.deal(&["solve", "loan.deal", range, "--so-that", "min(DSCR.value) = 1.25x", "--format", "csv"]);
    assert_eq!((line.code, line.out), (0, file.out));
    let both = folder.deal(&["study", "loan.deal", "--outcome", "all.json"]);
    assert_eq!(both.code, 0, "{}", both.err);
    let all: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.0.join("all.json")).unwrap()).unwrap();
    assert_eq!((&all[0]["format"], &all[1]["format"]), (&"simulation".into(), &"solution".into()));
    assert_eq!(all[0]["draws"]["seed"], 5);
}

#[test]
fn a_study_that_cannot_be_asked_says_why() {
    let folder = studied("unasked");
    for (words, code, told) in [
        (&["study", "loan.deal", "Rsik"][..], 2, "error: no study `Rsik`; did you mean `Risk`?\n"),
        (&["study", "loan.deal", "Breakeven", "--set", "decline=5% per year"], 2, "so it cannot be held"),
        (
            &["simulate", "loan.deal", "--study", "Breakeven", "--shard", "1/2", "--shard-out", "x"],
            2,
            "does not simulate",
        ),
        (&["simulate", "loan.deal", "--study", "Risk", "--paths", "9"], 2, "cannot be used with"),
        (&["simulate", "loan.deal", "--paths", "0"], 1, "a simulation without a path says nothing"),
        (&["simulate", "loan.deal", "--paths", "7", "--antithetic"], 1, "antithetic paths come in pairs"),
        (&["simulate", "loan.deal", "--measure", "min(DSRC.value)"], 1, "did you mean `DSCR`?"),
        (&["simulate", "loan.deal", "--seed", "1\n  under: x"], 2, "holds a line break"),
        (&["simulate", "loan.deal", "--threads", "0"], 2, "0 is not in 1..=1024"),
        (&["simulate", "loan.deal", "--shard", "0/4", "--shard-out", "x"], 2, "parts are counted from 1/4 to 4/4"),
        (&["simulate", "loan.deal", "--shard", "5/4", "--shard-out", "x"], 2, "parts are counted from 1/4 to 4/4"),
        (&["simulate", "loan.deal", "--shard", "1/4"], 2, "--shard-out"),
        (&["simulate", "loan.deal", "--paths-out", "x.xlsx"], 2, "does not end in `.csv` or `.parquet`"),
        (&["simulate", "loan.deal", "--paths-out", "."], 2, "does not end in"),
        (&["simulate", "loan.deal", "--paths-out", "none/x.csv"], 2, "there is no such file"),
        (&["simulate", "loan.deal", "--outcome", "."], 2, "does not name a file"),
        (&["simulate", "loan.deal", "--chart", "loan.deal"], 2, "cannot write `loan.deal`"),
        (
            &["solve", "loan.deal", "declin from 0% per year to 60% per year", "--so-that", "min(DSCR.value) = 1.25x"],
            1,
            "did you mean `decline`?",
        ),
        (&["sweep", "loan.deal", "--measure", "min(DSCR.value)"], 2, "--axis"),
        (
            &["sweep", "loan.deal", "--axis", "decline from 0% per year to 40% per year by 10% per year"],
            2,
            "--measure <EXPRESSION>",
        ),
        (&["reverse", "loan.deal", "decline by 1% per year to 60% per year"], 2, "--until"),
        (
            &[
                "tornado",
                "loan.deal",
                "decline from 0% per year to 9% per year",
                "--measure",
                "1",
                "--report",
                "drivers",
            ],
            2,
            "reports of a simulation",
        ),
    ] {
        let ended = folder.deal(words);
        assert_eq!(ended.code, code, "{words:?}: {}", ended.err);
        assert!(ended.err.contains(told), "{words:?}: {}", ended.err);
        assert!(ended.out.is_empty(), "{words:?}: {}", ended.out);
    }
    let left: Vec<String> =
        fs::read_dir(&folder.0).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(left, ["loan.deal"], "nothing is left behind");
}

#[test]
fn an_invalid_question_still_writes_its_outcome() {
    let folder = studied("asked-outcome");
    let ended = folder.deal(&["simulate", "loan.deal", "--paths", "0", "--outcome", "o.json"]);
    assert_eq!(ended.code, 1);
    let written: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.0.join("o.json")).unwrap()).unwrap();
    assert_eq!((&written["valid"], &written["problems"][0]["code"]), (&false.into(), &"E4017".into()));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_get_it() {
    let folder = studied("no-parquet");
    let ended = folder.deal(&["simulate", "loan.deal", "--paths-out", "x.parquet"]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("cargo install --path . --features parquet"), "{}", ended.err);
}

#[test]
fn parts_merge_to_the_bytes_of_the_whole() {
    let folder = studied("shards");
    let asked = ["simulate", "loan.deal", "--paths", "700", "--seed", "9", "--measure", "min(DSCR.value)"];
    let with = |more: &[&str]| folder.deal(&[&asked[..], more].concat());
    let whole = with(&["--outcome", "whole.json", "--threads", "2"]);
    assert_eq!(whole.code, 0, "{}", whole.err);
    for (part, out) in [("1/3", "a.json"), ("2/3", "b.json"), ("3/3", "c.json")] {
        let ended = with(&["--shard", part, "--shard-out", out]);
        assert_eq!((ended.code, ended.out.as_str()), (0, ""), "{}", ended.err);
    }
    let merged = folder.deal(&["merge", "loan.deal", "c.json", "a.json", "b.json", "--outcome", "merged.json"]);
    assert_eq!((merged.code, merged.out), (0, whole.out), "{}", merged.err);
    let read = |name: &str| fs::read_to_string(folder.0.join(name)).unwrap();
    assert_eq!(read("whole.json"), read("merged.json"));

    let missing = folder.deal(&["merge", "loan.deal", "a.json", "c.json"]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("part 2 of 3 is missing"), "{}", missing.err);
    let twice = folder.deal(&["merge", "loan.deal", "a.json", "a.json", "b.json", "c.json"]);
    assert_eq!(twice.code, 1, "{}", twice.err);
    folder.deal(&["simulate", "loan.deal", "--paths", "700", "--seed", "8", "--shard", "1/3", "--shard-out", "d.json"]);
    let mixed = folder.deal(&["merge", "loan.deal", "d.json", "b.json", "c.json"]);
    assert_eq!(mixed.code, 2);
    assert_eq!(mixed.err, "error: `d.json` and `b.json` are parts of different questions\n");
    for (name, content) in
        [("e.json", "{}"), ("f.json", "no json"), ("g.json", "{\"format\": \"shard\", \"format_version\": 9}")]
    {
        folder.write(name, content);
        assert_eq!(folder.deal(&["merge", "loan.deal", name]).code, 2, "{name}");
    }
    // Another deal under the same name.
    let other = read("loan.deal").replace("USD 40M", "USD 41M");
    folder.write("loan.deal", other);
    let wrong = folder.deal(&["merge", "loan.deal", "a.json", "b.json", "c.json"]);
    assert_eq!(wrong.code, 1, "{}", wrong.err);
}

#[test]
fn paths_are_written_whole_and_the_same_for_any_number_of_threads() {
    let folder = studied("paths");
    let asked = ["simulate", "loan.deal", "--study", "Risk", "--paths-out"];
    for (threads, out) in [("1", "one.csv"), ("2", "two.csv")] {
        let ended = folder.deal(&[&asked[..], &[out, "--threads", threads]].concat());
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert_eq!(ended.err, format!("wrote 100 paths to {out}\n"));
    }
    let text = fs::read_to_string(folder.0.join("one.csv")).unwrap();
    assert_eq!(text, fs::read_to_string(folder.0.join("two.csv")).unwrap());
    assert_eq!(text.lines().count(), 101);
    assert!(text.starts_with("scenario,path,DSCR below 1.35x,"), "{text}");
    assert!(text.lines().nth(1).unwrap().starts_with("base,0,"), "{text}");
}

#[test]
fn charts_are_drawn_into_a_folder_the_same_each_time() {
    let folder = studied("charts");
    for name in ["once", "again"] {
        let ended = folder.deal(&["study", "loan.deal", "--chart", name, "--quiet"]);
        assert_eq!(ended.code, 0, "{}", ended.err);
    }
    let mut names: Vec<String> =
        fs::read_dir(folder.0.join("once")).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let expected = [
        "risk-breaches.svg",
        "risk-fan-dscr.svg",
        "risk-irr-of-loan.svg",
        "risk-loss-of-loan.svg",
        "risk-min-dscr-value.svg",
    ];
    assert_eq!(names, expected);
    for name in names {
        let once = fs::read_to_string(folder.0.join("once").join(&name)).unwrap();
        assert!(once.starts_with("<svg ") && once.contains("seed 5"), "{name}");
        assert_eq!(once, fs::read_to_string(folder.0.join("again").join(&name)).unwrap());
    }
}

/// Ctrl-C: what was done by then, marked, and 130.
#[cfg(unix)]
#[test]
fn an_interrupted_simulation_tells_what_it_has() {
    let folder = studied("interrupted");
    let mut command = folder.command(&["simulate", "loan.deal", "--paths", "1_000_000_000", "--paths-out", "p.csv"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id().to_string();
    // Once the file of paths grows, the work is under way.
    let grows = || {
        let mut entries = fs::read_dir(&folder.0).unwrap().filter_map(Result::ok);
        entries
            .any(|it| it.file_name().to_string_lossy().ends_with(".part") && it.metadata().is_ok_and(|it| it.len() > 0))
    };
    let mut patience = 3_000;
    while !grows() && patience > 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
        patience -= 1;
    }
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let ended = Ended::from(child.wait_with_output().unwrap());
    assert_eq!(ended.code, 130, "{}", ended.err);
    assert!(
        ended.out.contains("PARTIAL: ") && ended.out.contains("of 1,000,000,000 paths, interrupted"),
        "{}",
        ended.out
    );
    assert!(ended.err.contains("interrupted: what is printed is what was done by then"), "{}", ended.err);
    assert!(!folder.0.join("p.csv").exists() && folder.0.join("p.partial.csv").exists(), "{}", ended.err);
}

#[test]
fn a_reader_that_leaves_a_study_is_no_failure() {
    let folder = studied("study-pipe");
    let mut child = folder.command(&["study", "loan.deal"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
